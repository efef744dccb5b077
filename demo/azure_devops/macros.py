"""Pastes `$(...)` values into text, the way Azure Pipelines does: no escaping of any kind."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from demo.azure_devops import ids, tokens
from demo.azure_devops.kinds import CHECKS_HUB
from demo.azure_devops.model import CheckRun, Plan, Run
from demo.azure_devops.world import World

_MACRO = re.compile(r"\$\(([^()]+)\)")


def expand(text: str, values: dict[str, str]) -> str:
    """Replace known macros, whatever the case of their names; unknown ones stay as they are.

    A value with quotes, pasted into a JSON text, breaks or extends that JSON: so it really is.
    """
    known = {name.lower(): value for name, value in values.items()}
    return _MACRO.sub(lambda found: known.get(found[1].strip().lower(), found[0]), text)


def check_values(world: World, check_run: CheckRun, plan: Plan) -> dict[str, str]:
    """Collect the variables that a check's headers and body can use.

    Run variables come first: predefined ones cannot be overwritten. What PlanId, JobId, TimelineId
    and TaskInstanceId have to do with the check run says `invoke.new_plan`, and nobody else.
    """
    suite = world.organization.suites[check_run.suite_id]
    run = world.organization.runs[suite.run_id]
    stage = run.stage(suite.stage)
    return {
        **run.variables,
        **_system(world, run, plan),
        **_build(world, run),
        "system.stageName": stage.name,
        "system.stageDisplayName": stage.display_name,
        "system.stageAttempt": str(suite.attempt),
        "checks.stageId": ids.record_id(stage.name, suite.attempt),
        "checks.stageAttempt": str(suite.attempt),
        "system.checksStartTime": datetime.fromtimestamp(suite.created, UTC).isoformat(),
    }


def _system(world: World, run: Run, plan: Plan) -> dict[str, str]:
    organization = world.organization
    return {
        "system.CollectionUri": f"{world.organization_url}/",
        "system.TeamFoundationCollectionUri": f"{world.organization_url}/",
        "system.TeamProject": organization.project.name,
        "system.TeamProjectId": organization.project.id,
        "system.HostType": CHECKS_HUB,
        "system.DefinitionId": str(run.pipeline_id),
        "system.PlanId": plan.id,
        "system.TimelineId": plan.id,
        "system.JobId": plan.job_id,
        "system.TaskInstanceId": plan.task_id,
        "system.AccessToken": tokens.issue(world, run.id),
    }


def _build(world: World, run: Run) -> dict[str, str]:
    organization = world.organization
    requester = organization.identities[run.requested_for]
    return {
        "build.BuildId": str(run.id),
        "build.BuildNumber": run.number,
        "build.DefinitionName": organization.pipelines[run.pipeline_id].name,
        "build.Reason": run.reason[:1].upper() + run.reason[1:],
        "build.RequestedFor": requester.display_name,
        "build.RequestedForEmail": requester.unique_name,
        "build.RequestedForId": requester.id,
        "build.SourceBranch": run.branch,
        "build.SourceBranchName": run.branch.rsplit("/", 1)[-1],
        "build.SourceVersion": run.commit,
        "build.Repository.Name": organization.pipelines[run.pipeline_id].name,
        "build.Repository.Id": organization.repository_id,
    }
