"""Switches: one a channel of a plug, strip or wall switch, and every setting that is on or off."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from tuyalan.model.features.feature import FeatureKind, State
from tuyalan.model.features.recipe import Recipe, role
from tuyalan.model.features.switched import Switched

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Values

OUTLETS: Final = frozenset({"cz", "pc", "wkcz"})
"""Categories whose channels are sockets."""
SWITCHES: Final = OUTLETS | {"kg", "tdq", "dlq", "znjdq", "qjdcz", "ckqdkg", "cjkg"}
"""Categories that are there for switching."""
CODES: Final = (
    "switch",
    "switch_on",
    "power",
    "power_go",
    "power_switch",
    "main_switch",
    "switch_power",
    "switch_usb",
    "switch_charge",
    "switch_all",
    "relay",
    "socket",
    "onoff",
)
"""Codes of what a device is there to switch, not of its settings; each may be there several times."""


class SwitchState(State, frozen=True, kw_only=True):
    """What a switch is doing."""

    is_on: bool | None = None
    countdown: float | None = None
    """Seconds until it changes; 0 if no countdown runs."""


class Switch(Switched, frozen=True, kw_only=True):
    """Something that is on or off. Roles: `switch`; `countdown` where it has one."""

    kind: ClassVar[FeatureKind] = FeatureKind.SWITCH

    is_outlet: bool = False
    """Whether it is a socket."""

    @property
    def category(self) -> str | None:
        """What its property is: `config` for settings."""
        return self.main.category

    def read(self, values: Values) -> SwitchState:
        """Return what it is doing."""
        return SwitchState(is_on=self.get_flag("switch", values), countdown=self.get_number("countdown", values))


def _make_recipe(code: str, *, outlet: bool) -> Recipe:
    return Recipe(
        make=Switch,
        roles=(
            role("switch", "b", code, written=True),
            role("countdown", "n", f"countdown_{code.removeprefix('switch_')} countdown", shared=True),
        ),
        needs=() if outlet else ("switch",),
        suffices=("switch",),
        anchors=("switch",),
        categories=OUTLETS if outlet else SWITCHES - OUTLETS,
        traits={"is_outlet": True} if outlet else {},
    )


RECIPES: Final = (
    *(_make_recipe(code, outlet=True) for code in CODES),
    *(_make_recipe(code, outlet=False) for code in CODES),
)
"""Channels of sockets, and of any other device."""
