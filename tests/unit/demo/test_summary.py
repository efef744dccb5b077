from __future__ import annotations

import io
from pathlib import Path

import pytest

from demo import summary
from demo.expectations import DemoFailed
from demo.narrator import Narrator

RUN = {
    "id": 1,
    "display_name": "web-shop 20261124.1",
    "build_id": 1001,
    "ado_result": "succeeded",
    "ado_state": "completed",
    "status": "success",
    "previous_run_id": False,
    "audit_hash": "sha256:0123456789abcdef",
}
APPROVAL = {
    "id": 5,
    "approval_id": "APR-2026-001",
    "deployment_target": "production",
    "run_id": [1, "web-shop 20261124.1"],
    "status": "approved",
    "delivery": "confirmed",
    "technical_approver_id": [6, "Tessa Technical"],
    "business_approver_id": [8, "Bella Business"],
    "rejection_reason": False,
    "cancel_reason": False,
}


def signature(user, role):
    return {
        "approval_id": [5, "APR-2026-001"],
        "user_id": [user, f"Person {user}"],
        "role": role,
        "decision": "approved",
        "signed_at": "2026-11-24 12:30:03",
        "ip_address": "127.0.0.1",
        "signature_hash": "sha256:fedcba9876543210",
    }


class Books:
    """Both sides: runs that Azure DevOps has, records that Odoo has."""

    def __init__(self, signatures, builds=(1001,)):
        self._records = {
            "azdev.pipeline.run": [RUN],
            "azdev.approval": [APPROVAL],
            "azdev.approval.signature": signatures,
        }
        self._builds = builds

    def read(self, model, domain, *fields, **options):
        return self._records[model]

    def runs(self):
        return [{"id": build} for build in self._builds]


def show(books):
    stream = io.StringIO()
    summary.show(Narrator(stream), books, books)
    return stream.getvalue()


def test_runs_approvals_and_signatures_are_shown():
    text = show(Books([signature(6, "technical"), signature(8, "business")]))
    assert "web-shop 20261124.1" in text
    assert "Tessa Technical" in text
    assert "sha256:fedcba987654" in text


@pytest.mark.parametrize(
    "signatures",
    [
        [],
        [signature(6, "technical")],
        [signature(6, "technical"), signature(6, "business")],
    ],
)
def test_a_yes_without_two_signers_fails(signatures):
    with pytest.raises(DemoFailed, match="APR-2026-001"):
        show(Books(signatures))


def test_a_run_that_odoo_does_not_know_fails():
    both = [signature(6, "technical"), signature(8, "business")]
    with pytest.raises(DemoFailed, match="builds in Odoo's run ledger"):
        show(Books(both, builds=(1001, 1002)))


def test_figures_of_a_kind_are_summed_up():
    stream = io.StringIO()
    summary.show_figures(Narrator(stream), [("goes on", 0.1), ("goes on", 0.3), ("goes on", 0.2)])
    assert stream.getvalue().split()[-4:] == ["on", "3", "0.20", "0.30"]


def test_pictures_are_listed_with_their_place():
    stream = io.StringIO()
    summary.show_pictures(Narrator(stream), [("the list", Path("/somewhere/list.png"))])
    assert "/somewhere/list.png" in stream.getvalue()
