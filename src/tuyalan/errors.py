"""The one error tree: every fault a caller may meet, each with a stable code and one sentence of advice.

Messages hold facts (device id, version, shortened bytes), never secrets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Collection


class TuyalanError(Exception):
    """Root of all errors raised on purpose by Tuyalan."""

    code: ClassVar[str] = "tuyalan"
    """Stable identifier for machines, for example `net.busy`."""

    hint: str = "Report this with the output of the same command run with --debug."
    """One sentence that says what to do next; the class's own unless the error knows better."""

    def __init__(self, message: str, *, device_id: str | None = None, hint: str | None = None) -> None:
        """Take the fact as a sentence without full stop, the device it is about, and better advice if there is any."""
        super().__init__(message)
        self.message = message
        self.device_id = device_id
        if hint is not None:
            self.hint = hint

    def __str__(self) -> str:
        """Return the message, led by the device id when there is one."""
        return f"{self.device_id}: {self.message}" if self.device_id else self.message


class ProtocolError(TuyalanError):
    """The peer broke the protocol."""

    code = "wire"
    hint = "Check the protocol version of the device; if it is right, report the frames shown by --debug."


class FrameError(ProtocolError):
    """Bytes that are no frame: bad length, bad suffix, garbage."""

    code = "wire.frame"


class IntegrityError(ProtocolError):
    """A frame whose CRC, HMAC or GCM tag is wrong."""

    code = "wire.integrity"
    hint = "Check the local key; if it is right, the network or another client damages frames."


class PayloadError(ProtocolError):
    """A frame that is intact but whose body is not what it should be."""

    code = "wire.payload"


class KeyRejectedError(TuyalanError):
    """The device does not accept the local key."""

    code = "key.rejected"
    hint = "Get the current local key: it changes whenever the device is paired again."


class VersionMismatchError(TuyalanError):
    """The device speaks another protocol version than the one used."""

    code = "version.mismatch"
    hint = "Leave the version out so that it is found, or set the one that `tuyalan scan` shows."


class UnreachableError(TuyalanError):
    """Nothing answers at the address, or no address is known."""

    code = "net.unreachable"
    hint = "Check that the device has power and is on this network; `tuyalan scan` shows where it is."


class ConnectionRefusedByDeviceError(UnreachableError):
    """The address answers, but its port is closed."""

    code = "net.refused"
    hint = "Check the address: something else may live there; some devices refuse while the phone app is connected."


class BusyError(TuyalanError):
    """The device accepts the connection and closes it at once: other clients hold all its slots."""

    code = "net.busy"
    hint = "Close the phone app and other programs that talk to this device, wait a minute, try again."


class SilentDeviceError(TuyalanError):
    """The device accepts the connection but never answers."""

    code = "device.silent"
    hint = "Check key and version; if both are right, cut the power of the device for ten seconds."


class MovedError(TuyalanError):
    """Another device answers at the address."""

    code = "device.moved"
    hint = "Leave the address out so that it is found, or give the device a fixed address in the router."


class ConnectionLostError(TuyalanError):
    """The connection ended while something was under way; the cause says why."""

    code = "net.lost"
    hint = "Try again: the connection is made anew by itself."


class ResponseTimeoutError(TuyalanError, TimeoutError):
    """The device did not answer in time."""

    code = "device.timeout"
    hint = "Try again; if it happens often, check the Wi-Fi signal at the device."


class DeviceRefusedError(TuyalanError):
    """The device answered with an error, or did not apply what was written."""

    code = "device.refused"
    hint = "Check the data points and values against `tuyalan status`."

    def __init__(
        self, message: str, *, device_id: str | None = None, hint: str | None = None, dps: Collection[int] = ()
    ) -> None:
        """Take also the data points that the device did not apply, where that is known."""
        super().__init__(message, device_id=device_id, hint=hint)
        self.dps: frozenset[int] = frozenset(dps)


class SchemaError(TuyalanError):
    """A data point or value that does not fit the device."""

    code = "schema"
    hint = "See the data points and values with `tuyalan status`."


class UnknownDpError(SchemaError):
    """The device has never reported this data point."""

    code = "schema.unknown_dp"


