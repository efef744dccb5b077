# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import GROUP, ControlPlaneCase

READ = "r"
KEEP = "rwc"  # everything but unlink: what was set up once stays on record

# group -> what its members may do, by model. A group not named here may do nothing.
ENGINEER = {
    "azdev.approval": READ,
    "azdev.approval.message": READ,
    "azdev.approval.signature": READ,
    "azdev.approval.withdrawal": READ,
    "azdev.callback": READ,
    "azdev.connection": READ,
    "azdev.connection.member": READ,
    "azdev.gate": READ,
    "azdev.identity": READ,
    "azdev.pipeline.event": READ,
    "azdev.pipeline.run": READ,
    "azdev.approval.answer": KEEP,
}
APPROVER = {
    **ENGINEER,
    "azdev.approval.ask": KEEP,
    "azdev.approval.reject": KEEP,
    "azdev.approval.sign": KEEP,
    "azdev.approval.withdraw": KEEP,
}
LOG = {
    "azdev.control.change": READ,
    "azdev.guards": READ,
    **{
        f"azdev.ledger.{name}": READ
        for name in (
            "anchoring",
            "checkpoint",
            "entry",
            "health",
            "key",
            "leaf",
            "log",
            "recovery",
            "tile",
            "verification",
        )
    },
}
ERASURES = {"azdev.erasure": READ, "azdev.erasure.hold": READ}
ERASING = {"azdev.erasure.decide": KEEP, "azdev.erasure.propose": KEEP}
RECOVERING = {"azdev.ledger.recover": KEEP}
EVIDENCE = {
    **LOG,
    **ERASURES,
    "azdev.approval": READ,
    "azdev.approval.message": READ,
    "azdev.approval.signature": READ,
    "azdev.approval.withdrawal": READ,
    "azdev.callback": READ,
    "azdev.delivery": READ,
    "azdev.exception": READ,
    "azdev.pipeline.event": READ,
    "azdev.pipeline.run": READ,
}
SETUP = (
    "azdev.connection",
    "azdev.connection.credential",
    "azdev.connection.member",
    "azdev.gate",
    "azdev.identity",
)
MATRIX = {
    f"{GROUP}engineer": ENGINEER,
    f"{GROUP}approver_tech": APPROVER,
    f"{GROUP}approver_biz": APPROVER,
    f"{GROUP}finance_director": APPROVER,
    f"{GROUP}compliance": {
        **APPROVER,
        **LOG,
        **ERASURES,
        **ERASING,
        **RECOVERING,
        "azdev.erasure.holding": KEEP,
        "azdev.exception": READ,
    },
    f"{GROUP}ceo": ENGINEER,
    f"{GROUP}cto": ENGINEER,
    f"{GROUP}auditor": {**EVIDENCE, **dict.fromkeys(SETUP, READ)},
    f"{GROUP}policy_admin": {"azdev.connection": READ, "azdev.gate": READ},
    f"{GROUP}admin": {
        **EVIDENCE,
        **ERASING,
        **RECOVERING,
        **dict.fromkeys(SETUP, KEEP),
        # a role is given and taken away, never rewritten, so that both are recorded
        "azdev.connection.member": "rcu",
    },
    f"{GROUP}service": {},
    "base.group_user": {},
    "base.group_system": {},
    "base.group_portal": {},
}
DIALOGUES = ("answer", "ask", "reject", "sign", "withdraw")
ERASURE_DIALOGUES = ("decide", "holding", "propose")
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


