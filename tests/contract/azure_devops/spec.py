"""Validates requests and answers against Microsoft's published OpenAPI files (Swagger 2.0).

The files may lie beside the repository: `available()` tells. `check_request` takes an entry of
`Simulator.requests()`, `check_answer` a request and what came back. What the files get wrong or
leave out is in `gaps.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft4Validator

from tests.contract.azure_devops import gaps
from tests.contract.azure_devops.schemas import FORMATS, strict

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "azure-devops-rest-specs"
Json = dict[str, Any]


class ContractViolation(AssertionError):
    """A request or an answer is not what the specification says."""


@dataclass(frozen=True)
class Operation:
    """One operation of one file."""

    file: str
    method: str
    template: str
    pattern: re.Pattern[str]
    definition: Json

    @property
    def name(self) -> str:
        """Name the operation for messages."""
        return f"{self.method} {self.template} ({self.file})"

    def parameters(self, place: str) -> list[Json]:
        """List the parameters in `path`, `query` or `body`."""
        shared = _document(self.file).get("parameters") or {}
        found = [
            shared[item["$ref"].rpartition("/")[2]] if "$ref" in item else item
            for item in self.definition.get("parameters", [])
        ]
        return [item for item in found if item["in"] == place]


def available() -> bool:
    """Tell whether the specifications are here."""
    return FOLDER.is_dir()


@cache
def _document(file: str) -> Json:
    document: Json = json.loads((FOLDER / file).read_text("utf-8-sig"))
    return document


@cache
def operations() -> list[Operation]:
    """Read all operations; those with more literal segments come first."""
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        for template, methods in _document(path.name)["paths"].items():
            pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
            compiled = re.compile(pattern, re.IGNORECASE)
            for method, definition in methods.items():
                if method != "parameters":
                    found.append(
                        Operation(path.name, method.upper(), template, compiled, definition)
                    )
    return sorted(found, key=lambda operation: operation.template.count("{"))


def find(method: str, path: str) -> tuple[Operation, dict[str, str]]:
    """Find the operation of a request and its path values; raises ContractViolation."""
    known = gaps.spec_path(path)
    for operation in operations():
        match = operation.pattern.fullmatch(known)
        if match and operation.method == method:
            return operation, {name: unquote(value) for name, value in match.groupdict().items()}
    raise ContractViolation(f"no operation for {method} {path}")


def check_request(recorded: Json) -> None:
    """Check method, path, query and body of a recorded request; raises ContractViolation."""
    method, path = recorded["method"], recorded["path"]
    outside = gaps.outside_the_specs(method, path)
    if outside is not None:
        _validate(outside, recorded["body"], f"body of {method} {path}")
        return
    operation, values = find(method, path)
    for parameter in operation.parameters("path"):
        _check_value(operation, parameter, values[parameter["name"]])
    _check_query(operation, recorded["query"])
    _check_body(operation, recorded["body"])


def _check_query(operation: Operation, query: dict[str, str]) -> None:
    known = {p["name"].lower(): p for p in operation.parameters("query")} | gaps.EXTRA_QUERY
    for name, value in query.items():
        if name.lower() not in known:
            raise ContractViolation(f"{operation.name} has no query parameter {name}")
        _check_value(operation, known[name.lower()], value)
    given = {name.lower() for name in query}
    for name, parameter in known.items():
        optional = (operation.template, parameter["name"]) in gaps.OPTIONAL_QUERY
        if parameter.get("required") and name not in given and not optional:
            raise ContractViolation(f"{operation.name} lacks the query parameter {name}")


def _check_value(operation: Operation, parameter: Json, value: str) -> None:
    """Check a value of path or query, which is text there."""
    kind, form = parameter.get("type"), parameter.get("format", "")
    wrong = kind == "integer" and not re.fullmatch(r"-?\d+", value)
    wrong = wrong or (kind == "boolean" and value.lower() not in ("true", "false"))
    wrong = wrong or (form == "uuid" and not FORMATS.conforms(value, "uuid"))
    wrong = wrong or (form == "date-time" and not FORMATS.conforms(value, "date-time"))
    choices = [str(choice).lower() for choice in parameter.get("enum") or []]
    if wrong or (choices and any(part.strip().lower() not in choices for part in value.split(","))):
        raise ContractViolation(f"{operation.name}: {parameter['name']} is {value!r}")


def _check_body(operation: Operation, body: Any) -> None:
    declared = operation.parameters("body")
    if not declared:
        if body is not None:
            raise ContractViolation(f"{operation.name} takes no body")
        return
    schema = gaps.body_schema(operation.template, operation.method, declared[0]["schema"], body)
    if schema.get("format") != "Stream":
        _validate(_complete(operation.file, schema), body, f"body of {operation.name}")


def check_answer(method: str, path: str, status: int, body: Any) -> None:
    """Check status and body of a successful answer; raises ContractViolation."""
    operation, _ = find(method, path)
    schema = operation.definition["responses"]["200"].get("schema")
    allowed = (200, 204) if schema is None else (200,)
    if status not in allowed:
        raise ContractViolation(f"{operation.name} answered {status}")
    if schema is None or schema.get("format") == "Stream":
        return
    schema = gaps.answer_schema(schema, body)
    if schema.get("type") == "array":
        body = _unwrapped(operation, body)
    _validate(_complete(operation.file, schema), body, f"answer of {operation.name}")


def _unwrapped(operation: Operation, body: Any) -> Any:
    """Take the list out of `{"count", "value"}`, which the files leave out."""
    if not isinstance(body, dict) or set(body) != {"count", "value"}:
        raise ContractViolation(f"{operation.name}: a list is wrapped in count and value")
    if body["count"] != len(body["value"]):
        raise ContractViolation(f"{operation.name}: count is {body['count']}")
    return body["value"]


def _complete(file: str, schema: Json) -> Json:
    return strict(schema, _document(file)["definitions"])


def _validate(schema: Json, value: Any, what: str) -> None:
    problems = list(_problems(schema, value))
    if problems:
        raise ContractViolation(f"{what}: " + "; ".join(problems[:5]))


def _problems(schema: Json, value: Any) -> Iterator[str]:
    for error in Draft4Validator(schema, format_checker=FORMATS).iter_errors(value):
        place = "/".join(str(part) for part in error.absolute_path) or "."
        yield f"{place}: {error.message[:300]}"
