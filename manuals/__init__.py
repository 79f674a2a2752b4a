# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes what no author should: parts of docs/, and which letters look alike."""

from pathlib import Path

from bot.service.chat import COMMANDS
from bot.words.catalogue import languages
from bot.words.lookalikes import CONFUSABLES
from bot.words.manual import members_manual, rule_table
from manuals.letters import letters

DOCS = Path(__file__).parent.parent / "docs"
BEGIN = "<!-- rules: made by `python -m manuals` -->"
END = "<!-- end of rules -->"


def pages() -> dict[Path, str]:
    """Every page that is made, with what it should say."""
    commands = [command.shape for command in COMMANDS.values()]
    made = {}
    for language in languages():
        name = "members.md" if language == "en" else f"members.{language}.md"
        made[DOCS / name] = members_manual(commands, language)
    stewards = DOCS / "moderators.md"
    made[stewards] = with_rules(stewards.read_text(encoding="utf-8"))
    made[CONFUSABLES] = letters()
    return made


def with_rules(text: str) -> str:
    """A page with the table of rules between its two marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{rule_table('en')}\n\n{END}{after}"
