# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import ast
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..ledger import condition, remedies, status, verification
from ..ledger.trouble import LedgerStoppedError
from ..models.azdev_ledger_health import in_words
from .common import GROUP, ControlPlaneCase
from .log_rows import make_log, verified

FOLDER = Path(status.__file__).parent


@tagged("post_install", "-at_install")
class TestLedgerHealth(ControlPlaneCase):
    """One page says how the log is, and what to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(cls.env, login="audit", groups=f"{GROUP}auditor")

    def _health(self, user=None):
        health = self.env["azdev.ledger.health"].with_user(user or self.auditor).search([])
        self.assertEqual(len(health), 1)
        health.invalidate_recordset()
        return health

    def test_before_the_first_checkpoint(self):
        self.assertFalse(self.env["azdev.ledger.log"].search_count([]), "a fresh database")
        health = self._health()
        self.assertNotEqual(health.state, "good")
        self.assertEqual(health.size, 0)
        self.assertIn("entries, the oldest for", health.waiting)
        self.assertFalse(health.anchoring_ids)
        self.assertFalse(health.verification_id)

    def test_in_order(self):
        made = make_log(self.env)
        health = self._health()
        self.assertEqual(health.state, "good")
        self.assertFalse(health.trouble_code)
        self.assertEqual(health.checkpoint_id.id, made["azdev.ledger.checkpoint"])
        self.assertEqual(health.checkpoint_size, health.size)
        key = self.env["azdev.ledger.key"].browse(made["azdev.ledger.key"])
        self.assertEqual(health.key, key.verifier)
        self.assertEqual(health.anchoring_ids.anchor, "a place")
        self.assertEqual(health.outcome, "proven")
        self.assertEqual(health.verified_entries, health.size)

    def test_what_came_since_the_checkpoint_waits(self):
        make_log(self.env)
        self._open()
        self.assertRegex(self._health().waiting, "^[0-9]+ entries, the oldest for [0-9]+ second")

    def test_trouble_is_told_with_its_remedy(self):
        make_log(self.env)
        status.record_round(self.env.cr, LedgerStoppedError("key_missing", "The key is gone."))
        health = self._health()
        self.assertEqual(health.state, "trouble")
        self.assertEqual(health.trouble_code, "key_missing")
        self.assertEqual(health.trouble_message, "The key is gone.")
        self.assertIn("backup of keys", health.remedy)

    def test_a_failed_verification_is_trouble(self):
        make_log(self.env)
        result = verified(self.env)._replace(outcome="tampered", findings=["entry 5 is gone"])
        self.env["azdev.ledger.verification"]._record(result)
        health = self._health()
        self.assertEqual(health.trouble_code, "verification_failed")
        self.assertEqual(health.trouble_message, "entry 5 is gone")

    def test_changed_guards_are_shown(self):
        self.env["azdev.guards"]._record()
        self.assertTrue(self._health().guards_intact)
        self.env.cr.execute("ALTER TABLE azdev_approval DISABLE TRIGGER azdev_no_delete")
        health = self._health()
        self.assertFalse(health.guards_intact)
        self.assertIn("azdev_no_delete", health.guards_difference)

    def test_the_newest_anchoring_of_each_place_is_shown(self):
        made = make_log(self.env)
        for place in ("another place", "a place"):
            self.env.cr.execute(
                "INSERT INTO azdev_ledger_anchoring (checkpoint_id, anchor) VALUES (%s, %s)"
                " ON CONFLICT DO NOTHING",
                (made["azdev.ledger.checkpoint"], place),
            )
        anchored = self._health().anchoring_ids
        self.assertEqual(anchored.mapped("anchor"), ["a place", "another place"])
        self.assertTrue(all(anchored.mapped("age")))

    def test_every_code_has_a_remedy(self):
        codes = {"entries_wait", "not_anchored", "not_verified", "verification_failed"}
        for file in FOLDER.glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith("Error"):
                    first = node.args[0] if node.args else None
                    if node.func.id == "LedgerStoppedError" and isinstance(first, ast.Constant):
                        codes.add(first.value)
        self.assertEqual(codes, set(remedies.REMEDIES))
        self.assertGreater(len(codes), 15)
        unknown = remedies.remedy(self.env, "no such code")
        for code in codes:
            self.assertNotEqual(remedies.remedy(self.env, code), unknown, code)

    def test_auditors_and_administrators_have_it_verified(self):
        make_log(self.env)
        cron = self.env.ref("ipai_azdev_ica.ir_cron_verify_ledger")
        for group in ("auditor", "admin"):
            user = new_test_user(self.env, login=f"verifies as {group}", groups=f"{GROUP}{group}")
            triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
            triggers.unlink()
            health = self._health(user)
            self.assertTrue(health.may_verify)
            health.action_verify()
            health.action_verify()
            self.assertEqual(
                self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), 1
            )
            self.assertIn("it begins", self._health(user).verification_running)

    def test_a_verification_that_goes_on_is_shown_and_not_asked_for_twice(self):
        make_log(self.env)
        self.env["ir.cron.trigger"].search([]).unlink()
        self.env.cr.execute(
            verification.TELL, {"began_at": fields.Datetime.now(), "done": 256, "total": 1000}
        )
        self.assertFalse(self._health().verification_running)
        # what tells is the lock, which ends with the worker
        self.env.cr.execute("SELECT pg_advisory_xact_lock(%s)", (verification.LOCK,))
        health = self._health()
        self.assertEqual(health.verification_running, "Running: 256 of 1000 entries")
        health.action_verify()
        self.assertFalse(self.env["ir.cron.trigger"].search([]))

    def test_the_daily_verification_runs_as_nobody_in_particular_and_once_a_day(self):
        cron = self.env.ref("ipai_azdev_ica.ir_cron_verify_ledger")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "days"))
        self.assertTrue(cron.active)

    def test_a_log_that_nobody_verified_for_days_is_trouble(self):
        made = make_log(self.env)
        last = self.env["azdev.ledger.verification"].browse(made["azdev.ledger.verification"])
        late = last.ended_at + timedelta(days=3)
        self.assertEqual(condition.trouble(self.env.cr, last, late), ("not_verified", None))

    def test_nobody_else_does(self):
        user = new_test_user(self.env, login="complies", groups=f"{GROUP}compliance")
        health = self._health(user)
        self.assertFalse(health.may_verify)
        with self.assertRaises(AccessError):
            health.action_verify()

    def test_ages_are_told_in_words(self):
        self.assertEqual(in_words(self.env, timedelta(seconds=42)), "42 seconds")
        self.assertEqual(in_words(self.env, timedelta(seconds=-3)), "0 seconds")
        self.assertEqual(in_words(self.env, timedelta(hours=30)), "1 day")
