"""Blasters."""

from __future__ import annotations

import pytest

from tests.blocking.handles.bench import Bench
from tuyalan.errors import ResponseTimeoutError
from tuyalan.model.forms.pulses import Signal, build_code

SIGNAL = Signal(pulses=(9000, 4500, 560, 1690))


def test_a_signal_is_learnt_and_sent_once() -> None:
    device = Bench("201 ir_send t\n202 ir_study_code r ro")
    device.desk.answer = {202: build_code(SIGNAL)}
    assert device.infrared().learn(timeout=2.0) == SIGNAL
    device.infrared().send(SIGNAL)
    assert device.desk.repeats[-1] is False


def test_a_radio_code_that_nobody_sends_is_told() -> None:
    device = Bench("201 rf_send t\n202 rf_study_code r ro")
    with pytest.raises(ResponseTimeoutError):
        device.radio().learn(frequency="433.92", timeout=0.01)
    assert "433.92" in str(device.desk.written[0])
