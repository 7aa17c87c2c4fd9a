"""Addresses, logins and certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from tuyalan.bridge.broker import Login, parse_address, read_password
from tuyalan.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("broker", "mqtt://broker:1883"),
        ("broker:1884", "mqtt://broker:1884"),
        ("mqtt://broker/", "mqtt://broker:1883"),
        ("mqtts://broker", "mqtts://broker:8883"),
        ("ws://broker", "ws://broker:80/mqtt"),
        ("wss://broker:8084/ws", "wss://broker:8084/ws"),
        ("mqtt://[::1]:1883", "mqtt://[::1]:1883"),
        ("mqtt://me@broker", "mqtt://broker:1883"),
    ],
)
def test_an_address_is_read_and_shown(address: str, text: str) -> None:
    assert str(parse_address(address)) == text


def test_the_user_name_of_an_address_is_taken() -> None:
    assert parse_address("mqtt://me@broker").login == Login("me")
    assert parse_address("mqtt://broker").login is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://broker",
        "mqtt://",
        "mqtt://broker:0",
        "mqtt://broker:x",
        "mqtt://broker/topic",
        "ws://b?x=1",
        "mqtt://b#c",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="no address"):
        parse_address(address)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigError, match="password") as caught:
        parse_address("mqtt://me:hunter2@broker")
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"


def test_a_password_is_never_printed() -> None:
    broker = msgspec.structs.replace(parse_address("broker"), login=Login("me", "hunter2"))
    assert "hunter2" not in f"{broker} {broker!r} {broker.login!r}"


def test_a_password_comes_from_a_file_without_its_line_end(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hunter2 \n", encoding="utf-8")
    assert read_password(tmp_path / "password") == "hunter2 "


def test_a_password_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        read_password(tmp_path / "none")
    (tmp_path / "bytes").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="no text"):
        read_password(tmp_path / "bytes")


def test_without_tls_there_are_no_certificates() -> None:
    assert parse_address("broker").make_tls() is None


def test_the_certificates_of_the_system_are_used_by_default() -> None:
    context = parse_address("mqtts://broker").make_tls()
    assert context is not None
    assert context.check_hostname


@pytest.mark.parametrize("field", ["ca_file", "certificate_file"])
def test_a_certificate_that_cannot_be_read_is_reported(tmp_path: Path, field: str) -> None:
    (tmp_path / "bad.pem").write_text("nonsense", encoding="utf-8")
    for path in (tmp_path / "bad.pem", tmp_path / "none.pem"):
        broker = msgspec.structs.replace(parse_address("mqtts://broker"), **{field: str(path)})
        with pytest.raises(ConfigError, match="mqtts://broker:8883"):
            broker.make_tls()
