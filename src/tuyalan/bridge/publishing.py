"""What is published about one device: its state as one flat object, raw values beside it, whether it answers, what happens.

Pure: what the hub tells in, messages out. A page knows which of its messages the broker stores, so that they can be cleared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, cast

import msgspec

from tuyalan.bridge import payloads
from tuyalan.bridge.commands import find_main_switch
from tuyalan.bridge.faces.faces import find_face, find_main
from tuyalan.bridge.message import Message
from tuyalan.model.features.feature import FeatureKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tuyalan.bridge.faces.face import Face
    from tuyalan.bridge.topics import Topics
    from tuyalan.model.device import DeviceModel, PropertyChange
    from tuyalan.model.features.feature import Feature
    from tuyalan.vocabulary import DpId, Json

ANNOUNCED_QOS: Final = 1
"""The QoS of what is published seldom and must arrive: availability, events, answers."""
_FLAGS: Final = {"ON": True, "OFF": False}
"""States of what is switched."""


class Manner(msgspec.Struct, frozen=True, kw_only=True):
    """How states are published."""

    qos: int = 0
    """Of states. What is lost with 0 is lost together with the connection, and published again with the next one."""
    retain: bool = True
    """Whether the broker stores states for those who come later."""
    raw: bool = False
    """Whether raw values are published too, each on a topic of its own."""


class _Faced(NamedTuple):
    """A feature that is shown on a topic of its own, and how."""

    topic: str
    feature: Feature
    face: Face


def list_events(features: Iterable[Feature]) -> frozenset[str]:
    """Return the codes of the properties that tell what happens, as against what is."""
    return frozenset(code for each in features if each.kind is FeatureKind.EVENT for code in each.codes)


class Page:
    """One device, as the broker shows it."""

    def __init__(self, topics: Topics, level: str, *, manner: Manner) -> None:
        """Take where and how to publish."""
        self.level = level
        self._topics = topics
        self._manner = manner
        self._events: frozenset[str] = frozenset()
        """Codes of properties that tell what happens, which is no state."""
        self.settable: frozenset[str] = frozenset()
        """Codes of properties that can be set, and read back."""
        self.features: tuple[Feature, ...] = ()
        """What the device is for people, as it was described last."""
        self.is_online: bool = False
        """Whether the device answers, as it was told last."""
        self._main: Feature | None = None
        self._switch = ""
        self._on: bool | None = None
        self._is_read = False
        self._faced: tuple[_Faced, ...] = ()
        self._faced_codes: frozenset[str] = frozenset()
        self._heard: dict[str, _Faced] = {}
        """What blasters hear, by property: an event as well as a state."""
        self._state = topics.state(level)
        self._values: dict[str, object] = {}
        self._raw: dict[DpId, Json] = {}
        self._availability = b""
        self._stored: set[str] = set()

    @property
    def values(self) -> Mapping[str, object]:
        """What its properties read, by code; live."""
        return self._values

    @property
    def is_on(self) -> bool | None:
        """Whether it is on, as `state` says and sets it; `None` if it is not known, or nothing that is switched."""
        if not self._is_read:
            self._on, self._is_read = self._read_on(), True
        return self._on

    def describe(self, model: DeviceModel, features: Iterable[Feature]) -> None:
        """Take all values anew, because properties may be called otherwise now, and make other features."""
        features = self.features = tuple(features)
        events = self._events = list_events(features)
        self.settable = frozenset(
            each.code
            for each in model.properties.values()
            if each.access.is_writable and each.access.is_readable and each.code not in events
        )
        self._main, switch = find_main(features), find_main_switch(model)
        self._switch = "" if switch is None else switch.code
        readings = {code: reading for code, reading in model.readings.items() if code not in events}
        self._values = {code: reading.value for code, reading in readings.items()}
        self._is_read = False
        self._raw = {model.properties[code].dp: reading.raw for code, reading in readings.items()}
        self._faced = tuple(
            _Faced(self._topics.feature(self.level, each.key), each, face)
            for each in features
            if (face := find_face(each)) is not None
        )
        self._heard = {
            faced.feature.roles["learnt"].code: faced
            for faced in self._faced
            if faced.feature.kind is FeatureKind.INFRARED and faced.feature.has("learnt")
        }
        self._faced_codes = frozenset(code for faced in self._faced for code in faced.feature.codes)

    def take(self, changes: Iterable[PropertyChange]) -> list[Message]:
        """Return what to publish of a report: the whole state if any value is another one than before."""
        events, values = self._events, self._values
        news: list[PropertyChange] = []
        for change in changes:
            subject = change.property
            if subject.code in events:
                continue
            if change.is_new:
                values[subject.code] = change.reading.value
                news.append(change)
        if not news:
            return []
        self._is_read = False
        messages = [self._build_state()]
        if self._faced:
            codes = {change.property.code for change in news}
            if not self._faced_codes.isdisjoint(codes):
                messages += [
                    self._build_faced(each) for each in self._faced if not codes.isdisjoint(each.feature.codes)
                ]
        if self._manner.raw:
            messages += [self._build_raw(change.property.dp, change.reading.raw) for change in news]
        return messages

    def build_all(self) -> list[Message]:
        """Return everything that is known, for a broker that knows nothing."""
        messages = [self._build_stored(self._topics.availability(self.level), self._availability, qos=ANNOUNCED_QOS)]
        if self._values:
            messages.append(self._build_state())
            messages += [self._build_faced(faced) for faced in self._faced]
        if self._manner.raw:
            messages += [self._build_raw(dp, raw) for dp, raw in self._raw.items()]
        return [message for message in messages if message.payload]

    def build_availability(self, *, is_online: bool, reason: str | None) -> list[Message]:
        """Return what says whether the device answers; nothing if that was said already."""
        self.is_online = is_online
        payload = payloads.build_availability(is_online=is_online, reason=reason)
        if payload == self._availability:
            return []
        self._availability = payload
        return [self._build_stored(self._topics.availability(self.level), payload, qos=ANNOUNCED_QOS)]

    def build_event(self, code: str, value: object, *, time: float, device_time: float | None) -> Message:
        """Return what tells of something that happened; never stored, because it would happen again with each restart."""
        heard = self._heard.get(code)
        details: dict[str, Json]
        if heard is not None:
            kind, details = "heard", heard.face.build(heard.feature, {code: value})
        else:
            kind = value if isinstance(value, str) else "on" if value is True else payloads.encode(value).decode()
            details = {"value": cast("Json", value)}
        details["time"] = round(time, 3)
        if device_time is not None:
            details["device_time"] = device_time
        return Message(self._topics.event(self.level, code), payloads.build_event(kind, **details), qos=ANNOUNCED_QOS)

    def clear(self) -> list[Message]:
        """Return what removes everything that the broker stores of the device."""
        messages = [Message(topic, b"", retain=True, qos=ANNOUNCED_QOS) for topic in sorted(self._stored)]
        self._stored.clear()
        return messages

    def _read_on(self) -> bool | None:
        if self._main is None:
            value = self._values.get(self._switch)
            return value if isinstance(value, bool) else None
        face = find_face(self._main)
        return None if face is None else _FLAGS.get(str(face.build(self._main, self._values).get("state")))

    def _build_state(self) -> Message:
        manner = self._manner
        if manner.retain:
            self._stored.add(self._state)
        return Message(self._state, payloads.encode(self._values), manner.retain, manner.qos)

    def _build_faced(self, faced: _Faced) -> Message:
        payload = payloads.encode(faced.face.build(faced.feature, self._values))
        return self._build_stored(faced.topic, payload, qos=self._manner.qos)

    def _build_raw(self, dp: DpId, raw: Json) -> Message:
        self._raw[dp] = raw
        return self._build_stored(self._topics.dp(self.level, dp), payloads.encode(raw), qos=self._manner.qos)

    def _build_stored(self, topic: str, payload: bytes, *, qos: int) -> Message:
        self._stored.add(topic)
        return Message(topic, payload, retain=True, qos=qos)


def list_cleared(pages: Sequence[Page]) -> list[Message]:
    """Return what removes all that the broker stores of several devices."""
    return [message for page in pages for message in page.clear()]
