"""Covers, valves, locks."""

from __future__ import annotations

from tests.client.handles.bench import Bench
from tests.support import run
from tuyalan.model.features.cover import Motion


def test_a_cover_is_moved_and_stopped() -> None:
    async def body() -> None:
        device = Bench(
            """
            1 control c open,stop,close,continue
            2 percent_control n 0..100 %
            3 percent_state n 0..100 % ro
            7 work_state c opening,closing ro
            """.replace("            ", ""),
            category="cl",
        )
        cover = device.cover()
        await cover.open()
        await cover.close()
        await cover.stop()
        await cover.move_to(40)
        assert device.written == [{1: "open"}, {1: "close"}, {1: "stop"}, {2: 40}]
        device.hear({2: 100, 3: 40, 7: "opening"})
        assert (cover.state.position, cover.state.target, cover.state.motion) == (40, 100, Motion.OPENING)

    run(body())


def test_slats_are_turned() -> None:
    async def body() -> None:
        device = Bench(
            "1 control c open,stop,close\n2 percent_control n 0..100 %\n10 angle_horizontal n 0..100", category="cl"
        )
        cover = device.cover()
        if cover.feature.has("tilt"):
            await cover.tilt_to(100)
            assert device.written == [{10: 100}]

    run(body())


def test_a_valve_is_opened_and_closed() -> None:
    async def body() -> None:
        device = Bench("1 percent_control n 0..100\n2 water_month n ro")
        valve = device.valve()
        await valve.open()
        await valve.close()
        await valve.move_to(30)
        assert device.written == [{1: 100}, {1: 0}, {1: 30}]
        device.hear({1: 30})
        assert valve.state.position == 30

    run(body())


def test_a_lock_is_locked_and_unlocked() -> None:
    async def body() -> None:
        device = Bench("47 lock_motor_state b ro\n48 manual_lock b\n49 closed_opened b ro")
        lock = device.lock()
        await lock.lock()
        await lock.unlock()
        assert device.written == [{48: True}, {48: False}]
        device.hear({47: True})
        assert lock.state.is_locked is False

    run(body())
