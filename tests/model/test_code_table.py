"""The table of codes."""

from __future__ import annotations

from typing import Final

import pytest

from tuyalan.model.code_table import FAMILIES, TABLE
from tuyalan.model.codes import CATEGORIES, KINDS, STATES, UNITS
from tuyalan.model.naming import split_words

CODES: Final = [line for line in TABLE.strip().splitlines() if not line.startswith("#")]
LINES: Final = [*CODES, *FAMILIES.strip().splitlines()]


@pytest.mark.parametrize("line", LINES)
def test_every_line_has_cells_that_are_understood(line: str) -> None:
    code, kinds, _, device_class, unit, scale, state, category = (cell.strip() for cell in line.split("|"))
    assert code == code.lower()
    assert set(kinds) <= set(KINDS)
    assert kinds
    assert scale in {"", "0", "1", "2", "3"}
    assert state in {"", *STATES}
    assert category in {"", *CATEGORIES}
    assert not unit or "n" in kinds or "b" not in kinds
    assert not device_class or not unit or unit in UNITS.get(device_class, (unit,))


def test_every_code_is_there_once() -> None:
    keys = [
        ("_".join(split_words(code.strip())), kind)
        for code, kinds, *_ in (line.split("|") for line in CODES)
        for kind in kinds.strip()
    ]
    doubles = {key for key in keys if keys.count(key) > 1}
    assert doubles == set()


def test_every_family_is_of_words() -> None:
    parts = [line.split("|")[0].strip() for line in FAMILIES.strip().splitlines()]
    assert [part for part in parts if f"_{'_'.join(split_words(part))}_" != part] == []
