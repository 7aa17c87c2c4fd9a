"""A device on the bench: it knows its data points, and keeps what is written to it in place of sending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tests.model.features.building import read
from tuyalan.client.checks import check_writable
from tuyalan.client.device import Device
from tuyalan.client.writes import Outcome, Wait, WriteResult
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.model.sources import Known, Source
from tuyalan.session.events import Cause, DpUpdate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.device import Layer
    from tuyalan.vocabulary import DpId, Json

ID = "eb0123456789abcdef0123"


class Told(Knowledge):
    """Knows what the test says, and nothing else."""

    def __init__(self, rows: str, category: str) -> None:
        super().__init__()
        points = [read(row) for row in rows.strip().splitlines()]
        self.layer: Layer = {point.id: Known(point=point, source=Source.IMPORT) for point in points}
        self.category = category

    def list_layers(
        self, device_id: str, product_key: str | None = None, *, dps: Mapping[DpId, Json] | None = None
    ) -> list[Layer]:
        del device_id, product_key, dps
        return [self.layer]

    def find_category(self, device_id: str, product_key: str | None = None) -> str:
        del device_id, product_key
        return self.category


class Bench(Device):
    """A device that is never opened."""

    def __init__(self, rows: str, *, category: str = "", name: str = "Desk") -> None:
        super().__init__(ID, "0123456789abcdef", name=name, knowledge=Told(rows, category))
        self.written: list[dict[DpId, Json]] = []
        self.repeats: list[bool | None] = []
        self.answer: dict[DpId, Json] = {}
        """What it says after the next write."""
        if any(feature.is_hazardous for feature in self.features):
            self.allow()

    def hear(self, dps: dict[DpId, Json], *, cause: Cause = Cause.PUSH) -> None:
        """Take values as from the device."""
        self._shadow.take(DpUpdate(dps, None, cause, 0.0))

    async def set(  # pyright: ignore[reportIncompatibleMethodOverride] - handles write by code alone
        self,
        dps: object,
        value: object = None,
        *,
        wait: Wait | str = Wait.CONFIRMED,
        repeat: bool | None = None,
        timeout: float | None = None,
    ) -> WriteResult:
        del value, wait, timeout
        wanted = check_writable(self._names().properties.plan(cast("Mapping[str, object]", dps)), self.id)
        self.written.append(wanted)
        self.repeats.append(repeat)
        answer, self.answer = self.answer, {}
        if answer:
            self.hear(answer)
        return WriteResult(Outcome.CONFIRMED, wanted, 0.0)
