from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import islice

import pytest

from benchmarks.log import year
from benchmarks.log.rows import Row
from ica_ledger import Signer, leaf_hash, sha256_label
from ica_ledger.entry import parse_entry
from ica_ledger.entry_check import EntryCheck
from ica_ledger.report import Report
from ica_ledger.rotation import KeyChain

START = datetime(2026, 1, 27, 8, tzinfo=UTC)
COUNT = 5000


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(islice(year.rows(START, 2026), COUNT))


def test_each_row_is_an_entry_that_the_log_allows(rows: list[Row]) -> None:
    for row in rows:
        entry = parse_entry(row.entry.encode())
        assert (entry.uuid, entry.kind, entry.subject) == (row.uuid, row.kind, row.subject)
        assert entry.time.replace(tzinfo=None) == datetime.fromisoformat(row.recorded_at)
        assert row.entry.startswith(f'{{"body":{row.body},"kind"')
        assert row.leaf_hash == sha256_label(leaf_hash(row.entry.encode()))


def test_the_controls_hold_and_all_fates_of_a_request_occur(rows: list[Row]) -> None:
    entries = [row.entry.encode() for row in rows]
    report = Report()
    check = EntryCheck(report, KeyChain(Signer.from_seed("bench/log", bytes(32)).verifier))
    check.add(0, entries, [leaf_hash(entry) for entry in entries])
    check.finish()
    assert report.findings == []
    assert report.first_unknown is None
    assert report.late == 0
    assert {"approval.approved", "approval.rejected", "approval.cancelled"} <= set(report.kinds)
    assert report.population["yes sent to Azure DevOps"] == report.population["approved"]


def test_most_entries_are_of_runs_and_every_third_is_no_event(rows: list[Row]) -> None:
    kinds = Counter(row.kind.partition(".")[0] for row in rows)
    assert kinds["run"] > kinds["approval"] > kinds["callback"] > 0


def test_another_year_repeats_nothing() -> None:
    one, other = (
        {row.entry for row in islice(year.rows(START, number), COUNT)} for number in (2026, 2027)
    )
    assert not one & other
