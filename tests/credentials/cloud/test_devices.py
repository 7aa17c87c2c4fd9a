"""Devices as the cloud describes them, to credentials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.credentials.cloud.fake_home import GATEWAY, KEYS, LAMP, SENSOR, SHARED, USER, WAN, list_devices
from tuyalan.credentials.base import Credential
from tuyalan.credentials.cloud.describing import describe_by_specification, describe_by_strategy
from tuyalan.credentials.cloud.devices import Listed, link_children, read_device
from tuyalan.model.imports.plain import as_object
from tuyalan.vocabulary import Json, LocalKey


def read(fields: dict[str, Json], *, hardware: dict[str, Json] | None = None) -> Listed:
    listed = read_device(fields, source="cloud", as_of=5.0, home="Home", room="Room", hardware=hardware)
    assert listed is not None
    return listed


def test_a_device_keeps_what_is_needed_and_nothing_of_its_owner() -> None:
    listed = read(list_devices()[LAMP], hardware={"id": LAMP, "mac": "A4C138000001", "sn": "S1", "uuid": ""})
    assert listed.credential == Credential(
        id=LAMP,
        key=LocalKey(KEYS[LAMP]),
        name="Stehlampe",
        room="Room",
        home="Home",
        product_key="37mnhia3pojleqfh",
        product_name="Product of Stehlampe",
        category="dj",
        mac="a4:c1:38:00:00:01",
        uuid=LAMP[::-1],
        source="cloud",
        as_of=5.0,
        extra={"sn": "S1"},
    )
    assert not any(text in repr(listed) for text in (WAN, USER, "47.3", "36451234"))


@pytest.mark.parametrize("fields", [{}, {"id": 7}, {"id": ""}, {"id": "a b"}, {"id": "x" * 65}])
def test_what_has_no_id_is_no_device(fields: dict[str, Json]) -> None:
    assert read_device(fields, source="cloud", as_of=0) is None


@pytest.mark.parametrize("key", ["short", "x" * 17, "€" * 16])
def test_a_key_that_cannot_be_is_told_without_it(key: str) -> None:
    listed = read({"id": LAMP, "local_key": key})
    assert listed.credential.key is None
    (problem,) = listed.problems
    assert "key" in problem.reason
    assert key not in problem.reason


def test_a_key_that_is_held_back_is_told() -> None:
    (problem,) = read(list_devices()[SHARED]).problems
    assert "gives no key" in problem.reason


@pytest.mark.parametrize("mac", ["", "zz", "a4:c1:38:00:00", 7, None])
def test_what_is_no_mac_address_is_left_out(mac: object) -> None:
    assert read({"id": LAMP, "local_key": KEYS[LAMP], "mac": mac}).credential.mac == ""


def link(*devices: dict[str, Json]) -> tuple[dict[str, str | None], list[str]]:
    credentials, problems = link_children([read(fields) for fields in devices])
    return {each.id: each.parent for each in credentials}, [problem.reason for problem in problems]


def child(**changes: Json) -> dict[str, Json]:
    return list_devices()[SENSOR] | changes


def hub(name: str, key: str, category: str = "wg2") -> dict[str, Json]:
    return {"id": name, "local_key": key, "category": category}


def test_a_child_hangs_on_the_device_whose_key_it_has() -> None:
    devices = list_devices()
    parents, problems = link(devices[SENSOR], devices[LAMP], devices[GATEWAY])
    assert parents[SENSOR] == GATEWAY
    assert problems == []
    assert read(devices[SENSOR]).credential.key is None
    assert read(devices[SENSOR]).credential.cid == "a4c1380011223344"


def test_a_gateway_that_the_cloud_names_counts() -> None:
    parents, _ = link(child(gateway_id="bf-named"), list_devices()[GATEWAY])
    assert parents[SENSOR] == "bf-named"


def test_a_child_without_key_hangs_on_the_only_hub_of_the_home() -> None:
    parents, problems = link(child(local_key=""), hub("hub1", "A" * 16), hub("lamp", "B" * 16, "dj"))
    assert parents[SENSOR] == "hub1"
    assert problems == []


def test_a_child_between_two_hubs_hangs_on_none() -> None:
    parents, problems = link(child(local_key=""), hub("hub1", "A" * 16), hub("hub2", "B" * 16))
    assert parents[SENSOR] is None
    assert problems == ["the gateway that it hangs on is not told"]


def test_of_two_devices_with_the_key_the_hub_is_meant() -> None:
    parents, _ = link(child(), hub("lamp", KEYS[SENSOR], "dj"), hub("hub1", KEYS[SENSOR]))
    assert parents[SENSOR] == "hub1"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["id", "name", "local_key", "sub", "node_id", "gateway_id", "category", "product_id", "uuid", "mac", "sn"]
)
DEVICES = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from(["bf01", "bf02", "bf03", ""])}).flatmap(
        lambda fixed: st.dictionaries(FIELDS, JSON, max_size=6).map(lambda more: more | fixed)
    ),
    max_size=4,
)


@given(DEVICES, JSON)
def test_nothing_that_a_list_may_hold_does_any_harm(devices: list[dict[str, Json]], hardware: Json) -> None:
    listed = [
        read_device(fields, source="cloud", as_of=0, hardware=as_object(hardware), home="", room="")
        for fields in devices
    ]
    credentials, _ = link_children(each for each in listed if each is not None)
    for each in credentials:
        assert each.to_record().id == each.id


@given(JSON, JSON, JSON)
def test_nothing_that_a_description_may_hold_does_any_harm(first: Json, second: Json, third: Json) -> None:
    device = Credential(id="bf01", product_key="key0")
    wrapped: Json = {"dpStatusRelationDTOS": [first, {"dpId": second, "statusCode": third, "statusFormat": first}]}
    entries: Json = [first, {"code": second, "type": third, "values": first, "dp_id": second}]
    describe_by_strategy(
        device, status=wrapped, specification={"functions": entries, "status": entries}, reports=entries
    )
    describe_by_specification(device, specification={"functions": entries, "status": first}, model={"model": third})
