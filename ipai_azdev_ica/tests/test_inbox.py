# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.tests import TransactionCase, tagged

from ..models.azdev_delivery_accept import hook_key
from .common import ControlPlaneCase


@tagged("post_install", "-at_install")
class TestInbox(ControlPlaneCase):
    """Service hooks are stored as they come, each once."""

    def _accept(self, body, size=None):
        deliveries = self.env["azdev.delivery"]
        deliveries._accept_hook(self.connection, body, size or len(body), "d" * 64)
        return deliveries.search([], limit=1)

    def test_the_same_notification_is_stored_once(self):
        body = json.dumps({"subscriptionId": "s", "notificationId": 1}).encode()
        first = self._accept(body)
        self._accept(body)
        self.assertEqual(self.env["azdev.delivery"].search_count([]), 1)
        self.assertEqual((first.state, first.tries), ("waiting", 0))

    def test_bytes_that_no_text_column_takes_are_kept(self):
        body = b"\x00\xff{not json"
        stored = self._accept(body)
        self.assertEqual(stored._body(), body)
        self.assertIn("not json", stored.sudo().body_text)

    def test_a_payload_above_the_limit_is_kept_in_part_and_marked(self):
        stored = self._accept(b"head", size=5_000_000)
        self.assertTrue(stored.truncated)
        self.assertEqual(stored.size, 5_000_000)

    def test_a_hook_that_is_no_json_is_set_aside_with_an_exception(self):
        stored = self._accept(b"\x00garbage")
        builds, checks = stored._sorted_by_subject()
        self.assertFalse(builds)
        self.assertFalse(checks)
        self.assertEqual(stored.state, "set_aside")
        exception = self.env["azdev.exception"].search([("delivery_id", "=", stored.id)])
        self.assertEqual(exception.kind, "unreadable_delivery")

    def test_a_hook_of_another_project_is_set_aside(self):
        body = {
            "id": "1",
            "eventType": "ms.vss-pipelines.run-state-changed-event",
            "resource": {"run": {"id": 7}},
            "resourceContainers": {"project": {"id": "99999999-2222-4333-8444-555555555555"}},
        }
        stored = self._accept(json.dumps(body).encode())
        stored._sorted_by_subject()
        self.assertEqual(stored.state, "set_aside")
        self.assertIn("another project", stored.last_error)


@tagged("post_install", "-at_install")
class TestHookKey(TransactionCase):
    """What makes a hook the same hook again."""

    def test_subscription_and_notification_lead(self):
        body = b'{"subscriptionId": "s", "notificationId": 3, "id": "e"}'
        self.assertEqual(hook_key(body, "d"), "s/3")

    def test_without_them_the_event(self):
        self.assertEqual(hook_key(b'{"id": "e"}', "d"), "event/e")

    def test_without_anything_the_content(self):
        for body in (b"{}", b"[]", b"garbage", b""):
            self.assertEqual(hook_key(body, "digest"), "content/digest")