@tagged("post_install", "-at_install")
class TestAccess(ControlPlaneCase):
    """Who may read and change what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.models = sorted(
            name
            for name in cls.env.registry
            if name.startswith("azdev.") and not cls.env[name]._abstract
        )
        guarded = cls.env.registry["azdev.guarded"]
        cls.guarded = [name for name in cls.models if issubclass(cls.env.registry[name], guarded)]
        cls.users = {
            group: new_test_user(cls.env, login=f"only {group}", groups=group) for group in MATRIX
        }

    def _add_to_connection(self, user):
        self.env["azdev.connection.member"].create(
            {"connection_id": self.connection.id, "user_id": user.id, "role": "engineer"}
        )

    def test_each_group_may_do_what_the_table_says_and_nothing_else(self):
        for group, rights in MATRIX.items():
            for model in self.models:
                records = self.env[model].with_user(self.users[group])
                allowed = "".join(
                    letter for letter, name in OPERATIONS.items() if records.has_access(name)
                )
                with self.subTest(group=group, model=model):
                    self.assertEqual(allowed, rights.get(model, ""))

    def test_every_group_of_the_addon_stands_in_the_table(self):
        groups = self.env["ir.model.data"].search(
            [("module", "=", "ipai_azdev_ica"), ("model", "=", "res.groups")]
        )
        self.assertEqual(
            {f"ipai_azdev_ica.{name}" for name in groups.mapped("name")},
            {group for group in MATRIX if group.startswith("ipai_azdev_ica.")},
        )

    def test_evidence_is_guarded(self):
        self.assertEqual(
            set(self.models) - set(self.guarded) - set(SETUP),
            {f"azdev.approval.{dialogue}" for dialogue in DIALOGUES}
            | {f"azdev.erasure.{dialogue}" for dialogue in ERASURE_DIALOGUES}
            | {"azdev.ledger.recover"},
        )

    def test_nobody_creates_evidence_not_even_the_superuser(self):
        for model in self.guarded:
            for label, records in self._as_everybody(self.env[model]):
                with self.subTest(model=model, user=label), self.assertRaises(AccessError):
                    records.create({})

    def test_nobody_edits_or_deletes_evidence_not_even_the_superuser(self):
        self._sign(self._open(), self.technical, "technical", comments="fine")
        for name in ("azdev.approval", "azdev.approval.signature", "azdev.pipeline.run"):
            record = self.env[name].search([], limit=1)
            self.assertTrue(record)
            for label, own in self._as_everybody(record):
                with self.subTest(model=name, user=label):
                    self._assert_refused(own)

    def _as_everybody(self, records):
        yield "superuser", records
        for group, user in self.users.items():
            yield group, records.with_user(user)

    def _assert_refused(self, record):
        with self.assertRaises(AccessError):
            record.write({"connection_id": False})
        with self.assertRaises(AccessError):
            record.unlink()
        with self.assertRaises(AccessError):
            record.copy()
        with self.assertRaises(AccessError):
            record.web_save({"connection_id": False}, {"id": {}})

    def test_an_import_brings_no_evidence(self):
        for model in self.guarded:
            result = self.env[model].load(["id"], [["__import__.forged"]])
            with self.subTest(model=model):
                self.assertFalse(result["ids"])
                self.assertIn("is evidence", result["messages"][0]["message"])

    def test_only_members_see_a_connection_and_what_hangs_on_it(self):
        approval = self._open()
        visible = (self.connection, self.production, self.pipeline_run, approval)
        for group in ("engineer", "approver_tech", "auditor"):
            user = self.users[f"{GROUP}{group}"]
            for record in visible:
                with self.subTest(group=group, model=record._name):
                    self.assertFalse(self._sees(user, record))
            self._add_to_connection(user)
            for record in visible:
                with self.subTest(group=group, model=record._name, member=True):
                    self.assertTrue(self._sees(user, record))

    def test_an_administrator_sees_the_connections_of_own_companies_only(self):
        administrator = self.users[f"{GROUP}admin"]
        self.assertTrue(self._sees(administrator, self.connection))
        self.assertTrue(self._sees(administrator, self.pipeline_run))
        other = self.env["res.company"].create({"name": "Elsewhere"})
        administrator.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self._sees(administrator, self.connection))
        self.assertFalse(self._sees(administrator, self.pipeline_run))

    def test_a_member_of_another_company_sees_nothing(self):
        engineer = self.users[f"{GROUP}engineer"]
        self._add_to_connection(engineer)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        engineer.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self._sees(engineer, self.connection))
        self.assertFalse(self._sees(engineer, self.pipeline_run))

    def test_every_reader_but_an_administrator_is_held_to_memberships(self):
        bound = [name for name in self.models if "connection_id" in self.env[name]._fields]
        for group, user in self.users.items():
            for model in [*bound, "azdev.connection"]:
                records = self.env[model].with_user(user)
                if not records.has_access("read") or group == f"{GROUP}admin":
                    continue
                with self.subTest(group=group, model=model):
                    rule = records.env["ir.rule"]._compute_domain(model, "read")
                    self.assertIn("member_ids", repr(rule))

    def _sees(self, user, record):
        records = self.env[record._name].with_user(user)
        return bool(records.search([("id", "=", record.id)]))
