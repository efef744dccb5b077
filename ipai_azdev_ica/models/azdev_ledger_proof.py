# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL, format_datetime

PROOF_ADDRESS = "/api/v1/azdev/ledger/entries/%s/proof?format=text"

PLACES = """
    SELECT recorded.id, entry.uuid, leaf.leaf_index, head.signed_at
    FROM (%s) recorded (id, entry_id)
    JOIN azdev_ledger_entry entry ON entry.id = recorded.entry_id
    LEFT JOIN azdev_ledger_leaf leaf ON leaf.entry_id = entry.id
    LEFT JOIN LATERAL (
        SELECT signed_at FROM azdev_ledger_checkpoint
        WHERE log_id = leaf.log_id AND size > leaf.leaf_index ORDER BY size LIMIT 1
    ) head ON true
"""
# what closed the run; until then what opened it
OF_RUN = """
    SELECT run.id, (
        SELECT entry.id FROM azdev_ledger_entry entry
        WHERE entry.subject = 'run:' || run.uuid
          AND (run.audit_hash IS NULL OR entry.leaf_hash = run.audit_hash)
        ORDER BY entry.id LIMIT 1)
    FROM azdev_pipeline_run run WHERE run.id = ANY(%s)
"""
# the last word; until then what opened the request
OF_APPROVAL = """
    SELECT approval.id, coalesce(approval.decision_entry_id, (
        SELECT entry.id FROM azdev_ledger_entry entry
        WHERE entry.subject = 'approval:' || approval.approval_id AND entry.kind = 'approval.opened'
        ORDER BY entry.id LIMIT 1))
    FROM azdev_approval approval WHERE approval.id = ANY(%s)
"""


class AzdevLedgerProof(models.AbstractModel):
    """Where the ledger holds a record, and the way to the proof of it."""

    _name = "azdev.ledger.proof"
    _description = "Record with an entry in the ledger"

    ledger_place = fields.Char(string="Ledger", compute="_compute_ledger_place")
    ledger_proof_url = fields.Char(
        string="Proof",
        compute="_compute_ledger_place",
        help="A file that ica-verify checks without Odoo.",
    )

    def _compute_ledger_place(self):
        """Ask for all records at once; only who may read the ledger gets the way to the proof."""
        places = {}
        if self.ids:
            self.env.cr.execute(SQL(PLACES, self._ledger_entries()))
            places = {record: place for record, *place in self.env.cr.fetchall()}
        may_prove = self.env["azdev.ledger.entry"].has_access("read")
        for record in self:
            uuid, index, signed_at = places.get(record.id, (None, None, None))
            record.ledger_place = uuid and self._place_in_words(index, signed_at)
            is_proven = may_prove and signed_at
            record.ledger_proof_url = is_proven and PROOF_ADDRESS % uuid

    def _ledger_entries(self):
        """Return the query for pairs of a record's id and its entry's id."""
        return SQL(
            "SELECT id, entry_id FROM %s WHERE id = ANY(%s)", SQL.identifier(self._table), self.ids
        )

    def _place_in_words(self, index, signed_at):
        if index is None:
            return self.env._("Recorded; waits for its place in the log and its checkpoint.")
        if not signed_at:
            return self.env._("Recorded as entry %(index)s; waits for its checkpoint.", index=index)
        return self.env._(
            "Recorded as entry %(index)s, included in the checkpoint of %(time)s.",
            index=index,
            time=format_datetime(self.env, signed_at, dt_format="medium"),
        )


class AzdevPipelineRun(models.Model):
    """Where the ledger holds a run."""

    _name = "azdev.pipeline.run"
    _inherit = ["azdev.pipeline.run", "azdev.ledger.proof"]

    def _ledger_entries(self):
        return SQL(OF_RUN, self.ids)


class AzdevApproval(models.Model):
    """Where the ledger holds a request or its decision."""

    _name = "azdev.approval"
    _inherit = ["azdev.approval", "azdev.ledger.proof"]

    def _ledger_entries(self):
        return SQL(OF_APPROVAL, self.ids)


class AzdevApprovalSignature(models.Model):
    """Where the ledger holds a signature."""

    _name = "azdev.approval.signature"
    _inherit = ["azdev.approval.signature", "azdev.ledger.proof"]


class AzdevLedgerEntry(models.Model):
    """Where the log holds an entry."""

    _name = "azdev.ledger.entry"
    _inherit = ["azdev.ledger.entry", "azdev.ledger.proof"]

    def _ledger_entries(self):
        return SQL("SELECT id, id FROM azdev_ledger_entry WHERE id = ANY(%s)", self.ids)
