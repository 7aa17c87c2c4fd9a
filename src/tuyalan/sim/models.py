"""Ready-made virtual devices that look like those in shops; `Model` and `Point` make others.

lamp = await sim.add(models.rgb_lamp(version="3.4"), address="127.0.0.10")
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.errors import ConfigError
from tuyalan.sim.behaviours import Behaviour, Blaster, Climate, Countdown, Curtain, Metering, Thermostat
from tuyalan.sim.habits import Habits
from tuyalan.sim.points import Access, Kind, Point
from tuyalan.vocabulary import Cid, Version

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEFAULT_VERSION: Final = Version.V33
_RELAY_STATES: Final = ("off", "on", "memory")


@dataclass(frozen=True, slots=True)
class ChildModel:
    """A device behind a gateway."""

    cid: Cid
    name: str
    points: tuple[Point, ...]
    behaviour: Callable[[], Behaviour] = Behaviour


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that devices of one kind have in common."""

    name: str
    """What people call it."""
    product_key: str
    """The maker's id of the product, as announcements tell it."""
    points: tuple[Point, ...] = ()
    version: Version = DEFAULT_VERSION
    category: str = ""
    """The maker's code for the kind of device, for example `dj` for lamps."""
    behaviour: Callable[[], Behaviour] = Behaviour
    """Makes the behaviour of one device."""
    children: tuple[ChildModel, ...] = ()
    habits: Habits = field(default_factory=Habits)


def switch(version: Version | str = DEFAULT_VERSION, *, gangs: int = 1) -> Model:
    """Return a wall switch with up to six gangs; 9 is the countdown of the first, 14 what it does after a power cut."""
    return Model(
        name="Wall switch",
        product_key="keyq3p5mvnxtkdaw",
        category="kg",
        version=read_version(version),
        points=(
            *(_bool(gang, f"switch_{gang}") for gang in range(1, gangs + 1)),
            _value(9, "countdown_1", initial=0, maximum=86400, unit="s"),
            _enum(14, "relay_status", _RELAY_STATES, initial="memory"),
        ),
        behaviour=lambda: Countdown(1, 9),
    )


def rgb_lamp(version: Version | str = DEFAULT_VERSION) -> Model:
    """Return a colour lamp with the data points 20 to 28."""
    return Model(
        name="RGB lamp",
        product_key="keyw7dmvgtfh8wqs",
        category="dj",
        version=read_version(version),
        points=(
            _bool(20, "switch_led"),
            _enum(21, "work_mode", ("white", "colour", "scene", "music"), initial="white"),
            _value(22, "bright_value_v2", initial=750, minimum=10, maximum=1000),
            _value(23, "temp_value_v2", initial=500, maximum=1000),
            Point(24, Kind.STRING, "colour_data_v2", initial="00f003e803e8"),
            Point(25, Kind.STRING, "scene_data_v2", initial="000e0d0000000000000000c80000"),
            _value(26, "countdown", initial=0, maximum=86400, unit="s"),
            Point(27, Kind.STRING, "music_data", access=Access.WRITE_ONLY),
            Point(28, Kind.STRING, "control_data", access=Access.WRITE_ONLY),
        ),
        behaviour=lambda: Countdown(20, 26),
    )


def metering_plug(version: Version | str = DEFAULT_VERSION, *, reading_interval: float = 10.0) -> Model:
    """Return a plug that measures: 17 energy, 18 current, 19 power, 20 voltage; it measures anew when asked to."""
    return Model(
        name="Metering plug",
        product_key="keyjup78v54myhan",
        category="cz",
        version=read_version(version),
        points=(
            _bool(1, "switch_1", initial=True),
            _value(9, "countdown_1", initial=0, maximum=86400, unit="s"),
            _reading(17, "add_ele", initial=12, scale=3, unit="kWh"),
            _reading(18, "cur_current", initial=261, unit="mA"),
            _reading(19, "cur_power", initial=603, scale=1, unit="W"),
            _reading(20, "cur_voltage", initial=2310, scale=1, unit="V"),
            Point(26, Kind.BITMAP, "fault", initial=0, access=Access.READ_ONLY),
            _enum(38, "relay_status", _RELAY_STATES, initial="memory"),
        ),
        behaviour=lambda: Metering(interval=reading_interval),
        # Metering devices would be of little use without it, whatever their version.
        habits=Habits(answers_refresh=True),
    )


def thermostat(version: Version | str = DEFAULT_VERSION, *, step_interval: float = 5.0) -> Model:
    """Return a room thermostat in tenths of a degree: 16 is wanted, 24 measured, 36 the valve."""
    return Model(
        name="Thermostat",
        product_key="keyt4xyd9n3rqhuc",
        category="wk",
        version=read_version(version),
        points=(
            _bool(1, "switch", initial=True),
            _enum(2, "mode", ("auto", "manual", "holiday"), initial="manual"),
            _value(16, "temp_set", initial=215, minimum=50, maximum=350, step=5, scale=1, unit="℃"),
            _reading(24, "temp_current", initial=198, scale=1, unit="℃"),
            _enum(36, "valve_state", ("open", "close"), initial="open", access=Access.READ_ONLY),
            _bool(40, "child_lock"),
            Point(45, Kind.BITMAP, "fault", initial=0, access=Access.READ_ONLY),
        ),
        behaviour=lambda: Thermostat(interval=step_interval),
    )


