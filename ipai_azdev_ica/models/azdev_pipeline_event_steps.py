# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, models

from ..checks.moments import naive_utc
from ..database import rows
from .azdev_pipeline_event_record import content_hash

UNDERSCORED = {"inProgress": "in_progress"}
STEPS_OF_ENTRY = 500


class AzdevPipelineEvent(models.Model):
    """Stages, jobs and tasks as Azure DevOps reports them, each state of each once."""

    _inherit = "azdev.pipeline.event"

    @api.model
    def _record_steps(self, run, stages):
        """Record what a reading shows that was not seen before.

        :param stages: tuple of `StageRunFacts`
        """
        steps = {step["content_hash"]: step for step in _steps(stages)}
        self.env.cr.execute(
            "SELECT content_hash FROM azdev_pipeline_event"
            " WHERE run_id = %s AND content_hash = ANY(%s)",
            (run.id, list(steps)),
        )
        for (known,) in self.env.cr.fetchall():
            del steps[known]
        unseen = list(steps.values())
        for start in range(0, len(unseen), STEPS_OF_ENTRY):
            self._record_unseen(run, unseen[start : start + STEPS_OF_ENTRY])

    def _record_unseen(self, run, steps):
        entry = self.env["azdev.ledger.entry"]._append(
            "run.steps",
            f"run:{run.uuid}",
            {
                "connection": run.connection_id.id,
                "count": len(steps),
            },
            {"steps": " ".join(step["content_hash"] for step in steps)},
        )
        shared = {
            "run_id": run.id,
            "connection_id": run.connection_id.id,
            "company_id": run.company_id.id,
            "source": "azure_devops",
            "recorded_at": entry.recorded_at,
            "entry_id": entry.id,
        }
        rows.insert_all(self.env.cr, self._table, [{**shared, **step} for step in steps])
        run.invalidate_recordset(["events", "step_ids"], flush=False)


def _steps(stages):
    """Yield the columns of every step worth recording, with its place in the tree."""
    for number, stage in enumerate(stages, 1):
        path = f"{number:03d}"
        yield _step("stage", stage.step, path)
        for place, job in enumerate(stage.jobs, 1):
            below = f"{path}.{place:03d}"
            yield from _begun("job", job.step, below)
            for order, task in enumerate(job.tasks, 1):
                yield from _begun("task", task, f"{below}.{order:03d}")


def _begun(kind, step, path):
    if step.state not in (None, "pending"):
        yield _step(kind, step, path)


def _step(kind, step, path):
    event_type = f"{kind}_{UNDERSCORED.get(step.state, step.state) or 'pending'}"
    data = json.dumps(
        {
            "record": step.record_id,
            "attempt": step.attempt,
            "state": step.state,
            "result": step.result,
        },
        sort_keys=True,
    )
    return {
        "event_type": event_type,
        "event_data": data,
        "content_hash": content_hash("azure_devops", event_type, data),
        "path": path,
        "level": path.count("."),
        "name": step.display_name or step.name,
        "state": step.state,
        "result": step.result,
        "started_at": naive_utc(step.started_at),
        "finished_at": naive_utc(step.finished_at),
    }
