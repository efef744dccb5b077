# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

import psycopg2.errors

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..database import erasure as reach
from .common import GROUP
from .erasure_case import EMAIL, ErasureCase


class AttackCase(ErasureCase):
    """Somebody wants to hide what was done, and calls it an erasure."""

    @mute_logger("odoo.sql_db")
    def _refused_by_database(self, words, statement, *parameters):
        with (
            self.assertRaisesRegex(psycopg2.errors.CheckViolation, words),
            self.env.cr.savepoint(flush=False),
        ):
            self.env.cr.execute(SQL(statement, *parameters))
            self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")


@tagged("post_install", "-at_install")
class TestWhoErases(AttackCase):
    """P5: two people, one a compliance officer, none the person or a system administrator."""

    def test_one_person_alone(self):
        erasure = self._propose(user=self.compliance)
        with self.assertRaisesRegex(UserError, "somebody else must decide"):
            self._approve(erasure)
        self._refused_by_database(
            "one person never erases alone", *self._approve_by_sql(erasure, self.compliance)
        )

    def test_the_database_keeps_one_person_from_both_steps_whatever_the_trigger_says(self):
        erasure = self._propose(user=self.compliance)
        self.env.cr.execute("ALTER TABLE azdev_erasure DISABLE TRIGGER azdev_update")
        self._refused_by_database(
            "azdev_erasure_two_people", *self._approve_by_sql(erasure, self.compliance)
        )

    def test_two_administrators(self):
        erasure = self._propose(user=self.administrator)
        with self.assertRaisesRegex(UserError, "compliance officer"):
            self._approve(erasure, self.administrator2)
        self._refused_by_database(
            "one of the two is a compliance officer",
            *self._approve_by_sql(erasure, self.administrator2),
        )

    def test_the_person_himself(self):
        concerned = self.env["azdev.identity"]._of_user(self.compliance, self.connection.company_id)
        with self.assertRaisesRegex(UserError, "about yourself"):
            self._propose(user=self.compliance, person=concerned)
        erasure = self._propose(person=concerned)
        with self.assertRaisesRegex(UserError, "about yourself"):
            self._approve(erasure)
        self._refused_by_database("self", *self._approve_by_sql(erasure, self.compliance))

    def test_the_person_whose_identity_nobody_linked_to_him(self):
        self.compliance.partner_id.email = EMAIL.upper()
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "about yourself"):
            self._approve(self._propose())

    def test_a_system_administrator_with_every_group(self):
        system = new_test_user(
            self.env, "root-like", groups=f"base.group_system,{GROUP}admin,{GROUP}compliance"
        )
        with self.assertRaisesRegex(UserError, "system administrator"):
            self._propose(user=system)
        erasure = self._propose()
        with self.assertRaisesRegex(UserError, "system administrator"):
            self._approve(erasure, system)
        self._refused_by_database("administrator", *self._approve_by_sql(erasure, system))

    def test_anybody_else(self):
        for user in (self.engineer, self.technical, self.business):
            with self.assertRaises(UserError):
                self._propose(user=user)
            with self.assertRaises(UserError):
                self._hold(user=user)
        with self.assertRaisesRegex(UserError, "for compliance officers"):
            self._hold(user=self.administrator)

    def test_a_proposer_who_lost_his_group_meanwhile(self):
        erasure = self._propose(user=self.administrator)
        self.administrator.group_ids = [Command.unlink(self.env.ref(f"{GROUP}admin").id)]
        self.env.flush_all()
        with self.assertRaises(psycopg2.errors.CheckViolation), self.env.cr.savepoint(flush=False):
            self._approve(erasure)


