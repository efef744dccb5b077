"""What the jobs of a run wrote."""

from __future__ import annotations

from dataclasses import dataclass

from demo.azure_devops.model import Job, Run
from demo.azure_devops.views.common import Json, build_url, iso
from demo.azure_devops.world import World


@dataclass(frozen=True)
class JobLog:
    """The log of one job attempt."""

    id: int
    job: Job
    lines: list[str]


def job_logs(run: Run) -> list[JobLog]:
    """List the logs of all jobs that began, past attempts included."""
    found = []
    for stage in run.stages:
        for attempt in stage.attempts:
            for job, plan in zip(attempt.jobs, stage.plans, strict=True):
                if job.log_id is not None:
                    lines = [f"Starting: {job.name}", *plan.log.splitlines()]
                    if job.finish_time is not None:
                        lines.append(f"Finishing: {job.name}")
                    stamped = [f"{iso(job.start_time)} {line}" for line in lines]
                    found.append(JobLog(job.log_id, job, stamped))
    return sorted(found, key=lambda item: item.id)


def log(world: World, run: Run, item: JobLog) -> Json:
    """Write a BuildLog."""
    return {
        **log_ref(world, run, item.id),
        "lineCount": len(item.lines),
        "createdOn": iso(item.job.start_time),
        "lastChangedOn": iso(item.job.finish_time or item.job.start_time),
    }


def log_ref(world: World, run: Run, log_id: int) -> Json:
    """Write a BuildLogReference."""
    return {"id": log_id, "type": "Container", "url": f"{build_url(world, run.id)}/logs/{log_id}"}
