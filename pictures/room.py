# SPDX-License-Identifier: AGPL-3.0-or-later
"""A picture of a real room: a Synapse, the bot, five people, and Hydrogen to look through."""

import asyncio
import functools
import http.server
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.adapters.matrix.homeserver import PASSWORD, Homeserver
from tests.adapters.matrix.person import Person

HERE = Path(__file__).parent / "hydrogen"
LIMIT = 60.0


def build(folder: Path) -> None:
    """Bundle the client. `npm install` must have run in pictures/hydrogen."""
    modules = HERE / "node_modules"
    if not modules.exists():
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"], cwd=HERE, check=True
        )
    subprocess.run(
        [
            modules / ".bin" / "esbuild",
            "client.js",
            "--bundle",
            "--format=iife",
            f"--outfile={folder / 'client.js'}",
            "--log-level=error",
            "--external:fs",
            "--external:path",
            "--external:crypto",
        ],
        cwd=HERE,
        check=True,
    )
    for name in ("index.html", "sw.js"):
        shutil.copy(HERE / name, folder)
    assets = modules / "hydrogen-view-sdk" / "asset-build" / "assets"
    shutil.copytree(assets, folder / "assets")
    for name in ("olm.wasm", "olm.js", "olm_legacy.js"):
        shutil.copy(modules / "@matrix-org" / "olm" / name, folder)


async def _card(person: Person, room: str, number: int) -> str:
    """The message that shows a card, once it is there."""
    until = time.monotonic() + LIMIT
    while time.monotonic() < until:
        page = await person.call("GET", "rooms", room, "messages", query={"dir": "b", "limit": 200})
        for event in page["chunk"]:
            card = event["content"].get("org.folkmoot.card")
            if card and card["number"] == number and "m.new_content" not in event["content"]:
                return str(event["event_id"])
        await asyncio.sleep(0.2)
    raise TimeoutError(f"No card #{number}")


async def _listening(log: Path) -> None:
    """Wait until the bot follows the room: what was said before is none of its business."""
    until = time.monotonic() + LIMIT
    while "matrix_connected" not in log.read_text():
        if time.monotonic() > until:
            raise TimeoutError(log.read_text())
        await asyncio.sleep(0.1)


async def _open_desk(person: Person, bot: Person) -> None:
    """Open a private desk: what concerns one person only is told there."""
    desk = await person.create_room(invite=(bot.user_id,), public=False, direct=True, name="")
    until = time.monotonic() + LIMIT
    while bot.user_id not in await person.members(desk):
        if time.monotonic() > until:
            raise TimeoutError("The bot did not come.")
        await asyncio.sleep(0.1)


async def _react(person: Person, room: str, card: str, emoji: str) -> None:
    relates = {"rel_type": "m.annotation", "event_id": card, "key": emoji}
    await person.send(room, "m.reaction", {"m.relates_to": relates})


async def story(people: dict[str, Person], room: str) -> None:
    """From a task to a work under review, and a question to everybody."""
    ana, bo, cleo, dee, emil = (people[name] for name in ("ana", "bo", "cleo", "dee", "emil"))
    await ana.say(room, "The wind took the greenhouse door again last night.")
    await ana.say(
        room,
        "!task new Mend the greenhouse door\ndetails: The hinge is loose.\n"
        "skills: carpentry\ndue: 5d",
    )
    task = await _card(ana, room, 1)
    await _react(bo, room, task, "✋")
    await bo.say(room, "!task submit 1 https://garden.example.org/door.jpg")
    review = await _card(ana, room, 2)
    await emil.say(room, "!poll new Shall we open the garden on Sundays?")
    poll = await _card(ana, room, 3)
    for person, card, emoji in (
        (cleo, review, "🌟"),
        (ana, review, "✅"),
        (ana, poll, "👍"),
        (bo, poll, "👍"),
        (cleo, poll, "👎"),
        (dee, poll, "👍"),
    ):
        await _react(person, room, card, emoji)
    await dee.say(
        room,
        "needs work: Oil it monthly.",
        **{"m.relates_to": {"m.in_reply_to": {"event_id": review}}},
    )
    await _shown(ana, room, "Oil it monthly.")


async def _shown(person: Person, room: str, text: str) -> None:
    """Wait until a card says something."""
    until = time.monotonic() + LIMIT
    while time.monotonic() < until:
        page = await person.call("GET", "rooms", room, "messages", query={"dir": "b", "limit": 50})
        if any(
            "org.folkmoot.card" in event["content"] and text in event["content"].get("body", "")
            for event in page["chunk"]
        ):
            return
        await asyncio.sleep(0.2)
    raise TimeoutError(text)


def _config(folder: Path, server: Homeserver, room: str) -> Path:
    path = folder / "config.toml"
    path.write_text(
        f"""
[storage]
url = "sqlite:garden.db"
[matrix]
homeserver = "{server.url}"
user = "@folkmoot:{server.domain}"
password = "{PASSWORD}"
state_dir = "state"
[[commons]]
name = "garden"
timezone = "Europe/Lisbon"
rooms = ["matrix:{room}"]
"""
    )
    return path


async def _play(folder: Path, server: Homeserver) -> None:
    names = ("ana", "bo", "cleo", "dee", "emil", "folkmoot")
    signed_in = {name: server.register(name, PASSWORD) for name in names}
    people = {
        name: Person(server.url, one["user_id"], one["access_token"])
        for name, one in signed_in.items()
    }
    try:
        for name, person in people.items():
            await person.rename(name.capitalize())
        room = await people["ana"].create_room("12", name="Garden")
        for person in people.values():
            await person.join(room)
        config = _config(folder, server, room)
        log = (folder / "bot.log").open("w")
        bot = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--config", config], stderr=log, stdout=log
        )
        try:
            await _listening(folder / "bot.log")
            for name in names[:-1]:
                await _open_desk(people[name], people["folkmoot"])
            await story(people, room)
        finally:
            bot.send_signal(signal.SIGTERM)
            bot.wait(10)
            log.close()
    finally:
        for person in people.values():
            await person.close()


def take(out: Path) -> None:
    """Play the story and save the picture."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page = folder / "page"
        page.mkdir()
        build(page)
        server = Homeserver(folder / "synapse")
        server.start()
        handler = functools.partial(_Quiet, directory=page)
        web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=web.serve_forever, daemon=True).start()
        try:
            asyncio.run(_play(folder, server))
            address = f"http://127.0.0.1:{web.server_port}/index.html"
            done = subprocess.run(
                [
                    "node",
                    "shoot.mjs",
                    address,
                    server.url,
                    "ana",
                    PASSWORD,
                    "Garden",
                    "The wind took",
                    str(out),
                ],
                cwd=HERE,
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
                env=os.environ | {"CHROMIUM": shutil.which("chromium") or "chromium"},
            )
            print(json.dumps(done.stdout[-3000:]), done.stderr[-2000:])
            done.check_returncode()
        finally:
            web.shutdown()
            server.stop()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""
