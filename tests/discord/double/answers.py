# SPDX-License-Identifier: AGPL-3.0-or-later
"""How Discord says no: the status, its own code, and its words."""

from typing import Any

WORDS = {
    0: "404: Not Found",
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10007: "Unknown Member",
    10008: "Unknown Message",
    10013: "Unknown User",
    10014: "Unknown Emoji",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    30010: "Maximum number of reactions reached (20)",
    30034: "Max number of daily application command creates has been reached (200)",
    30046: "Maximum number of edits to messages older than 1 hour reached. Try again later.",
    40060: "Interaction has already been acknowledged.",
    50001: "Missing Access",
    50005: "Cannot edit a message authored by another user",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50008: "Cannot send messages in a non-text channel",
    50013: "Missing Permissions",
    50024: "Cannot execute action on this channel type",
    50027: "Invalid Webhook Token",
    50035: "Invalid Form Body",
    50083: "Thread is archived",
    160004: "A thread has already been created for this message",
}

STATUS = {
    0: 404,
    10003: 404,
    10004: 404,
    10007: 404,
    10008: 404,
    10013: 404,
    10015: 404,
    10062: 404,
    30046: 429,
    50001: 403,
    50005: 403,
    50007: 403,
    50013: 403,
    50027: 401,
}
"""400 is for all others."""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of the double
    """Discord says no."""

    def __init__(self, code: int, *, status: int | None = None, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status or STATUS.get(code, 400)
        self.body = {"message": WORDS.get(code, "No"), "code": code} | more
