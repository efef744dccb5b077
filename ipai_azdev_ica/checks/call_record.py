# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A check call as we store it: identifiers only, no token."""

from __future__ import annotations

import json
from dataclasses import asdict

from service_hooks.check_call import CheckCall
from service_hooks.identifiers import Guid, HubName

IDENTIFIERS = ("project_id", "hub_name", "plan_id", "job_id", "timeline_id", "task_instance_id")
CLAIMS = ("build_id", "gate", "stage", "attempt")


def call_key(call: CheckCall) -> str:
    """Return what makes a call the same call again: plan, job and task instance."""
    return f"{call.plan_id}/{call.job_id}/{call.task_instance_id}"


def dump_call(call: CheckCall) -> str:
    """Return the call's identifiers and claims as JSON."""
    stored = asdict(call)
    return json.dumps({name: stored[name] for name in (*IDENTIFIERS, *CLAIMS)})


def load_call(text: str) -> CheckCall:
    """Return the call that was stored."""
    stored = json.loads(text)
    guids = {name: Guid(stored[name]) for name in IDENTIFIERS if name != "hub_name"}
    claims = {name: stored[name] for name in CLAIMS}
    return CheckCall(hub_name=HubName(stored["hub_name"]), **guids, **claims)
