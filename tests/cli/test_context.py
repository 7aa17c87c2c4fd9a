"""What commands get."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tuyalan.cli.context import Context, check_positive
from tuyalan.cli.output import Output
from tuyalan.errors import UnknownDeviceError, UseError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.support import Home


def test_keys_of_the_store_are_masked_from_its_first_use(devices: Path, home: Home) -> None:
    output = Output()
    context = Context(output, devices=devices)
    (secret, *_) = home.secrets()
    assert output.redactor.mask(secret) == secret
    assert len(context.store.records) == 8
    assert output.redactor.mask(f"<{secret}>") == "<****>"


def test_an_empty_store_says_how_to_fill_it(tmp_path: Path) -> None:
    with pytest.raises(UnknownDeviceError) as caught:
        Context(Output(), devices=tmp_path / "none.json").find("lamp")
    assert "tuyalan add" in caught.value.hint


def test_what_looks_like_an_id_is_taken_for_one(devices: Path) -> None:
    context = Context(Output(), devices=devices)
    record = context.store.records[0]
    assert context.find_id(record.name) == record.id
    assert context.find_id("bf00000000000000other") == "bf00000000000000other"
    for text in ("nobody", "not an id at all, though long", "éééééééééééééééééééé"):
        with pytest.raises(UnknownDeviceError):
            context.find_id(text)


def test_durations_and_counts_are_more_than_nothing() -> None:
    check_positive(None, "--timeout")
    check_positive(0.1, "--timeout")
    for value in (0, -1, float("nan")):
        with pytest.raises(UseError, match="--timeout must be more than 0"):
            check_positive(value, "--timeout")
