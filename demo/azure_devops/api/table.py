"""All operations together, and the way of a call through them."""

from __future__ import annotations

from demo.azure_devops.api import (
    access,
    approvals,
    build_logs,
    build_metadata,
    builds,
    check_configurations,
    check_runs,
    endpoints,
    environments,
    notifications,
    permissions,
    pipelines,
    plans,
    projects,
    subscriptions,
)
from demo.azure_devops.api.core import Answer, Call, Problem, Route, Router

# Areas under `pipelines/` come before `pipelines/{pipelineId}`, which would take their paths.
_AREAS = (
    builds,
    build_metadata,
    build_logs,
    check_configurations,
    check_runs,
    environments,
    approvals,
    permissions,
    pipelines,
    endpoints,
    subscriptions,
    notifications,
    plans,
    projects,
)


def build_router() -> Router:
    """Make the table of all operations."""
    router = Router()
    for area in _AREAS:
        area.register(router)
    return router


def answer(router: Router, call: Call) -> Answer:
    """Answer a call: credential, place, version, rights, then the operation."""
    try:
        access.identify(call)
        route, call.parameters = router.find(call.method, call.path)
        access.check_place(call)
        access.check_version(call)
        access.authorize(call, route)
        return route.handler(call)
    except Problem as problem:
        return problem.answer()


def classes(router: Router, call: Call) -> set[str]:
    """Tell which classes of paths a call belongs to, for outages."""
    found = {"read" if call.method == "GET" else "write"}
    if "/_apis/hooks/" in call.path:
        found.add("hooks")
    if "/pipelines/checks/" in call.path:
        found.add("checks")
    try:
        route: Route = router.find(call.method, call.path)[0]
    except Problem:
        return found
    return found | ({route.kind} if route.kind else set())
