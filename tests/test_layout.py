"""Tests mirror modules one to one, and the contract of the pure layers knows every pure package."""

from __future__ import annotations

import tomllib
from typing import Final

from tests.support import ROOT

SOURCE: Final = ROOT / "src" / "tuyalan"
TESTS: Final = ROOT / "tests"

MODULES_WITHOUT_TESTS: Final[dict[str, str]] = {}
"""Modules with no test file of their own, and why."""

TESTS_WITHOUT_MODULES: Final[dict[str, str]] = {
    "test_catalogue_tool.py": "tools/catalogue.py",
    "test_conftest.py": "the guard of conftest.py",
    "test_facts.py": "docs/protocol/facts.toml and tools/facts.py",
    "test_layout.py": "this file",
    "test_public.py": "tuyalan/__init__.py",
    "test_shaking.py": "shaking.py",
    "test_support.py": "support.py",
}
"""Test files that belong to no module, and what they test instead."""

FOLDERS_WITHOUT_MODULES: Final[dict[str, str]] = {
    "chaos": "many devices under faults",
    "docs": "the code blocks and tables of the documentation",
    "e2e": "several layers together",
    "homeassistant": "what Home Assistant's own code says of what the bridge announces",
    "interop": "other implementations",
}
"""Folders of tests that belong to no package, and what they test instead."""

PURE: Final = (
    "wire",
    "beacon",
    "mcu",
    "session",
    "model",
    "capture",
    "bridge/asking",
    "bridge/claim",
    "bridge/commands",
    "bridge/describing",
    "bridge/faces",
    "bridge/foreign",
    "bridge/grouping",
    "bridge/homeassistant",
    "bridge/levels",
    "bridge/limit",
    "bridge/message",
    "bridge/mirror",
    "bridge/outbox",
    "bridge/packing",
    "bridge/payloads",
    "bridge/publishing",
    "bridge/replies",
    "bridge/requests",
    "bridge/sharing",
    "bridge/topics",
    "bridge/unison",
)
"""Packages and modules that touch no socket, no clock and no randomness."""


def list_expected_tests() -> set[str]:
    """Return the test files that the modules call for."""
    return {
        path.relative_to(SOURCE).with_name(f"test_{path.stem.removeprefix('_')}.py").as_posix()
        for path in SOURCE.rglob("*.py")
        if not path.stem.startswith("__") and path.relative_to(SOURCE).as_posix() not in MODULES_WITHOUT_TESTS
    }


def list_tests() -> set[str]:
    """Return the test files that should belong to a module."""
    files = {path.relative_to(TESTS) for path in TESTS.rglob("test_*.py")}
    return {
        file.as_posix()
        for file in files
        if file.as_posix() not in TESTS_WITHOUT_MODULES and file.parts[0] not in FOLDERS_WITHOUT_MODULES
    }


def test_every_module_has_its_test_file() -> None:
    assert sorted(list_expected_tests() - list_tests()) == []


def test_every_test_file_has_its_module() -> None:
    assert sorted(list_tests() - list_expected_tests()) == []


def test_every_exception_exists() -> None:
    missing = [name for name in MODULES_WITHOUT_TESTS if not (SOURCE / name).is_file()]
    missing += [name for name in TESTS_WITHOUT_MODULES if not (TESTS / name).is_file()]
    assert missing == []


def test_every_package_has_an_init_file() -> None:
    folders = {path.parent for path in SOURCE.rglob("*.py")}
    assert sorted(str(folder) for folder in folders if not (folder / "__init__.py").is_file()) == []


def test_the_contract_of_the_pure_layers_names_every_pure_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(c for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "forbidden")
    present = [
        "tuyalan." + name.replace("/", ".")
        for name in PURE
        if (SOURCE / name / "__init__.py").is_file() or (SOURCE / f"{name}.py").is_file()
    ]
    assert sorted(contract["source_modules"]) == sorted(present)
