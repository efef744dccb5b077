"""A check call is read strictly, all problems at once, and nothing of it is a secret."""

from __future__ import annotations

import json

import pytest
from ado_answers import BODY, BUILD_ID, HEADERS, JOB, ORGANIZATION, PLAN, PROJECT, call_body
from hypothesis import given
from hypothesis import strategies as st

from service_hooks.check_call import MAX_BODY_BYTES, auth_token, parse_check_call
from service_hooks.errors import MalformedCall
from service_hooks.identifiers import HubName
from service_hooks.json_reading import canonical_json


def parse(headers=HEADERS, body=None):
    return parse_check_call(
        headers, call_body() if body is None else body, organization_url=ORGANIZATION
    )


def problems(headers=HEADERS, body=None):
    with pytest.raises(MalformedCall) as caught:
        parse(headers, body)
    return {one.field: one.problem for one in caught.value.problems}


def call_or_problems(headers, body):
    """Return the call or the list of its problems; any other error is the test's failure."""
    try:
        return parse(headers, body)
    except MalformedCall as error:
        return error.problems


def test_a_documented_call_is_understood():
    call = parse()
    assert (call.project_id, call.plan_id, call.job_id) == (PROJECT, PLAN, JOB)
    assert call.hub_name is HubName.CHECKS
    assert (call.build_id, call.stage, call.attempt) == (BUILD_ID, "Production", 1)
    assert call.gate == "production"
    assert call.extra == {}


def test_names_of_headers_are_read_in_any_case():
    assert parse({name.upper(): value for name, value in HEADERS.items()}) == parse()


def test_guids_are_folded_so_that_the_same_plan_is_the_same_call():
    shouted = {**HEADERS, "PlanId": PLAN.upper(), "HubName": "Checks"}
    assert parse(shouted).content_hash() == parse().content_hash()


def test_numbers_may_be_numbers():
    assert parse(body=call_body(build_id=BUILD_ID, attempt=1)) == parse()


@pytest.mark.parametrize("field", ["gate", "stage", "attempt"])
@pytest.mark.parametrize("left_out", [None, "", "$(System.StageName)", " $(x) "])
def test_what_ado_did_not_expand_is_missing(field, left_out):
    assert getattr(parse(body=call_body(**{field: left_out})), field) is None


def test_unknown_fields_are_kept_and_secrets_in_them_are_not():
    call = parse(body=call_body(ticket="CHG-1", AuthToken="eyJ", nested=[{"api_key": "k"}]))
    assert call.extra == {"ticket": "CHG-1", "AuthToken": "***", "nested": [{"api_key": "***"}]}


def test_the_token_is_apart_from_the_call():
    assert auth_token(HEADERS) == "opaque.token"
    assert "opaque.token" not in repr(parse())


@pytest.mark.parametrize(
    "value", [None, "", "  ", "$(system.AccessToken)", "two words", "line\nbreak", "x" * 20000]
)
def test_no_token_that_could_not_be_sent(value):
    headers = {name: item for name, item in HEADERS.items() if name != "AuthToken"}
    assert auth_token(headers if value is None else {**headers, "authtoken": value}) is None


def test_the_target_holds_exactly_the_identifiers_of_the_answer():
    call = parse()
    target = call.target
    assert (target.project_id, target.plan_id, target.job_id) == (PROJECT, PLAN, JOB)
    assert target.timeline_id == call.timeline_id
    assert target.task_instance_id == call.task_instance_id


def test_every_problem_is_reported_at_once_with_its_remedy():
    found = problems({}, b"{}")
    assert set(found) == {
        "PlanUrl",
        "ProjectId",
        "HubName",
        "PlanId",
        "JobId",
        "TimelineId",
        "TaskInstanceId",
        "build_id",
    }
    assert all("let the check send $(" in problem for problem in found.values())
    assert "$(system.PlanId)" in found["PlanId"]


@pytest.mark.parametrize("field", ["build_id", "stage", "attempt"])
def test_a_wrong_field_comes_with_its_remedy(field):
    assert "let the check send $(" in problems(body=call_body(**{field: []}))[field]


@pytest.mark.parametrize("name", ["ProjectId", "PlanId", "JobId", "TimelineId", "TaskInstanceId"])
@pytest.mark.parametrize(
    "value",
    [
        "12",
        "../../_apis/projects",
        f"{PLAN}/../x",
        f"{PLAN}\n{JOB}",
        "{" + PLAN + "}",
        PLAN.replace("-", ""),
        "00000000-0000-0000-0000-000000000000",
        "٦7be341f-1111-4222-8333-444455556666",
        f"{PLAN}, {JOB}",
    ],
)
def test_identifiers_are_guids_and_nothing_else(name, value):
    assert set(problems({**HEADERS, name: value})) == {name}


@pytest.mark.parametrize("value", ["checks/../build", "Checks ..", "nonsense", "build,checks"])
def test_the_hub_is_one_of_ados(value):
    assert set(problems({**HEADERS, "HubName": value})) == {"HubName"}


