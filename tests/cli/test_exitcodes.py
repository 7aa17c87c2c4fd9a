"""Exit codes."""

from __future__ import annotations

import pytest

from tuyalan import errors
from tuyalan.cli.exitcodes import MEANINGS, DemoFailedError, ExitCode, NothingFoundError, exit_code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.UseError("x"), 2),
        (errors.ConnectionRefusedByDeviceError("x"), 3),
        (errors.BusyError("x"), 3),
        (errors.KeyRejectedError("x"), 4),
        (errors.ResponseTimeoutError("x"), 5),
        (errors.UnknownDpError("x"), 6),
        (errors.UnknownDeviceError("x"), 6),
        (errors.UnknownGroupError("x"), 6),
        (errors.GroupError("x"), 7),
        (NothingFoundError("x"), 6),
        (errors.BadValueError("x"), 8),
        (errors.IntegrityError("x"), 8),
        (errors.StorageError("x"), 9),
        (DemoFailedError("x"), 1),
        (RuntimeError("x"), 1),
    ],
)
def test_each_kind_of_error_has_its_code(error: Exception, code: int) -> None:
    assert exit_code(error) == code


def test_every_error_of_the_tree_is_expected() -> None:
    kinds = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.TuyalanError)]
    assert [each.__name__ for each in kinds if exit_code(each("x")) is ExitCode.UNEXPECTED] == ["TuyalanError"]


def test_every_code_has_a_meaning() -> None:
    assert list(MEANINGS) == list(ExitCode)
