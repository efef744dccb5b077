"""Where identifiers come from."""

from __future__ import annotations

import random
import uuid

# Record ids of stages, phases and jobs are name-based in Azure DevOps: the stage `__default` has
# the id 96ac2280-8cb4-5df5-99de-dd2da759617d in every run of every organization. Ours is another
# name space.
_RECORDS = uuid.UUID("7f1a3c52-5d0e-5c2b-9a51-0d3c1e6f8b24")


def guid(source: random.Random) -> str:
    """Draw a random GUID."""
    return str(uuid.UUID(int=source.getrandbits(128), version=4))


def secret(source: random.Random, length: int = 52) -> str:
    """Draw an opaque token of lower-case letters and digits."""
    return "".join(source.choices("abcdefghijklmnopqrstuvwxyz234567", k=length))


def named(*parts: str) -> str:
    """Derive the GUID that a name always has."""
    return str(uuid.uuid5(_RECORDS, "/".join(parts)))


def record_id(identifier: str, attempt: int) -> str:
    """Derive the record id of a stage, phase, job or task: equal in all runs, not attempts."""
    name = identifier if attempt == 1 else f"{identifier}.{attempt}"
    return named("record", name.lower())
