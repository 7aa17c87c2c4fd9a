"""A conversation with the developer platform: signed, with a token that is fetched anew when it ends.

What answers mean is told elsewhere.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias, get_args
from urllib.parse import parse_qsl, quote

import msgspec

from tuyalan.credentials.cloud.addresses import check_url
from tuyalan.credentials.cloud.clock import CloudClock, ask_on_time
from tuyalan.credentials.cloud.codes import SIGN_CODE, TOKEN_CODES, make_error
from tuyalan.credentials.cloud.exchange import Call
from tuyalan.credentials.cloud.signing import build_sign_url, build_signature, build_string_to_sign
from tuyalan.credentials.secret import NO_SECRET, Secret
from tuyalan.errors import CloudAnswerError, CloudRefusedError, UseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.credentials.cloud.exchange import Exchange
    from tuyalan.credentials.cloud.logins import ProjectAccess
    from tuyalan.vocabulary import Json

Method: TypeAlias = Literal["GET", "POST", "PUT", "DELETE"]
"""What can be done at a path."""

METHODS: Final[tuple[Method, ...]] = get_args(Method)

_TOKEN_PATH: Final = "/v1.0/token"  # noqa: S105 - a path, no token
_TOKEN_QUERY: Final = {"grant_type": "1"}


class Target(NamedTuple):
    """What is asked for: a path with its query."""

    path: str
    query: Mapping[str, str]

    @classmethod
    def parse(cls, text: str) -> Target:
        """Return the target that a person wrote, for example `/v1.0/devices/factory-infos?device_ids=bf01`.

        Raises:
            UseError: it is no path.
        """
        path, _, query = text.partition("?")
        if not path.startswith("/") or not text.isprintable() or " " in text:
            raise UseError("a path begins with / and has no spaces", hint="For example /v1.0/iot-03/devices/ID/status.")
        return cls(path, dict(parse_qsl(query, keep_blank_values=True)))


class Project:
    """One project of the developer platform, in one data centre."""

    def __init__(
        self, exchange: Exchange, access: ProjectAccess, *, endpoint: str = "", clock: CloudClock | None = None
    ) -> None:
        """Take where requests are sent from, the access, and where to; the data centre of the access by default.

        Raises:
            UseError: the address is not one that secrets may be sent to.
        """
        self.access = access
        """Access id and secret."""
        self.endpoint: str = (endpoint or access.endpoint).rstrip("/")
        """The beginning of all addresses."""
        self.clock: CloudClock = clock or CloudClock()
        """The time of the cloud, as told from its answers."""
        check_url(self.endpoint)
        self._exchange = exchange
        self._token = NO_SECRET
        self._is_old = False
        self._fetching = asyncio.Lock()

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """Read something and return the result; as `request` does.

        Raises:
            CloudError: the cloud cannot be reached, refuses, or answers something else.
        """
        return await self.request("GET", Target(path, query or {}))

    async def request(self, method: Method, target: Target, *, body: Mapping[str, Json] | None = None) -> Json:
        """Ask something and return the result; a token is fetched first where there is none.

        Raises:
            CloudError: the cloud cannot be reached, refuses, or answers something else.
        """
        data = b"" if body is None else msgspec.json.encode(body)
        if not self._token:
            await self.fetch_token()
        used = self._token
        try:
            return await self._ask(method, target, body=data)
        except CloudRefusedError as error:
            if error.number not in TOKEN_CODES:
                raise
        # Once: a token that is void at once again was taken away by another program.
        if self._token is used:
            await self.fetch_token()
        return await self._ask(method, target, body=data)

    async def fetch_token(self) -> None:
        """Fetch a new token; the old one is void then.

        Raises:
            CloudError: the cloud cannot be reached, refuses, or answers something else.
        """
        used = self._token
        async with self._fetching:
            if self._token is not used:
                return  # Somebody else did it meanwhile.
            target = Target(_TOKEN_PATH, _TOKEN_QUERY)
            try:
                fields = await self._ask("GET", target, is_token=True)
            except CloudRefusedError as error:
                if error.number != SIGN_CODE or self._is_old:
                    raise
                fields = await self._ask_old(target, error)
            match fields:
                case {"access_token": str(token)} if token:
                    self._token = Secret(token)
                case _:
                    raise CloudAnswerError("the answer to the request for a token holds none")

    async def _ask_old(self, target: Target, refusal: CloudRefusedError) -> Json:
        """Sign as projects of before July 2021 do; what was refused before counts if that is refused as well."""
        self._is_old = True
        try:
            return await self._ask("GET", target, is_token=True)
        except CloudRefusedError:
            self._is_old = False
            raise refusal from None

    async def _ask(self, method: Method, target: Target, *, body: bytes = b"", is_token: bool = False) -> Json:
        async def attempt() -> Json:
            return self._read(await self._exchange.fetch(self._make_call(method, target, body, is_token=is_token)))

        return await ask_on_time(lambda: self._exchange.repeat(attempt, is_harmless=method == "GET"))

    def _make_call(self, method: Method, target: Target, body: bytes, *, is_token: bool) -> Call:
        token = "" if is_token else self._token.reveal()
        time_ms = self.clock.now_ms()
        what = build_string_to_sign(method, build_sign_url(*target), body=body)
        headers = {
            "client_id": self.access.access_id,
            "t": time_ms,
            "sign_method": "HMAC-SHA256",
            "sign": build_signature(
                self.access.secret.reveal(),
                client_id=self.access.access_id,
                time_ms=time_ms,
                token=token,
                what="" if self._is_old else what,
            ),
        }
        if token:
            headers["access_token"] = token
        if body:
            headers["Content-Type"] = "application/json"
        return Call(method, self.endpoint + _build_url(target), f"{method} {target.path}", headers, body)

    def _read(self, fields: dict[str, Json]) -> Json:
        self.clock.learn(fields.get("t"))
        if fields.get("success") is not True:
            raise make_error(str(fields.get("code")), str(fields.get("msg", "")))
        return fields.get("result")


def _build_url(target: Target) -> str:
    """Return path and query as they are sent: percent-encoded, in the order in which they are signed."""
    path = quote(target.path, safe="/:@,;=+$!*'()~")
    query = "&".join(f"{quote(name, safe='')}={quote(target.query[name], safe=',')}" for name in sorted(target.query))
    return f"{path}?{query}" if query else path
