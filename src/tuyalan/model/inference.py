"""What a device in no catalogue probably is: its data points as the products that resemble it have them.

The schemas of a catalogue that have a data point of the same id and type vote on its code, each with the weight of
its likeness, of how common it is and of how well the value seen fits. What one vote is worth was measured, and so was
how often an answer with such a vote is right.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.model.confidence import Signs, calibrate, weigh
from tuyalan.model.fitting import NEUTRAL, fit
from tuyalan.model.schema import DpSchema
from tuyalan.model.similarity import Neighbour, ShapeIndex, ids_of, shape_of
from tuyalan.model.sources import Known, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tuyalan.model.catalog.reading import Catalogue
    from tuyalan.model.similarity import Shape, WireType
    from tuyalan.vocabulary import DpId, Json

VOTERS: Final = 40
"""Schemas asked about one data point."""

NEAREST: Final = 15
"""Schemas named as evidence."""

LIKENESS_POWER: Final = 20
"""How much more the like ones count: nearly only the likest do."""

VICINITY_POWER: Final = 4

VENDOR_IDS: Final = 100
"""Ids above this mean what each maker wants."""

MAX_PROBABLE: Final = 100
"""Most data points named as worth asking for."""

MIN_PROBABLE: Final = 0.003
"""Least part of the fitting schemas that must have a data point worth asking for."""

COVER_POWER: Final = 10
"""How much more those schemas count for it that have all that was seen."""


class _Vote(msgspec.Struct, frozen=True):
    """One schema's word on one data point."""

    neighbour: Neighbour
    code: int
    weight: float


MAX_SHAPES: Final = 64
"""Shapes of devices whose neighbours are remembered: finding them takes milliseconds, and some kilobytes to keep."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The most likely description of one data point, and what speaks for it."""

    point: DpSchema
    signs: Signs
    agreeing: int
    """Schemas among the `asked` nearest that say so."""
    asked: int


