# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import uuid

from odoo import api, models

from ..checks.moments import naive_utc
from ..database.leases import NOW
from ..schemas import ErrorCode, RequestProblem, RunStart, problem
from .azdev_ledger_entry import seal

NEEDED_FIELDS = [
    "uuid",
    "connection_id",
    "company_id",
    "pipeline_name",
    "run_id",
    "attempt",
    "requester_id",
    "source",
    "status",
    "build_id",
    "branch",
    "commit",
    "triggered_by",
]
RUN_REFERENCE = {"run_id", "pipeline_name", "build_id", "attempt"}
CLAIMED_FIELDS = ("build_id", "branch", "commit", "triggered_by")

# one statement: each further one would cost a round trip of the busiest route
OPEN_RUN = """
    WITH run AS (
        INSERT INTO azdev_pipeline_run (
            uuid, connection_id, company_id, pipeline_name, run_id, attempt, build_id, branch,
            commit, triggered_by, source, status, start_time)
        SELECT %(uuid)s, id, company_id, %(pipeline_name)s, %(run_id)s, %(attempt)s, %(build_id)s,
            %(branch)s, %(commit)s, %(triggered_by)s, 'claimed', 'running',
            clock_timestamp() AT TIME ZONE 'UTC'
        FROM azdev_connection WHERE id = %(connection_id)s
        ON CONFLICT DO NOTHING RETURNING id),
    entry AS (
        INSERT INTO azdev_ledger_entry (kind, subject, body)
        SELECT 'run.started', %(subject)s, %(body)s FROM run RETURNING id),
    opening AS (
        INSERT INTO azdev_ledger_opening (entry_id, salt, texts)
        SELECT id, %(salt)s, %(texts)s FROM entry)
    SELECT id FROM run
"""


