"""What a breaker or meter does when a limit is passed.

Layout, in base64: for each alarm its number, what happens (0: it only tells, 1: it switches off), threshold (2 bytes).
The numbers and the units of thresholds are the product's own; those in `NAMES` are the same in several.
Facts: FORM-7.
"""

from __future__ import annotations

from typing import Final

import msgspec

from tuyalan.model.forms.packing import Cell, join, make_raw_form, pack_cells, size_of, split_records, unpack_cells

MAX_ALARMS: Final = 32
"""Most alarms that fit into the 128 bytes of the data point."""

NAMES: Final = {
    "alarm_set_1": {5: "over temperature", 7: "over power"},
    "alarm_set_2": {1: "over current", 3: "over voltage", 4: "under voltage"},
}
"""What alarms are about with most products, by the code of the data point and the number."""

_RECORD: Final = (
    # The bound keeps texts in hex and in base64 apart.
    Cell("number of the alarm", 1, 63),
    Cell("action", 1, 1),
    Cell("threshold", 2, 0xFFFF),
)


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """One limit."""

    id: int
    """Which limit, 0 to 63."""
    trips: bool
    """Whether the device switches off; otherwise it only tells."""
    threshold: int


def _unpack(data: bytes) -> tuple[Alarm, ...]:
    alarms: list[Alarm] = []
    for record in split_records(data, size_of(_RECORD), most=MAX_ALARMS, what="alarms"):
        number, action, threshold = unpack_cells(record, _RECORD)
        alarms.append(Alarm(id=number, trips=bool(action), threshold=threshold))
    return tuple(alarms)


def _pack(alarms: tuple[Alarm, ...]) -> bytes:
    records = [pack_cells((alarm.id, alarm.trips, alarm.threshold), _RECORD) for alarm in alarms]
    return join(records, most=MAX_ALARMS, what="alarms")


ALARMS: Final = make_raw_form("alarms", tuple[Alarm, ...], unpack=_unpack, pack=_pack)
"""`alarm_set_1` and `alarm_set_2`."""
