# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo.exceptions import AccessError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import ControlPlaneCase
from .test_access import MATRIX

# the only methods of our own that a browser or JSON-2 may call: buttons, which take no argument
BUTTONS = {
    "azdev.approval": {
        "action_approve_business",
        "action_approve_technical",
        "action_open_answer",
        "action_open_question",
        "action_open_reject",
    },
    "azdev.approval.answer": {"action_confirm"},
    "azdev.approval.ask": {"action_confirm"},
    "azdev.approval.reject": {"action_confirm"},
    "azdev.approval.sign": {"action_confirm"},
    "azdev.connection.credential": {"action_revoke"},
    "azdev.gate": {"action_verify_again"},
}
DOORS_OF_OTHERS = ("mail.thread", "mail.activity.mixin", "mail.alias.mixin", "portal.mixin")
# public methods of the ORM and of Odoo's addons that write, and arguments to try them with
CHANGING = {
    "action_archive": lambda ids: [ids],
    "action_unarchive": lambda ids: [ids],
    "copy": lambda ids: [ids, {"connection_id": False}],
    "copy_translations": lambda ids: [ids, ids],
    "create": lambda ids: [{"connection_id": False}],
    "load": lambda ids: [["id"], [["__import__.forged"]]],
    "message_post": lambda ids: [ids],
    "name_create": lambda ids: ["forged"],
    "toggle_active": lambda ids: [ids],
    "unlink": lambda ids: [ids],
    "update_field_translations": lambda ids: [ids, "display_name", {"en_US": "forged"}],
    "web_override_translations": lambda ids: [ids, {"display_name": "forged"}],
    "web_resequence": lambda ids: [ids, {}, "id"],
    "web_save": lambda ids: [ids, {"connection_id": False}, {}],
    "web_save_multi": lambda ids: [ids, [{"connection_id": False}], {}],
    "write": lambda ids: [ids, {"connection_id": False}],
}
READING = {
    "check_access_rights",
    "check_access_rule",
    "check_field_access_rights",
    "copy_data",
    "default_get",
    "delayable",
    "export_data",
    "fields_get",
    "formatted_read_group",
    "formatted_read_grouping_sets",
    "get_base_url",
    "get_empty_list_help",
    "get_external_id",
    "get_field_translations",
    "get_formview_action",
    "get_formview_id",
    "get_import_templates",
    "get_metadata",
    "get_property_definition",
    "get_view",
    "get_views",
    "has_access",
    "is_transient",
    "mail_allowed_qweb_expressions",
    "mail_get_partner_fields",
    "name_search",
    "onchange",
    "read",
    "read_group",
    "read_progress_bar",
    "search",
    "search_count",
    "search_panel_select_multi_range",
    "search_panel_select_range",
    "search_read",
    "view_header_get",
    "web_name_search",
    "web_read",
    "web_read_group",
    "web_search_read",
    "with_delay",
}
MAIL = """From: {sender}
To: approvals@example.com
Subject: approved
Message-Id: <forged-{model}@example.com>

approved
"""


