"""The tables of features for the documentation, from the recipes that the code reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.model.features.hazards import CATEGORIES
from tuyalan.model.features.recipes import RECIPES
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Feature
    from tuyalan.model.features.recipe import Recipe

SHOWN: Final = 6
"""Codes of a role that are shown."""
KINDS: Final = {
    Kind.BOOL: "bool",
    Kind.NUMBER: "number",
    Kind.CHOICE: "choice",
    Kind.TEXT: "text",
    Kind.BITMAP: "bitmap",
}
"""Kinds that are named; bytes and packed forms go with text."""


def build_table() -> str:
    """Build a section for each kind: what it is, what is taken for it, and its roles with their codes."""
    return "\n".join(_build_section(make) for make in dict.fromkeys(recipe.make for recipe in RECIPES))


def build_hazards() -> str:
    """Build the list of categories that may do harm."""
    return ", ".join(f"`{category}`" for category in sorted(CATEGORIES))


def _build_section(make: type[Feature]) -> str:
    recipes = [recipe for recipe in RECIPES if recipe.make is make]
    categories = sorted({category for recipe in recipes for category in recipe.categories})
    lines = [
        f"### {str(make.kind).replace('_', ' ')}",
        "",
        f"`{make.__name__}`: {(make.__doc__ or '').partition(chr(10))[0].partition(' Role')[0]}",
        f"Categories: {', '.join(f'`{each}`' for each in categories)}." if categories else "",
        "",
        "| role | holds | codes, the best first |",
        "| --- | --- | --- |",
    ]
    return "\n".join([*lines, *_list_rows(recipes), ""])


def _list_rows(recipes: list[Recipe]) -> list[str]:
    codes: dict[str, dict[str, None]] = {}
    kinds: dict[str, set[str]] = {}
    for recipe in recipes:
        for role in recipe.roles:
            codes.setdefault(role.word, {}).update(dict.fromkeys(role.codes))
            kinds.setdefault(role.word, set()).update(KINDS[kind] for kind in role.kinds if kind in KINDS)
    return [
        f"| `{word}` | {' or '.join(sorted(kinds[word]))} | {', '.join(f'`{code}`' for code in list(known)[:SHOWN])}"
        f"{', …' if len(known) > SHOWN else ''} |"
        for word, known in codes.items()
    ]
