# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

import psycopg2.errors

from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import GROUP, ControlPlaneCase


@tagged("post_install", "-at_install")
class TestServiceUsers(ControlPlaneCase):
    """F22: nobody signs in as a connection's service user, and nothing gives it rights.

    Tried with all that code of a system administrator can use: superuser's ORM and SQL.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.connection.service_user_id
        cls.env.flush_all()

    @contextmanager
    def _forbidden(self, said):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(psycopg2.errors.CheckViolation, said),
            self.env.cr.savepoint(),
        ):
            yield
            self.env.flush_all()
        self.env.invalidate_all(flush=False)

    def _sql(self, statement, *values):
        self.env.cr.execute(statement, values)

    def _generate_key(self, user, scope=None):
        self.env["res.users.apikeys"].with_user(user).sudo()._generate(scope, "a key", None)

    def test_it_starts_with_nothing(self):
        own = self.env.ref(f"{GROUP}service")
        self.assertEqual(self.service.all_group_ids, own)
        self._sql("SELECT password FROM res_users WHERE id = %s", self.service.id)
        self.assertEqual(self.env.cr.fetchall(), [(None,)])

    def test_it_gets_no_password_by_the_orm(self):
        with self._forbidden("it has no password"):
            self.service.write({"password": "correct-horse"})

    def test_it_gets_no_password_by_its_own_change(self):
        with self._forbidden("it has no password"):
            self.service._change_password("correct-horse")

    def test_it_gets_no_password_by_sql(self):
        with self._forbidden("it has no password"):
            self._sql("UPDATE res_users SET password = 'x' WHERE id = %s", self.service.id)

    def test_it_gets_no_key_of_any_scope(self):
        for scope in (None, "rpc", "azdev.sign"):
            with self.subTest(scope=scope), self._forbidden("it has no key"):
                self._generate_key(self.service, scope)

    def test_it_gets_no_key_by_sql(self):
        with self._forbidden("it has no key"):
            self._sql(
                """INSERT INTO res_users_apikeys (name, user_id, index, key)
                   VALUES ('forged', %s, '12345678', 'hash')""",
                self.service.id,
            )

    def test_it_gets_no_key_of_somebody_else(self):
        self._generate_key(self.engineer)
        with self._forbidden("it has no key"):
            self._sql("UPDATE res_users_apikeys SET user_id = %s", self.service.id)

    def test_it_gets_no_passkey(self):
        if "auth.passkey.key" not in self.env:
            self.skipTest("this Odoo has no passkeys")
        with self._forbidden("it has no key"):
            self._sql(
                """INSERT INTO auth_passkey_key (name, credential_identifier, create_uid)
                   VALUES ('forged', 'forged', %s)""",
                self.service.id,
            )

    def test_it_joins_no_other_group(self):
        for name in ("base.group_user", "base.group_portal", f"{GROUP}approver_biz"):
            group = self.env.ref(name)
            with self.subTest(group=name), self._forbidden("it joins no other group"):
                self.service.group_ids = [Command.link(group.id)]
            with self.subTest(user_of=name), self._forbidden("it joins no other group"):
                group.user_ids = [Command.link(self.service.id)]

    def test_it_joins_no_other_group_by_sql(self):
        with self._forbidden("it joins no other group"):
            self._sql(
                "INSERT INTO res_groups_users_rel (uid, gid) VALUES (%s, %s)",
                self.service.id,
                self.env.ref("base.group_user").id,
            )
        with self._forbidden("it joins no other group"):
            self._sql(
                "UPDATE res_groups_users_rel SET uid = %s WHERE uid = %s AND gid = %s",
                self.service.id,
                self.engineer.id,
                self.env.ref(f"{GROUP}engineer").id,
            )

    def test_its_group_implies_no_other(self):
        with self._forbidden("implies no other group"):
            self.env.ref(f"{GROUP}service").implied_ids = [
                Command.link(self.env.ref("base.group_user").id)
            ]

    def test_a_connection_keeps_its_service_user(self):
        for value in (self.engineer.id, None):
            with self.subTest(value=value), self._forbidden("never changes"):
                self._sql(
                    "UPDATE azdev_connection SET service_user_id = %s WHERE id = %s",
                    value,
                    self.connection.id,
                )

    def test_whoever_can_sign_in_or_has_rights_becomes_no_service_user(self):
        """A connection that has none yet takes only a user with nothing."""
        bare = self.service.copy({"login": "bare", "name": "bare"})
        holder = self.service.copy({"login": "holder", "name": "holder"})
        self._generate_key(holder)
        known = self.service.copy({"login": "known", "name": "known", "password": "correct-horse"})
        self.env.flush_all()
        for user in (holder, known, new_test_user(self.env, "s@example.com")):
            with self.subTest(user=user.login), self._forbidden("no service user"):
                self._connect(user)
        self._connect(bare)

    def _connect(self, user):
        self._sql(
            """INSERT INTO azdev_connection (service_user_id, name, key, kind, company_id,
                   currency_id, organization_url, project_id, project_name)
               SELECT %s, 'x', 'x', kind, company_id, currency_id, 'x', 'x', 'x'
               FROM azdev_connection WHERE id = %s""",
            user.id,
            self.connection.id,
        )

    def test_everybody_else_is_left_alone(self):
        self.engineer.password = "correct-horse"
        self.engineer.group_ids = [Command.link(self.env.ref(f"{GROUP}auditor").id)]
        self._generate_key(self.engineer)
        self.env.flush_all()
        self.assertTrue(self.engineer.api_key_ids)
