"""Properties and tags of a build."""

from __future__ import annotations

from demo.azure_devops.api.core import Answer, Call, Json, Router, bad_request
from demo.azure_devops.api.shapes import misfit
from demo.azure_devops.model import Run
from demo.azure_devops.views.builds import properties
from demo.azure_devops.views.common import collection

_ONE = "/{organization}/{project}/_apis/build/builds/{buildId}"


def register(router: Router) -> None:
    """Add the operations of this area."""
    router.add("GET", f"{_ONE}/properties", get_properties)
    router.add("PATCH", f"{_ONE}/properties", update_properties)
    router.add("GET", f"{_ONE}/tags", get_tags)
    router.add("POST", f"{_ONE}/tags", add_tags)
    router.add("PATCH", f"{_ONE}/tags", update_tags)
    router.add("PUT", f"{_ONE}/tags/{{tag}}", add_tag)
    router.add("DELETE", f"{_ONE}/tags/{{tag}}", remove_tag)


def get_properties(call: Call) -> Answer:
    """Read properties, all or those of `filter`."""
    names = [name for name in call.query.get("filter", "").split(",") if name]
    return _properties(call.run(), names)


def _properties(run: Run, names: list[str]) -> Answer:
    """Wrap the properties as a standalone answer has them (which form is real was not verified)."""
    found = properties(run, names)
    return Answer(body={"count": len(found), "value": found})


def update_properties(call: Call) -> Answer:
    """Apply a JSON patch: add, replace, remove; only primitive values."""
    run = call.run()
    for operation in call.documents():
        name = _unescaped(str(operation.get("path", "")))
        if operation.get("op") in ("add", "replace"):
            run.properties[name] = _primitive(operation)
        elif operation.get("op") == "remove" and name in run.properties:
            del run.properties[name]
        else:
            raise bad_request(f"Operation {operation.get('op')} on '{name}' is not possible.")
    return _properties(run, [])


def _unescaped(pointer: str) -> str:
    """Read the name out of a JSON pointer (RFC 6901); raises Problem 400."""
    if not pointer.startswith("/") or not 1 < len(pointer) <= 400:
        raise bad_request("path is /name of at most 400 characters.")
    return pointer[1:].replace("~1", "/").replace("~0", "~")


def _primitive(operation: Json) -> str:
    value = operation.get("value")
    if value is None or isinstance(value, (dict, list)):
        raise bad_request("Property values are primitives.")
    return str(value)


def get_tags(call: Call) -> Answer:
    """Read the tags."""
    return Answer(body=collection(call.run().tags))


def add_tags(call: Call) -> Answer:
    """Add several tags."""
    added = call.json()
    problem = misfit(added, [str])
    if problem:
        raise bad_request(problem)
    return _change(call, added, [])


def update_tags(call: Call) -> Answer:
    """Add and remove tags in one go."""
    body = call.document(tagsToAdd=[str], tagsToRemove=[str])
    return _change(call, body.get("tagsToAdd") or [], body.get("tagsToRemove") or [])


def add_tag(call: Call) -> Answer:
    """Add one tag."""
    return _change(call, [call.parameters["tag"]], [])


def remove_tag(call: Call) -> Answer:
    """Remove one tag."""
    return _change(call, [], [call.parameters["tag"]])


def _change(call: Call, added: list[str], removed: list[str]) -> Answer:
    run = call.run()
    kept = [tag for tag in run.tags if tag not in removed]
    run.tags = kept + [tag for tag in added if tag not in kept]
    return get_tags(call)
