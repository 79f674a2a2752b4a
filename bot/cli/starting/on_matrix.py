# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions about Matrix: which account, where it lives, how it signs in; tried on the spot."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.cli.failures import Failure, Misuse
from bot.cli.starting import reading
from bot.cli.starting.asking import Asker, NotThisError, Question
from bot.cli.starting.before import Before, texts
from bot.cli.starting.looking import FailedError, Lodging, look
from bot.cli.starting.plan import MatrixPlan, SecretPlan
from bot.cli.wires import Wires
from bot.service.faults import UnreachableError
from bot.service.scouts import Homeserver, Sighting
from bot.service.settings import MatrixSettings, Secret

PASSWORD_FILE = "matrix-password"  # noqa: S105 - the name of a file
TOKEN_FILE = "matrix-token"  # noqa: S105 - the name of a file

USER = Question(
    "user",
    "The bot's account on Matrix, such as @folkmoot:example.org",
    "An ordinary account of its own: register it in any Matrix client as you would for a person, "
    "on any homeserver, and write its whole name here, with the @ and the server.",
)
HOMESERVER = Question(
    "homeserver",
    "The web address of its homeserver, such as https://matrix.example.org",
    "Where the homeserver itself answers, not a web client. In Element it stands under All "
    "settings, Help & About, as the homeserver.",
)
KEEP = Question(
    "keep-secret",
    "It signs in as before. Keep that",
    "The configuration says already where its password or token is. Say no to give another one.",
)
ABOUT_PASSWORDS = (
    "The password of the bot's account. It goes into a file of its own that only you may read, "
    "never into the configuration. If you have an access token instead, press Enter alone."
)
ABOUT_TOKENS = (
    "A token that stands for a sign-in. In Element, signed in as the bot: All settings, Help & "
    "About, Advanced, Access Token. Don't sign out there afterwards, or it dies; close the window."
)


@dataclass(frozen=True, slots=True)
class OnMatrix:
    """What was answered and what was seen; no sighting where nobody looked."""

    plan: MatrixPlan
    seen: Sighting | None
    settings: MatrixSettings | None


def ask_matrix(
    asker: Asker, wires: Wires, before: Before, lodging: Lodging, *, offline: bool
) -> OnMatrix:
    """Ask until the sign-in works. `lodging` keeps it meanwhile."""
    old = before.table("matrix")
    user = str(old.get("user") or "") or None
    fixed = not asker.interactive or asker.given("password") or asker.given("access-token")
    first = True
    while True:
        user = asker.ask(Question(USER.option, USER.text, USER.more, user), reading.matrix_user)
        home = _homeserver(asker, wires, old, user, offline=offline)
        old = {**old, "user": user, "homeserver": home.url}  # the defaults of a second try
        secret, by_token = _secret(asker, before, user, passwords=home.passwords, keep=first)
        plan = MatrixPlan(home.url, user, secret, by_token, texts(old.get("inviters")))
        if offline:
            return OnMatrix(plan, None, None)
        value = secret.value or before.secret(secret.reference)
        settings = MatrixSettings(
            homeserver=home.url,
            user=user,
            password=None if by_token else value,
            access_token=value if by_token else None,
            device_id=old.get("device_id"),
            state_dir=lodging.folder,
            prefix="!",
            inviters=(),
        )
        if not _same(before, secret, value):
            lodging.empty()
        asker.say("Signing in …")
        try:
            seen = look(wires, settings)
        except FailedError as error:
            if fixed:
                raise Failure(str(error)) from None
            asker.say(f"{error}", indent="  ")
            first = False
        else:
            asker.say(f"Signed in as {user}.")
            return OnMatrix(plan, seen, settings)


def _same(before: Before, secret: SecretPlan, value: Secret | None) -> bool:
    """Whether the secret is the one of before."""
    old = before.table("matrix")
    known = [str(old.get(way) or "") for way in ("password", "access_token")]
    if secret.reference in known and secret.value is None:
        return True
    olds = [found.reveal() for one in known if (found := before.secret(one)) is not None]
    return value is not None and value.reveal() in olds


def _homeserver(
    asker: Asker, wires: Wires, old: Mapping[str, Any], user: str, *, offline: bool
) -> Homeserver:
    """Where the account lives: given, known from before, or found by its name."""
    known = old.get("homeserver") if old.get("user") == user else None
    if offline:
        url = asker.given("homeserver") or known
        if url is None:
            raise Misuse(f"--homeserver is missing. {HOMESERVER.more}")
        try:
            return Homeserver(reading.web_address(str(url)))
        except NotThisError as error:
            asker.refuse("homeserver", error)
    default = str(known) if known else None
    if asker.given("homeserver") is None and default is None:
        try:
            found = _found(wires, user)
        except UnreachableError as error:
            if not asker.interactive:
                raise Misuse(f"{error} --homeserver is needed. {HOMESERVER.more}") from None
            asker.say(str(error), indent="  ")
        else:
            asker.say(f"Its homeserver answers at {found.url}.")
            return found

    def read(said: str) -> Homeserver:
        try:
            return _found(wires, said)
        except UnreachableError as error:
            raise NotThisError(str(error)) from None

    return asker.ask(Question(HOMESERVER.option, HOMESERVER.text, HOMESERVER.more, default), read)


def _found(wires: Wires, said: str) -> Homeserver:
    async def find() -> Homeserver:
        return await wires.discover(said)

    return asyncio.run(find())


def _secret(
    asker: Asker, before: Before, user: str, *, passwords: bool, keep: bool
) -> tuple[SecretPlan, bool]:
    """How it signs in, and whether that is by an access token."""
    if asker.given("password") and asker.given("access-token"):
        raise Misuse("--password and --access-token are both given: leave one of them out.")
    for option, by_token in (("password", False), ("access-token", True)):
        said = asker.given(option)
        if said is not None:
            return SecretPlan(_reference(asker, option, str(said))), by_token
    old = before.table("matrix")
    way = "access_token" if "access_token" in old else "password"
    reference = str(old.get(way) or "")
    value = before.secret(reference)
    known = keep and value is not None and old.get("user") == user
    if known and asker.confirm(KEEP, default=True):
        plain = not reference.startswith(("env:", "file:"))
        by_token = way == "access_token"
        file = TOKEN_FILE if by_token else PASSWORD_FILE
        # What stood in the configuration itself moves to a file of its own.
        return (SecretPlan(f"file:{file}", value) if plain else SecretPlan(reference)), by_token
    if not asker.interactive:
        raise Misuse("--password or --access-token is missing.")
    if passwords:
        typed = asker.secret("Its password", ABOUT_PASSWORDS)
        if typed.reveal():
            return SecretPlan(f"file:{PASSWORD_FILE}", typed), False
    else:
        asker.say("That homeserver takes no passwords here, but an access token.")
    return SecretPlan(f"file:{TOKEN_FILE}", _token(asker)), True


def _token(asker: Asker) -> Secret:
    while True:
        typed = asker.secret("Its access token", ABOUT_TOKENS)
        if typed.reveal():
            return typed


def _reference(asker: Asker, option: str, said: str) -> str:
    try:
        return reading.secret_reference(said)
    except NotThisError as error:
        asker.refuse(option, error)
