"""A conversation with the interface for logins with the phone app: sealed, signed, its tokens renewed by itself.

The wire form of requests is in `sealing`. What answers mean is told elsewhere.
"""

from __future__ import annotations

import asyncio
import secrets
import uuid
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import quote

import msgspec

from tuyalan.credentials.cloud.clock import CloudClock, ask_on_time
from tuyalan.credentials.cloud.codes import CLOCK_CODE, SIGN_CODE, TOKEN_CODES, make_error
from tuyalan.credentials.cloud.exchange import Call
from tuyalan.credentials.cloud.sealing import NONCE_LETTERS, NONCE_SIZE, derive_keys, seal, sign, unseal
from tuyalan.credentials.secret import Secret
from tuyalan.errors import CloudAnswerError, CloudRefusedError, LoginError
from tuyalan.model.imports.plain import as_integer, as_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tuyalan.credentials.cloud.exchange import Exchange
    from tuyalan.credentials.cloud.logins import AppLogin
    from tuyalan.credentials.cloud.sealing import SealKeys
    from tuyalan.vocabulary import Json

_RENEW: Final = "Log in again with `tuyalan login`."
_VOID_CODES: Final = TOKEN_CODES | {SIGN_CODE}
"""Refusals of void tokens: requests are signed with them, so the signature is wrong then too."""

_LIFETIME: Final = 3600
"""How long a renewed token is used where the cloud does not say how long it lasts, in seconds."""

_REFRESH_PATH: Final = "/v1.0/m/token/"
_EXPIRE_PATH: Final = "/v1.0/m/token/terminal/expire"


class Account:
    """The devices of one account, as far as a login with the phone app shows them."""

    def __init__(
        self,
        exchange: Exchange,
        login: AppLogin,
        *,
        keep: Callable[[AppLogin], None],
        recall: Callable[[], AppLogin | None] = lambda: None,
        clock: CloudClock | None = None,
    ) -> None:
        """Take where requests are sent from, and the login.

        Args:
            exchange: Where requests are sent from; open.
            login: The login.
            keep: Stores the login when its tokens change; called at once, since the old ones are void then.
            recall: Returns the login as it is stored now, where another program may have renewed it meanwhile.
            clock: The time of the cloud.
        """
        self.login: AppLogin = login
        """The login, with its present tokens."""
        self.clock: CloudClock = clock or CloudClock()
        """The time of the cloud, as told from its answers."""
        self._exchange = exchange
        self._keep = keep
        self._recall = recall
        self._renewing = asyncio.Lock()

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """Read something and return the result, unsealed; as `request` does.

        Raises:
            LoginError: the login does not hold any more.
            CloudError: the cloud cannot be reached, refuses, or answers something else.
        """
        return await self.request("GET", path, query=query)

    async def request(
        self,
        method: Literal["GET", "POST"],
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Json] | None = None,
    ) -> Json:
        """Ask something and return the result, unsealed.

        Raises:
            LoginError: the login does not hold any more.
            CloudError: the cloud cannot be reached, refuses, or answers something else.
        """
        if not self.login.is_fresh(self.clock.now()):
            await self.renew()
        used = self.login
        try:
            return await self._ask(method, path, query=query, body=body)
        except CloudRefusedError as error:
            if error.number not in _VOID_CODES:
                raise
        if self.login is used:
            await self.renew()
        try:
            return await self._ask(method, path, query=query, body=body)
        except CloudRefusedError as error:
            if error.number in _VOID_CODES:
                raise LoginError(f"the login is not accepted: {error.message}", hint=_RENEW) from None
            raise

    async def renew(self) -> None:
        """Exchange the tokens for new ones, and have them stored.

        Raises:
            LoginError: the login does not hold any more.
            CloudError: the cloud cannot be reached, or answers something else.
        """
        used = self.login
        async with self._renewing:
            if self.login is not used:
                return  # Somebody else did it meanwhile.
            stored = self._recall()
            if stored is not None and stored.refresh_token != used.refresh_token:
                # Another program did: the tokens that we have are void.
                self.login = used = stored
                if stored.is_fresh(self.clock.now()):
                    return
            token = quote(used.refresh_token.reveal(), safe="")
            try:
                fields = await self._ask("GET", _REFRESH_PATH + token, label="GET /v1.0/m/token/****")
            except CloudRefusedError as error:
                if error.number == CLOCK_CODE:
                    raise
                raise LoginError(f"the login cannot be renewed: {error.message}", hint=_RENEW) from None
            self.login = _take_tokens(used, fields, now=self.clock.now())
            self._keep(self.login)

    async def log_out(self) -> None:
        """End the login, so that its tokens are of no use to anybody.

        Raises:
            CloudError: the cloud cannot be reached, or refuses.
        """
        body = {"accessToken": self.login.access_token.reveal(), "terminalId": self.login.terminal_id}
        await self.request("POST", _EXPIRE_PATH, body=body)

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Json] | None = None,
        label: str = "",
    ) -> Json:
        async def attempt() -> Json:
            call, keys = self._make_call(method, path, query=query, body=body, label=label)
            return self._read(await self._exchange.fetch(call), keys)

        return await ask_on_time(lambda: self._exchange.repeat(attempt, is_harmless=method == "GET"))

    def _make_call(
        self, method: str, path: str, *, query: Mapping[str, str] | None, body: Mapping[str, Json] | None, label: str
    ) -> tuple[Call, SealKeys]:
        request_id = str(uuid.uuid4())
        keys = derive_keys(request_id, self.login.refresh_token.reveal())
        sealed_query = _seal(query, keys)
        sealed_body = _seal(body, keys)
        headers = {
            "X-appKey": self.login.client_id,
            "X-requestId": request_id,
            "X-sid": "",
            "X-time": self.clock.now_ms(),
            "X-token": self.login.access_token.reveal(),
        }
        headers["X-sign"] = sign(keys, headers, query=sealed_query, body=sealed_body)
        url = self.login.endpoint.rstrip("/") + path
        if sealed_query:
            url += f"?encdata={quote(sealed_query, safe='')}"
        data = b""
        if sealed_body:
            headers["Content-Type"] = "application/json"
            data = msgspec.json.encode({"encdata": sealed_body})
        return Call(method, url, label or f"{method} {path}", headers, data), keys

    def _read(self, fields: dict[str, Json], keys: SealKeys) -> Json:
        self.clock.learn(fields.get("t"))
        if fields.get("success") is not True:
            raise make_error(str(fields.get("code")), str(fields.get("msg", "")))
        result = fields.get("result")
        # A device without a room, for example: nothing is sealed then.
        if not isinstance(result, str) or not result:
            return result
        text = unseal(result, keys)
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            return text.decode(errors="replace")


def _seal(plain: Mapping[str, Json] | None, keys: SealKeys) -> str:
    if not plain:
        return ""
    nonce = "".join(secrets.choice(NONCE_LETTERS) for _ in range(NONCE_SIZE))
    return seal(msgspec.json.encode(plain), keys, nonce=nonce)


def _take_tokens(login: AppLogin, fields: Json, *, now: float) -> AppLogin:
    match fields:
        case {"accessToken": str(access), "refreshToken": str(refresh)} if access and refresh:
            lifetime = as_integer(as_object(fields).get("expireTime")) or _LIFETIME
        case _:
            raise CloudAnswerError("the answer to the renewal of the login holds no tokens")
    return msgspec.structs.replace(
        login, access_token=Secret(access), refresh_token=Secret(refresh), expires_at=now + lifetime
    )
