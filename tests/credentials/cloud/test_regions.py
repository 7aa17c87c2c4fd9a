"""Data centres and their names."""

from __future__ import annotations

import pytest

from tuyalan.credentials.cloud.regions import REGIONS, find_region
from tuyalan.errors import UseError


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("eu", "https://openapi.tuyaeu.com"),
        ("EU-W", "https://openapi-weaz.tuyaeu.com"),
        ("we", "https://openapi-weaz.tuyaeu.com"),
        ("AZ", "https://openapi.tuyaus.com"),
        ("ue", "https://openapi-ueaz.tuyaus.com"),
        ("ea", "https://openapi-ueaz.tuyaus.com"),
        ("ay", "https://openapi.tuyacn.com"),
        (" Central Europe ", "https://openapi.tuyaeu.com"),
        ("sg", "https://openapi-sg.iotbing.com"),
        ("in", "https://openapi.tuyain.com"),
    ],
)
def test_data_centres_go_by_all_their_names(text: str, endpoint: str) -> None:
    assert find_region(text).endpoint == endpoint


def test_no_name_stands_for_two_data_centres() -> None:
    names = [name for region in REGIONS for name in (region.code, region.endpoint, *region.aliases)]
    assert len(names) == len(set(names))
    assert len(REGIONS) == 7


def test_an_unknown_data_centre_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UseError, match="mars") as caught:
        find_region("mars")
    assert "us-e (Eastern America)" in caught.value.hint
