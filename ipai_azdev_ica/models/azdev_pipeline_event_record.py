# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json

from odoo import api, models

from ica_ledger import sha256_label

from ..checks.moments import naive_utc

UNDERSCORED = {"inProgress": "in_progress"}


class AzdevPipelineEvent(models.Model):
    """How events are recorded: each once, whatever the order in which they are told."""

    _inherit = "azdev.pipeline.event"

    @api.model
    def _record_claimed(self, run, event_type, data):
        """Record what a pipeline says of its run; the same again gives the first event.

        :param run: the run
        :param str event_type: `[a-z0-9_]{1,64}`
        :param str data: canonical JSON
        """
        content_hash = _hash("claimed", event_type, data)
        known = self._known(run, content_hash)
        if known:
            return known
        return self._record(
            run,
            content_hash,
            {"event_type": event_type, "event_data": data, "source": "claimed", "level": 0},
        )

    @api.model
    def _record_read(self, run, event_type, data, values):
        """Record a stage, job or task as Azure DevOps reports it, where that is new.

        :param dict values: columns of the event's place in the tree
        """
        content_hash = _hash("azure_devops", event_type, data)
        known = self._known(run, content_hash)
        return known or self._record(
            run,
            content_hash,
            {
                "event_type": event_type,
                "event_data": data,
                "source": "azure_devops",
                **values,
            },
        )

    @api.model
    def _record_steps(self, run, stages):
        """Record the stages, jobs and tasks of a reading as a tree.

        :param stages: tuple of `StageRunFacts`
        """
        for number, stage in enumerate(stages, 1):
            path = f"{number:03d}"
            top = self._record_step(run, "stage", stage.step, path=path)
            for place, job in enumerate(stage.jobs, 1):
                below = f"{path}.{place:03d}"
                parent = self._record_step(run, "job", job.step, path=below, parent=top)
                for order, task in enumerate(job.tasks, 1):
                    deepest = f"{below}.{order:03d}"
                    self._record_step(run, "task", task, path=deepest, parent=parent)

    def _record_step(self, run, kind, step, *, path, parent=None):
        """Record one step's present state; None while it has none worth recording."""
        if step.state in (None, "pending") and kind != "stage":
            return None
        data = {
            "record": step.record_id,
            "attempt": step.attempt,
            "state": step.state,
            "result": step.result,
        }
        return self._record_read(
            run,
            f"{kind}_{UNDERSCORED.get(step.state, step.state) or 'pending'}",
            json.dumps(data, sort_keys=True),
            {
                "parent_id": parent.id if parent else None,
                "path": path,
                "level": path.count("."),
                "name": step.display_name or step.name,
                "state": step.state,
                "result": step.result,
                "started_at": naive_utc(step.started_at),
                "finished_at": naive_utc(step.finished_at),
            },
        )

    def _known(self, run, content_hash):
        return self.search([("run_id", "=", run.id), ("content_hash", "=", content_hash)], limit=1)

    def _record(self, run, content_hash, values):
        entry = self.env["azdev.ledger.entry"]._append(
            "run.event",
            f"run:{run.uuid}",
            {
                "type": values["event_type"],
                "source": values["source"],
                "content": content_hash,
                "connection": run.connection_id.id,
            },
            {"name": values.get("name") or ""},
        )
        return self._insert(
            {
                "run_id": run.id,
                "connection_id": run.connection_id.id,
                "company_id": run.company_id.id,
                "recorded_at": entry.recorded_at,
                "content_hash": content_hash,
                "entry_id": entry.id,
                **values,
            }
        )


def _hash(source, event_type, data):
    return sha256_label(hashlib.sha256("\x00".join((source, event_type, data)).encode()).digest())
