# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions about Discord: which application, on which server; tried on the spot."""

from dataclasses import dataclass

from bot.cli.failures import Failure, Misuse
from bot.cli.starting import reading
from bot.cli.starting.asking import Asker, NotThisError, Question
from bot.cli.starting.before import Before
from bot.cli.starting.looking import FailedError, look
from bot.cli.starting.plan import DiscordPlan, SecretPlan
from bot.cli.wires import Wires
from bot.service.scouts import Sighting
from bot.service.settings import DiscordSettings, Secret

TOKEN_FILE = "discord-token"  # noqa: S105 - the name of a file

ABOUT_IT = (
    "Make an application at https://discord.com/developers/applications (New Application), open "
    "Bot in its menu, press Reset Token and copy what appears. It is shown only once there. It "
    "goes into a file of its own that only you may read, never into the configuration."
)
KEEP = Question(
    "keep-secret",
    "It signs in as before. Keep that",
    "The configuration says already where its token is. Say no to give another one.",
)
CONTENT = Question(
    "message-content",
    "Shall it read messages, so that !task works beside /task",
    "People need nothing of that: slash commands, buttons and reactions work without. It takes "
    "the Message Content Intent, which you switch on in the developer portal under Bot.",
)
MEMBERS = Question(
    "members",
    "Shall it see everybody on the server, also those who never wrote",
    "Without, quorums count those who ever took part, which suits most. It takes the Server "
    "Members Intent, which you switch on in the developer portal under Bot.",
)
INTENTS = {"message_content": "Message Content Intent", "members": "Server Members Intent"}


@dataclass(frozen=True, slots=True)
class OnDiscord:
    """What was answered and what was seen; no sighting where nobody looked."""

    plan: DiscordPlan
    seen: Sighting | None
    settings: DiscordSettings | None


def ask_discord(asker: Asker, wires: Wires, before: Before, *, offline: bool) -> OnDiscord:
    """Ask until the sign-in works and the bot is on a server."""
    old = before.table("discord")
    fixed = not asker.interactive or asker.given("token")
    first = True
    while True:
        secret = _secret(asker, before, keep=first)
        value = secret.value or before.secret(secret.reference) or Secret("")
        settings = DiscordSettings(value)
        try:
            seen = None if offline else _looked(asker, wires, settings)
            break
        except FailedError as error:
            if fixed:
                raise Failure(str(error)) from None
            asker.say(str(error), indent="  ")
            first = False
    content = asker.confirm(CONTENT, default=old.get("message_content") is True)
    members = asker.confirm(MEMBERS, default=old.get("members") is True)
    if seen is not None:
        for key, wanted in (("message_content", content), ("members", members)):
            if wanted and not seen.intents.get(key, True):
                asker.say(
                    f"Switch the {INTENTS[key]} on in the developer portal, under Bot, before you "
                    "start the bot: Discord refuses it otherwise.",
                    indent="  ",
                )
    return OnDiscord(DiscordPlan(secret, content, members), seen, settings)


def _looked(asker: Asker, wires: Wires, settings: DiscordSettings) -> Sighting:
    asker.say("Signing in …")
    seen = look(wires, settings)
    asker.say(f"Signed in as {seen.me.name}.")
    while not seen.rooms and asker.interactive:
        asker.say("It is on no server yet. Open this address, choose your server and authorise it:")
        asker.say()
        asker.raw(f"  {seen.invite}")
        asker.say()
        if asker.pause("Press Enter when that is done (or type skip):").casefold() == "skip":
            break
        seen = look(wires, settings)
    return seen


def _secret(asker: Asker, before: Before, *, keep: bool) -> SecretPlan:
    said = asker.given("token")
    if said is not None:
        try:
            return SecretPlan(reading.secret_reference(str(said)))
        except NotThisError as error:
            asker.refuse("token", error)
    reference = str(before.table("discord").get("token") or "")
    value = before.secret(reference)
    if keep and value is not None and asker.confirm(KEEP, default=True):
        plain = not reference.startswith(("env:", "file:"))
        # What stood in the configuration itself moves to a file of its own.
        return SecretPlan(f"file:{TOKEN_FILE}", value) if plain else SecretPlan(reference)
    if not asker.interactive:
        raise Misuse("--token is missing.")
    while True:
        typed = asker.secret("The bot's token", ABOUT_IT)
        word = typed.reveal().removeprefix("Bot ").strip().strip('"')
        if word:
            return SecretPlan(f"file:{TOKEN_FILE}", Secret(word))
