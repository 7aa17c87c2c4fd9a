"""What the commands for lights, covers and the rest share: which feature is meant, may it be operated, what came of it."""

from __future__ import annotations

import contextlib
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

import msgspec

from tuyalan.cli.results import Result
from tuyalan.errors import DeviceRefusedError, NotAllowedError, UseError
from tuyalan.model.features import Feature, Infrared
from tuyalan.model.forms.colour import Colour
from tuyalan.model.forms.pulses import Signal

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from rich.console import RenderableType

    from tuyalan.cli.context import Context
    from tuyalan.client.device import Device
    from tuyalan.client.writes import Wait
    from tuyalan.model.features import Plan, State
    from tuyalan.storage import DeviceRecord
    from tuyalan.vocabulary import DpId, Json

F = TypeVar("F", bound=Feature)

BLASTER: Final = "wnykq"
"""The maker's code for infrared blasters."""
EVERYTHING: Final = "*"
"""In the list of what the owner allows: all of the device."""
SHARES: Final = {"brightness": 100, "percent": 1, "position": 1, "tilt": 1, "humidity": 1, "battery": 1}
"""Fields of states that are shares, by what makes per cent of them."""
OPPOSITES: Final = {"is_on": "off", "is_locked": "unlocked", "is_closed": "open", "is_open": "closed"}
"""What is said where a field is false."""
UNITS: Final = {"kelvin": " K", "power_w": " W", "voltage_v": " V", "current_a": " A", "energy_kwh": " kWh"}
"""Units of fields that have one."""


class FeatureResult(Result, frozen=True, kw_only=True):
    """What a feature is doing, after what was asked for was done."""

    id: str
    name: str
    """Of the device."""
    kind: str
    key: str
    """Which feature of the device."""
    feature: str
    """Its name; empty if the device is there for it."""
    state: dict[str, Json]
    outcome: str | None = None
    """What became of the write; `None` if nothing was written."""
    seconds: float | None = None
    text: str = ""
    """The state in words."""

    def view(self) -> RenderableType:
        """Return one line."""
        from rich.text import Text  # noqa: PLC0415

        mark = ("✓ ", "green") if self.outcome in {None, "confirmed"} else ("· ", "yellow")
        took = "" if self.seconds is None else f" in {self.seconds * 1000:.0f} ms"
        told = "" if self.outcome is None else f"  {self.outcome}{took}"
        title = f"{self.name} ({self.feature})" if self.feature else self.name
        return Text.assemble(mark, (title, "bold"), " ", self.text or "says nothing of itself yet", (told, "dim"))


class Opened(NamedTuple, Generic[F]):
    """A device that is open, and one of its features."""

    device: Device
    feature: F
    record: DeviceRecord

    async def write(self, plan: Plan, *, wait: Wait | str = "confirmed", timeout: float | None = None) -> FeatureResult:
        """Write a plan in one go and return what the feature does then.

        Raises:
            NotAllowedError: It may do harm, and its owner has not allowed it.
        """
        check_allowed(self.feature, self.record)
        done = await self.device.set(plan, wait=wait, timeout=timeout)
        return self.tell(outcome=done.outcome.value, seconds=done.seconds)

    def tell(self, *, outcome: str | None = None, seconds: float | None = None) -> FeatureResult:
        """Return what the feature is doing."""
        state = self.feature.read(self.device.values)
        return FeatureResult(
            id=self.device.id,
            name=self.device.name,
            kind=str(self.feature.kind),
            key=self.feature.key,
            feature=self.feature.name,
            state=msgspec.to_builtins(state, str_keys=True),
            outcome=outcome,
            seconds=seconds,
            text=tell_state(state),
        )


