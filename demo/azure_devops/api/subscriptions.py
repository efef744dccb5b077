"""Service-hook subscriptions."""

from __future__ import annotations

import copy
import re

from demo.azure_devops import ids
from demo.azure_devops.api.core import Answer, Call, Json, Problem, Router, bad_request
from demo.azure_devops.api.shapes import FILTERS, Shape
from demo.azure_devops.hooks import EVENT_TYPES
from demo.azure_devops.model import Subscription
from demo.azure_devops.views.common import collection
from demo.azure_devops.views.hooks import MASK
from demo.azure_devops.views.hooks import subscription as write

_BASE = "/{organization}/_apis/hooks"
# Patterns of the consumer's input descriptors; a header value cannot contain spaces.
_HEADERS = re.compile(r"^([\S]+[\s]*:[\s]*[\S]+[\s]*[\r\n\f]+)*?([\S]+[\s]*:[\s]*[\S]+)+$")
_WORD = re.compile(r"^\S{1,256}$")


def register(router: Router) -> None:
    """Add the operations of this area; run tokens have no rights here."""
    one = f"{_BASE}/subscriptions/{{subscriptionId}}"
    router.add("POST", f"{_BASE}/subscriptions", create)
    router.add("GET", f"{_BASE}/subscriptions", list_subscriptions, "manage")
    router.add("GET", one, get, "manage")
    router.add("PUT", one, replace)
    router.add("DELETE", one, delete)
    router.add("POST", f"{_BASE}/subscriptionsquery", query)
    router.add("GET", f"{one}/diagnostics", get_diagnostics, "manage")
    router.add("PUT", f"{one}/diagnostics", update_diagnostics)


SHAPE: dict[str, Shape] = {
    "publisherId": str,
    "eventType": str,
    "resourceVersion": str,
    "publisherInputs": {"*": str},
    "consumerInputs": {"*": str},
    "status": str,
}


def create(call: Call) -> Answer:
    """Create a subscription."""
    world = call.world
    document = checked(call.document(**SHAPE))
    made = Subscription(ids.guid(world.chance), document, call.caller, world.now, world.now)
    world.organization.subscriptions[made.id] = made
    return Answer(body=write(world, made))


def checked(document: Json) -> Json:
    """Check a subscription; raises Problem 400.

    The real service insists on https and refuses loopback addresses; the simulator lives there.
    """
    known = EVENT_TYPES.get(str(document.get("eventType")))
    if known is None or document.get("publisherId") != known[0]:
        raise bad_request("The event type is not one of this publisher, or not simulated.")
    if (document.get("consumerId"), document.get("consumerActionId")) != (
        "webHooks",
        "httpRequest",
    ):
        raise bad_request("Only the consumer webHooks/httpRequest is simulated.")
    inputs = {k: v for k, v in (document.get("consumerInputs") or {}).items() if v is not None}
    if not re.match(r"https?://\S+$", inputs.get("url", "")):
        raise bad_request("Input url is required and must be a URI.")
    if inputs.get("httpHeaders") and not _HEADERS.match(inputs["httpHeaders"]):
        raise bad_request("Input httpHeaders does not match its pattern.")
    for name in ("basicAuthUsername", "basicAuthPassword"):
        if inputs.get(name) and not _WORD.match(inputs[name]):
            raise bad_request(f"Input {name} does not match its pattern.")
    kept = ("publisherId", "eventType", "resourceVersion", "consumerId", "consumerActionId")
    return {
        **{name: document[name] for name in kept if name in document},
        "resourceVersion": document.get("resourceVersion") or known[1],
        "publisherInputs": copy.deepcopy(document.get("publisherInputs") or {}),
        "consumerInputs": inputs,
    }


def find(call: Call) -> Subscription:
    """Find the subscription of the path; raises Problem 404."""
    number = call.parameters["subscriptionId"].lower()
    found = call.world.organization.subscriptions.get(number)
    if found is None:
        raise Problem(404, "SubscriptionNotFoundException", f"Subscription {number} was not found.")
    return found


def list_subscriptions(call: Call) -> Answer:
    """List subscriptions, by publisher, event type and consumer if asked."""
    return _list(call, dict(call.query))


def query(call: Call) -> Answer:
    """Find subscriptions; the answer is the query with its results."""
    body = call.document(publisherInputFilters=FILTERS, consumerInputFilters=FILTERS)
    found = _matching(call, body)
    filters = body.get("publisherInputFilters") or []
    found = [s for s in found if _passes(s.document["publisherInputs"], filters)]
    filters = body.get("consumerInputFilters") or []
    found = [s for s in found if _passes(s.document["consumerInputs"], filters)]
    return Answer(body={**body, "results": [write(call.world, s) for s in found]})


def _list(call: Call, wanted: Json) -> Answer:
    return Answer(body=collection([write(call.world, s) for s in _matching(call, wanted)]))


def _matching(call: Call, wanted: Json) -> list[Subscription]:
    names = ("publisherId", "eventType", "consumerId", "consumerActionId")
    return [
        subscription
        for subscription in call.world.organization.subscriptions.values()
        if all(wanted.get(n) in (None, "", subscription.document.get(n)) for n in names)
    ]


def _passes(inputs: Json, filters: list[Json]) -> bool:
    """Apply input filters: one filter has to pass, all of its conditions with it."""
    conditions = [f.get("conditions") or [] for f in filters if f]
    return not conditions or any(all(_holds(inputs, c or {}) for c in each) for each in conditions)


def _holds(inputs: Json, condition: Json) -> bool:
    left, right = (
        str(inputs.get(condition.get("inputId") or "", "")),
        str(condition.get("inputValue")),
    )
    if not condition.get("caseSensitive"):
        left, right = left.lower(), right.lower()
    return (left == right) is (condition.get("operator", "equals") == "equals")


def get(call: Call) -> Answer:
    """Read a subscription."""
    return Answer(body=write(call.world, find(call)))


def replace(call: Call) -> Answer:
    """Replace a subscription; a masked password keeps its value, status enables or disables."""
    found, body = find(call), call.document(**SHAPE)
    document = checked(body)
    if document["consumerInputs"].get("basicAuthPassword") == MASK:
        old = found.document["consumerInputs"].get("basicAuthPassword", "")
        document["consumerInputs"]["basicAuthPassword"] = old
    status = body.get("status", found.status)
    if status not in ("enabled", "disabledByUser", found.status):
        raise bad_request("status is enabled or disabledByUser.")
    if status == "enabled" != found.status:
        found.probation_retries, found.probation_notification = 0, None
    found.document, found.status, found.modified = document, status, call.world.now
    return Answer(body=write(call.world, found))


def delete(call: Call) -> Answer:
    """Delete a subscription."""
    del call.world.organization.subscriptions[find(call).id]
    return Answer(204)


def get_diagnostics(call: Call) -> Answer:
    """Read the tracing switches."""
    tracing = find(call).tracing
    names = ("deliveryResults", "deliveryTracing", "evaluationTracing")
    return Answer(body={name: {"enabled": bool(tracing.get(name))} for name in names})


def update_diagnostics(call: Call) -> Answer:
    """Set the tracing switches."""
    tracing = find(call).tracing
    for name, value in call.document(**{"*": {"enabled": bool}}).items():
        tracing[name] = bool((value or {}).get("enabled"))
    return get_diagnostics(call)