@pytest.mark.parametrize(
    "value",
    [
        "https://dev.azure.com/fabrikam-evil/",
        "https://dev.azure.com/fabrikam.evil.com/",
        "https://dev.azure.com.evil.com/fabrikam/",
        "https://evil.com/dev.azure.com/fabrikam/",
        "https://dev.azure.com@evil.com/fabrikam",
        "https://evil.com#@dev.azure.com/fabrikam",
        "https://dev.azure.com/fabrikam/../evil/",
        "https://dev.azure.com/fabrikam/%2e%2e/evil",
        "https://dev.azure.com:8443/fabrikam/",
        "http://dev.azure.com/fabrikam/",
        "https://dev.azure.com\\fabrikam/",
        "https://dev.azure.com/fabrikam?x=1",
        "ftp://dev.azure.com/fabrikam",
        "https://[::1/fabrikam",
        "https://dev.azure.com:99999/fabrikam",
        "https://dev.azure.com:0/fabrikam",
        "javascript:alert(1)",
        "https://fabrikam.visualstudio.com.evil.com/",
        "https://other.visualstudio.com/",
    ],
)
def test_a_call_of_another_organization_is_refused(value):
    assert set(problems({**HEADERS, "PlanUrl": value})) == {"PlanUrl"}


@pytest.mark.parametrize(
    "value",
    [
        "https://dev.azure.com/fabrikam",
        "HTTPS://DEV.AZURE.COM/Fabrikam/",
        "https://dev.azure.com:443/fabrikam/",
        "https://fabrikam.visualstudio.com/",
        "https://Fabrikam.VisualStudio.com/DefaultCollection/",
    ],
)
def test_the_same_organization_may_be_written_differently(value):
    assert parse({**HEADERS, "PlanUrl": value}) == parse()


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "not JSON"),
        (b"null", "not a JSON object"),
        (b"[]", "not a JSON object"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"gate": "a", "gate": "b"}', "twice"),
        (b'{"x": {"y": 1, "y": 2}}', "twice"),
        (b'{"attempt": NaN}', "NaN"),
        (b'{"attempt": -Infinity}', "Infinity"),
        (b'{"attempt": 1e999}', "out of range"),
        (b'{"attempt": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"gate": "\\u0000"}', "control characters"),
        (b'{"\\u0000": 1}', "control characters"),
        (b'{"gate": "\\ud800"}', "control characters"),
        (b'{"gate": "\\u007f"}', "control characters"),
        (b'{"x": ' + b"[" * 100 + b"]" * 100 + b"}", "deeper"),
        (b"[" * 50000, "too deeply"),
        (b" " * (MAX_BODY_BYTES + 1), "larger"),
    ],
)
def test_a_body_that_two_readers_could_understand_differently_is_refused(body, word):
    assert word in problems(body=body)["body"]


@pytest.mark.parametrize(
    "value", [True, 0, -1, 1.0, 1.5, "0", "01", "1.0", "+1", "1e3", "٣", 2**31, [], {}, "abc"]
)
@pytest.mark.parametrize("field", ["build_id", "attempt"])
def test_numbers_are_positive_and_whole(field, value):
    assert set(problems(body=call_body(**{field: value}))) == {field}


@pytest.mark.parametrize("value", [1, True, [], {"a": 1}, "x" * 257, "a\nb", "a\u202eb"])
@pytest.mark.parametrize("field", ["gate", "stage"])
def test_names_are_one_line_of_text(field, value):
    assert set(problems(body=call_body(**{field: value}))) == {field}


@given(st.text(max_size=60))
def test_no_pasted_value_can_add_or_repeat_a_field(value):
    """ADO pastes values into the template as they are; quotes in them must not open a field."""
    template = json.dumps({**BODY, "stage": "@@"})
    pasted = template.replace("@@", value).encode("utf-8", "surrogatepass")
    try:
        call = parse(body=pasted)
    except MalformedCall:
        return
    assert call.gate == "production"
    assert call.build_id == BUILD_ID
    assert call.attempt in (1, None)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_call_or_a_list_of_problems(body):
    assert call_or_problems(HEADERS, body)


@given(st.dictionaries(st.sampled_from(sorted(HEADERS)), st.text(max_size=60)))
def test_any_headers_give_a_call_or_a_list_of_problems(headers):
    assert call_or_problems({**HEADERS, **headers}, call_body())


@pytest.mark.parametrize(
    "change", [{"build_id": 5}, {"gate": "staging"}, {"stage": "x"}, {"attempt": 2}, {"more": 1}]
)
def test_another_body_is_another_call(change):
    assert parse(body=call_body(**change)).content_hash() != parse().content_hash()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ProjectId", JOB),
        ("HubName", "build"),
        ("PlanId", JOB),
        ("JobId", PLAN),
        ("TimelineId", JOB),
        ("TaskInstanceId", JOB),
    ],
)
def test_another_identifier_is_another_call(name, value):
    assert parse({**HEADERS, name: value}).content_hash() != parse().content_hash()


def test_the_same_call_with_a_fresh_token_is_the_same_call():
    assert parse({**HEADERS, "AuthToken": "fresh"}).content_hash() == parse().content_hash()


def test_the_hash_is_of_canonical_bytes():
    """A stored hash must stay comparable with what later versions compute."""
    assert canonical_json({"b": "ü", "a": [1, None]}) == b'{"a":[1,null],"b":"\\u00fc"}'
    assert parse().content_hash() == (
        "99d415eedb6de42930fff5389ed9ad58db3b698d40b7940223c315e586ec0ccb"
    )
