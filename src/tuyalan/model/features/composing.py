"""From the properties of a device to its features: recipes in order, and what is left one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tuyalan.model.features import hazards
from tuyalan.model.features.choosing import make_single
from tuyalan.model.features.given import list_given
from tuyalan.model.features.recipe import Pool
from tuyalan.model.features.recipes import RECIPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.model.device import DeviceModel
    from tuyalan.model.features.feature import Feature
    from tuyalan.model.features.recipe import Recipe
    from tuyalan.model.property import Property


def compose(model: DeviceModel, *, category: str = "") -> tuple[Feature, ...]:
    """Return all features of a device: every property is in at least one.

    The first is what the device is there for, if anything was made of several properties or is known by its code.
    Composing again with better knowledge may group properties in another way; the key of a feature stays with its main
    property.

    Args:
        model: What is known of the device.
        category: The maker's code for the kind of device, such as `dj` for lamps; empty if nobody knows.
    """
    pool = Pool(model.properties.values())
    is_hazardous = hazards.is_hazardous(model.properties.values(), category=category)
    composed = [
        (given.recipe, _make(model, given.recipe, number="", found=given.found, name=given.name))
        for given in list_given(model.properties.values(), pool, RECIPES)
    ]
    for recipe in _order(category):
        for number in pool.list_numbers(recipe):
            found = pool.fill(recipe, number)
            if recipe.is_met(found, category=category):
                pool.take(recipe, found)
                composed.append((recipe, _make(model, recipe, number=number, found=found)))
    singles = [
        make_single(subject, key=_make_key(model, subject))
        for subject in model.properties.values()
        if not pool.is_taken(subject)
    ]
    features = _mark(_make_unique([*_name(composed, category=category), *singles]), is_hazardous=is_hazardous)
    return tuple(features)


def _order(category: str) -> list[Recipe]:
    """Return the recipes, those for the kind of device first."""
    return sorted(RECIPES, key=lambda recipe: category not in recipe.categories)


def _make(model: DeviceModel, recipe: Recipe, *, number: str, found: Mapping[str, Property], name: str = "") -> Feature:
    main = next(iter(found.values()))
    made = recipe.make(
        key=_make_key(model, main),
        name=name or (f"{recipe.label} {number}".strip() if recipe.label else main.name),
        roles=found,
        is_hazardous=recipe.is_hazardous,
        confidence=min(subject.confidence for subject in found.values()),
        **recipe.traits,
    )
    return made if made.certainty == 1 else msgspec.structs.replace(made, confidence=made.confidence * made.certainty)


def _make_key(model: DeviceModel, subject: Property) -> str:
    return model.unique_id(subject.code).removeprefix(f"{model.device_id}-")


def _name(composed: list[tuple[Recipe, Feature]], *, category: str) -> list[Feature]:
    """Leave the name of what the device is there for to the device, if it is there for one thing."""
    features = [feature for _, feature in composed]
    if not composed or sum(each.kind is features[0].kind for each in features) > 1:
        return features
    recipe = composed[0][0]
    if recipe.is_aside and category not in recipe.categories:
        return features
    return [msgspec.structs.replace(features[0], name=""), *features[1:]]


def _make_unique(features: Iterable[Feature]) -> list[Feature]:
    """Tell features apart that have the same main property, as a meter and the sensor of one of its values."""
    taken: set[str] = set()
    told: list[Feature] = []
    for each in features:
        key = each.key if each.key not in taken else f"{each.key}-{each.kind}"
        taken.add(key)
        told.append(each if key == each.key else msgspec.structs.replace(each, key=key))
    return told


def _mark(features: Iterable[Feature], *, is_hazardous: bool) -> list[Feature]:
    """Mark what does harm in a device that may do harm."""
    return [
        msgspec.structs.replace(each, is_hazardous=True) if is_hazardous and _is_harmful(each) else each
        for each in features
    ]


def _is_harmful(feature: Feature) -> bool:
    """Tell whether something can be done with a feature that is no setting."""
    can_act = any(subject.access.is_writable for subject in feature.roles.values())
    return feature.category is None and can_act
