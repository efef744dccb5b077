# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2.errors

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models import azdev_ledger_recovery
from ..signer import Signer
from .common import GROUP, ControlPlaneCase


@tagged("post_install", "-at_install")
class TestLedgerRecovery(ControlPlaneCase):
    """How the ledger goes on after a loss is decided by two people, and on record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "officer", groups=f"{GROUP}compliance")
        cls.administrator = new_test_user(cls.env, "administrator", groups=f"{GROUP}admin")
        cls.recoveries = cls.env["azdev.ledger.recovery"]

    @contextmanager
    def _signed_in(self, user):
        signer = Signer(user.id, "session", "192.0.2.7", "direct")
        with patch.object(azdev_ledger_recovery, "authenticated_signer", lambda env: signer):
            yield

    def _propose(self, user, way="put_back"):
        with self._signed_in(user):
            return self.recoveries.with_user(user)._propose(way, "last night's backup")

    def _approve(self, recovery, user):
        with self._signed_in(user):
            recovery.with_user(user).action_approve()

    def test_one_proposes_another_approves(self):
        recovery = self._propose(self.officer)
        self._approve(recovery, self.administrator)
        self.assertEqual(recovery.state, "approved")
        self.assertEqual(recovery.proposed_by, self.officer)
        self.assertEqual(recovery.approved_by, self.administrator)
        steps = [self._entries(f"ledger.recovery_{step}") for step in ("proposed", "approved")]
        self.assertEqual([len(entries) for entries in steps], [1, 1])
        self.assertNotIn("backup", steps[0].entry)

    def test_the_proposer_does_not_approve(self):
        recovery = self._propose(self.officer)
        with self.assertRaisesRegex(UserError, "somebody else"):
            self._approve(recovery, self.officer)

    def test_postgresql_refuses_one_person_alone(self):
        recovery = self._propose(self.officer)
        for values in ("approved_by = proposed_by, state = 'approved'", "state = 'approved'"):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(
                    f"UPDATE azdev_ledger_recovery SET {values} WHERE id = %s", (recovery.id,)
                )

    def test_it_begins_as_a_proposal_and_never_goes_back(self):
        recovery = self._propose(self.officer)
        self._approve(recovery, self.administrator)
        for statement in (
            "UPDATE azdev_ledger_recovery SET state = 'proposed', approved_by = NULL",
            "UPDATE azdev_ledger_recovery SET reason = 'another'",
            "UPDATE azdev_ledger_recovery SET way = 'begin_anew'",
            """INSERT INTO azdev_ledger_recovery
               (way, reason, state, proposed_by, approved_by, proposed_at, entry_id)
               SELECT way, reason, 'approved', approved_by, proposed_by, proposed_at, entry_id
               FROM azdev_ledger_recovery""",
        ):
            with (
                self.subTest(statement=statement),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement)

    def test_one_at_a_time(self):
        recovery = self._propose(self.officer)
        with self.assertRaisesRegex(UserError, "is open already"):
            self._propose(self.administrator)
        with self._signed_in(self.administrator):
            recovery.with_user(self.administrator).action_cancel()
        self.assertEqual(self._propose(self.administrator, "begin_anew").state, "proposed")

    def test_who_may_not_decide(self):
        auditor = new_test_user(self.env, "auditor-only", groups=f"{GROUP}auditor")
        for user in (self.technical, self.business, auditor):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._propose(user)

    def test_only_a_session_decides(self):
        with self.assertRaises(AccessError):
            self.recoveries.with_user(self.officer)._propose("put_back", "no request")

    def test_nobody_brings_back_entries_without_a_recovery(self):
        self.env.cr.execute(
            """INSERT INTO azdev_ledger_entry (uuid, kind, subject, recorded_at, body, entry)
               VALUES ('00000000-0000-4000-8000-000000000000', 'run.started', 'run:1',
                       '2001-01-01', '{}', 'forged') RETURNING uuid, recorded_at, entry"""
        )
        uuid, recorded_at, entry = self.env.cr.fetchone()
        self.assertNotEqual(uuid, "00000000-0000-4000-8000-000000000000")
        self.assertGreater(recorded_at.year, 2025)
        self.assertNotIn("forged", entry)
