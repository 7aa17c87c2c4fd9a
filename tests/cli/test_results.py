"""The lines of `--json`: their shape is a promise."""

from __future__ import annotations

import json

import pytest

from tuyalan.cli.results import Problem, Result, build_envelope, build_error
from tuyalan.errors import BusyError


class Some(Result, frozen=True, kw_only=True):
    """A result."""

    dps: dict[int, object]
    missing: bool = False

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (Problem("a.b", "gone", "look"),) if self.missing else ()


def test_a_result_has_these_fields_in_this_order() -> None:
    line = build_envelope("get", Some(dps={1: True}))
    assert line == b'{"version":1,"command":"get","status":"ok","data":{"dps":{"1":true},"missing":false},"errors":[]}'


def test_a_result_with_problems_is_partial() -> None:
    line = json.loads(build_envelope("get", Some(dps={}, missing=True)))
    assert line["status"] == "partial"
    assert line["errors"] == [{"code": "a.b", "message": "gone", "hint": "look"}]


def test_an_error_has_no_data() -> None:
    line = json.loads(build_error("get", Problem.of(BusyError("taken", device_id="bf01"))))
    assert (line["status"], line["data"]) == ("error", None)
    assert line["errors"][0] == {"code": "net.busy", "message": "bf01: taken", "hint": BusyError.hint}


def test_every_result_must_be_shown_somehow() -> None:
    with pytest.raises(NotImplementedError):
        Some(dps={}).view()
