# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..database import guards
from ..display import plain

STATUSES = [
    ("running", "Running"),
    ("success", "Success"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
]
SOURCES = [("claimed", "Pipeline's claim"), ("azure_devops", "Azure DevOps")]


class AzdevPipelineRun(models.Model):
    """Run ledger (PRD 3.1, 8.1): one row per run and attempt; a closed row never changes."""

    _name = "azdev.pipeline.run"
    _inherit = "azdev.guarded"
    _description = "Azure DevOps Pipeline Run Ledger"
    _log_access = False
    _order = "start_time desc, id desc"

    uuid = fields.Char(required=True, readonly=True)
    connection_id = fields.Many2one(
        "azdev.connection", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    pipeline_id = fields.Integer(readonly=True, help="Definition id in Azure DevOps.")
    pipeline_name = fields.Char(required=True, readonly=True)
    run_id = fields.Char(
        required=True, readonly=True, index=True, help="Azure DevOps' build number."
    )
    build_id = fields.Integer(readonly=True)
    attempt = fields.Integer(required=True, readonly=True)
    number_reused = fields.Boolean(
        readonly=True, help="Another build of this pipeline carries the same build number."
    )
    previous_run_id = fields.Many2one(
        "azdev.pipeline.run", string="Previous attempt", readonly=True, ondelete="restrict"
    )
    branch = fields.Char(readonly=True)
    commit = fields.Char(readonly=True)
    triggered_by = fields.Char(readonly=True)
    reason = fields.Char(readonly=True, help="Why Azure DevOps queued the run.")
    requester_id = fields.Many2one("azdev.identity", readonly=True, ondelete="restrict")
    source = fields.Selection(SOURCES, required=True, readonly=True)
    status = fields.Selection(STATUSES, required=True, readonly=True, index=True)
    ado_state = fields.Char(string="State in Azure DevOps", readonly=True)
    ado_result = fields.Char(string="Result in Azure DevOps", readonly=True)
    start_time = fields.Datetime(required=True, readonly=True, index=True)
    end_time = fields.Datetime(readonly=True)
    duration_seconds = fields.Integer(compute="_compute_duration")
    events = fields.One2many("azdev.pipeline.event", "run_id", readonly=True)
    step_ids = fields.One2many(
        "azdev.pipeline.event",
        string="Steps",
        compute="_compute_step_ids",
        help="Stages, jobs and tasks as last seen, and what the pipeline told.",
    )
    approval_ids = fields.One2many("azdev.approval", "run_id", readonly=True)
    approval_id = fields.Many2one(
        "azdev.approval", string="Newest approval", compute="_compute_approval_id"
    )
    cost_actual = fields.Float(compute="_compute_cost_actual")
    audit_hash = fields.Char(readonly=True, help="Leaf hash of the entry that closed the run.")
    url = fields.Char(string="Link to Azure DevOps", compute="_compute_url")

    _number_uniq = models.UniqueIndex(
        "(connection_id, pipeline_name, run_id, attempt) WHERE number_reused IS NOT TRUE"
    )
    _build_uniq = models.UniqueIndex(
        "(connection_id, build_id, attempt) WHERE build_id IS NOT NULL"
    )

    def init(self):
        """Install the guards."""
        guards.install(self.env.cr, "refusals")
        guards.install(self.env.cr, "pipeline_run")
        guards.forbid_delete(self.env.cr, self._table)
        guards.on_row(self.env.cr, self._table, "closed", "BEFORE UPDATE", "azdev_run_update")

    @api.depends("start_time", "end_time")
    def _compute_duration(self):
        for run in self:
            ended = run.end_time and run.end_time - run.start_time
            run.duration_seconds = ended.total_seconds() if ended else 0

    @api.depends("events")
    def _compute_step_ids(self):
        for run in self:
            newest = {event.path or f"claim {event.id}": event for event in run.events.sorted("id")}
            steps = self.env["azdev.pipeline.event"].union(*newest.values())
            run.step_ids = steps.sorted(lambda event: (event.path or "~", event.id))

    @api.depends("approval_ids")
    def _compute_approval_id(self):
        for run in self:
            run.approval_id = run.approval_ids[:1]

    def _compute_cost_actual(self):
        """Zero until actual costs are read from Azure."""
        self.cost_actual = 0.0

    @api.depends("build_id")
    def _compute_url(self):
        for run in self:
            run.url = run.build_id and run.connection_id._link(
                f"_build/results?buildId={run.build_id}"
            )

    @api.depends("pipeline_name", "run_id", "attempt")
    def _compute_display_name(self):
        for run in self:
            again = f" (attempt {run.attempt})" if run.attempt > 1 else ""
            run.display_name = plain(f"{run.pipeline_name} {run.run_id}{again}")
