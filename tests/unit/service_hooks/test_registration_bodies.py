"""What is registered in ADO is the documented body, and carries nothing of an author."""

from __future__ import annotations

import copy
import json

import pytest
from ado_answers import BUILD_ID, CONNECTION, HEADERS, ORGANIZATION, PROJECT, configuration
from hypothesis import given
from hypothesis import strategies as st

from service_hooks.check_call import parse_check_call
from service_hooks.hook_event import EventKind
from service_hooks.records.check_configuration import CheckMode, parse_check_configuration
from service_hooks.records.check_suite import Resource
from service_hooks.registration_bodies import (
    CheckSettings,
    rest_check_body,
    service_connection_body,
    subscription_bodies,
)
from service_hooks.settings_hash import settings_hash

ENVIRONMENT = Resource(type="environment", id="12", name="production")


def settings(**changes):
    return CheckSettings(
        **{
            "gate": "production",
            "display_name": "Odoo release gate",
            "connection_id": CONNECTION,
            "url_suffix": "/api/v1/azdev/checks/key",
            "resource": ENVIRONMENT,
            "timeout": 43200,
            **changes,
        }
    )


def test_a_callback_check():
    body = rest_check_body(settings())
    assert body["type"]["id"] == "fe1de3ee-a436-41b4-bb20-f6eb4cb879a7"
    assert body["timeout"] == 43200
    assert body["resource"] == {"type": "environment", "id": "12", "name": "production"}
    assert body["settings"]["retryInterval"] == 0
    inputs = body["settings"]["inputs"]
    assert inputs["waitForCompletion"] == "true"
    assert inputs["connectedServiceName"] == CONNECTION
    assert all(isinstance(value, str) for value in inputs.values())
    assert len(inputs["headers"]) <= 2000
    assert len(inputs["body"]) <= 2000
    assert json.loads(inputs["body"]) == {
        "gate": "production",
        "build_id": "$(Build.BuildId)",
        "stage": "$(System.StageName)",
        "attempt": "$(checks.stageAttempt)",
    }


def test_an_api_response_check():
    body = rest_check_body(
        settings(
            mode=CheckMode.API_RESPONSE,
            retry_interval=5,
            timeout=50,
            success_criteria="eq(root['status'], 'approved')",
        )
    )
    inputs = body["settings"]["inputs"]
    assert inputs["waitForCompletion"] == "false"
    assert inputs["successCriteria"] == "eq(root['status'], 'approved')"


@pytest.mark.parametrize(
    "change",
    [
        {"gate": ""},
        {"gate": 'x","environment":"12'},
        {"gate": "$(x)"},
        {"timeout": 0},
        {"timeout": 43201},
        {"retry_interval": 5},
        {"success_criteria": "eq(1, 1)"},
        {"mode": CheckMode.API_RESPONSE},
        {"mode": CheckMode.API_RESPONSE, "retry_interval": 1, "timeout": 11},
    ],
)
def test_a_check_that_guards_nothing_is_not_built(change):
    with pytest.raises(ValueError, match=r"gate|timeout|callback|evaluated"):
        settings(**change)


def test_what_the_check_sends_is_what_we_read():
    """Paste values into the registered templates as ADO does, and read the result."""
    inputs = rest_check_body(settings())["settings"]["inputs"]
    values = {
        "$(system.CollectionUri)": "https://dev.azure.com/fabrikam/",
        "$(system.TeamProjectId)": HEADERS["ProjectId"],
        "$(system.HostType)": "checks",
        "$(system.PlanId)": HEADERS["PlanId"],
        "$(system.JobId)": HEADERS["JobId"],
        "$(system.TimelineId)": HEADERS["TimelineId"],
        "$(system.TaskInstanceId)": HEADERS["TaskInstanceId"],
        "$(system.AccessToken)": "token",
        "$(Build.BuildId)": str(BUILD_ID),
        "$(System.StageName)": "Production",
        "$(checks.stageAttempt)": "1",
    }
    headers, body = inputs["headers"], inputs["body"]
    for macro, value in values.items():
        headers, body = headers.replace(macro, value), body.replace(macro, value)
    call = parse_check_call(json.loads(headers), body.encode(), organization_url=ORGANIZATION)
    assert (call.gate, call.build_id, call.stage, call.attempt) == (
        "production",
        BUILD_ID,
        "Production",
        1,
    )
    assert "$(" not in headers + body