@asynccontextmanager
async def open_feature(
    context: Context, name: str, kind: type[F], *, which: str | None = None, timeout: float | None = None
) -> AsyncGenerator[Opened[F]]:
    """Connect to a device while inside, and find the feature that is meant.

    Args:
        context: The run of the command line.
        name: Which device.
        kind: What sort of feature.
        which: Its key or name, where the device has several.
        timeout: How long to wait for the device, in seconds.
    """
    record = context.find(name)
    async with context.open(name, timeout=timeout) as device:
        # What has nothing to report may still be told something.
        with contextlib.suppress(DeviceRefusedError):
            await device.status(timeout=timeout)
        if kind is Infrared and not any(isinstance(each, Infrared) for each in device.features):
            device.presume(BLASTER)
        yield Opened(device, choose(device.features, kind, which=which, name=device.name or device.id), record)


def choose(features: Iterable[Feature], kind: type[F], *, which: str | None, name: str) -> F:
    """Return the feature that is meant.

    Raises:
        UseError: There is none, or there are several and none is named; the hint lists them.
    """
    known = tuple(features)
    fitting = [each for each in known if isinstance(each, kind)]
    title = str(kind.kind).replace("_", " ")
    if not fitting:
        kinds = ", ".join(dict.fromkeys(str(each.kind).replace("_", " ") for each in known))
        hint = f"It has: {kinds}. Is that wrong? `tuyalan explain` shows why, and how to correct it."
        if not kinds:
            hint = "It reports nothing; `tuyalan status` asks it."
        raise UseError(f"{name} has no {title}", hint=hint)
    if which is not None:
        wanted = which.casefold()
        named = [each for each in fitting if wanted in {each.key.casefold(), each.name.casefold()}]
        if not named:
            raise UseError(f"{name} has no {title} {which[:40]!r}", hint=f"It has: {_list(fitting)}.")
        return named[0]
    if len(fitting) > 1 and fitting[0].name:
        raise UseError(f"{name} has several of these", hint=f"Say which with --which: {_list(fitting)}.")
    return fitting[0]


def check_allowed(feature: Feature, record: DeviceRecord) -> None:
    """Refuse to operate what may do harm until its owner has allowed it.

    Raises:
        NotAllowedError: The owner has not.
    """
    if feature.is_hazardous and not {feature.key, EVERYTHING} & set(record.allowed):
        name = record.name or record.id
        title = feature.name or str(feature.kind).replace("_", " ")
        raise NotAllowedError(
            f"{title} may do harm when operated from afar, so it is only read",
            device_id=record.id,
            hint=f"If you know what happens there, allow it once: `tuyalan allow {name} {feature.key}`.",
        )


def check_written(device: Device, dps: Iterable[DpId], record: DeviceRecord) -> None:
    """Refuse to write data points of what may do harm until its owner has allowed it.

    Raises:
        NotAllowedError: The owner has not.
    """
    known = device.model.by_dp
    codes = {known[dp].code for dp in dps if dp in known}
    for feature in device.features:
        if not codes.isdisjoint(feature.codes):
            check_allowed(feature, record)


def tell_state(state: State) -> str:
    """Return a state in words: `on, mode white, brightness 40 %`."""
    told = ((field.name, getattr(state, field.name)) for field in msgspec.structs.fields(state))
    return ", ".join(_tell(name, value) for name, value in told if value is not None and value != ())


def _tell(name: str, value: object) -> str:
    label = name.removeprefix("is_").removeprefix("has_").replace("_", " ")
    if isinstance(value, bool):
        return label if value else OPPOSITES.get(name, f"not {label}")
    if name in SHARES and isinstance(value, int | float):
        return f"{label} {value * SHARES[name]:.0f} %"
    if isinstance(value, Colour):
        return f"{label} {value.hex}"
    if isinstance(value, Signal):
        return f"{label} {len(value.pulses)} pulses"
    if isinstance(value, int | float):
        return f"{label} {round(value, 2):g}{UNITS.get(name, '')}"
    return f"{label} {value}"


def _list(features: Iterable[Feature]) -> str:
    return ", ".join(f"{each.key} ({each.name})" if each.name else each.key for each in features)
