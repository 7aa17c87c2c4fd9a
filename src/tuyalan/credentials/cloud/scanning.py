"""Logging in by a code that is scanned with the phone app: a text for the code, then waiting for the yes.

Needs no account with the developer platform. The identifier of the program is a setting: the maker gives one to each
program that it registers.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from tuyalan.credentials.cloud.addresses import check_url
from tuyalan.credentials.cloud.clock import CloudClock
from tuyalan.credentials.cloud.codes import BUSY_CODE, make_error
from tuyalan.credentials.cloud.exchange import Call
from tuyalan.credentials.cloud.logins import AppLogin
from tuyalan.credentials.secret import Secret
from tuyalan.errors import CloudAnswerError, CloudBusyError, CloudError, CloudUnreachableError, LoginError, UseError
from tuyalan.model.imports.plain import as_integer, as_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.credentials.cloud.exchange import Exchange
    from tuyalan.vocabulary import Json

LOGIN_URL: Final = "https://apigw.iotbing.com"
"""Where logins begin, whatever the region of the account."""

POLL_INTERVAL: Final = 2.5
"""Pause between two questions whether the code was confirmed, in seconds."""

CODE_LIFETIME: Final = 180.0
"""How long a code can be scanned, in seconds."""

_PATH: Final = "/v1.0/m/life/home-assistant/qrcode/tokens"
_MAX_TEXT: Final = 256
_MAX_USER_CODE: Final = 64
_WRONG_CODE: Final = (
    "Check the user code: in the app it is under Me, the gear, Account and Security, User Code;"
    " it belongs to Smart Life or Tuya Smart, other apps have none."
)


class Program(NamedTuple):
    """Which program logs in, as registered with the maker."""

    client_id: str
    schema: str


HOME_ASSISTANT: Final = Program("HA_3y9q4ak7g4ephrvke", "haauthorize")
"""The public identifier that Home Assistant registered; the app names it when the code is scanned."""


class ScanLogin:
    """One login by scanning."""

    def __init__(
        self,
        exchange: Exchange,
        user_code: str,
        *,
        program: Program = HOME_ASSISTANT,
        base: str = LOGIN_URL,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take where requests are sent from, and the code of the account as the app shows it.

        Raises:
            UseError: the code or the address cannot be.
        """
        self.user_code: str = user_code.strip()
        if not self.user_code.isalnum() or len(self.user_code) > _MAX_USER_CODE:
            raise UseError("a user code has letters and digits only", hint=_WRONG_CODE)
        check_url(base)
        self.clock: CloudClock = CloudClock()
        """The time of the cloud, as told from its answers."""
        self._exchange = exchange
        self._program = program
        self._base = base.rstrip("/") + _PATH
        self._now = now
        self._token = ""

    async def begin(self) -> str:
        """Ask for a code and return the text that it has to show.

        Raises:
            LoginError: the cloud does not know the user code.
            CloudError: the cloud cannot be reached, or answers something else.
        """
        url = f"{self._base}?clientid={_quote(self._program.client_id)}&usercode={_quote(self.user_code)}&schema={_quote(self._program.schema)}"
        call = Call("POST", url, f"POST {_PATH}", {})
        fields = await self._exchange.repeat(lambda: self._fetch(call))
        if fields.get("success") is not True:
            error = make_error(str(fields.get("code")), str(fields.get("msg", "")))
            raise LoginError(f"the cloud gives no code to scan: {error.message}", hint=_WRONG_CODE)
        match fields.get("result"):
            case {"qrcode": str(token)} if token and token.isprintable() and len(token) <= _MAX_TEXT:
                self._token = token
            case _:
                raise CloudAnswerError("the answer to the login holds no code to scan")
        return f"tuyaSmart--qrLogin?token={self._token}"

    async def ask(self) -> AppLogin | None:
        """Return the login if the code was confirmed, else None.

        Raises:
            CloudError: the cloud cannot be reached, or answers something else.
        """
        url = f"{self._base}/{_quote(self._token)}?clientid={_quote(self._program.client_id)}&usercode={_quote(self.user_code)}"
        fields = await self._fetch(Call("GET", url, f"GET {_PATH}/****", {}))
        if fields.get("success") is not True:
            return None
        return self._take_login(fields.get("result"))

    async def wait_confirmed(
        self,
        *,
        lifetime: float = CODE_LIFETIME,
        interval: float = POLL_INTERVAL,
        tell: Callable[[float], None] = lambda _: None,
    ) -> AppLogin:
        """Wait until the code is confirmed in the app.

        Args:
            lifetime: How long the code can be scanned, in seconds.
            interval: Pause between questions, in seconds.
            tell: Called about once a second with the seconds that are left.

        Raises:
            LoginError: nobody confirmed in time.
            CloudError: the cloud answers something else.
        """
        end = self._now() + lifetime
        last: CloudError | None = None
        while (left := end - self._now()) > 0:
            tell(left)
            try:
                login = await self.ask()
            except (CloudBusyError, CloudUnreachableError) as error:
                last = error  # A hiccup while a person holds the phone is no reason to give up.
            else:
                last = None
                if login is not None:
                    return login
            await self._pause(min(interval, max(end - self._now(), 0)), end, tell)
        if last is not None:
            raise last
        raise LoginError(
            f"nobody confirmed the login within {lifetime:.0f} seconds",
            hint="Run it again, and scan the new code with the app whose user code was given.",
        )

    async def _pause(self, length: float, end: float, tell: Callable[[float], None]) -> None:
        until = self._now() + length
        while (rest := until - self._now()) > 0:
            await asyncio.sleep(min(rest, 1.0))
            tell(max(end - self._now(), 0))

    async def _fetch(self, call: Call) -> dict[str, Json]:
        fields = await self._exchange.fetch(call)
        self.clock.learn(fields.get("t"))
        if str(fields.get("code")) == BUSY_CODE:
            raise make_error(BUSY_CODE)
        return fields

    def _take_login(self, result: Json) -> AppLogin:
        fields = as_object(result)
        match fields:
            case {"access_token": str(access), "refresh_token": str(refresh), "endpoint": str(endpoint)} if (
                access and refresh
            ):
                _check_endpoint(endpoint)
            case _:
                raise CloudAnswerError("the answer to the login holds no tokens")
        # A person has scanned for this: what is missing beside the tokens is no reason to throw them away.
        terminal, lifetime = fields.get("terminal_id"), as_integer(fields.get("expire_time")) or 0
        return AppLogin(
            client_id=self._program.client_id,
            user_code=self.user_code,
            endpoint=endpoint,
            terminal_id=terminal if isinstance(terminal, str) else "",
            access_token=Secret(access),
            refresh_token=Secret(refresh),
            expires_at=self.clock.now() + lifetime,
        )


def _check_endpoint(endpoint: str) -> None:
    try:
        check_url(endpoint)
    except UseError as error:
        raise CloudAnswerError(f"the cloud names an address that is not safe: {error.message}") from None


def _quote(text: str) -> str:
    return quote(text, safe="")
