"""What single fields take and refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ConfigDict, TypeAdapter, ValidationError

from ipai_azdev_ica.schemas import ApprovalCreate, RunFinish, RunStart, SignRequest, validate
from ipai_azdev_ica.schemas.number_fields import Checklist, Money, Percent, Seconds
from ipai_azdev_ica.schemas.text_fields import ApprovalId, CommitId, Identifier, Text, Word
from ipai_azdev_ica.schemas.time_fields import OdooTime, Timestamp


def taken(kind: Any, value: object) -> Any:
    return TypeAdapter(kind, config=ConfigDict(strict=True)).validate_python(value)


def refused(kind: Any, value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        taken(kind, value)
    return str(caught.value.errors()[0]["msg"])


@pytest.mark.parametrize(
    "value", ["20260127.1", "x" * 128, "Überprüfung", "日本", "a b", "\U0001f600", "$(x)"]
)
def test_identifiers_are_printable(value: str) -> None:
    assert taken(Identifier, value) == value


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        " a",
        "a ",
        "a\n",
        "a\x00",
        "a\x7f",
        "a\x85",
        "\ud800",
        "a\u200bb",
        "a\u202eb",
        "a\u00a0b",
        "\ufeffa",
        "x" * 129,
        1,
        True,
        None,
        b"a",
    ],
)
def test_identifiers_refuse(value: object) -> None:
    assert refused(Identifier, value)


@pytest.mark.parametrize("value", ["", "a\tb\r\nc", "\u200b", "x" * 4000])
def test_free_text_takes_line_breaks(value: str) -> None:
    assert taken(Text, value) == value


@pytest.mark.parametrize("value", ["\x00", "\ud800", "\x1b[31m", "\x9b", "x" * 4001, 1])
def test_free_text_refuses(value: object) -> None:
    assert refused(Text, value)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (CommitId, "abc123d", ["abc123", "ABC123D", "g" * 7, "a" * 65, "abc123d\n", " abc123d"]),
        (Word, "test_result", ["", "A", "a-b", "a" * 65, "a\n", "é", "٣"]),
        (
            ApprovalId,
            "APR-2026-001",
            ["APR-2026-01", "apr-2026-001", "APR-26-001", "APR-2026-001\n"],
        ),
    ],
)
def test_spelled_texts(kind: Any, good: str, bad: list[str]) -> None:
    assert taken(kind, good) == good
    assert all(refused(kind, value).startswith("must be") for value in bad)


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (0, "0.00"),
        (2500, "2500.00"),
        (Decimal("2500.5"), "2500.50"),
        (Decimal("2500.500"), "2500.50"),
        (Decimal("-0.0"), "0.00"),
        (10**12, "1000000000000.00"),
    ],
)
def test_money_is_exact(value: object, amount: str) -> None:
    assert str(taken(Money, value)) == amount


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (True, "must be a number"),
        ("2500", "must be a number"),
        (2500.5, "must be a number"),
        (None, "must be a number"),
        (Decimal("1e3"), "must be written without an exponent"),
        (Decimal("NaN"), "must be written without an exponent"),
        (Decimal("sNaN"), "must be written without an exponent"),
        (Decimal("Infinity"), "must be written without an exponent"),
        (-1, "must be between 0 and 1000000000000"),
        (Decimal("-0.01"), "must be between 0 and 1000000000000"),
        (10**12 + 1, "must be between 0 and 1000000000000"),
        (Decimal("1000000000000.01"), "must be between 0 and 1000000000000"),
        (Decimal("0.001"), "must have at most 2 decimals"),
    ],
)
def test_money_refuses(value: object, message: str) -> None:
    assert refused(Money, value) == message


def test_measures_have_their_ranges() -> None:
    assert taken(Seconds, Decimal("0.5")) == Decimal("0.5")
    assert taken(Percent, 100) == 100
    assert refused(Seconds, -1) == "must not be negative"
    assert refused(Percent, Decimal("100.1")) == "must be between 0 and 100"
    for value in (True, "1", 1.5):
        assert refused(Percent, value) == "must be a number"
    for value in (Decimal("NaN"), Decimal("-Infinity"), Decimal("1e999"), 10**13):
        assert refused(Seconds, value) == "must be between -1e12 and 1e12"


def test_checklist_items_are_booleans_or_numbers() -> None:
    items = {"security_scan": True, "coverage": Decimal("79.5"), "findings": 0}
    assert taken(Checklist, items) == items
    for value in ("true", None, [], 1.5):
        assert refused(Checklist, {"a": value}) == "must be true, false or a number"
    assert refused(Checklist, {"Not A Name": True})
    assert refused(Checklist, {f"item{number}": True for number in range(65)})


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-27T14:30:00Z", datetime(2026, 1, 27, 14, 30, tzinfo=UTC)),
        ("2026-01-27t14:30:00z", datetime(2026, 1, 27, 14, 30, tzinfo=UTC)),
        ("2026-01-27T14:30:00+02:00", datetime(2026, 1, 27, 12, 30, tzinfo=UTC)),
        ("2026-01-27T14:30:00.5-00:00", datetime(2026, 1, 27, 14, 30, 0, 500_000, tzinfo=UTC)),
        ("2026-01-27T14:30:00.1234567Z", datetime(2026, 1, 27, 14, 30, 0, 123_456, tzinfo=UTC)),
    ],
)
def test_times_are_rfc_3339(text: str, utc: datetime) -> None:
    assert taken(Timestamp, text) == utc


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-27T14:30:00",
        "2026-01-27",
        "2026-01-27 14:30:00Z",
        "2026-02-30T00:00:00Z",
        "2026-01-27T24:00:00Z",
        "2026-01-27T14:30:60Z",
        "2026-01-27T14:30:00+25:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-01-27T14:30Z",
        "٢٠٢٦-01-27T14:30:00Z",
        1769524200,
        True,
        None,
        "",
        datetime(2026, 1, 27),
    ],
)
def test_times_refuse(value: object) -> None:
    assert refused(Timestamp, value).startswith("must be")


def test_odoo_times_are_naive_utc_and_answered_with_z() -> None:
    kind = TypeAdapter(OdooTime)
    east = timezone(timedelta(hours=2))
    for value in (datetime(2026, 1, 27, 12, 30), datetime(2026, 1, 27, 14, 30, tzinfo=east)):
        found = kind.validate_python(value)
        assert kind.dump_python(found, mode="json") == "2026-01-27T12:30:00Z"


def test_null_is_refused_with_the_way_out(refusal: Any) -> None:
    body = {"run_id": "1", "deployment_target": "production", "estimated_cost": None}
    found = refusal(ApprovalCreate, body)
    assert found.details == [("estimated_cost", "must not be null: leave the field out instead")]


@pytest.mark.parametrize("value", ["yes", 1, None, True, "Success"])
def test_states_are_words_of_the_list(refusal: Any, value: object) -> None:
    body = {"run_id": "1", "status": value, "end_time": "2026-01-27T14:30:00Z"}
    assert refusal(RunFinish, body).details[0][0] == "status"


@pytest.mark.parametrize("value", ["1", 1.0, True, 0, -1, 2**31, 2**53])
def test_ids_are_positive_integers(refusal: Any, value: object) -> None:
    refusal(RunStart, {"run_id": "1", "pipeline_name": "p", "build_id": value})


def test_models_never_change() -> None:
    signed = validate(SignRequest, b'{"approval_type": "technical", "decision": "approved"}')
    with pytest.raises(ValidationError):
        signed.decision = "rejected"
