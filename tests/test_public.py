"""The public surface is what it is on purpose, and importing it costs and starts nothing."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

import pytest

import tuyalan
from tests.support import ROOT

PUBLIC: Final = [
    "Alarm",
    "BadValueError",
    "BinarySensor",
    "BusyError",
    "Button",
    "Cause",
    "Child",
    "Climate",
    "Colour",
    "ConnectionChange",
    "ConnectionLostError",
    "Cover",
    "Dehumidifier",
    "Device",
    "DeviceModel",
    "DeviceRecord",
    "DeviceRefusedError",
    "DeviceStore",
    "Dialect",
    "DpValue",
    "Event",
    "Fan",
    "Feature",
    "FeatureKind",
    "Feeder",
    "Found",
    "Handle",
    "Humidifier",
    "Infrared",
    "KeyRejectedError",
    "Knowledge",
    "Light",
    "LocalKey",
    "Lock",
    "Meter",
    "Network",
    "NotAllowedError",
    "Number",
    "Options",
    "Outcome",
    "Property",
    "PropertyChange",
    "PropertyUpdate",
    "Purifier",
    "Radio",
    "Reading",
    "ResponseTimeoutError",
    "Select",
    "Sensor",
    "Siren",
    "Status",
    "Switch",
    "Text",
    "TuyalanError",
    "UnknownFeatureError",
    "UnreachableError",
    "Update",
    "Vacuum",
    "Valve",
    "Version",
    "Wait",
    "WaterHeater",
    "WriteResult",
    "__version__",
    "scan",
    "watch_all",
]
"""Every name that `from tuyalan import ...` promises; taking one away breaks somebody's program."""

HEAVY: Final = ("asyncio", "cryptography", "cyclopts", "ifaddr", "rich", "socket", "ssl", "uvloop")
"""Modules that a bare import must not load: they cost time and memory that many commands do not need."""

LOOK: Final = """
import tuyalan
heavy = sorted({heavy!r} & set(sys.modules))
import threading
print(*heavy, threading.active_count())
"""


def test_the_public_names_are_pinned() -> None:
    assert sorted(tuyalan.__all__) == sorted(PUBLIC)


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_resolves(name: str) -> None:
    assert getattr(tuyalan, name) is not None


def test_the_public_names_are_listed_for_completion() -> None:
    assert dir(tuyalan) == sorted(PUBLIC)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Lamp'"):
        getattr(tuyalan, "Lamp")  # noqa: B009 - the type checker knows that it is not there


def test_the_version_is_that_of_the_metadata() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert tuyalan.__version__ == project["version"]


def test_importing_loads_nothing_heavy_and_starts_no_thread() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r})\n" + LOOK.format(heavy=set(HEAVY))
    done = subprocess.run(  # noqa: S603 - the interpreter of this test with fixed code
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False, timeout=30
    )
    assert (done.stdout.strip(), done.stderr) == ("1", "")


def test_the_package_says_that_it_is_typed() -> None:
    assert Path(tuyalan.__file__).with_name("py.typed").is_file()


def test_pinned_requirements_match_the_metadata() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    assert read_requirements("core.in") == sorted(project["dependencies"])
    wanted = [*(name for name in extras["cli"] if not name.startswith("tuyalan")), *extras["uvloop"]]
    assert read_requirements("cli.in") == sorted(wanted)


def read_requirements(name: str) -> list[str]:
    """Return the lines of a requirements file that name a package."""
    lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    return sorted(line for line in lines if line and not line.startswith(("#", "-")))
