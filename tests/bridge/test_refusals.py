"""What a broker refuses is told with the reason it gives and what to do next."""

from __future__ import annotations

import pytest

from tuyalan.bridge.broker import Broker
from tuyalan.bridge.refusals import has_wildcards, miss_wildcards, refuse_filters

BROKER = Broker(host="broker.home", port=1883)


def test_a_filter_with_wildcards_is_told_from_a_topic() -> None:
    assert [has_wildcards(text) for text in ("a/b", "a/+/set", "a/#")] == [False, True, True]


def test_missing_wildcards_are_named_with_what_needs_them() -> None:
    error = miss_wildcards(BROKER, ["a", "a/+/set", "b/#"])
    assert error.message == (
        "the broker at mqtt://broker.home:1883 has no subscriptions with wildcards, "
        "and a/+/set, b/# cannot be read without"
    )
    assert "another broker" in error.hint
    assert miss_wildcards(BROKER).message.endswith("with wildcards")


@pytest.mark.parametrize(
    ("refused", "message", "hint"),
    [
        (
            {"a/#": (162, "Wildcard Subscriptions not supported")},
            "has no subscriptions with wildcards",
            "another broker",
        ),
        ({"a": (135, "Not authorized"), "a/#": (162, "")}, "wildcards, and a/# cannot", "another broker"),
        ({"a/#": (135, "Not authorized")}, "does not let us read a/#", "Allow it in the broker's access list."),
        ({"a/#": (128, "Unspecified error"), "b/+": (128, "")}, "read a/#, b/+", "takes subscriptions with + and #"),
        ({"a": (128, "Unspecified error"), "b/+": (128, "")}, "read a, b/+", "Allow it in the broker's access list."),
        ({"a": (151, "Quota exceeded")}, "read a: they are too many", "more subscriptions"),
        (
            {"a": (158, "Shared"), "b": (135, "Not authorized")},
            "read a, b: Not authorized, Shared",
            "log of the broker",
        ),
    ],
)
def test_each_reason_leads_to_its_own_advice(refused: dict[str, tuple[int, str]], message: str, hint: str) -> None:
    error = refuse_filters(BROKER, refused)
    assert error.message.startswith("the broker at mqtt://broker.home:1883 ")
    assert message in error.message
    assert hint in error.hint
