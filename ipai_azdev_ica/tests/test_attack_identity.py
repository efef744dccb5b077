# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2.errors

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.azdev_connection_credential import issue
from .common import GROUP, ControlPlaneCase

ENTRA_ID = "aaaaaaaa-2222-4333-8444-555555555555"
REFUSALS = (UserError, psycopg2.errors.IntegrityError)


@tagged("post_install", "-at_install")
class TestOnePersonTwice(ControlPlaneCase):
    """F10, F16: nobody becomes two people, or somebody else, for the sake of a signature."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = new_test_user(cls.env, "ica-admin", groups=f"{GROUP}admin")
        cls.both = cls._make_person("both", "approver_tech", "technical")
        cls.both.group_ids = [Command.link(cls.env.ref(f"{GROUP}approver_biz").id)]
        cls.env["azdev.connection.member"].create(
            {"connection_id": cls.connection.id, "user_id": cls.both.id, "role": "business"}
        )

    def _try(self, work):
        """Do what may be refused."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                work()
        except REFUSALS:
            self.env.invalidate_all()

    def _assert_no_yes(self, approval):
        approval.invalidate_recordset()
        self.assertNotEqual(approval.status, "approved")
        self.assertNotIn("succeeded", approval.callback_ids.mapped("result"))

    def test_an_administrator_who_unlinks_an_identity_gives_nobody_a_second_signature(self):
        approval = self._open()
        self._sign(approval, self.both, "technical")
        identity = self._identity(self.both).with_user(self.administrator)
        self._try(lambda: identity.write({"user_id": False}))
        self._try(lambda: self._sign(approval, self.both, "business"))
        self._assert_no_yes(approval)

    def test_sql_that_unlinks_an_identity_gives_nobody_a_second_signature(self):
        approval = self._open()
        self._sign(approval, self.both, "technical")
        unlink = "UPDATE azdev_identity SET user_id = NULL WHERE user_id = %s"
        self._try(lambda: self.env.cr.execute(unlink, (self.both.id,)))
        self.env.invalidate_all()
        self._try(lambda: self._sign(approval, self.both, "business"))
        self._assert_no_yes(approval)

    def test_an_administrator_who_moves_an_identity_lets_no_requester_sign(self):
        approval = self._open(self.staging, requester=self.technical)
        somebody = new_test_user(self.env, "somebody", groups="base.group_user")
        identity = self._identity(self.technical).with_user(self.administrator)
        self._try(lambda: identity.write({"user_id": somebody.id}))
        self._try(lambda: self._sign(approval, self.technical, "technical"))
        self._assert_no_yes(approval)

    def test_a_pseudonym_never_changes(self):
        identity = self._identity(self.technical)
        before = identity.pseudonym
        self._try(lambda: identity.with_user(self.administrator).write({"pseudonym": "x"}))
        identity.invalidate_recordset()
        self.assertEqual(identity.pseudonym, before)

    def test_a_change_of_an_identity_is_recorded(self):
        identity = self.env["azdev.identity"].create({"name": "build service"})
        before = len(self._entries("identity.changed"))
        identity.with_user(self.administrator).write({"kind": "automation"})
        [entry] = self._entries("identity.changed")[before:]
        self.assertIn(f'"changed_by":{self.administrator.id}', entry.body)


@tagged("post_install", "-at_install")
class TestOwnDefaults(ControlPlaneCase):
    """F8: a signer's own defaults shape nothing of the identity that signing makes."""

    def setUp(self):
        super().setUp()
        self.newcomer = new_test_user(self.env, "nora@example.com", groups=f"{GROUP}approver_tech")
        self.env["azdev.connection.member"].create(
            {
                "connection_id": self.connection.id,
                "user_id": self.newcomer.id,
                "role": "technical",
            }
        )
        self.forged = {
            "object_id": ENTRA_ID,
            "descriptor": "aad.forged",
            "email": "erin@example.org",
            "kind": "automation",
            "pseudonym": "forged",
        }

    def _assert_honest(self):
        identity = self._identity(self.newcomer)
        for name, value in self.forged.items():
            with self.subTest(field=name):
                self.assertNotEqual(identity[name], value)

    def test_own_stored_defaults(self):
        defaults = self.env["ir.default"].with_user(self.newcomer)
        for name, value in self.forged.items():
            defaults.set("azdev.identity", name, value, user_id=True)
        self._sign(self._open(), self.newcomer, "technical")
        self._assert_honest()

    def test_defaults_in_the_context_of_the_dialogue(self):
        context = {f"default_{name}": value for name, value in self.forged.items()}
        dialogue = self.env["azdev.approval.sign"].with_user(self.newcomer)
        with self._signed_in(self.newcomer):
            dialogue.create({"approval_id": self._open().id, "role": "technical"}).with_context(
                **context
            ).action_confirm()
        self._assert_honest()


@tagged("post_install", "-at_install")
class TestCredentials(ControlPlaneCase):
    """F15: an ICA administrator ends a machine's credential; nothing else about it changes."""

    def setUp(self):
        super().setUp()
        administrator = new_test_user(self.env, "ica-admin", groups=f"{GROUP}admin")
        issue(self.connection, "hook")
        self.credential = self.env["azdev.connection.credential"].search(
            [("connection_id", "=", self.connection.id)]
        )
        self.credential = self.credential.with_user(administrator)

    def test_a_revoked_one_stays_revoked(self):
        self.credential.action_revoke()
        with self.assertRaises(UserError):
            self.credential.write({"revoked_at": False})
        self.assertTrue(self.credential.revoked_at)

    def test_one_for_hooks_never_becomes_a_token(self):
        with self.assertRaises(UserError):
            self.credential.write({"purpose": "api"})
        other = self.connection.copy({"organization_url": "https://dev.azure.com/other"})
        with self.assertRaises(UserError):
            self.credential.write({"connection_id": other.id})

    def test_issue_and_end_are_recorded(self):
        self.credential.action_revoke()
        kinds = self.env["azdev.ledger.entry"].search(
            [("subject", "=", f"connection:{self.connection.id}"), ("kind", "like", "credential.")]
        )
        self.assertEqual(set(kinds.mapped("kind")), {"credential.issued", "credential.changed"})
