# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2.errors

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ControlPlaneCase


@tagged("post_install", "-at_install")
class TestCallbackFloor(ControlPlaneCase):
    """PostgreSQL refuses a `succeeded` that the signatures don't carry, whoever inserts it."""

    @mute_logger("odoo.sql_db")
    def _refused(self, approval, call_key=None):
        with (
            self.assertRaisesRegex(psycopg2.errors.CheckViolation, "succeeded is refused"),
            self.env.cr.savepoint(),
        ):
            self._insert(approval, call_key)

    def _insert(self, approval, call_key=None):
        self.env.cr.execute(
            """INSERT INTO azdev_callback
               (connection_id, company_id, approval_id, kind, result, text, call_key, call)
               VALUES (%s, %s, %s, 'decision', 'succeeded', 'forged', %s, '{}')""",
            (
                self.connection.id,
                self.connection.company_id.id,
                approval.id or None,
                call_key or approval.call_key or "none",
            ),
        )

    def _force_status(self, approval, status, recorded=True):
        entry = recorded and self.env["azdev.ledger.entry"]._append(
            f"approval.{status}",
            f"approval:{approval.approval_id}",
            {"dossier": approval.dossier_hash},
        )
        self.env.cr.execute(
            "UPDATE azdev_approval SET status = %s, decision_entry_id = %s WHERE id = %s",
            (status, entry.id if entry else None, approval.id),
        )
        approval.invalidate_recordset()

    def _forge_signature(self, approval, user, role, **values):
        said = {"decision": "approved", "dossier_hash": approval.dossier_hash, **values}
        entry = self.env["azdev.ledger.entry"]._append(
            "approval.signed",
            f"approval:{approval.approval_id}",
            {
                "identity": self._identity(user).pseudonym,
                "role": role,
                "decision": said["decision"],
                "dossier": said["dossier_hash"],
            },
        )
        self.env["azdev.approval.signature"]._insert(
            {
                "approval_id": approval.id,
                "connection_id": self.connection.id,
                "company_id": self.connection.company_id.id,
                "identity_id": self._identity(user).id,
                "user_id": user.id,
                "role": role,
                "decision": "approved",
                "signed_at": entry.recorded_at,
                "method": "session",
                "dossier_hash": approval.dossier_hash,
                "entry_id": entry.id,
                "signature_hash": entry.leaf_hash,
                **values,
            }
        )

    def test_a_signature_whose_entry_says_something_else(self):
        approval = self._open()
        foreign = self._entries("run.started")[:1]
        for values in (
            {"entry_id": foreign.id, "signature_hash": foreign.leaf_hash},
            {"signature_hash": "sha256:invented"},
            {"signed_at": "2001-01-01"},
            {"identity_id": self._identity(self.business).id},
            {"user_id": self.business.id},
        ):
            with (
                self.subTest(forged=sorted(values)),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(psycopg2.errors.CheckViolation, "no ledger entry"),
                self.env.cr.savepoint(),
            ):
                self._forge_signature(approval, self.technical, "technical", **values)

    def test_no_request_behind_it(self):
        self._refused(self.env["azdev.approval"])

    def test_request_still_open(self):
        self._refused(self._open())

    def test_status_set_by_hand_without_signatures(self):
        approval = self._open()
        self._force_status(approval, "approved")
        self._refused(approval)

    def test_one_signature_only(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self._force_status(approval, "approved")
        self._refused(approval)

    def test_two_people_of_one_role(self):
        approval = self._open()
        self._forge_signature(approval, self.technical, "technical")
        self._forge_signature(approval, self.technical2, "technical")
        self._force_status(approval, "approved")
        self._refused(approval)

    def test_signature_over_another_dossier(self):
        approval = self._open()
        self._forge_signature(approval, self.technical, "technical")
        self._forge_signature(approval, self.business, "business", dossier_hash="sha256:other")
        self._force_status(approval, "approved")
        self._refused(approval)

    def test_requester_as_signer(self):
        approval = self._open(requester=self.business)
        self._forge_signature(approval, self.technical, "technical")
        self._forge_signature(approval, self.business, "business")
        self._force_status(approval, "approved")
        self._refused(approval)

    def test_administrator_as_signer(self):
        self.business.group_ids |= self.env.ref("base.group_system")
        approval = self._open()
        self._forge_signature(approval, self.technical, "technical")
        self._forge_signature(approval, self.business, "business")
        self._force_status(approval, "approved")
        self._refused(approval)

    def test_a_rejection_beside_two_approvals(self):
        approval = self._open()
        self._forge_signature(approval, self.technical, "technical")
        self._forge_signature(approval, self.business, "business")
        self._forge_signature(approval, self.technical2, "technical", decision="rejected")
        self._force_status(approval, "approved")
        self._refused(approval)

    def test_a_withdrawn_signature(self):
        for user, role in ((self.technical, "technical"), (self.business, "business")):
            with self.subTest(role=role):
                approval = self._open()
                self._forge_signature(approval, self.technical, "technical")
                self._forge_signature(approval, self.business, "business")
                self._forge_withdrawal(approval, user)
                self._force_status(approval, "approved")
                self._refused(approval)
                self._forge_signature(approval, self._stand_in(role), role)
                self._insert(approval)

    def _stand_in(self, role):
        group = {"technical": "approver_tech", "business": "approver_biz"}[role]
        return self._make_person(f"instead-{role}", group, role)

    def _forge_withdrawal(self, approval, user):
        signature = approval.signature_ids.filtered(lambda one: one.user_id == user)
        entry = self.env["azdev.ledger.entry"]._append(
            "approval.withdrawn",
            f"approval:{approval.approval_id}",
            {
                "identity": self._identity(user).pseudonym,
                "signature": signature.signature_hash,
                "dossier": signature.dossier_hash,
                "method": "session",
            },
        )
        self.env.cr.execute(
            """INSERT INTO azdev_approval_withdrawal
               (approval_id, connection_id, company_id, signature_id, user_id, reason,
                withdrawn_at, method, entry_id, withdrawal_hash)
               SELECT approval_id, connection_id, company_id, id, user_id, 'by SQL',
                      %s, 'session', %s, %s
               FROM azdev_approval_signature WHERE id = %s""",
            (entry.recorded_at, entry.id, entry.leaf_hash, signature.id),
        )

    def test_a_decision_without_a_ledger_entry(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self._forge_signature(approval, self.business, "business")
        self._force_status(approval, "approved", recorded=False)
        self._refused(approval)

    def test_answer_to_another_check(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self._sign(approval, self.business, "business")
        self._refused(approval, call_key="plan/job/foreign")

    def test_a_second_decision_on_the_same_check(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self._sign(approval, self.business, "business")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self._insert(approval)
