# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json

import psycopg2.errors

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ica_ledger import canonical_bytes

from .common import ControlPlaneCase

INSERT_ONLY = (
    "azdev_ledger_entry",
    "azdev_approval_signature",
    "azdev_approval_withdrawal",
    "azdev_approval_message",
    "azdev_pipeline_event",
)
NO_DELETE = ("azdev_approval", "azdev_callback", "azdev_exception", "azdev_pipeline_run")


@tagged("post_install", "-at_install")
class TestDatabaseGuards(ControlPlaneCase):
    """What PostgreSQL itself refuses, as the role that Odoo uses."""

    def setUp(self):
        super().setUp()
        self.approval = self._open()
        self._sign(self.approval, self.technical, "technical")
        self._withdraw(self.approval, self.technical)
        self.approval._ask("which database?")
        event = self.env["azdev.pipeline.event"]._record_claimed(
            self.pipeline_run, "build_success", "{}"
        )
        self.assertTrue(event)
        self.env["azdev.exception"]._open("unknown_run", self.connection, {"build": 1})
        self.env["azdev.callback"]._say(self.approval, "a line")

    @mute_logger("odoo.sql_db")
    def _refused(self, statement, *parameters, message="evidence|refused|never"):
        with (
            self.assertRaisesRegex(psycopg2.errors.CheckViolation, message),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(SQL(statement, *parameters))

    def test_evidence_takes_no_update(self):
        for table in INSERT_ONLY:
            with self.subTest(table=table):
                self._refused("UPDATE %s SET id = id", SQL.identifier(table))

    def test_evidence_takes_no_delete_and_no_truncate(self):
        for table in INSERT_ONLY + NO_DELETE:
            with self.subTest(table=table):
                self._refused("DELETE FROM %s", SQL.identifier(table))
                self._refused("TRUNCATE %s CASCADE", SQL.identifier(table))

    def test_a_replica_session_does_not_switch_the_guards_off(self):
        self.env.cr.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'azdev_%' AND tgenabled <> 'A'"
        )
        self.assertFalse(self.env.cr.fetchall())

    def test_a_closed_run_takes_no_update_even_of_the_same_value(self):
        self.pipeline_run._close("success", None, self._entries("run.started")[:1])
        self._refused(
            "UPDATE azdev_pipeline_run SET status = status WHERE id = %s",
            self.pipeline_run.id,
            message="closed",
        )

    def test_what_was_asked_of_approvers_never_changes(self):
        self._refused(
            "UPDATE azdev_approval SET dossier_hash = 'x' WHERE id = %s", self.approval.id
        )
        self._refused(
            "UPDATE azdev_approval SET requester_id = NULL WHERE id = %s", self.approval.id
        )

    def test_a_final_status_stays_final(self):
        self._sign(self.approval, self.business, "business", "rejected", "no")
        self._refused(
            "UPDATE azdev_approval SET status = 'approved' WHERE id = %s",
            self.approval.id,
            message="does not become",
        )

    def test_a_writer_forges_neither_time_nor_bytes_nor_hash_of_an_entry(self):
        self.env.cr.execute(
            """INSERT INTO azdev_ledger_entry
               (uuid, kind, subject, recorded_at, body, entry, leaf_hash)
               VALUES ('forged', 'run.started', 'run:1', '2001-01-01', '{}', 'forged', 'forged')
               RETURNING uuid, recorded_at, entry, leaf_hash"""
        )
        uuid, recorded_at, entry, leaf_hash = self.env.cr.fetchone()
        self.assertNotIn("forged", (uuid, entry, leaf_hash))
        self.assertGreater(recorded_at.year, 2001)
        expected = hashlib.sha256(b"\x00" + entry.encode()).hexdigest()
        self.assertEqual(leaf_hash, f"sha256:{expected}")

    def test_the_bytes_of_an_entry_are_the_canonical_ones(self):
        recorded = self.env["azdev.ledger.entry"]._append(
            "run.event", "run:1", {"b": 1, "a": [True, None, "é"]}, {"name": 'Zoë ☃ " \\ \n'}
        )
        entry = self.env["azdev.ledger.entry"].browse(recorded.id)
        self.assertEqual(canonical_bytes(json.loads(entry.entry)).decode(), entry.entry)
        self.assertNotIn("Zoë", entry.entry)

    def test_a_malformed_kind_or_subject_is_refused(self):
        for kind, subject in (("Run", "run:1"), ('x","y":"z', "run:1"), ("run.x", 'run:"1"')):
            with self.subTest(kind=kind, subject=subject):
                self._refused(
                    "INSERT INTO azdev_ledger_entry (kind, subject, body) VALUES (%s, %s, '{}')",
                    kind,
                    subject,
                    message="malformed",
                )

    def test_the_orm_writes_no_evidence_whoever_asks(self):
        for table in INSERT_ONLY + NO_DELETE:
            records = self.env[table.replace("_", ".")].sudo().search([], limit=1)
            self.assertTrue(records, table)
            for attempt in (
                lambda model=records: model.create({}),
                lambda model=records: model.write({}),
                lambda model=records: model.unlink(),
                lambda model=records: model.copy(),
            ):
                with self.subTest(table=table), self.assertRaises(AccessError):
                    attempt()

    def test_callers_defaults_reach_no_field(self):
        approvals = self.env["azdev.approval"].with_context(default_status="approved")
        self.env["ir.default"].set("azdev.approval", "status", "approved")
        self.assertEqual(approvals.default_get(["status"]), {})
