"""Devices for the tests of features, one data point a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from tuyalan.model.device import DeviceModel
from tuyalan.model.features import compose
from tuyalan.model.forms.registry import form_for
from tuyalan.model.schema import Access, DpSchema, Kind
from tuyalan.model.sources import Known, Source

if TYPE_CHECKING:
    from tuyalan.model.device import FindForm
    from tuyalan.model.features.feature import Feature, Plan
    from tuyalan.vocabulary import DpId, Json

F = TypeVar("F", bound="Feature")

KINDS: Final = {
    "b": Kind.BOOL,
    "n": Kind.NUMBER,
    "c": Kind.CHOICE,
    "t": Kind.TEXT,
    "m": Kind.BITMAP,
    "r": Kind.RAW,
}


def device(rows: str, *, confidence: float = 1.0, find_form: FindForm | None = form_for) -> DeviceModel:
    """Make a device: each line has number, code, kind and, if need be, `ro`, `10..1000/5`, `a,b`, `°C`, `.1` and `K2200..6500`."""
    points = [read(row) for row in rows.strip().splitlines()]
    layer = {each.id: Known(point=each, source=Source.CATALOGUE, confidence=confidence) for each in points}
    return DeviceModel("bf01", [layer], find_form=find_form)


def read(row: str) -> DpSchema:
    """Read a line."""
    dp, code, kind, *rest = row.split()
    described: dict[str, object] = {"id": int(dp), "code": code, "kind": KINDS[kind]}
    for each in rest:
        if each in {"ro", "wo", "rw"}:
            described["access"] = Access(each)
        elif each.startswith("K"):
            first, last = each[1:].split("..")
            described["kelvin"] = int(first), int(last)
        elif ".." in each:
            span, _, step = each.partition("/")
            low, high = span.split("..")
            described |= {"minimum": int(low), "maximum": int(high), "step": int(step or 1)}
        elif each.startswith("."):
            described["scale"] = int(each[1:])
        elif "," in each and kind in "cm":
            described["choices" if kind == "c" else "labels"] = tuple(word for word in each.split(",") if word)
        else:
            described["unit"] = each
    return DpSchema(**described)  # pyright: ignore[reportArgumentType] - the line says what it holds


def feature(make: type[F], model: DeviceModel, *, category: str = "") -> F:
    """Return the only feature of a kind that a device has."""
    found = features(make, model, category=category)
    assert len(found) == 1, found
    return found[0]


def features(make: type[F], model: DeviceModel, *, category: str = "") -> list[F]:
    """Return the features of a kind that a device has."""
    return [each for each in compose(model, category=category) if isinstance(each, make)]


def write(model: DeviceModel, plan: Plan) -> dict[DpId, Json]:
    """Return what a plan writes to the wire."""
    return model.plan(plan)