def test_what_is_registered_reads_back_with_the_same_hash():
    wanted = rest_check_body(settings())
    answered = copy.deepcopy(wanted) | {"id": 41, "version": 1, "createdBy": {}, "_links": {}}
    read = parse_check_configuration(answered)
    assert read.settings_hash == settings_hash(wanted)
    assert (read.gate, read.mode, read.timeout) == ("production", CheckMode.CALLBACK, 43200)
    assert read.invokes_rest_api


def changed(**parts):
    result = configuration()
    for name, value in parts.items():
        target = result
        *path, last = name.split("__")
        for step in path:
            target = target[step]
        target[last] = value
    return result


@pytest.mark.parametrize(
    "part",
    [
        {"version": 9},
        {"id": 9},
        {"modifiedOn": "2026-11-24T00:00:00Z"},
        {"isDisabled": True},
        {"url": "https://dev.azure.com/x"},
        {"settings__displayName": "renamed"},
        {"settings__definitionRef__version": "1.274.1"},
        {"settings__inputs__successCriteria": ""},
        {"settings__inputs__successCriteria": None},
        {"settings__inputs__waitForCompletion": "True"},
        {"settings__inputs__waitForCompletion": True},
        {"settings__linkedVariableGroup": ""},
        {"settings__retryInterval": None},
        {"resource": {"type": "Environment", "id": 12, "name": "renamed"}},
    ],
)
def test_what_ado_adds_or_moves_does_not_change_the_hash(part):
    assert settings_hash(changed(**part)) == settings_hash(configuration())


@pytest.mark.parametrize(
    "part",
    [
        {"timeout": 1},
        {"settings__retryInterval": 5},
        {"settings__definitionRef__id": CONNECTION},
        {"settings__linkedVariableGroup": "secrets"},
        {"settings__inputs__waitForCompletion": "false"},
        {"settings__inputs__urlSuffix": "/elsewhere"},
        {"settings__inputs__connectedServiceName": PROJECT},
        {"settings__inputs__urlSuffix": "/API/v1/azdev/checks/key"},
        {"settings__inputs__body": "{}"},
        {"settings__inputs__headers": "{ }"},
        {"settings__inputs__method": "GET"},
        {"settings__inputs__successCriteria": "eq(1, 1)"},
        {"settings__inputs": None},
        {"settings": None},
        {"resource": {"type": "environment", "id": "13"}},
        {"resource": None},
    ],
)
def test_what_decides_changes_the_hash(part):
    assert settings_hash(changed(**part)) != settings_hash(configuration())


@pytest.mark.parametrize("written", [False, "False", "FALSE"])
def test_no_is_written_in_several_ways(written):
    name = "settings__inputs__waitForCompletion"
    assert settings_hash(changed(**{name: written})) == settings_hash(changed(**{name: "false"}))


@given(st.randoms())
def test_the_order_of_inputs_does_not_matter(random):
    shuffled = configuration()
    items = list(shuffled["settings"]["inputs"].items())
    random.shuffle(items)
    shuffled["settings"]["inputs"] = dict(items)
    assert settings_hash(shuffled) == settings_hash(configuration())


@pytest.mark.parametrize("value", [None, [], "x", {}, {"settings": {"inputs": []}}])
def test_any_shape_has_a_hash(value):
    assert len(settings_hash(value)) == 64


def test_a_service_connection():
    body = service_connection_body(
        name="Odoo gate",
        url="https://odoo.example",
        username="gate",
        password="s3cret",
        project_id=PROJECT,
        project_name="Fabrikam",
    )
    assert body["type"] == "generic"
    assert body["url"] == "https://odoo.example"
    assert body["authorization"] == {
        "scheme": "UsernamePassword",
        "parameters": {"username": "gate", "password": "s3cret"},
    }
    assert body["isShared"] is False
    assert body["serviceEndpointProjectReferences"][0]["projectReference"] == {
        "id": PROJECT,
        "name": "Fabrikam",
    }


def test_the_seven_subscriptions():
    bodies = subscription_bodies(
        project_id=PROJECT, url="https://odoo.example/hook", username="ado", password="s3cret"
    )
    assert [body["eventType"] for body in bodies] == [kind.value for kind in EventKind]
    for body in bodies:
        assert body["consumerId"] == "webHooks"
        assert body["consumerActionId"] == "httpRequest"
        assert body["resourceVersion"]
        assert body["publisherInputs"].pop("projectId") == PROJECT
        assert set(body["publisherInputs"].values()) == {""}
        assert body["consumerInputs"]["basicAuthPassword"] == "s3cret"
        assert "httpHeaders" not in body["consumerInputs"]
    assert [body["publisherId"] for body in bodies] == ["tfs", *["pipelines"] * 6]
