"""Settings of what Home Assistant is told."""

from __future__ import annotations

import msgspec
import pytest

from tuyalan.config.homeassistant import HomeAssistantSettings


@pytest.mark.parametrize("release", ["2025.4", "2026.11", "2026.12"])
def test_releases_are_years_and_months(release: str) -> None:
    assert msgspec.convert({"release": release}, HomeAssistantSettings).release == release


@pytest.mark.parametrize(
    "wrong", [{"release": "2026.13"}, {"release": "newest"}, {"prefix": ""}, {"prefix": "a/#"}, {"status_topic": "+"}]
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, HomeAssistantSettings)
