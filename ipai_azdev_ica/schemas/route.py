# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the OpenAPI document says about one operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from .base import AnswerModel, RequestModel
from .examples import Example

PREFIX: Final = "/api/v1/azdev"

Security = Literal["bearer", "basic", "session", "api_key"]
PathParameter = Literal["approval_id", "connection_key", "level", "tile", "width", "entry"]

CHECK_HEADERS: Final = (
    "PlanUrl",
    "ProjectId",
    "HubName",
    "PlanId",
    "JobId",
    "TimelineId",
    "TaskInstanceId",
    "AuthToken",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A documented answer: any of the models, with examples of them; free-form without models.

    ``other_media_types`` are what a caller gets instead when it asks for them.
    """

    description: str
    models: tuple[type[AnswerModel], ...] = ()
    examples: tuple[Example | str, ...] = ()
    media_type: str = "application/json"
    other_media_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation; ``path`` is relative to ``PREFIX``."""

    method: Literal["get", "post"]
    path: str
    operation_id: str
    tag: str
    summary: str
    description: str = ""
    request: type[RequestModel] | None = None
    request_example: Example | None = None
    query: type[RequestModel] | None = None
    answers: dict[int, Answer]
    errors: tuple[int, ...] = ()
    path_parameters: tuple[PathParameter, ...] = ()
    headers: tuple[str, ...] = ()
    security: tuple[Security, ...] = ()
