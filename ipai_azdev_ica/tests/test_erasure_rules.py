# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .erasure_case import ALIAS, EMAIL, NAME, ErasureCase


@tagged("post_install", "-at_install")
class TestWhoMayBeErased(ErasureCase):
    """Evidence of a control is kept for seven years; what is open or held stays too."""

    def _refused(self, words, **proposal):
        with self.assertRaisesRegex(UserError, words):
            self._propose(**proposal)
        self.assertFalse(self.env["azdev.erasure"].search([]))

    def test_whoever_requested_is_kept_for_seven_years(self):
        approval = self._open(requester=self.engineer)
        approval._expire()
        approval.callback_ids._update({"state": "confirmed"})
        self.pipeline_run._close("success", None, self._entries("run.started")[-1:])
        self._leave(self.engineer)
        year = approval.opened_at.year + 7
        self._refused(
            f"requested a deployment.*seven years.*until .* {year}",
            person=self._identity(self.engineer),
        )

    def test_whoever_signed_or_withdrew_is_kept(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self._withdraw(approval, self.technical)
        self._sign(approval, self.technical2, "technical")
        approval._expire()
        approval.callback_ids._update({"state": "confirmed"})
        for user, words in (
            (self.technical, "withdrew a signature"),
            (self.technical2, "signed a request"),
        ):
            self._leave(user)
            self._refused(words, person=self._identity(user))

    def test_whoever_changed_the_set_up_is_kept(self):
        gate = self.production.with_user(self.administrator)
        gate.timeout_minutes = 30
        identity = self.env["azdev.identity"]._of_user(
            self.administrator, self.connection.company_id
        )
        self._refused("changed the set-up", person=identity, user=self.administrator2)

    def test_whoever_erased_others_is_kept(self):
        self._approve(self._propose())
        identity = self.env["azdev.identity"]._of_user(self.compliance, self.connection.company_id)
        with self.assertRaisesRegex(UserError, "took part in an erasure"):
            self._propose(person=identity)

    def test_a_member_leaves_first(self):
        self._refused("still a member", person=self._identity(self.technical2))
        self._leave(self.technical2)
        self._propose(person=self._identity(self.technical2))

    def test_an_open_run_or_request_that_names_the_person_is_waited_for(self):
        run = self._start(run_id="20260127.9", triggered_by=EMAIL)
        self._refused("still open")
        run._close("success", None, self._entries("run.started")[-1:])
        self._propose()

    def test_a_waiting_delivery_is_waited_for(self):
        deliveries = self.env["azdev.delivery"]
        body = json.dumps({"name": NAME}).encode()
        deliveries._accept_hook(self.connection, body, 2, "0" * 64)
        self._refused("still open")

    def test_a_legal_hold_refuses_until_it_is_lifted(self):
        self._hold()
        self.assertTrue(self.person.is_held)
        self._refused("legal hold")
        self._hold(held=False)
        self.person.invalidate_recordset()
        self.assertFalse(self.person.is_held)
        self._propose()

    def test_a_hold_set_after_the_proposal_counts(self):
        erasure = self._propose()
        self._hold()
        with self.assertRaisesRegex(UserError, "legal hold"):
            self._approve(erasure)
        self.assertEqual(self.person.name, NAME)

    def _leave(self, user):
        self.env["azdev.connection.member"].search([("user_id", "=", user.id)]).unlink()


@tagged("post_install", "-at_install")
class TestSteps(ErasureCase):
    """Who proposes, who decides, and what is refused in which words."""

    def test_a_reason_is_mandatory_and_names_nobody(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self._propose(reason=" ")
        with self.assertRaisesRegex(UserError, "Don't name the person"):
            self._propose(reason=f"asked by {NAME}")

    def test_a_name_of_two_letters_is_refused(self):
        with self.assertRaisesRegex(UserError, "too short"):
            self._propose(also_known_as=f"{ALIAS}, jq")

    def test_one_proposal_at_a_time(self):
        self._propose()
        with self.assertRaisesRegex(UserError, "proposed already"):
            self._propose(user=self.compliance)

    def test_a_proposal_is_refused_with_a_reason(self):
        erasure = self._propose()
        with self._acting(self.compliance):
            with self.assertRaisesRegex(UserError, "Say why you refuse"):
                erasure.with_user(self.compliance)._refuse_proposal("")
            erasure.with_user(self.compliance)._refuse_proposal("wrong person")
        self.assertEqual((erasure.state, erasure.closing_reason), ("refused", "wrong person"))
        self.assertEqual(self._entries("erasure.refused").subject, f"erasure:{erasure.uuid}")
        with self.assertRaisesRegex(UserError, "closed: Refused"):
            self._approve(erasure)
        self.assertEqual(self.person.name, NAME)

    def test_only_the_proposer_takes_it_back(self):
        erasure = self._propose()
        with self._acting(self.compliance), self.assertRaisesRegex(UserError, "who proposed"):
            erasure.with_user(self.compliance).action_cancel()
        with self._acting(self.administrator):
            erasure.with_user(self.administrator).action_cancel()
        self.assertEqual(erasure.state, "cancelled")
        self._propose()

    def test_each_step_has_its_entry(self):
        erasure = self._propose()
        self._approve(erasure)
        for step, user in (
            ("proposed", self.administrator),
            ("approved", self.compliance),
            ("done", self.compliance),
        ):
            (entry,) = self._entries(f"erasure.{step}")
            self.assertEqual(json.loads(entry.body)["user"], user.id)
            self.assertEqual(entry.subject, f"erasure:{erasure.uuid}")
            self.assertNotIn("asked by mail", entry.entry)

    def test_without_a_request_nobody_takes_a_step(self):
        erasures = self.env["azdev.erasure"]
        for records in (erasures.with_user(self.compliance), erasures.sudo()):
            with self.assertRaisesRegex(AccessError, "your own Odoo session"):
                records._propose(self.person, "because")
        erasure = self._propose()
        for step in ("_approve", "_cancel"):
            with self.assertRaisesRegex(AccessError, "your own Odoo session"):
                getattr(erasure.with_user(self.compliance), step)()

    def test_the_dialogues(self):
        action = self.person.with_user(self.administrator).action_open_erasure()
        dialogues = self.env[action["res_model"]].with_user(self.administrator)
        dialogue = Form(dialogues.with_context(**action["context"]))
        self.assertIn("Identity", dialogue.preview)
        self.assertIn("backups", dialogue.unreachable)
        self.assertFalse(dialogue.kept)
        dialogue.reason = "asked by mail"
        with self._acting(self.administrator):
            shown = dialogue.save().action_confirm()
        erasure = self.env["azdev.erasure"].browse(shown["res_id"])
        self.assertFalse(erasure.with_user(self.administrator).can_decide)
        self.assertTrue(erasure.with_user(self.administrator).can_cancel)
        self.assertTrue(erasure.with_user(self.compliance).can_decide)
        action = erasure.with_user(self.compliance).action_open_decision()
        decisions = self.env[action["res_model"]].with_user(self.compliance)
        decision = decisions.with_context(**action["context"]).create({})
        self.assertIn("Identity", decision.preview)
        with self._acting(self.compliance):
            decision.action_approve()
        self.assertEqual(erasure.state, "done")
        self.assertTrue(self.person.is_erased)
