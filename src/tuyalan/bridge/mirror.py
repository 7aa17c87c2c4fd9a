"""Topics of other bridges, beside our own: people who come from tuya-mqtt or rustuya-bridge keep what they have built.

A layout is a handful of templates: `{root}`, `{id}`, `{name}`, `{cid}`, `{dp}`, `{value}`, `{dps}`, `{type}`, `{time}`. What a device
reports goes out on them raw, as those bridges do it; commands come in by them. Pure.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.bridge import payloads
from tuyalan.bridge.foreign import read_orders
from tuyalan.bridge.levels import make_level
from tuyalan.bridge.message import Message
from tuyalan.bridge.replies import build_answer, build_connection, build_list
from tuyalan.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tuyalan.bridge.foreign import Mistake, Order
    from tuyalan.bridge.message import Incoming
    from tuyalan.bridge.replies import Listed
    from tuyalan.errors import TuyalanError
    from tuyalan.vocabulary import Json

FIELDS: Final = frozenset({"root", "id", "name", "cid", "dp", "value", "dps", "type", "time", "level"})
"""What templates may name."""
_ADDRESSING: Final = frozenset({"root", "id", "name", "cid", "dp"})
"""What topics of commands may name: all of it is read back out of them."""
_PLACE: Final = re.compile(r"\{([a-z]+)\}")
_SPACES: Final = re.compile(r"[\s+#/]")


class Report(msgspec.Struct, frozen=True):
    """How one kind of message goes out: once for each value if the templates name `{dp}` or `{value}`, else once."""

    topic: str
    payload: str = "{value}"
    retain: bool = False

    @property
    def is_single(self) -> bool:
        """Whether there is a message for each value."""
        return any(field in f"{self.topic}{self.payload}" for field in ("{dp}", "{value}"))


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """The topics and payloads of one bridge."""

    root: str
    reports: tuple[Report, ...] = ()
    status: Report | None = None
    """Whether a device answers: `{value}` is `online` or `offline`."""
    state: Report | None = None
    """Its main switch: `{value}` is `ON` or `OFF`."""
    commands: tuple[str, ...] = ()
    """Topics of commands."""
    answers: str = ""
    """Topic of what became of commands and connections: `{level}` is `response` or `error`; of nobody, `{id}` is `bridge`."""
    is_asking: bool = False
    """A question for the state goes to the device itself; else what is known of it is said again."""
    is_lower: bool = False
    """Names are in small letters with `_` between words."""


LAYOUTS: Final[Mapping[str, Layout]] = MappingProxyType(
    {
        "tuya-mqtt": Layout(
            root="tuya",
            reports=(Report("{root}/{name}/dps/state", "{dps}"), Report("{root}/{name}/dps/{dp}/state")),
            status=Report("{root}/{name}/status", retain=True),
            state=Report("{root}/{name}/state", retain=True),
            commands=("{root}/{name}/command", "{root}/{name}/dps/command", "{root}/{name}/dps/{dp}/command"),
            is_lower=True,
        ),
        "rustuya-bridge": Layout(
            root="rustuya",
            reports=(Report("{root}/event/{type}/{id}", "{dps}"),),
            commands=("{root}/command",),
            answers="{root}/{level}/{id}",
            is_asking=True,
        ),
    }
)
"""Layouts that are known by name."""


class Named(msgspec.Struct, frozen=True):
    """What templates say of a device."""

    id: str
    name: str
    cid: str = ""


NOBODY: Final = Named("bridge", "bridge")
"""Whom an answer names that concerns no device."""


class Mirror:
    """One layout in use."""

    def __init__(self, layout: Layout) -> None:
        """Take the templates.

        Raises:
            ConfigError: a template names what there is not, or makes no topic.
        """
        self._layout = layout
        for report in (*layout.reports, *filter(None, (layout.status, layout.state))):
            _check(report.topic, FIELDS)
            if set(report.topic) & {"+", "#", "\0"}:
                raise ConfigError(f"the template {report.topic!r} makes no topic", hint="Leave out + and #.")
            _check(report.payload, FIELDS)
        if layout.answers:
            _check(layout.answers, FIELDS)
        self._commands = tuple(_compile(template, layout.root) for template in layout.commands)

    @property
    def is_asking(self) -> bool:
        """Whether a question for the state goes to the device itself."""
        return self._layout.is_asking

    def filters(self) -> tuple[str, ...]:
        """Return what is listened to."""
        return tuple(_PLACE.sub("+", topic.replace("{root}", self._layout.root)) for topic in self._layout.commands)

    def spell(self, name: str) -> str:
        """Return a name as it stands in topics."""
        return _SPACES.sub("_", name.lower()) if self._layout.is_lower else make_level(name)

    def report(
        self, device: Named, dps: Mapping[int, Json], *, kind: str = "passive", time: float = 0.0
    ) -> list[Message]:
        """Return what to publish of raw values that a device reported."""
        messages: list[Message] = []
        shared = {"dps": payloads.encode({str(dp): raw for dp, raw in dps.items()}).decode(), "type": kind}
        for report in self._layout.reports:
            if report.is_single:
                messages += [
                    self._build(report, device, {**shared, "dp": str(dp), "value": _show(raw), "time": f"{time:.0f}"})
                    for dp, raw in dps.items()
                ]
            else:
                messages.append(self._build(report, device, {**shared, "time": f"{time:.0f}"}))
        return messages

    def tell_status(self, device: Named, *, is_online: bool) -> list[Message]:
        """Return what says whether a device answers."""
        report = self._layout.status
        return [] if report is None else [self._build(report, device, {"value": "online" if is_online else "offline"})]

    def tell_state(self, device: Named, *, is_on: bool) -> list[Message]:
        """Return what says whether the main switch of a device is on."""
        report = self._layout.state
        return [] if report is None else [self._build(report, device, {"value": "ON" if is_on else "OFF"})]

    def tell_connection(self, device: Named, *, reason: str | None) -> list[Message]:
        """Return what says beside the answers that a device answers, or why not."""
        return self._answer("error", device, build_connection(device.id, device.name, reason=reason))

    def answer(self, device: Named, action: str, *, error: TuyalanError | None = None) -> list[Message]:
        """Return what says what became of a command."""
        # Only who is no device gives a name there.
        name = device.name if device is NOBODY else ""
        payload = build_answer(action, device.id, name=name, error=error)
        return self._answer("response" if error is None else "error", device, payload)

    def tell_devices(self, order: Order, devices: Sequence[Listed]) -> list[Message]:
        """Return what says which devices there are."""
        return self._answer("response", NOBODY, build_list(order, devices))

    def clear(self, device: Named) -> list[Message]:
        """Return what removes all that the broker stores of a device."""
        stored = [
            report for report in (self._layout.status, self._layout.state) if report is not None and report.retain
        ]
        return [Message(self._fill(report.topic, device, {}), b"", retain=True, qos=1) for report in stored]

    def parse(self, message: Incoming) -> tuple[Order | Mistake, ...]:
        """Return what a message wants; nothing if it is on none of the topics of commands.

        Raises:
            MessageError: it is, and is no text.
        """
        for pattern in self._commands:
            match = pattern.fullmatch(message.topic)
            if match is not None:
                return read_orders(match.groupdict(), payloads.parse_text(message.payload))
        return ()

    def _answer(self, level: str, device: Named, payload: bytes) -> list[Message]:
        topic = self._fill(self._layout.answers, device, {"level": level})
        return [Message(topic, payload)] if topic else []

    def _build(self, report: Report, device: Named, values: Mapping[str, str]) -> Message:
        payload = _PLACE.sub(self._filler(device, values), report.payload)
        return Message(self._fill(report.topic, device, values), payload.encode(), retain=report.retain)

    def _fill(self, template: str, device: Named, values: Mapping[str, str]) -> str:
        return _PLACE.sub(self._filler(device, values), template)

    def _filler(self, device: Named, values: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
        known = {
            "root": self._layout.root,
            "id": make_level(device.id),
            "name": self.spell(device.name),
            "cid": make_level(device.cid) if device.cid else "",
            **values,
        }
        return lambda match: known.get(match[1], "")


def _show(raw: Json) -> str:
    """Return a raw value as those bridges write it: a text bare, everything else as JSON."""
    return raw if isinstance(raw, str) else payloads.encode(raw).decode()


def _check(template: str, known: frozenset[str]) -> None:
    unknown = sorted(set(_PLACE.findall(template)) - known)
    if unknown or not template:
        raise ConfigError(
            f"the template {template!r} names {{{unknown[0]}}}" if unknown else "a template is empty",
            hint=f"Templates may name: {', '.join(sorted(known))}.",
        )


def _compile(template: str, root: str) -> re.Pattern[str]:
    _check(template, _ADDRESSING)
    parts = _PLACE.split(template)
    texts = [
        re.escape(part) if number % 2 == 0 else re.escape(root) if part == "root" else f"(?P<{part}>[^/]+)"
        for number, part in enumerate(parts)
    ]
    try:
        return re.compile("".join(texts))
    except re.error:
        raise ConfigError(f"the template {template!r} names something twice") from None
