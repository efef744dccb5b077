# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models

from ..database import guards
from ..ledger import storage

NO_LOG = "00000000-0000-0000-0000-000000000000"

KINDS = [
    ("facts_mismatch", "Azure DevOps contradicts the call"),
    ("unknown_gate", "No gate protects this resource"),
    ("check_changed", "The check is not the one that was verified"),
    ("replayed_call", "Same check call with another body"),
    ("unreadable_delivery", "Delivery that can't be processed"),
    ("contradicted_claim", "Azure DevOps contradicts the pipeline's claim"),
    ("unknown_run", "Run that Azure DevOps doesn't know"),
    ("changed_since_approval", "Facts changed between approval and delivery"),
    ("undeliverable", "Decision that could not be delivered"),
    ("ledger_tampered", "The ledger is not what it was"),
    ("ledger_stopped", "The ledger can't be published"),
]


class AzdevException(models.Model):
    """A control that did not work as it should, or an attempt to get around it."""

    _name = "azdev.exception"
    _inherit = "azdev.guarded"
    _description = "Control exception"
    _log_access = False
    _order = "id desc"
    _rec_name = "kind"

    connection_id = fields.Many2one(
        "azdev.connection",
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Empty where the control plane itself is concerned.",
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    severity = fields.Selection(
        [("critical", "Critical"), ("high", "High"), ("medium", "Medium")],
        required=True,
        readonly=True,
    )
    approval_id = fields.Many2one("azdev.approval", readonly=True, ondelete="restrict")
    run_id = fields.Many2one("azdev.pipeline.run", readonly=True, ondelete="restrict")
    delivery_id = fields.Many2one("azdev.delivery", readonly=True, ondelete="restrict")
    evidence = fields.Text(required=True, readonly=True)
    found_at = fields.Datetime(required=True, readonly=True)
    state = fields.Selection([("open", "Open"), ("closed", "Closed")], required=True, readonly=True)
    entry_id = fields.Many2one(
        "azdev.ledger.entry", required=True, readonly=True, ondelete="restrict"
    )

    def init(self):
        """Install the guards."""
        guards.install(self.env.cr, "refusals")
        guards.forbid_delete(self.env.cr, self._table)
        guards.install(self.env.cr, "exception")
        guards.on_row(self.env.cr, self._table, "fixed", "BEFORE UPDATE", "azdev_exception_update")

    @api.depends("kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for exception in self:
            exception.display_name = labels.get(exception.kind, exception.kind)

    @api.model
    def _subject(self, connection):
        if connection:
            return f"connection:{connection.id}"
        log = storage.current(self.env.cr)
        return log.subject if log else f"ledger:{NO_LOG}"

    @api.model
    def _open(self, kind, connection, evidence, *, severity="high", **links):
        """Record an exception with its ledger entry and return it.

        :param str kind: one of `KINDS`
        :param connection: the connection that it concerns; empty for the control plane itself
        :param dict evidence: what was expected, what was seen
        :param links: `approval_id`, `run_id`, `delivery_id`
        """
        text = json.dumps(evidence, sort_keys=True, ensure_ascii=False, default=str)
        entry = self.env["azdev.ledger.entry"]._append(
            "exception.opened",
            self._subject(connection),
            {"kind": kind, "severity": severity, **links},
            {"evidence": text},
        )
        return self._insert(
            {
                "connection_id": connection.id or None,
                "company_id": connection.company_id.id or None,
                "kind": kind,
                "severity": severity,
                "evidence": text,
                "found_at": entry.recorded_at,
                "state": "open",
                "entry_id": entry.id,
                **links,
            }
        )
