"""What tools/reference.py makes of source text."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from tools import reference

if TYPE_CHECKING:
    from collections.abc import Collection

SOURCE: Final = '''
from elsewhere import Other

__all__ = ["Lamp", "find"]


class Lamp(Base):
    """Light a room."""

    watts: float = 4.5
    """Power, watts."""
    hint = "Turn the `knob`."

    def __init__(self, name: str, *, is_on: bool = False) -> None:
        """Take what it is called."""
        self.name = name
        """What people call it."""
        self.hours: int = 0
        """How long it was on."""
        self.secret = name

    @property
    def colour(self) -> str:
        """What it looks like."""

    async def dim(self, percent: int, *, seconds: float = 0.5, curve: str = "linear", steps: dict[str, tuple[int, int]] | None = None) -> None:
        """Make it darker.

        Args:
            percent: how much,
                from 0 to 100.
            seconds: how long.

        Raises:
            ValueError: `percent` is none.
        """

    def on_update(self) -> None:
        """Be told; for the package itself."""

    def _hidden(self) -> None: ...


def find(name: str, /, *others: str, **more: int) -> Lamp:
    """Find a lamp."""
'''
MODULE: Final = ast.parse(SOURCE)


def build(name: str, *, internal: Collection[str] = ()) -> str:
    """Build the section of one member."""
    member = reference.find_member(MODULE, name)
    assert member is not None
    return reference.build_member(member, internal=internal)


def test_a_class_is_shown_with_arguments_fields_properties_and_methods() -> None:
    text = build("Lamp")
    assert "    class Lamp(name: str, *, is_on: bool = False)" in text
    assert "- `watts`: `float` = `4.5`: Power, watts." in text
    assert "- `hint` = `` 'Turn the `knob`.' ``" in text
    assert "- `colour`: `str`: What it looks like." in text
    assert "#### Lamp.dim" in text
    assert "- `name`: What people call it.\n- `hours`: `int`: How long it was on.\n" in text
    assert "secret" not in text


def test_long_signatures_take_a_line_for_each_parameter() -> None:
    assert "    async dim(\n        percent: int,\n        *,\n        seconds: float = 0.5,\n" in build("Lamp")
    assert "        steps: dict[str, tuple[int, int]] | None = None,\n    ) -> None" in build("Lamp")


def test_sections_of_docstrings_become_lists() -> None:
    text = build("Lamp")
    assert "*Args:*\n\n- `percent`: how much, from 0 to 100.\n- `seconds`: how long.\n" in text
    assert "*Raises:*\n\n- `ValueError`: `percent` is none." in text


def test_what_is_private_or_for_the_package_is_left_out() -> None:
    text = build("Lamp", internal={"on_update"})
    assert "_hidden" not in text
    assert "on_update" not in text
    assert "Lamp.on_update" in build("Lamp")


def test_functions_are_shown_with_all_kinds_of_parameters() -> None:
    assert "    find(name: str, *others: str, **more: int) -> Lamp" in build("find")


def test_names_are_found_where_they_are_defined_or_imported_from() -> None:
    assert reference.list_all(MODULE) == ["Lamp", "find"]
    assert reference.find_member(MODULE, "Other") is None
    assert reference.find_import(MODULE, "Other") == "elsewhere"
    assert reference.find_import(MODULE, "Nobody") is None


FAMILY: Final = ast.parse('''
class Middle(Part[F, S]):
    """Not public."""

    watts: float = 1.0
    """Power, watts."""

    def turn_on(self) -> None:
        """Switch it on."""

    def turn_off(self) -> None:
        """Switch it off."""

    def _hidden(self) -> None: ...


class Heater(Middle[Fire, FireState], Plain, enum.Flag):
    """Makes warm."""

    def turn_on(self) -> None:
        """Light it."""
''')


def test_what_a_class_has_of_a_base_that_is_not_public_is_shown_with_it() -> None:
    middle, heater = (reference.find_member(FAMILY, name) for name in ("Middle", "Heater"))
    assert middle is not None
    assert heater is not None
    assert reference.list_bases(heater.node) == ["Middle", "Plain"]
    text = reference.build_member(reference.inherit(heater, middle))
    assert "    class Heater(Part[Fire, FireState], Plain, enum.Flag)" in text
    assert "- `watts`: `float` = `1.0`: Power, watts." in text
    assert text.index("Light it.") < text.index("### Heater.turn_off")
    assert "Switch it on." not in text
    assert "_hidden" not in text


def test_functions_inherit_nothing() -> None:
    find, lamp = reference.find_member(MODULE, "find"), reference.find_member(MODULE, "Lamp")
    assert find is not None
    assert lamp is not None
    assert reference.list_bases(find.node) == []
    assert reference.inherit(find, lamp) is find
