"""Compare JSON engines and kinds of value objects on the bodies that devices send; docs/adr/0003 quotes the outcome.

`python -m benchmarks.json_engines` prints one table. Each figure is the best of several rounds: the least disturbed one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import timeit
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
import orjson

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS: Final = 9
ROUND_SECONDS: Final = 0.1
IMPORT_ROUNDS: Final = 15

DPS: Final[dict[int, object]] = {
    1: True,
    2: "white",
    3: 255,
    4: 0,
    5: "000003e803e800c803e8",
    6: 1234,
    9: 0,
    17: 42,
    18: 1290,
    19: 2871,
    20: 2301,
    26: False,
}
STATUS: Final = json.dumps(
    {"protocol": 4, "t": 1700000000, "data": {"dps": {str(dp): value for dp, value in DPS.items()}}},
    separators=(",", ":"),
).encode()
"""A push of 12 data points as a 3.4 or 3.5 device sends it."""

CONTROL: Final[dict[str, object]] = {"protocol": 5, "t": 1700000000, "data": {"dps": {"1": True}}}
"""A write of one data point."""


class _Data(msgspec.Struct, gc=False):
    dps: dict[int, Any] | None = None


class _Envelope(msgspec.Struct, gc=False):
    dps: dict[int, Any] | None = None
    data: _Data | None = None
    t: int | str | None = None


class _StructValue(msgspec.Struct, frozen=True, gc=False):
    command: int
    sequence: int
    retcode: int
    body: bytes


@dataclass(frozen=True, slots=True)
class _DataclassValue:
    command: int
    sequence: int
    retcode: int
    body: bytes


class _TupleValue(NamedTuple):
    command: int
    sequence: int
    retcode: int
    body: bytes


_decode_typed = msgspec.json.Decoder(_Envelope).decode
_decode_untyped = msgspec.json.Decoder().decode
_encode_msgspec = msgspec.json.Encoder().encode


def _msgspec_typed() -> dict[int, Any] | None:
    message = _decode_typed(STATUS)
    return message.dps if message.data is None else message.data.dps


def _msgspec_untyped() -> dict[int, Any]:
    return {int(dp): value for dp, value in _decode_untyped(STATUS)["data"]["dps"].items()}


def _orjson() -> dict[int, Any]:
    return {int(dp): value for dp, value in orjson.loads(STATUS)["data"]["dps"].items()}


def _json() -> dict[int, Any]:
    return {int(dp): value for dp, value in json.loads(STATUS)["data"]["dps"].items()}


def _json_encode() -> bytes:
    return json.dumps(CONTROL, separators=(",", ":")).encode()


CASES: Final[dict[str, dict[str, Callable[[], object]]]] = {
    "decode 12 points to integer ids": {
        "msgspec, typed": _msgspec_typed,
        "msgspec, untyped, then int()": _msgspec_untyped,
        "orjson, then int()": _orjson,
        "json, then int()": _json,
    },
    "decode 12 points, ids left as text, shape unchecked": {
        "msgspec": lambda: _decode_untyped(STATUS),
        "orjson": lambda: orjson.loads(STATUS),
        "json": lambda: json.loads(STATUS),
    },
    "encode a write of one point": {
        "msgspec": lambda: _encode_msgspec(CONTROL),
        "orjson": lambda: orjson.dumps(CONTROL),
        "json": _json_encode,
    },
    "create a frozen value of four fields": {
        "msgspec.Struct(gc=False)": lambda: _StructValue(8, 1, 0, b""),
        "dataclass(slots=True)": lambda: _DataclassValue(8, 1, 0, b""),
        "NamedTuple": lambda: _TupleValue(8, 1, 0, b""),
    },
}


def measure(function: Callable[[], object]) -> float:
    """Return the best time of one call, in nanoseconds."""
    timer = timeit.Timer(function)
    calls, seconds = timer.autorange()
    calls = max(1, round(calls * ROUND_SECONDS / seconds))
    return min(timer.repeat(ROUNDS, calls)) / calls * 1e9


def measure_import(module: str) -> float:
    """Return what importing `module` adds to the start of a bare interpreter, in milliseconds."""
    bare = min(_start("pass") for _ in range(IMPORT_ROUNDS))
    return (min(_start(f"import {module}") for _ in range(IMPORT_ROUNDS)) - bare) * 1e3


def _start(code: str) -> float:
    command = [sys.executable, "-I", "-c", code]
    return timeit.timeit(lambda: subprocess.run(command, check=True), number=1)  # noqa: S603 - fixed code


def check_agreement() -> None:
    """Stop if the engines do not read and write the same: the figures would compare different work."""
    for decode in CASES["decode 12 points to integer ids"].values():
        assert decode() == DPS
    assert len({bytes(encode()) for encode in (_json_encode, lambda: orjson.dumps(CONTROL))}) == 1
    assert _encode_msgspec(CONTROL) == _json_encode()


def main() -> int:
    """Print all figures as Markdown."""
    check_agreement()
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("msgspec", "orjson"))
    print(f"Python {sys.version.split()[0]}, {versions}, a body of {len(STATUS)} bytes\n")
    print("| what | with | ns |\n| --- | --- | ---: |")
    for case, contestants in CASES.items():
        for name, function in contestants.items():
            print(f"| {case} | {name} | {measure(function):.0f} |")
    print("\n| import | adds ms |\n| --- | ---: |")
    for module in ("msgspec", "orjson", "json"):
        print(f"| {module} | {measure_import(module):.1f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
