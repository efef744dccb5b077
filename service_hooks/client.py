"""The client of one Azure DevOps organization: the calls that the control plane needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from service_hooks import callback
from service_hooks.answers import json_of, raise_for_answer
from service_hooks.call_target import CallTarget
from service_hooks.callback import CompletionOutcome, interpret_completion
from service_hooks.credentials import Credential
from service_hooks.identifiers import Guid
from service_hooks.json_reading import JsonValue, canonical_json
from service_hooks.json_view import objects, positive_int
from service_hooks.organization_url import OrganizationUrl
from service_hooks.records.build import Build, parse_build
from service_hooks.records.change import Change, Changes, parse_changes
from service_hooks.records.check_configuration import (
    CheckConfiguration,
    parse_check_configuration,
)
from service_hooks.records.check_suite import CheckSuite, parse_check_suite
from service_hooks.records.reading import needed
from service_hooks.records.timeline import Timeline, parse_timeline
from service_hooks.routes import Routes
from service_hooks.transport import Answer, Request, Timeouts, Transport

_MAX_CHANGES: Final = 500
_CHANGES_PER_PAGE: Final = 100


def utc_now() -> datetime:
    """Return the present time in UTC."""
    return datetime.now(UTC)


class AzureDevOpsClient:
    """Reads from and answers to one organization. Immutable; no call is repeated by itself.

    Every method raises Unavailable when ADO gave no usable answer and Refused when it said no.
    """

    def __init__(
        self,
        organization_url: OrganizationUrl,
        credential: Credential,
        *,
        transport: Transport,
        timeouts: Timeouts | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Bind organization, credential, transport and clock."""
        self._routes = Routes(organization_url)
        self._credential = credential
        self._transport = transport
        self._timeouts = timeouts or Timeouts()
        self.now = now

    def get_build(self, project_id: Guid, build_id: int) -> Build:
        """Return a build of a project."""
        return parse_build(self._get(self._routes.build(project_id, build_id)))

    def get_build_changes(self, project_id: Guid, build_id: int) -> Changes:
        """Return the changes of a build, at most 500; `complete` tells whether these are all."""
        items: list[Change] = []
        token: str | None = None
        while True:
            url = self._routes.build_changes(
                project_id, build_id, top=_CHANGES_PER_PAGE, continuation_token=token
            )
            answer = self._answer("GET", url)
            items.extend(parse_changes(json_of(answer)))
            following = answer.headers.get("x-ms-continuationtoken") or None
            if following in (None, token) or len(items) >= _MAX_CHANGES:
                return Changes(items=tuple(items), complete=following is None)
            token = following

    def get_timeline(self, project_id: Guid, build_id: int) -> Timeline:
        """Return the timeline of a build's newest attempts."""
        return parse_timeline(self._get(self._routes.timeline(project_id, build_id)))

    def get_check_suite(self, project_id: Guid, suite_id: Guid) -> CheckSuite:
        """Return a check suite with all its check runs."""
        return parse_check_suite(self._get(self._routes.check_suite(project_id, suite_id)))

    def get_check_configuration(
        self, project_id: Guid, configuration_id: int
    ) -> CheckConfiguration:
        """Return a check's configuration with its settings."""
        url = self._routes.check_configuration(project_id, configuration_id)
        return parse_check_configuration(self._get(url))

    def list_check_configurations(
        self, project_id: Guid, *, resource_type: str, resource_id: str
    ) -> tuple[CheckConfiguration, ...]:
        """Return all checks on a protected resource with their settings."""
        url = self._routes.check_configurations(
            project_id, resource_type=resource_type, resource_id=resource_id
        )
        return tuple(parse_check_configuration(one) for one in objects(self._get(url), "value"))

    def post_task_completed(self, target: CallTarget, *, succeeded: bool) -> CompletionOutcome:
        """Tell ADO the decision: SENT, or GONE when the plan takes no answer any more.

        Raises Unavailable when it has to be sent again later, and Refused when this credential
        was not accepted, where another one may be.
        """
        body = callback.task_completed_body(target, succeeded=succeeded)
        answer = self._send("POST", self._routes.plan_events(target), json=body)
        outcome = interpret_completion(answer.status, answer.body)
        if outcome is CompletionOutcome.RETRY:
            raise_for_answer(answer, now=self.now())
        return outcome

    def append_feed(self, target: CallTarget, lines: Sequence[str]) -> None:
        """Show live lines on the check's record."""
        self._answer("POST", self._routes.feed(target), json=callback.feed_body(lines))

    def create_log(self, target: CallTarget) -> int:
        """Make a log for the task instance and return its id."""
        answer = self._answer("POST", self._routes.logs(target), json=callback.log_body(target))
        return needed(positive_int(json_of(answer), "id"), "log.id")

    def append_log(self, target: CallTarget, log_id: int, *, lines: Sequence[str]) -> None:
        """Write lines into a log."""
        self._answer("POST", self._routes.log(target, log_id), text=callback.log_text(lines))

    def attach_log(self, target: CallTarget, log_id: int) -> None:
        """Hang a log on the task instance's record."""
        body = callback.record_patch_body(target, log_id=log_id)
        self._answer("PATCH", self._routes.records(target), json=body)

    def cancel_stage(self, project_id: Guid, build_id: int, *, stage: str) -> None:
        """Cancel a stage by the name that the YAML gives it."""
        url = self._routes.stage(project_id, build_id, stage=stage)
        self._answer("PATCH", url, json={"state": "cancel"})

    def _get(self, url: str) -> JsonValue:
        answer = self._answer("GET", url)
        # ADO says "none", of a timeline for example, with 204
        return None if answer.status == 204 else json_of(answer)

    def _answer(
        self, method: str, url: str, *, json: JsonValue = None, text: bytes | None = None
    ) -> Answer:
        answer = self._send(method, url, json=json, text=text)
        raise_for_answer(answer, now=self.now())
        return answer

    def _send(
        self, method: str, url: str, *, json: JsonValue = None, text: bytes | None = None
    ) -> Answer:
        headers = {"Accept": "application/json", "User-Agent": "azdev-ica"}
        # ADO then answers 401 instead of sending a browser's sign-in page
        headers["X-TFS-FedAuthRedirect"] = "Suppress"
        authorization = self._credential.authorization()
        if authorization is not None:
            headers["Authorization"] = authorization
        body = text
        if json is not None:
            headers["Content-Type"] = "application/json"
            body = canonical_json(json)
        elif text is not None:
            headers["Content-Type"] = "application/octet-stream"
        request = Request(method=method, url=url, headers=headers, body=body)
        return self._transport.send(request, timeouts=self._timeouts)
