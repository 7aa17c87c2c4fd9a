"""What goes wrong with one virtual device: switches that may be turned while it runs.

    device.faults = replace(device.faults, delay=0.2, drop_next=1)

All fractions are chances from 0 to 1 for each frame, drawn from the simulator's seeded generator. Numbers called
`..._next` count down from the moment at which the switches were set. A fault changes what leaves the device, never
what the device believes: its state stays right, so a client's can be compared with it.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from tuyalan.wire.commands import CONTROLS, QUERIES, Command

NO_QUERIES = QUERIES
"""For `mute`: silent to queries."""
NO_CONTROLS = CONTROLS
"""For `mute`: writes are done and reported, not acknowledged."""
NO_HEARTBEATS = frozenset({int(Command.HEARTBEAT)})
"""For `mute`: heartbeats get no answer."""


class Reset(enum.Enum):
    """When the device tears a connection down (RST)."""

    NEVER = "never"
    ON_ACCEPT = "on-accept"
    AFTER_REPLY = "after-reply"


@dataclass(frozen=True, slots=True)
class Faults:
    """Every switch; the defaults are a device in good health."""

    # Frames that leave the device
    delay: float = 0.0
    """Every frame waits this long, seconds."""
    jitter: float = 0.0
    """Up to this much longer, by chance, seconds; the order stays."""
    drop: float = 0.0
    """The chance that a frame is lost."""
    drop_next: int = 0
    """How many of the next frames are lost."""
    corrupt: float = 0.0
    """The chance that one byte of a frame is changed, anywhere."""
    corrupt_next: int = 0
    bad_check: float = 0.0
    """The chance that the CRC32, HMAC or tag of a frame is wrong, and nothing else."""
    bad_check_next: int = 0
    split_at: tuple[int, ...] = ()
    """Every frame is cut at these places, in bytes from its start, negative ones from its end."""
    split_randomly: int = 0
    """Every frame is cut at this many random places."""
    split_delay: float = 0.01
    """From piece to piece, seconds."""
    trickle_delay: float = 0.0
    """Every byte leaves alone, this many seconds after the one before; 0 is off."""
    merge: float = 0.0
    """Frames gather for this long and leave in one piece, seconds."""
    garbage: int = 0
    """How many random bytes go before every frame."""

    # What the device does not do
    mute: frozenset[int] = frozenset()
    """Commands that get no answer."""
    half_open: bool = False
    """It neither reads nor writes; connections stay as they are."""
    lock_up_after: int | None = None
    """After this many more sessions every new one is half-open, until the device starts anew."""

    # Connections
    refuses: bool = False
    """The port is closed; connections that stand are left alone."""
    reset: Reset = Reset.NEVER
    ack_delay: float = 0.0
    """Acknowledgements of writes wait this long, seconds; reports do not."""

    # Session keys and ids
    weak_keys_next: int = 0
    """How many of the next session keys begin with zero, where the client's nonce lets them. Facts: NEG-5."""
    early_push: bool = False
    """The state is pushed under the local key as soon as a client is there. Facts: NEG-7."""
    answers_as: str | None = None
    """Another device's id in all that it says: the address belongs to somebody else now."""

    @property
    def shapes_frames(self) -> bool:
        """Whether frames must pass through the slow way out."""
        return bool(
            self.delay or self.jitter or self.drop or self.drop_next or self.corrupt or self.corrupt_next
            or self.bad_check or self.bad_check_next or self.split_at or self.split_randomly or self.trickle_delay
            or self.merge or self.garbage
        )  # fmt: skip


HEALTHY = Faults()
"""Nothing is wrong."""
