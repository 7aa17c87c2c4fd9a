"""What the process logs, as messages on `bridge/logging`: warnings and errors, for people who see the broker and not the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from tuyalan.bridge import payloads

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = "tuyalan"
"""The logger whose records are told; keys and tokens are in none of them."""
OWN: Final = "tuyalan.mqtt"
"""The logger that is not told: what goes wrong with the broker is not said to the broker."""
MAX_LENGTH: Final = 1000
"""Most characters of a record that are told."""


class LogTeller(logging.Handler):
    """Hands records on, inside the thread that logs."""

    def __init__(self, tell: Callable[[bytes], None], *, level: int = logging.WARNING) -> None:
        """Take who is told, and from which level on."""
        super().__init__(level)
        self._tell = tell
        self._is_telling = False

    def emit(self, record: logging.LogRecord) -> None:
        """Hand one record on; what logs because of it is not told."""
        if self._is_telling or record.name.startswith(OWN):
            return
        self._is_telling = True
        try:
            self._tell(build_record(record))
        except Exception:  # noqa: BLE001 - logging must not fail because of who listens
            self.handleError(record)
        finally:
            self._is_telling = False


def build_record(record: logging.LogRecord) -> bytes:
    """Return a record as JSON."""
    text = record.getMessage()
    if len(text) > MAX_LENGTH:
        text = f"{text[:MAX_LENGTH]}..."
    return payloads.encode({"level": record.levelname.lower(), "message": text, "namespace": record.name})
