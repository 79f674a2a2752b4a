# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: S310, S107 - every address and password here is the test server's own
"""A real Synapse for tests: SQLite, a free port, a process of its own, started in about 3 s.

`Homeserver` starts, stops and starts again on the same data, so that a test may take the server
away from under the bot. `person.py` beside this file holds the people who use it.
"""

import asyncio
import base64
import hashlib
import hmac
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.matrix.person import Person

needs_synapse = pytest.mark.skipif(
    importlib.util.find_spec("synapse") is None, reason="matrix-synapse is not installed"
)

SECRET = "only-for-tests"
PASSWORD = "secret"
FAST = {"per_second": 100_000, "burst_count": 100_000}

UNLIMITED: dict[str, Any] = {
    "rc_message": FAST,
    "rc_registration": FAST,
    "rc_login": {"address": FAST, "account": FAST, "failed_attempts": FAST},
    "rc_joins": {"local": FAST, "remote": FAST},
    "rc_joins_per_room": FAST,
    "rc_invites": {"per_room": FAST, "per_user": FAST, "per_issuer": FAST},
    "rc_room_creation": FAST,
    "rc_admin_redaction": FAST,
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Homeserver:
    """One Synapse on one folder. `limited=True` leaves the default rate limits in force."""

    domain = "folk.test"

    def __init__(self, folder: Path, *, limited: bool = False) -> None:
        self.folder = folder
        self.limited = limited
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self._write_configuration()

    def _write_configuration(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        key = base64.b64encode(os.urandom(32)).decode().rstrip("=")
        (self.folder / "signing.key").write_text(f"ed25519 a_test {key}\n")
        log = {
            "version": 1,
            "handlers": {
                "file": {"class": "logging.FileHandler", "filename": f"{self.folder}/synapse.log"}
            },
            "root": {"level": "WARNING", "handlers": ["file"]},
        }
        (self.folder / "log.yaml").write_text(json.dumps(log))
        config = {
            "server_name": self.domain,
            "pid_file": f"{self.folder}/pid",
            "listeners": [
                {
                    "port": self.port,
                    "type": "http",
                    "bind_addresses": ["127.0.0.1"],
                    "resources": [{"names": ["client"], "compress": False}],
                }
            ],
            "database": {"name": "sqlite3", "args": {"database": f"{self.folder}/homeserver.db"}},
            "log_config": f"{self.folder}/log.yaml",
            "media_store_path": f"{self.folder}/media",
            "signing_key_path": f"{self.folder}/signing.key",
            "macaroon_secret_key": SECRET,
            "form_secret": SECRET,
            "registration_shared_secret": SECRET,
            "report_stats": False,
            "bcrypt_rounds": 4,
            "presence": {"enabled": False},
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "caches": {"sync_response_cache_duration": "0s"},
        } | ({} if self.limited else UNLIMITED)
        # JSON is YAML too, so no YAML library is needed.
        (self.folder / "homeserver.yaml").write_text(json.dumps(config))

    def start(self, limit: float = 60) -> None:
        """Start it and wait until it answers."""
        output = (self.folder / "output.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "synapse.app.homeserver", "-c", "homeserver.yaml"],
            cwd=self.folder,
            stdout=output,
            stderr=output,
        )
        output.close()
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/_matrix/client/versions", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        text = (self.folder / "output.log").read_text()[-2000:]
        raise RuntimeError(f"Synapse did not start: {text}")

    def stop(self, *, kill: bool = False) -> None:
        """Stop it; `kill` as a power cut would."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def register(
        self, name: str, password: str = "secret", *, admin: bool = False
    ) -> dict[str, Any]:
        """Make a user and return Synapse's answer (user id, token, device id)."""
        url = f"{self.url}/_synapse/admin/v1/register"
        with urllib.request.urlopen(url, timeout=10) as answer:
            nonce = json.load(answer)["nonce"]
        role = "admin" if admin else "notadmin"
        text = f"{nonce}\x00{name}\x00{password}\x00{role}"
        mac = hmac.new(SECRET.encode(), text.encode(), hashlib.sha1).hexdigest()
        body = {
            "nonce": nonce,
            "username": name,
            "password": password,
            "admin": admin,
            "mac": mac,
        }
        request = urllib.request.Request(url, json.dumps(body).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=20) as answer:
            registered: dict[str, Any] = json.load(answer)
        return registered

    async def person(self, name: str, *, admin: bool = False) -> Person:
        """A new user, signed in; names are made unique so that tests can share a server."""
        unique = f"{name}{os.urandom(3).hex()}"
        registered = await asyncio.to_thread(self.register, unique, admin=admin)
        return Person(self.url, registered["user_id"], registered["access_token"])