def curtain(
    version: Version | str = DEFAULT_VERSION, *, step_interval: float = 0.5, travel_interval: float = 10.0
) -> Model:
    """Return a curtain motor: 1 is the order, 2 the wanted position, 3 the position in percent, 7 what it does."""
    return Model(
        name="Curtain",
        product_key="keyc5hm8ta7ngyve",
        category="cl",
        version=read_version(version),
        points=(
            _enum(1, "control", ("open", "stop", "close"), initial="stop"),
            _value(2, "percent_control", initial=0, maximum=100, unit="%"),
            _reading(3, "percent_state", initial=0, unit="%"),
            _enum(5, "control_back_mode", ("forward", "back"), initial="forward"),
            _enum(7, "work_state", ("opening", "closing"), initial="closing", access=Access.READ_ONLY),
        ),
        behaviour=lambda: Curtain(interval=step_interval, travel_interval=travel_interval),
    )


def sensor(version: Version | str = DEFAULT_VERSION, *, reading_interval: float = 15.0) -> Model:
    """Return a sensor: 1 temperature in tenths of a degree, 2 humidity, 4 battery."""
    return Model(
        name="Climate sensor",
        product_key="keys8vd3kxtq5mpr",
        category="wsdcg",
        version=read_version(version),
        points=_SENSOR_POINTS,
        behaviour=lambda: Climate(1, 2, interval=reading_interval),
    )


def gateway(version: Version | str = DEFAULT_VERSION, *, reading_interval: float = 15.0) -> Model:
    """Return a Zigbee gateway with two children, a plug and a sensor; it has no data points of its own."""
    return Model(
        name="Zigbee gateway",
        product_key="keyg2fndz6jwmxbk",
        category="wfcon",
        version=read_version(version),
        children=(
            ChildModel(
                Cid("a4c138f2b0d15e73"),
                "Zigbee plug",
                (
                    _bool(1, "switch_1"),
                    _value(9, "countdown_1", initial=0, maximum=86400, unit="s"),
                    _enum(14, "relay_status", _RELAY_STATES, initial="memory"),
                ),
                lambda: Countdown(1, 9),
            ),
            ChildModel(
                Cid("a4c1386d94e7c208"),
                "Zigbee sensor",
                _SENSOR_POINTS,
                lambda: Climate(1, 2, interval=reading_interval),
            ),
        ),
    )


def blaster(version: Version | str = DEFAULT_VERSION) -> Model:
    """Return an infrared blaster: 201 is told what to send or to learn, 202 is what it learnt.

    Until it learnt something it has nothing to report, and says so to every query.
    """
    return Model(
        name="Infrared blaster",
        product_key="keyb6wnr8yxq3mhd",
        category="wnykq",
        version=read_version(version),
        points=(
            Point(201, Kind.STRING, "ir_send", access=Access.WRITE_ONLY),
            Point(202, Kind.STRING, "ir_study_code", access=Access.READ_ONLY),
        ),
        behaviour=lambda: Blaster(201, 202),
    )


def read_version(version: Version | str) -> Version:
    """Read a version as people write it.

    Raises:
        ConfigError: there is no such version.
    """
    try:
        return Version(version)
    except ValueError:
        raise ConfigError(f"{version!r} is no protocol version; there are 3.1, 3.2, 3.3, 3.4 and 3.5") from None


def _bool(dp: int, code: str, *, initial: bool = False) -> Point:
    return Point(dp, Kind.BOOL, code, initial=initial)


def _enum(dp: int, code: str, options: tuple[str, ...], *, initial: str, access: Access = Access.READ_WRITE) -> Point:
    return Point(dp, Kind.ENUM, code, initial=initial, options=options, access=access)


def _value(
    dp: int, code: str, *, initial: int, maximum: int, minimum: int = 0, step: int = 1, scale: int = 0, unit: str = ""
) -> Point:
    return Point(
        dp, Kind.VALUE, code, initial=initial, minimum=minimum, maximum=maximum, step=step, scale=scale, unit=unit
    )


def _reading(dp: int, code: str, *, initial: int, scale: int = 0, unit: str = "") -> Point:
    return Point(dp, Kind.VALUE, code, initial=initial, access=Access.READ_ONLY, scale=scale, unit=unit)


_SENSOR_POINTS: Final = (
    _reading(1, "va_temperature", initial=214, scale=1, unit="℃"),
    _reading(2, "va_humidity", initial=46, unit="%"),
    _enum(3, "battery_state", ("low", "middle", "high"), initial="high", access=Access.READ_ONLY),
    _reading(4, "battery_percentage", initial=87, unit="%"),
)

MODELS: Final[Mapping[str, Callable[[Version], Model]]] = MappingProxyType(
    {
        "switch": switch,
        "rgb_lamp": rgb_lamp,
        "metering_plug": metering_plug,
        "thermostat": thermostat,
        "curtain": curtain,
        "sensor": sensor,
        "gateway": gateway,
        "blaster": blaster,
    }
)
"""The ready-made models by the name that descriptions of simulators use."""
