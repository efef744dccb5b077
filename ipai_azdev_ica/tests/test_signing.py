# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GROUP, ControlPlaneCase


@tagged("post_install", "-at_install")
class TestSigning(ControlPlaneCase):
    """Who may sign, and what signatures do."""

    def test_two_people_approve_and_azure_devops_is_to_hear_succeeded(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self.assertEqual(approval.status, "technical_approved")
        self._sign(approval, self.business, "business")
        self.assertEqual(approval.status, "approved")
        self.assertEqual(approval.technical_approver_id, self.technical)
        self.assertEqual(approval.business_approver_id, self.business)
        decision = approval.callback_ids.filtered(lambda one: one.kind == "decision")
        self.assertEqual((decision.result, decision.state), ("succeeded", "waiting"))

    def test_business_may_sign_first_and_the_status_stays_pending(self):
        approval = self._open()
        self._sign(approval, self.business, "business")
        self.assertEqual(approval.status, "pending")
        self.assertEqual(approval.waiting_for, "technical")
        self._sign(approval, self.technical, "technical")
        self.assertEqual(approval.status, "approved")

    def test_staging_needs_one_technical_signature(self):
        approval = self._open(self.staging)
        self._sign(approval, self.technical, "technical")
        self.assertEqual(approval.status, "approved")

    def test_the_same_signature_again_is_the_first_one(self):
        approval = self._open()
        first = self._sign(approval, self.technical, "technical")
        again = self._sign(approval, self.technical, "technical")
        self.assertEqual(first, again)
        self.assertEqual(len(approval.signature_ids), 1)

    def test_nobody_signs_both_halves(self):
        both = self._make_person("both", "approver_tech", "technical")
        both.group_ids |= self.env.ref(f"{GROUP}approver_biz")
        self.env["azdev.connection.member"].create(
            {"connection_id": self.connection.id, "user_id": both.id, "role": "business"}
        )
        approval = self._open()
        self._sign(approval, both, "technical")
        with self.assertRaisesRegex(UserError, "signed already"):
            self._sign(approval, both, "business")

    def test_the_requester_never_signs(self):
        approval = self._open(requester=self.technical)
        with self.assertRaisesRegex(UserError, "segregation of duties"):
            self._sign(approval, self.technical, "technical")
        self.assertFalse(approval.signature_ids)

    def test_nobody_signs_for_an_unknown_requester_until_he_is_named(self):
        stranger = self.env["azdev.identity"].create({"name": "A stranger"})
        approval = self._open(requester_id=stranger.id, requester_user_id=None)
        with self.assertRaisesRegex(UserError, "Nobody knows who requested"):
            self._sign(approval, self.technical, "technical")
        self._identity(self.engineer).unlink()
        stranger.user_id = self.engineer
        self._sign(approval, self.technical, "technical")
        self.assertEqual(approval.status, "technical_approved")

    def test_nobody_becomes_another_person_after_he_signed_or_requested(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        for user in (self.technical, self.engineer):
            for values in ({"user_id": False}, {"user_id": self.business.id}):
                with (
                    self.subTest(user=user.login, values=values),
                    mute_logger("odoo.sql_db"),
                    self.assertRaisesRegex(Exception, "never changes"),
                    self.env.cr.savepoint(),
                ):
                    self._identity(user).write(values)
                    self.env.flush_all()

    def test_nobody_signs_before_the_facts_are_verified(self):
        approval = self._open(facts_verified=False)
        with self.assertRaisesRegex(UserError, "not confirmed the facts"):
            self._sign(approval, self.technical, "technical")

    def test_a_role_needs_both_the_group_and_the_membership(self):
        approval = self._open()
        with self.assertRaisesRegex(UserError, "not a business approver"):
            self._sign(approval, self.technical, "business")
        self.technical.group_ids -= self.env.ref(f"{GROUP}approver_tech")
        self.technical.group_ids |= self.env.ref(f"{GROUP}engineer")
        with self.assertRaisesRegex(UserError, "not a technical approver"):
            self._sign(approval, self.technical, "technical")

    def test_a_system_administrator_never_signs(self):
        for group in ("base.group_system", "base.group_erp_manager"):
            with self.subTest(group=group):
                user = self._make_person(group, "approver_tech", "technical")
                user.group_ids |= self.env.ref(group)
                with self.assertRaisesRegex(UserError, "administrator never signs"):
                    self._sign(self._open(), user, "technical")

    def test_a_signature_of_somebody_who_lost_the_role_counts_no_more(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self.technical.group_ids -= self.env.ref(f"{GROUP}approver_tech")
        self._sign(approval, self.business, "business")
        self.assertEqual(approval.status, "pending")
        self._sign(approval, self.technical2, "technical")
        self.assertEqual(approval.status, "approved")

    def test_a_signature_of_a_deactivated_user_counts_no_more(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self.technical.active = False
        self._sign(approval, self.business, "business")
        self.assertEqual(approval.status, "pending")

    def test_without_a_request_nobody_signs(self):
        approval = self._open().with_user(self.technical)
        with self.assertRaisesRegex(AccessError, "your own Odoo session"):
            approval._sign("technical", "approved")

    def test_a_rejection_needs_a_reason_and_ends_the_request(self):
        approval = self._open()
        with self.assertRaisesRegex(UserError, "reason is mandatory"):
            self._sign(approval, self.business, "business", "rejected", "  ")
        self._sign(approval, self.business, "business", "rejected", "too expensive")
        self.assertEqual(approval.status, "rejected")
        self.assertEqual(approval.rejection_reason, "too expensive")
        decision = approval.callback_ids.filtered(lambda one: one.kind == "decision")
        self.assertEqual(decision.result, "failed")
        self.assertIn("too expensive", decision.text)
        with self.assertRaisesRegex(UserError, "closed"):
            self._sign(approval, self.technical, "technical")

    def test_after_the_deadline_nobody_signs_and_the_request_expires(self):
        self.production.timeout_minutes = 0.0001
        approval = self._open()
        self.env.cr.execute("SELECT pg_sleep(0.02)")
        with self.assertRaisesRegex(UserError, "time for signing is over"):
            self._sign(approval, self.technical, "technical")
        approval._expire()
        self.assertEqual(approval.status, "expired")
        with self.assertRaisesRegex(UserError, "closed: expired"):
            self._sign(approval, self.technical, "technical")
        self.assertEqual(approval.callback_ids.filtered("result").result, "failed")

    def test_a_signature_says_who_when_from_where_and_over_what(self):
        approval = self._open()
        signature = self._sign(approval, self.technical, "technical", comments="all green")
        self.assertEqual(signature.ip_address, "192.0.2.7")
        self.assertEqual(signature.ip_source, "direct")
        self.assertEqual(signature.method, "session")
        self.assertEqual(signature.comments, "all green")
        self.assertEqual(signature.dossier_hash, approval.dossier_hash)
        entry = signature.sudo().entry_id
        self.assertEqual(signature.signature_hash, entry.leaf_hash)
        self.assertNotIn("192.0.2.7", entry.entry)
        self.assertNotIn("all green", entry.entry)

    @mute_logger("odoo.sql_db")
    def test_the_number_of_an_approval_names_its_year(self):
        self.assertRegex(self._open().approval_id, r"^APR-20\d\d-\d{3,}$")
