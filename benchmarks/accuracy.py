"""How often inference is right, on products that it must not know.

The families of the catalogue (schemas with the same ids, kinds and codes) are parted in two halves by a fixed seed: one
to measure what confidence is worth, the other to test. A product in question is asked about as if its schema, or its
whole family, were not in the catalogue.
"""

from __future__ import annotations

import enum
import random
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from benchmarks.calibrating import Sample
from benchmarks.seeing import PLAIN, READABLE, invent, invent_at_rest, see
from tuyalan.model.confidence import SURE, calibrate, weigh
from tuyalan.model.inference import VENDOR_IDS, Inference
from tuyalan.model.similarity import WireType, type_of_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.seeing import View
    from tuyalan.model.catalog.reading import Catalogue
    from tuyalan.model.inference import Answer
    from tuyalan.model.schema import DpSchema, Kind
    from tuyalan.vocabulary import DpId, Json

SEED: Final = 20240601
FIRST: Final = 20
"""How many data points are asked for at once."""


class Held(enum.Enum):
    """What is held back when a product is asked about."""

    PRODUCT = "the product"
    """Others may have the same schema: the usual case, since makers reuse them."""
    SCHEMA = "its schema"
    FAMILY = "its family"
    """All schemas with the same ids, kinds and codes."""


@dataclass(frozen=True, slots=True)
class Question:
    """A product as seen."""

    schema: int
    products: int
    points: Mapping[DpId, DpSchema]
    """The truth about what is seen."""
    values: Mapping[DpId, Json] | None


@dataclass(slots=True)
class Tally:
    """Counts of data points, each as often as there are products."""

    asked: int = 0
    right: int = 0
    described: int = 0
    """Kind, unit and scale are right too."""
    known: int = 0
    """Some schema that was not left out has this code at this id: more cannot be found."""
    sure: int = 0
    sure_right: int = 0

    def share(self, part: int, whole: int | None = None) -> float:
        """Return a part of what was asked, or of another number."""
        whole = self.asked if whole is None else whole
        return part / whole if whole else 0.0

    def __add__(self, other: Tally) -> Tally:
        """Return the sums."""
        return Tally(
            self.asked + other.asked,
            self.right + other.right,
            self.described + other.described,
            self.known + other.known,
            self.sure + other.sure,
            self.sure_right + other.sure_right,
        )


@dataclass(slots=True)
class Score:
    """The outcome of a run."""

    low: Tally = field(default_factory=Tally)
    """Ids up to 100."""
    high: Tally = field(default_factory=Tally)
    """Ids above 100."""
    samples: list[Sample] = field(default_factory=list[Sample])
    devices: int = 0
    seconds: float = 0.0

    @property
    def all(self) -> Tally:
        """Both sorts of ids."""
        return self.low + self.high


