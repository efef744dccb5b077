"""Refused credentials are counted by the minute, and an address that fails too often waits (D1)."""

from __future__ import annotations

import logging

import pytest

from ipai_azdev_ica.web import failed_logins
from ipai_azdev_ica.web.failed_logins import LIMIT, FailedLogins, network

ADDRESS = "203.0.113.9"


class Clock:
    """Seconds that the test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def failed(clock: Clock) -> FailedLogins:
    return FailedLogins(clock)


def test_an_address_waits_after_its_last_try_until_the_minute_is_over(
    failed: FailedLogins, clock: Clock
) -> None:
    assert {failed.note(ADDRESS, "run") for _ in range(LIMIT)} == {0}
    clock.seconds += 20
    assert failed.note(ADDRESS, "run") == 40
    clock.seconds += 40
    assert failed.note(ADDRESS, "run") == 0


def test_another_address_does_not_wait(failed: FailedLogins) -> None:
    for _ in range(LIMIT + 1):
        failed.note(ADDRESS, "run")
    assert failed.note("203.0.113.10", "run") == 0


def test_the_log_gets_one_line_a_minute_network_and_route(
    failed: FailedLogins, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    for address in (ADDRESS, "203.0.113.10", "198.51.100.1"):
        for _ in range(3):
            failed.note(address, "hooks")
    failed.note(ADDRESS, "run")
    assert caplog.messages == []
    clock.seconds += 60
    failed.tell()
    failed.tell()
    assert caplog.messages == [
        "3 refused credentials in a minute: hooks, from 198.51.100.0/24",
        "6 refused credentials in a minute: hooks, from 203.0.113.0/24",
        "1 refused credentials in a minute: run, from 203.0.113.0/24",
    ]


def test_it_remembers_so_many_addresses_and_no_more(
    failed: FailedLogins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failed_logins, "MAX_ADDRESSES", 3)
    for number in range(LIMIT + 3):
        failed.note(f"198.51.100.{number}", "run")
    assert failed.note("198.51.100.250", "run") > 0
    assert failed.note("198.51.100.1", "run") == 0


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("", "others"),
        ("##vso[x]", "others"),
    ],
)
def test_the_log_names_networks_and_nobody(address: str, known_as: str) -> None:
    assert network(address) == known_as
