# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bot's sign-in: one password login, then the same token and device for ever.

The device must stay the same: homeservers recognise a message that was sent twice only per
device. What was learnt is kept in `state_dir`/matrix.json, readable by the owner alone.
"""

import asyncio
import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from adapters.matrix.transport import (
    PATIENCE,
    DeadTokenError,
    RefusedError,
    Transport,
    path_of,
)
from adapters.patience import insist
from bot.service.ports import SignInError, UnreachableError
from bot.service.settings import MatrixSettings, Secret

_log = structlog.get_logger(__name__)

RENEW_PAUSE = 300.0
"""A token that dies again within this many seconds is not renewed: somebody keeps ending it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is on its homeserver."""

    user_id: str
    device_id: str
    token: Secret


class Session:
    """Signed requests: logs in when there is no token, and once more when the token dies."""

    def __init__(self, settings: MatrixSettings, transport: Transport) -> None:
        self._settings = settings
        self._transport = transport
        self._identity: Identity | None = None
        self._renewing = asyncio.Lock()
        self._renewed_at: float | None = None
        self._failure: SignInError | None = None

    @property
    def user_id(self) -> str:
        """The bot's full user id; known once the session is open."""
        if self._identity is None:
            raise UnreachableError("The bot has not signed in yet.")
        return self._identity.user_id

    async def open(self) -> None:
        """Sign in, waiting for the homeserver as long as it takes. Raises SignInError."""
        await insist(self.open_once)

    async def open_once(self) -> None:
        """Sign in if that has not been done; raises what the homeserver's answer stands for."""
        if self._identity is not None:
            return
        if self._settings.access_token:
            self._identity = await self._who(self._settings.access_token, self._settings.device_id)
            return
        stored = _load(self._settings)
        if stored:
            try:
                self._identity = await self._who(stored.token, stored.device_id)
            except SignInError:
                _log.warning("matrix_token_expired", user=stored.user_id)
            else:
                return
        self._identity = await self._log_in(stored.device_id if stored else None)

    async def call(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        content_type: str = "application/json",
        patience: float = PATIENCE,
    ) -> bytes:
        """A signed request; raises as Transport.call, and SignInError for good."""
        for _attempt in range(2):
            if self._failure:
                raise self._failure
            if self._identity is None:
                raise UnreachableError("The bot has not signed in yet.")
            token = self._identity.token
            try:
                return await self._transport.call(
                    method,
                    path,
                    token=token,
                    body=body,
                    content_type=content_type,
                    patience=patience,
                )
            except DeadTokenError:
                await self._renew(token)
        raise self._gave_up("The homeserver refuses the bot's new sign-in too.")

    async def _renew(self, dead: Secret) -> None:
        async with self._renewing:
            if self._identity is None or self._identity.token is not dead:
                return  # somebody else has renewed it meanwhile
            now = time.monotonic()
            if self._settings.password is None:
                raise self._gave_up(
                    "matrix.access_token is not valid any more: put a new one into the "
                    "configuration."
                )
            if self._renewed_at is not None and now - self._renewed_at < RENEW_PAUSE:
                raise self._gave_up(
                    f"The sign-in of {self._identity.user_id} keeps being ended: look who signs "
                    "its devices out."
                )
            _log.warning("matrix_token_expired", user=self._identity.user_id)
            try:
                self._identity = await self._log_in(self._identity.device_id)
            except SignInError as error:
                self._failure = error
                raise
            self._renewed_at = now

    def _gave_up(self, sentence: str) -> SignInError:
        self._failure = SignInError(sentence)
        return self._failure

    async def _who(self, token: Secret, device: str | None) -> Identity:
        try:
            body = await self._transport.call("GET", path_of("account", "whoami"), token=token)
        except (DeadTokenError, RefusedError):
            raise SignInError(
                "matrix.access_token is not valid: the homeserver does not know it."
            ) from None
        said = _answer(body)
        identity = Identity(str(said.get("user_id")), str(said.get("device_id") or device), token)
        self._check_user(identity.user_id)
        return identity

    async def _log_in(self, device: str | None) -> Identity:
        settings = self._settings
        if settings.password is None:
            raise SignInError("matrix.password or matrix.access_token is needed.")
        request: dict[str, Any] = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": settings.user},
            "password": settings.password.reveal(),
            "initial_device_display_name": "Folkmoot",
        }
        if device or settings.device_id:
            request["device_id"] = device or settings.device_id
        try:
            body = await self._transport.call(
                "POST", path_of("login"), body=json.dumps(request).encode()
            )
        except (RefusedError, DeadTokenError) as error:
            code = error.code if isinstance(error, RefusedError) else "M_UNKNOWN_TOKEN"
            raise SignInError(
                f"The homeserver refuses the sign-in of {settings.user} ({code}): check "
                "matrix.user and matrix.password."
            ) from None
        said = _answer(body)
        identity = Identity(
            str(said["user_id"]), str(said["device_id"]), Secret(str(said["access_token"]))
        )
        self._check_user(identity.user_id)
        _store(settings, identity)
        return identity

    def _check_user(self, user_id: str) -> None:
        wanted = self._settings.user
        same = user_id == wanted if wanted.startswith("@") else user_id.startswith(f"@{wanted}:")
        if not same:
            raise SignInError(f"The sign-in belongs to {user_id}, not to matrix.user {wanted}.")


def _answer(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise UnreachableError("Something that is no Matrix server answered the sign-in.")
    return said


def _file(settings: MatrixSettings) -> Path:
    return settings.state_dir / "matrix.json"


def _load(settings: MatrixSettings) -> Identity | None:
    """What an earlier run stored, if it was for this homeserver and user."""
    try:
        kept = json.loads(_file(settings).read_bytes())
        if (kept["homeserver"], kept["user"]) != (settings.homeserver, settings.user):
            return None
        return Identity(kept["user_id"], kept["device_id"], Secret(kept["access_token"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, OSError) as error:
        _log.warning("matrix_state_unreadable", file=str(_file(settings)), why=str(error))
        return None


def _store(settings: MatrixSettings, identity: Identity) -> None:
    """Keep the sign-in, all of it or nothing, for the owner's eyes only."""
    folder = settings.state_dir
    kept = {
        "homeserver": settings.homeserver,
        "user": settings.user,
        "user_id": identity.user_id,
        "device_id": identity.device_id,
        "access_token": identity.token.reveal(),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".matrix-")  # made with mode 600
        with os.fdopen(handle, "w") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(_file(settings))
    except OSError as error:
        raise SignInError(
            f"The sign-in can't be kept in {folder} ({error.strerror}): make matrix.state_dir a "
            "folder that the bot may write to."
        ) from None
