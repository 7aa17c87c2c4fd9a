"""Which home `tuyalan sim` runs: the options of the command, or a file, to the description that the simulator takes."""

from __future__ import annotations

import ipaddress
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import ConfigError, StorageError, UseError
from tuyalan.vocabulary import Json, Version

if TYPE_CHECKING:
    from pathlib import Path

USUAL_MODELS: Final = ("switch", "rgb_lamp", "metering_plug", "thermostat", "curtain", "sensor", "gateway")
"""One of each is run where none is named."""
ALL_MODELS: Final = (*USUAL_MODELS, "blaster")
"""Those that can be named."""


def read_config(path: Path) -> dict[str, Json]:
    """Read the description of a home.

    Raises:
        StorageError: the file cannot be read.
        ConfigError: it is neither TOML nor JSON with an object at the top.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror}", hint="Check the path and its rights.") from error
    try:
        if path.suffix.lower() == ".json":
            return msgspec.json.decode(data, type=dict[str, object])
        return tomllib.loads(data.decode())
    except (ValueError, msgspec.ValidationError) as error:
        raise ConfigError(
            f"{path} cannot be understood: {error}", hint="It is TOML, or JSON if it ends in .json."
        ) from error


def parse_fault(text: str) -> tuple[str, Json]:
    """Return name and value of a fault.

    Raises:
        UseError: there is no such fault, or the value is of the wrong type.
    """
    from tuyalan.sim import Faults  # noqa: PLC0415 - loads the simulator

    name, equals, value = text.partition("=")
    known: dict[str, Json] = {each: getattr(Faults(), each) for each in Faults.__dataclass_fields__}
    simple = sorted(each for each, default in known.items() if isinstance(default, (bool, int, float)))
    if name not in simple:
        raise UseError(f"there is no fault {name!r} to be set here", hint=f"There are {', '.join(simple)}.")
    kind: type[bool | float] = bool if isinstance(known[name], bool) else int if isinstance(known[name], int) else float
    try:
        setting = msgspec.json.decode(value if equals else "true", type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise UseError(
            f"{text!r} is no setting of a fault", hint=f"For example {name}={_spell(known[name])}."
        ) from None
    return name, setting


def _spell(default: Json) -> str:
    return "true" if isinstance(default, bool) else "1" if isinstance(default, int) else "0.5"


def make_config(
    wanted: tuple[str, ...], count: int, version: str | None, *, address: str | None, port: int
) -> dict[str, Json]:
    """Return the description of a home.

    Args:
        wanted: Names of models; one of each usual one if there are none.
        count: How many of each.
        version: Their protocol version; they take turns if left out.
        address: Where the first one listens, the others at the addresses after it.
        port: Their TCP port; 0 takes any free one, all at the same address.

    Raises:
        UseError: there is no such model, or that is no address.
    """
    for name in wanted:
        if name not in ALL_MODELS:
            raise UseError(f"there is no model {name!r}", hint=f"There are {', '.join(ALL_MODELS)}.")
    names = [name for name in wanted or USUAL_MODELS for _ in range(count)]
    totals, used = Counter(names), Counter[str]()
    versions = [each.value for each in Version]
    try:
        first = ipaddress.IPv4Address(address or ("127.0.0.1" if port == 0 else "127.0.0.51"))
    except ValueError:
        raise UseError(f"{address!r} is no IPv4 address") from None
    devices: list[dict[str, Json]] = []
    for position, name in enumerate(names):
        used[name] += 1
        spoken = name.replace("_", " ")
        devices.append(
            {
                "model": name,
                "name": spoken if totals[name] == 1 else f"{spoken} {used[name]}",
                "version": version or versions[position % len(versions)],
                "address": str(first if port == 0 else first + position),
                "port": port,
            }
        )
    return {"device": devices}


def make_announcing(ports: tuple[int, int, int] | None, destination: str | None) -> dict[str, Json]:
    """Return the description of how devices announce themselves: at which UDP ports, and where to."""
    announcing: dict[str, Json] = {}
    if ports is not None:
        announcing |= {"clear_port": ports[0], "sealed_port": ports[1], "ask_port": ports[2], "answer_port": ports[2]}
    if destination is not None:
        announcing["destination"] = destination
    return announcing
