"""Device files of tuya-local are fed as hostile YAML: each is refused in the documented way, or can be used in full."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from fuzz.targets import Target, expect
from tuyalan.errors import BadValueError, ReadOnlyError, StorageError
from tuyalan.knowledge.tuyalocal.yamlfile import locate, parse_tree
from tuyalan.model.tuyalocal.decoding import decode
from tuyalan.model.tuyalocal.encoding import encode
from tuyalan.model.tuyalocal.knowing import known
from tuyalan.model.tuyalocal.legal import choices, number_range
from tuyalan.model.tuyalocal.matching import match, shape_of
from tuyalan.model.tuyalocal.profile import Profile
from tuyalan.model.tuyalocal.reading import read_profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuyalan.model.tuyalocal.profile import Entity, Point
    from tuyalan.vocabulary import DpId, Json

_FILES: Final = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "tuya-local"
_MOST_BYTES: Final = 4000
"""Longest recorded file, in bytes, so that it survives the cut of the mutator."""
_RAWS: Final[tuple[Json, ...]] = (
    None,
    True,
    False,
    0,
    1,
    -7,
    250,
    2**40,
    1.5,
    "",
    "auto",
    "0",
    "00f003e8",
    "AAEC",
    "\ud800",
)
_VALUES: Final[tuple[object, ...]] = (*_RAWS, float("nan"), float("inf"), {}, {"h": 1}, [], b"x", object())


class DeviceFilesTarget(Target):
    """The reader of files, and all that is done with what it returns."""

    name = "devicefiles"

    def load_corpus(self) -> Sequence[bytes]:
        """Return the recorded files that are short."""
        texts = [path.read_bytes() for path in sorted(_FILES.glob("*.yaml"))]
        return [text for text in texts if len(text) <= _MOST_BYTES]

    def run(self, data: bytes) -> None:
        """Read one file, and use it for a device with values by chance."""
        text = data.decode("utf-8", "replace")
        self.history = [text]
        try:
            parsed = read_profile(parse_tree(text), "file.yaml")
        except (StorageError, BadValueError):
            return
        profile = parsed.profile
        places = locate(text, [loss.place for loss in parsed.losses])
        expect(len(places) == len(parsed.losses), "a loss has no place")
        packed = msgspec.msgpack.encode(profile)
        expect(msgspec.msgpack.decode(packed, type=Profile) == profile, "a profile does not survive being packed")
        points = {point.id for entity in profile.entities for point in entity.points}
        dps: dict[DpId, Json] = {dp: self.random.choice(_RAWS) for dp in points}
        known(profile, dps)
        match([shape_of(profile)], dps)
        for entity in profile.entities:
            for point in entity.points:
                self._use(entity, point, dps)

    def _use(self, entity: Entity, point: Point, dps: dict[DpId, Json]) -> None:
        """Read a role, and write it."""
        decode(entity, point, dps)
        number_range(entity, point, dps)
        for value in (*choices(entity, point, dps), self.random.choice(_VALUES)):
            try:
                writes = encode(entity, point, value, dps=dps)
            except (BadValueError, ReadOnlyError):
                continue
            decode(entity, point, dps | writes)
