"""All features of a device."""

from __future__ import annotations

import itertools
from collections import Counter

from tests.model.features.building import device
from tests.model.features.plans import list_plans
from tuyalan.knowledge.catalogue import open_catalogue
from tuyalan.model.device import DeviceModel
from tuyalan.model.features import Feature, FeatureKind, State, Switch, compose
from tuyalan.model.features.recipe import split_code
from tuyalan.model.features.recipes import RECIPES
from tuyalan.model.features.switch import CODES
from tuyalan.model.sources import Known, Source

GENERIC = {
    FeatureKind.SENSOR,
    FeatureKind.BINARY_SENSOR,
    FeatureKind.NUMBER,
    FeatureKind.SELECT,
    FeatureKind.TEXT,
    FeatureKind.BUTTON,
    FeatureKind.EVENT,
}
"""Kinds that any property is if nothing better is known."""
LEAST_SHARE = 0.80
"""Share of the products of the catalogue that are something greater than single properties."""


def is_something(feature: Feature) -> bool:
    """Tell whether a feature is more than a sensor, a setting or the like."""
    is_setting = isinstance(feature, Switch) and split_code(feature.main.point.code)[0] not in CODES
    return feature.kind not in GENERIC and not is_setting


def test_every_property_of_every_product_is_in_a_feature_and_every_plan_can_be_written() -> None:
    products = told = 0
    planned: Counter[FeatureKind] = Counter()
    for schema, count, product in open_catalogue().iter_schemas():
        layer = {dp: Known(point=point, source=Source.CATALOGUE) for dp, point in schema.points.items()}
        model = DeviceModel("bf01", [layer])
        features = compose(model)
        assert {code for each in features for code in each.codes} == set(model.properties), product
        keys = [each.key for each in features]
        assert len(keys) == len(set(keys)), product
        for each in features:
            each.read({})
            for plan in list_plans(each):
                # What a feature plans, its properties take.
                assert model.plan(plan) or not plan, product
                planned[each.kind] += 1
        products += count
        told += count if any(map(is_something, features)) else 0
    assert products == 9976
    assert told / products >= LEAST_SHARE
    # Nothing can be done with these, or nobody knows what without a code.
    idle = {"sensor", "binary_sensor", "event", "text", "meter", "gateway", "radio"}
    assert {str(kind) for kind in FeatureKind} - {str(kind) for kind in planned} == idle


def test_any_product_may_be_said_to_be_of_any_category() -> None:
    categories = sorted({category for recipe in RECIPES for category in recipe.categories})
    for schema, _, product in itertools.islice(open_catalogue().iter_schemas(), 0, None, 100):
        layer = {dp: Known(point=point, source=Source.CATALOGUE) for dp, point in schema.points.items()}
        model = DeviceModel("bf01", [layer])
        for category in categories:
            features = compose(model, category=category)
            assert {code for each in features for code in each.codes} == set(model.properties), product
            assert all(isinstance(each.read({}), State) for each in features)


def test_what_a_device_is_there_for_comes_first_and_has_its_name() -> None:
    lamp, *rest = compose(device("20 switch_led b\n22 bright_value n 10..1000\n34 do_not_disturb b"))
    assert (lamp.kind, lamp.name, lamp.key) == (FeatureKind.LIGHT, "", "switch_led")
    assert [each.name for each in rest] == ["Do not disturb"]


def test_several_of_a_kind_have_names_of_their_own() -> None:
    assert [each.name for each in compose(device("1 switch_1 b\n2 switch_2 b"))] == ["Switch 1", "Switch 2"]


def test_the_category_says_what_comes_first() -> None:
    rows = "1 switch b\n2 bright_value n"
    assert [each.kind for each in compose(device(rows))] == [FeatureKind.LIGHT]
    assert [each.kind for each in compose(device(rows), category="cz")] == [FeatureKind.SWITCH, FeatureKind.NUMBER]


def test_a_feature_is_as_sure_as_the_least_sure_of_its_properties() -> None:
    (lamp,) = compose(device("20 switch_led b\n22 bright_value n", confidence=0.7))
    assert lamp.confidence == 0.7


def test_keys_stay_when_a_device_is_known_better() -> None:
    model = DeviceModel("bf01")
    model.apply({20: True})
    assert [each.key for each in compose(model)] == ["dp20"]
    named = device("20 switch_led b").by_dp[20].point
    model.know([{20: Known(point=named, source=Source.CATALOGUE)}])
    assert [(each.key, each.kind) for each in compose(model)] == [("dp20", FeatureKind.LIGHT)]


def test_what_may_do_harm_is_marked_and_its_settings_are_not() -> None:
    features = {each.key: each for each in compose(device("1 switch b\n2 child_lock b\n3 power n ro"), category="bh")}
    assert features["switch"].is_hazardous
    assert not features["child_lock"].is_hazardous
    assert not features["power"].is_hazardous


def test_an_unknown_device_has_features_too() -> None:
    model = DeviceModel("bf01")
    model.apply({101: True, 102: 5, 103: "x"})
    assert [each.kind for each in compose(model)] == [FeatureKind.SWITCH, FeatureKind.NUMBER, FeatureKind.TEXT]
