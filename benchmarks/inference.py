"""How well the data points of unknown products are told, as a table and a picture in the documentation.

`python -m benchmarks.inference` measures. With `--fit` it fits all measured numbers instead and writes them, on the half
of the catalogue that is not tested with. `--devices FOLDER` names a folder of tuya-local's device files for the second
test.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import foreign, plotting, stages
from benchmarks.accuracy import FIRST, Held, Trial
from benchmarks.report import put
from benchmarks.seeing import PLAIN, VIEWS
from benchmarks.timing import note
from tuyalan.knowledge.catalogue import open_catalogue
from tuyalan.model.codes import is_known
from tuyalan.model.inference import VENDOR_IDS

if TYPE_CHECKING:
    from benchmarks.accuracy import Score
    from benchmarks.foreign import Findings, Outcome

PAGE: Final = Path(__file__).parent.parent / "docs" / "explanation" / "inference.md"
FOLDER: Final = Path(__file__).parent.parent / "tests" / "vectors" / "tuya-local"
"""The few device files that the tests use; the figures in the documentation are of all that there are."""
GOALS: Final = {"low": 0.94, "high": 0.76, "sure": 0.99, "coverage": 0.65}
"""Parts of the answers with ids and types alone, the schema held back."""


def main() -> int:
    """Measure what is asked for; the exit code is 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inference", description=__doc__)
    parser.add_argument(
        "--fit", nargs="?", const=stages.ALL, choices=(stages.ALL, *stages.STAGES), help="fit, all or a stage"
    )
    parser.add_argument("--part", type=int, default=1, help="take one schema of so many: to try things out")
    parser.add_argument("--devices", type=Path, default=FOLDER, help="device files of tuya-local")
    parser.add_argument("--write", action="store_true", help="put tables and picture into the documentation")
    arguments = parser.parse_args()
    if arguments.fit == stages.ALL:
        stages.run_all(arguments.part)
        return 0
    trial = Trial(open_catalogue())
    fitted, tested = (half[:: arguments.part] for half in trial.halves())
    if arguments.fit is not None:
        stages.STAGES[arguments.fit](trial, fitted)
        return 0
    scores = _run(trial, tested)
    found = foreign.judge(trial, arguments.devices) if arguments.devices.is_dir() else None
    curves = [(held.value, plotting.gather(scores[PLAIN.name, held].samples)) for held in (Held.SCHEMA, Held.FAMILY)]
    errors = ", ".join(f"{_percent(plotting.error(bins))} with {name} held back" for name, bins in curves)
    asking = _show_asking(trial, tested)
    parts = [
        _show_methods(trial, tested, scores),
        _show_views(scores),
        f"In the mean over all answers, confidence and truth are apart by {errors}.",
    ]
    foreigners = _show_foreign(found) if found is not None and found.devices else ""
    print("\n\n".join((*parts, asking, foreigners)))
    if arguments.write:
        put(PAGE, "inference", "\n\n".join(parts))
        put(PAGE, "asking", asking)
        # The few files of the tests say little, so the figures of all that there are stay until others are named.
        if foreigners and arguments.devices != FOLDER:
            put(PAGE, "device files", foreigners)
        plotting.PICTURE.write_text(plotting.draw(curves), encoding="utf-8")
    return 0 if _is_met(scores[PLAIN.name, Held.SCHEMA]) else 1


def _run(trial: Trial, tested: list[int]) -> dict[tuple[str, Held], Score]:
    scores: dict[tuple[str, Held], Score] = {}
    for view in VIEWS:
        for held in (Held.SCHEMA, Held.FAMILY):
            note(f"{view.name}, {held.value} held back")
            scores[view.name, held] = trial.run(tested, view, held)
    scores[PLAIN.name, Held.PRODUCT] = trial.run(tested, PLAIN, Held.PRODUCT)
    return scores


def _is_met(score: Score) -> bool:
    both = score.all
    return (
        score.low.share(score.low.right) >= GOALS["low"]
        and score.high.share(score.high.right) >= GOALS["high"]
        and both.share(both.sure_right, both.sure) >= GOALS["sure"]
        and both.share(both.sure) >= GOALS["coverage"]
    )


