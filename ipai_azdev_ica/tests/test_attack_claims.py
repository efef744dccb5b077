# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest.mock import patch

import psycopg2.errors

from odoo.tests import tagged
from odoo.tools import mute_logger

from service_hooks.errors import Refused, Unavailable
from service_hooks.records.build import parse_build
from service_hooks.run_facts import RunFacts

from ..models import azdev_delivery_hook
from ..schemas import ApprovalCreate, ErrorCode, RequestProblem, RunFinish, RunStart, validate
from .common import ControlPlaneCase

NOW = datetime(2026, 1, 27, 14, 30, tzinfo=UTC)
OTHER_PROJECT = "99999999-2222-4333-8444-555555555555"


class ClaimCase(ControlPlaneCase):
    """A pipeline's author with a valid API token of the project."""

    def _ask(self, connection=None, **values):
        claim = ApprovalCreate(
            **{"run_id": "20260127.1", "deployment_target": "production", **values}
        )
        return self.env["azdev.approval"]._request_claimed(connection or self.connection, claim)

    def _refused(self, code, work):
        with self.assertRaises(RequestProblem) as caught:
            work()
        self.assertEqual(caught.exception.code, code)
        return dict(caught.exception.details)

    def _other_connection(self):
        return self.connection.copy({"organization_url": "https://dev.azure.com/other"})


@tagged("post_install", "-at_install")
class TestReusedNumbers(ClaimCase):
    """F3a: the build number is the author's to choose; it buys no second use of a yes."""

    def setUp(self):
        super().setUp()
        self._start(run_id="20260127.1", build_id=77)
        self.approval = self._ask()
        self._sign(self.approval, self.technical, "technical")
        self._sign(self.approval, self.business, "business")
        self.assertEqual(self.approval.status, "approved")

    def test_the_same_request_again_is_the_same_approval(self):
        self.assertEqual(self._ask(), self.approval)

    def test_another_build_does_not_start_under_an_approved_number(self):
        claim = RunStart(run_id="20260127.1", pipeline_name="deploy-api", build_id=78)
        runs = self.env["azdev.pipeline.run"]
        details = self._refused(
            ErrorCode.CONFLICT, lambda: runs._start_claimed(self.connection, claim)
        )
        self.assertIn("77", details["build_id"])
        self.assertIn("78", details["build_id"])

    def test_another_commit_does_not_start_under_an_approved_number(self):
        claim = RunStart(run_id="20260127.1", pipeline_name="deploy-api", commit="deadbeef")
        runs = self.env["azdev.pipeline.run"]
        self._refused(ErrorCode.CONFLICT, lambda: runs._start_claimed(self.connection, claim))

    def test_another_build_never_gets_the_approval(self):
        with self.assertRaises(RequestProblem):
            self._ask(build_id=78)

    def test_another_commit_stage_or_cost_never_gets_the_approval(self):
        for name, value in (("commit", "deadbeef"), ("stage", "other"), ("estimated_cost", 9)):
            with self.subTest(field=name):
                details = self._refused(
                    ErrorCode.CONFLICT, lambda name=name, value=value: self._ask(**{name: value})
                )
                self.assertIn(name, details)

    def test_the_next_attempt_starts_without_signatures(self):
        self._start(run_id="20260127.1", build_id=77, attempt=2)
        again = self._ask()
        self.assertNotEqual(again, self.approval)
        self.assertEqual(again.status, "pending")

    def test_a_request_contradicting_its_run_is_refused(self):
        self._start(run_id="20260127.2")
        details = self._refused(
            ErrorCode.CONFLICT, lambda: self._ask(run_id="20260127.2", commit="deadbeef")
        )
        self.assertIn("abc123def456", details["commit"])


