"""Usable, ask later, or no: what an answer of Azure DevOps means."""

from __future__ import annotations

import json

import pytest
from ado_answers import (
    BUILD_ID,
    NOW,
    PROJECT,
    FakeAzure,
    build_path,
)

from service_hooks.answers import reason_of, retry_after
from service_hooks.errors import Refused, Unavailable
from service_hooks.transport import Answer


def ask(answer):
    azure = FakeAzure(answers={build_path(): answer})
    return azure.client().get_build(PROJECT, BUILD_ID)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410])
def test_a_no_is_refused_with_ados_words(status):
    with pytest.raises(Refused) as caught:
        ask(Answer(status=status, body=b'{"message": "TF400813: no right"}'))
    assert (caught.value.status, caught.value.reason) == (status, "TF400813: no right")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=203, headers={"content-type": "text/html"}, body=b"<html>"),
        Answer(status=302, headers={"location": "https://spsprodweu5.vssps.visualstudio.com"}),
        Answer(status=301),
        Answer(status=200, headers={"content-type": "text/html; charset=utf-8"}, body=b"<html>"),
    ],
)
def test_a_sign_in_page_is_a_refusal(answer):
    with pytest.raises(Refused, match="sign-in page"):
        ask(answer)


@pytest.mark.parametrize("body", [b"", b"{", b'{"id": 1', b"<html>", b"\xff", b"[" * 9999])
def test_a_cut_off_answer_is_asked_for_again(body):
    with pytest.raises(Unavailable):
        ask(Answer(status=200, body=body))


@pytest.mark.parametrize("body", [b"null", b"[]", b"3", b"{}", b'{"id": "x"}'])
def test_an_answer_of_another_shape_is_no_answer(body):
    with pytest.raises(Unavailable, match="lacks"):
        ask(Answer(status=200, body=body))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 5 ", 5.0),
        ("999999", 3600.0),
        ("Tue, 24 Nov 2026 12:00:30 GMT", 30.0),
        ("Tue, 24 Nov 2026 12:00:30 -0000", 30.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
        ("Tue, 24 Nov 2027 11:00:00 GMT", 3600.0),
        ("", None),
        ("-1", None),
        ("soon", None),
        ("1e9", None),
        ("99999999999999", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value, seconds):
    assert retry_after(Answer(status=429, headers={"retry-after": value}), now=NOW) == seconds


def test_no_retry_after():
    assert retry_after(Answer(status=429), now=NOW) is None


@pytest.mark.parametrize(
    "words",
    [
        "the token Bearer abcdef0123456789abcdef is bad",
        "the token eyJhbGciOiJSUzI1NiIsIng1dCI6Ik5 is bad",
        "Basic OmFiY2RlZjAxMjM0NTY3ODlhYmNkZWY= is bad",
    ],
)
def test_an_echoed_credential_is_masked(words):
    reason = reason_of(Answer(status=400, body=json.dumps({"message": words}).encode()))
    assert "***" in reason
    assert not any(secret in reason for secret in ("abcdef", "eyJhbGci", "OmFiY2Rl"))


def test_a_reason_is_one_short_line():
    body = json.dumps({"message": "a\nb ##vso[x]" + "x" * 5000}).encode()
    reason = reason_of(Answer(status=400, body=body))
    assert "\n" not in reason
    assert "##" not in reason
    assert len(reason) == 300


def test_a_refusal_without_words_says_its_status():
    assert reason_of(Answer(status=404, body=b"<html>")) == "no reason given (HTTP 404)"


def test_errors_say_themselves():
    assert str(Unavailable("no answer")) == "no answer"
    assert str(Unavailable("busy", status=503)) == "HTTP 503: busy"
    assert str(Refused(404, "not found")) == "HTTP 404: not found"
