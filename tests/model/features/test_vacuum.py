"""Robot vacuums."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature, write
from tuyalan.errors import BadValueError
from tuyalan.model.features.vacuum import Vacuum, VacuumActivity, VacuumState

ROBOT = """
1 switch_go b
2 pause b
3 switch_charge b
4 mode c smart,chargego,zone,pose
5 status c standby,smart,cleaning,paused,goto_charge,charging,charge_done,fault ro
8 battery_percentage n 0..100 ro
9 suction c gentle,normal,strong
11 seek b
12 direction_control c forward,turn_left,turn_right,stop
28 fault m left_wheel,dust ro
"""
PLAIN = """
3 mode c standby,smart,spiral,chargego
4 direction_control c forward,turn_left,stop
5 status c standby,cleaning ro
"""


def test_a_robot_is_read() -> None:
    model = device(ROBOT)
    robot = feature(Vacuum, model)
    model.apply({4: "smart", 5: "cleaning", 8: 80, 9: "strong"})
    assert robot.read(model.values) == VacuumState(
        activity=VacuumActivity.CLEANING, suction="strong", mode="smart", battery=80
    )
    assert (robot.suctions, robot.modes) == (("gentle", "normal", "strong"), ("smart", "chargego", "zone", "pose"))
    model.apply({2: True})
    assert robot.read(model.values).activity is VacuumActivity.PAUSED
    model.apply({5: "charge_done"})
    assert robot.read(model.values).activity is VacuumActivity.DOCKED
    model.apply({28: 1})
    assert robot.read(model.values).activity is VacuumActivity.ERROR
    assert robot.read({}) == VacuumState()


def test_a_robot_with_points_for_all_is_told_by_these() -> None:
    model = device(ROBOT)
    robot = feature(Vacuum, model)
    assert write(model, robot.plan_start()) == {1: True, 2: False}
    assert write(model, robot.plan_pause()) == {2: True}
    assert write(model, robot.plan_stop()) == {1: False}
    assert write(model, robot.plan_home()) == {3: True}
    assert write(model, robot.plan_spot()) == {4: "pose"}
    assert write(model, robot.plan_locate()) == {11: True}
    assert write(model, robot.plan_suction("gentle")) == {9: "gentle"}
    assert write(model, robot.plan_mode("zone")) == {4: "zone"}


def test_a_plain_robot_is_told_by_its_mode() -> None:
    model = device(PLAIN)
    robot = feature(Vacuum, model)
    assert write(model, robot.plan_start()) == {3: "smart"}
    assert write(model, robot.plan_pause()) == {3: "standby"}
    assert write(model, robot.plan_home()) == {3: "chargego"}
    assert write(model, robot.plan_spot()) == {3: "spiral"}
    assert robot.suctions == ()


def test_an_order_that_a_robot_does_not_know_is_refused() -> None:
    robot = feature(Vacuum, device("3 mode c smart,\n4 direction_control c turn_left,\n5 status c standby, ro"))
    with pytest.raises(BadValueError, match="no order home"):
        robot.plan_home()
    bare = feature(Vacuum, device("4 direction_control c turn_left,\n5 status c standby, ro"))
    assert bare.modes == ()
    with pytest.raises(BadValueError, match="no mode"):
        bare.plan_start()


def test_a_robot_knows_its_orders() -> None:
    full = "1 power_go b\n2 pause b\n3 switch_charge b\n4 mode c smart,spiral\n5 status c cleaning ro\n11 seek b"
    assert feature(Vacuum, device(full), category="sd").orders == ("start", "stop", "pause", "home", "spot", "locate")
    plain = "4 mode c standby,smart,chargego\n5 status c cleaning ro"
    assert feature(Vacuum, device(plain), category="sd").orders == ("start", "stop", "home")
    assert feature(Vacuum, device("1 switch b\n5 status c cleaning ro"), category="sd").orders == ("start", "stop")
