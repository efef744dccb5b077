# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http

from ..database.retry import retried
from ..schemas import (
    EventRecorded,
    RunEvent,
    RunFinish,
    RunFinished,
    RunStart,
    RunStarted,
    validate,
)
from ..web.answers import json_answer
from ..web.bodies import read_json_body
from .base import azdev_route, caller_connection, control_plane


class RunController(http.Controller):
    """Run Ledger API (PRD 5.1)."""

    @azdev_route("run/start", auth="azdev_token")
    def start(self, **_kwargs):
        """Open a run."""
        claim = validate(RunStart, read_json_body())
        env = control_plane()
        runs = env["azdev.pipeline.run"]
        record_id = retried(env, lambda: runs._start_claimed(caller_connection(env), claim))
        return json_answer(RunStarted(run_id=claim.run_id, odoo_record_id=record_id))

    @azdev_route("run/event", auth="azdev_token")
    def event(self, **_kwargs):
        """Record what a pipeline says of its run."""
        claim = validate(RunEvent, read_json_body())
        env = control_plane()
        runs = env["azdev.pipeline.run"]
        event = retried(env, lambda: runs._event_claimed(caller_connection(env), claim))
        return json_answer(EventRecorded(event_id=event.id))

    @azdev_route("run/finish", auth="azdev_token")
    def finish(self, **_kwargs):
        """Record how a pipeline says that its run ended."""
        claim = validate(RunFinish, read_json_body())
        env = control_plane()
        runs = env["azdev.pipeline.run"]
        audit_hash = retried(env, lambda: runs._finish_claimed(caller_connection(env), claim))
        return json_answer(RunFinished(audit_hash=audit_hash))
