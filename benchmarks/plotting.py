"""Draws how often answers were right against the confidence that they were given with, as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tuyalan.model.confidence import SURE, calibrate, weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.calibrating import Sample

PICTURE: Final = Path(__file__).parent.parent / "docs" / "images" / "inference-calibration.svg"
BINS: Final = 10
COLOURS: Final = ("#1f6feb", "#d4572a")
MARKS: Final = ("circle", "square")

_SIDE: Final = 320
"""Length of the axes."""
_LEFT: Final = 64
_TOP: Final = 28
_WIDTH: Final = 560
_HEIGHT: Final = 420
_STYLE: Final = (
    "text{font:13px sans-serif;fill:#444}.line{stroke:#8a8a8a;fill:none}.grid{stroke:#d8d8d8}.title{font-weight:bold}"
)


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same confidence."""

    confidence: float
    """Their mean."""
    right: float
    """The part of them that was right."""
    share: float
    """Their part of all answers."""


def gather(samples: Sequence[Sample]) -> list[Bin]:
    """Sort answers into tenths of confidence; a product counts as often as its schema is used."""
    sums = [[0.0, 0.0, 0.0] for _ in range(BINS)]
    for signs, is_right, products, _ in samples:
        confidence = calibrate(weigh(signs))
        line = sums[min(int(confidence * BINS), BINS - 1)]
        line[0] += products
        line[1] += products * confidence
        line[2] += products * is_right
    total = sum(weight for weight, *_ in sums)
    return [Bin(stated / weight, right / weight, weight / total) for weight, stated, right in sums if weight]


def error(bins: Sequence[Bin]) -> float:
    """Return how far confidence and truth are apart in the mean over all answers."""
    return sum(each.share * abs(each.confidence - each.right) for each in bins)


def draw(curves: Sequence[tuple[str, Sequence[Bin]]]) -> str:
    """Return the picture; the area of a mark is the share of the answers."""
    body = [*_draw_axes(), *_draw_legend([name for name, _ in curves])]
    for number, (_, bins) in enumerate(curves):
        points = " ".join(f"{_x(each.confidence):.1f},{_y(each.right):.1f}" for each in bins)
        body.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[number]}" stroke-opacity="0.5"/>')
        body += [_mark(_x(each.confidence), _y(each.right), 3 + 14 * each.share**0.5, number=number) for each in bins]
    text = "\n".join(body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'role="img" aria-labelledby="title">\n<title id="title">How often answers were right, by confidence</title>\n'
        f'<style>{_STYLE}</style>\n<rect width="100%" height="100%" fill="#fff"/>\n{text}\n</svg>\n'
    )


def _draw_axes() -> Iterator[str]:
    for tenth in range(0, 11, 2):
        part = tenth / 10
        yield f'<path class="grid" d="M{_x(part)} {_y(0)}V{_y(1)}M{_x(0)} {_y(part)}H{_x(1)}"/>'
        yield f'<text x="{_x(part)}" y="{_y(0) + 20}" text-anchor="middle">{part * 100:.0f} %</text>'
        yield f'<text x="{_x(0) - 8}" y="{_y(part) + 4}" text-anchor="end">{part * 100:.0f} %</text>'
    yield f'<path class="line" d="M{_x(0)} {_y(1)}V{_y(0)}H{_x(1)}"/>'
    yield f'<path class="line" stroke-dasharray="4 4" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>'
    yield f'<path class="line" stroke-dasharray="1 3" d="M{_x(SURE):.1f} {_y(0)}V{_y(1)}"/>'
    yield f'<text x="{_x(SURE) - 6:.1f}" y="{_y(0.04)}" text-anchor="end">sure from here on</text>'
    yield f'<text x="{_x(0.5)}" y="{_y(0) + 44}" text-anchor="middle">confidence stated</text>'
    yield f'<text transform="translate(16 {_y(0.5)}) rotate(-90)" text-anchor="middle">answers that were right</text>'


def _draw_legend(names: Sequence[str]) -> Iterator[str]:
    left = _x(1) + 52
    yield f'<text class="title" x="{left - 10}" y="{_TOP + 8}">held back</text>'
    for number, name in enumerate(names):
        height = _TOP + 32 + 24 * number
        yield _mark(left, height - 5, 6, number=number)
        yield f'<text x="{left + 14}" y="{height}">{name}</text>'
    yield f'<text x="{left - 10}" y="{_TOP + 100}">area: share of</text>'
    yield f'<text x="{left - 10}" y="{_TOP + 118}">the answers</text>'


def _mark(x: float, y: float, radius: float, *, number: int) -> str:
    style = f'fill="{COLOURS[number]}" fill-opacity="0.55" stroke="{COLOURS[number]}"'
    if MARKS[number] == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {style}/>'
    # A square of the same area.
    half = radius * 0.886
    return f'<rect x="{x - half:.1f}" y="{y - half:.1f}" width="{2 * half:.1f}" height="{2 * half:.1f}" {style}/>'


def _x(part: float) -> float:
    return _LEFT + _SIDE * part


def _y(part: float) -> float:
    return _TOP + _SIDE * (1 - part)
