"""Infrared codes as tinytuya reads and writes them."""

from __future__ import annotations

import importlib
import json
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.interop.simulator_peers import load_tinytuya, miss
from tuyalan.model.forms.headkey import HeadKey, pack_head_key, unpack_head_key
from tuyalan.model.forms.infrared import Wiring, parse_ir_command, plan_send, signal_of
from tuyalan.model.forms.pronto import build_pronto, parse_pronto
from tuyalan.model.forms.pulses import Signal, build_code, parse_code
from tuyalan.model.forms.remotes import KeyPress, Protocol, build_key_press, parse_key_press

pytestmark = pytest.mark.interop

LIBRARY: Final = (
    HeadKey("010ecf00000000000500100030004000810b1e", "02%$003040040100BCBD@^"),
    HeadKey("010e0400000000000600100020003000620c4b0c5b", "02%#000490#000D0010#000100@^"),
    HeadKey("010fbb00000000000f001900320064032c0313044c041a03450433046502fa0401035e02e1047e", "02$000CA900"),
    HeadKey("020ed8000000000007001800150040002600ad015a0301", "01&^00238000040A40@*00208000000D@%"),
)
"""Codes of the maker's library, from the logs of its app; see the tests of `headkey`."""

SIGNALS: Final = st.lists(st.integers(1, 0xFFFF), min_size=2, max_size=200).map(
    lambda times: Signal(pulses=tuple(times))
)
BYTES: Final = st.integers(0, 0xFF)


def load_peer() -> Any:  # noqa: ANN401 - it has no types
    """Return its class for infrared blasters, whose conversions need no device."""
    load_tinytuya()
    try:
        return importlib.import_module("tinytuya.Contrib.IRRemoteControlDevice").IRRemoteControlDevice
    except ImportError:
        return miss("tinytuya with its infrared blasters")


@given(SIGNALS)
def test_learned_codes_are_the_same(signal: Signal) -> None:
    peer = load_peer()
    assert peer.pulses_to_base64(list(signal.pulses)) == build_code(signal)
    assert tuple(peer.base64_to_pulses(build_code(signal))) == signal.pulses


@pytest.mark.parametrize("code", LIBRARY)
def test_codes_of_the_library_are_read_the_same(code: HeadKey) -> None:
    assert tuple(load_peer().head_key_to_pulses(code.head, code.key)) == unpack_head_key(code).pulses


@given(st.lists(st.sampled_from([560, 1690, 4500, 9000, 20_000]), min_size=2, max_size=200))
def test_codes_that_we_pack_are_read_the_same(times: list[int]) -> None:
    code = pack_head_key(Signal(pulses=tuple(times)))
    assert tuple(load_peer().head_key_to_pulses(code.head, code.key)) == unpack_head_key(code).pulses


@given(BYTES, BYTES)
def test_codes_that_it_packs_are_read_the_same(address: int, command: int) -> None:
    peer = load_peer()
    head, key = peer.pulses_to_head_key(peer.nec_to_pulses(address, command))
    press = parse_key_press(unpack_head_key(HeadKey(head, key)))
    assert (press.protocol, press.address, press.command) == (Protocol.NEC, address, command)


@given(BYTES, BYTES)
def test_keys_of_nec_and_samsung_are_the_same(address: int, command: int) -> None:
    peer = load_peer()
    for protocol, write, read in (
        (Protocol.NEC, peer.nec_to_pulses, peer.pulses_to_nec),
        (Protocol.SAMSUNG, peer.samsung_to_pulses, peer.pulses_to_samsung),
    ):
        press = KeyPress(protocol=protocol, address=address, command=command)
        assert parse_key_press(Signal(pulses=tuple(write(address, command)))) == press
        (found,) = read(list(build_key_press(press).pulses))
        assert (found["address"], found["data"]) == (address, command)


@given(
    st.integers(95, 135), st.lists(st.integers(1, 0x0FFF), min_size=4, max_size=60).filter(lambda c: len(c) % 2 == 0)
)
def test_pronto_codes_are_read_the_same(word: int, counts: list[int]) -> None:
    text = " ".join(f"{number:04X}" for number in (0, word, len(counts) // 2, 0, *counts))
    assert tuple(load_peer().pronto_to_pulses(text)) == parse_pronto(text).pulses
    assert build_pronto(parse_pronto(text)) == text


@given(SIGNALS)
def test_pronto_codes_that_it_writes_are_read_to_a_period(signal: Signal) -> None:
    even = signal.pulses[: len(signal.pulses) // 2 * 2]
    read = parse_pronto(load_peer().pulses_to_pronto(list(even))).pulses
    # It rounds to 38 000 Hz, the code says 38 029: by the end of the longest pulse that is two periods.
    assert all(abs(ours - theirs) <= 27 + theirs / 1000 for ours, theirs in zip(read, even, strict=True))


def test_what_it_would_send_is_what_we_send() -> None:
    peer = load_peer()
    sent: list[tuple[str, str]] = []

    class Recorder(peer):
        def __init__(self) -> None:
            self.control_type = 1

        def set_value(self, index: str, value: str, **_: object) -> None:
            sent.append((index, value))

    signal = parse_code(build_code(Signal(pulses=(9000, 4500, 563))))
    recorder: Any = Recorder()
    recorder.send_button(build_code(signal))
    recorder.send_key(LIBRARY[0].head, LIBRARY[0].key)
    for (index, value), code in zip(sent, (signal, LIBRARY[0]), strict=True):
        ours = json.loads(str(plan_send(code, wiring=Wiring.JSON)[201]))
        # The pause is ours: the maker's app sends it, and some blasters want it.
        assert json.loads(value) == {name: field for name, field in ours.items() if name != "delay"}
        assert index == "201"
        assert signal_of(parse_ir_command(value)) == (unpack_head_key(code) if isinstance(code, HeadKey) else code)
