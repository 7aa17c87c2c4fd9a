"""Roles of the platforms."""

from __future__ import annotations

from tests.model.tuyalocal.making import dp, entity
from tuyalan.model.tuyalocal.roles import PLATFORMS, READ_ROLES, WRITE_ONLY, is_main, is_writable


def test_roles_that_commands_write_can_be_written_unless_the_file_says_otherwise() -> None:
    lamp = entity("light", dp("switch", "boolean"), dp("brightness", "integer", 2, readonly=True), dp("note", id=3))
    assert [is_writable(lamp, point) for point in lamp.points] == [True, False, False]
    assert [is_main(lamp, point) for point in lamp.points] == [True, True, False]


def test_roles_that_a_platform_only_reads_are_never_written() -> None:
    meter = entity("sensor", dp("sensor", "integer"))
    assert is_main(meter, meter.points[0])
    assert not is_writable(meter, meter.points[0])


def test_the_tables_name_known_platforms_and_no_role_twice() -> None:
    assert READ_ROLES.keys() | WRITE_ONLY <= PLATFORMS.keys()
    assert all(not roles & PLATFORMS[platform] for platform, roles in READ_ROLES.items())
