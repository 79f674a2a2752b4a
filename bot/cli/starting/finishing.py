# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the conversation to files: what is missing told at once, all written or nothing."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from bot.cli.examining import examine
from bot.cli.failures import Failure, Misuse
from bot.cli.starting.asking import Asker, Question
from bot.cli.starting.before import Before, read_before
from bot.cli.starting.document import UnchangeableError, written
from bot.cli.starting.interview import Result, interview
from bot.cli.starting.keeping import SECRET, NewFile, keep
from bot.cli.starting.looking import STATE, Lodging
from bot.cli.starting.missing import missing
from bot.cli.starting.plan import Plan, SecretPlan
from bot.cli.starting.reading import listed
from bot.cli.wires import Wires
from bot.service.settings import Settings
from bot.words.taming import tame

PLACEHOLDER = "FOLKMOOT_INIT_TRIES_THIS"
WELCOME = (
    "This asks a few questions and writes {file}. Enter takes what stands in [brackets], ? "
    "explains, Ctrl-C leaves everything as it was."
)
WRITE = Question(
    "write",
    "Write it",
    "Nothing has been written so far. No leaves everything as it was.",
)


def start(asker: Asker, wires: Wires, file: Path, *, offline: bool) -> None:
    """Talk, then write; raises Failure or Misuse with sentences."""
    before = read_before(file)
    lacking = [] if asker.interactive else missing(asker, before, offline=offline)
    if lacking:
        raise Misuse("\n".join(lacking))
    state = file.parent / str(before.table("matrix").get("state_dir") or "folkmoot-matrix")
    lodging = Lodging(state)
    try:
        if asker.interactive:
            asker.say(WELCOME.format(file=file))
            asker.say()
        result = interview(asker, wires, before, lodging, offline=offline)
        _write(asker, wires, before, result, lodging, state)
    except (click.Abort, KeyboardInterrupt):
        asker.raw("")
        raise Failure("Nothing was written.") from None
    finally:
        lodging.close()


def _write(
    asker: Asker,
    wires: Wires,
    before: Before,
    result: Result,
    lodging: Lodging,
    state: Path,
) -> None:
    plan = result.plan
    try:
        text = written(before.text, plan)
    except UnchangeableError as error:
        raise Failure(f"{before.path}: {error}") from None
    settings = _tried(wires, before, plan)
    _summary(asker, plan)
    if asker.interactive and not asker.confirm(WRITE, default=True):
        raise click.Abort
    folder = before.path.parent
    files = [NewFile(folder / name, value, SECRET) for name, value in _secrets(plan)]
    signed_in = lodging.signed_in()
    if signed_in is not None:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        files.append(NewFile(state / STATE, signed_in, SECRET))
    if text != before.text:
        files.append(NewFile(before.path, text))
    copies = keep(files, unkept=[state / STATE])
    _told(asker, before, plan, result, copies, changed=text != before.text)
    _still(asker, settings, result)
    for warning in settings.warnings:
        click.echo(f"Warning: {warning}", err=True)
    asker.say()
    asker.say("Next:")
    asker.raw(f"  {program()} check --config {before.path} --online")
    asker.raw(f"  {program()} run --config {before.path}")


def program() -> str:
    """How people start this program: as they did now, where its name alone is not known."""
    typed = sys.argv[0]
    known = shutil.which("folkmoot") or Path(typed).name != "folkmoot"
    return "folkmoot" if known else typed


def _secrets(plan: Plan) -> Iterator[tuple[str, str]]:
    """The files of the secrets that were given, with what belongs into them."""
    for network in (plan.matrix, plan.discord):
        if network is not None and network.secret.value is not None:
            name = network.secret.reference.removeprefix("file:")
            yield name, f"{network.secret.value.reveal()}\n"


def _tried(wires: Wires, before: Before, plan: Plan) -> Settings:
    """Read the configuration as the bot will; raises Misuse with all that is wrong with it.

    Secrets are not written yet, so they are looked for elsewhere while it is read.
    """
    stand_in = SecretPlan(f"env:{PLACEHOLDER}")
    trial = Plan(
        plan.commons,
        None
        if plan.matrix is None
        else replace(plan.matrix, secret=_if_new(plan.matrix.secret, stand_in)),
        None
        if plan.discord is None
        else replace(plan.discord, secret=_if_new(plan.discord.secret, stand_in)),
    )
    text = written(before.text, trial)
    folder = before.path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{before.path.name}-")
    except OSError as error:
        raise Failure(f"{folder} can't be written in ({error.strerror}).") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
        with _environment(text):
            settings = wires.settings(Path(name))
    except Misuse as error:
        raise Misuse(str(error).replace(name, str(before.path))) from None
    finally:
        Path(name).unlink(missing_ok=True)
    warnings = tuple(one.replace(name, str(before.path)) for one in settings.warnings)
    return replace(settings, warnings=warnings)


def _if_new(secret: SecretPlan, stand_in: SecretPlan) -> SecretPlan:
    return secret if secret.value is None else stand_in


@contextmanager
def _environment(text: str) -> Iterator[None]:
    """Every variable that the text names is set for a moment: a service may set it elsewhere."""
    names = {part.partition('"')[0] for part in text.split('"env:')[1:]} - os.environ.keys()
    os.environ.update(dict.fromkeys(names, "x"))
    try:
        yield
    finally:
        for name in names:
            del os.environ[name]


def _summary(asker: Asker, plan: Plan) -> None:
    """What will be written, in words."""
    commons = plan.commons
    asker.say()
    asker.say(f"{commons.title} ({commons.name}), {commons.language}, {commons.timezone}")
    for role in ("board", "digest", "commands"):
        rooms = [tame(one.note) or one.place for one in commons.rooms if one.role == role]
        if rooms:
            asker.say(f"{role.capitalize()}: {listed(rooms)}", indent="  ")
    asker.say(f"Stewards: {listed(commons.stewards) or 'none'}", indent="  ")
    if commons.ignore:
        asker.say(f"Never counted: {listed(commons.ignore)}", indent="  ")
    if plan.matrix is not None:
        asker.say(f"Invitations on Matrix from: {listed(plan.matrix.inviters)}", indent="  ")
    if commons.rehearsal:
        asker.say("It begins with a rehearsal.", indent="  ")


def _told(
    asker: Asker, before: Before, plan: Plan, result: Result, copies: list[Path], *, changed: bool
) -> None:
    """Say what was written, and what comes next."""
    asker.say()
    asker.raw(f"{before.path} {'is written' if changed else 'stays as it is'}.")
    for name, _ in _secrets(plan):
        asker.raw(f"{before.path.parent / name} holds a secret; only you can read it.")
    for copy in copies:
        asker.raw(f"{copy} holds what was there before.")
    if result.invite:
        asker.say()
        asker.say("This address takes the bot to a Discord server, with the rights that it needs:")
        asker.raw(f"  {result.invite}")


def _still(asker: Asker, settings: Settings, result: Result) -> None:
    """What a doctor would say of it: what is still to be done, and how."""
    amiss = [one for one in examine(settings, result.seen) if not one.well]
    if amiss:
        asker.say()
        asker.say("Still to be mended:")
    for finding in amiss:
        asker.say(f"{finding.about}: {finding.what} {finding.mend}", indent="  ")
