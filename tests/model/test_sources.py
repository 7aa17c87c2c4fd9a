"""Where descriptions come from."""

from __future__ import annotations

from tuyalan.model.sources import Source


def test_sources_stand_in_the_order_of_trust() -> None:
    assert [source.value for source in Source] == [
        "override",
        "tuya-local",
        "import",
        "catalogue",
        "inference",
        "observed",
    ]
