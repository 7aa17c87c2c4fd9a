"""Where a user's own files live on each platform.

Turns environment, platform and home folder into paths; touches no file.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tuyalan.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEVICES_VARIABLE: Final = "TUYALAN_DEVICES"
"""Environment variable with the path of the device file."""

DEVICES_FILE: Final = "devices.json"
"""Name of the device file in the configuration folder."""

CONFIG_VARIABLE: Final = "TUYALAN_CONFIG"
"""Environment variable with the path of the settings file."""

CONFIG_FILE: Final = "tuyalan.toml"
"""Name of the settings file in the configuration folder."""

STATE_FILE: Final = "hub.db"
"""Name of the file with the hub's state in the state folder."""

_FOLDER: Final = "tuyalan"


def devices_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the path of the device file: the one that the environment names, else the user's own.

    Raises:
        ConfigError: there is no home folder.
    """
    named = environ.get(DEVICES_VARIABLE)
    if named:
        return _home() / named[2:] if named.startswith("~/") else Path(named)
    return config_folder(environ) / DEVICES_FILE


def config_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the path of the settings file: the one that the environment names, else the user's own.

    Raises:
        ConfigError: there is no home folder.
    """
    named = environ.get(CONFIG_VARIABLE)
    if named:
        return _home() / named[2:] if named.startswith("~/") else Path(named)
    return config_folder(environ) / CONFIG_FILE


def config_folder(environ: Mapping[str, str] = os.environ, *, platform: str = sys.platform) -> Path:
    """Return the folder for the user's settings; it need not exist.

    Raises:
        ConfigError: there is no home folder.
    """
    if platform == "win32":
        roaming = environ.get("APPDATA")
        return (Path(roaming) if roaming else _home() / "AppData" / "Roaming") / _FOLDER
    if platform == "darwin":
        return _home() / "Library" / "Application Support" / _FOLDER
    # The XDG rules say that a relative path is to be ignored.
    named = Path(environ.get("XDG_CONFIG_HOME", ""))
    return (named if named.is_absolute() else _home() / ".config") / _FOLDER


def state_folder(environ: Mapping[str, str] = os.environ, *, platform: str = sys.platform) -> Path:
    """Return the folder for what programs remember by themselves; the service manager may name it. It need not exist.

    Raises:
        ConfigError: there is no home folder.
    """
    named = Path(environ.get("STATE_DIRECTORY", "").partition(":")[0])
    if named.is_absolute():
        return named
    if platform in {"win32", "darwin"}:
        return config_folder(environ, platform=platform)
    named = Path(environ.get("XDG_STATE_HOME", ""))
    return (named if named.is_absolute() else _home() / ".local" / "state") / _FOLDER


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as exc:
        raise ConfigError(
            f"this user has no home folder; set {DEVICES_VARIABLE} to the path of the device file"
        ) from exc
