"""Gateways: devices that speak for others. They have little to show of their own."""

from __future__ import annotations

from typing import ClassVar, Final

from tuyalan.model.features.feature import Feature, FeatureKind
from tuyalan.model.features.recipe import Recipe, role

GATEWAYS: Final = frozenset(
    {
        "wgsxj", "lyqwg", "bywg", "zigbee", "wg2", "dgnzk", "videohub", "xnwg", "qtyycp", "alexa_yywg", "gywg",
        "cnwg", "wfcon",
    }
)  # fmt: skip
"""Categories of gateways."""


class Gateway(Feature, frozen=True, kw_only=True):
    """Something that other devices are reached through. Roles: `reports` and `commands` of its own protocol."""

    kind: ClassVar[FeatureKind] = FeatureKind.GATEWAY


RECIPES: Final = (
    Recipe(
        make=Gateway,
        roles=(
            role("reports", "t", "up_channel upward up_link"),
            role("commands", "t", "down_channel down down_link"),
        ),
        needs=("reports commands",),
        suffices=("reports", "commands"),
        anchors=("reports", "commands"),
        categories=GATEWAYS,
        label="Gateway",
    ),
)
