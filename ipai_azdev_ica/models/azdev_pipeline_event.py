# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models

from ..database import guards
from ..display import plain, shown
from .azdev_pipeline_run import SOURCES


class AzdevPipelineEvent(models.Model):
    """Something that happened in a run: a phase that the pipeline claims, or a stage, job or task
    as Azure DevOps reports it."""

    _name = "azdev.pipeline.event"
    _inherit = "azdev.guarded"
    _description = "Azure DevOps Pipeline Event"
    _log_access = False
    _order = "run_id, path, id"

    run_id = fields.Many2one(
        "azdev.pipeline.run", required=True, readonly=True, index=True, ondelete="restrict"
    )
    connection_id = fields.Many2one(
        "azdev.connection", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    event_type = fields.Char(required=True, readonly=True, index=True)
    event_data = fields.Text(required=True, readonly=True)
    source = fields.Selection(SOURCES, required=True, readonly=True)
    path = fields.Char(
        readonly=True, help="Place in the tree of stages, jobs and tasks; sorts a run's events."
    )
    level = fields.Integer(readonly=True, help="Depth in that tree.")
    name = fields.Char(readonly=True)
    state = fields.Char(readonly=True)
    result = fields.Char(readonly=True)
    started_at = fields.Datetime(readonly=True)
    finished_at = fields.Datetime(readonly=True)
    recorded_at = fields.Datetime(required=True, readonly=True)
    content_hash = fields.Char(required=True, readonly=True)
    entry_id = fields.Many2one(
        "azdev.ledger.entry", required=True, readonly=True, ondelete="restrict"
    )
    label = fields.Char(compute="_compute_label")

    _content_uniq = models.UniqueIndex("(run_id, content_hash)")

    def init(self):
        """Install the guards."""
        guards.install(self.env.cr, "refusals")
        guards.insert_only(self.env.cr, self._table)

    def _claim_in_words(self):
        """Return what a pipeline claimed, as one line."""
        told = json.loads(self.event_data or "{}", parse_float=str)
        if not isinstance(told, dict) or not told:
            return self.event_type
        return f"{self.event_type}: " + ", ".join(
            f"{name} {shown(value)}" for name, value in sorted(told.items())
        )

    @api.depends("name", "event_type", "event_data", "level")
    def _compute_label(self):
        for event in self:
            text = event.name or event._claim_in_words()
            event.label = "\u2003" * event.level + plain(text)
