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
        "value": [{"id": INSTANCE, "log": {"id": 3}, "attempt": 1}],
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
