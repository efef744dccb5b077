"""Job access tokens: `$(System.AccessToken)` of a run, which check calls carry as AuthToken."""

from __future__ import annotations

from demo.azure_devops import ids
from demo.azure_devops.model import RunToken
from demo.azure_devops.world import World

LIFE_SECONDS = 48 * 3600.0
"""How long a token lives (Microsoft Learn, invoke-checks)."""


def issue(world: World, run_id: int) -> str:
    """Make a token for a run; dead ones are forgotten."""
    known = world.organization.tokens
    while known and next(iter(known.values())).expires <= world.now:
        del known[next(iter(known))]
    token = ids.secret(world.chance)
    known[token] = RunToken(token, run_id, world.now + LIFE_SECONDS)
    return token


def look_up(world: World, token: str) -> RunToken | None:
    """Find a living token."""
    found = world.organization.tokens.get(token)
    return found if found is not None and found.expires > world.now else None
