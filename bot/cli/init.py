# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot init`: a first config.toml from a few questions; it asks for no secret."""

import sys
from pathlib import Path

import click

from bot.cli.failures import Failure, Misuse

PASSWORD_FILE = "matrix-password"  # noqa: S105 - the name of a file

TEMPLATE = """\
# config.example.toml explains every key, and names those that are left out here.

[storage]
url = "sqlite:folkmoot.db"

[matrix]
homeserver = {homeserver}
user = {user}
password = {password}
inviters = [{inviters}]

[[commons]]
name = {name}
language = {language}
timezone = {timezone}
rooms = [{room}]
stewards = []
"""

QUESTIONS = {
    "homeserver": ("The web address of the homeserver", "https://matrix.example.org"),
    "user": ("The bot's user", "@folkmoot:example.org"),
    "room": ("The room, by id or alias", "#garden:example.org"),
    "name": ("A word that names the commons", "garden"),
    "timezone": ("Its time zone", "UTC"),
}


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default=Path("config.toml"))
@click.option("--homeserver", help="The web address of the homeserver.")
@click.option("--user", help="The bot's user, such as @folkmoot:example.org.")
@click.option("--room", help="The room, by id or alias, such as #garden:example.org.")
@click.option("--name", help="A word that names the commons.")
@click.option("--timezone", help="Its time zone, such as Europe/Lisbon.")
@click.option("--language", default="en", help="Its language.")
def init(file: Path, language: str, **given: str | None) -> None:
    """Write a first configuration to FILE (config.toml); it never replaces one."""
    if file.exists():
        raise Failure(f"{file} exists already: name another file, or change that one.")
    values = {key: given[key] or _ask(key) for key in QUESTIONS}
    values["language"] = language
    values["password"] = f"file:{PASSWORD_FILE}"
    values["inviters"] = f"@*:{values['user'].partition(':')[2]}"
    values["room"] = f"matrix:{values['room'].removeprefix('matrix:')}"
    text = TEMPLATE.format(**{key: _quoted(value) for key, value in values.items()})
    try:
        _write(file, text)
    except OSError as error:
        raise Failure(f"{file} can't be written ({error.strerror}).") from None
    click.echo(f"{file} is written. Put the bot's password into {PASSWORD_FILE} beside it, then:")
    click.echo(f"  chmod 600 {file.with_name(PASSWORD_FILE)}")
    click.echo(f"  folkmoot check --config {file}")
    click.echo(f"  folkmoot run --config {file}")


def _write(file: Path, text: str) -> None:
    with file.open("x", encoding="utf-8") as opened:
        try:
            opened.write(text)
            opened.flush()
        except OSError:
            file.unlink()  # half a configuration is worse than none
            raise


def _ask(key: str) -> str:
    question, example = QUESTIONS[key]
    if not sys.stdin.isatty():
        raise Misuse(f"--{key} is missing: give for example --{key} {example}")
    default = example if key in {"name", "timezone"} else None
    hint = "" if default else f", such as {example}"
    answer: str = click.prompt(f"{question}{hint}", default=default)
    return answer


def _quoted(value: str) -> str:
    """The value as a TOML string; nobody's answer may bring a key of its own in."""
    plain = "".join(char for char in value if char.isprintable())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
