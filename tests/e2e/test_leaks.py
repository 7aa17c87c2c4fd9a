"""No key leaves by any door: logs at debug level, texts and representations of everything a user may print, errors."""

from __future__ import annotations

import base64
import contextlib
import logging
import pickle
import traceback
from typing import TYPE_CHECKING, Final

import msgspec
import pytest

from tests.client.household import VERSIONS, WRONG_KEY, home, run_jumping, take
from tuyalan.client.device import Device
from tuyalan.errors import TuyalanError
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.session import client as session_module
from tuyalan.session import device as device_session_module
from tuyalan.session import negotiation
from tuyalan.sim import Faults, models
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path

KEY: Final = "Sec<re>t'Key%016"[:16]


class Ears:
    """Collects whatever may be printed."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def note(self, *things: object) -> None:
        for thing in things:
            self.texts += [repr(thing), str(thing), f"{thing}"]
            with contextlib.suppress(TypeError, ValueError):
                self.texts.append(msgspec.json.encode(thing).decode())
            for hidden in (getattr(thing, "__dict__", {}), getattr(thing, "args", ())):
                self.texts.append(repr(hidden))

    def error(self, error: BaseException) -> None:
        self.note(error, getattr(error, "hint", ""), getattr(error, "message", ""))
        self.texts += traceback.format_exception(error)

    async def fails(self, work: Coroutine[object, object, object]) -> None:
        try:
            self.note(await work)
        except TuyalanError as error:
            self.error(error)


def forms(key: bytes) -> set[str]:
    """Return every form in which a key might be written."""
    plain = key.decode("latin-1")
    return {
        plain,
        repr(plain)[1:-1],
        repr(key)[2:-1],
        key.hex(),
        key.hex().upper(),
        key.hex(" "),
        key.hex(":"),
        base64.b64encode(key).decode().rstrip("="),
        base64.urlsafe_b64encode(key).decode().rstrip("="),
        str(list(key)),
    }


@pytest.fixture
def session_keys(monkeypatch: pytest.MonkeyPatch) -> set[bytes]:
    """Collect every session key that is derived."""
    keys: set[bytes] = set()
    original = negotiation.derive_session_key

    def derive(*arguments: object, **named: object) -> bytes:
        key = original(*arguments, **named)  # pyright: ignore[reportArgumentType] - handed on as they are
        keys.add(key)
        return key

    monkeypatch.setattr(session_module, "derive_session_key", derive)
    monkeypatch.setattr(device_session_module, "derive_session_key", derive)
    return keys


def test_no_key_in_anything_that_may_be_printed(
    caplog: pytest.LogCaptureFixture, tmp_path: Path, session_keys: set[bytes]
) -> None:
    ears = Ears()

    async def use(version: str) -> None:
        async with home() as house:
            device = await house.sim.add(models.switch(version), port=0, key=KEY)
            store = DeviceStore(tmp_path / f"{version}.json")
            record = DeviceRecord(
                id=device.id,
                name="Lamp",
                key=device.key,
                address="127.0.0.1",
                port=device.port,
                version=Version(version),
            )
            store.add(record)
            client = Device.from_record(record, store=store, network=house.network, knowledge=Knowledge())
            ears.note(record, store, client, device.key, client._peer.identity, device)
            ears.note(client._peer, client._peer.surroundings, client._shadow)
            async with client:
                watch, changes = client.watch(), client.watch_connection()
                ears.note(await client.status(), await client.set(1, True), client.value(1), client.dialect)
                await ears.fails(client.set(14, "wrong"))
                words, switch = client.watch_properties(), client.switch()
                ears.note(client.model, client.values, client.features, client._names(), switch, switch.state)
                ears.note(await switch.toggle(), await anext(words), store)
                await ears.fails(client.set("no such thing", 1))
                await ears.fails(client.set("relay_status", "no such word"))
                await ears.fails(client.get(99))
                await ears.fails(client.raw(0x77, timeout=0.5))
                ears.note(await client.raw(device.spec.query, b"{}"))
                device.faults = Faults(bad_check_next=3, garbage=16)
                for value in range(4):
                    device.set(9, value)
                ears.note(*await take(watch))
                device.faults = Faults()
                device.reset_sessions()
                ears.note(await anext(changes))
                await client.wait_connected(timeout=30)
                device.faults = Faults(early_push=True, weak_keys_next=1)
                device.drop_sessions()
                ears.note(await anext(changes))
                await client.wait_connected(timeout=30)
                device.change_key(WRONG_KEY)
                await ears.fails(client.status(timeout=3))
                connection = client._peer.opened()
                line = connection._line
                ears.note(client, client.error, connection, line, line and line.session)
            wrong = house.client(device, key=KEY)
            await ears.fails(wrong.open())
            ears.note(wrong)
            await wrong.close()
            for key in (KEY[:-1], KEY + "x", KEY.replace("S", "€")):
                try:
                    Device(device.id, key)
                except TuyalanError as error:
                    ears.error(error)
            try:
                pickle.dumps(device.key)
            except TypeError as error:
                ears.error(error)

    with caplog.at_level(logging.DEBUG):
        for version in VERSIONS:
            run_jumping(use(version))
    # Logs of the loop itself and of the tests' tools are heard too: whatever was said, by whomever.
    ears.texts += [caplog.text, *(repr(vars(record)) for record in caplog.records)]
    assert len(session_keys) >= 4
    heard = "\n".join(ears.texts)
    assert "000055aa" in heard
    assert "00006699" in heard
    for key in (KEY.encode(), WRONG_KEY.encode(), *session_keys):
        for form in forms(key):
            assert form not in heard, "a key was printed"
    # A half of a key is a leak as well.
    assert KEY[:8] not in heard
    assert KEY[8:] not in heard


def test_the_forms_looked_for_are_those_in_which_keys_are_written() -> None:
    assert {"AAAA" not in form for form in forms(b"A" * 16)} == {True, False}
    assert "00" * 16 in forms(bytes(16))
