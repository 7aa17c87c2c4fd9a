"""Pin the newest versions that fit `requirements/*.in`, with hashes, and the JavaScript packages likewise.

The files hold neither addresses of indexes nor paths, so they install from whatever index the machine is set up for.
Needs what requirements/lock.txt installs, and npm; run it with `make lock`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

REQUIREMENTS: Final = Path(__file__).resolve().parent.parent / "requirements"

CONSTRAINTS: Final = {
    "core": None,
    "cli": "core",
    "all": "cli",
    "build": "all",
    "dev": "all",
    "interop": "dev",
    "homeassistant": None,
    "homeassistant-newer": None,
    "homeassistant-newest": None,
    "node": None,
    "lock": None,
}
"""Each file and the one whose versions it must share, in the order in which they are made."""

FLOORS: Final = {"homeassistant": "3.13", "homeassistant-newer": "3.13.2", "homeassistant-newest": "3.14.2"}
"""Oldest Python of a file, where it is not that of the project."""

COMPILE: Final = (
    "uv",
    "pip",
    "compile",
    "--quiet",
    "--no-config",
    "--upgrade",
    # One file for all platforms and all versions of Python from the floor up: differences are markers.
    "--universal",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--custom-compile-command=make lock",
)


def compile_pins(name: str, constraint: str | None) -> None:
    """Write `<name>.txt` from `<name>.in`.

    Raises:
        ValueError: an address stands in the outcome.
    """
    floor = FLOORS.get(name, "3.11")
    command = [*COMPILE, f"--python-version={floor}", f"{name}.in", f"--output-file={name}.txt"]
    if constraint is not None:
        command.append(f"--constraint={constraint}.txt")
    subprocess.run(command, cwd=REQUIREMENTS, check=True)
    refuse_addresses(REQUIREMENTS / f"{name}.txt")


def refuse_addresses(path: Path) -> None:
    """Raise ValueError if a pinned file says where to download from."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if "://" in line or line.startswith(("-i", "--index", "--extra-index", "-f", "--find-links")):
            raise ValueError(f"{path.name} holds an address: {line}")


def lock_npm() -> None:
    """Write the lock file of the JavaScript packages, whose versions package.json fixes."""
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is not on the PATH")
    folder = REQUIREMENTS / "npm"
    (folder / "package-lock.json").unlink(missing_ok=True)
    subprocess.run([npm, "install", "--package-lock-only", "--silent"], cwd=folder, check=True)
    if '"resolved"' in (folder / "package-lock.json").read_text(encoding="utf-8"):
        raise ValueError("package-lock.json holds addresses: is .npmrc beside it?")


def main() -> int:
    """Rebuild all pinned files."""
    for name, constraint in CONSTRAINTS.items():
        compile_pins(name, constraint)
    lock_npm()
    return 0


if __name__ == "__main__":
    sys.exit(main())