def _show_methods(trial: Trial, tested: list[int], scores: dict[tuple[str, Held], Score]) -> str:
    """Compare who can tell a code, with ids and types alone."""
    lines = [
        "| who answers | held back | ids up to 100 | ids above |",
        "| --- | --- | ---: | ---: |",
        "| the catalogue, by product key | nothing | 100.0 % | 100.0 % |",
    ]
    for held in Held:
        score = scores[PLAIN.name, held]
        low, high = score.low, score.high
        lines.append(_row("inference", held.value, low.share(low.right), high.share(high.right)))
    for held in (Held.SCHEMA, Held.FAMILY):
        score = trial.majority(tested, held)
        low, high = score.low, score.high
        lines.append(_row("most common code of id and type", held.value, low.share(low.right), high.share(high.right)))
    for held in (Held.SCHEMA, Held.FAMILY):
        score = scores[PLAIN.name, held]
        low, high = score.low, score.high
        lines.append(_row("the best possible", held.value, low.share(low.known), high.share(high.known)))
    low_share, high_share = _share_of_codes(trial)
    lines.append(_row("the table of codes has a meaning for", "nothing", low_share, high_share))
    return "\n".join(lines)


def _share_of_codes(trial: Trial) -> tuple[float, float]:
    """Return the parts of all data points of the catalogue whose code the table or a rule has a meaning for."""
    asked, known = [0, 0], [0, 0]
    for schema, products in enumerate(trial.signatures.products):
        for dp, point in trial.catalogue.schema(schema).points.items():
            asked[dp > VENDOR_IDS] += products
            known[dp > VENDOR_IDS] += is_known(point.code, point.kind) * products
    return known[0] / asked[0], known[1] / asked[1]


def _show_views(scores: dict[tuple[str, Held], Score]) -> str:
    """Show all that was measured of inference."""
    lines = [
        "| what is seen | held back | up to 100 | above | kind, unit, scale too | sure | of these right |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for (name, held), score in scores.items():
        low, high, both = score.low, score.high, score.all
        shares = (
            low.share(low.right),
            high.share(high.right),
            both.share(both.described),
            both.share(both.sure),
            both.share(both.sure_right, both.sure),
        )
        lines.append(_row(name, held.value, *shares))
    return "\n".join(lines)


def _show_asking(trial: Trial, tested: list[int]) -> str:
    """Show how much of a device is found by asking for what is probable."""
    lines = [
        f"| known already | held back | among the first {FIRST} named | among all named |",
        "| --- | --- | ---: | ---: |",
    ]
    for name, seen in (("nothing", 0.0), ("a tenth", 0.1), ("a third", 1 / 3)):
        note(f"worth asking for, {name} known")
        lines.append(_row(name, Held.SCHEMA.value, *trial.find(tested, seen, Held.SCHEMA)))
    return "\n".join(lines)


def _show_foreign(found: Findings) -> str:
    """Show the second test."""
    outcomes: dict[str, Outcome] = {
        "inference": found.inference,
        "inference with values": found.seen,
        "most common": found.majority,
        "catalogue, for its own products": found.catalogue,
    }
    head = (
        f"{found.files} device files; {found.listed} name a product of the catalogue, {found.devices} only others, the rest none. "
        f"The others have {found.points} data points: {_percent(found.answered / found.points)} were answered, "
        f"{_percent(found.sure / found.points)} surely."
    )
    lines = [
        head,
        "",
        f"| what is compared | data points | {' | '.join(outcomes)} | sure | sure and right |",
        f"| --- | ---: |{' ---: |' * len(outcomes)} ---: | ---: |",
    ]
    for name in sorted(found.inference.asked, key=lambda name: (name == foreign.ALL, name)):
        plain = found.inference
        shares = [
            *(each.right[name] / each.asked[name] if each.asked[name] else 0.0 for each in outcomes.values()),
            plain.sure[name] / plain.asked[name],
            plain.sure_right[name] / plain.sure[name] if plain.sure[name] else 0.0,
        ]
        lines.append(_row(name, str(plain.asked[name]), *shares))
    return "\n".join(lines)


def _row(name: str, second: str, *shares: float) -> str:
    return f"| {name} | {second} | " + " | ".join(map(_percent, shares)) + " |"


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


if __name__ == "__main__":
    raise SystemExit(main())
