"""Where the broker is and how to speak to it: one address, a login, certificates. Opens no connection."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from tuyalan.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

SCHEMES: Final = {"mqtt": 1883, "mqtts": 8883, "ws": 80, "wss": 443}
"""What an address may begin with, and the usual port."""
MAX_PORT: Final = 65_535
MAX_SECRET: Final = 4096
"""Longest password file that is read, in bytes."""


class Login(msgspec.Struct, frozen=True):
    """User name and password, which is masked wherever it might be printed."""

    username: str
    password: str = ""

    def __repr__(self) -> str:
        """Return who, without the password."""
        return f"Login({self.username!r}, ****)"


class Broker(msgspec.Struct, frozen=True, kw_only=True):
    """A broker and how it is to be spoken to."""

    host: str
    port: int
    is_tls: bool = False
    is_websocket: bool = False
    path: str = "/mqtt"
    """Of a websocket."""
    login: Login | None = None
    ca_file: str = ""
    """The certificate of a private authority, PEM; empty for those the system trusts."""
    certificate_file: str = ""
    """Our own certificate, PEM, where the broker wants one."""
    key_file: str = ""
    """Its key, if it is in a file of its own."""
    protocol: str = "auto"
    """`5`, `3.1.1`, or `auto`: 5, and 3.1.1 where the broker has no more."""
    client_id: str = ""
    """What the broker knows us by; random if empty."""
    keepalive: int = 30
    """Seconds after which both sides notice that the other one is gone, more or less."""

    def __str__(self) -> str:
        """Return the address without any secret."""
        scheme = ("wss" if self.is_tls else "ws") if self.is_websocket else "mqtts" if self.is_tls else "mqtt"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}{self.path if self.is_websocket else ''}"

    def make_tls(self) -> ssl.SSLContext | None:
        """Return what TLS needs, certificates read; `None` without TLS.

        Raises:
            ConfigError: a certificate or key cannot be read.
        """
        if not self.is_tls:
            return None
        try:
            context = ssl.create_default_context(cafile=self.ca_file or None)
            if self.certificate_file:
                context.load_cert_chain(self.certificate_file, self.key_file or None, password=_refuse_prompt)
        except (OSError, ValueError) as error:
            raise ConfigError(
                f"the certificates for {self} cannot be used: {error}",
                hint="Check that ca_file, certificate_file and key_file name PEM files that you can read.",
            ) from error
        return context


def parse_address(address: str) -> Broker:
    """Return the broker of an address: `mqtt://host`, `mqtts://host:8883`, `ws://host/mqtt`, `wss://`, or a bare host.

    Raises:
        ConfigError: it is no such address, or holds a password, which others could read.
    """
    try:
        parts = urlsplit(address if "://" in address else f"mqtt://{address}")
        port = parts.port
    except ValueError as error:
        raise _refuse() from error
    if parts.password is not None:
        raise ConfigError(
            "the address of the broker holds a password, which everybody could read",
            hint="Put the password into a file (password_file) or into the variable TUYALAN_MQTT_PASSWORD.",
        )
    if parts.scheme not in SCHEMES or not parts.hostname or parts.query or parts.fragment or port == 0:
        raise _refuse()
    is_websocket = parts.scheme in {"ws", "wss"}
    if parts.path.strip("/") and not is_websocket:
        raise _refuse()
    return Broker(
        host=parts.hostname,
        port=port or SCHEMES[parts.scheme],
        is_tls=parts.scheme in {"mqtts", "wss"},
        is_websocket=is_websocket,
        path=parts.path if parts.path.strip("/") else "/mqtt",
        login=Login(parts.username) if parts.username else None,
    )


def read_password(path: Path) -> str:
    """Return the password in a file, without the line end after it.

    Raises:
        ConfigError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_SECRET).decode().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ConfigError(
            f"the password file {path} cannot be read: {reason}", hint="Name a file that you can read."
        ) from error


def _refuse() -> ConfigError:
    return ConfigError(
        "this is no address of a broker",
        hint="Write mqtt://host:1883, or mqtts://, ws://, wss:// for TLS and websockets.",
    )


def _refuse_prompt() -> str:
    # Without this, OpenSSL asks on the terminal and the whole process waits.
    raise ValueError("the key is protected by a password")
