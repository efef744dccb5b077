# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..exceptions import ContradictionError
from .common import GROUP, ControlPlaneCase


@tagged("post_install", "-at_install")
class TestWithdrawal(ControlPlaneCase):
    """Who may take back a signature, until when, and what is left of it."""

    def _decisions(self, approval):
        return approval.callback_ids.filtered(lambda one: one.kind == "decision")

    def test_a_withdrawn_technical_signature_takes_the_request_back_to_pending(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self._withdraw(approval, self.technical)
        self.assertEqual(approval.status, "pending")
        self.assertEqual(approval.waiting_for, "technical + business")
        self.assertFalse(approval.technical_approver_id)
        self.assertFalse(approval.technical_approved_at)
        self.assertFalse(approval.closed_at)
        self._sign(approval, self.business, "business")
        self.assertEqual(approval.status, "pending")
        self.assertFalse(self._decisions(approval))
        self._sign(approval, self.technical2, "technical")
        self.assertEqual(approval.status, "approved")
        self.assertEqual(approval.technical_approver_id, self.technical2)
        self.assertEqual(self._decisions(approval).result, "succeeded")

    def test_a_withdrawn_business_signature_leaves_the_status_as_it_is(self):
        approval = self._open()
        self._sign(approval, self.business, "business")
        before = len(self._entries("approval.pending"))
        self._withdraw(approval, self.business)
        self.assertEqual(approval.status, "pending")
        self.assertEqual(len(self._entries("approval.pending")), before)
        self._sign(approval, self.technical, "technical")
        self.assertEqual(approval.status, "technical_approved")

    def test_another_signature_of_the_same_role_still_stands(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self._sign(approval, self.technical2, "technical")
        self._withdraw(approval, self.technical)
        self.assertEqual(approval.status, "technical_approved")
        self.assertEqual(approval.technical_approver_id, self.technical2)

    def test_whoever_withdrew_never_signs_this_request_again(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self._withdraw(approval, self.technical)
        for decision in ("approved", "rejected"):
            with (
                self.subTest(decision=decision),
                self.assertRaisesRegex(ContradictionError, "a colleague must sign"),
            ):
                self._sign(approval, self.technical, "technical", decision, "again")
        self.assertIn("a colleague must sign", approval.with_user(self.technical).hindrance)
        self.assertEqual(len(approval.signature_ids), 1)
        self._sign(self._open(), self.technical, "technical")

    def test_the_same_withdrawal_again_is_the_first_one(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        first = self._withdraw(approval, self.technical, "a bug")
        self.assertEqual(self._withdraw(approval, self.technical, "more bugs"), first)
        self.assertEqual(first.reason, "a bug")

    def test_a_reason_is_mandatory(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        for reason in ("", " \n", None, False):
            with self.subTest(reason=reason), self.assertRaisesRegex(UserError, "is mandatory"):
                self._withdraw(approval, self.technical, reason)
        self.assertEqual(approval.status, "technical_approved")

    def test_nobody_withdraws_what_he_did_not_sign(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        for user in (self.technical2, self.business, self.engineer):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "not signed"):
                self._withdraw(approval, user)
        self.assertFalse(approval.withdrawal_ids)

    def test_without_a_request_nobody_withdraws(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        for environment in (approval.with_user(self.technical), approval.sudo()):
            with self.assertRaisesRegex(AccessError, "your own Odoo session"):
                environment._withdraw("for somebody else")

    def test_a_rejection_stays(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical", "rejected", "no")
        with self.assertRaisesRegex(UserError, "rejection can't be withdrawn"):
            self._withdraw(approval, self.technical)
        self.assertEqual(approval.status, "rejected")

    def test_after_the_yes_nothing_is_withdrawn(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self._sign(approval, self.business, "business")
        with self.assertRaisesRegex(UserError, "approved.*cancel the run in Azure DevOps"):
            self._withdraw(approval, self.technical)
        self.assertEqual(approval.status, "approved")

    def test_nothing_is_withdrawn_from_a_closed_request(self):
        for close, status in (("_expire", "expired"), ("_cancel", "cancelled")):
            approval = self._open()
            self._sign(approval, self.technical, "technical")
            getattr(approval, close)(*(["the run ended", True] if close == "_cancel" else []))
            with (
                self.subTest(status=status),
                self.assertRaisesRegex(UserError, f"closed: {status}"),
            ):
                self._withdraw(approval, self.technical)
            self.assertFalse(approval.with_user(self.technical).can_withdraw)

    def test_whoever_lost_the_right_to_sign_still_takes_his_word_back(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self.technical.group_ids -= self.env.ref(f"{GROUP}approver_tech")
        self._withdraw(approval, self.technical)
        self.technical.group_ids |= self.env.ref(f"{GROUP}approver_tech")
        self._sign(approval, self.business, "business")
        self.assertEqual(approval.status, "pending")

    def test_a_withdrawal_closes_no_request_even_if_somebody_regained_a_right(self):
        bob = self._make_person("bob", "approver_biz", "business")
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self.technical.active = False
        self._sign(approval, self.business, "business")
        self._sign(approval, bob, "business")
        self.technical.active = True
        self._withdraw(approval, bob)
        self.assertEqual(approval.status, "pending")
        self.assertFalse(self._decisions(approval))

    def test_the_ledger_says_who_took_back_which_signature(self):
        approval = self._open()
        signature = self._sign(approval, self.technical, "technical")
        withdrawal = self._withdraw(approval, self.technical, "  coverage fell  ")
        entry = withdrawal.sudo().entry_id
        self.assertEqual(entry.kind, "approval.withdrawn")
        self.assertEqual(entry.subject, f"approval:{approval.approval_id}")
        self.assertEqual(
            {**json.loads(entry.body), "texts": None},
            {
                "identity": self._identity(self.technical).pseudonym,
                "signature": signature.signature_hash,
                "role": "technical",
                "dossier": approval.dossier_hash,
                "method": "session",
                "ip_source": "direct",
                "connection": self.connection.id,
                "texts": None,
            },
        )
        for secret in ("coverage fell", "192.0.2.7"):
            self.assertNotIn(secret, entry.entry)
        self.assertEqual(withdrawal.reason, "coverage fell")
        self.assertEqual(withdrawal.withdrawn_at, entry.recorded_at)
        self.assertEqual(withdrawal.withdrawal_hash, entry.leaf_hash)
        self.assertEqual(withdrawal.ip_address, "192.0.2.7")
        back = self._entries("approval.pending")[-1]
        self.assertEqual(back.subject, entry.subject)
        self.assertEqual(json.loads(back.body)["signatures"], [])

    def test_the_yes_names_standing_signatures_only(self):
        approval = self._open()
        withdrawn = self._sign(approval, self.technical, "technical")
        self._withdraw(approval, self.technical)
        standing = self._sign(approval, self.technical2, "technical")
        standing |= self._sign(approval, self.business, "business")
        named = json.loads(self._entries("approval.approved")[-1].body)["signatures"]
        self.assertEqual(named, standing.mapped("signature_hash"))
        self.assertNotIn(withdrawn.signature_hash, named)

    def test_the_api_tells_who_took_what_back(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        withdrawal = self._withdraw(approval, self.technical)
        state = self.env["azdev.approval"]._state_of(self.connection.id, approval.approval_id)
        self.assertIsNone(state["technical_approval"])
        (told,) = state["withdrawn_approvals"]
        self.assertEqual(told["approval_type"], "technical")
        self.assertEqual(told["withdrawn_by"], self.technical.login)
        self.assertEqual(told["timestamp"], withdrawal.withdrawn_at)
        emails = approval._approver_emails()
        self.assertIn(self.technical2.login, emails)
        self.assertNotIn(self.technical.login, emails)

    def test_the_next_signer_reads_who_took_it_back_and_why(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self.assertFalse(approval.taken_back)
        self._withdraw(approval, self.technical, "two\nlines \u202ereversed")
        for user in (self.technical2, self.business, self.engineer):
            told = approval.with_user(user).taken_back
            self.assertRegex(
                told, r"withdrew the technical signature on \d+ \w+ 20\d\d, \d\d:\d\d:"
            )
            self.assertIn("two lines \\u202ereversed", told)
            self.assertEqual(len(told.splitlines()), 1)
        signature = approval.signature_ids.with_user(self.engineer)
        self.assertTrue(signature.withdrawn_at)
        self.assertIn("two\nlines", signature.withdrawn_because)

    def test_the_button_asks_for_a_reason(self):
        approval = self._open()
        self.assertFalse(approval.with_user(self.technical).can_withdraw)
        self._sign(approval, self.technical, "technical")
        self.assertFalse(approval.with_user(self.technical2).can_withdraw)
        self.assertTrue(approval.with_user(self.technical).can_withdraw)
        action = approval.with_user(self.technical).action_open_withdraw()
        dialogues = self.env[action["res_model"]].with_user(self.technical)
        dialogue = Form(dialogues.with_context(**action["context"]))
        self.assertEqual(dialogue.run_id, self.pipeline_run)
        with self.assertRaisesRegex(AssertionError, "reason is a required field"):
            dialogue.save()
        dialogue.reason = "found a bug"
        with self._signed_in(self.technical):
            dialogue.save().action_confirm()
        self.assertEqual(approval.withdrawal_ids.reason, "found a bug")
        self.assertFalse(approval.with_user(self.technical).can_withdraw)
