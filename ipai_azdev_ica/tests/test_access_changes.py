# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

import psycopg2.errors

from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ica_ledger import canonical_bytes

from .common import GROUP
from .test_attack_server_actions import ServerActionCase

SECRET = "the-new-password"


class AccessChangeCase(ServerActionCase):
    """What stands in the ledger after a change, since the mark that `_changes` starts from."""

    def setUp(self):
        super().setUp()
        self._forget()

    def _forget(self):
        self.env.flush_all()
        self.mark = self.env["azdev.ledger.entry"].search([], limit=1, order="id desc").id

    def _new(self):
        """Return the entries of control changes since the mark, oldest first."""
        self.env.flush_all()
        domain = [("id", ">", self.mark), "|", ("kind", "=like", "access.%")]
        return self.env["azdev.ledger.entry"].search(
            [*domain, ("kind", "=like", "configuration.%")], order="id"
        )

    def _changes(self):
        return [(entry.kind, entry.subject) for entry in self._new()]

    def _assert_one(self, kind, subject):
        """Assert one entry and its row, and that the entry is canonical and holds no secret."""
        self.assertEqual(self._changes(), [(kind, subject)])
        entry = self._new()
        self.assertEqual(canonical_bytes(json.loads(entry.entry)).decode(), entry.entry)
        change = self.env["azdev.control.change"].search([("entry_id", "=", entry.id)])
        self.assertEqual((change.kind, change.subject), (kind, subject))
        self.assertEqual(change.recorded_at, entry.recorded_at)
        ((role,),) = self.env.execute_query(SQL("SELECT session_user"))
        self.assertEqual(change.database_role, role)
        for secret in (SECRET, "pbkdf2", self.technical.login, f'"{role}"'):
            self.assertNotIn(secret, entry.entry)
        return change