class Trial:
    """A catalogue to ask about, and what must be left out of it."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Read the families."""
        self.catalogue = catalogue
        self.inference = Inference(catalogue)
        self.signatures = catalogue.signatures()
        self.families: dict[int, list[int]] = defaultdict(list)
        for schema, family in enumerate(self.signatures.families):
            self.families[family].append(schema)
        self._holders = self._count_holders()

    def halves(self) -> tuple[list[int], list[int]]:
        """Return the schemas to calibrate with, and those to test with."""
        families = sorted(self.families)
        random.Random(SEED).shuffle(families)
        middle = len(families) // 2
        first, second = families[:middle], families[middle:]
        return self._schemas(first), self._schemas(second)

    def questions(self, schemas: Sequence[int], view: View) -> Iterator[Question]:
        """Yield the products of these schemas as seen."""
        for schema in schemas:
            # Every schema has its own seed, so that what is seen of it does not depend on the others.
            chance = random.Random(SEED + schema)
            points = see(self.catalogue.schema(schema).points, view, chance)
            if points:
                make = invent_at_rest if view.is_at_rest else invent
                values = {dp: make(point, chance) for dp, point in points.items()} if view.has_values else None
                yield Question(schema, self.signatures.products[schema], points, values)

    def run(self, schemas: Sequence[int], view: View, held: Held, *, inference: Inference | None = None) -> Score:
        """Ask about all these schemas, another inference than the usual one if there is one."""
        inference = inference or self.inference
        score = Score()
        for question in self.questions(schemas, view):
            without = self.without(question.schema, held)
            shape = {dp: type_of_kind(point.kind) for dp, point in question.points.items()}
            begin = time.perf_counter()
            answers = inference.answer(shape, values=question.values, without=without)
            score.seconds += time.perf_counter() - begin
            score.devices += 1
            self._judge(question, answers, without=without, score=score)
        return score

    def majority(self, schemas: list[int], held: Held) -> Score:
        """Answer with what most other products have at the id and type, whatever else the device has."""
        score = Score()
        for question in self.questions(schemas, PLAIN):
            without = self.without(question.schema, held)
            for dp, point in question.points.items():
                rest = self._others(dp, point, without)
                tally = score.high if dp > VENDOR_IDS else score.low
                tally.asked += question.products
                if rest and _first(rest) == point.code:
                    tally.right += question.products
        return score

    def find(self, schemas: list[int], seen: float, held: Held) -> tuple[float, float]:
        """Return the parts of what else devices report that are among the first data points worth asking for.

        Args:
            schemas: Whose products are asked about.
            seen: Which part of a device's data points is known already.
            held: What is held back.

        Returns:
            The part among the first 20 named, and the part among all that are named.
        """
        asked = first = named = 0
        for question in self.questions(schemas, READABLE):
            chance = random.Random(SEED - question.schema)
            values = {dp: value for dp, value in (question.values or {}).items() if chance.random() < seen}
            rest = question.points.keys() - values.keys()
            found = self.inference.probable_dp_ids(values, without=self.without(question.schema, held))
            asked += len(rest) * question.products
            first += len(rest & set(found[:FIRST])) * question.products
            named += len(rest & set(found)) * question.products
        return first / asked, named / asked

    def leaders(self) -> dict[tuple[DpId, WireType], DpSchema]:
        """Return for each id and type the description that most products have."""
        found: dict[tuple[DpId, WireType], Counter[DpSchema]] = defaultdict(Counter)
        for schema, products in enumerate(self.signatures.products):
            for dp, point in self.catalogue.schema(schema).points.items():
                found[dp, type_of_kind(point.kind)][point] += products
        return {key: points.most_common(1)[0][0] for key, points in found.items()}

    def without(self, schema: int, held: Held) -> list[int]:
        """Return the schemas that must not be asked about a product."""
        match held:
            case Held.PRODUCT:
                return [] if self.signatures.products[schema] > 1 else [schema]
            case Held.SCHEMA:
                return [schema]
            case Held.FAMILY:
                return self.families[self.signatures.families[schema]]

    def _schemas(self, families: list[int]) -> list[int]:
        return sorted(schema for family in families for schema in self.families[family])

    def _count_holders(self) -> dict[tuple[DpId, WireType], Counter[str]]:
        """Count the products by id, type and code."""
        found: dict[tuple[DpId, WireType], Counter[str]] = defaultdict(Counter)
        for schema, products in enumerate(self.signatures.products):
            for dp, point in self.catalogue.schema(schema).points.items():
                found[dp, type_of_kind(point.kind)][point.code] += products
        return found

    def _others(self, dp: DpId, point: DpSchema, without: list[int]) -> Counter[str]:
        """Return the codes of products outside of `without` at an id and type."""
        wire = type_of_kind(point.kind)
        # All schemas left out have this code here: they are of one family. Where none is, the product itself is.
        own = sum(self.signatures.products[schema] for schema in without) or 1
        return self._holders[dp, wire] - Counter({point.code: own})

    def _judge(self, question: Question, answers: Mapping[DpId, Answer], *, without: list[int], score: Score) -> None:
        for dp, point in question.points.items():
            tally = score.high if dp > VENDOR_IDS else score.low
            tally.asked += question.products
            if point.code in self._others(dp, point, without):
                tally.known += question.products
            answer = answers.get(dp)
            if answer is None:
                continue
            is_right = answer.point.code == point.code
            family = self.signatures.families[question.schema]
            score.samples.append(Sample(answer.signs, is_right, question.products, family))
            _note(tally, answer, point=point, products=question.products)


def _first(codes: Counter[str]) -> str:
    return max(codes, key=lambda code: (codes[code], code))


def _note(tally: Tally, answer: Answer, *, point: DpSchema, products: int) -> None:
    """Add one answer to the counts."""
    is_right = answer.point.code == point.code
    tally.right += is_right * products
    tally.described += (is_right and _essence(answer.point) == _essence(point)) * products
    if calibrate(weigh(answer.signs)) >= SURE:
        tally.sure += products
        tally.sure_right += is_right * products


def _essence(point: DpSchema) -> tuple[Kind, str, int]:
    return point.kind, point.unit, point.scale
