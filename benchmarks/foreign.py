"""The second test: devices that people described by hand for tuya-local, of products that the catalogue lacks.

A device file speaks of roles in Home Assistant, not of the maker's codes. So what is compared is what both sides state:
bitmap or number, the words of a choice, unit and scale of a number, what a sensor measures; and the role itself where
only one family of codes can be meant.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from benchmarks.accuracy import SEED
from benchmarks.devicefiles import ROLES, list_objects, read_document, read_points
from tuyalan.model.confidence import SURE, calibrate, weigh
from tuyalan.model.naming import split_words
from tuyalan.model.property import make_property
from tuyalan.model.schema import DpSchema, Kind
from tuyalan.model.similarity import WireType
from tuyalan.model.sources import Known, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from benchmarks.accuracy import Trial
    from benchmarks.devicefiles import Stated
    from tuyalan.model.inference import Answer
    from tuyalan.model.property import Property
    from tuyalan.vocabulary import DpId, Json

Guess: TypeAlias = tuple[DpSchema, bool]
"""A description, and whether it is called sure."""
ALL: Final = "all of these"
MEASURED: Final = frozenset(
    {"temperature", "humidity", "power", "energy", "voltage", "current", "frequency", "battery", "illuminance", "pm25"}
)
"""Classes of sensors that the maker's descriptions can tell too."""


@dataclass(slots=True)
class Outcome:
    """How often an answer agreed, by what was compared."""

    asked: Counter[str] = field(default_factory=Counter[str])
    right: Counter[str] = field(default_factory=Counter[str])
    sure: Counter[str] = field(default_factory=Counter[str])
    sure_right: Counter[str] = field(default_factory=Counter[str])

    def note(self, name: str, *, is_right: bool, is_sure: bool) -> None:
        """Count one comparison."""
        for where in (name, ALL):
            self.asked[where] += 1
            self.right[where] += is_right
            self.sure[where] += is_sure
            self.sure_right[where] += is_right and is_sure


@dataclass(slots=True)
class Findings:
    """What the device files gave."""

    files: int = 0
    listed: int = 0
    """Files with a product of the catalogue."""
    devices: int = 0
    """Files with products of which the catalogue has none."""
    points: int = 0
    answered: int = 0
    sure: int = 0
    catalogue: Outcome = field(default_factory=Outcome)
    inference: Outcome = field(default_factory=Outcome)
    seen: Outcome = field(default_factory=Outcome)
    """Inference with one value of each data point."""
    majority: Outcome = field(default_factory=Outcome)


def judge(trial: Trial, folder: Path) -> Findings:
    """Ask about every device file in a folder."""
    found = Findings()
    leaders = trial.leaders()
    for path in sorted(folder.rglob("*.yaml")):
        document = read_document(path)
        stated = read_points(document)
        keys = [str(product.get("id", "")) for product in list_objects(document.get("products"))]
        known = next((schema for key in keys if (schema := trial.catalogue.find(key))), None)
        found.files += 1
        if known is not None:
            found.listed += 1
            _compare(found.catalogue, stated, {dp: (point, True) for dp, point in known.points.items()})
        elif keys and stated:
            found.devices += 1
            shape = {dp: each.wire for dp, each in stated.items()}
            first = {dp: (leaders[key], False) for dp, wire in shape.items() if (key := (dp, wire)) in leaders}
            _compare(found.majority, stated, first)
            plain = _ask(trial.inference.answer(shape))
            _compare(found.inference, stated, plain)
            values = _invent(stated, random.Random(f"{SEED} {path.stem}"))
            _compare(found.seen, stated, _ask(trial.inference.answer(shape, values=values)))
            found.points += len(shape)
            found.answered += len(plain)
            found.sure += sum(is_sure for _, is_sure in plain.values())
    return found


def _ask(answers: Mapping[DpId, Answer]) -> dict[DpId, Guess]:
    return {dp: (answer.point, calibrate(weigh(answer.signs)) >= SURE) for dp, answer in answers.items()}


def _compare(outcome: Outcome, stated: Mapping[DpId, Stated], guesses: Mapping[DpId, Guess]) -> None:
    for dp, each in stated.items():
        point, is_sure = guesses.get(dp, (None, False))
        subject = None if point is None else make_property(Known(point=point, source=Source.INFERENCE))
        for name, agrees in _questions(each):
            outcome.note(name, is_right=subject is not None and agrees(subject), is_sure=is_sure)


def _questions(stated: Stated) -> Iterator[tuple[str, Callable[[Property], bool]]]:
    """Yield what can be compared of one data point, each with what tells whether a property agrees."""
    if stated.wire is WireType.INTEGER and stated.type != "unixtime":
        kind = Kind.BITMAP if stated.type == "bitfield" else Kind.NUMBER
        yield "number or bitmap", lambda subject: subject.kind is kind
    if len(stated.words) > 1 and stated.type == "string":
        yield "words of a choice", lambda subject: stated.words <= set(subject.choices)
    if stated.unit and stated.wire is WireType.INTEGER:
        yield "unit of a number", lambda subject: subject.unit == stated.unit
        scale = stated.scale or 1
        yield "scale of a number", lambda subject: 10**subject.scale == scale * subject.point.factor
    measures = stated.measures & MEASURED
    if len(measures) == 1 and stated.wire is WireType.INTEGER:
        yield "what a sensor measures", lambda subject: subject.device_class in measures
    for role in sorted(stated.roles):
        yield "role", partial(_plays, ROLES[role])


def _plays(pattern: str, subject: Property) -> bool:
    return re.search(pattern, " ".join(split_words(subject.code))) is not None


def _invent(stated: Mapping[DpId, Stated], chance: random.Random) -> dict[DpId, Json]:
    """Make a value where the file says which there are."""
    values: dict[DpId, Json] = {}
    for dp, each in stated.items():
        if each.words and each.type == "string":
            values[dp] = chance.choice(sorted(each.words))
        elif each.limits is not None:
            values[dp] = chance.randint(*each.limits)
    return values
