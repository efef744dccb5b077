"""A check's configuration (`GET pipelines/checks/configurations/{id}?$expand=settings`)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from service_hooks.identifiers import Guid
from service_hooks.json_reading import JsonValue, UnreadableJson, parse_strict_json
from service_hooks.json_view import flag, guid, lookup, positive_int, text
from service_hooks.records.check_suite import Resource, parse_resource
from service_hooks.records.reading import needed
from service_hooks.settings_hash import settings_hash

INVOKE_REST_API: Final = "9c3e8943-130d-4c78-ac63-8af81df62dfb"
"""The task "InvokeRESTAPI"."""

_MAX_TEMPLATE_BYTES: Final = 8 * 1024


class CheckMode(StrEnum):
    """How ADO learns the decision; decided by the input `waitForCompletion`."""

    CALLBACK = "callback"
    API_RESPONSE = "api_response"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckConfiguration:
    """A check's configuration. `timeout` and `retry_interval` are minutes.

    `gate` is the literal that registration wrote into the body; `connection_id` is the service
    connection that ADO calls with.
    """

    id: int
    version: int | None
    type_id: Guid | None
    definition_id: Guid | None
    display_name: str | None
    disabled: bool
    mode: CheckMode
    retry_interval: int
    timeout: int | None
    url_suffix: str | None
    connection_id: Guid | None
    gate: str | None
    resource: Resource | None
    settings_hash: str

    @property
    def invokes_rest_api(self) -> bool:
        """Tell whether this check is an "Invoke REST API" check."""
        return self.definition_id == INVOKE_REST_API


def parse_check_configuration(value: JsonValue) -> CheckConfiguration:
    """Return the configuration; raise Unavailable when its id is missing."""
    settings = lookup(value, "settings")
    inputs = lookup(settings, "inputs")
    callback = flag(inputs, "waitForCompletion")
    return CheckConfiguration(
        id=needed(positive_int(value, "id"), "checkConfiguration.id"),
        version=positive_int(value, "version"),
        type_id=guid(value, "type", "id"),
        definition_id=guid(settings, "definitionRef", "id"),
        display_name=text(settings, "displayName"),
        disabled=flag(value, "isDisabled"),
        mode=CheckMode.CALLBACK if callback else CheckMode.API_RESPONSE,
        retry_interval=positive_int(settings, "retryInterval") or 0,
        timeout=positive_int(value, "timeout"),
        url_suffix=text(inputs, "urlSuffix"),
        connection_id=guid(inputs, "connectedServiceName"),
        gate=_gate(text(inputs, "body")),
        resource=parse_resource(lookup(value, "resource")),
        settings_hash=settings_hash(value),
    )


def _gate(template: str | None) -> str | None:
    """Return the gate that the body's template names, as ADO holds it and not as it was sent."""
    try:
        content = parse_strict_json((template or "").encode(), max_bytes=_MAX_TEMPLATE_BYTES)
    except UnreadableJson:
        return None
    return text(content, "gate")
