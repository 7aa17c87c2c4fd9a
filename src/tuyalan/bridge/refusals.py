"""From a broker's no to what we may read, to an error that says why and what to do next. Knows numbers, no library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.errors import BrokerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.bridge.broker import Broker

NO_WILDCARDS: Final = 162
"""What a broker says that has no subscriptions with wildcards, to one of them or at the end of the connection."""
_VAGUE: Final = frozenset({128, 131, 143})
"""What they say who give no reason (3.1.1 has no other word), have one of their own, or find the filter wrong."""
_UNAUTHORIZED: Final = 135
_TOO_MANY: Final = 151
_ALLOW: Final = "Allow it in the broker's access list."


def has_wildcards(text: str) -> bool:
    """Tell whether a filter of a subscription stands for several topics."""
    return "+" in text or "#" in text


def miss_wildcards(broker: Broker, filters: Iterable[str] = ()) -> BrokerError:
    """Return the error for a broker that has no subscriptions with wildcards.

    Args:
        broker: Which one.
        filters: What was asked for, as far as that is known.
    """
    needed = [text for text in filters if has_wildcards(text)]
    what = f", and {', '.join(needed)} cannot be read without" if needed else ""
    return BrokerError(
        f"the broker at {broker} has no subscriptions with wildcards{what}",
        hint="Allow subscriptions with + and # in the settings of the broker, or take another broker.",
    )


def refuse_filters(broker: Broker, refused: Mapping[str, tuple[int, str]]) -> BrokerError:
    """Return the error for filters that a broker does not let us subscribe to.

    Args:
        broker: Which one.
        refused: The filters, each with the number of the broker's reason and with its name.
    """
    numbers = {number for number, _ in refused.values()}
    if NO_WILDCARDS in numbers:
        return miss_wildcards(broker, [text for text, (number, _) in refused.items() if number == NO_WILDCARDS])
    what = f"the broker at {broker} does not let us read {', '.join(refused)}"
    if numbers == {_UNAUTHORIZED}:
        return BrokerError(what, hint=_ALLOW)
    if numbers == {_TOO_MANY}:
        return BrokerError(f"{what}: they are too many", hint="Let the broker allow a client more subscriptions.")
    if numbers <= _VAGUE and all(map(has_wildcards, refused)):
        return BrokerError(
            what,
            hint=f"{_ALLOW} If it is allowed, see whether the broker takes subscriptions with + and #, which are needed.",
        )
    if numbers <= _VAGUE:
        return BrokerError(what, hint=_ALLOW)
    reasons = sorted({name for _, name in refused.values()})
    return BrokerError(f"{what}: {', '.join(reasons)}", hint="The log of the broker may say more.")
