# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AzdevBenchRun(models.Model):
    """The columns and indexes of `azdev.pipeline.run` in a plain model that the ORM may fill.

    JSON-2 can't create the guarded one. Before anything is measured the benchmark compares both
    tables in the catalogue, so that they can't drift apart.
    """

    _name = "azdev.bench.run"
    _description = "Plain counterpart of the run ledger"
    _log_access = False
    _order = "start_time desc, id desc"

    uuid = fields.Char(required=True)
    connection_id = fields.Many2one(
        "azdev.connection", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    pipeline_id = fields.Integer()
    pipeline_name = fields.Char(required=True)
    run_id = fields.Char(required=True, index=True)
    build_id = fields.Integer()
    attempt = fields.Integer(required=True)
    number_reused = fields.Boolean()
    previous_run_id = fields.Many2one("azdev.bench.run", ondelete="restrict")
    branch = fields.Char()
    commit = fields.Char()
    triggered_by = fields.Char()
    reason = fields.Char()
    requester_id = fields.Many2one("azdev.identity", ondelete="restrict")
    source = fields.Selection([("claimed", "Claimed"), ("azure_devops", "Read")], required=True)
    status = fields.Selection(
        [
            ("running", "Running"),
            ("success", "Success"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        index=True,
    )
    ado_state = fields.Char()
    ado_result = fields.Char()
    start_time = fields.Datetime(required=True, index=True)
    end_time = fields.Datetime()
    audit_hash = fields.Char()

    _number_uniq = models.UniqueIndex(
        "(connection_id, pipeline_name, run_id, attempt) WHERE number_reused IS NOT TRUE"
    )
    _build_uniq = models.UniqueIndex(
        "(connection_id, build_id, attempt) WHERE build_id IS NOT NULL"
    )
