# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2.errors

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .test_back_doors import BackDoorCase

# whose rows the law may want erased: their commitments stay in the ledger
ERASABLE = {"azdev_delivery"}
# what may still change in a row, by table; in all other tables nothing may
ADVANCING = {
    "azdev_approval": {
        "cancel_reason",
        "closed_at",
        "decision_entry_id",
        "lock_version",
        "rejection_reason",
        "status",
        "successor_id",
    },
    "azdev_callback": {
        "confirmed_at",
        "last_error",
        "next_try_at",
        "sent_at",
        "state",
        "tries",
    },
    "azdev_erasure": {"lock_version"},
    "azdev_exception": {"state"},
    "azdev_ledger_log": {"size"},
    "azdev_ledger_tile": {"data"},
}
# an inbox: how far a delivery got, and its erasure; the hash of its body is an entry's
UNBOUND = {"azdev_delivery"}
WITHOUT_MODEL = {"azdev_instance"}
OTHER_VALUES = {
    "boolean": "NOT coalesce(%s, false)",
    "bytea": "%s || '\\x00'::bytea",
    "character varying": "coalesce(%s, '') || 'x'",
    "double precision": "coalesce(%s, 0) + 1",
    "integer": "coalesce(%s, 0) + 1",
    "bigint": "coalesce(%s, 0) + 1",
    "jsonb": "'{\"x\": 1}'",
    "numeric": "coalesce(%s, 0) + 1",
    "text": "coalesce(%s, '') || 'x'",
    "timestamp without time zone": "coalesce(%s, '2001-01-01') + interval '1 second'",
}


@tagged("post_install", "-at_install")
class TestEveryGuard(BackDoorCase):
    """Promise 3, walked: every model of evidence that there is or will be."""

    def setUp(self):
        super().setUp()
        self.ids = self._make_rows()
        self.env.cr.execute(
            "INSERT INTO azdev_instance (instance_id) VALUES ('here') ON CONFLICT DO NOTHING"
        )
        run = self.env["azdev.pipeline.run"].browse(self.ids["azdev.pipeline.run"])
        run._close("success", None, self._entries("run.started")[:1])
        self.env.flush_all()
        own = [self.env[name] for name in self.guarded]
        # a view of nothing holds no row to change
        self.tables = {model._table for model in own if model._auto} | WITHOUT_MODEL

    @mute_logger("odoo.sql_db")
    def _refused(self, statement, *parameters):
        """Assert that PostgreSQL refuses, in words that name the record or its table."""
        with (
            self.assertRaisesRegex(psycopg2.errors.CheckViolation, "evidence|never|closed|refused"),
            self.env.cr.savepoint(flush=False),
        ):
            self.env.cr.execute(SQL(statement, *parameters))

    def _columns(self, table):
        return self.env.execute_query(
            SQL(
                """SELECT column_name, data_type FROM information_schema.columns
                   WHERE table_name = %s AND table_schema = 'public' ORDER BY 1""",
                table,
            )
        )

    def test_every_table_has_a_row_to_try_it_with(self):
        for table in sorted(self.tables):
            with self.subTest(table=table):
                rows = self.env.execute_query(SQL("SELECT 1 FROM %s", SQL.identifier(table)))
                self.assertTrue(rows)

    def test_no_table_is_guarded_without_being_walked_here(self):
        self.env.cr.execute(
            """SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'azdev_truncate'"""
        )
        guarded = {table for (table,) in self.env.cr.fetchall()}
        # entries that wait for their place: a queue, which the sequencer empties
        self.assertEqual(guarded - {"azdev_ledger_pending"}, self.tables)

    def test_truncate(self):
        for table in sorted(self.tables):
            with self.subTest(table=table):
                self._refused("TRUNCATE %s CASCADE", SQL.identifier(table))

    def test_delete(self):
        for table in sorted(self.tables - ERASABLE):
            with self.subTest(table=table):
                self._refused("DELETE FROM %s", SQL.identifier(table))

    def test_update_of_any_column_that_does_not_advance(self):
        for table in sorted(self.tables - UNBOUND):
            for column, kind in self._columns(table):
                if column in ADVANCING.get(table, ()):
                    continue
                with self.subTest(table=table, column=column):
                    self._refused_update(table, column, kind)

    def _refused_update(self, table, column, kind):
        name = SQL.identifier(column)
        other = OTHER_VALUES[kind]
        value = SQL(other, name) if "%s" in other else SQL(other)
        where = SQL()
        if table == "azdev_pipeline_run":
            where = SQL("WHERE status <> 'running'")
        self._refused("UPDATE %s SET %s = %s %s", SQL.identifier(table), name, value, where)

    def test_no_function_looks_into_temporary_tables(self):
        """Else `CREATE TEMP TABLE azdev_approval_signature` brings the signers of a yes."""
        self.env.cr.execute(
            r"""SELECT proname FROM pg_proc
                WHERE proname LIKE 'azdev\_%'
                  AND NOT coalesce(proconfig, '{}') @> ARRAY['search_path=public, pg_temp']"""
        )
        self.assertEqual(self.env.cr.fetchall(), [])

    def test_the_orm_whoever_asks(self):
        for model in self.guarded:
            record = self.env[model].sudo().browse(self.ids[model])
            for name, attempt in (
                ("create", lambda record=record: record.create({})),
                ("write", lambda record=record: record.write({})),
                ("unlink", lambda record=record: record.unlink()),
                ("copy", lambda record=record: record.copy()),
            ):
                with self.subTest(model=model, method=name), self.assertRaises(AccessError):
                    attempt()
