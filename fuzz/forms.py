"""Packed forms are fed hostile texts: each is refused in the documented way, or comes back whole from its value."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

import msgspec

from fuzz import corpus
from fuzz.targets import Target, expect
from tuyalan.errors import BadValueError
from tuyalan.model.forms.registry import CANDIDATES, FORMS, form_for
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from tuyalan.model.form import Form

_MOST_HISTORY: Final = 20
_TEXTS: Final = corpus.load_form_texts()


class FormsTarget(Target):
    """Every form of the registry, with texts of its own layout and of others, whole and mutated."""

    name = "forms"

    def __init__(self, source: random.Random) -> None:
        """Take where chance comes from."""
        super().__init__(source)
        self._forms = tuple(FORMS.values())
        self._codes = tuple(CANDIDATES)

    def load_corpus(self) -> Sequence[bytes]:
        """Return the recorded texts, and the bytes that they hold."""
        return sorted({text.encode() for text in _TEXTS} | {_unpack(text) for text in _TEXTS})

    def run(self, data: bytes) -> None:
        """Feed one text to a form that may be its own, and ask the registry about it."""
        form = self.random.choice(self._forms)
        text = self._dress(data)
        self.history = [*self.history[-_MOST_HISTORY:], f"{form.name} {text!r}"]
        self._check(form, text)
        found = form_for(self.random.choice(self._codes), self.random.choice((Kind.TEXT, Kind.CHOICE)), text)
        if found is not None and text:
            self._check(found, text)

    def _dress(self, data: bytes) -> str:
        """Make a text of the bytes: as they are, as hex, or as base64."""
        match self.random.randrange(4):
            case 0:
                return data.hex()
            case 1:
                return base64.b64encode(data).decode("ascii")
            case 2:
                return data.hex().upper()
            case _:
                return data.decode("utf-8", "surrogateescape")

    def _check(self, form: Form[object], text: str) -> None:
        try:
            value = form.parse(text)
        except BadValueError:
            return
        expect(form.build(value, text) == text, f"{form.name} does not give the text back")
        shown = msgspec.json.encode(value)
        expect(msgspec.json.decode(shown, type=form.value_type) == value, f"{form.name} does not survive as JSON")
        try:
            fresh = form.build(value, self.random.choice(_TEXTS))
        except BadValueError:
            return  # Some values cannot be told in the layout that another text has.
        expect(form.parse(fresh) == value, f"{form.name} builds a text of another value")


def _unpack(text: str) -> bytes:
    """Return the bytes that a text holds in hex or base64, or the text's own."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        pass
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return text.encode()
