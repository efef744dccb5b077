"""The delivery history of service hooks, and test notifications."""

from __future__ import annotations

from demo.azure_devops import hooks, ids
from demo.azure_devops.api import subscriptions
from demo.azure_devops.api.core import Answer, Call, Json, Problem, Router, bad_request
from demo.azure_devops.model import Notification, Subscription
from demo.azure_devops.views.common import collection, moment
from demo.azure_devops.views.hooks import notification as write

_BASE = "/{organization}/_apis/hooks"


def register(router: Router) -> None:
    """Add the operations of this area."""
    one = f"{_BASE}/subscriptions/{{subscriptionId}}/notifications"
    router.add("GET", one, list_notifications, "manage")
    router.add("GET", f"{one}/{{notificationId}}", get, "manage")
    router.add("POST", f"{_BASE}/notificationsquery", query)
    router.add("POST", f"{_BASE}/testnotifications", test)


def list_notifications(call: Call) -> Answer:
    """List the notifications of a subscription, the newest first, without details."""
    found, wanted = subscriptions.find(call), call.query
    page = [
        write(call.world, found, item, details=False)
        for item in found.notifications[::-1]
        if wanted.get("status") in (None, item.status)
        and wanted.get("result") in (None, item.result)
    ]
    return Answer(body=collection(page[: call.count("maxResults", 100)]))


def get(call: Call) -> Answer:
    """Read a notification with all that was sent and answered."""
    found = subscriptions.find(call)
    try:
        item = found.notification(call.number("notificationId"))
    except KeyError as problem:
        raise Problem(404, "NotificationNotFoundException", str(problem)) from None
    return Answer(body=write(call.world, found, item, details=True))


def query(call: Call) -> Answer:
    """Search the history of many subscriptions; the answer is the query with its results."""
    body = call.document(
        subscriptionIds=[str],
        maxResults=int,
        maxResultsPerSubscription=int,
        minCreatedDate=str,
        maxCreatedDate=str,
    )
    results, summary = [], []
    for found in _subscriptions(call, body):
        items = [item for item in found.notifications[::-1] if _wanted(body, item)]
        items = items[: body.get("maxResultsPerSubscription") or 100]
        details = bool(body.get("includeDetails"))
        results += [write(call.world, found, item, details) for item in items]
        summary.append(_summary(found, items))
    results = results[: body.get("maxResults") or 1000]
    return Answer(body={**body, "results": results, "summary": summary})


def _subscriptions(call: Call, body: Json) -> list[Subscription]:
    known = call.world.organization.subscriptions
    wanted = body.get("subscriptionIds")
    if not wanted:
        return list(known.values())
    return [known[str(number).lower()] for number in wanted if str(number).lower() in known]


def _wanted(body: Json, item: Notification) -> bool:
    try:
        first = moment(body["minCreatedDate"]) if body.get("minCreatedDate") else item.created
        last = moment(body["maxCreatedDate"]) if body.get("maxCreatedDate") else item.created
    except ValueError:
        raise bad_request("minCreatedDate or maxCreatedDate is not a time.") from None
    return (
        first <= item.created <= last
        and body.get("status") in (None, item.status)
        and body.get("resultType") in (None, item.result)
    )


def _summary(found: Subscription, items: list[Notification]) -> Json:
    counts: dict[str, int] = {}
    for item in items:
        counts[item.result] = counts.get(item.result, 0) + 1
    results = [{"result": result, "notificationCount": n} for result, n in counts.items()]
    return {"subscriptionId": found.id, "results": results}


def test(call: Call) -> Answer:
    """Send a made-up event to a subscription, given by id or as a draft in `details`.

    A draft is never stored: it gets the id of nobody, as the real test button's does.
    """
    world, body = call.world, call.document(details=subscriptions.SHAPE)
    found = world.organization.subscriptions.get(str(body.get("subscriptionId", "")).lower())
    if found is None:
        found = _draft(call, body.get("details") or {})
    subject = _sample(call)
    item = hooks.notify(world, found, found.document["eventType"], ids.guid(world.chance), subject)
    return Answer(body=write(world, found, item, details=True))


def _draft(call: Call, details: Json) -> Subscription:
    document = subscriptions.checked(details)
    nobody = "00000000-0000-0000-0000-000000000000"
    return Subscription(nobody, document, call.caller, call.world.now, call.world.now)


def _sample(call: Call) -> Json:
    """Point at the newest run as a sample; raises Problem 400 when nothing has run yet."""
    organization = call.world.organization
    if not organization.runs:
        raise bad_request("Nothing has run yet that a test could tell of.")
    run = list(organization.runs.values())[-1]
    stage = run.stages[-1]
    subject: Json = {
        "run_id": run.id,
        "stage": stage.name,
        "attempt": stage.current.attempt,
        "job": stage.plans[0].name,
        "configuration_id": 1,
        "resource_type": "environment",
        "resource_id": "12",
    }
    for suite in organization.suites.values():
        subject |= {"suite_id": suite.id, "check_run_id": suite.check_runs[0].id}
    return subject
