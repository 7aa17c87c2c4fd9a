"""Folders with device files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

PLUG: Final = """
name: Plug
products:
  - id: plug000000000001
entities:
  - entity: switch
    class: outlet
    dps:
      - id: 1
        type: boolean
        name: switch
  - entity: sensor
    class: power
    category: diagnostic
    dps:
      - id: 19
        type: integer
        name: sensor
        unit: W
        mapping:
          - scale: 10
"""
"""A plug that measures."""

LAMP: Final = """
name: Lamp
entities:
  - entity: light
    dps:
      - id: 20
        type: boolean
        name: switch
      - id: 21
        type: string
        name: color_mode
        mapping:
          - dps_val: white
            value: color_temp
          - dps_val: colour
            value: hs
"""
"""A lamp of no known product."""

FLAWED: Final = """
name: Flawed
entities:
  - entity: switch
    dps:
      - id: 1
        type: boolean
        name: switch
        colour: red
"""
"""A file with a key that means nothing."""

BROKEN: Final = "name: [Broken"


def fill(folder: Path, **files: str) -> Path:
    """Write device files, each named without its ending; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
