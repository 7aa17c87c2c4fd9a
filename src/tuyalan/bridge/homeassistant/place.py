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
    from collections.abc import Iterable

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


def show_flag(name: str) -> str:
    """Return the template for a field that is true or false: `ON`, `OFF` or `None`."""
    return "{{ {true: 'ON', false: 'OFF'}.get(" + pick(name) + ") }}"


def show_any(name: str) -> str:
    """Return the template for a field that is a list, on if there is anything in it."""
    return "{% set found = " + pick(name) + " %}{{ None if found is none else 'ON' if found else 'OFF' }}"


def show_words(name: str, words: Iterable[str]) -> str:
    """Return the template for a field that is a word: on if it is one of these."""
    known = ", ".join(quote(word) for word in words)
    return (
        "{% set found = "
        + pick(name)
        + " %}{{ None if found is none else 'ON' if found in ["
        + known
        + "] else 'OFF' }}"
    )


def show_text(name: str, *, size: int = 255) -> str:
    """Return the template for a field of any kind, shortened to what a state can hold."""
    return (
        "{% set found = " + pick(name) + " %}{{ None if found is none else"
        " (found if found is string else found | to_json)[:" + str(size) + "] }}"
    )


def show_part(name: str, part: str) -> str:
    """Return the template for a part of a packed value."""
    return "{{ (" + pick(name) + " or {}).get(" + quote(part) + ") }}"


def wrap(name: str, *, is_text: bool = True) -> str:
    """Return the template of a command: an object with one field, the value of the command."""
    value = "value | to_json" if is_text else "value"
    return '{"' + name + '": {{ ' + value + " }}}"
