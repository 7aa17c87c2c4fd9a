"""Whether a write did anything: what the device reports, held against what was written. Pure.

A write is confirmed when every data point of it was reported with the value written, whoever reported it and why. Another
value does not fail it, since that may be a step on the way; only a state read after it can (WRITE-3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.errors import DeviceRefusedError, ResponseTimeoutError
from tuyalan.session.events import Answered, Failed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.session.request import Request
    from tuyalan.vocabulary import DpId, Json


def take_values(write: Request, dps: Mapping[DpId, Json]) -> bool:
    """Strike off what was reported as it was written; tells whether nothing is left to be seen."""
    wanted = write.wanted
    for dp in [dp for dp in wanted if dp in dps]:
        if dps[dp] == wanted[dp]:
            del wanted[dp]
    return not wanted


def judge(write: Request, points: Mapping[DpId, Json]) -> Answered | Failed:
    """Decide on a write that nothing confirmed, by the state read after it: empty if even that failed."""
    wrong = {dp: points[dp] for dp in write.wanted if dp in points and points[dp] != write.wanted[dp]}
    if wrong:
        said = ", ".join(f"{dp} is {value!r}, not {write.wanted[dp]!r}" for dp, value in wrong.items())
        return Failed(write.id, DeviceRefusedError(f"the write was not applied: data point {said}", dps=wrong))
    if write.acknowledged:
        # What was read as it was written has left `wanted` by now; the rest the device never reports.
        return Answered(write.id)
    return Failed(write.id, ResponseTimeoutError("the write was not acknowledged in time"))
