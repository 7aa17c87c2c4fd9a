"""What the process says at its end: one number for each kind of outcome, from the error tree.

The table here is the one that the documentation shows.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from tuyalan import errors
from tuyalan.errors import TuyalanError

if TYPE_CHECKING:
    from collections.abc import Mapping


class ExitCode(enum.IntEnum):
    """The exit codes; the docstring of each is its line in the documentation."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    UNREACHABLE = 3
    CREDENTIAL = 4
    TIMEOUT = 5
    UNKNOWN = 6
    PARTIAL = 7
    REFUSED = 8
    STORAGE = 9
    INTERRUPTED = 130


MEANINGS: Final[Mapping[ExitCode, str]] = {
    ExitCode.OK: "All was done.",
    ExitCode.UNEXPECTED: "A fault of Tuyalan itself; please report it.",
    ExitCode.USAGE: "The command was called wrongly; nothing was done.",
    ExitCode.UNREACHABLE: "The device, the cloud or the broker cannot be reached, refuses, is busy with other clients, or was lost.",
    ExitCode.CREDENTIAL: "The local key, the protocol version or the login is wrong or missing.",
    ExitCode.TIMEOUT: "The device did not answer in time.",
    ExitCode.UNKNOWN: "No such device or data point, or nothing was found.",
    ExitCode.PARTIAL: "A part was done; the output says what was not.",
    ExitCode.REFUSED: "The device, the cloud or another bridge refused, or a value or message does not fit, or bytes are no valid frame.",
    ExitCode.STORAGE: "A file or setting is wrong, or the machine does not allow what is needed.",
    ExitCode.INTERRUPTED: "Stopped by Ctrl-C.",
}
"""What each code means, for people."""


class NothingFoundError(TuyalanError):
    """A search ended without a single device."""

    code = "scan.nothing"
    hint = "Go through the reasons above from top to bottom."


class DemoFailedError(TuyalanError):
    """A step of the demonstration did not happen."""

    code = "demo.failed"
    hint = "Run it again with --debug and report what it shows."


_CODES: Final[tuple[tuple[type[TuyalanError], ExitCode], ...]] = (
    (errors.UnknownDeviceError, ExitCode.UNKNOWN),
    (errors.UnknownGroupError, ExitCode.UNKNOWN),
    (errors.UnknownSceneError, ExitCode.UNKNOWN),
    (errors.GroupError, ExitCode.PARTIAL),
    (NothingFoundError, ExitCode.UNKNOWN),
    (errors.UnknownDpError, ExitCode.UNKNOWN),
    (errors.UseError, ExitCode.USAGE),
    (errors.MovedError, ExitCode.UNREACHABLE),
    (errors.UnreachableError, ExitCode.UNREACHABLE),
    (errors.BusyError, ExitCode.UNREACHABLE),
    (errors.ConnectionLostError, ExitCode.UNREACHABLE),
    (errors.KeyRejectedError, ExitCode.CREDENTIAL),
    (errors.CredentialError, ExitCode.CREDENTIAL),
    (errors.VersionMismatchError, ExitCode.CREDENTIAL),
    (errors.ResponseTimeoutError, ExitCode.TIMEOUT),
    (errors.SilentDeviceError, ExitCode.TIMEOUT),
    (errors.DeviceRefusedError, ExitCode.REFUSED),
    (errors.NotAllowedError, ExitCode.REFUSED),
    (errors.SchemaError, ExitCode.REFUSED),
    (errors.ProtocolError, ExitCode.REFUSED),
    (errors.BrokerError, ExitCode.UNREACHABLE),
    (errors.RivalError, ExitCode.REFUSED),
    (errors.MessageError, ExitCode.REFUSED),
    (errors.CloudUnreachableError, ExitCode.UNREACHABLE),
    (errors.CloudBusyError, ExitCode.UNREACHABLE),
    (errors.CloudError, ExitCode.REFUSED),
    (errors.StorageError, ExitCode.STORAGE),
    (errors.ConfigError, ExitCode.STORAGE),
)
"""The first class that fits decides, so the special ones stand before the general ones."""


def exit_code(error: BaseException) -> ExitCode:
    """Return the exit code for an error; whatever is not in our tree is unexpected."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), ExitCode.UNEXPECTED)
