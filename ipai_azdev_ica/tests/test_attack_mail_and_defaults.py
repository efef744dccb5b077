# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.service.model import call_kw, get_public_method
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .test_back_doors import BackDoorCase

MAIL = """From: {sender}
To: approvals@example.com
Subject: approved
Message-Id: <forged-{model}@example.com>

approved
"""


@tagged("post_install", "-at_install")
class TestMailIsNoDoor(BackDoorCase):
    """Odoo's mail gateway makes records in sudo for any employee; not of ours."""

    @mute_logger("odoo.addons.mail.models.mail_thread", "odoo.sql_db")
    def test_a_mail_makes_and_changes_nothing(self):
        employee = new_test_user(self.env, "mallory@example.com", groups="base.group_user")
        ids = self._make_rows()
        before = self._everything()
        for model in self.models:
            for thread_id in (None, ids.get(model, 1)):
                with self.subTest(model=model, thread=thread_id):
                    self._mail(employee, model, thread_id)
        self.assertEqual(self._everything(), before)

    def _mail(self, user, model, thread_id):
        threads = self.env["mail.thread"].with_user(user)
        values = {"custom_values": {"status": "approved"}, "thread_id": thread_id}
        mail = MAIL.format(sender=self.technical.login, model=f"{model}{user.id}{thread_id}")
        with self.assertRaisesRegex(ValueError, "Mailbox unavailable"):
            call_kw(threads, "message_process", [model, mail], values)

    def test_nothing_is_posted_on_our_records(self):
        for model in self.models:
            for method in ("message_post", "message_new", "message_update", "message_notify"):
                with self.subTest(model=model, method=method), self.assertRaises(AttributeError):
                    get_public_method(self.env[model], method)


@tagged("post_install", "-at_install")
class TestDefaults(BackDoorCase):
    """Neither `default_<field>` in a context nor `ir.default` reaches a stored field."""

    def test_no_default_reaches_any_stored_field(self):
        honest = self._values(self._make_rows())
        forged = {
            model: {name: self._other_than(model, name, row[name]) for name in row}
            for model, row in honest.items()
        }
        for model, row in forged.items():
            for name, value in row.items():
                self.env["ir.default"].set(model, name, value)
        context = {
            f"default_{name}": value for row in forged.values() for name, value in row.items()
        }
        written = self._values(self._make_rows(**context))
        for model, row in forged.items():
            for name, value in row.items():
                with self.subTest(model=model, field=name):
                    self.assertNotEqual(written[model][name], value)
                    self.assertEqual(written[model][name] is None, honest[model][name] is None)
                    records = self.env[model].with_context(**context)
                    self.assertEqual(records.default_get([name]), {})

    def _values(self, ids):
        """Return model -> field -> stored value of one row each."""
        self.env.flush_all()
        self.assertEqual(sorted(ids), self.guarded)
        values = {}
        for model, row_id in ids.items():
            names = [
                name
                for name, field in self.env[model]._fields.items()
                if field.store and field.column_type and name != "id"
            ]
            columns = SQL(", ").join(map(SQL.identifier, names))
            table = SQL.identifier(self.env[model]._table)
            [row] = self.env.execute_query(
                SQL("SELECT %s FROM %s WHERE id = %s", columns, table, row_id)
            )
            values[model] = dict(zip(names, row, strict=True))
        return values

    def _other_than(self, model, name, value):
        """Return a value of the field's type that an honest row does not hold."""
        field = self.env[model]._fields[name]
        if field.type == "boolean":
            return not value
        if field.type == "selection":
            return next(key for key in field.get_values(self.env) if key != value)
        if field.type == "many2one":
            return self.env[field.comodel_name].sudo().search([], limit=1).id + 1_000_000
        return {"integer": 987654, "float": 987654.0, "monetary": 987654.0}.get(
            field.type, "1999-01-01 00:00:00" if field.type == "datetime" else "forged"
        )
