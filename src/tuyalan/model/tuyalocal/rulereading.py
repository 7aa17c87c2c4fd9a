"""The mapping rules of a data point: from the parsed tree to `Rule` and `Condition`.

Raw values are brought to the type that the device sends, so that reading compares and writing sends the right one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypedDict, cast

from msgspec import UNSET

from tuyalan.model.tuyalocal.profile import Choice, Condition, PointType, Rule, Span
from tuyalan.model.tuyalocal.tree import is_sane, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.tuyalocal.tree import Node
    from tuyalan.vocabulary import Json


class Neighbour(NamedTuple):
    """What a rule has to know of a role in the same entity."""

    type: PointType
    is_masked: bool

    @property
    def wants_number(self) -> bool:
        """Whether its raw values are whole numbers."""
        return self.is_masked or self.type.is_numeric


class _EffectFields(TypedDict):
    """What rules and conditions share."""

    value: Json
    hidden: bool
    available: str
    scale: int | float | None
    invert: bool | None
    step: int | float | None
    limits: Span | None
    target: Span | None
    redirect: str
    mirror: str
    invalid: bool
    default: bool
    icon: str
    icon_priority: int | None


def read_rules(node: Node, own: Neighbour, roles: Mapping[str, Neighbour]) -> tuple[Rule, ...]:
    """Return the rules of the data point at `node`; `roles` are those of its entity."""
    rules = [_read_rule(child, own, roles) for child in node.nodes("mapping")]
    return tuple(rule for rule in rules if rule is not None)


def read_span(node: Node, key: str, *, may_turn: bool = False) -> Span | None:
    """Return the range under `key`, `None` if it is missing or none; `may_turn` allows one that runs backwards."""
    child = node.node(key)
    if child is None:
        return None
    low, high = child.number("min"), child.number("max")
    child.finish()
    if low is None or high is None:
        child.lose("", "a range needs min and max")
        return None
    if low > high and not may_turn:
        child.lose("", f"min {low} is more than max {high}")
        return None
    return Span(low, high)


def _read_rule(node: Node, own: Neighbour, roles: Mapping[str, Neighbour]) -> Rule | None:
    """Return one rule; `None` if its raw value can never occur."""
    raw = _read_raw(node, own) if node.has("dps_val") else UNSET
    constraint = _read_role(node, "constraint", roles)
    looked_at = roles.get(constraint, own)
    conditions = [_read_condition(child, own, looked_at, roles=roles) for child in node.nodes("conditions")]
    effect = _read_effect(node, roles)
    node.finish()
    if raw is _WRONG:
        return None
    return Rule(
        raw=raw,
        constraint=constraint,
        conditions=tuple(condition for condition in conditions if condition is not None),
        **effect,
    )


def _read_condition(
    node: Node, own: Neighbour, looked_at: Neighbour, *, roles: Mapping[str, Neighbour]
) -> Condition | None:
    """Return one condition; `None` if it can never hold."""
    effect = _read_effect(node, roles)
    if not node.has("dps_val"):
        node.lose("dps_val", "a condition needs one")
        node.finish()
        return None
    value = node.take("dps_val")
    items = cast("list[Json]", value) if isinstance(value, list) else [value]
    raws = [_check_raw(node, looked_at, item) for item in items]
    raws = [raw for raw in raws if raw is not _WRONG]
    choices = [_read_choice(child, own, roles) for child in node.nodes("mapping")]
    node.finish()
    if not raws:
        return None
    return Condition(raws=tuple(raws), choices=tuple(choice for choice in choices if choice is not None), **effect)


def _read_choice(node: Node, own: Neighbour, roles: Mapping[str, Neighbour]) -> Choice | None:
    """Return one substitution inside a condition; `None` if its raw value can never occur."""
    if not node.has("dps_val"):
        node.lose("dps_val", "a mapping inside a condition needs one")
        return None
    raw = _read_raw(node, own)
    choice = Choice(
        raw=raw,
        value=_read_value(node),
        hidden=node.flag("hidden") or False,
        available=_read_role(node, "available", roles),
    )
    node.finish()
    return None if raw is _WRONG else choice


def _read_effect(node: Node, roles: Mapping[str, Neighbour]) -> _EffectFields:
    """Return what rules and conditions share."""
    scale, step = node.number("scale"), node.number("step")
    if scale == 0:
        node.lose("scale", f"{scale} is not a scale")
        scale = None
    if step is not None and step <= 0:
        node.lose("step", f"{step} is not a step")
        step = None
    return {
        "value": _read_value(node),
        "hidden": node.flag("hidden") or False,
        "available": _read_role(node, "available", roles),
        "scale": scale,
        "invert": node.flag("invert"),
        "step": step,
        "limits": read_span(node, "range"),
        "target": read_span(node, "target_range", may_turn=True),
        "redirect": _read_role(node, "value_redirect", roles),
        "mirror": _read_role(node, "value_mirror", roles),
        "invalid": node.flag("invalid") or False,
        "default": node.flag("default") or False,
        "icon": node.text("icon"),
        "icon_priority": node.integer("icon_priority"),
    }


def _read_value(node: Node) -> Json:
    """Return what a raw value means, `UNSET` if nothing is said."""
    if not node.has("value"):
        return UNSET
    match node.take("value"):
        case None | bool() | int() | float() | str() as value if is_sane(value):
            return value
        case other:
            node.lose("value", f"{shorten(other)} is not a plain value")
            return UNSET


def _read_role(node: Node, key: str, roles: Mapping[str, Neighbour]) -> str:
    """Return the role that `key` names, empty if it names none of the entity."""
    role = node.text(key)
    if role and role not in roles:
        node.lose(key, f"the entity has no {shorten(role)}")
        return ""
    return role


class _Wrong:
    """The mark of a raw value that the device never sends."""


_WRONG: Final = _Wrong()


def _read_raw(node: Node, own: Neighbour) -> Json:
    """Return the raw value of a rule in the type that the device sends."""
    return _check_raw(node, own, node.take("dps_val"))


def _check_raw(node: Node, own: Neighbour, value: Json) -> Json:
    """Bring a raw value to the type that the device sends, or note that it never comes."""
    found: Json = _WRONG
    if value is None:
        found = None
    elif isinstance(value, bool) or own.type is PointType.BOOLEAN:
        found = value if isinstance(value, bool) and own.type is PointType.BOOLEAN else _WRONG
    elif own.wants_number:
        found = _to_number(own, value)
    elif isinstance(value, str):
        found = value if is_sane(value) else _WRONG
    elif isinstance(value, int) and value.bit_length() <= MAX_TEXT_BITS:
        # Digits without quotation marks are a number in YAML, whatever the device means by them.
        found = str(value)
    if found is _WRONG:
        node.lose("dps_val", f"a {own.type.value} is never {shorten(value)}")
    return found


def _to_number(own: Neighbour, value: Json) -> Json:
    """Return the number that a raw value stands for."""
    match value:
        case int() if is_sane(value):
            return value
        case float() if own.type is PointType.FLOAT and is_sane(value):
            return value
        case str() if _is_whole(value):
            return int(value)
        case _:
            return _WRONG


def _is_whole(text: str) -> bool:
    """Tell whether a text is a whole number of sane size."""
    return text.isascii() and text.removeprefix("-").isdigit() and len(text) < MAX_DIGITS


MAX_DIGITS: Final = 19
"""Digits of the largest number that 63 bits hold."""

MAX_TEXT_BITS: Final = 1024
"""Bits of the largest number that stands for a text of digits; those of the largest seen has 107."""
