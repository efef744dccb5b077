# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import UTC, datetime

from odoo.tests import tagged
from odoo.tools import SQL

from ica_ledger import commit

from ..schemas import ErrorCode, RequestProblem, RunEvent, RunFinish, RunStart
from .common import ControlPlaneCase

END = datetime(2026, 1, 27, 14, 30, tzinfo=UTC)


@tagged("post_install", "-at_install")
class TestRunClaims(ControlPlaneCase):
    """What pipelines say of their runs (PRD 5.1)."""

    def setUp(self):
        super().setUp()
        self.runs = self.env["azdev.pipeline.run"]

    def _refused(self, code, work):
        with self.assertRaises(RequestProblem) as caught:
            work()
        self.assertEqual(caught.exception.code, code)
        return dict(caught.exception.details)

    def _finish(self, status="success", **values):
        claim = RunFinish(run_id="20260127.1", status=status, end_time=END, **values)
        return self.runs._finish_claimed(self.connection, claim)

    def test_a_run_is_opened_with_its_entry(self):
        entry = self._entries("run.started").filtered(
            lambda one: one.subject == f"run:{self.pipeline_run.uuid}"
        )
        self.assertEqual(len(entry), 1)
        self.assertEqual(self.pipeline_run.status, "running")
        self.assertEqual(self.pipeline_run.source, "claimed")
        self.assertNotIn("deploy-api", entry.entry)

    def test_the_same_again_is_the_same_run(self):
        self.assertEqual(self._start(run_id="20260127.1"), self.pipeline_run)

    def test_what_was_not_known_is_filled_in(self):
        self._start(run_id="20260127.1", build_id=77)
        self.assertEqual(self.pipeline_run.build_id, 77)

    def test_other_values_are_refused_with_both(self):
        claim = RunStart(run_id="20260127.1", pipeline_name="deploy-api", commit="deadbeef")
        details = self._refused(
            ErrorCode.CONFLICT, lambda: self.runs._start_claimed(self.connection, claim)
        )
        self.assertIn("abc123def456", details["commit"])

    def test_the_same_number_in_two_pipelines_is_ambiguous(self):
        other = RunStart(run_id="20260127.1", pipeline_name="deploy-web")
        self.runs._start_claimed(self.connection, other)
        details = self._refused(ErrorCode.AMBIGUOUS, self._finish)
        self.assertIn("deploy", details["run_id"])
        self.assertTrue(self._finish(pipeline_name="deploy-web"))

    def test_an_unknown_run_is_not_found(self):
        claim = RunFinish(run_id="nope", status="success", end_time=END)
        self._refused(
            ErrorCode.NOT_FOUND, lambda: self.runs._finish_claimed(self.connection, claim)
        )

    def test_an_event_may_come_before_its_run(self):
        claim = RunEvent(run_id="20260127.9", pipeline_name="deploy-api", event_type="x")
        event = self.runs._event_claimed(self.connection, claim)
        self.assertEqual(event.run_id.run_id, "20260127.9")

    def test_the_same_event_again_is_the_first_one(self):
        claim = RunEvent(run_id="20260127.1", event_type="build_success", event_data={})
        first = self.runs._event_claimed(self.connection, claim)
        self.assertEqual(self.runs._event_claimed(self.connection, claim), first)

    def test_finish_closes_the_run_where_no_hooks_arrive(self):
        audit_hash = self._finish()
        self.assertEqual(self.pipeline_run.status, "success")
        self.assertEqual(self.pipeline_run.audit_hash, audit_hash)
        self.assertEqual(self.pipeline_run.end_time, END.replace(tzinfo=None))
        self.assertEqual(self._finish(), audit_hash)

    def test_another_end_is_refused(self):
        self._finish()
        self._refused(ErrorCode.CONFLICT, lambda: self._finish("failed"))

    def test_finish_is_only_a_claim_where_hooks_arrive(self):
        self.connection.hooks_registered = True
        self.assertTrue(self._finish())
        self.assertEqual(self.pipeline_run.status, "running")

    def test_cancelled_requests_end_with_their_run(self):
        approval = self._open()
        self._finish("cancelled")
        self.assertEqual(approval.status, "cancelled")

    def test_a_run_of_another_connection_is_not_found(self):
        other = self.connection.copy({"organization_url": "https://dev.azure.com/other"})
        claim = RunFinish(run_id="20260127.1", status="success", end_time=END)
        self._refused(ErrorCode.NOT_FOUND, lambda: self.runs._finish_claimed(other, claim))

    def test_the_ledger_holds_no_word_and_no_guessable_hash_of_an_event(self):
        run = self._start(run_id="private-1")
        event = self.env["azdev.pipeline.event"]._record_claimed(
            run, "anna_meier", '{"note":"anna"}'
        )
        said = json.loads(event.entry_id.entry)["body"]
        self.assertEqual(said["type"], "other")
        self.assertNotIn(event.content_hash, event.entry_id.entry)
        self.assertNotIn("anna", event.entry_id.entry)
        query = SQL("SELECT salt FROM azdev_ledger_opening WHERE entry_id = %s", event.entry_id.id)
        [(salt,)] = self.env.execute_query(query)
        salt = bytes.fromhex(salt)
        self.assertEqual(
            said["texts"],
            {
                "content": commit(salt, "content", event.content_hash),
                "type": commit(salt, "type", "anna_meier"),
            },
        )
