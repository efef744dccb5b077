# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2.errors

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import ControlPlaneCase
from .log_rows import make_log, verified


@tagged("post_install", "-at_install")
class TestLedgerVerification(ControlPlaneCase):
    """The whole log and all evidence beside it are verified; whatever was done is named."""

    def setUp(self):
        super().setUp()
        self.approval = self._open()
        self.signature = self._sign(self.approval, self.technical, "technical").with_env(self.env)
        self._sign(self.approval, self.business, "business")
        self.event = self.env["azdev.pipeline.event"]._record_claimed(
            self.pipeline_run, "build_success", "{}"
        )
        self.env.flush_all()

    def _as_superuser(self, statement, *parameters):
        """Do what only a database superuser can: no trigger, no foreign key."""
        tables = ("approval_signature", "approval", "pipeline_run", "pipeline_event", "exception")
        tables += ("ledger_entry", "ledger_leaf", "ledger_tile", "ledger_pending", "callback")
        self.env.flush_all()
        self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            name = SQL.identifier(f"azdev_{table}")
            self.env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", name))
        self.env.cr.execute(
            """DO $$ DECLARE held record; BEGIN
               FOR held IN SELECT conrelid::regclass AS relation, conname FROM pg_constraint
                           WHERE contype = 'f' AND confrelid IN (
                               'azdev_ledger_entry'::regclass, 'azdev_approval_signature'::regclass)
               LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I',
                                   held.relation, held.conname);
               END LOOP; END $$"""
        )
        self.env.cr.execute(statement, parameters)
        self.assertTrue(self.env.cr.rowcount)
        for table in tables:
            name = SQL.identifier(f"azdev_{table}")
            self.env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", name))

    def _findings(self):
        return "\n".join(verified(self.env).findings)

    def test_an_honest_log_is_proven(self):
        make_log(self.env)
        result = verified(self.env)
        self.assertEqual((result.outcome, result.findings), ("proven", []))
        self.assertEqual(result.entries, result.size)
        self.assertTrue(result.population)

    def test_what_waits_for_its_place_is_no_finding(self):
        make_log(self.env)
        self._sign(self._open(self.staging), self.technical, "technical")
        self.assertEqual(verified(self.env).outcome, "proven")

    def test_there_is_nothing_to_verify_before_the_first_checkpoint(self):
        self.assertIsNone(verified(self.env))

    def test_a_changed_byte(self):
        make_log(self.env)
        self._as_superuser(
            "UPDATE azdev_ledger_entry SET entry = replace(entry, 'technical', 'business') "
            "WHERE id = %s",
            self.signature.entry_id.id,
        )
        result = verified(self.env)
        self.assertEqual(result.outcome, "tampered")
        self.assertIn(
            f"entry {self.signature.entry_id.id} (approval.signed): what stands beside its bytes",
            "\n".join(result.findings),
        )

    def test_an_entry_deleted_out_of_the_log(self):
        make_log(self.env)
        entry = self.signature.entry_id.id
        self._as_superuser("DELETE FROM azdev_ledger_entry WHERE id = %s", entry)
        result = verified(self.env)
        self.assertEqual(result.outcome, "tampered")
        findings = "\n".join(result.findings)
        self.assertIn(f"entry {entry} at place", findings)
        self.assertIn(
            f"signature {self.signature.id} names entry {entry}, which is not in the log", findings
        )

    def test_an_entry_deleted_between_commit_and_sequencing(self):
        make_log(self.env)
        late = self._sign(self._open(self.staging), self.technical, "technical").sudo()
        entry = late.entry_id.id
        self._as_superuser("DELETE FROM azdev_ledger_pending WHERE entry_id = %s", entry)
        self.assertIn(f"entry {entry} (approval.signed) has no place", self._findings())
        self._as_superuser("DELETE FROM azdev_ledger_entry WHERE id = %s", entry)
        self.assertIn(
            f"signature {late.id} names entry {entry}, which is not in the log", self._findings()
        )

    def test_a_deleted_tile_and_a_deleted_leaf(self):
        make_log(self.env)
        self._as_superuser("DELETE FROM azdev_ledger_tile WHERE level = 0")
        result = verified(self.env)
        self.assertEqual(result.outcome, "tampered")
        self.assertIn("the checkpoint covers tile/0/000", "\n".join(result.findings))

    def test_a_rewritten_signature(self):
        make_log(self.env)
        self._as_superuser(
            "UPDATE azdev_approval_signature SET role = 'business' WHERE id = %s", self.signature.id
        )
        number, entry = self.signature.id, self.signature.entry_id.id
        self.assertEqual(
            verified(self.env).findings,
            [f"signature {number} is not what its entry {entry} says"],
        )

    def test_a_signature_that_was_deleted(self):
        make_log(self.env)
        self._as_superuser("DELETE FROM azdev_approval_signature WHERE id = %s", self.signature.id)
        entry = self.signature.entry_id.id
        self.assertEqual(
            verified(self.env).findings,
            [f"entry {entry} (approval.signed) tells of a row that is gone"],
        )

    def test_a_rewritten_decision(self):
        make_log(self.env)
        self._as_superuser(
            "UPDATE azdev_approval SET status = 'rejected' WHERE id = %s", self.approval.id
        )
        findings = self._findings()
        self.assertIn(f"approval {self.approval.id} is not what its entry", findings)
        self.assertIn(f"approval {self.approval.id} is closed, but no entry tells", findings)

    def test_a_rewritten_end_of_a_run(self):
        run = self.pipeline_run
        run._close("failed", None, run._append_read("run.closed"))
        make_log(self.env)
        self.assertEqual(verified(self.env).findings, [])
        self._as_superuser(
            "UPDATE azdev_pipeline_run SET audit_hash = 'sha256:0' WHERE id = %s", run.id
        )
        self.assertIn(f"run {run.id} names an entry of its end", self._findings())

    def test_a_run_and_an_event_made_up_later(self):
        make_log(self.env)
        self._as_superuser(
            "UPDATE azdev_pipeline_event SET content_hash = 'other' WHERE id = %s", self.event.id
        )
        self.assertIn(f"event {self.event.id} is not what its entry", self._findings())
        self._as_superuser(
            "UPDATE azdev_pipeline_run SET uuid = gen_random_uuid() WHERE id = %s",
            self.pipeline_run.id,
        )
        findings = self._findings()
        self.assertIn(f"run {self.pipeline_run.id} was opened, but no entry tells", findings)
        self.assertIn("(run.started) tells of a row that is gone", findings)

    def test_an_exception_made_harmless(self):
        exception = self.env["azdev.exception"]._open("unknown_run", self.connection, {"build": 1})
        make_log(self.env)
        self._as_superuser(
            "UPDATE azdev_exception SET severity = 'medium' WHERE id = %s", exception.id
        )
        self.assertIn(f"exception {exception.id} is not what its entry", self._findings())

    def test_a_callback_that_no_entry_tells_of(self):
        make_log(self.env)
        told = self.approval.callback_ids.filtered(lambda one: one.kind == "decision")
        self._as_superuser(
            "UPDATE azdev_callback SET sent_at = now(), state = 'confirmed' WHERE id = %s", told.id
        )
        findings = self._findings()
        self.assertIn(f"callback {told.id} was sent to Azure DevOps, but no entry", findings)
        self.assertIn(f"callback {told.id} was confirmed by Azure DevOps", findings)

    def test_every_table_whose_rows_name_an_entry_is_compared(self):
        ids = make_log(self.env)
        recovery = self.env["azdev.ledger.recovery"].browse(ids["azdev.ledger.recovery"])
        entry = recovery.entry_id.id
        self._as_superuser("DELETE FROM azdev_ledger_entry WHERE id = %s", entry)
        self.assertIn(f"ledger recovery {recovery.id} names entry {entry}", self._findings())

    # What is recorded of it

    def test_a_result_has_its_entry(self):
        make_log(self.env)
        made = self.env["azdev.ledger.verification"]._record(verified(self.env))
        self.assertEqual(made.entry_id, self._entries("ledger.verified")[-1])
        self.assertEqual(made.outcome, "proven")
        self.assertFalse(self._alarms())

    def test_a_bad_result_is_a_critical_exception_once(self):
        make_log(self.env)
        self._as_superuser(
            "UPDATE azdev_approval_signature SET role = 'business' WHERE id = %s", self.signature.id
        )
        for _day in range(2):
            made = self.env["azdev.ledger.verification"]._record(verified(self.env))
        self.assertEqual(made.outcome, "tampered")
        alarm = self._alarms()
        self.assertEqual((len(alarm), alarm.severity), (1, "critical"))
        self.assertIn(f"signature {self.signature.id}", alarm.evidence)

    def _alarms(self):
        return self.env["azdev.exception"].search([("kind", "=", "ledger_tampered")])

    @mute_logger("odoo.sql_db")
    def test_nobody_writes_proven_quietly(self):
        make_log(self.env)
        made = self.env["azdev.ledger.verification"]._record(verified(self.env))
        other = self._entries("run.started")[:1]
        names = ("size", "outcome", "entries", "population", "findings_total", "began_at")
        values = {name: made[name] for name in (*names, "ended_at")}
        values |= {"log_id": made.log_id.id, "checkpoint_id": made.checkpoint_id.id}
        with (
            self.assertRaisesRegex(psycopg2.errors.CheckViolation, "no ledger entry says the same"),
            self.env.cr.savepoint(),
        ):
            made._insert({**values, "entry_id": other.id})
