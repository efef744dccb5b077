# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import uuid

from odoo import api, models

from ..checks.moments import naive_utc
from ..database.leases import NOW

STATUS_OF_RESULT = {
    "succeeded": "success",
    "partiallySucceeded": "success",
    "failed": "failed",
    "canceled": "cancelled",
}


class AzdevPipelineRun(models.Model):
    """Runs as Azure DevOps tells them when asked; that beats what anybody claimed."""

    _inherit = "azdev.pipeline.run"

    @api.model
    def _of_build(self, connection, build, attempt, requester=None):
        """Return the run of a build's attempt, made or brought up to what Azure DevOps says.

        :param connection: the connection that the build was read through
        :param Build build: the build as read
        :param int attempt: the newest attempt among its stages
        :param requester: identity of whoever queued it, where known
        """
        run = self._known(connection, build, attempt)
        if not run:
            return self._insert_read(connection, build, attempt, requester)
        if run.status == "running":
            run._adopt(build, requester)
        return run

    def _known(self, connection, build, attempt):
        base = [("connection_id", "=", connection.id), ("attempt", "=", attempt)]
        run = self.search([*base, ("build_id", "=", build.id)], limit=1)
        return run or self.search(
            [
                *base,
                ("build_id", "=", False),
                ("pipeline_name", "=", build.pipeline.name or str(build.pipeline.id)),
                ("run_id", "=", build.number),
            ],
            limit=1,
        )

    def _insert_read(self, connection, build, attempt, requester):
        previous = self.search(
            [("connection_id", "=", connection.id), ("build_id", "=", build.id)],
            order="attempt desc",
            limit=1,
        )
        pipeline = build.pipeline.name or str(build.pipeline.id)
        same_number = self.search_count(
            [
                ("connection_id", "=", connection.id),
                ("pipeline_name", "=", pipeline),
                ("run_id", "=", build.number),
                ("attempt", "=", attempt),
            ],
            limit=1,
        )
        run = self._insert(
            {
                "uuid": str(uuid.uuid4()),
                "connection_id": connection.id,
                "company_id": connection.company_id.id,
                "pipeline_name": pipeline,
                "run_id": build.number,
                "attempt": attempt,
                "number_reused": bool(same_number),
                "previous_run_id": previous.id or None,
                "start_time": NOW,
                "status": "running",
                **_told(build, attempt, requester),
            }
        )
        run._append_read("run.started")
        return run

    def _adopt(self, build, requester):
        """Bring an open run up to what Azure DevOps says."""
        told = _told(build, self.attempt, requester)
        current = {name: self[name].id if name == "requester_id" else self[name] for name in told}
        changed = {name: value for name, value in told.items() if (current[name] or None) != value}
        if not changed:
            return
        self._update(changed)
        self._append_read("run.read")

    def _append_read(self, kind):
        return self.env["azdev.ledger.entry"]._append(
            kind,
            f"run:{self.uuid}",
            {
                "connection": self.connection_id.id,
                "build_id": self.build_id,
                "pipeline": self.pipeline_id,
                "attempt": self.attempt,
                "state": self.ado_state or "",
                "result": self.ado_result or "",
                "requester": self.requester_id.pseudonym or "",
                "commit": self.commit or "",
            },
            {
                "run_id": self.run_id,
                "pipeline_name": self.pipeline_name,
                "branch": self.branch or "",
                "triggered_by": self.triggered_by or "",
            },
        )

    @api.model
    def _apply(self, connection, facts):
        """Record what a reading of a run shows: its steps, and its end when it has ended.

        :param RunFacts facts: the run as read
        """
        attempt = max((stage.step.attempt for stage in facts.stages), default=1)
        person = facts.build.requested_for or facts.build.requested_by
        requester = person and self.env["azdev.identity"]._of_person(connection.company_id, person)
        run = self._of_build(connection, facts.build, attempt, requester)
        if run.status != "running":
            return run
        run._close_earlier_attempts()
        self.env["azdev.pipeline.event"]._record_steps(run, facts.stages)
        if facts.build.status == "completed":
            run._close_as_read(facts.build)
        return run

    def _close_as_read(self, build):
        status = STATUS_OF_RESULT.get(build.result, "failed")
        entry = self._append_read("run.closed")
        self._close(status, build.finished_at, entry, tell=False)
        self._compare_with_claim(status)

    def _compare_with_claim(self, status):
        claim = self.events.filtered(lambda event: event.event_type == "finish_claimed")[:1]
        claimed = claim and json.loads(claim.event_data)["status"]
        if claimed and claimed != status:
            self.env["azdev.exception"]._open(
                "contradicted_claim",
                self.connection_id,
                {"status": [status, claimed]},
                run_id=self.id,
            )

    def _close_earlier_attempts(self):
        """Close open rows of earlier attempts: a rerun tells that they have ended."""
        earlier = self.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("build_id", "=", self.build_id),
                ("attempt", "<", self.attempt),
                ("status", "=", "running"),
            ]
        )
        for run in earlier:
            run._close("failed", None, run._append_read("run.closed"), tell=False)


def _told(build, attempt, requester):
    """Return the columns that a build tells; what it does not tell is left as it is."""
    person = build.requested_for or build.requested_by
    told = {
        # a rerun begins later than its build
        "start_time": naive_utc(build.started_at or build.queued_at) if attempt == 1 else None,
        "pipeline_id": build.pipeline.id,
        "build_id": build.id,
        "branch": build.branch,
        "commit": build.commit,
        "triggered_by": person and (person.unique_name or person.display_name),
        "reason": build.reason,
        "requester_id": (requester and requester.id) or None,
        "source": "azure_devops",
        "ado_state": build.status,
        "ado_result": build.result,
    }
    return {name: value for name, value in told.items() if value}
