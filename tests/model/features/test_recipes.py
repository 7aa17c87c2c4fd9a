"""The table of all recipes."""

from __future__ import annotations

from tuyalan.model.features.recipes import RECIPES


def test_the_roles_a_recipe_speaks_of_are_its_own() -> None:
    for recipe in RECIPES:
        words = [each.word for each in recipe.roles]
        assert len(words) == len(set(words)), recipe
        assert set(recipe.anchors) <= set(words), recipe
        assert {word for each in (*recipe.needs, *recipe.suffices) for word in each.split()} <= set(words), recipe


def test_a_recipe_needs_one_of_its_anchors_or_is_never_looked_at() -> None:
    for recipe in RECIPES:
        assert recipe.anchors, recipe


def test_what_suffices_asks_for_a_category() -> None:
    assert all(recipe.categories for recipe in RECIPES if recipe.suffices)


def test_no_code_is_listed_twice_in_a_role() -> None:
    for recipe in RECIPES:
        for each in recipe.roles:
            assert len(each.codes) == len(set(each.codes)), (recipe.make, each.word)
