# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import uuid

from odoo.tests import tagged

from .test_access_changes import AccessChangeCase


@tagged("post_install", "-at_install")
class TestConfigurationChanges(AccessChangeCase):
    """Our own set-up: the addon's entry, or the database's, never both and never none."""

    def _commit_checks(self):
        self.env.flush_all()
        self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    def setUp(self):
        super().setUp()
        self._commit_checks()
        self._forget()

    def _assert_by_sql(self, statement, parameters, kind, subject, columns):
        self.env.flush_all()
        self.env.cr.execute(statement, parameters)
        self._commit_checks()
        change = self._assert_one(kind, subject)
        self.assertEqual(change.columns_changed or "", columns)
        self.env.invalidate_all()
        self._forget()

    def test_changes_by_the_addon_have_its_entry_only(self):
        self.production.write({"gate_class": "staging", "timeout_minutes": 7})
        self.production.write({"gate_class": "production", "key": "prod", "resource_id": "99"})
        self.connection.name = "shop"
        self._identity(self.engineer).write({"email": "erin@example.org", "object_id": "o"})
        self._identity(self.business).email = False
        member = self.connection.member_ids.filtered(lambda m: m.user_id == self.technical2)
        member.unlink()
        self._make_person("nora", "engineer", "engineer")
        credential = self.env["azdev.connection.credential"].create(
            {"connection_id": self.connection.id, "purpose": "api", "secret_hash": uuid.uuid4().hex}
        )
        credential.expires_at = "2030-01-01 00:00:00"
        credential.action_revoke()
        self.staging.write({"resource_type": "endpoint"})
        self._commit_checks()
        self.assertEqual([x for x in self._changes() if x[0].startswith("configuration")], [])

    def test_a_gate_weakened_by_sql(self):
        self._assert_by_sql(
            "UPDATE azdev_gate SET gate_class = 'staging' WHERE id = %s",
            (self.production.id,),
            "configuration.changed",
            f"gate:{self.production.id}",
            "gate_class",
        )

    def test_a_gate_moved_by_sql_behind_an_entry_of_something_else(self):
        self.production.timeout_minutes = 500
        self._assert_by_sql(
            "UPDATE azdev_gate SET resource_id = '666' WHERE id = %s",
            (self.production.id,),
            "configuration.changed",
            f"gate:{self.production.id}",
            "resource_id",
        )

    def test_a_member_added_and_removed_by_sql(self):
        subject = f"connection:{self.connection.id}"
        self._assert_by_sql(
            """INSERT INTO azdev_connection_member (connection_id, user_id, role)
               VALUES (%s, %s, 'technical')""",
            (self.connection.id, self.engineer.id),
            "configuration.created",
            subject,
            "",
        )
        self._assert_by_sql(
            "DELETE FROM azdev_connection_member WHERE user_id = %s AND role = 'technical'",
            (self.engineer.id,),
            "configuration.removed",
            subject,
            "",
        )

    def test_a_secret_replaced_by_sql(self):
        credential = self.env["azdev.connection.credential"].create(
            {"connection_id": self.connection.id, "purpose": "api", "secret_hash": uuid.uuid4().hex}
        )
        self._commit_checks()
        self._assert_by_sql(
            "UPDATE azdev_connection_credential SET secret_hash = 'mine' WHERE id = %s",
            (credential.id,),
            "configuration.changed",
            f"connection:{self.connection.id}",
            "secret_hash",
        )

    def test_a_connection_and_an_identity_changed_by_sql(self):
        self._assert_by_sql(
            "UPDATE azdev_connection SET organization_url = 'https://evil.test/x' WHERE id = %s",
            (self.connection.id,),
            "configuration.changed",
            f"connection:{self.connection.id}",
            "organization_url",
        )
        identity = self._identity(self.technical2)
        self._assert_by_sql(
            "UPDATE azdev_identity SET object_id = 'y' WHERE id = %s",
            (identity.id,),
            "configuration.changed",
            f"identity:{identity.id}",
            "object_id",
        )
