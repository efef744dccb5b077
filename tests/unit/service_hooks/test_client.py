"""The client asks exactly the documented addresses and understands every kind of answer."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from ado_answers import (
    BUILD_ID,
    CONFIGURATION_ID,
    HEADERS,
    INSTANCE,
    JOB,
    NOW,
    ORGANIZATION,
    PLAN,
    PROJECT,
    SUITE,
    FakeAzure,
    build_path,
    call_body,
    configuration,
    waiting_azure,
)

from service_hooks.answers import reason_of, retry_after
from service_hooks.call_target import CallTarget
from service_hooks.callback import CompletionOutcome
from service_hooks.check_call import parse_check_call
from service_hooks.client import AzureDevOpsClient, utc_now
from service_hooks.credentials import Anonymous, BearerToken, PersonalAccessToken
from service_hooks.errors import Refused, Unavailable
from service_hooks.transport import Answer, Timeouts

TARGET: CallTarget = parse_check_call(HEADERS, call_body(), organization_url=ORGANIZATION).target
HUB = f"{PROJECT}/_apis/distributedtask/hubs/checks/plans/{PLAN}"
BASE = "https://dev.azure.com/fabrikam"


def only_request(azure):
    assert len(azure.requests) == 1
    return azure.requests[0]


def sent(azure):
    """Return method, address and JSON body of the only request."""
    request = only_request(azure)
    return request.method, request.url, json.loads(request.body)


def test_reading_addresses():
    azure = waiting_azure()
    client = azure.client()
    client.get_build(PROJECT, BUILD_ID)
    client.get_timeline(PROJECT, BUILD_ID)
    client.get_check_suite(PROJECT, SUITE)
    client.get_check_configuration(PROJECT, CONFIGURATION_ID)
    client.get_build_changes(PROJECT, BUILD_ID)
    checks = f"{BASE}/{PROJECT}/_apis/pipelines/checks"
    builds = f"{BASE}/{PROJECT}/_apis/build/builds/{BUILD_ID}"
    assert [request.url for request in azure.requests] == [
        f"{builds}?api-version=7.1",
        f"{builds}/timeline?api-version=7.1",
        f"{checks}/runs/{SUITE}?$expand=resources&api-version=7.1-preview.1",
        f"{checks}/configurations/{CONFIGURATION_ID}?$expand=settings&api-version=7.1-preview.1",
        f"{builds}/changes?$top=100&api-version=7.1",
    ]
    assert {request.method for request in azure.requests} == {"GET"}
    assert all(request.body is None for request in azure.requests)


def test_checks_of_a_resource_are_listed():
    azure = FakeAzure()
    azure.answers[f"{PROJECT}/_apis/pipelines/checks/configurations"] = {
        "count": 1,
        "value": [configuration()],
    }
    found = azure.client().list_check_configurations(
        PROJECT, resource_type="environment", resource_id="12"
    )
    assert [one.id for one in found] == [CONFIGURATION_ID]
    query = parse_qs(urlsplit(only_request(azure).url).query)
    assert query["resourceType"] == ["environment"]
    assert query["resourceId"] == ["12"]
    assert query["$expand"] == ["settings"]


@pytest.mark.parametrize(("succeeded", "result"), [(True, "succeeded"), (False, "failed")])
def test_a_decision_is_posted_as_documented(succeeded, result):
    azure = FakeAzure(answers={f"{HUB}/events": Answer(status=204)})
    outcome = azure.client().post_task_completed(TARGET, succeeded=succeeded)
    assert outcome is CompletionOutcome.SENT
    assert sent(azure) == (
        "POST",
        f"{BASE}/{HUB}/events?api-version=2.0-preview.1",
        {"name": "TaskCompleted", "taskId": INSTANCE, "jobId": JOB, "result": result},
    )


def test_a_late_decision_is_gone():
    azure = FakeAzure(
        answers={
            f"{HUB}/events": Answer(
                status=500, body=b'{"typeKey": "OrchestrationSessionNotFoundException"}'
            )
        }
    )
    outcome = azure.client().post_task_completed(TARGET, succeeded=True)
    assert outcome is CompletionOutcome.GONE


@pytest.mark.parametrize("status", [500, 502, 503, 429, 408])
def test_a_decision_that_did_not_arrive_is_sent_again(status):
    azure = FakeAzure(
        answers={f"{HUB}/events": Answer(status=status, headers={"retry-after": "7"})}
    )
    with pytest.raises(Unavailable) as caught:
        azure.client().post_task_completed(TARGET, succeeded=True)
    assert caught.value.retry_after == 7.0
    assert caught.value.status == status


@pytest.mark.parametrize("status", [401, 403, 203, 302])
def test_a_decision_under_a_dead_credential_is_refused(status):
    azure = FakeAzure(answers={f"{HUB}/events": Answer(status=status)})
    with pytest.raises(Refused) as caught:
        azure.client().post_task_completed(TARGET, succeeded=True)
    assert caught.value.status == status


def test_feed_lines():
    path = f"{HUB}/timelines/{PLAN}/records/{JOB}/feed"
    azure = FakeAzure(answers={path: Answer(status=204)})
    azure.client().append_feed(TARGET, ["waiting for ##vso[task.complete]", "second"])
    method, url, body = sent(azure)
    assert (method, url) == ("POST", f"{BASE}/{path}?api-version=6.0")
    assert body == {
        "startLine": None,
        "endLine": None,
        "value": ["waiting for # #vso[task.complete]", "second"],
        "count": 2,
    }


def test_a_log_in_three_steps():
    azure = FakeAzure(
        answers={
            f"{HUB}/logs": {"id": 3, "path": "x"},
            f"{HUB}/logs/3": Answer(status=200),
            f"{HUB}/timelines/{PLAN}/records": Answer(status=200),
        }
    )
    client = azure.client()
    log_id = client.create_log(TARGET)
    client.append_log(TARGET, log_id, lines=["approved by two", "##[error]no"])
    client.attach_log(TARGET, log_id)
    create, append, attach = azure.requests
    assert json.loads(create.body) == {"path": f"logs\\{INSTANCE}"}
    assert append.body == b"approved by two\n# #[error]no\n"
    assert append.headers["Content-Type"] == "application/octet-stream"
    assert attach.method == "PATCH"
    assert json.loads(attach.body) == {
        "value": [{"id": INSTANCE, "log": {"path": f"logs\\{INSTANCE}", "id": 3}, "attempt": 1}],
        "count": 1,
    }


def test_a_log_without_id_is_no_answer():
    azure = FakeAzure(answers={f"{HUB}/logs": {}})
    with pytest.raises(Unavailable, match=r"log\.id"):
        azure.client().create_log(TARGET)


def test_a_stage_is_cancelled_by_its_name():
    azure = FakeAzure(answers={build_path("/stages/Deploy%20to%2F..%2Fprod"): Answer(status=204)})
    azure.client().cancel_stage(PROJECT, BUILD_ID, stage="Deploy to/../prod")
    method, url, body = sent(azure)
    assert method == "PATCH"
    assert url.endswith("/stages/Deploy%20to%2F..%2Fprod?api-version=7.1")
    assert body == {"state": "cancel"}


@pytest.mark.parametrize("stage", ["", ".", ".."])
def test_a_stage_cannot_be_another_path(stage):
    with pytest.raises(ValueError, match="segment"):
        FakeAzure().client().cancel_stage(PROJECT, BUILD_ID, stage=stage)


# --- credentials ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("credential", "header"),
    [
        (BearerToken("abc"), "Bearer abc"),
        (PersonalAccessToken("abc"), "Basic OmFiYw=="),
        (Anonymous(), None),
    ],
)
def test_credentials_go_into_the_header_only(credential, header):
    azure = waiting_azure()
    client = AzureDevOpsClient(ORGANIZATION, credential, transport=azure)
    client.get_build(PROJECT, BUILD_ID)
    request = only_request(azure)
    assert request.headers.get("Authorization") == header
    assert request.headers["X-TFS-FedAuthRedirect"] == "Suppress"
    assert request.headers["Accept"] == "application/json"
    assert "abc" not in request.url
    assert "abc" not in repr(credential) + repr(request)


def test_time_outs_can_be_chosen():
    azure = waiting_azure()
    chosen = Timeouts(connect=1.0, read=2.0, total=3.0)
    client = AzureDevOpsClient(ORGANIZATION, Anonymous(), transport=azure, timeouts=chosen)
    client.get_build(PROJECT, BUILD_ID)
    assert azure.timeouts == [chosen]


def test_the_clock_is_utc():
    assert utc_now().utcoffset() == timedelta(0)


# --- answers -------------------------------------------------------------------------------------


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
