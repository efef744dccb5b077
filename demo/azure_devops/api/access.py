"""Who is calling, and what that credential may do."""

from __future__ import annotations

import base64
import binascii
import hmac

from demo.azure_devops import tokens
from demo.azure_devops.api.core import Call, Problem, Route


def identify(call: Call) -> None:
    """Find the caller; raises Problem 401 without a living credential.

    Personal access tokens come as Basic ":"+token or as Bearer, run tokens likewise.
    """
    secret = _secret(call.headers.get("authorization", ""))
    if secret is not None:
        known = call.world.organization.secrets.personal_access_token
        if hmac.compare_digest(secret.encode(), known.encode()):
            call.caller = "administrator"
            return
        call.token = tokens.look_up(call.world, secret)
        if call.token is not None:
            call.caller = "build_service"
            return
    text = "TF400813: The user '' is not authorized to access this resource."
    raise Problem(401, "UnauthorizedRequestException", text)


def _secret(header: str) -> str | None:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip() or None
    if scheme.lower() == "basic":
        try:
            pair = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None
        return pair.partition(":")[2] or None
    return None


def authorize(call: Call, route: Route) -> None:
    """Refuse what the credential may not do; raises Problem 403.

    A run token reads its project and speaks for the plans of its own run, no more.
    """
    if call.token is None or route.access == "read":
        return
    if route.access == "plan":
        plan = call.world.organization.plans.get(call.parameters.get("planId", "").lower())
        if plan is None or plan.run_id == call.token.run_id:
            return
    text = "Access denied: the build service needs more permissions for this action."
    raise Problem(403, "AccessCheckException", text)


def check_place(call: Call) -> None:
    """Refuse another organization or project; raises Problem 404."""
    organization = call.world.organization
    if call.parameters.get("organization", organization.name).lower() != organization.name.lower():
        raise Problem(
            404, "HostDoesNotExistException", "VS800075: The organization does not exist."
        )
    project = call.parameters.get("project", organization.project.id).lower()
    if project not in (organization.project.id, organization.project.name.lower()):
        text = f"VS800075: The project with id '{project}' does not exist."
        raise Problem(404, "ProjectDoesNotExistException", text)


def check_version(call: Call) -> None:
    """Refuse a write without api-version, in the query or the Accept header; raises Problem 400."""
    stated = "api-version=" in call.headers.get("accept", "") or "api-version" in call.query
    stated = stated or "api-version=" in call.headers.get("content-type", "")
    if call.method != "GET" and not stated:
        text = f"No api-version was supplied for the {call.method} request."
        raise Problem(400, "VssVersionNotSpecifiedException", text)
