"""All recipes, in the order in which they may take properties: what is made of more comes before what is made of less."""

from __future__ import annotations

from typing import Final

from tuyalan.model.features import light, switch

RECIPES: Final = (
    *light.RECIPES,
    *switch.RECIPES,
)
"""Recipes of categories that fit the device come before all others, whatever their place here."""
