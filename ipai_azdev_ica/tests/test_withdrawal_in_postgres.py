# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2.errors

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ControlPlaneCase


@tagged("post_install", "-at_install")
class TestWithdrawalInPostgres(ControlPlaneCase):
    """A withdrawal written by SQL must be true, too."""

    def setUp(self):
        super().setUp()
        self.approval = self._open()
        self.signature = self._sign(self.approval, self.technical, "technical").sudo()

    def _insert(self, said=None, kind="approval.withdrawn", subject=None, **values):
        """Insert a withdrawal of the technical signature, with an entry that says so, by SQL."""
        entry = self.env["azdev.ledger.entry"]._append(
            kind,
            subject or f"approval:{self.approval.approval_id}",
            {
                "identity": self._identity(self.technical).pseudonym,
                "signature": self.signature.signature_hash,
                "dossier": self.approval.dossier_hash,
                "method": "session",
                **(said or {}),
            },
        )
        return self.env["azdev.approval.withdrawal"]._insert(
            {
                "approval_id": self.approval.id,
                "connection_id": self.connection.id,
                "company_id": self.connection.company_id.id,
                "signature_id": self.signature.id,
                "user_id": self.technical.id,
                "reason": "forged",
                "withdrawn_at": entry.recorded_at,
                "method": "session",
                "entry_id": entry.id,
                "withdrawal_hash": entry.leaf_hash,
                **values,
            }
        )

    @mute_logger("odoo.sql_db")
    def _refused(self, message, **values):
        with (
            self.assertRaisesRegex(psycopg2.errors.IntegrityError, message),
            self.env.cr.savepoint(),
        ):
            self._insert(**values)

    def test_a_true_one_is_taken_and_moves_the_request(self):
        before = self.approval.lock_version
        self._insert()
        self.approval.invalidate_recordset()
        self.assertEqual(self.approval.lock_version, before + 1)

    def test_one_whose_entry_says_something_else(self):
        foreign = self._entries("approval.signed")[-1]
        for wrong in (
            {"said": {"signature": "sha256:other"}},
            {"said": {"dossier": "sha256:other"}},
            {"said": {"method": "api_key"}},
            {"said": {"identity": self._identity(self.business).pseudonym}},
            {"kind": "approval.signed"},
            {"subject": "approval:APR-2001-001"},
            {"withdrawal_hash": "sha256:invented"},
            {"withdrawn_at": "2001-01-01"},
            {"entry_id": foreign.id, "withdrawal_hash": foreign.leaf_hash},
        ):
            with self.subTest(wrong=wrong):
                self._refused("no ledger entry says the same", **wrong)

    def test_one_by_somebody_else_or_of_another_request(self):
        other = self._open()
        for wrong in ({"user_id": self.business.id}, {"approval_id": other.id}):
            with self.subTest(wrong=wrong):
                self._refused("no approval of its own signer", **wrong)

    def test_one_after_the_yes(self):
        self._sign(self.approval, self.business, "business")
        self.assertEqual(self.approval.status, "approved")
        self._refused("is closed")

    def test_one_of_a_rejection(self):
        self.signature = self._sign(
            self.approval, self.business, "business", "rejected", "no"
        ).sudo()
        self._refused("no approval of its own signer", user_id=self.business.id)

    def test_a_second_one_of_the_same_signature(self):
        self._insert()
        self._refused("azdev_approval_withdrawal_signature_uniq")