class Inference:
    """Descriptions for devices by their likeness to the products of a catalogue."""

    __slots__ = ("_catalogue", "_codes", "_commonness", "_index", "_known_shapes")

    def __init__(self, catalogue: Catalogue) -> None:
        """Read the shapes of all schemas; takes a tenth of a second.

        Raises:
            StorageError: the file of the catalogue is damaged.
        """
        signatures = catalogue.signatures()
        self._catalogue = catalogue
        self._codes = signatures.codes
        self._commonness = tuple(math.log1p(products) for products in signatures.products)
        self._index = ShapeIndex(signatures)
        self._known_shapes: dict[tuple[tuple[DpId, WireType], ...], dict[DpId, list[Neighbour]]] = {}

    def infer(self, dps: Mapping[DpId, Json]) -> dict[DpId, Known]:
        """Return descriptions of the data points of a device, judged by their ids and values.

        What no known product has is missing: ids outside of 1 to 255, values no data point holds, and pairs of id and
        type never seen.
        """
        answers = self.answer(shape_of(dps), values=dps)
        return {dp: _known(answer) for dp, answer in answers.items()}

    def answer(
        self, shape: Shape, *, values: Mapping[DpId, Json] | None = None, without: Collection[int] = ()
    ) -> dict[DpId, Answer]:
        """Return the answers with the signs behind them; no values, no judgement by them.

        `without` holds numbers of schemas that are not asked, for measurements.
        """
        answers: dict[DpId, Answer] = {}
        for dp, neighbours in self._find_neighbours(shape, without).items():
            votes = self._vote(neighbours, None if values is None else values.get(dp))
            answers[dp] = self._count(votes, is_vendors=dp > VENDOR_IDS)
        return answers

    def probable_dp_ids(self, dps: Mapping[DpId, Json], *, without: Collection[int] = ()) -> tuple[DpId, ...]:
        """Return which other data points a device probably has, the most likely first.

        For devices that only answer what they are asked for. With no data points at all, the most common ones of all
        products. `without` is that of `answer`.
        """
        left_out = frozenset(without)
        total = 0.0
        tally: dict[DpId, float] = {}
        for schema, part in enumerate(self._index.cover(shape_of(dps))):
            # What a schema has beyond the data points seen is no sign against it here: it is what is looked for.
            weight = 0.0 if schema in left_out else part**COVER_POWER * self._commonness[schema]
            if weight:
                total += weight
                for dp in ids_of(self._index.masks[schema]):
                    tally[dp] = tally.get(dp, 0.0) + weight
        least = total * MIN_PROBABLE
        found = sorted((-weight, dp) for dp, weight in tally.items() if weight >= least and dp not in dps)
        return tuple(dp for _, dp in found[:MAX_PROBABLE])

    def _find_neighbours(self, shape: Shape, without: Collection[int]) -> dict[DpId, list[Neighbour]]:
        """Return who votes on each data point; a home has many devices of one shape, so the last ones are remembered."""
        key = tuple(shape.items())
        known = None if without else self._known_shapes.get(key)
        if known is not None:
            return known
        likenesses = self._index.compare(shape)
        likenesses.leave_out(without)
        nearest = {dp: likenesses.nearest(dp, wire, VOTERS) for dp, wire in shape.items()}
        found = {dp: neighbours for dp, neighbours in nearest.items() if neighbours}
        if not without:
            self._known_shapes[key] = found
            while len(self._known_shapes) > MAX_SHAPES:
                del self._known_shapes[next(iter(self._known_shapes))]
        return found

    def _vote(self, neighbours: list[Neighbour], value: Json) -> list[_Vote]:
        """Let the neighbours vote."""
        fits: dict[int, float] = {}
        votes: list[_Vote] = []
        for neighbour in neighbours:
            if value is not None and neighbour.point not in fits:
                fits[neighbour.point] = fit(self._catalogue.point(neighbour.point), value)
            weight = (
                neighbour.likeness**LIKENESS_POWER
                * neighbour.vicinity**VICINITY_POWER
                * self._commonness[neighbour.schema]
                * fits.get(neighbour.point, NEUTRAL)
            )
            votes.append(_Vote(neighbour, self._codes[neighbour.point], weight))
        return votes

    def _count(self, votes: list[_Vote], *, is_vendors: bool) -> Answer:
        """Find the code with the most votes, and among its descriptions the one with the most."""
        code, weight = _leader({vote.code: 0.0 for vote in votes}, [(vote.code, vote.weight) for vote in votes])
        agreeing = [vote for vote in votes if vote.code == code]
        against = [vote.neighbour.likeness for vote in votes if vote.code != code]
        point, _ = _leader({}, [(vote.neighbour.point, vote.weight) for vote in agreeing])
        nearest = votes[:NEAREST]
        near = sum(vote.code == code for vote in nearest)
        total = sum(vote.weight for vote in votes)
        signs = Signs(
            share=weight / total if total else 1 / len(votes),
            likeness=max(vote.neighbour.likeness for vote in agreeing),
            rival=max(against, default=0.0),
            vicinity=max(vote.neighbour.vicinity for vote in agreeing),
            voters=len(agreeing),
            nearest=near / len(nearest),
            is_vendors=is_vendors,
        )
        return Answer(point=self._catalogue.point(point), signs=signs, agreeing=near, asked=len(nearest))


def _leader(tally: dict[int, float], ballots: list[tuple[int, float]]) -> tuple[int, float]:
    """Return who has the greatest weight, and that; the first of equals."""
    for name, weight in ballots:
        tally[name] = tally.get(name, 0.0) + weight
    return max(tally.items(), key=lambda item: item[1])


def _known(answer: Answer) -> Known:
    return Known(
        point=answer.point,
        source=Source.INFERENCE,
        confidence=calibrate(weigh(answer.signs)),
        evidence=f"{answer.agreeing} of {answer.asked} similar products",
    )