@tagged("post_install", "-at_install")
class TestPastTheAddon(AttackCase):
    """What a server action, or anybody with Odoo's database role, can try by SQL."""

    def test_nothing_is_emptied_without_a_request(self):
        approval = self._name_everywhere()
        for statement in (
            "UPDATE azdev_ledger_opening SET salt = 'erased', texts = '{}'",
            "DELETE FROM azdev_ledger_opening",
            "UPDATE azdev_approval_signature SET comments = NULL, ip_address = NULL",
            "UPDATE azdev_approval_message SET body = 'erased'",
            "UPDATE azdev_approval_withdrawal SET reason = 'erased'",
            "UPDATE azdev_exception SET evidence = 'erased'",
            "UPDATE azdev_callback SET text = 'erased'",
            "UPDATE azdev_pipeline_event SET event_data = '{}'",
            "UPDATE azdev_pipeline_run SET triggered_by = 'erased' WHERE status <> 'running'",
        ):
            with self.subTest(statement=statement):
                self._refused_by_database("evidence|never", statement)
        self._refused_by_database(
            "never changes",
            "UPDATE azdev_approval SET dossier_salt = 'erased' WHERE id = %s",
            approval.id,
        )

    def test_nor_with_a_request_that_is_only_proposed_or_is_done(self):
        approval = self._name_everywhere()
        erasure = self._propose()
        comments = (
            "UPDATE azdev_approval_signature SET comments = 'erased' WHERE approval_id = %s",
            approval.id,
        )
        self._refused_by_database("evidence", *comments)
        self._approve(erasure)
        self._refused_by_database("evidence", *comments)

    def test_an_approved_request_reaches_the_person_and_nobody_else(self):
        approval = self._name_everywhere()
        tried = []

        def try_others(env, erasure_id, person, names):
            for statement in (
                # of somebody else, and not as a name of the person
                "UPDATE azdev_approval_signature SET comments = 'erased', ip_address = NULL",
                "UPDATE azdev_approval_signature SET ip_address = NULL",
                "UPDATE azdev_approval_signature SET decision = 'approved'",
                "UPDATE azdev_approval SET dossier = '{}', dossier_salt = 'erased'",
                "UPDATE azdev_approval SET requester_user_id = NULL",
                "UPDATE azdev_pipeline_run SET commit = NULL WHERE status <> 'running'",
                "UPDATE azdev_ledger_entry SET body = '{}'",
                "UPDATE azdev_ledger_opening SET texts = '{}', salt = 'erased'",
                "DELETE FROM azdev_ledger_opening",
                "DELETE FROM azdev_approval_message",
                # half of it: texts without their salt could still be proven
                f"""UPDATE azdev_ledger_opening SET texts = '{{}}' WHERE entry_id IN (
                    SELECT id FROM azdev_ledger_entry WHERE subject = 'identity:{person}')""",
            ):
                with self.subTest(statement=statement):
                    self._refused_by_database("evidence|never|closed", statement)
                    tried.append(statement)
            erase(env, erasure_id, person, names)

        erase = reach.erase
        with patch.object(reach, "erase", try_others):
            self._approve(self._propose(also_known_as="jqxz"))
        self.assertEqual(len(tried), 11)
        technical = approval.signature_ids.filtered(lambda one: one.role == "technical")
        self.assertEqual(technical.ip_address, "192.0.2.7")

    def test_a_request_that_begins_approved_or_without_its_entry(self):
        erasure = self._propose()
        copied = """INSERT INTO azdev_erasure (uuid, identity_id, company_id, reason, state,
            lock_version, proposed_by_id, proposed_at, proposed_entry_id, approved_in)
            SELECT %s, %s, company_id, 'x', %s, 0, proposed_by_id, proposed_at,
                   proposed_entry_id, %s FROM azdev_erasure WHERE id = %s"""
        other = self._of_azure_devops("Somebody Else")
        self._refused_by_database(
            "begins as a proposal", copied, "u", other.id, "approved", "1", erasure.id
        )
        self._refused_by_database(
            "no ledger entry", copied, "u", other.id, "proposed", None, erasure.id
        )

    def test_a_step_with_another_steps_entry(self):
        erasure = self._propose()
        first = erasure.sudo().proposed_entry_id
        self._refused_by_database(
            "no ledger entry", *self._approve_by_sql(erasure, self.compliance, first)
        )
        somebodys = self._entry("approved", erasure, self.administrator2)
        self._refused_by_database(
            "no ledger entry", *self._approve_by_sql(erasure, self.compliance, somebodys)
        )

    def test_an_approval_that_stays_open_at_the_end_of_its_transaction(self):
        erasure = self._propose()
        self._refused_by_database(
            "leave it approved and not done", *self._approve_by_sql(erasure, self.compliance)
        )

    def test_a_person_who_is_called_erased_and_is_not(self):
        erasure = self._propose()
        self.env.cr.execute(SQL(*self._approve_by_sql(erasure, self.compliance)))
        done = self._entry("done", erasure, self.compliance)
        self._refused_by_database(
            "still named",
            """UPDATE azdev_erasure SET state = 'done', closed_by_id = %s, closed_at = %s,
               closed_entry_id = %s WHERE id = %s""",
            self.compliance.id,
            done.recorded_at,
            done.id,
            erasure.id,
        )

    def test_whoever_proposed_what_never_changes(self):
        erasure = self._propose()
        for column, value in (
            ("identity_id", self._identity(self.engineer).id),
            ("proposed_by_id", self.administrator2.id),
            ("also_known_as", "everybody"),
            ("approved_in", "1"),
        ):
            self._refused_by_database(
                "never changes",
                "UPDATE azdev_erasure SET %s = %s WHERE id = %s",
                SQL.identifier(column),
                value,
                erasure.id,
            )

    def test_a_signer_by_a_forged_proposal(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical", "rejected", "no")
        approval.callback_ids._update({"state": "confirmed"})
        self.env["azdev.connection.member"].search([("user_id", "=", self.technical.id)]).unlink()
        self.env.flush_all()
        self._refused_by_database(
            "what this identity did is kept .signed",
            "SELECT azdev_erasure_check(%s, %s)",
            self.administrator.id,
            self._identity(self.technical).id,
        )
        with (
            patch.object(type(self.env["azdev.erasure"]), "_check_not_kept", lambda *_: None),
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(psycopg2.errors.CheckViolation, "is kept"),
            self.env.cr.savepoint(flush=False),
        ):
            self._propose(person=self._identity(self.technical))

    def test_a_server_action_has_no_session(self):
        erasure = self._propose()
        system = new_test_user(self.env, "root-like", groups="base.group_system")
        for code in (
            "env['azdev.erasure'].sudo().browse(%s)._approve()",
            "env['azdev.erasure'].sudo().browse(%s).with_user(%s)._approve()",
        ):
            ids = (erasure.id, self.compliance.id)[: code.count("%s")]
            action = (
                self.env["ir.actions.server"]
                .with_user(system)
                .create(
                    {
                        "name": "forge",
                        "state": "code",
                        "model_id": self.env.ref("ipai_azdev_ica.model_azdev_erasure").id,
                        "code": code % ids,
                    }
                )
            )
            with self.subTest(code=code), self.assertRaises(AccessError):
                action.run()
        self.assertEqual(erasure.state, "proposed")

    def test_a_hold_is_lifted_by_nobody_past_the_ledger(self):
        hold = self._hold()
        for statement in (
            "UPDATE azdev_erasure_hold SET held = false WHERE id = %s",
            "DELETE FROM azdev_erasure_hold WHERE id = %s",
            """INSERT INTO azdev_erasure_hold (identity_id, company_id, held, reason, user_id,
               recorded_at, entry_id)
               SELECT identity_id, company_id, false, 'x', user_id, recorded_at, entry_id
               FROM azdev_erasure_hold WHERE id = %s""",
        ):
            self._refused_by_database("evidence|a hold is refused", statement, hold.id)