@tagged("post_install", "-at_install")
class TestApiApprovals(ClaimCase):
    """F3b, F3c: an approval by API answers no check, and only its own connection sees it."""

    def test_an_approved_api_request_answers_no_check(self):
        approval = self._ask()
        self._sign(approval, self.technical, "technical")
        self._sign(approval, self.business, "business")
        self.assertEqual(approval.status, "approved")
        self.assertFalse(approval.callback_ids)
        self.assertFalse(approval.call_key)

    def test_postgresql_takes_no_yes_for_an_api_request(self):
        approval = self._ask()
        self._sign(approval, self.technical, "technical")
        self._sign(approval, self.business, "business")
        for key in (None, "plan/job/of-a-check"):
            with (
                self.subTest(call_key=key),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(
                    """INSERT INTO azdev_callback
                       (connection_id, company_id, approval_id, kind, result, text, call_key, call)
                       SELECT connection_id, company_id, id, 'decision', 'succeeded', 'x', %s, '{}'
                       FROM azdev_approval WHERE id = %s""",
                    (key, approval.id),
                )

    def test_a_check_never_adopts_an_api_request(self):
        claimed = self._ask()
        self._sign(claimed, self.technical, "technical")
        asked = self._open()
        self.assertNotEqual(asked, claimed)
        self.assertFalse(asked.signature_ids)

    def test_an_api_request_says_whose_word_its_facts_are(self):
        approval = self._ask()
        state = approval._state_of(self.connection.id, approval.approval_id)
        self.assertEqual(state["facts_source"], "claimed_by_caller")
        self.assertIsNone(state["delivery"])

    def test_a_foreign_approval_is_unknown(self):
        approval = self._ask()
        other = self._other_connection()
        self.assertIsNone(approval._state_of(other.id, approval.approval_id))

    def test_a_foreign_run_is_unknown(self):
        other = self._other_connection()
        self._refused(ErrorCode.NOT_FOUND, lambda: self._ask(other))


@tagged("post_install", "-at_install")
class TestEstimates(ClaimCase):
    """F8 of money: what is no plain amount never becomes one."""

    def test_what_is_no_amount_is_refused(self):
        for written in (
            *("null", "-1", '"2500"', "true", "[]", "{}"),
            *("1e308", "1e3", "-0.01", "0.001", "NaN", "Infinity", "-Infinity"),
            '5, "estimated_cost": 6',
        ):
            body = f'{{"run_id": "1", "deployment_target": "staging", "estimated_cost": {written}}}'
            with self.subTest(estimated_cost=written), self.assertRaises(RequestProblem):
                validate(ApprovalCreate, body.encode())

    def test_no_estimate_is_unknown_and_not_zero(self):
        self.assertFalse(self._ask().cost_known)
        self._start(run_id="20260127.2")
        free = self._ask(run_id="20260127.2", estimated_cost=0)
        self.assertTrue(free.cost_known)


@tagged("post_install", "-at_install")
class TestForgedHooks(ClaimCase):
    """F19: a hook is a hint. With valid credentials, but not from where it says it is."""

    def setUp(self):
        super().setUp()
        self._start(run_id="20260127.1", build_id=77)
        self.connection.hooks_registered = True
        self.approval = self._open()

    def _hook(self, number=1, project=None, organization=None, **run):
        """Store a hook that says a run has succeeded, and return its row."""
        body = {
            "subscriptionId": "00000000-1111-4222-8333-444444444444",
            "notificationId": number,
            "eventType": "ms.vss-pipelines.run-state-changed-event",
            "resource": {
                "run": {"id": 77, "state": "completed", "result": "succeeded", **run},
                "requestedFor": {"uniqueName": "somebody-else@example.com"},
            },
            "resourceContainers": {
                "project": {"id": project or self.connection.project_id},
                "collection": {"baseUrl": organization or "https://dev.azure.com/fabrikam/"},
            },
        }
        sent = json.dumps(body).encode()
        deliveries = self.env["azdev.delivery"]
        deliveries._accept_hook(self.connection, sent, len(sent), "d" * 64)
        return deliveries.search([("kind", "=", "hook")], limit=1)

    @contextmanager
    def _azure_devops(self, **answer):
        """Let Azure DevOps answer every reading of a build so."""
        with (
            patch.object(azdev_delivery_hook, "read_run_facts", **answer) as read,
            self.enter_registry_test_mode(),
        ):
            yield read

    def _build(self, **values):
        build = {
            "id": 77,
            "buildNumber": "20260127.1",
            "project": {"id": self.connection.project_id, "name": "web-shop"},
            "definition": {"id": 5, "name": "deploy-api"},
            "sourceVersion": "abc123def456",
            "sourceBranch": "main",
            "status": "inProgress",
            **values,
        }
        return RunFacts(build=parse_build(build), stages=(), read_at=NOW)

    def _assert_untouched(self):
        self.env.invalidate_all()
        self.assertEqual(self.pipeline_run.status, "running")
        self.assertFalse(self.pipeline_run.requester_id)
        self.assertEqual(self.pipeline_run.triggered_by, "erin@example.com")
        self.assertEqual(self.approval.status, "pending")
        self.assertFalse(self.approval.callback_ids)

    def test_completed_closes_nothing_while_azure_devops_says_running(self):
        stored = self._hook()
        with self._azure_devops(return_value=self._build()) as read:
            stored._process_hooks()
        read.assert_called_once()
        self._assert_untouched()
        self.assertEqual(stored.state, "done")

    def test_completed_closes_nothing_while_azure_devops_is_silent(self):
        for number, trouble in enumerate((Unavailable("down"), Refused(401, "no")), 1):
            stored = self._hook(number)
            with self.subTest(trouble=trouble), self._azure_devops(side_effect=trouble):
                stored._process_hooks()
            self._assert_untouched()
            self.assertEqual(stored.state, "waiting")

    def test_azure_devops_own_word_closes(self):
        stored = self._hook()
        ended = self._build(status="completed", result="failed", finishTime="2026-01-27T14:30:00Z")
        with self._azure_devops(return_value=ended):
            stored._process_hooks()
        self.env.invalidate_all()
        self.assertEqual(self.pipeline_run.status, "failed")
        self.assertEqual(self.approval.status, "cancelled")

    def test_a_hook_of_another_project_is_not_even_followed(self):
        stored = self._hook(project=OTHER_PROJECT)
        with self._azure_devops(return_value=self._build()) as read:
            stored._process_hooks()
        read.assert_not_called()
        self._assert_untouched()
        self.assertEqual(stored.state, "set_aside")

    def test_a_hook_of_another_organization_is_not_even_followed(self):
        stored = self._hook(organization="https://dev.azure.com/fabrikam-evil/")
        with self._azure_devops(return_value=self._build()) as read:
            stored._process_hooks()
        read.assert_not_called()
        self._assert_untouched()
        self.assertEqual(stored.state, "set_aside")

    def test_the_pipelines_own_finish_closes_nothing_where_hooks_arrive(self):
        claim = RunFinish(run_id="20260127.1", status="success", end_time=NOW)
        self.assertTrue(self.env["azdev.pipeline.run"]._finish_claimed(self.connection, claim))
        self._assert_untouched()
