"""Profiles written back as trees, in the words of the files, to be held against what was read.

Shares nothing with the reader: what that overlooks, or puts in a wrong place, is missing here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from msgspec import UNSET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.model.tuyalocal.profile import Choice, Condition, Effect, Entity, Point, Profile, Rule, Span
    from tuyalan.vocabulary import Json

Leaf = tuple[str, str]
"""Where a value stands, and how it is spelt."""

DEFAULTS: Final = frozenset({("persist", "True"), ("endianness", "big")})
"""What a file need not say."""


def list_leaves(tree: Json, place: str = "") -> Iterator[Leaf]:
    """Yield every value of a tree but those that a file need not say."""
    if isinstance(tree, dict):
        for key, value in cast("dict[str, Json]", tree).items():
            yield from list_leaves(value, f"{place}.{key}")
    elif isinstance(tree, list):
        for number, value in enumerate(cast("list[Json]", tree)):
            yield from list_leaves(value, f"{place}[{number}]")
    elif not _is_default(place, tree):
        # A raw value of digits may be written as a number or as a text.
        yield place, str(tree)


def build_tree(profile: Profile) -> Json:
    """Return the tree of a profile."""
    return _shorten(
        {
            "name": profile.name,
            "legacy_type": profile.legacy_type,
            "products": [
                _shorten(
                    {
                        "id": product.id,
                        "manufacturer": product.manufacturer,
                        "model": product.model,
                        "model_id": product.model_id,
                        "name": product.name,
                    }
                )
                for product in profile.products
            ],
            "entities": [_build_entity(entity) for entity in profile.entities],
        }
    )


def _build_entity(entity: Entity) -> Json:
    return _shorten(
        {
            "entity": entity.platform,
            "class": entity.device_class,
            "name": entity.name,
            "translation_key": entity.translation_key,
            "translation_only_key": entity.translation_only_key,
            "translation_placeholders": dict(entity.placeholders),
            "category": entity.category,
            "mode": entity.mode,
            "icon": entity.icon,
            "icon_priority": entity.icon_priority,
            "hidden": True if entity.hidden == "true" else entity.hidden,
            "deprecated": entity.deprecated,
            "dps": [_build_point(point) for point in entity.points],
        }
    )


def _build_point(point: Point) -> Json:
    fields = [
        _shorten({"name": field.name, "bytes": field.size, "range": _build_span(field.limits)})
        for field in point.fields
    ]
    return _shorten(
        {
            "id": point.id,
            "type": point.type.value,
            "name": point.role,
            "readonly": point.readonly,
            "optional": point.optional,
            "persist": point.persist,
            "force": point.force,
            "sensitive": point.sensitive,
            "hidden": point.hidden,
            "precision": point.precision,
            "unit": point.unit,
            "class": point.state_class,
            "range": _build_span(point.limits),
            "format": fields,
            "mask": point.mask,
            "mask_signed": point.mask_signed,
            "endianness": "little" if point.little_endian else "",
            "mapping": [_build_rule(rule) for rule in point.rules],
        }
    )


def _build_rule(rule: Rule) -> Json:
    said: dict[str, Json] = {} if rule.raw is UNSET else {"dps_val": rule.raw}
    return said | _shorten(
        _build_effect(rule)
        | {"constraint": rule.constraint, "conditions": [_build_condition(each) for each in rule.conditions]}
    )


def _build_condition(condition: Condition) -> Json:
    raws = list(condition.raws)
    said: dict[str, Json] = {"dps_val": raws if len(raws) > 1 else raws[0]}
    return said | _shorten(_build_effect(condition) | {"mapping": [_build_choice(each) for each in condition.choices]})


def _build_choice(choice: Choice) -> Json:
    said: dict[str, Json] = {"dps_val": choice.raw}
    return said | _shorten({"value": choice.value, "hidden": choice.hidden, "available": choice.available})


def _build_effect(effect: Effect) -> dict[str, Json]:
    return {
        "value": effect.value,
        "hidden": effect.hidden,
        "available": effect.available,
        "scale": effect.scale,
        "invert": effect.invert,
        "step": effect.step,
        "range": _build_span(effect.limits),
        "target_range": _build_span(effect.target),
        "value_redirect": effect.redirect,
        "value_mirror": effect.mirror,
        "invalid": effect.invalid,
        "default": effect.default,
        "icon": effect.icon,
        "icon_priority": effect.icon_priority,
    }


def _build_span(span: Span | None) -> Json:
    return None if span is None else {"min": span.minimum, "max": span.maximum}


def _shorten(fields: dict[str, Json]) -> dict[str, Json]:
    """Leave out what was never said; `None` is something said only of values."""
    return {
        key: value
        for key, value in fields.items()
        if value is not UNSET and (key == "value" or (value is not None and value not in ("", [])))
    }


def _is_default(place: str, value: Json) -> bool:
    key = place.rpartition(".")[2]
    is_flag = value is False and key not in {"value", "invert"} and not key.startswith("dps_val")
    return is_flag or (key, str(value)) in DEFAULTS
