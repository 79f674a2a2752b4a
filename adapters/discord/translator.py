# SPDX-License-Identifier: AGPL-3.0-or-later
"""What commands are called in other languages, out of the same catalogues as everything else.

Discord shows people the names and descriptions of their own language; whatever a catalogue does
not have, or has in a form that no command may be called by, stays English.
"""

import re
import unicodedata

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Spot

from adapters.discord.limits import CHOICE, DESCRIBED, clipped
from bot.words.catalogue import SOURCE, nearest_language, translate
from bot.words.names import COMMAND

_NAMES = {Spot.command_name, Spot.group_name, Spot.parameter_name}
_NAME = re.compile(r"[-_'\w]{1,32}")


def is_name(text: str) -> bool:
    """Whether a command or an option may be called so."""
    return (
        _NAME.fullmatch(text) is not None
        and text == text.lower()
        and text == unicodedata.normalize("NFC", text)
    )


class Translator(app_commands.Translator):
    """Asks the catalogues; the message of a `locale_str` is the English one."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The text in that language; None where it is the English one."""
        language = nearest_language(locale.value)
        if language is None or language == SOURCE:
            return None
        if context.location in _NAMES:
            name = translate(language, string.message, COMMAND)
            return name if name != string.message and is_name(name) else None
        if context.location is Spot.choice_name:
            said = clipped(translate(language, string.message, COMMAND), CHOICE)
        else:
            said = clipped(translate(language, string.message), DESCRIBED)
        return said if said != string.message else None
