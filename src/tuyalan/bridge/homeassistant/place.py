"""Where a device's values stand in MQTT, and how templates of Home Assistant pick them out.

Names of properties may hold anything, so they stand in templates as quoted text, never as part of the language. A value
that is missing becomes `None`, which Home Assistant takes for unknown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from tuyalan.bridge.topics import Topics
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.model.features.feature import Feature

Component: TypeAlias = dict[str, Json]
"""One entity, as it is announced."""


class Place(msgspec.Struct, frozen=True):
    """The topics of one device."""

    topics: Topics
    level: str

    @property
    def state(self) -> str:
        """Where all values stand, as one object."""
        return self.topics.state(self.level)

    def feature(self, feature: Feature) -> str:
        """Return where the state of a feature stands."""
        return self.topics.feature(self.level, feature.key)

    def set_feature(self, feature: Feature) -> str:
        """Return where a feature is commanded."""
        return self.topics.set_feature(self.level, feature.key)

    def set_property(self, code: str) -> str:
        """Return where one value is written."""
        return self.topics.set_property(self.level, code)

    def event(self, code: str) -> str:
        """Return where what happens at a property is told."""
        return self.topics.event(self.level, code)


def quote(text: str) -> str:
    """Return a text as it stands in a template, in quotes: nothing in it ends the quotes or the template."""
    return f"'{_UNSAFE.sub(_escape, text)}'"


_UNSAFE: Final = re.compile(r"[^ A-Za-z0-9_.,:;/()\[\]°%+*=-]|-$")


def _escape(found: re.Match[str]) -> str:
    return "".join(f"\\x{code:02x}" if code < _BYTE else f"\\U{code:08x}" for code in map(ord, found[0]))


_BYTE: Final = 256


def pick(name: str) -> str:
    """Return the expression for one field of a state."""
    return f"value_json.get({quote(name)})"


def show_field(name: str) -> str:
    """Return the template for one field of a state."""
    return "{{ " + pick(name) + " }}"


def show_number(name: str, *, least: float | None = None, most: float | None = None) -> str:
    """Return the template for a field that is a number, within limits if there are any; what is none is unknown."""
    limits = "" if least is None or most is None else f" and {least!r} <= found <= {most!r}"
    return _choose(name, f"found if found is number and found is not boolean{limits} else None")


def show_choice(name: str, words: Iterable[str]) -> str:
    """Return the template for a field that is one of these words; any other is unknown."""
    return _choose(name, f"found if found in [{_list(words)}] else None")


def show_known(name: str) -> str:
    """Return the template for one field of a state that is nothing at all, not even `None`, while it is unknown."""
    return _choose(name, "'' if found is none else found")


def show_known_fields(*names: str, words: Mapping[str, Iterable[str]]) -> str:
    """Return the template for an object with those of some fields that are known, and of some no words but these."""
    known = ", ".join(f"{quote(name)}: [{_list(each)}]" for name, each in words.items())
    return (
        f"{{% set found = namespace(fields={{}}) %}}{{% set words = {{{known}}} %}}"
        f"{{% for name in [{_list(names)}] if value_json.get(name) is not none"
        " and value_json.get(name) in words.get(name, [value_json.get(name)]) %}"
        "{% set found.fields = dict(found.fields, **{name: value_json.get(name)}) %}{% endfor %}"
        "{{ found.fields | to_json }}"
    )


def show_share(name: str, count: int) -> str:
    """Return the template for a field in per cent, as a number from 0 to `count`."""
    return _choose(name, f"(found * {count} / 100) | round | int if found is number else None")


def show_flag(name: str) -> str:
    """Return the template for a field that is true or false: `ON`, `OFF` or `None`."""
    return _choose(name, "'ON' if found is true else 'OFF' if found is false else None")


def show_any(name: str) -> str:
    """Return the template for a field that is a list, on if there is anything in it."""
    return _choose(name, "None if found is none else 'ON' if found else 'OFF'")


def show_words(name: str, *, on: Iterable[str], off: Iterable[str]) -> str:
    """Return the template for a field that is a word: on or off if it is one of these; any other is unknown."""
    return _choose(name, f"'ON' if found in [{_list(on)}] else 'OFF' if found in [{_list(off)}] else None")


def show_text(name: str, *, size: int = 255, unknown: str | None = None) -> str:
    """Return the template for a field of any kind, shortened to what a state can hold."""
    absent = "None" if unknown is None else quote(unknown)
    return _choose(name, f"{absent} if found is none else (found if found is string else found | to_json)[:{size}]")


def show_part(name: str, part: str) -> str:
    """Return the template for a part of a packed value."""
    return _choose(name, f"found.get({quote(part)}) if found is mapping else None")


def hear(words: Iterable[str]) -> str:
    """Return the template for what happens that has one of these names; anything else is not heard."""
    return "{{ value if value_json.get('event_type') in [" + _list(words) + "] else '' }}"


def wrap(name: str, *, is_text: bool = True) -> str:
    """Return the template of a command: an object with one field, the value of the command."""
    value = "value | to_json" if is_text else "value"
    return '{"' + name + '": {{ ' + value + " }}}"


def _choose(name: str, expression: str) -> str:
    """Return the template for what is made of one field, which the expression calls `found`."""
    return "{% set found = " + pick(name) + " %}{{ " + expression + " }}"


def _list(words: Iterable[str]) -> str:
    return ", ".join(quote(word) for word in words)
