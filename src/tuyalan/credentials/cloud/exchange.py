"""One request over HTTPS to one JSON object: bounded in time and size, certificates always checked.

Knows nothing of signatures or of what the object means. Addresses, headers and bodies may hold secrets, so nothing of
them is logged: a call carries a label for that.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, NamedTuple, Self, TypeVar
from urllib.parse import urlsplit

from tuyalan.credentials.cloud.addresses import check_url, find_proxy
from tuyalan.credentials.cloud.answers import parse_answer
from tuyalan.errors import (
    CloudAnswerError,
    CloudBusyError,
    CloudUnreachableError,
    ConfigError,
    UseError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from types import TracebackType

    import aiohttp

    from tuyalan.vocabulary import Json

T = TypeVar("T")

MAX_ANSWER: Final = 16 * 1024 * 1024
"""Largest answer taken, in bytes; a page of fifty devices has some hundred thousand."""

REQUEST_TIMEOUT: Final = 30.0
"""How long one request may take, in seconds."""

CONNECT_TIMEOUT: Final = 10.0
"""How long a connection may take, in seconds."""

RETRY_DELAYS: Final = (1.0, 3.0, 8.0)
"""Pauses before a request is repeated, in seconds, when the cloud is busy or the connection broke."""

_LOG: Final = logging.getLogger("tuyalan.credentials")
_CHUNK: Final = 64 * 1024


class Call(NamedTuple):
    """One request, ready to be sent."""

    method: str
    url: str
    """Percent-encoded as it is sent."""
    label: str
    """What logs and errors call it; holds no secret."""
    headers: Mapping[str, str]
    body: bytes = b""

    def __repr__(self) -> str:
        """Show the label: everything else may hold secrets."""
        return f"Call({self.label})"


class Exchange:
    """A place to send requests from; open it with `async with`."""

    def __init__(self, *, timeout: float = REQUEST_TIMEOUT, delays: tuple[float, ...] | None = None) -> None:
        """Take the bound of one request, in seconds, and the pauses before repetitions."""
        self.delays: tuple[float, ...] = RETRY_DELAYS if delays is None else delays
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Load the HTTP library and make a session.

        Raises:
            ConfigError: the library is not installed.
        """
        check_extra()
        import aiohttp  # noqa: PLC0415 - slow to load, and comes with an extra

        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self._timeout, sock_connect=min(CONNECT_TIMEOUT, self._timeout)),
            headers={"Accept-Encoding": "identity"},
            # Nothing is unpacked: the bound on the size of an answer is then a bound on memory.
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, call: Call) -> dict[str, Json]:
        """Send a request and return the JSON object that answers it.

        Raises:
            CloudUnreachableError: there was no answer, or it broke off.
            CloudBusyError: the cloud asks for a pause.
            CloudAnswerError: the answer is no JSON object, or too large.
            UseError: the address is not one that secrets may be sent to.
        """
        check_url(call.url)
        begin = time.perf_counter()
        status, data = await self._send(call)
        _LOG.debug("%s: %d, %d bytes, %.0f ms", call.label, status, len(data), (time.perf_counter() - begin) * 1000)
        return parse_answer(status, data, host=urlsplit(call.url).hostname or "")

    async def repeat(self, attempt: Callable[[], Awaitable[T]], *, is_harmless: bool = True) -> T:
        """Do something until it works, with pauses, while the cloud is busy or out of reach for the moment.

        Args:
            attempt: What to do; it signs anew each time.
            is_harmless: Whether doing it twice does no harm; if not, it is repeated only where it was not done.
        """
        passing = (CloudBusyError, CloudUnreachableError) if is_harmless else (CloudBusyError,)
        for delay in self.delays:
            try:
                return await attempt()
            except passing as error:
                _LOG.debug("again in %.1f s: %s", delay, error)
            await asyncio.sleep(delay)
        return await attempt()

    async def _send(self, call: Call) -> tuple[int, bytes]:
        if self._session is None:
            raise UseError("an Exchange sends only while it is open")
        import aiohttp  # noqa: PLC0415 - loaded by `__aenter__` already
        from yarl import URL  # noqa: PLC0415 - comes with it

        host = urlsplit(call.url).hostname or ""
        try:
            async with self._session.request(
                call.method,
                # The bytes that were signed are the bytes that are sent.
                URL(call.url, encoded=True),
                headers=call.headers,
                data=call.body or None,
                allow_redirects=False,
                proxy=find_proxy(call.url),
            ) as response:
                return response.status, await _read(response, host)
        # `from None` where the original holds the address: it may hold a token.
        except TimeoutError:
            raise CloudUnreachableError(f"{host} did not answer within {self._timeout:g} seconds") from None
        except aiohttp.ClientConnectorCertificateError as error:
            raise CloudUnreachableError(
                f"{_describe_certificate(error.certificate_error)} ({host})", hint=_CERTIFICATE
            ) from None
        except aiohttp.ClientConnectorError as error:
            reason = error.os_error.strerror or type(error.os_error).__name__
            raise CloudUnreachableError(f"{host} cannot be reached: {reason}") from None
        except aiohttp.ClientPayloadError:
            raise CloudUnreachableError(f"{host} broke off in the middle of its answer") from None
        except (aiohttp.ClientError, OSError) as error:
            raise CloudUnreachableError(f"the connection with {host} broke: {type(error).__name__}") from None


def check_extra() -> None:
    """Make sure that the HTTP library is there.

    Raises:
        ConfigError: it is not installed.
    """
    if find_spec("aiohttp") is None:
        raise ConfigError("what speaks to the cloud is not installed", hint='Install it: pip install "tuyalan[keys]".')


async def _read(response: aiohttp.ClientResponse, host: str) -> bytes:
    data = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        data += chunk
        if len(data) > MAX_ANSWER:
            # What has not come yet is not waited for.
            response.close()
            raise CloudAnswerError(
                f"the answer of {host} is larger than {MAX_ANSWER // 1024**2} MiB and was broken off"
            )
    return bytes(data)


_CERTIFICATE: Final = (
    "Check the date and time of this machine, and whether a filter opens encrypted connections on the way;"
    " certificates are always checked."
)


def _describe_certificate(error: Exception) -> str:
    reason = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else type(error).__name__
    return f"the certificate of the cloud is not accepted: {reason}"
