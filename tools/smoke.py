"""Import every module of an installed Tuyalan: what a wheel lacks shows here, not at a user's."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from importlib import metadata
from pathlib import Path

import tuyalan


def main() -> int:
    """Import all modules and print how many there are; an error of an import ends the program."""
    names = [module.name for module in pkgutil.walk_packages(tuyalan.__path__, "tuyalan.")]
    for name in names:
        if not name.endswith("__main__"):
            importlib.import_module(name)
    typed = Path(tuyalan.__path__[0], "py.typed").is_file()
    print(f"tuyalan {metadata.version('tuyalan')}: {len(names)} modules, typed: {typed}, from {tuyalan.__path__[0]}")
    return 0 if names and typed else 1


if __name__ == "__main__":
    sys.exit(main())
