"""Calls, answers, problems, and the table of routes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from demo.azure_devops.api.shapes import Shape, misfit
from demo.azure_devops.model import Run, RunToken
from demo.azure_devops.world import World

Json = dict[str, Any]


class Problem(Exception):
    """An answer that is an error, in Azure DevOps' shape."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.kind, self.message = status, kind, message

    def answer(self) -> Answer:
        """Write the error document."""
        name = f"Microsoft.VisualStudio.Services.{self.kind}"
        body = {
            "$id": "1",
            "innerException": None,
            "message": self.message,
            "typeName": f"{name}, Microsoft.VisualStudio.Services.WebApi",
            "typeKey": self.kind,
            "errorCode": 0,
            "eventId": 3000,
        }
        return Answer(self.status, body)


def not_found(message: str) -> Problem:
    """Make a 404."""
    return Problem(404, "ResourceNotFoundException", message)


def bad_request(message: str) -> Problem:
    """Make a 400."""
    return Problem(400, "InvalidArgumentValueException", message)


@dataclass(frozen=True)
class Answer:
    """A status and a body: a JSON value, text as it is, or nothing."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"


@dataclass
class Call:
    """A request on its way; `caller` is a person's handle, `token` is set for run tokens."""

    world: World
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    caller: str = ""
    token: RunToken | None = field(default=None, repr=False)
    parameters: dict[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        """Read the body as JSON; raises Problem 400."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise bad_request("The request body is not valid JSON.") from None

    def document(self, **members: Shape) -> Json:
        """Read the body as a JSON object whose members have these shapes; raises Problem 400."""
        value = self.json()
        problem = misfit(value, members)
        if problem:
            raise bad_request(problem)
        assert isinstance(value, dict)
        return value

    def documents(self, **members: Shape) -> list[Json]:
        """Read the body as a list of such JSON objects; raises Problem 400."""
        value = self.json()
        problem = misfit(value, [members])
        if problem or None in value:
            raise bad_request(problem or "null is not an object.")
        assert isinstance(value, list)
        return value

    def number(self, name: str) -> int:
        """Read a number from the path; raises Problem 400."""
        try:
            return int(self.parameters[name])
        except ValueError:
            raise bad_request(f"{name} is not a number.") from None

    def count(self, name: str, default: int) -> int:
        """Read a number from the query; raises Problem 400."""
        try:
            return int(self.query.get(name) or default)
        except ValueError:
            raise bad_request(f"{name} is not a number.") from None

    def top(self, default: int = 100) -> int:
        """Read `$top` or `top`; raises Problem 400."""
        return self.count("$top", self.count("top", default))

    def run(self, name: str = "buildId") -> Run:
        """Find the run that the path names; raises Problem 404."""
        run = self.world.organization.runs.get(self.number(name))
        if run is None:
            text = f"The requested build {self.parameters[name]} could not be found."
            raise Problem(404, "BuildNotFoundException", text)
        return run


Handler = Callable[[Call], Answer]


@dataclass(frozen=True)
class Route:
    """One operation. `access`: `read` and `plan` are open to run tokens, `manage` is not."""

    method: str
    template: str
    handler: Handler
    access: str
    kind: str
    pattern: re.Pattern[str]


class Router:
    """Finds the operation for a request; paths compare without case, as in Azure DevOps."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def add(
        self, method: str, template: str, handler: Handler, access: str = "", kind: str = ""
    ) -> None:
        """Register an operation; reading is open to run tokens unless said otherwise."""
        chosen = access or ("read" if method == "GET" else "manage")
        text = re.escape(template).replace(r"\{", "{").replace(r"\}", "}")
        text = re.sub(r"{(\w+)}", r"(?P<\1>(?!_apis/)[^/]+)", text)
        pattern = re.compile(f"{text}/?", re.IGNORECASE)
        self.routes.append(Route(method, template, handler, chosen, kind, pattern))

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        """Find the operation and the values in its path; raises Problem 404 or 405."""
        other = False
        for route in self.routes:
            match = route.pattern.fullmatch(path)
            if match and route.method == method:
                return route, {k: unquote(v) for k, v in match.groupdict().items()}
            other = other or match is not None
        if other:
            text = f"The requested resource does not support http method '{method}'."
            raise Problem(405, "VssRequestMethodNotAllowedException", text)
        raise not_found("The controller for this path was not found or is not simulated.")
