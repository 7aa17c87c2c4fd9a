"""What a folder of tuya-local's device files costs, and how well files are found by the shape of data points alone.

Not part of `make bench`, as the files are not ours: `python -m benchmarks.tuyalocal FOLDER`.
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from benchmarks.timing import median
from tuyalan.knowledge.catalogue import open_catalogue
from tuyalan.knowledge.tuyalocal.loading import load_directory, store_name
from tuyalan.model.confidence import SURE
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from tuyalan.knowledge.tuyalocal.library import Library
    from tuyalan.model.schema import DpSchema
    from tuyalan.vocabulary import DpId, Json

SEED: Final = 1
REPEATS: Final = 5
SPANS: Final = (0.0, 0.25, 0.5, 0.75, 0.9, SURE, 1.01)
"""Ends of the spans of confidence that are told apart."""


class Guess(msgspec.Struct, frozen=True):
    """The best file for one product of the catalogue, found by its data points alone."""

    confidence: float
    is_right: bool
    took_ms: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tuyalocal", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as store:
        begin = time.perf_counter(), time.process_time()
        library = load_directory(folder, store)
        wall, cpu = time.perf_counter() - begin[0], time.process_time() - begin[1]
        loads = [_time_load(folder, Path(store)) for _ in range(REPEATS)]
        size = (Path(store) / store_name(folder)).stat().st_size
    counts = library.counts
    print(f"files: {counts.files}, used {counts.loaded}, without loss {counts.lossless / counts.files:.2%}")
    print(f"data points: {counts.entries}, without loss {counts.lossless_entries / counts.entries:.2%}")
    print(
        f"compiled in {wall:.1f} s ({cpu:.1f} s of CPU), kept in {size / 1e6:.1f} MB, loaded in {median(loads):.0f} ms"
    )
    _print_guesses(guess(library))
    for each in (*library.problems, *library.flaws):
        print(each)


def guess(library: Library) -> list[Guess]:
    """Find files for the products of the catalogue that are known to have one, with values made up."""
    owners: dict[str, set[str]] = {}
    for file in library.files:
        profile = library.profile(file)
        for product in () if profile is None else profile.products:
            owners.setdefault(product.id, set()).add(file)
    catalogue = open_catalogue()
    chance = random.Random(SEED)
    guesses: list[Guess] = []
    for product, files in sorted(owners.items()):
        schema = catalogue.find(product)
        points = [] if schema is None else [point for point in schema.points.values() if point.access.is_readable]
        if points:
            dps: dict[DpId, Json] = {point.id: make_value(point, chance) for point in points}
            begin = time.perf_counter()
            found = library.match(dps)
            took = (time.perf_counter() - begin) * 1e3
            guesses.append(Guess(found[0].confidence if found else 0.0, bool(found) and found[0].file in files, took))
    return guesses


def make_value(point: DpSchema, chance: random.Random) -> Json:
    """Return a raw value that a data point may have."""
    match point.kind:
        case Kind.BOOL:
            return chance.random() < 0.5
        case Kind.NUMBER:
            low, high = point.minimum or 0, 100 if point.maximum is None else point.maximum
            return chance.randint(min(low, high), max(low, high))
        case Kind.BITMAP:
            return 0
        case Kind.CHOICE if point.choices:
            return chance.choice(point.choices)
        case _:
            return "AAAA"


def _time_load(folder: Path, store: Path) -> float:
    begin = time.perf_counter()
    load_directory(folder, store)
    return (time.perf_counter() - begin) * 1e3


def _print_guesses(guesses: list[Guess]) -> None:
    took = sorted(each.took_ms for each in guesses)
    if not guesses:
        return
    print(f"matched in {median(took):.2f} ms, 99 of 100 in {took[len(took) * 99 // 100]:.2f} ms")
    right = sum(each.is_right for each in guesses)
    print(f"{right} of {len(guesses)} products of the catalogue that a file names were found by shape alone")
    print("| confidence | products | right |\n| --- | ---: | ---: |")
    for low, high in itertools.pairwise(SPANS):
        inside = [each for each in guesses if low <= each.confidence < high]
        if inside:
            share = sum(each.is_right for each in inside) / len(inside)
            print(f"| {low:.0%} to {min(high, 1):.0%} | {len(inside)} | {share:.0%} |")


if __name__ == "__main__":
    main()
