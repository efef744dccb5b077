"""Logs of a build."""

from __future__ import annotations

from demo.azure_devops.api.core import Answer, Call, Router, not_found
from demo.azure_devops.views.common import collection
from demo.azure_devops.views.logs import job_logs
from demo.azure_devops.views.logs import log as write

_ONE = "/{organization}/{project}/_apis/build/builds/{buildId}/logs"


def register(router: Router) -> None:
    """Add the operations of this area."""
    router.add("GET", _ONE, list_logs)
    router.add("GET", f"{_ONE}/{{logId}}", get_log)


def list_logs(call: Call) -> Answer:
    """List the logs of a build."""
    run = call.run()
    found = [write(call.world, run, item) for item in job_logs(run)]
    return Answer(body=collection(found))


def get_log(call: Call) -> Answer:
    """Read the lines of a log, from `startLine` to `endLine` (both counted from 1) if asked."""
    number = call.number("logId")
    for item in job_logs(call.run()):
        if item.id == number:
            first = call.count("startLine", 1)
            last = call.count("endLine", len(item.lines))
            text = "\n".join(item.lines[max(first, 1) - 1 : last])
            return Answer(body=text, kind="text/plain")
    raise not_found(f"Log {number} was not found.")
