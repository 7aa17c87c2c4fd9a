"""Reports into properties and values into writes: what the meaning of data points costs."""

from __future__ import annotations

import timeit
from typing import TYPE_CHECKING, Final

from benchmarks import workers
from benchmarks.report import Row
from benchmarks.timing import median, note, swing
from tuyalan.model.device import DeviceModel
from tuyalan.model.schema import DpSchema, Kind
from tuyalan.model.sources import Known, Source

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATS: Final = 3
NUMBER: Final = 5000
GOAL: Final = 15.0
"""Microseconds for a report of 12 data points, all of them with new values."""
MODES: Final = ("white", "colour", "scene", "music")
POINTS: Final = (
    DpSchema(id=20, code="switch_led", kind=Kind.BOOL),
    DpSchema(id=21, code="work_mode", kind=Kind.CHOICE, choices=MODES),
    DpSchema(id=22, code="bright_value_v2", kind=Kind.NUMBER, minimum=10, maximum=1000),
    DpSchema(id=23, code="temp_value_v2", kind=Kind.NUMBER, minimum=0, maximum=1000),
    DpSchema(id=26, code="countdown_1", kind=Kind.NUMBER, unit="s", minimum=0, maximum=86400),
    DpSchema(id=17, code="add_ele", kind=Kind.NUMBER, unit="kWh", scale=3, minimum=0, maximum=50000),
    DpSchema(id=18, code="cur_current", kind=Kind.NUMBER, unit="mA", minimum=0, maximum=30000),
    DpSchema(id=19, code="cur_power", kind=Kind.NUMBER, unit="W", scale=1, minimum=0, maximum=50000),
    DpSchema(id=25, code="cur_voltage", kind=Kind.NUMBER, unit="V", scale=1, minimum=0, maximum=5000),
    DpSchema(id=27, code="fault", kind=Kind.BITMAP, labels=("ov_cr", "ov_vol", "ov_pwr", "ls_cr")),
    DpSchema(id=34, code="do_not_disturb", kind=Kind.BOOL),
    DpSchema(id=103, code="note", kind=Kind.TEXT, max_length=64),
)
FIRST: Final[dict[int, object]] = {
    20: True, 21: "white", 22: 500, 23: 10, 26: 60, 17: 123, 18: 430, 19: 985, 25: 2301, 27: 0, 34: False, 103: "a",
}  # fmt: skip
SECOND: Final[dict[int, object]] = {
    20: False, 21: "colour", 22: 501, 23: 11, 26: 59, 17: 124, 18: 431, 19: 986, 25: 2302, 27: 2, 34: True, 103: "b",
}  # fmt: skip
WRITES: Final[dict[str, object]] = {"switch_led": True, "work_mode": "white", "bright_value_v2": 700}


def make_model() -> DeviceModel:
    """Make the model of a lamp with a meter, which has heard a first report."""
    known = {point.id: Known(point=point, source=Source.CATALOGUE) for point in POINTS}
    model = DeviceModel("benchmark", [known])
    model.apply(FIRST)
    return model


def measure() -> tuple[float, float, float]:
    """Return microseconds of a report with new values, of one with the same values, and of planning three writes."""
    model = make_model()

    def decode() -> None:
        model.apply(SECOND)
        model.apply(FIRST)

    decode()
    assert model.values["cur_power"] == 98.5
    assert not any(reading.problem for reading in model.readings.values())
    return (
        _time(decode) / 2,
        _time(lambda: model.apply(FIRST)),
        _time(lambda: model.plan(WRITES)),
    )


def run() -> list[Row]:
    """Measure in processes of their own."""
    note("properties")
    runs = [workers.measure(tuple[float, float, float], "properties") for _ in range(REPEATS)]
    names = ("report of 12 DPs, all new", "report of 12 DPs, none new", "plan of 3 writes")
    return [
        Row(
            group="properties",
            name=name,
            ours=median([each[at] for each in runs]),
            unit="µs",
            swing=swing([each[at] for each in runs]),
            goal=GOAL if at == 0 else None,
        )
        for at, name in enumerate(names)
    ]


def _time(action: Callable[[], object]) -> float:
    return min(timeit.repeat(action, number=NUMBER, repeat=5)) / NUMBER * 1e6


if __name__ == "__main__":
    workers.settle(workers.CLIENT_CORE)
    workers.tell(measure())
