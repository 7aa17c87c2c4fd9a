"""What a device in no catalogue probably is: its data points as the products that resemble it have them.

The schemas of a catalogue that have a data point of the same id and type vote on its code, each with the weight of
its likeness, of how common it is and of how well the value seen fits. What one vote is worth was measured, and so was
how often an answer with such a vote is right.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from tuyalan.model.confidence import Signs, calibrate, weigh
from tuyalan.model.fitting import FIT_POWER, fit, fit_unsaid
from tuyalan.model.schema import DpSchema
from tuyalan.model.similarity import LIKENESS_POWER, Neighbour, ShapeIndex, ids_of, shape_of
from tuyalan.model.sources import Known, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tuyalan.model.catalog.reading import Catalogue
    from tuyalan.model.similarity import Holders, Likenesses, Shape, WireType
    from tuyalan.vocabulary import DpId, Json

VOTERS: Final = 40
"""Schemas asked about one data point."""

REACH: Final = 100
"""Schemas for each data point, the likest by shape, that the values seen are held against."""

NEAREST: Final = 15
"""Schemas named as evidence."""

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
"""Shapes of devices whose candidates are remembered: finding them takes milliseconds, each takes some 70 KiB."""

MAX_POINTS: Final = 1024
"""Descriptions of data points that are remembered: those which vote on one device are some 700, each takes half a KiB."""

_Compared: TypeAlias = "tuple[Likenesses, Mapping[DpId, Holders]]"
"""How like all schemas are to a shape, and for each data point those that may vote."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The most likely description of one data point, and what speaks for it."""

    point: DpSchema
    signs: Signs
    agreeing: int
    """Schemas among the `asked` nearest that say so."""
    asked: int


class Inference:
    """Descriptions for devices by their likeness to the products of a catalogue."""

    __slots__ = ("_codes", "_commonness", "_fit_power", "_index", "_known_shapes", "_point")

    def __init__(self, catalogue: Catalogue, *, fit_power: float = FIT_POWER) -> None:
        """Read the shapes of all schemas; takes a tenth of a second.

        `fit_power` is how much the fits of all values count together; others than the measured one are for measurements.

        Raises:
            StorageError: the file of the catalogue is damaged.
        """
        signatures = catalogue.signatures()
        self._point = lru_cache(MAX_POINTS)(catalogue.point)
        self._codes = signatures.codes
        self._fit_power = fit_power
        self._commonness = tuple(math.log1p(products) for products in signatures.products)
        self._index = ShapeIndex(signatures)
        self._known_shapes: dict[tuple[tuple[DpId, WireType], ...], _Compared] = {}

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
        return {
            dp: self._count(
                self._vote(neighbours),
                is_vendors=dp > VENDOR_IDS,
                seen=len(shape),
                value=None if values is None else values.get(dp),
            )
            for dp, neighbours in self.neighbours(shape, values=values, without=without).items()
        }

    def neighbours(
        self, shape: Shape, *, values: Mapping[DpId, Json] | None = None, without: Collection[int] = ()
    ) -> dict[DpId, list[Neighbour]]:
        """Return who votes on each data point, the likest first; the arguments are those of `answer`."""
        likenesses, candidates = self._find_candidates(shape, without)
        fits = {} if values is None else self._fit(candidates, values)
        nearest = {dp: likenesses.nearest(dp, VOTERS, candidates=found, fits=fits) for dp, found in candidates.items()}
        return {dp: neighbours for dp, neighbours in nearest.items() if neighbours}

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

    def _find_candidates(self, shape: Shape, without: Collection[int]) -> _Compared:
        """Return who may vote; a home has many devices of one shape, so the last ones are remembered."""
        key = tuple(shape.items())
        known = None if without else self._known_shapes.get(key)
        if known is not None:
            return known
        likenesses = self._index.compare(shape)
        likenesses.leave_out(without)
        compared = likenesses, likenesses.find_candidates(shape, REACH)
        if not without:
            self._known_shapes[key] = compared
            while len(self._known_shapes) > MAX_SHAPES:
                del self._known_shapes[next(iter(self._known_shapes))]
        return compared

    def _fit(self, candidates: Mapping[DpId, Holders], values: Mapping[DpId, Json]) -> dict[int, float]:
        """Return for each schema the logarithm of how well all values together fit it: 0 where none could fit better.

        A schema that lacks a data point says nothing of its value. It must not be better off than one that has it and is
        contradicted by little, so what silence is worth counts there.
        """
        fits = dict.fromkeys(chain.from_iterable(schemas for schemas, _ in candidates.values()), 0.0)
        unsaid = 0.0
        for dp, holders in candidates.items():
            value = values.get(dp)
            # A bool fits every bool.
            if value is None or isinstance(value, bool):
                continue
            silence = math.log(fit_unsaid(value))
            unsaid += silence
            known: dict[int, float] = {}
            for schema, point in zip(*holders, strict=True):
                if point not in known:
                    known[point] = math.log(fit(self._point(point), value)) - silence
                fits[schema] += known[point]
        return {schema: self._fit_power * (said + unsaid) for schema, said in fits.items()}

    def _fit_one(self, vote: _Vote, value: Json) -> float:
        """Return how well the value of the data point in question fits what a voter says of it."""
        return 1.0 if value is None else fit(self._point(vote.neighbour.point), value)

    def _vote(self, neighbours: list[Neighbour]) -> list[_Vote]:
        """Let the neighbours vote."""
        return [
            _Vote(
                neighbour,
                self._codes[neighbour.point],
                neighbour.likeness**LIKENESS_POWER
                * neighbour.vicinity**VICINITY_POWER
                * self._commonness[neighbour.schema],
            )
            for neighbour in neighbours
        ]

    def _count(self, votes: list[_Vote], *, is_vendors: bool, seen: int, value: Json = None) -> Answer:
        """Find the code with the most votes, and among its descriptions the one with the most that the value fits."""
        code, weight = _leader({vote.code: 0.0 for vote in votes}, [(vote.code, vote.weight) for vote in votes])
        agreeing = [vote for vote in votes if vote.code == code]
        against = [vote for vote in votes if vote.code != code]
        point, _ = _leader({}, [(vote.neighbour.point, vote.weight * self._fit_one(vote, value)) for vote in agreeing])
        nearest = votes[:NEAREST]
        near = sum(vote.code == code for vote in nearest)
        total = sum(vote.weight for vote in votes)
        signs = Signs(
            share=weight / total if total else 1 / len(votes),
            likeness=max(vote.neighbour.likeness for vote in agreeing),
            rival=max((vote.neighbour.likeness for vote in against), default=0.0),
            cover=max(vote.neighbour.cover for vote in agreeing),
            rival_cover=max((vote.neighbour.cover for vote in against), default=0.0),
            vicinity=max(vote.neighbour.vicinity for vote in agreeing),
            voters=len(agreeing),
            nearest=near / len(nearest),
            is_vendors=is_vendors,
            seen=seen,
        )
        return Answer(point=self._point(point), signs=signs, agreeing=near, asked=len(nearest))


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
