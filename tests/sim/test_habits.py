"""What the habits of a device come to for each version."""

from __future__ import annotations

import pytest

from tuyalan.sim.habits import ChildrenAnswer, Conduct, Habits, settle
from tuyalan.vocabulary import Version
from tuyalan.wire.versions import VERSIONS

NOTHING, WHOLE = ChildrenAnswer.NOTHING, ChildrenAnswer.WHOLE


@pytest.mark.parametrize(
    ("version", "conduct"),
    [
        (Version.V31, Conduct(False, 0, False, NOTHING, False, False)),
        (Version.V32, Conduct(True, 0, True, NOTHING, False, False)),
        (Version.V33, Conduct(False, 0, True, NOTHING, False, False)),
        (Version.V34, Conduct(False, 0, True, WHOLE, False, False)),
        (Version.V35, Conduct(False, 1, False, WHOLE, True, True)),
    ],
)
def test_what_is_left_open_follows_the_firmware_of_the_version(version: Version, conduct: Conduct) -> None:
    assert settle(Habits(), VERSIONS[version]) == conduct


def test_what_is_said_wins_over_the_version() -> None:
    habits = Habits(
        null_query=True,
        control_code=0,
        answers_refresh=True,
        children_answer=ChildrenAnswer.IN_PARTS,
        little_endian_codes=False,
        is_strict=False,
    )
    settled = settle(habits, VERSIONS[Version.V35])
    assert settled == Conduct(True, 0, True, ChildrenAnswer.IN_PARTS, False, False)
