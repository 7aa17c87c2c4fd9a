"""What speaks for two answers of inference: hardly anything, and nearly everything."""

from __future__ import annotations

from typing import Final

from tuyalan.model.confidence import Signs

WEAK: Final = Signs(
    share=0.2,
    likeness=0.3,
    rival=0.9,
    cover=0.4,
    rival_cover=0.9,
    vicinity=0.1,
    voters=1,
    nearest=0.1,
    is_vendors=True,
    seen=2,
)
STRONG: Final = Signs(
    share=0.9,
    likeness=1.0,
    rival=0.1,
    cover=1.0,
    rival_cover=0.1,
    vicinity=1.0,
    voters=20,
    nearest=1.0,
    is_vendors=False,
    seen=9,
)
