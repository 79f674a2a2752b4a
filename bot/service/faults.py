# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can go wrong with a store or a network, as the service needs to tell it apart."""

from collections.abc import Mapping


class AlreadyHandledError(Exception):
    """An append held inputs that were handled before; nothing of it was written."""

    def __init__(self, answers: Mapping[str, bytes]) -> None:
        super().__init__(f"{len(answers)} inputs were handled before")
        self.answers = dict(answers)


class HeightTakenError(Exception):
    """Another writer extended the record first; nothing was written."""


class StoreUnavailableError(Exception):
    """The store can't write now (full disk, read-only …); nothing was written.

    Its text is one plain sentence that says what to do.
    """


class StoreUnusableError(Exception):
    """The store can't be opened: corrupt, newer, in use … Text: one plain sentence."""


class TryLaterError(Exception):
    """The network asks to wait `after` seconds before anything more is sent with this account."""

    def __init__(self, after: float) -> None:
        super().__init__(f"try again in {after:.1f} s")
        self.after = after


class NotYetError(Exception):
    """The network wants this one message left alone for `after` seconds; all else may go."""

    def __init__(self, after: float) -> None:
        super().__init__(f"not before {after:.1f} s")
        self.after = after


class UnreachableError(Exception):
    """The network did not answer, or answered with a passing fault; try again with back-off."""


class SignInError(Exception):
    """A network refuses the bot's sign-in for good; one plain sentence that says the mend."""


class UndeliverableError(Exception):
    """It will never get there as things stand (forbidden, gone, too large). Text: why, plainly."""


class GoneError(UndeliverableError):
    """The message that was to be changed or read is not there any more."""
