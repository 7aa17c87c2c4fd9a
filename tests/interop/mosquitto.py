"""A real Mosquitto for the tests, with certificates of its own authority, and its command line programs."""

from __future__ import annotations

import asyncio
import datetime as dt
import getpass
import ipaddress
import os
import shutil
import signal
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.client.household import until
from tests.interop.simulator_peers import miss

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

HOST: Final = "127.0.0.1"
USER: Final = "hub"
PASSWORD: Final = "a pass:word#"
_MARK: Final = "marks/reading"
_DAY: Final = dt.timedelta(days=1)


def find(program: str) -> str:
    """Return a program of Mosquitto, which may live where only the administrator looks."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin")
    if found is None:
        miss(program)
    assert found is not None
    return found


class Mosquitto:
    """A broker: plain, with TLS and certificates of both sides, by websocket, and with passwords."""

    def __init__(self, folder: Path, *, plain: str = "") -> None:
        self.folder = folder
        self._plain = plain
        self.plain, self.tls, self.websocket, self.closed = (_find_free_port() for _ in range(4))
        self._process: asyncio.subprocess.Process | None = None
        make_certificates(folder)
        self._configure()

    def _configure(self) -> None:
        folder = self.folder
        (folder / "acl").write_text(f"user {USER}\ntopic readwrite tuyalan/#\ntopic deny hidden/#\n", encoding="ascii")
        (folder / "mosquitto.conf").write_text(
            f"""
user {getpass.getuser()}
per_listener_settings true
listener {self.plain} {HOST}
{self._plain}
allow_anonymous true
set_tcp_nodelay true
listener {self.tls} {HOST}
allow_anonymous true
cafile {folder}/ca.pem
certfile {folder}/server.pem
keyfile {folder}/server.key
require_certificate true
listener {self.websocket} {HOST}
protocol websockets
allow_anonymous true
listener {self.closed} {HOST}
allow_anonymous false
password_file {folder}/passwords
acl_file {folder}/acl
""",
            encoding="ascii",
        )

    async def start(self) -> None:
        """Start it and wait until it listens."""
        if not (self.folder / "passwords").exists():
            await run_program("mosquitto_passwd", "-b", "-c", str(self.folder / "passwords"), USER, PASSWORD)
        self._process = await asyncio.create_subprocess_exec(
            find("mosquitto"), "-c", str(self.folder / "mosquitto.conf"), stderr=asyncio.subprocess.DEVNULL
        )
        await until(lambda: _is_listening(self.plain))

    async def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()
            self._process = None

    async def publish(self, topic: str, payload: str, *options: str) -> None:
        """Publish with mosquitto_pub."""
        await run_program(
            "mosquitto_pub", "-V", "5", "-p", str(self.plain), "-t", topic, "-q", "1", *options, "-s", send=payload
        )

    async def read(self, topic: str, *options: str) -> str:
        """Return the first message that mosquitto_sub gets on a topic; it waits three seconds."""
        return await run_program(
            "mosquitto_sub", "-V", "5", "-p", str(self.plain), "-t", topic, "-C", "1", "-W", "3", *options
        )

    @asynccontextmanager
    async def reading(self, *topics: str) -> AsyncGenerator[asyncio.StreamReader]:
        """Run mosquitto_sub, and wait until it listens: each message is a line, topic and payload."""
        await self.publish(_MARK, "listening", "-r")
        chosen = [word for topic in (_MARK, *topics) for word in ("-t", topic)]
        process = await asyncio.create_subprocess_exec(
            find("mosquitto_sub"), "-p", str(self.plain), "-v", *chosen, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        try:
            # All that it listens to goes to the broker in one packet, and what is stored comes in that order.
            assert (await process.stdout.readline()).startswith(_MARK.encode())
            yield process.stdout
        finally:
            process.kill()
            await process.wait()


@asynccontextmanager
async def mosquitto(path: Path, *, plain: str = "") -> AsyncGenerator[Mosquitto]:
    """Run a broker, with a further setting where it is plain."""
    folder = path / "mosquitto"
    folder.mkdir()
    broker = Mosquitto(folder, plain=plain)
    await broker.start()
    try:
        yield broker
    finally:
        await broker.kill()


async def run_program(program: str, *arguments: str, send: str = "") -> str:
    """Run a program to its end and return what it printed."""
    process = await asyncio.create_subprocess_exec(
        find(program),
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ,
    )
    output, errors = await process.communicate(send.encode())
    assert process.returncode == 0, errors.decode()
    return output.decode().strip()


def make_certificates(folder: Path) -> None:
    """Make an authority, and certificates of a server and of a client."""
    authority = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tuyalan test authority")])
    _write(folder / "ca.pem", _sign(authority, issuer, authority, issuer, is_authority=True))
    for name in ("server", "client"):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        _write(folder / f"{name}.pem", _sign(key, subject, authority, issuer, is_authority=False))
        (folder / f"{name}.key").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )


def _sign(
    key: ec.EllipticCurvePrivateKey,
    subject: x509.Name,
    authority: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    *,
    is_authority: bool,
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .sign(authority, hashes.SHA256())
    )


def _write(path: Path, certificate: x509.Certificate) -> None:
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
