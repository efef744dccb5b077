# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import new_test_user, tagged

from ica_ledger import Verifier
from ica_ledger.proof_file import parse_proof

from ..ledger import proofs
from .common import GROUP, ControlPlaneCase
from .log_rows import make_log


@tagged("post_install", "-at_install")
class TestLedgerProof(ControlPlaneCase):
    """People see where the ledger holds a record, and auditors get the proof of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(cls.env, login="audit", groups=f"{GROUP}auditor")
        cls.env["azdev.connection.member"].create(
            {"connection_id": cls.connection.id, "user_id": cls.auditor.id, "role": "engineer"}
        )

    def _index_of(self, leaf_hash):
        self.env.cr.execute(
            """SELECT leaf_index FROM azdev_ledger_leaf leaf
               JOIN azdev_ledger_entry entry ON entry.id = leaf.entry_id
               WHERE entry.leaf_hash = %s""",
            (leaf_hash,),
        )
        return self.env.cr.fetchone()[0]

    def _signed(self):
        approval = self._open()
        return approval, self._sign(approval, self.technical, "technical").with_env(self.env)

    def test_what_is_not_in_the_log_yet_waits(self):
        _approval, signature = self._signed()
        self.assertIn("waits for its place", signature.ledger_place)
        self.assertFalse(signature.with_user(self.auditor).ledger_proof_url)

    def test_a_signature_names_its_entry_and_the_checkpoint(self):
        _approval, signature = self._signed()
        make_log(self.env)
        signature.invalidate_recordset()
        index = self._index_of(signature.signature_hash)
        self.assertIn(f"Recorded as entry {index}, included", signature.ledger_place)
        seen = signature.with_user(self.auditor)
        uuid = signature.entry_id.uuid
        self.assertEqual(
            seen.ledger_proof_url, f"/api/v1/azdev/ledger/entries/{uuid}/proof?format=text"
        )

    def test_what_came_after_the_checkpoint_waits_for_the_next(self):
        make_log(self.env)
        _approval, signature = self._signed()
        self.assertIn("waits for its place", signature.ledger_place)

    def test_a_request_names_its_opening_then_its_decision(self):
        approval, _signature = self._signed()
        opened = self._entries("approval.opened")[-1:]
        self._sign(approval, self.business, "business")
        decided = approval.decision_entry_id
        make_log(self.env)
        other = self._open(self.staging)
        approval.invalidate_recordset()
        self.assertIn(f"entry {self._index_of(decided.leaf_hash)},", approval.ledger_place)
        self.assertNotEqual(opened, decided)
        self.assertIn("waits", other.ledger_place)

    def test_a_run_names_its_end(self):
        run = self.pipeline_run
        make_log(self.env)
        started = self._entries("run.started").filtered(lambda one: run.uuid in one.subject)
        self.assertIn(f"entry {self._index_of(started.leaf_hash)},", run.ledger_place)
        run._close("success", None, run._append_read("run.closed"))
        run.invalidate_recordset()
        self.assertIn("waits", run.ledger_place)

    def test_who_may_not_read_the_ledger_sees_the_place_but_no_proof(self):
        approval, _signature = self._signed()
        make_log(self.env)
        approval.invalidate_recordset()
        for user in (self.technical, self.engineer):
            seen = approval.with_user(user)
            self.assertIn("included in the checkpoint", seen.ledger_place)
            self.assertFalse(seen.ledger_proof_url)

    def test_a_list_asks_once(self):
        approval = self._open()
        self._sign(approval, self.technical, "technical")
        self._sign(approval, self.business, "business")
        make_log(self.env)
        signatures = approval.signature_ids
        signatures.mapped("ledger_place")
        signatures.invalidate_recordset(["ledger_place", "ledger_proof_url"])
        with self.assertQueryCount(1):
            signatures.mapped("ledger_place")

    def test_the_proof_leads_from_the_entry_to_a_key_of_the_log(self):
        _approval, signature = self._signed()
        made = make_log(self.env)
        proven = proofs.of_entry(self.env.cr, signature.entry_id.uuid)
        key = self.env["azdev.ledger.key"].browse(made["azdev.ledger.key"])
        head = parse_proof(bytes(proven.proof)).verified_by([Verifier.parse(key.verifier)])
        self.assertEqual(head.size, proven.size)
        self.assertEqual(proven.leaf_hash, signature.signature_hash)

    def test_there_is_no_proof_of_what_waits(self):
        make_log(self.env)
        _approval, signature = self._signed()
        with self.assertRaisesRegex(proofs.NotPublishedError, "waits for its checkpoint"):
            proofs.of_entry(self.env.cr, signature.entry_id.uuid)
        self.assertIsNone(proofs.of_entry(self.env.cr, "5c6898f8-6d0f-4d0a-8c3f-1e0a3f3c9f52"))

    def test_a_hole_in_the_tree_is_told(self):
        _approval, signature = self._signed()
        make_log(self.env)
        self.env.cr.execute("ALTER TABLE azdev_ledger_tile DISABLE TRIGGER USER")
        self.env.cr.execute("DELETE FROM azdev_ledger_tile")
        with self.assertRaisesRegex(proofs.NotPublishedError, "missing"):
            proofs.of_entry(self.env.cr, signature.entry_id.uuid)