class AzdevPipelineRun(models.Model):
    """What a pipeline says of its own run (PRD 5.1): a claim, written in one statement."""

    _inherit = "azdev.pipeline.run"

    @api.model
    def _start_claimed(self, connection, claim):
        """Open a run, or fill in what was not known of the one that is there; return its id.

        :param connection: connection of the token
        :param RunStart claim: the request
        :raise RequestProblem: 409 with both values where the claim differs from the record
        """
        attempt = claim.attempt or 1
        opened = self._insert_claimed(connection, claim, attempt)
        return opened or self._complete_claimed(connection, claim, attempt)

    def _insert_claimed(self, connection, claim, attempt):
        """Insert run, ledger entry and opening at once; None when the run is there already."""
        identifier = str(uuid.uuid4())
        self.env.cr.execute(
            OPEN_RUN,
            {
                "uuid": identifier,
                "subject": f"run:{identifier}",
                "connection_id": connection.id,
                "pipeline_name": claim.pipeline_name,
                "run_id": claim.run_id,
                "attempt": attempt,
                **{name: getattr(claim, name) for name in CLAIMED_FIELDS},
                **seal({"connection": connection.id, "attempt": attempt}, _texts(claim)),
            },
            log_exceptions=False,
        )
        row = self.env.cr.fetchone()
        return row and row[0]

    def _complete_claimed(self, connection, claim, attempt):
        """Fill in what the record lacks; equal values are ignored, different ones refused."""
        self._check_build_is_free(connection, claim, attempt)
        run = self._claimed_run(connection, claim, attempt, by_build=False)
        told = {name: getattr(claim, name) for name in CLAIMED_FIELDS}
        told = {name: value for name, value in told.items() if value is not None}
        differing = [
            (name, f"is recorded as {run[name]!r}; this request says {value!r}")
            for name, value in told.items()
            if run[name] and run[name] != value
        ]
        if differing:
            raise problem(ErrorCode.CONFLICT, "The run is recorded with other values.", differing)
        missing = {name: value for name, value in told.items() if not run[name]}
        if missing and run.status == "running":
            run._update(missing)
            self.env["azdev.ledger.entry"]._append(
                "run.completed_facts",
                f"run:{run.uuid}",
                {"fields": sorted(missing)},
                {name: str(value) for name, value in missing.items()},
            )
        return run.id

    def _check_build_is_free(self, connection, claim, attempt):
        """Refuse a build that is recorded under another number or pipeline.

        :raise RequestProblem: 409 with both values
        """
        if claim.build_id is None:
            return
        run = self.search_fetch(
            [
                ("connection_id", "=", connection.id),
                ("build_id", "=", claim.build_id),
                ("attempt", "=", attempt),
            ],
            NEEDED_FIELDS,
        )
        differing = [
            (name, f"is recorded as {run[name]!r} for this build; this request says {told!r}")
            for name, told in (("run_id", claim.run_id), ("pipeline_name", claim.pipeline_name))
            if run and run[name] != told
        ]
        if differing:
            raise problem(ErrorCode.CONFLICT, "The build is recorded as another run.", differing)

    def _claimed_run(self, connection, claim, attempt=None, by_build=True):
        """Return the run that a request names: its newest attempt, unless one is named.

        :raise RequestProblem: 404 for an unknown run, 409 that names the candidates
        """
        domain = [("connection_id", "=", connection.id), ("run_id", "=", claim.run_id)]
        if claim.pipeline_name is not None:
            domain.append(("pipeline_name", "=", claim.pipeline_name))
        if by_build and claim.build_id is not None:
            domain.append(("build_id", "in", [claim.build_id, False]))
        attempt = attempt or claim.attempt
        if attempt:
            domain.append(("attempt", "=", attempt))
        runs = self.search_fetch(domain, NEEDED_FIELDS, order="attempt desc, id desc")
        if not runs:
            raise problem(
                ErrorCode.NOT_FOUND,
                "No run with this number is recorded. Call run/start first.",
                [("run_id", "is unknown in this project")],
            )
        candidates = {(run.pipeline_name, run.build_id) for run in runs if run.build_id}
        # an attempt whose build nobody has told yet may be of the one build that is known
        named = {pipeline for pipeline, _build in candidates}
        candidates |= {(name, 0) for name in runs.mapped("pipeline_name") if name not in named}
        if len(candidates) > 1:
            raise problem(
                ErrorCode.AMBIGUOUS,
                "Several runs have this number. Name pipeline_name or build_id.",
                [
                    ("run_id", f"pipeline {pipeline!r}, build {build or 'unknown'}")
                    for pipeline, build in sorted(candidates)
                ],
            )
        return runs[:1]

    @api.model
    def _event_claimed(self, connection, claim):
        """Record what a pipeline says of its run and return the event.

        An event may come before its run was started; where it names its pipeline it opens the run.

        :param RunEvent claim: the request
        """
        try:
            run = self._claimed_run(connection, claim)
        except RequestProblem as found:
            if found.code is not ErrorCode.NOT_FOUND or claim.pipeline_name is None:
                raise
            start = RunStart(**claim.model_dump(include=RUN_REFERENCE, exclude_none=True))
            run = self.browse(self._start_claimed(connection, start))
        return self.env["azdev.pipeline.event"]._record_claimed(
            run, claim.event_type, claim.event_data_json()
        )

    @api.model
    def _finish_claimed(self, connection, claim):
        """Record how the pipeline says that its run ended; return the entry's leaf hash.

        Where hooks arrive this is a claim and only Azure DevOps' own completion closes the run.

        :raise RequestProblem: 409 where another end was claimed or is recorded
        """
        run = self._claimed_run(connection, claim)
        data = claim.model_dump_json(include={"status", "end_time"})
        earlier = run.events.filtered(lambda event: event.event_type == "finish_claimed")[:1]
        if earlier:
            self._check_same_end(earlier, data)
            return earlier.entry_id.leaf_hash
        if run.status not in ("running", claim.status):
            raise problem(
                ErrorCode.CONFLICT,
                "The run is closed with another status.",
                [("status", f"is recorded as {run.status!r}; this request says {claim.status!r}")],
            )
        event = self.env["azdev.pipeline.event"]._record_claimed(run, "finish_claimed", data)
        if run.status == "running" and not (connection.hooks_registered or run.source != "claimed"):
            run._close(claim.status, claim.end_time, event.entry_id)
        return event.entry_id.leaf_hash

    def _check_same_end(self, earlier, data):
        if earlier.event_data != data:
            raise problem(
                ErrorCode.CONFLICT,
                "Another end of this run was claimed before.",
                [("status", f"is recorded as {earlier.event_data}; this request says {data}")],
            )

    def _close(self, status, end_time, entry, tell=True):
        """Close a run; from here on it never changes.

        :param bool tell: whether Azure DevOps may still wait for an answer to the run's requests
        """
        self._update(
            {
                "status": status,
                "end_time": naive_utc(end_time) or NOW,
                "audit_hash": entry.leaf_hash,
            }
        )
        self.approval_ids._cancel(self.env._("the run has ended"), tell=tell)


def _texts(claim):
    return {
        "run_id": claim.run_id,
        "pipeline_name": claim.pipeline_name,
        "branch": claim.branch or "",
        "commit": claim.commit or "",
        "triggered_by": claim.triggered_by or "",
    }
