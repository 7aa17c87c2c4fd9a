"""Features that a source has put together: which properties are parts of which thing is given, not found out.

What the source leaves out, such as a countdown, is looked for by its code, among what no other thing has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from tuyalan.model.features.climate import Climate, ClimateMode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tuyalan.model.features.recipe import Pool, Recipe
    from tuyalan.model.part import Part
    from tuyalan.model.property import Property


class Given(NamedTuple):
    """One thing that can be made as it is given."""

    recipe: Recipe
    name: str
    found: dict[str, Property]


def list_given(properties: Iterable[Property], pool: Pool, recipes: Sequence[Recipe]) -> list[Given]:
    """Return the things that sources have put together, in the order of their numbers; what they have is taken."""
    groups: dict[int, list[tuple[Part, Property]]] = {}
    for subject in properties:
        if subject.part is not None:
            groups.setdefault(subject.part.group, []).append((subject.part, subject))
    made: list[Given] = []
    for _, parts in sorted(groups.items()):
        roles = {part.role: subject for part, subject in reversed(parts)}
        first = parts[0][0]
        best = max(
            (_fill(recipe, roles, pool) for recipe in recipes if recipe.make.kind == first.kind),
            key=lambda given: len(given.found),
            default=None,
        )
        if best is not None and best.found:
            pool.take(best.recipe, best.found)
            made.append(best._replace(recipe=_settle(best.recipe, parts), name=first.name))
    return made


def _settle(recipe: Recipe, parts: Sequence[tuple[Part, Property]]) -> Recipe:
    """Return a recipe with what the source says the thing does; else a climate would be taken for an air conditioner."""
    modes = [part.mode for part, _ in parts if part.mode in {*ClimateMode}]
    if not modes or recipe.make is not Climate:
        return recipe
    return msgspec.structs.replace(recipe, traits={**recipe.traits, "plain_mode": ClimateMode(modes[0])})


def _fill(recipe: Recipe, roles: Mapping[str, Property], pool: Pool) -> Given:
    """Return what a recipe makes of the parts; nothing, if they are not enough for it."""
    others = pool.fill(recipe, "")
    found: dict[str, Property] = {}
    for part in recipe.roles:
        subject = roles.get(part.word)
        if subject is not None and part.takes(subject):
            found[part.word] = subject
        elif part.word in others and others[part.word].part is None:
            found[part.word] = others[part.word]
    # What the device is there for is given with the parts, so that what is enough in a device of that kind will do.
    is_enough = any(set(found).issuperset(each.split()) for each in (*recipe.needs, *recipe.suffices))
    return Given(recipe, "", found if is_enough and not roles.keys().isdisjoint(found) else {})