@tagged("post_install", "-at_install")
class TestAccessChanges(AccessChangeCase):
    """Each change of who may act leaves exactly one entry, whichever way it is made."""

    def test_a_password_changed_by_code_of_an_administrator(self):
        self._run(f"env['res.users'].browse({self.technical.id})._change_password('{SECRET}')")
        change = self._assert_one("access.password_changed", f"user:{self.technical.id}")
        self.assertEqual(change.user_id, self.technical)
        self.assertEqual(change.changed_by_id, self.system)
        self.assertEqual(change.columns_changed, "password")

    def test_a_password_changed_by_sql(self):
        self.env.cr.execute(
            "UPDATE res_users SET password = %s WHERE id = %s", (SECRET, self.business.id)
        )
        self._assert_one("access.password_changed", f"user:{self.business.id}")

    def test_a_change_past_odoo_names_nobody(self):
        self.env.cr.execute("SELECT set_config('azdev.uid', '', true)")
        self.env.cr.execute("UPDATE res_users SET active = false WHERE id = %s", (self.system.id,))
        change = self._assert_one("access.user_archived", f"user:{self.system.id}")
        self.assertFalse(change.changed_by_id)
        self.assertEqual(change.user_id, self.system)

    def test_a_user_archived_and_restored(self):
        self.technical.active = False
        self._assert_one("access.user_archived", f"user:{self.technical.id}")
        self._forget()
        self.technical.active = True
        self._assert_one("access.user_restored", f"user:{self.technical.id}")

    def test_a_login_changed(self):
        self.technical.login = "somebody-else"
        self._assert_one("access.login_changed", f"user:{self.technical.id}")

    def test_a_second_factor_taken_away(self):
        self.env.cr.execute(
            "UPDATE res_users SET totp_secret = 'x' WHERE id = %s", (self.technical.id,)
        )
        self._assert_one("access.second_factor_changed", f"user:{self.technical.id}")

    def test_a_group_given_by_the_orm_and_taken_by_sql(self):
        group = self.env.ref(f"{GROUP}approver_biz")
        self.engineer.group_ids = [Command.link(group.id)]
        change = self._assert_one("access.group_granted", f"user:{self.engineer.id}")
        self.assertEqual(change.group_id, group)
        self._forget()
        self.env.cr.execute(
            "DELETE FROM res_groups_users_rel WHERE uid = %s AND gid = %s",
            (self.engineer.id, group.id),
        )
        self._assert_one("access.group_revoked", f"user:{self.engineer.id}")

    def test_a_group_given_by_sql(self):
        group = self.env.ref("base.group_system")
        self.env.cr.execute(
            "INSERT INTO res_groups_users_rel (gid, uid) VALUES (%s, %s)",
            (group.id, self.engineer.id),
        )
        self._assert_one("access.group_granted", f"user:{self.engineer.id}")

    def test_one_group_turned_into_another_by_sql(self):
        biz = self.env.ref(f"{GROUP}approver_biz")
        self.env.cr.execute(
            "UPDATE res_groups_users_rel SET gid = %s WHERE uid = %s AND gid = %s",
            (biz.id, self.technical.id, self.env.ref(f"{GROUP}approver_tech").id),
        )
        subject = f"user:{self.technical.id}"
        self.assertEqual(
            self._changes(),
            [("access.group_revoked", subject), ("access.group_granted", subject)],
        )

    def test_a_group_that_implies_ours_is_ours(self):
        ours = self.env.ref(f"{GROUP}approver_tech")
        other = self.env["res.groups"].create({"name": "harmless"})
        self._forget()
        other.implied_ids = [Command.link(ours.id)]
        change = self._assert_one("access.group_implied", f"group:{other.id}")
        self.assertEqual((change.group_id, change.implied_id), (other, ours))
        self._forget()
        self.engineer.group_ids = [Command.link(other.id)]
        self._assert_one("access.group_granted", f"user:{self.engineer.id}")
        self._forget()
        self.env.cr.execute("DELETE FROM res_groups_implied_rel WHERE gid = %s", (other.id,))
        self._assert_one("access.group_unimplied", f"group:{other.id}")

    def test_another_group_named_as_the_administrators(self):
        group = self.env.ref("base.group_system")
        self.env.cr.execute(
            "UPDATE ir_model_data SET res_id = %s WHERE module = 'base' AND name = 'group_system'",
            (self.env.ref("base.group_user").id,),
        )
        self._assert_one("access.group_redirected", f"group:{group.id}")

    def test_a_key_forged_for_an_approver_and_removed(self):
        self._run(
            f"env['res.users.apikeys'].with_user({self.technical.id}).sudo()"
            "._generate(None, 'forged', False)"
        )
        change = self._assert_one("access.key_created", f"user:{self.technical.id}")
        self.assertEqual(change.user_id, self.technical)
        self._forget()
        self.env["res.users.apikeys"].search([("id", "=", change.row_number)]).unlink()
        self._assert_one("access.key_removed", f"user:{self.technical.id}")

    def test_a_key_made_to_last_by_sql(self):
        self.env["res.users.apikeys"].with_user(self.technical).sudo()._generate(None, "x", False)
        self._forget()
        self.env.cr.execute(
            "UPDATE res_users_apikeys SET user_id = %s WHERE user_id = %s",
            (self.business.id, self.technical.id),
        )
        self.assertEqual(
            set(self._changes()),
            {("access.key_changed", f"user:{u.id}") for u in self.technical | self.business},
        )

    def test_a_user_made_and_deleted(self):
        person = new_test_user(self.env, "nobody", groups="base.group_user")
        self._assert_one("access.user_created", f"user:{person.id}")
        self._forget()
        person.unlink()
        self.assertIn(("access.user_deleted", f"user:{person.id}"), self._changes())

    def test_what_concerns_nobody_who_may_act_leaves_nothing(self):
        person = new_test_user(self.env, "bystander", groups="base.group_user")
        self._forget()
        person._change_password(SECRET)
        person.login = "bystander2"
        person.group_ids = [Command.link(self.env.ref("base.group_no_one").id)]
        self.env["res.users.apikeys"].with_user(person).sudo()._generate(None, "own", False)
        self.technical.write({"signature": "Yours", "name": "Toni T."})
        self.assertEqual(self._changes(), [])

    def test_an_auditor_finds_what_was_done_to_a_person(self):
        auditor = new_test_user(self.env, "aud", groups=f"{GROUP}auditor")
        self.technical.group_ids = [Command.link(self.env.ref(f"{GROUP}ceo").id)]
        self.env.flush_all()
        changes = self.env["azdev.control.change"].with_user(auditor)
        name = {"fields": {"display_name": {}}}
        found = changes.web_search_read(
            [("user_id", "ilike", self.technical.name)],
            {
                "kind": {},
                "user_id": name,
                "group_id": name,
                "changed_by_id": name,
                "application": {},
            },
            limit=1,
        )["records"][0]
        self.assertEqual(found["kind"], "access.group_granted")
        self.assertEqual(found["user_id"]["id"], self.technical.id)
        self.assertIn("Chief executive", found["group_id"]["display_name"])
        self.assertEqual(found["changed_by_id"]["id"], self.env.uid)
        self.assertTrue(found["application"].startswith("odoo"))
        mine = [("user_id", "=", self.technical.id)]
        self.assertTrue(changes.search_count(mine))
        others = changes.search([("user_id", "not in", [self.technical.id])])
        self.assertNotIn(self.technical.id, others.mapped("user_number"))
        self.assertTrue(changes.search([("changed_by_id", "=", self.env.uid)]))

    def test_a_sign_in_leaves_nothing(self):
        self.technical._change_password(SECRET)
        self._forget()
        credential = {"login": self.technical.login, "password": SECRET, "type": "password"}
        signed_in = self.env["res.users"].authenticate(credential, {"interactive": True})
        self.assertEqual(signed_in["uid"], self.technical.id)
        self.assertEqual(self._changes(), [])

    def test_a_temporary_table_catches_no_entry(self):
        """PostgreSQL looks into temporary tables first, unless a function says otherwise."""
        for table in ("azdev_ledger_entry", "azdev_control_change", "res_groups_users_rel"):
            self.env.cr.execute(
                SQL(
                    "CREATE TEMP TABLE %s (LIKE public.%s INCLUDING ALL) ON COMMIT DROP",
                    SQL.identifier(table),
                    SQL.identifier(table),
                )
            )
        self.env.cr.execute(
            "UPDATE res_users SET password = 'x' WHERE id = %s", (self.technical.id,)
        )
        self.env.cr.execute(
            "SELECT kind FROM public.azdev_ledger_entry WHERE id > %s", (self.mark,)
        )
        self.assertEqual(self.env.cr.fetchall(), [("access.password_changed",)])

    @mute_logger("odoo.sql_db")
    def test_a_row_without_its_entry_is_refused(self):
        self.technical.active = False
        self._assert_one("access.user_archived", f"user:{self.technical.id}")
        with self.assertRaises(psycopg2.errors.CheckViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                """INSERT INTO azdev_control_change
                   (recorded_at, kind, subject, table_name, operation, user_number, entry_id)
                   SELECT recorded_at, 'access.user_restored', subject, table_name, operation,
                          user_number, entry_id FROM azdev_control_change
                   ORDER BY id DESC LIMIT 1"""
            )
