"""Payload of `build.complete`, version 2.0."""

from __future__ import annotations

from typing import Any

from demo.azure_devops.views.builds import build
from demo.azure_devops.views.common import Json
from demo.azure_devops.world import World


def complete(world: World, subject: dict[str, Any]) -> tuple[str, Json]:
    """Write message and resource of a completed build."""
    run = world.organization.runs[subject["run_id"]]
    return f"Build {run.number} {run.result}", build(world, run)
