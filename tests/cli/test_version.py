"""`tuyalan version`."""

from __future__ import annotations

import tuyalan
from tests.cli.support import call


def test_it_is_told_to_people_and_machines() -> None:
    assert call("version").out.startswith(f"tuyalan {tuyalan.__version__} ")
    assert call("version", "--json").data["tuyalan"] == tuyalan.__version__
