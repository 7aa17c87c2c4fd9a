"""Objects that describe devices, to credentials."""

from __future__ import annotations

import pytest

from tuyalan.credentials.entries import Collector, to_seconds
from tuyalan.credentials.searching import Entry
from tuyalan.vocabulary import LocalKey, Version

KEY = "0123456789abcdef"
OTHER = "fedcba9876543210"


def collect(*fields: dict[str, object]) -> Collector:
    collector = Collector("a test")
    for each in fields:
        collector.add(Entry(fields=each))
    return collector


def test_what_is_said_twice_of_a_device_is_put_together() -> None:
    found = collect(
        {"id": "bf01", "local_key": KEY, "update_time": 5, "sn": "1"},
        {"id": "bf01", "local_key": KEY, "name": "Lamp", "update_time": 9, "model": "X"},
        {"id": "bf01", "local_key": "", "product_id": "pk"},
    ).finish()
    (lamp,) = found.credentials
    assert (lamp.name, lamp.as_of, lamp.product_key) == ("Lamp", 9, "pk")
    assert lamp.extra == {"sn": "1", "model": "X"}
    assert found.problems == ()


def test_two_keys_of_a_device_are_both_kept_and_told() -> None:
    found = collect({"id": "bf01", "local_key": KEY}, {"id": "bf01", "local_key": OTHER}).finish()
    assert [each.key for each in found.credentials] == [LocalKey(KEY), LocalKey(OTHER)]
    assert "two different keys" in str(found.problems[0])


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("3.4", Version.V34),
        (3.3, Version.V33),
        ("3.22", Version.V33),
        ("Auto", None),
        ("", None),
        (0, None),
        ("0.0", None),
    ],
)
def test_versions_are_read_in_all_spellings(text: object, version: Version | None) -> None:
    collector = collect({"id": "bf01", "local_key": KEY, "version": text})
    assert collector.finish().credentials[0].version is version


@pytest.mark.parametrize("text", ["Auto", "0.0.0.0", "91.10.20.30", "", "fe80::1", "192.168.1.9"])
def test_only_addresses_of_this_network_are_kept(text: str) -> None:
    address = collect({"id": "bf01", "local_key": KEY, "ip": text}).finish().credentials[0].address
    assert address == (text if text in {"fe80::1", "192.168.1.9"} else None)


def test_a_child_whose_key_several_gateways_have_is_not_linked() -> None:
    hubs: list[dict[str, object]] = [{"id": f"hub{number}", "local_key": KEY} for number in range(2)]
    found = collect(*hubs, {"id": "bf01", "local_key": KEY, "sub": True, "node_id": "a1"}).finish(["a note"])
    assert found.credentials[2].parent is None
    assert [str(problem) for problem in found.problems] == ["bf01: its gateway is not known", "a note"]


def test_moments_are_read_in_seconds_and_milliseconds() -> None:
    assert to_seconds(1790000000) == 1790000000
    assert to_seconds(1790000000000) == 1790000000
    assert to_seconds(0) is None
    assert to_seconds("soon") is None
