# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..schemas import ErrorCode
from .test_attack_server_actions import ServerActionCase


@tagged("post_install", "-at_install")
class TestForgedKey(ServerActionCase, HttpCase):
    """F11: a system administrator makes anybody's API key in one line; it does not sign."""

    def setUp(self):
        super().setUp()
        self.approval = self._open()
        self._run(
            "env['ir.config_parameter'].sudo().set_param('forged.key',"
            f" env['res.users.apikeys'].with_user({self.technical.id}).sudo()"
            "._generate(None, 'forged', None))"
        )
        key = self.env["ir.config_parameter"].sudo().get_param("forged.key")
        self.headers = {"Authorization": f"Bearer {key}"}

    def _post(self, path, body):
        return self.url_open(path, json=body, headers=self.headers)

    def _assert_unsigned(self):
        self.env.invalidate_all()
        self.assertFalse(self.approval.signature_ids)

    def test_the_key_reads_as_its_person(self):
        answer = self._post("/json/2/azdev.approval/search", {"domain": []})
        self.assertIn(self.approval.id, answer.json())

    def test_the_key_does_not_sign_by_the_api(self):
        answer = self._post(
            f"/api/v1/azdev/approval/{self.approval.approval_id}/sign",
            {"approval_type": "technical", "decision": "approved"},
        )
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(answer.json()["error"]["code"], ErrorCode.HUMAN_REQUIRED)
        self._assert_unsigned()

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_the_key_does_not_sign_by_the_dialogue(self):
        made = self._post(
            "/json/2/azdev.approval.sign/create",
            {"vals_list": [{"approval_id": self.approval.id, "role": "technical"}]},
        ).json()
        answer = self._post("/json/2/azdev.approval.sign/action_confirm", {"ids": made})
        self.assertEqual(answer.status_code, 403)
        self._assert_unsigned()

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_the_key_calls_no_private_method(self):
        for method in ("_sign", "_set_status", "_insert", "_update", "_decide"):
            with self.subTest(method=method):
                answer = self._post(f"/json/2/azdev.approval/{method}", {"ids": [self.approval.id]})
                self.assertIn(answer.status_code, (403, 404, 422))
        self._assert_unsigned()
