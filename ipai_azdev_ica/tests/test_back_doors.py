# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..schemas import RunStart
from .erasure_case import ErasureCase
from .log_rows import make_log
from .test_access import MATRIX

# the only methods of our own that a browser or JSON-2 may call: buttons, which take no argument
BUTTONS = {
    "azdev.approval": {
        "action_approve_business",
        "action_approve_technical",
        "action_open_answer",
        "action_open_question",
        "action_open_reject",
        "action_open_withdraw",
    },
    "azdev.approval.answer": {"action_confirm"},
    "azdev.approval.ask": {"action_confirm"},
    "azdev.approval.reject": {"action_confirm"},
    "azdev.approval.sign": {"action_confirm"},
    "azdev.approval.withdraw": {"action_confirm"},
    "azdev.connection.credential": {"action_revoke"},
    "azdev.erasure": {"action_cancel", "action_open_decision"},
    "azdev.erasure.decide": {"action_approve", "action_refuse"},
    "azdev.erasure.holding": {"action_confirm"},
    "azdev.erasure.propose": {"action_confirm"},
    "azdev.gate": {"action_verify_again"},
    "azdev.identity": {"action_open_erasure", "action_open_hold"},
    "azdev.ledger.health": {"action_refresh", "action_verify"},
    "azdev.ledger.recover": {"action_confirm"},
    "azdev.ledger.recovery": {"action_approve", "action_cancel"},
}
WRITTEN_BY_DATABASE = ("azdev.control.change", "azdev.guards")
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


class BackDoorCase(ErasureCase):
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
        connection = self.connection.with_env(env)
        runs = env["azdev.pipeline.run"]
        claim = RunStart(pipeline_name="rows", run_id=f"rows-{runs.search_count([])}")
        run = runs.browse(runs._start_claimed(connection, claim))
        with patch.object(self, "env", env):
            approval = self._open()
        self.assertEqual(approval.env.context, env.context)
        signature = self._sign(approval, self.technical, "technical")
        withdrawal = self._withdraw(approval, self.technical)
        message = approval.with_user(self.business)._ask("why now?")
        event = env["azdev.pipeline.event"]._record_claimed(run, "build_success", "{}")
        exception = env["azdev.exception"]._open("unknown_run", connection, {"build": 1})
        callback = env["azdev.callback"]._say(approval, "a line")
        deliveries = env["azdev.delivery"]
        deliveries._accept_hook(connection, b"{}", 2, f"{run.id:064d}")
        with patch.object(self, "env", env):
            person = self._of_azure_devops("Somebody")
            erasure, hold = self._propose(person=person), self._hold(person=person)
        opening = self.env["azdev.ledger.opening"].sudo().search([], order="id desc", limit=1)
        entry = opening.entry_id
        made = [run, approval, signature, withdrawal, message, erasure, hold]
        made += [event, exception, callback, opening, entry]
        made.append(deliveries.sudo().search([], order="id desc", limit=1))
        # written by the database: people were given groups; by the installation
        made += [self.env[name].sudo().search([], limit=1) for name in WRITTEN_BY_DATABASE]
        ids = {record._name: record.id for record in made}
        # one row for everybody: a view of nothing
        return {**ids, **make_log(self.env), "azdev.ledger.health": 1}

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
