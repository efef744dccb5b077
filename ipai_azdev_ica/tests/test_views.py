# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from lxml import etree

from odoo.tests import Form, HttpCase, tagged
from odoo.tools.safe_eval import safe_eval

from .common import ControlPlaneCase

EVIDENCE_BUTTONS = ("create", "edit", "delete")


@tagged("post_install", "-at_install")
class TestViews(ControlPlaneCase):
    """What the web client is given to show."""

    def _actions(self):
        return self.env["ir.actions.act_window"].search([("res_model", "=like", "azdev.%")])

    def test_every_screen_loads(self):
        for action in self._actions():
            views = [(False, kind) for kind in [*action.view_mode.split(","), "search"]]
            with self.subTest(action=action.name):
                loaded = self.env[action.res_model].get_views(views)
                self.assertEqual(len(loaded["views"]), len(views))

    def test_every_screen_says_what_to_do_when_it_is_empty(self):
        for action in self._actions().filtered(lambda one: "list" in one.view_mode):
            with self.subTest(action=action.name):
                self.assertIn("o_view_nocontent", action.help or "")

    def test_no_screen_offers_to_change_evidence(self):
        guarded = self.env.registry["azdev.guarded"]
        views = self.env["ir.ui.view"].search(
            [("model", "=like", "azdev.%"), ("type", "in", ("list", "form", "kanban"))]
        )
        for view in views.filtered(lambda one: not one.inherit_id):
            if not issubclass(self.env.registry[view.model], guarded):
                continue
            root = etree.fromstring(view.arch)
            with self.subTest(view=view.name):
                self.assertEqual([root.get(name) for name in EVIDENCE_BUTTONS], ["0"] * 3)

    def test_the_default_list_of_an_approver_holds_what_he_may_sign(self):
        mine, signed, own = self._open(), self._open(), self._open(requester=self.technical)
        self._sign(signed, self.technical, "technical")
        staging = self._open(self.staging)
        self.assertEqual(self._to_sign(self.technical), mine | staging)
        self.assertEqual(self._to_sign(self.business), mine | signed | own)
        self.assertFalse(self._to_sign(self.engineer))

    def test_what_a_colleague_withdrew_is_to_sign_again_for_others_only(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self.assertFalse(self._to_sign(self.technical2))
        self._withdraw(approval, self.technical)
        self.assertEqual(self._to_sign(self.technical2), approval)
        self.assertFalse(self._to_sign(self.technical))

    def _to_sign(self, user):
        """Return what the filter of the screen "To sign" leaves of this test's requests."""
        approvals = self.env["azdev.approval"].with_user(user)
        arch = etree.fromstring(approvals.get_views([(False, "search")])["views"]["search"]["arch"])
        (domain,) = arch.xpath("//filter[@name='to_sign']/@domain")
        rows = approvals.search(
            [*safe_eval(domain, {"uid": user.id}), ("connection_id", "=", self.connection.id)]
        )
        return rows.with_env(self.env)

    def test_buttons_follow_what_the_user_may_do(self):
        approval = self._open()
        for user, offered in ((self.technical, (True, False)), (self.business, (False, True))):
            form = Form(approval.with_user(user), view="ipai_azdev_ica.azdev_approval_view_form")
            with self.subTest(user=user.login):
                self.assertEqual((form.can_sign_technical, form.can_sign_business), offered)
                self.assertTrue(form.can_reject and form.can_ask)
                self.assertFalse(form.hindrance)
        form = Form(approval.with_user(self.engineer))
        self.assertFalse(form.can_sign_technical or form.can_sign_business or form.can_reject)
        self.assertIn("You requested this deployment", form.hindrance)

    def test_a_signature_is_confirmed_in_a_dialogue_that_names_the_run(self):
        approval = self._open()
        action = approval.with_user(self.technical).action_approve_technical()
        dialogue = self._dialogue(action, self.technical)
        self.assertEqual(dialogue.role, "technical")
        self.assertEqual(dialogue.run_id, self.pipeline_run)
        dialogue.comments = "coverage is fine"
        with self._signed_in(self.technical):
            told = dialogue.save().action_confirm()
        self.assertIn("business approval", told["params"]["message"])
        self.assertEqual(approval.signature_ids.comments, "coverage is fine")
        self.assertEqual(approval.status, "technical_approved")

    def test_a_rejection_wants_a_reason_and_takes_the_only_possible_role(self):
        approval = self._open()
        dialogue = self._dialogue(
            approval.with_user(self.business).action_open_reject(), self.business
        )
        self.assertEqual(dialogue.role, "business")
        with self.assertRaisesRegex(AssertionError, "reason is a required field"):
            dialogue.save()
        dialogue.reason = "too expensive"
        with self._signed_in(self.business):
            dialogue.save().action_confirm()
        self.assertEqual(approval.rejection_reason, "too expensive")

    def test_a_question_can_be_answered_by_somebody_else_only(self):
        approval = self._open()
        ask = self._dialogue(
            approval.with_user(self.technical).action_open_question(), self.technical
        )
        ask.question = "Why ten nodes?"
        ask.save().action_confirm()
        self.assertFalse(approval.with_user(self.technical).can_answer)
        self.assertTrue(approval.with_user(self.engineer).can_answer)
        answer = self._dialogue(
            approval.with_user(self.engineer).action_open_answer(), self.engineer
        )
        answer.answer = "Black Friday."
        answer.save().action_confirm()
        self.assertEqual(approval.message_ids.mapped("body"), ["Why ten nodes?", "Black Friday."])
        self.assertFalse(approval.with_user(self.engineer).can_answer)

    def _dialogue(self, action, user):
        return Form(self.env[action["res_model"]].with_user(user).with_context(action["context"]))


@tagged("post_install", "-at_install")
class TestApprovalLink(ControlPlaneCase, HttpCase):
    """The short link in messages and log lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technical.password = "a long enough password"
        cls.outsider = cls._make_person("otto", "approver_tech", "technical")
        cls.outsider.password = "a long enough password"
        cls.env["azdev.connection.member"].search([("user_id", "=", cls.outsider.id)]).unlink()

    def _follow(self, user, approval_id):
        self.authenticate(user.login, "a long enough password")
        return self.url_open(f"/azdev/approval/{approval_id}", allow_redirects=False)

    def test_it_leads_to_the_form_of_the_approval(self):
        approval = self._open()
        answer = self._follow(self.technical, approval.approval_id)
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(answer.headers["Location"].endswith(f"/odoo/azdev-approvals/{approval.id}"))
        page = self.url_open(f"/azdev/approval/{approval.approval_id}")
        self.assertEqual(page.status_code, 200)

    def test_whoever_is_not_signed_in_signs_in_first_and_comes_back(self):
        approval = self._open()
        self.authenticate(None, None)
        answer = self.url_open(f"/azdev/approval/{approval.approval_id}", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login?redirect=", answer.headers["Location"])
        self.assertIn(approval.approval_id, answer.headers["Location"])

    def test_unknown_and_forbidden_get_the_same_answer(self):
        forbidden = self._follow(self.outsider, self._open().approval_id)
        unknown = self._follow(self.outsider, "APR-1999-001")
        self.assertEqual((forbidden.status_code, unknown.status_code), (404, 404))
        self.assertIn("No such approval", forbidden.text)
        self.assertEqual(_without_tokens(forbidden.text), _without_tokens(unknown.text))

    def test_a_user_without_any_role_gets_it_too(self):
        self.technical.group_ids = self.env.ref("base.group_user")
        answer = self._follow(self.technical, self._open().approval_id)
        self.assertEqual(answer.status_code, 404)

    def test_a_name_that_turns_the_text_around_is_shown_escaped(self):
        approval = self._open(branch="main\u202etxet")
        self.browser_js(
            f"/odoo/azdev-approvals/{approval.id}",
            """const shown = document.querySelector(".o_field_widget[name=branch]").textContent;
               if (shown === "main\\\\u202etxet") console.log("test successful");
               else console.error("shown: " + shown);""",
            ready="!!document.querySelector('.o_field_widget[name=branch]')",
            login=self.technical.login,
        )


def _without_tokens(page):
    return re.sub(r'csrf_token: "[^"]*"', "", page)
