"""What is remembered between runs: private files, written whole or not at all."""

from __future__ import annotations

from tuyalan.storage.devices import DeviceStore, ImportReport, RecordChanges
from tuyalan.storage.keys import KnownKey
from tuyalan.storage.places import config_folder, devices_path
from tuyalan.storage.records import LEARNT_FIELDS, DeviceRecord
from tuyalan.storage.tinytuya import Imported, Problem, is_tinytuya, parse_tinytuya
from tuyalan.storage.unlocking import Unlocker

__all__ = [
    "LEARNT_FIELDS",
    "DeviceRecord",
    "DeviceStore",
    "ImportReport",
    "Imported",
    "KnownKey",
    "Problem",
    "RecordChanges",
    "Unlocker",
    "config_folder",
    "devices_path",
    "is_tinytuya",
    "parse_tinytuya",
]
