"""The last line of defence."""

from __future__ import annotations

import base64
import logging

import pytest

from tuyalan.cli.redaction import MASK, RedactingFormatter, Redactor
from tuyalan.vocabulary import LocalKey

SECRET = "a'1\\b~c#d=e?f+g!"


def test_a_key_is_masked_in_every_spelling() -> None:
    redactor = Redactor()
    redactor.add((LocalKey(SECRET), None))
    raw = SECRET.encode()
    for spelling in (SECRET, raw.hex(), base64.b64encode(raw).decode(), repr(SECRET)[1:-1]):
        assert redactor.mask(f"key={spelling}.") == f"key={MASK}."
    assert redactor.mask("nothing") == "nothing"


def fail() -> None:
    raise ValueError(SECRET)


def test_logs_are_masked_with_their_tracebacks() -> None:
    redactor = Redactor()
    redactor.add((LocalKey(SECRET),))
    with pytest.raises(ValueError, match="c#d") as caught:
        fail()
    info = (caught.type, caught.value, caught.tb)
    record = logging.LogRecord("tuyalan.x", logging.DEBUG, "x.py", 1, "key %s", (SECRET,), info)
    text = RedactingFormatter(redactor).format(record)
    assert "ValueError" in text
    assert SECRET not in text
