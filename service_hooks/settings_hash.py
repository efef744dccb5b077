"""A hash of what a check does, equal as long as nobody changed its settings (threats F4)."""

from __future__ import annotations

import hashlib

from service_hooks.json_reading import JsonObject, JsonValue, canonical_json
from service_hooks.json_view import guid, lookup, positive_int, text
from service_hooks.records.check_suite import parse_resource


def settings_hash(configuration: JsonValue) -> str:
    """Return the SHA-256 (hex) of the settings that decide what a check does.

    Taken in: task definition, inputs, linked variable group, retry interval, time-out, type and id
    of the resource. Left out: what ADO adds or moves by itself (ids, versions, dates, people,
    links, display names), and inputs that are empty, which mean the same as absent ones.
    """
    settings = lookup(configuration, "settings")
    resource = parse_resource(lookup(configuration, "resource"))
    content: JsonObject = {
        "definition": guid(settings, "definitionRef", "id"),
        "inputs": _inputs(lookup(settings, "inputs")),
        "linked_variable_group": text(settings, "linkedVariableGroup"),
        "retry_interval": positive_int(settings, "retryInterval") or 0,
        "timeout": positive_int(configuration, "timeout"),
        "resource": [resource.type, resource.id.lower()] if resource else None,
    }
    return hashlib.sha256(canonical_json(content)).hexdigest()


def _inputs(value: JsonValue) -> JsonObject:
    """Return the inputs that say something; "True" and true are written alike."""
    if not isinstance(value, dict):
        return {}
    return {key: _input(item) for key, item in value.items() if item not in ("", None)}


def _input(item: JsonValue) -> JsonValue:
    if isinstance(item, bool):
        return str(item).lower()
    if isinstance(item, str) and item.lower() in {"true", "false"}:
        return item.lower()
    return item
