"""Blasters: infrared and radio signals sent and learnt. They report no state but what they learnt last.

How a blaster is spoken to is that of `forms.infrared` and `forms.radio`; here their data points become properties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from tuyalan.errors import BadValueError
from tuyalan.model.features.feature import Feature, FeatureKind, State
from tuyalan.model.features.recipe import Recipe, role
from tuyalan.model.forms import infrared, radio
from tuyalan.model.forms.infrared import Control, Wiring
from tuyalan.model.forms.pulses import Signal, parse_code
from tuyalan.model.presuming import BLASTERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.model.forms.headkey import HeadKey
    from tuyalan.vocabulary import DpId, Json


class InfraredState(State, frozen=True, kw_only=True):
    """What a blaster learnt last."""

    learnt: Signal | None = None


class Infrared(Feature, frozen=True, kw_only=True):
    """Something that plays remote control. Roles: `send` and `learnt`; or those of single data points."""

    kind: ClassVar[FeatureKind] = FeatureKind.INFRARED

    @property
    def wiring(self) -> Wiring:
        """How it is spoken to."""
        return Wiring.JSON if self.has("send") else Wiring.POINTS

    def read(self, values: Values) -> InfraredState:
        """Return what it learnt last; codes of the radio are none."""
        value = self.get("learnt", values)
        if isinstance(value, str):
            try:
                value = parse_code(value)
            except BadValueError:
                value = None
        return InfraredState(learnt=value if isinstance(value, Signal) else None)

    def plan_send(self, code: Signal | HeadKey) -> Plan:
        """Plan to send a signal, or a code of the maker's library.

        Raises:
            BadValueError: The code would be refused by the blaster, or harm it.
        """
        return self._name(infrared.plan_send(code, wiring=self.wiring))

    def plan_learn(self) -> Plan:
        """Plan to wait for a key of a remote control."""
        return self._name(infrared.plan_study(Control.STUDY, wiring=self.wiring))

    def plan_learn_end(self) -> Plan:
        """Plan to wait no longer."""
        return self._name(infrared.plan_study(Control.STUDY_EXIT, wiring=self.wiring))

    def _name(self, dps: Mapping[DpId, Json]) -> Plan:
        """Return what goes to the data points of a blaster as what goes to properties.

        Raises:
            BadValueError: The device has no such data point.
        """
        by_dp = {subject.dp: subject for subject in self.roles.values()}
        plan: Plan = {}
        for dp, raw in dps.items():
            if dp not in by_dp:
                raise BadValueError(f"the blaster has no data point {dp}", hint="It cannot do that.")
            plan[by_dp[dp].code] = raw
        return plan


class RadioState(State, frozen=True, kw_only=True):
    """What a radio blaster learnt last."""

    learnt: str | None = None
    """As the blaster tells it; sent again to the letter."""


class Radio(Feature, frozen=True, kw_only=True):
    """Something that plays radio remote control. Roles: `send` and `learnt`."""

    kind: ClassVar[FeatureKind] = FeatureKind.RADIO

    def read(self, values: Values) -> RadioState:
        """Return what it learnt last."""
        value = self.get("learnt", values)
        if isinstance(value, radio.RfCode):
            value = radio.build_rf_code(value)
        return RadioState(learnt=value if isinstance(value, str) else None)

    def plan_send(self, code: str, *, times: int = radio.TIMES) -> Plan:
        """Plan to send a learned code.

        Raises:
            BadValueError: The code is none.
        """
        (told,) = radio.plan_rf_send(code, times=times).values()
        return {self.need("send", "way to send").code: told}

    def plan_learn(self, *, frequency: str = "0") -> Plan:
        """Plan to wait for a key of a remote control, at a frequency in MHz; `0` lets the blaster find it."""
        return self._plan_study(radio.RfControl.STUDY, frequency)

    def plan_learn_end(self, *, frequency: str = "0") -> Plan:
        """Plan to wait no longer."""
        return self._plan_study(radio.RfControl.STUDY_EXIT, frequency)

    def _plan_study(self, control: radio.RfControl, frequency: str) -> Plan:
        (told,) = radio.plan_rf_study(control, frequency=frequency).values()
        return {self.need("send", "way to learn").code: told}


RECIPES: Final = (
    Recipe(
        make=Radio,
        roles=(role("send", "t", "rf_send", written=True), role("learnt", "t", "rf_study_code")),
        needs=("send",),
        anchors=("send",),
        label="Radio",
    ),
    Recipe(
        make=Infrared,
        roles=(role("send", "t", "ir_send", written=True), role("learnt", "t", "ir_study_code")),
        needs=("send",),
        anchors=("send",),
        categories=BLASTERS,
        label="Infrared",
    ),
    Recipe(
        make=Infrared,
        roles=(
            role("control", "c", "control", choices=("send_ir", "study"), written=True),
            role("learnt", "t", "study_code"),
            role("head", "t", "ir_code", written=True),
            role("key", "t", "key_code", written=True),
            role("studied", "t", "key_study", written=True),
            role("delay", "n", "delay_time"),
            role("type", "cn", "type"),
        ),
        needs=("control key studied",),
        anchors=("control",),
        categories=BLASTERS,
        label="Infrared",
    ),
)
"""By the two generations. Radio blasters that use the data points of infrared ones are told apart by their owner.

The first key has no number; those with numbers hold parts of longer codes.
"""
