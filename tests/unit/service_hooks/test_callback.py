"""What ADO's answer to a decision means, how long to wait, and lines that command nobody."""

from __future__ import annotations

import json
from itertools import product

import pytest
from ado_answers import HEADERS, ORGANIZATION, call_body, check_run, suite
from hypothesis import given
from hypothesis import strategies as st

from service_hooks.backoff import next_delay
from service_hooks.callback import (
    MAX_LOG_BYTES,
    CompletionOutcome,
    interpret_completion,
    log_text,
    record_patch_body,
)
from service_hooks.check_call import parse_check_call
from service_hooks.confirm import CheckOutcome, check_outcome
from service_hooks.identifiers import Guid
from service_hooks.plain_line import MAX_LINE_LENGTH, plain_line
from service_hooks.records.check_suite import parse_check_suite

TARGET = parse_check_call(HEADERS, call_body(), organization_url=ORGANIZATION).target


def says(**content):
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (204, b"", "sent"),
        (200, b"{}", "sent"),
        (202, b"", "sent"),
        (404, b"", "gone"),
        (400, b"", "gone"),
        (409, b"", "gone"),
        (410, b"", "gone"),
        (500, says(typeKey="OrchestrationSessionNotFoundException"), "gone"),
        (500, says(typeName="X.TaskOrchestrationPlanNotFoundException"), "gone"),
        (500, says(message="VS403: OrchestrationSessionNotFound: plan 1"), "gone"),
        (500, says(typeKey="TaskOrchestrationPlanTerminatedException"), "gone"),
        (500, says(message="Object reference not set"), "retry"),
        (500, b"", "retry"),
        (500, b"[" * 9999, "retry"),
        (500, b"[]", "retry"),
        (502, b"<html>", "retry"),
        (503, b"", "retry"),
        (429, b"", "retry"),
        (408, b"", "retry"),
        (425, b"", "retry"),
        (401, b"", "retry"),
        (403, says(typeKey="OrchestrationSessionNotFoundException"), "retry"),
        (203, b"<html>", "retry"),
        (302, b"", "retry"),
        (206, b"", "retry"),
    ],
)
def test_what_an_answer_means(status, body, outcome):
    assert interpret_completion(status, body) == CompletionOutcome(outcome)


@given(st.integers(100, 599), st.binary(max_size=50))
def test_every_answer_means_something_and_only_success_is_sent(status, body):
    outcome = interpret_completion(status, body)
    assert (outcome is CompletionOutcome.SENT) == (status in {200, 201, 202, 204})


def test_delays_double_up_to_the_cap():
    whole = [next_delay(n, random=lambda: 0.0) for n in range(1, 9)]
    assert whole == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]


def test_jitter_takes_off_at_most_half():
    assert next_delay(3, random=lambda: 1.0) == 2.0


def test_ado_may_ask_for_more_but_not_for_less():
    assert next_delay(1, random=lambda: 0.0, retry_after=30.0) == 30.0
    assert next_delay(6, random=lambda: 0.0, retry_after=1.0) == 32.0


@given(
    st.integers(-5, 10**9),
    st.floats(0, 1),
    st.floats(0.001, 100),
    st.floats(0.001, 1000),
)
def test_delays_stay_between_nothing_and_the_cap(attempt, chance, base, cap):
    delay = next_delay(attempt, random=lambda: chance, base=base, cap=cap)
    assert 0 < delay <= cap


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("approved", "approved"),
        ("##vso[task.complete]", "# #vso[task.complete]"),
        ("x ##VSO[task.setvariable]", "x # #VSO[task.setvariable]"),
        ("##[error]", "# #[error]"),
        ("####", "# # # #"),
        ("::set-output name=a::b", ": :set-output name=a: :b"),
        (":::", ": : :"),
        ("https://odoo.example/azdev", "https://odoo.example/azdev"),
        ("a\r\n##[x]", "a\\u000d\\u000a# #[x]"),
        ("#\u200b#vso[x]", "#\\u200b#vso[x]"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\U000e0001", "\\U000e0001"),
        ("\x1b[31m", "\\u001b[31m"),
        ("\ud800", "\\ud800"),
        ("Žluťoučký kůň 👍", "Žluťoučký kůň 👍"),
    ],
)
def test_lines_command_nobody(text, line):
    assert plain_line(text) == line


@given(st.text(st.characters(), max_size=3000) | st.text("#:[]vso \n\u202e", max_size=2000))
def test_any_text_becomes_one_short_harmless_line(text):
    line = plain_line(text)
    assert len(line) <= MAX_LINE_LENGTH
    assert "##" not in line
    assert "::" not in line
    assert line.splitlines() in ([], [line])
    assert plain_line(line) == line
    line.encode()


def test_a_long_line_shows_that_it_was_cut():
    assert plain_line("x" * 1024) == "x" * 1024
    assert plain_line("x" * 1025) == "x" * 1023 + "…"


def test_a_log_page_ends_between_two_lines():
    page = log_text(["y" * 1000] * 9000)
    assert len(page) <= MAX_LOG_BYTES
    assert page.endswith(b"y\n")


def test_the_attempt_of_a_record_can_be_told():
    assert record_patch_body(TARGET, log_id=3, attempt=2)["value"][0]["attempt"] == 2


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *product(["none", "queued", "running", "rerunning", "deferred", "Running"], ["waiting"]),
        ("approved", "approved"),
        ("rejected", "rejected"),
        ("canceled", "canceled"),
        ("timedOut", "timed_out"),
        ("TimedOut", "timed_out"),
        ("bypassed", "bypassed"),
        ("failed", "failed"),
        ("completed", "unknown"),
        ("newWord", "unknown"),
    ],
)
def test_a_decision_is_confirmed_by_the_check_run(status, outcome):
    run = check_run(status=status)
    read = parse_check_suite(suite(run))
    assert check_outcome(read, Guid(run["id"])) is CheckOutcome(outcome)


def test_a_run_that_the_suite_does_not_have_is_missing():
    assert check_outcome(parse_check_suite(suite()), Guid("x")) is CheckOutcome.MISSING