class BadValueError(SchemaError, ValueError):
    """The value cannot be sent to this data point."""

    code = "schema.bad_value"


class ReadOnlyError(SchemaError):
    """The data point can only be read."""

    code = "schema.read_only"


class UnknownFeatureError(SchemaError):
    """The device has no feature of this kind or key."""

    code = "schema.unknown_feature"
    hint = "See what the device has with `tuyalan status`."


class NotAllowedError(TuyalanError):
    """What is to be operated may harm somebody, and the owner of the device has not allowed it."""

    code = "device.not_allowed"
    hint = "If nobody can come to harm, allow it once with `tuyalan allow DEVICE`, or `device.allow()` in Python."


class CredentialError(TuyalanError):
    """A key or id is missing or malformed."""

    code = "credential"
    hint = "Add the device with `tuyalan add`; it asks for what is missing."


class LoginError(CredentialError):
    """There is no login with the maker's cloud, or it does not hold any more."""

    code = "login"
    hint = "Log in with `tuyalan login`, or give a project with `tuyalan keys cloud`."


class CloudError(TuyalanError):
    """The maker's cloud did not do what was asked."""

    code = "cloud"
    hint = "Try again later; devices whose keys are stored do not need the cloud."


class CloudUnreachableError(CloudError):
    """The maker's cloud cannot be reached, or broke off."""

    code = "cloud.unreachable"
    hint = "Check the internet connection and what filters it; devices whose keys are stored do not need the cloud."


class CloudBusyError(CloudError):
    """The maker's cloud asks to be asked less often."""

    code = "cloud.busy"
    hint = "Wait some minutes and try again."


class CloudAnswerError(CloudError):
    """What answers in place of the maker's cloud is not it, or the answer is damaged."""

    code = "cloud.answer"
    hint = "Look for a proxy, a filter or the log-in page of a guest network in between; then try again."


class CloudRefusedError(CloudError):
    """The maker's cloud answered with an error code."""

    code = "cloud.refused"

    def __init__(
        self, message: str, *, device_id: str | None = None, hint: str | None = None, number: str = ""
    ) -> None:
        """Take also the code of the cloud, as text."""
        super().__init__(message, device_id=device_id, hint=hint)
        self.number = number


class StorageError(TuyalanError):
    """A file of ours cannot be read or written."""

    code = "storage"
    hint = "Check that the file exists, is yours and holds valid JSON; nothing was overwritten."


class LockedError(StorageError):
    """Keys or tokens are protected, and what opens them is missing or wrong."""

    code = "storage.locked"
    hint = "Run it where it can ask, or name a file with the passphrase in TUYALAN_PASSPHRASE_FILE."


class ConfigError(TuyalanError):
    """A setting is wrong, or the machine does not allow what is needed."""

    code = "config"
    hint = "Correct the setting named in the message."


class BrokerError(TuyalanError):
    """The MQTT broker cannot be reached, does not want us, or went away."""

    code = "mqtt.broker"
    hint = "Check that the broker runs and that its address, user name and password are right."


class RivalError(TuyalanError):
    """Another bridge holds the same base topic."""

    code = "mqtt.rival"
    hint = "Stop the other bridge, or give this one a base topic of its own with --base-topic."


class MessageError(TuyalanError):
    """A message that asks for something cannot be understood."""

    code = "mqtt.message"
    hint = "See docs/reference/mqtt.md for topics and payloads."


class UseError(TuyalanError):
    """The library was called wrongly: a local fault, not the device's."""

    code = "use"
    hint = "Correct the call as the message says."


class UnknownDeviceError(UseError):
    """No known device, or several, fit what was asked for."""

    code = "device.unknown"
    hint = "See with `tuyalan devices` what is stored, and with `tuyalan scan` what is on the network."


class UnknownGroupError(UseError):
    """There is no group of this name."""

    code = "group.unknown"
    hint = "Choose one of the groups named in the message, or make one."


class UnknownSceneError(UseError):
    """There is no scene of this name."""

    code = "scene.unknown"
    hint = "Choose one of the scenes named in the message, or make one."


class GroupError(TuyalanError):
    """Some devices of a group did not do what all were asked for; the others did."""

    code = "group.failed"
    hint = "See the message for what the first of them said."
