"""Every error has a stable code and tells people what to do next."""

from __future__ import annotations

import inspect
from typing import Final

import pytest

from tuyalan import errors

CODES: Final = {
    "TuyalanError": "tuyalan",
    "ProtocolError": "wire",
    "FrameError": "wire.frame",
    "IntegrityError": "wire.integrity",
    "PayloadError": "wire.payload",
    "KeyRejectedError": "key.rejected",
    "VersionMismatchError": "version.mismatch",
    "UnreachableError": "net.unreachable",
    "ConnectionRefusedByDeviceError": "net.refused",
    "BusyError": "net.busy",
    "SilentDeviceError": "device.silent",
    "MovedError": "device.moved",
    "ConnectionLostError": "net.lost",
    "ResponseTimeoutError": "device.timeout",
    "DeviceRefusedError": "device.refused",
    "SchemaError": "schema",
    "UnknownDpError": "schema.unknown_dp",
    "BadValueError": "schema.bad_value",
    "ReadOnlyError": "schema.read_only",
    "UnknownFeatureError": "schema.unknown_feature",
    "NotAllowedError": "device.not_allowed",
    "CredentialError": "credential",
    "LoginError": "login",
    "CloudError": "cloud",
    "CloudUnreachableError": "cloud.unreachable",
    "CloudBusyError": "cloud.busy",
    "CloudAnswerError": "cloud.answer",
    "CloudRefusedError": "cloud.refused",
    "StorageError": "storage",
    "LockedError": "storage.locked",
    "ConfigError": "config",
    "BrokerError": "mqtt.broker",
    "RivalError": "mqtt.rival",
    "MessageError": "mqtt.message",
    "UseError": "use",
    "UnknownDeviceError": "device.unknown",
    "UnknownGroupError": "group.unknown",
    "UnknownSceneError": "scene.unknown",
    "GroupError": "group.failed",
}
"""Programs of users compare these codes: a change breaks them."""

CLASSES: Final = [
    value for _, value in inspect.getmembers(errors, inspect.isclass) if issubclass(value, errors.TuyalanError)
]


def test_the_codes_are_pinned() -> None:
    assert {error.__name__: error.code for error in CLASSES} == CODES


def test_no_two_errors_share_a_code() -> None:
    assert len({error.code for error in CLASSES}) == len(CLASSES)


@pytest.mark.parametrize("error", CLASSES)
def test_every_hint_is_one_line_that_ends_in_a_full_stop(error: type[errors.TuyalanError]) -> None:
    assert error.hint.endswith(".")
    assert error.hint[0].isupper()
    assert "\n" not in error.hint


@pytest.mark.parametrize("error", CLASSES)
def test_every_error_is_named_and_described(error: type[errors.TuyalanError]) -> None:
    assert error.__name__.endswith("Error")
    assert (error.__doc__ or "").endswith(".")


@pytest.mark.parametrize("error", CLASSES)
def test_an_error_without_device_reads_as_its_message(error: type[errors.TuyalanError]) -> None:
    fault = error("the fact")
    assert (str(fault), fault.message, fault.device_id) == ("the fact", "the fact", None)


@pytest.mark.parametrize("error", CLASSES)
def test_an_error_about_a_device_leads_with_its_id(error: type[errors.TuyalanError]) -> None:
    fault = error("the fact", device_id="eb01")
    assert (str(fault), fault.message, fault.device_id) == ("eb01: the fact", "the fact", "eb01")


@pytest.mark.parametrize(
    ("error", "builtin"),
    [(errors.ResponseTimeoutError, TimeoutError), (errors.BadValueError, ValueError)],
)
def test_errors_with_a_builtin_sibling_are_caught_as_it(error: type[errors.TuyalanError], builtin: type) -> None:
    with pytest.raises(builtin):
        raise error("the fact")


def test_an_error_gives_the_advice_of_its_class() -> None:
    assert errors.BusyError("the fact").hint == errors.BusyError.hint


@pytest.mark.parametrize("error", CLASSES)
def test_better_advice_replaces_that_of_the_class(error: type[errors.TuyalanError]) -> None:
    usual = error.hint
    assert error("the fact", hint="Do this.").hint == "Do this."
    assert error.hint == usual


def test_a_refusal_names_the_data_points_that_were_not_applied() -> None:
    assert errors.DeviceRefusedError("the fact", dps=[2, 1, 2]).dps == {1, 2}
    assert errors.DeviceRefusedError("the fact").dps == frozenset()
