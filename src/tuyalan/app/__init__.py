"""Wires the parts together for programs."""

from __future__ import annotations

from tuyalan.app.devices import find_owner, make_device, open_device
from tuyalan.app.running import find_loop_factory, run

__all__ = ["find_loop_factory", "find_owner", "make_device", "open_device", "run"]