class BackDoorCase(ControlPlaneCase):
    """One row of every guarded model, and the means to tell whether anything changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        registry = cls.env.registry
        cls.models = sorted(
            name for name in registry if name.startswith("azdev.") and not cls.env[name]._abstract
        )
        cls.guarded = [
            name for name in cls.models if issubclass(registry[name], registry["azdev.guarded"])
        ]

    def _make_rows(self, **context):
        """Let the control plane write a row of every guarded model; return their ids."""
        env = self.env(context=context)
        start = self._start(run_id=f"rows-{self.env['azdev.pipeline.run'].search_count([])}")
        run = start.with_env(env)
        approval = env["azdev.approval"].browse(self._open().with_env(env).id)
        signature = self._sign(approval, self.technical, "technical")
        message = approval.with_user(self.business)._ask("why now?")
        event = env["azdev.pipeline.event"]._record_claimed(run, "build_success", "{}")
        connection = self.connection.with_env(env)
        exception = env["azdev.exception"]._open("unknown_run", connection, {"build": 1})
        callback = env["azdev.callback"]._say(approval, "a line")
        deliveries = env["azdev.delivery"]
        deliveries._accept_hook(connection, b"{}", 2, f"{run.id:064d}")
        opening = self.env["azdev.ledger.opening"].sudo().search([], order="id desc", limit=1)
        entry = opening.entry_id
        made = [run, approval, signature, message, event, exception, callback, opening, entry]
        made.append(deliveries.sudo().search([], order="id desc", limit=1))
        return {record._name: record.id for record in made}

    def _rows(self, model):
        table = SQL.identifier(self.env[model]._table)
        return self.env.execute_query(SQL("SELECT t::text FROM %s t ORDER BY id", table))

    def _everything(self):
        self.env.flush_all()
        return {model: self._rows(model) for model in self.guarded}


@tagged("post_install", "-at_install")
class TestSurface(BackDoorCase):
    """What models offer to callers, walked through the registry."""

    def test_public_methods_of_our_own_are_buttons_only(self):
        base = set(dir(self.env.registry["base"]))
        for model in self.models:
            with self.subTest(model=model):
                self.assertEqual(self._public(model) - base - {"init"}, BUTTONS.get(model, set()))

    def test_every_public_method_of_others_is_known_to_read_or_to_be_refused(self):
        for model in self.guarded:
            with self.subTest(model=model):
                others = self._public(model) - BUTTONS.get(model, set())
                self.assertEqual(others - READING - CHANGING.keys(), set())

    def test_no_door_of_mail_or_portal_is_built_in(self):
        for model in self.models:
            for door in DOORS_OF_OTHERS:
                with self.subTest(model=model, door=door):
                    classes = self.env.registry[model], self.env.registry.get(door)
                    self.assertFalse(classes[1] and issubclass(*classes))

    def test_evidence_has_no_switch_and_one_text_for_all(self):
        for model in self.guarded:
            self.assertFalse(self.env[model]._active_name, model)
            for name, field in self.env[model]._fields.items():
                with self.subTest(model=model, field=name):
                    self.assertFalse(field.translate)
                    self.assertFalse(field.company_dependent)

    def test_evidence_never_loses_what_it_points_to(self):
        for model in self.guarded:
            for name, field in self.env[model]._fields.items():
                if field.type == "many2one" and field.store:
                    with self.subTest(model=model, field=name):
                        self.assertEqual(field.ondelete, "restrict")

    def test_stored_fields_of_evidence_have_no_default_and_are_not_computed(self):
        for model in self.guarded:
            for name, field in self.env[model]._fields.items():
                if field.store and name != "id":
                    with self.subTest(model=model, field=name):
                        self.assertIsNone(field.default)
                        self.assertFalse(field.compute)

    def test_secrets_are_read_by_nobody(self):
        self._make_rows()
        for model, name in (
            ("azdev.approval", "dossier_salt"),
            ("azdev.connection.credential", "secret_hash"),
            ("azdev.ledger.opening", "salt"),
        ):
            user = new_test_user(self.env, f"reader of {name}", groups="base.group_system")
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].sudo().search([]).with_user(user).sudo(False).read([name])

    def _public(self, model):
        records, names = self.env[model], set()
        for name in set(dir(type(records))) - records._fields.keys():
            try:
                get_public_method(records, name)
            except (AccessError, AttributeError):
                continue
            names.add(name)
        return {name for name in names if callable(getattr(type(records), name))}


@tagged("post_install", "-at_install")
class TestEveryMethodAsEverybody(BackDoorCase):
    """Each public method that writes, tried as the RPC gate would call it, by each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = [cls.env.user] + [
            new_test_user(cls.env, login=f"tries as {group}", groups=group) for group in MATRIX
        ]
        for user in cls.users[1:]:
            cls.env["azdev.connection.member"].create(
                {"connection_id": cls.connection.id, "user_id": user.id, "role": "engineer"}
            )

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_model", "odoo.models.unlink")
    def test_no_method_changes_evidence(self):
        ids = self._make_rows()
        before = self._everything()
        for model in self.guarded:
            for user in self.users:
                for method in CHANGING:
                    with self.subTest(model=model, user=user.login, method=method):
                        self._try(self.env[model].with_user(user), method, [ids[model]])
                self.assertEqual(self._rows(model), before[model], (model, user.login))

    def _try(self, records, method, ids):
        """Call a method; it must fail or do nothing, and `load` must say so."""
        try:
            with self.env.cr.savepoint():
                result = call_kw(records, method, CHANGING[method](ids), {})
        except Exception:  # pylint: disable=broad-except
            return  # that rows are unchanged is asserted by the caller, whatever was raised
        if method == "load":
            self.assertFalse(result["ids"])
        else:
            self.assertFalse(result)

    @mute_logger("odoo.sql_db", "odoo.addons.base_import.models.base_import")
    def test_no_file_brings_evidence(self):
        before = self._everything()
        administrators = [user for user in self.users if user.login.endswith(("admin", "system"))]
        for model in self.guarded:
            for user in (self.env.user, *administrators):
                with self.subTest(model=model, user=user.login):
                    self.assertFalse(self._import(model, user)["ids"])
        self.assertEqual(self._everything(), before)

    def _import(self, model, user):
        """Return what Odoo's import of a file says."""
        wizard = self.env["base_import.import"].create(
            {
                "res_model": model,
                "file": base64.b64encode(b"id\n__import__.forged\n"),
                "file_name": "forged.csv",
                "file_type": "text/csv",
            }
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        return wizard.with_user(user).execute_import(["id"], ["id"], options)


@tagged("post_install", "-at_install")
class TestMailIsNoDoor(BackDoorCase):
    """Odoo's mail gateway makes records in sudo for any employee; not of ours."""

    @mute_logger("odoo.addons.mail.models.mail_thread", "odoo.sql_db")
    def test_a_mail_makes_and_changes_nothing(self):
        ids = self._make_rows()
        before = self._everything()
        employee = new_test_user(self.env, "mallory@example.com", groups="base.group_user")
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
