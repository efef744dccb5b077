# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A check call as we store it: identifiers only, no token."""

from __future__ import annotations

import json

from service_hooks.check_call import CheckCall
from service_hooks.identifiers import Guid, HubName

STORED = (
    "project_id",
    "hub_name",
    "plan_id",
    "job_id",
    "timeline_id",
    "task_instance_id",
    "build_id",
    "gate",
    "stage",
    "attempt",
)


def call_key(call: CheckCall) -> str:
    """Return what makes a call the same call again: plan, job and task instance."""
    return f"{call.plan_id}/{call.job_id}/{call.task_instance_id}"


def dump_call(call: CheckCall) -> str:
    """Return the call's identifiers and claims as JSON."""
    return json.dumps({name: getattr(call, name) for name in STORED})


def load_call(text: str) -> CheckCall:
    """Return the call that was stored."""
    stored = json.loads(text)
    return CheckCall(
        project_id=Guid(stored["project_id"]),
        hub_name=HubName(stored["hub_name"]),
        plan_id=Guid(stored["plan_id"]),
        job_id=Guid(stored["job_id"]),
        timeline_id=Guid(stored["timeline_id"]),
        task_instance_id=Guid(stored["task_instance_id"]),
        build_id=stored["build_id"],
        gate=stored["gate"],
        stage=stored["stage"],
        attempt=stored["attempt"],
    )
