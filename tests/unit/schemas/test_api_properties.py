"""Whatever is sent: a model or a refusal, and a refusal that repeats nothing of it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ipai_azdev_ica.schemas import (
    ApprovalCreate,
    ApprovalQuery,
    RequestProblem,
    RunEvent,
    RunFinish,
    RunStart,
    SignRequest,
    parse_json,
    validate,
    validate_query,
)
from ipai_azdev_ica.schemas.number_fields import Money
from ipai_azdev_ica.schemas.time_fields import Timestamp

MODELS = [RunStart, RunEvent, RunFinish, ApprovalCreate, SignRequest]
HOSTILE = "<script>h0stile</script>"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def bodies(model: type[Any]) -> st.SearchStrategy[dict[str, object]]:
    known = st.sampled_from(sorted(model.model_fields))
    return st.dictionaries(known | st.text(max_size=5), json_values | st.just(HOSTILE))


def answer_of(model: type[Any], body: bytes) -> str:
    """Return the error answer as text, or nothing if the body was taken."""
    try:
        assert isinstance(validate(model, body), model)
    except RequestProblem as found:
        assert found.status in (400, 413)  # noqa: PT017 - most inputs raise nothing
        return found.answer("r-1").body().decode()
    return ""


@given(st.binary())
def test_random_bytes_never_crash_the_parser(body: bytes) -> None:
    for model in MODELS:
        answer_of(model, body)


@pytest.mark.parametrize("model", MODELS)
@given(data=st.data())
def test_any_json_gets_a_model_or_a_refusal(model: type[Any], data: st.DataObject) -> None:
    answer = answer_of(model, json.dumps(data.draw(bodies(model))).encode())
    assert HOSTILE not in answer
    assert "h0stile" not in answer


@pytest.mark.parametrize("model", MODELS)
def test_a_hostile_value_is_in_no_answer_wherever_it_stands(model: type[Any]) -> None:
    for name in model.model_fields:
        for value in (HOSTILE, [HOSTILE], {HOSTILE: HOSTILE}, {"a": {HOSTILE: None}}):
            for extra in ({}, {"event_type": "checklist"}, {"event_type": "test_result"}):
                answer = answer_of(model, json.dumps({**extra, name: value}).encode())
                assert "h0stile" not in answer
    assert "h0stile" not in answer_of(model, json.dumps({HOSTILE: 1}).encode())
    assert "h0stile" not in answer_of(model, f'{{"{HOSTILE}": 1, "{HOSTILE}": 2}}'.encode())
    assert "h0stile" not in answer_of(model, f'{{"a": {HOSTILE}}}'.encode())


@given(st.lists(st.tuples(st.sampled_from(["build_id", "commit"]) | st.text(), st.text())))
def test_any_query_gets_a_model_or_a_refusal(pairs: list[tuple[str, str]]) -> None:
    try:
        validate_query(ApprovalQuery, pairs)
    except RequestProblem as found:
        assert found.status == 400  # noqa: PT017 - most inputs raise nothing


@given(json_values)
def test_what_is_taken_is_what_the_standard_reader_sees(value: object) -> None:
    text = json.dumps(value)
    try:
        found = parse_json(text.encode())
    except RequestProblem:
        return
    assert found == json.loads(text, parse_float=Decimal)


@given(st.decimals(allow_nan=True, allow_infinity=True) | st.integers() | st.booleans())
def test_money_is_taken_exactly_or_refused(value: Any) -> None:
    kind = TypeAdapter(Money)
    try:
        amount = kind.validate_python(value)
    except ValidationError:
        return
    assert amount == value
    assert 0 <= amount <= 10**12


@given(st.datetimes(timezones=st.timezones()) | st.datetimes().map(str) | st.text())
def test_times_come_out_as_they_went_in(value: Any) -> None:
    kind = TypeAdapter(Timestamp)
    try:
        found = kind.validate_python(value)
    except ValidationError:
        return
    assert kind.validate_python(kind.dump_python(found, mode="json")) == found
