"""Warnings and errors of the log, for those who see the broker."""

from __future__ import annotations

import logging

import msgspec

from tuyalan.bridge.telling import MAX_LENGTH, LogTeller


def tell(*records: tuple[str, int, str]) -> list[dict[str, str]]:
    """Log records and return what was told."""
    told: list[bytes] = []
    root = logging.getLogger("tuyalan")
    teller = LogTeller(told.append)
    root.addHandler(teller)
    try:
        for name, level, text in records:
            logging.getLogger(name).log(level, "%s", text)
    finally:
        root.removeHandler(teller)
    return [msgspec.json.decode(payload, type=dict[str, str]) for payload in told]


def test_warnings_are_told_with_who_says_so() -> None:
    assert tell(("tuyalan.client", logging.WARNING, "it is away")) == [
        {"level": "warning", "message": "it is away", "namespace": "tuyalan.client"}
    ]


def test_what_is_of_no_concern_and_what_is_of_the_broker_is_not_told() -> None:
    assert tell(("tuyalan.client", logging.INFO, "x"), ("tuyalan.mqtt", logging.ERROR, "y")) == []


def test_a_long_record_is_cut() -> None:
    (record,) = tell(("tuyalan", logging.ERROR, "x" * 10_000))
    assert len(record["message"]) == MAX_LENGTH + 3


def test_what_logs_while_it_is_told_does_not_go_round() -> None:
    told: list[bytes] = []

    def listen(payload: bytes) -> None:
        told.append(payload)
        logging.getLogger("tuyalan.web").error("again")

    teller = LogTeller(listen)
    logging.getLogger("tuyalan").addHandler(teller)
    try:
        logging.getLogger("tuyalan.web").error("once")
    finally:
        logging.getLogger("tuyalan").removeHandler(teller)
    assert len(told) == 1


def test_a_listener_that_fails_harms_nobody() -> None:
    def fail(payload: bytes) -> None:
        raise ValueError(payload)

    teller = LogTeller(fail)
    raising, logging.raiseExceptions = logging.raiseExceptions, False
    try:
        teller.handle(logging.makeLogRecord({"name": "tuyalan.web", "levelno": logging.ERROR, "msg": "x"}))
    finally:
        logging.raiseExceptions = raising
