# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.tools import format_datetime

from ..database import guards
from ..database.cursors import own_transaction
from ..ledger import verification

OUTCOMES = [
    ("proven", "Proven"),
    ("tampered", "Tampered with"),
    ("unchecked", "Could not be checked"),
]
SEVERITY = {"tampered": "critical", "unchecked": "high"}


class AzdevLedgerVerification(models.Model):
    """The whole log and all evidence beside it, verified once."""

    _name = "azdev.ledger.verification"
    _inherit = ["azdev.guarded", "azdev.ledger.proof"]
    _description = "Verification of the log"
    _log_access = False
    _order = "id desc"
    _rec_name = "ended_at"

    log_id = fields.Many2one("azdev.ledger.log", required=True, readonly=True, ondelete="restrict")
    checkpoint_id = fields.Many2one(
        "azdev.ledger.checkpoint", required=True, readonly=True, ondelete="restrict"
    )
    size = fields.Integer(required=True, readonly=True, help="Entries that the checkpoint covers.")
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    entries = fields.Integer(
        string="Entries verified", required=True, readonly=True, help="From the first one on."
    )
    first_bad = fields.Integer(string="First bad entry", readonly=True)
    reason = fields.Text(readonly=True)
    findings = fields.Text(readonly=True, help="One a line, at most 100.")
    findings_total = fields.Integer(string="Number of findings", required=True, readonly=True)
    population = fields.Text(string="Numbers as JSON", required=True, readonly=True)
    population_in_words = fields.Char(string="Population", compute="_compute_population_in_words")
    began_at = fields.Datetime(string="Began", required=True, readonly=True)
    ended_at = fields.Datetime(string="Ended", required=True, readonly=True)
    entry_id = fields.Many2one(
        "azdev.ledger.entry", required=True, readonly=True, ondelete="restrict"
    )

    _entry_uniq = models.Constraint("UNIQUE (entry_id)", "A verification has one ledger entry.")

    def init(self):
        """Install the guards, and the table of the verification that goes on."""
        verification.create_table(self.env.cr)
        guards.install(self.env.cr, "refusals")
        guards.insert_only(self.env.cr, self._table)
        guards.install(self.env.cr, "verification")
        guards.on_row(
            self.env.cr,
            self._table,
            "recorded",
            "BEFORE INSERT",
            "azdev_ledger_verification_recorded",
        )

    @api.depends("outcome", "ended_at")
    def _compute_display_name(self):
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        for one in self:
            ended = format_datetime(self.env, one.ended_at, dt_format="medium")
            one.display_name = f"{outcomes.get(one.outcome)}, {ended}"

    @api.depends("population")
    def _compute_population_in_words(self):
        for one in self:
            numbers = json.loads(one.population or "{}")
            one.population_in_words = ", ".join(f"{n} {name}" for name, n in numbers.items())

    @api.model
    def _cron_verify(self):
        """Verify the whole log and record what was found."""
        result = verification.run(self.env)
        if result:
            with own_transaction(self.env) as own:
                own[self._name]._record(result)

    @api.model
    def _record(self, result):
        """Store a result with its ledger entry; open an exception for a bad one that is new.

        :param Result result: what a verification found
        """
        before = self.search([], limit=1)
        body = {
            "outcome": result.outcome,
            "entries": result.entries,
            "size": result.size,
            "findings": len(result.findings),
        }
        if result.first_bad is not None:
            body["entry"] = result.first_bad
        entry = self.env["azdev.ledger.entry"]._append(
            "ledger.verified", result.log.subject, body, {"reason": result.reason}
        )
        made = self._insert(
            {
                "log_id": result.log.id,
                "checkpoint_id": result.checkpoint_id,
                "size": result.size,
                "outcome": result.outcome,
                "entries": result.entries,
                "first_bad": result.first_bad,
                "reason": result.reason or None,
                "findings": "\n".join(result.findings) or None,
                "findings_total": len(result.findings),
                "population": json.dumps(result.population),
                "began_at": result.began_at,
                "ended_at": entry.recorded_at,
                "entry_id": entry.id,
            }
        )
        if (made.outcome, made.reason) != (before.outcome, before.reason):
            made._raise_alarm()
        return made

    def _raise_alarm(self):
        severity = SEVERITY.get(self.outcome)
        if severity:
            self.env["azdev.exception"]._open(
                "ledger_tampered",
                self.env["azdev.connection"],
                {
                    "found_by": f"verification {self.id}",
                    "outcome": self.outcome,
                    "findings": self.findings.splitlines(),
                },
                severity=severity,
            )
