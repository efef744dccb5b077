"""The call of an "Invoke REST API" check: bytes and headers in, a typed claim out.

Everything in it is the caller's word. It says where to look in Azure DevOps and nothing more;
facts come from `readback` (threats F1). Headers as in
https://learn.microsoft.com/azure/devops/pipelines/process/invoke-checks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from service_hooks.call_target import CallTarget
from service_hooks.field_reader import FieldReader
from service_hooks.identifiers import Guid, HubName, is_unexpanded_macro
from service_hooks.json_reading import (
    JsonObject,
    JsonValue,
    UnreadableJson,
    canonical_json,
    parse_strict_json,
)
from service_hooks.masking import mask_object
from service_hooks.organization_url import OrganizationUrl

MAX_BODY_BYTES: Final = 64 * 1024
_KNOWN_FIELDS: Final = frozenset({"gate", "build_id", "stage", "attempt"})
_MAX_TOKEN_LENGTH: Final = 16 * 1024


class Headers(Protocol):
    """Anything with `items()`: a dict, werkzeug's or requests' headers."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Return the names and values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCall:
    """What a check call claims. `stage`, `attempt` and `gate` are None when not told."""

    project_id: Guid
    hub_name: HubName
    plan_id: Guid
    job_id: Guid
    timeline_id: Guid
    task_instance_id: Guid
    build_id: int
    gate: str | None = None
    stage: str | None = None
    attempt: int | None = None
    extra: Mapping[str, JsonValue] = field(default_factory=dict, hash=False)

    @property
    def target(self) -> CallTarget:
        """Return the address that the answer goes to."""
        return CallTarget(
            project_id=self.project_id,
            hub_name=self.hub_name,
            plan_id=self.plan_id,
            job_id=self.job_id,
            timeline_id=self.timeline_id,
            task_instance_id=self.task_instance_id,
        )

    def content_hash(self) -> str:
        """Return the SHA-256 (hex) of all claims: equal calls are the same call again.

        The token is no part of it, because ADO may send a fresh one with the same call.
        """
        content: JsonObject = {
            "project_id": self.project_id,
            "hub_name": self.hub_name.value,
            "plan_id": self.plan_id,
            "job_id": self.job_id,
            "timeline_id": self.timeline_id,
            "task_instance_id": self.task_instance_id,
            "build_id": self.build_id,
            "gate": self.gate,
            "stage": self.stage,
            "attempt": self.attempt,
            "extra": dict(self.extra),
        }
        return hashlib.sha256(canonical_json(content)).hexdigest()


def parse_check_call(
    headers: Headers, body: bytes, *, organization_url: OrganizationUrl
) -> CheckCall:
    """Return the claims of a check call, or raise MalformedCall with every problem at once.

    `PlanUrl` is compared with `organization_url`, the connection's own, and then forgotten.
    """
    reader = FieldReader()
    named = {name.casefold(): value for name, value in headers.items()}
    reader.same_organization("PlanUrl", named.get("planurl"), organization_url)
    content = _read_body(body, reader)
    call = CheckCall(
        project_id=reader.guid("ProjectId", named.get("projectid")),
        hub_name=reader.hub_name("HubName", named.get("hubname")),
        plan_id=reader.guid("PlanId", named.get("planid")),
        job_id=reader.guid("JobId", named.get("jobid")),
        timeline_id=reader.guid("TimelineId", named.get("timelineid")),
        task_instance_id=reader.guid("TaskInstanceId", named.get("taskinstanceid")),
        build_id=reader.positive_int("build_id", content.get("build_id")),
        gate=reader.optional_name("gate", content.get("gate")),
        stage=reader.optional_name("stage", content.get("stage")),
        attempt=reader.optional_positive_int("attempt", content.get("attempt")),
        extra=mask_object({key: content[key] for key in content.keys() - _KNOWN_FIELDS}),
    )
    reader.raise_problems()
    return call


def auth_token(headers: Headers) -> str | None:
    """Return the pipeline's token of a check call, or None when there is none that can be sent.

    Opaque by Microsoft's word; it is kept apart from CheckCall so that no repr or log shows it.
    """
    named = {name.casefold(): value for name, value in headers.items()}
    token = named.get("authtoken", "").strip()
    if not token or is_unexpanded_macro(token) or len(token) > _MAX_TOKEN_LENGTH:
        return None
    return token if all("!" <= char <= "~" for char in token) else None


def _read_body(body: bytes, reader: FieldReader) -> JsonObject:
    """Return the body's fields; note one problem and return none when it cannot be read."""
    try:
        content = parse_strict_json(body, max_bytes=MAX_BODY_BYTES)
    except UnreadableJson as error:
        reader.add("body", f"{error}; send the JSON object that registration wrote")
        return {}
    if not isinstance(content, dict):
        reader.add("body", "is not a JSON object; send the one that registration wrote")
        return {}
    return content
