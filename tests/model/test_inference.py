"""What a device in no catalogue probably is."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.catalog.making import FAULT, MODE, POWER, SWITCH, opened, schema
from tuyalan.knowledge.catalogue import open_catalogue
from tuyalan.model.confidence import SURE
from tuyalan.model.device import DeviceModel
from tuyalan.model.features import FeatureKind, compose
from tuyalan.model.inference import MAX_SHAPES, Inference
from tuyalan.model.schema import DpSchema, Kind
from tuyalan.model.similarity import WireType
from tuyalan.model.sources import Source

OTHER = msgspec.structs.replace(MODE, code="gear", choices=("low", "high"))
RING = DpSchema(id=2, code="doorbell_ring_value", kind=Kind.NUMBER, minimum=1, maximum=38)
POSITION = DpSchema(id=2, code="percent_control", kind=Kind.NUMBER, minimum=0, maximum=100)
PRODUCTS = {f"plug{number}": schema(SWITCH, POWER) for number in range(5)} | {
    "aircon": schema(SWITCH, MODE, FAULT),
    "fan": schema(SWITCH, OTHER, FAULT),
    "heater": schema(MODE, DpSchema(id=105, code="eco", kind=Kind.BOOL)),
}
INFERENCE = Inference(opened(PRODUCTS))
ALL = Inference(open_catalogue())
ID = "bf0123456789abcdef01"
DEVICES: dict[str, tuple[dict[int, object], dict[int, str], FeatureKind]] = {
    "curtain": (
        {1: "stop", 2: 0, 3: 0, 5: "forward", 7: "opening"},
        {1: "control", 2: "percent_control", 3: "percent_state", 5: "control_back", 7: "work_state"},
        FeatureKind.COVER,
    ),
    "plug with metering": (
        {1: True, 9: 0, 17: 12, 18: 261, 19: 603, 20: 2310, 26: 0, 38: "memory"},
        {1: "switch_1", 9: "countdown_1", 17: "add_ele", 18: "cur_current", 19: "cur_power", 20: "cur_voltage"}
        | {26: "fault", 38: "relay_status"},
        FeatureKind.SWITCH,
    ),
    "plug with metering that is off": (
        {1: False, 9: 0, 17: 0, 18: 0, 19: 0, 20: 2310, 26: 0, 38: "off"},
        {1: "switch_1", 9: "countdown_1", 18: "cur_current", 19: "cur_power", 20: "cur_voltage", 38: "relay_status"},
        FeatureKind.SWITCH,
    ),
    "thermostat": (
        {1: True, 2: "manual", 16: 215, 24: 198, 36: "open", 40: False, 45: 0},
        {1: "switch", 2: "mode", 16: "temp_set", 24: "temp_current", 36: "valve_state", 40: "child_lock", 45: "fault"},
        FeatureKind.CLIMATE,
    ),
    "lamp": (
        {20: True, 21: "white", 22: 750, 23: 500, 24: "00f003e803e8", 25: "000e0d0000000000000000c80000", 26: 0},
        {20: "switch_led", 21: "work_mode", 22: "bright_value", 23: "temp_value", 24: "colour_data", 26: "countdown"},
        FeatureKind.LIGHT,
    ),
    "dimmer": (
        {1: False, 2: 10, 3: 10, 4: "led", 6: 0, 14: "off"},
        {1: "switch_led_1", 2: "bright_value_1", 3: "brightness_min_1", 4: "led_type_1", 14: "relay_status"},
        FeatureKind.LIGHT,
    ),
    "climate sensor": (
        {1: 214, 2: 46, 3: "high", 4: 87},
        {1: "temp_current", 2: "humidity_value", 3: "battery_state", 4: "battery_percentage"},
        FeatureKind.SENSOR,
    ),
    "fan": (
        {1: False, 2: "nature", 3: "1", 5: False},
        {1: "switch", 2: "mode", 3: "fan_speed"},
        FeatureKind.FAN,
    ),
    "switch with two gangs": (
        {1: False, 2: False, 7: 0, 8: 0, 14: "off", 15: "relay"},
        {1: "switch_1", 2: "switch_2", 7: "countdown_1", 8: "countdown_2", 14: "relay_status", 15: "light_mode"},
        FeatureKind.SWITCH,
    ),
    "air conditioner": (
        {1: False, 2: 24, 3: 26, 4: "cold", 5: "low"},
        {1: "switch", 2: "temp_set", 3: "temp_current", 4: "mode", 5: "fan_speed_enum"},
        FeatureKind.CLIMATE,
    ),
    "vacuum cleaner": (
        {1: False, 2: False, 3: "standby", 4: "forward", 5: "standby", 6: 87},
        {3: "mode", 4: "direction_control", 5: "status"},
        FeatureKind.VACUUM,
    ),
}
"""What ordinary devices report at rest, what people call it, and what the device is there for."""
JSON = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.lists(st.integers())


def test_data_points_are_named_as_similar_products_have_them() -> None:
    found = INFERENCE.infer({1: True, 19: 500})
    assert found[1].point == SWITCH
    assert found[19].point == POWER
    assert {known.source for known in found.values()} == {Source.INFERENCE}
    assert found[19].evidence == "1 of 1 similar products"


def test_a_word_that_was_seen_decides_between_two_that_are_alike() -> None:
    assert INFERENCE.infer({1: True, 2: "cold", 9: 0})[2].point.code == "mode"
    assert INFERENCE.infer({1: True, 2: "high", 9: 0})[2].point.code == "gear"


def test_what_is_seen_elsewhere_decides_on_data_points_whose_values_say_nothing() -> None:
    bell = schema(RING, DpSchema(id=5, code="alarm_message", kind=Kind.RAW))
    motor = schema(POSITION, DpSchema(id=5, code="control_back", kind=Kind.CHOICE, choices=("forward", "back")))
    inference = Inference(opened({f"bell{number}": bell for number in range(9)} | {"motor": motor}))
    assert inference.infer({2: 7, 5: "AAECAw=="})[2].point.code == "doorbell_ring_value"
    assert inference.infer({2: 7, 5: "forward"})[2].point.code == "percent_control"


def test_a_product_that_says_nothing_of_a_value_is_no_better_than_one_that_lists_another_word() -> None:
    point = DpSchema(id=101, code="lock", kind=Kind.BOOL)
    other = msgspec.structs.replace(point, code="eco")
    listed = schema(SWITCH, MODE, FAULT, POWER, point)
    silent = schema(SWITCH, FAULT, POWER, other)
    inference = Inference(opened({"listed": listed, "silent": silent}))
    for word in ("cold", "wet"):
        assert inference.infer({1: True, 2: word, 9: 0, 19: 50, 101: True})[101].point.code == "lock"


@pytest.mark.parametrize("count", [5, 255])
def test_many_values_that_fit_nothing_leave_an_answer(count: int) -> None:
    points = [DpSchema(id=dp, code=f"mode_{dp}", kind=Kind.CHOICE, choices=("on", "off")) for dp in range(1, count + 1)]
    inference = Inference(opened({"all": schema(*points), "one": schema(*points[:1])}))
    found = inference.infer(dict.fromkeys(range(1, count + 1), "elsewhere"))
    assert [known.point.code for known in found.values()] == [point.code for point in points]


@pytest.mark.parametrize("name", DEVICES)
def test_ordinary_devices_are_taken_for_what_they_are(name: str) -> None:
    dps, codes, kind = DEVICES[name]
    found = ALL.infer(dps)
    assert {dp: found[dp].point.code for dp in codes} == codes
    assert compose(DeviceModel(ID, [found]))[0].kind is kind


def test_a_curtain_is_surely_one() -> None:
    found = ALL.infer(DEVICES["curtain"][0])
    assert all(found[dp].confidence >= SURE for dp in (1, 2, 3))


def test_without_values_ids_and_types_decide() -> None:
    answers = INFERENCE.answer({1: WireType.BOOL, 19: WireType.INTEGER})
    assert answers[19].point.code == "cur_power"


def test_what_is_left_out_is_not_asked() -> None:
    assert INFERENCE.answer({105: WireType.BOOL}, without=range(4)) == {}


def test_what_no_product_has_is_missing() -> None:
    assert INFERENCE.infer({}) == {}
    assert 77 not in INFERENCE.infer({1: True, 77: "?"})


def test_devices_of_one_shape_are_compared_once_and_each_judged_by_its_own_values() -> None:
    fresh = Inference(opened(PRODUCTS))
    cold, high = fresh.infer({1: True, 2: "cold", 9: 0}), fresh.infer({1: True, 2: "high", 9: 0})
    assert len(fresh._known_shapes) == 1
    assert (cold[2].point.code, high[2].point.code) == ("mode", "gear")
    assert fresh.answer({105: WireType.BOOL}, without=range(4)) == {}
    assert len(fresh._known_shapes) == 1
    assert 105 in fresh.answer({105: WireType.BOOL})


def test_only_the_last_shapes_are_remembered() -> None:
    fresh = Inference(opened(PRODUCTS))
    for dp in range(1, MAX_SHAPES + 20):
        fresh.infer({dp: True})
    assert len(fresh._known_shapes) == MAX_SHAPES


@pytest.mark.parametrize("seen", [{1: True}, {1: True, 2: "cold"}])
def test_probable_data_points_are_those_of_similar_products(seen: dict[int, object]) -> None:
    found = INFERENCE.probable_dp_ids(seen)
    assert set(found) <= {2, 9, 19, 105}
    assert not set(found) & set(seen)
    assert found


def test_the_data_points_of_a_schema_that_has_all_that_was_seen_come_first() -> None:
    assert INFERENCE.probable_dp_ids({1: True, 2: "cold"})[0] == 9


def test_what_is_left_out_says_nothing_on_what_is_probable() -> None:
    assert INFERENCE.probable_dp_ids({105: True}, without=range(4)) == ()


def test_with_nothing_seen_the_most_common_data_points_are_worth_asking_for() -> None:
    assert INFERENCE.probable_dp_ids({})[0] == 1


@given(st.dictionaries(st.integers(-10, 300), JSON, max_size=8))
def test_any_report_is_answered_with_confidences_between_0_and_1(dps: dict[int, object]) -> None:
    found = INFERENCE.infer(dps)
    assert all(0 <= known.confidence <= 1 for known in found.values())
    assert found == INFERENCE.infer(dps)
    assert len(INFERENCE.probable_dp_ids(dps)) <= 100


def test_of_descriptions_of_the_same_code_the_one_that_the_value_fits_is_taken() -> None:
    reported: dict[int, object] = {1: True, 16: 215, 24: 198, 36: "open", 40: False, 45: 0}
    for word in ("manual", "auto"):
        mode = ALL.infer(reported | {2: word})[2].point
        assert mode.code == "mode"
        assert word in mode.choices
