"""Replies of the cloud to schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.credentials.cloud.fake_home import APP_SPECIFICATION, LAMP, MODEL, SPECIFICATION, STRATEGY
from tuyalan.credentials.base import Credential
from tuyalan.credentials.cloud.describing import describe_by_specification, describe_by_strategy
from tuyalan.model.schema import Access, Kind

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json

REPORTS: Json = [{"dp_code": "add_ele", "report_type": "sum"}, 7]
DEVICE = Credential(id=LAMP, product_key="37mnhia3pojleqfh", product_name="Lamp", category="dj")


def test_strategy_and_specification_make_one_schema() -> None:
    schema = describe_by_strategy(DEVICE, status=STRATEGY, specification=APP_SPECIFICATION, reports=REPORTS)
    assert schema is not None
    assert {dp: point.code for dp, point in schema.points.items()} == {
        20: "switch_led",
        3: "temp_current",
        17: "add_ele",
    }
    assert schema.points[20].access is Access.BOTH
    assert schema.points[3].access is Access.READ
    assert schema.points[3].scale == 1
    assert schema.points[3].unit == "°C"
    assert schema.points[17].is_increment
    assert schema.product_key == DEVICE.product_key


def test_a_strategy_alone_is_enough() -> None:
    schema = describe_by_strategy(DEVICE, status=STRATEGY, specification=None)
    assert schema is not None
    assert schema.points[20].kind is Kind.BOOL


def test_specification_and_model_make_one_schema() -> None:
    schema = describe_by_specification(DEVICE, specification=SPECIFICATION, model=MODEL)
    assert schema is not None
    assert sorted(schema.points) == [3, 20, 21, 101]
    assert schema.points[21].choices == ("white", "colour")
    assert schema.points[101].access is Access.READ


def test_replies_that_describe_nothing_make_no_schema() -> None:
    assert describe_by_strategy(DEVICE, status=None, specification=[1]) is None
    assert describe_by_specification(DEVICE, specification="x", model={"model": 7}) is None
    nonsense: Json = {"dpStatusRelationDTOS": [7, {"statusCode": "x"}]}
    assert describe_by_strategy(DEVICE, status=nonsense, specification={}) is None
