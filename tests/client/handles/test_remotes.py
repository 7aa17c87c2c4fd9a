"""Blasters."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tests.client.handles.bench import Bench
from tests.support import run
from tuyalan.errors import ResponseTimeoutError
from tuyalan.model.forms.pulses import Signal, build_code
from tuyalan.session.events import Cause

if TYPE_CHECKING:
    from tuyalan.vocabulary import DpId, Json

SIGNAL = Signal(pulses=(9000, 4500, 560, 1690))
INFRARED = "201 ir_send t\n202 ir_study_code r ro"
RADIO = "201 rf_send t\n202 rf_study_code r ro"


def test_a_signal_is_sent_once() -> None:
    async def body() -> None:
        device = Bench(INFRARED)
        await device.infrared().send(SIGNAL)
        assert list(device.written[0]) == [201]
        assert device.repeats == [False]

    run(body())


def test_a_key_is_learnt_and_learning_is_ended() -> None:
    async def body() -> None:
        device = Bench(INFRARED)
        device.hear({202: build_code(SIGNAL)})
        # The same key as last time counts too.
        device.answer = {202: build_code(SIGNAL)}
        assert await device.infrared().learn(timeout=2.0) == SIGNAL
        assert device.written == [{201: '{"control":"study"}'}, {201: '{"control":"study_exit"}'}]

    run(body())


def test_a_key_that_nobody_presses_is_told_and_learning_is_ended() -> None:
    async def body() -> None:
        device = Bench(INFRARED)
        device.answer = {201: "noise"}
        with pytest.raises(ResponseTimeoutError, match=r"no key was pressed within 0\.01 s"):
            await device.infrared().learn(timeout=0.01)
        assert device.written[-1] == {201: '{"control":"study_exit"}'}

    run(body())


def test_a_device_that_is_closed_meanwhile_ends_the_wait() -> None:
    class Closing(Bench):
        def hear(self, dps: dict[DpId, Json], *, cause: Cause = Cause.PUSH) -> None:
            super().hear(dps, cause=cause)
            self._shadow.end_watches()

    async def body() -> None:
        device = Closing(INFRARED)
        device.answer = {201: "noise"}
        with pytest.raises(ResponseTimeoutError, match="was closed"):
            await device.infrared().learn(timeout=2.0)

    run(body())


def test_a_radio_code_is_learnt_at_a_frequency_and_sent_so_often() -> None:
    async def body() -> None:
        device = Bench(RADIO)
        radio = device.radio()
        assert radio.state.learnt is None
        with pytest.raises(ResponseTimeoutError):
            await radio.learn(frequency="433.92", timeout=0.01)
        assert "433.92" in str(device.written[0])
        code = base64.b64encode(b'{"study_feq":"433.92","ver":"2"}').decode()
        await radio.send(code, times=3)
        assert device.repeats[-1] is False

    run(body())
