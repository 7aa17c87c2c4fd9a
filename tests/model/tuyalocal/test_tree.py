"""Strict reading of parsed trees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tuyalan.model.tuyalocal.tree import Loss, Node, is_sane, shorten

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json


def read(tree: dict[Json, Json]) -> tuple[Node, list[Loss]]:
    losses: list[Loss] = []
    return Node(tree, "top", losses), losses


def test_what_is_missing_is_no_loss() -> None:
    node, losses = read({})
    assert (node.text("a"), node.flag("a"), node.number("a"), node.integer("a")) == ("", None, None, None)
    assert (node.node("a"), node.nodes("a"), list(node.items("a"))) == (None, [], [])
    assert not node.has("a")
    node.finish()
    assert losses == []


def test_values_come_out_as_they_are() -> None:
    node, losses = read({"text": "a", "flag": False, "number": 1.5, "whole": 3, "node": {"b": 1}, "items": [{"c": 2}]})
    assert (node.text("text"), node.flag("flag"), node.number("number"), node.integer("whole")) == ("a", False, 1.5, 3)
    child = node.node("node")
    assert child is not None
    assert (child.path("b"), child.take("b")) == ("top.node.b", 1)
    assert [item.path("c") for item in node.nodes("items")] == ["top.items[0].c"]
    node.finish()
    assert losses == []


WRONG: Final[list[tuple[tuple[str, Json], str]]] = [
    (("text", 1), "1 is not a text"),
    (("text", None), "None is not a text"),
    (("text", "\ud800"), "'\\ud800' is not a text"),
    (("flag", "yes"), "yes is not true or false"),
    (("flag", None), "None is not true or false"),
    (("number", True), "True is not a number"),
    (("number", None), "None is not a number"),
    (("number", float("inf")), "inf is not a number"),
    (("integer", 1.5), "1.5 is not a whole number"),
    (("integer", 2**64), "18446744073709551616 is not a number"),
    (("node", []), "a list is not a mapping"),
    (("node", None), "None is not a mapping"),
    (("nodes", {}), "a dict is not a list"),
    (("items", None), "None is not a list"),
]
"""What is asked for with which value under the key, and what is lost."""


@pytest.mark.parametrize(("value", "wanted"), WRONG)
def test_a_wrong_type_is_a_loss_with_its_place(value: tuple[str, Json], wanted: str) -> None:
    method, wrong = value
    node, losses = read({"key": wrong})
    assert not getattr(node, method)("key")
    assert losses == [Loss("top.key", wanted)]


def test_a_list_of_something_else_keeps_the_mappings() -> None:
    node, losses = read({"key": [1, {}]})
    assert len(node.nodes("key")) == 1
    assert losses == [Loss("top.key[0]", "1 is not a mapping")]


def test_keys_that_nobody_took_are_losses() -> None:
    node, losses = read({"known": 1, "odd": 2, 3: 4})
    assert node.keys() == ["known", "odd"]
    node.take("known")
    node.finish()
    assert losses == [Loss("top.odd", "unknown key"), Loss("top.3", "unknown key")]


def test_the_top_has_no_place() -> None:
    losses: list[Loss] = []
    Node({}, "", losses).lose("", "odd")
    assert losses == [Loss("", "odd")]


@pytest.mark.parametrize(
    ("value", "is_so"),
    [
        (2**63 - 1, True),
        (2**63, False),
        (1.5, True),
        (float("nan"), False),
        ("ä", True),
        ("\udfff", False),
        (None, True),
    ],
)
def test_only_what_can_be_kept_is_sane(value: Json, is_so: bool) -> None:  # noqa: FBT001 - a case
    assert is_sane(value) is is_so


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (1.5, "1.5"),
        (12, "12"),
        (1 << 400, "0x" + "1" + "0" * 37 + "..."),
        ("word", "word"),
        ("x" * 50, "x" * 40 + "..."),
        ("\x00" * 50, "'" + "\\x00" * 9 + "\\x0..."),
        ([], "a list"),
        (object(), "a object"),
    ],
)
def test_wrong_values_are_shown_shortly(value: Json, text: str) -> None:
    assert shorten(value) == text
