# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from service_hooks.check_call import CheckCall
from service_hooks.confirm import CheckOutcome
from service_hooks.errors import Unavailable
from service_hooks.identifiers import Guid, HubName

from .. import azure, vault
from ..checks.call_record import call_key, dump_call
from .common import ControlPlaneCase

TOKEN = "token-of-a-run-that-nobody-may-keep"


@tagged("post_install", "-at_install")
class TestCallTokens(ControlPlaneCase):
    """E8: the pipeline's token is kept encrypted, as long as a decision may need it."""

    def setUp(self):
        super().setUp()
        self.call = CheckCall(
            project_id=Guid(self.connection.project_id),
            hub_name=HubName.CHECKS,
            plan_id=Guid("aaaaaaaa-0000-4000-8000-000000000001"),
            job_id=Guid("aaaaaaaa-0000-4000-8000-000000000002"),
            timeline_id=Guid("aaaaaaaa-0000-4000-8000-000000000003"),
            task_instance_id=Guid("aaaaaaaa-0000-4000-8000-000000000004"),
            build_id=7,
        )
        self._accept()
        approval = self._open(call_key=call_key(self.call), call=dump_call(self.call))
        self._sign(approval, self.technical, "technical")
        self._sign(approval, self.business, "business")
        self.decision = approval.callback_ids.filtered(lambda one: one.kind == "decision")

    def _accept(self, token=TOKEN):
        deliveries = self.env["azdev.delivery"]
        return deliveries._accept_check(self.connection, self.call, token, b"{}", {})

    def _kept(self):
        name = azure.token_name(self.connection, call_key(self.call))
        self.env.cr.execute("SELECT ciphertext FROM azdev_vault WHERE name = %s", (name,))
        return [bytes(row[0]) for row in self.env.cr.fetchall()]

    def _read(self):
        name = azure.token_name(self.connection, call_key(self.call))
        return vault.get(self.env.cr, name)

    def _hours_pass(self, hours):
        self.env.cr.execute(
            "UPDATE azdev_vault SET expires_at = expires_at - %s * interval '1 hour'", (hours,)
        )

    def test_it_is_there_while_the_decision_is_under_way(self):
        (sealed,) = self._kept()
        self.assertNotIn(TOKEN.encode(), sealed)
        self.assertEqual(self._read(), TOKEN)
        self.decision._postpone(Unavailable("Azure DevOps is down"))
        self.assertEqual(self._read(), TOKEN)

    def test_it_is_gone_once_the_decision_is_settled(self):
        for state, outcome in (
            ("confirmed", CheckOutcome.APPROVED),
            ("late", CheckOutcome.TIMED_OUT),
        ):
            with self.subTest(state=state), self.env.cr.savepoint() as savepoint:
                self.assertTrue(self._kept())
                self.decision._settle(state, outcome)
                self.assertFalse(self._kept())
                savepoint.rollback()
                self.env.invalidate_all()

    def test_the_same_call_again_does_not_bring_it_back(self):
        self.decision._settle("confirmed", CheckOutcome.APPROVED)
        self._accept(token="a fresh token of the same call")
        self.assertFalse(self._kept())

    def test_it_lives_48_hours_at_most(self):
        self._hours_pass(47)
        self.env["azdev.approval"]._gc_tokens()
        self.assertEqual(self._read(), TOKEN)
        self._hours_pass(1.01)
        # nobody gets it any more, and Odoo's daily cleaning deletes it
        self.assertIsNone(self._read())
        self.env["azdev.approval"]._gc_tokens()
        self.assertFalse(self._kept())

    def test_the_cleaning_leaves_what_has_no_end(self):
        vault.put(self.env.cr, self.connection._vault_name(), "access token")
        self._hours_pass(1000)
        self.env["azdev.approval"]._gc_tokens()
        self.assertEqual(vault.get(self.env.cr, self.connection._vault_name()), "access token")
