# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.tests import tagged

from ..database import fingerprint, guards
from .common import ControlPlaneCase


@tagged("post_install", "-at_install")
class TestGuardFingerprint(ControlPlaneCase):
    """H6: a guard that was off, even for a moment, shows; so does one that says something else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a database restored from a dump has new rows in the catalogue under the same guards
        cls.env["azdev.guards"]._record()

    def _found(self, *statements):
        for statement in statements:
            self.env.cr.execute(statement)
        return fingerprint.check(self.env.cr)

    def test_after_an_installation_nothing_differs(self):
        self.assertIsNone(fingerprint.check(self.env.cr))

    def test_an_installation_has_one_entry_that_holds_both_hashes(self):
        last = self.env["azdev.guards"].search([], limit=1)
        said = json.loads(last.entry_id.body)
        self.assertEqual(last.entry_id.kind, "guards.installed")
        self.assertEqual(
            (said["definitions"], said["generation"]), (last.definitions, last.generation)
        )

    def test_recording_again_without_a_change_records_nothing(self):
        before = self.env["azdev.guards"].search_count([])
        self.assertFalse(self.env["azdev.guards"]._record())
        self.assertEqual(self.env["azdev.guards"].search_count([]), before)

    def test_a_guard_that_is_off(self):
        said = self._found("ALTER TABLE azdev_ledger_entry DISABLE TRIGGER azdev_insert_only")
        self.assertEqual(
            said, "trigger azdev_insert_only of azdev_ledger_entry was changed or switched off."
        )

    def test_a_guard_that_was_off_and_is_on_again(self):
        before = fingerprint.fingerprint(self.env.cr)
        said = self._found(
            "ALTER TABLE azdev_callback DISABLE TRIGGER azdev_floor",
            "ALTER TABLE azdev_callback ENABLE ALWAYS TRIGGER azdev_floor",
        )
        self.assertEqual(
            said, "trigger azdev_floor of azdev_callback was off or replaced for a while."
        )
        after = fingerprint.fingerprint(self.env.cr)
        self.assertEqual(after.definitions, before.definitions)
        self.assertNotEqual(after.generation, before.generation)

    def test_a_guard_that_is_gone(self):
        said = self._found("DROP TRIGGER azdev_recorded ON azdev_approval_signature")
        self.assertEqual(said, "trigger azdev_recorded of azdev_approval_signature is gone.")

    def test_a_function_that_says_something_else(self):
        said = self._found(
            "CREATE OR REPLACE FUNCTION azdev_refuse_change() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN OLD; END'"
        )
        self.assertEqual(said, "function azdev_refuse_change() was changed or switched off.")

    def test_a_function_that_was_replaced_for_a_while(self):
        self.env.cr.execute("SELECT pg_get_functiondef('azdev_callback_floor'::regproc)")
        original = self.env.cr.fetchone()[0]
        said = self._found(original.replace("RAISE EXCEPTION", "RAISE NOTICE"), original)
        self.assertEqual(said, "function azdev_callback_floor() was off or replaced for a while.")

    def test_guards_on_odoos_own_tables(self):
        said = self._found("ALTER TABLE res_users DISABLE TRIGGER azdev_access")
        self.assertEqual(said, "trigger azdev_access of res_users was changed or switched off.")

    def test_something_foreign_that_swallows_rows(self):
        for statement, name in (
            (
                "CREATE RULE swallow AS ON INSERT TO azdev_ledger_entry DO INSTEAD NOTHING",
                "rule swallow of azdev_ledger_entry was added",
            ),
            (
                """CREATE TRIGGER swallow BEFORE INSERT ON azdev_exception
                   FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()""",
                "trigger swallow of azdev_exception was added",
            ),
            (
                "ALTER TABLE azdev_callback ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
                "table azdev_callback was changed",
            ),
        ):
            with self.subTest(name=name):
                self.assertIn(name, self._found(statement))

    def test_rows_rewritten_past_every_trigger(self):
        said = self._found(
            "ALTER TABLE azdev_approval_signature ALTER role TYPE varchar USING 'business'"
        )
        self.assertIn(
            "column role of azdev_approval_signature was altered, and its rows perhaps", said
        )

    def test_rows_of_a_table_that_inherited_for_a_while(self):
        said = self._found(
            "CREATE TABLE more (LIKE azdev_approval_signature)",
            "ALTER TABLE more INHERIT azdev_approval_signature",
        )
        self.assertIn("table azdev_approval_signature was changed", said)
        said = self._found("ALTER TABLE more NO INHERIT azdev_approval_signature")
        self.assertIn("table azdev_approval_signature was altered", said)

    def test_a_record_that_was_adapted(self):
        self.env.cr.execute(
            "ALTER TABLE azdev_guards ALTER generation TYPE varchar USING 'sha256:other'"
        )
        self.assertEqual(
            fingerprint.check(self.env.cr),
            "The guards were recorded otherwise than their ledger entry says.",
        )

    def test_a_signers_constraint_that_is_gone(self):
        self.env.cr.execute(
            """SELECT conname FROM pg_constraint
               WHERE conrelid = 'azdev_approval_signature'::regclass AND contype = 'u' LIMIT 1"""
        )
        (name,) = self.env.cr.fetchone()
        said = self._found(f"ALTER TABLE azdev_approval_signature DROP CONSTRAINT {name}")
        self.assertIn(f"constraint {name} of azdev_approval_signature is gone", said)

    def test_nothing_recorded_and_no_table(self):
        self.env.cr.execute("ALTER TABLE azdev_guards RENAME TO hidden")
        self.assertEqual(fingerprint.check(self.env.cr), "The table of recorded guards is gone.")

    def test_an_upgrade_repairs_what_was_done_and_records_it(self):
        self._found("ALTER TABLE azdev_ledger_entry DISABLE TRIGGER azdev_insert_only")
        guards.insert_only(self.env.cr, "azdev_ledger_entry")
        self.assertIn("off or replaced for a while", fingerprint.check(self.env.cr))
        made = self.env["azdev.guards"]._record()
        self.assertEqual(made.entry_id.kind, "guards.installed")
        self.assertIsNone(fingerprint.check(self.env.cr))

    def test_installing_twice_in_one_process_writes_the_catalogue_once(self):
        guards.insert_only(self.env.cr, "azdev_ledger_entry")
        guards.install(self.env.cr, "refusals")
        before = fingerprint.fingerprint(self.env.cr)
        guards.insert_only(self.env.cr, "azdev_ledger_entry")
        guards.install(self.env.cr, "refusals")
        self.assertEqual(fingerprint.fingerprint(self.env.cr), before)
