"""Check suites: read, rerun or bypass a check."""

from __future__ import annotations

from demo.azure_devops import checks, suites
from demo.azure_devops.api.core import Answer, Call, Problem, Router, bad_request
from demo.azure_devops.model import CheckSuite
from demo.azure_devops.views.checks import suite as write

_ONE = "/{organization}/{project}/_apis/pipelines/checks/runs/{checkSuiteId}"
_ACTIONS = {"0": "rerun", "rerun": "rerun", "1": "bypass", "bypass": "bypass"}


def register(router: Router) -> None:
    """Add the operations of this area."""
    router.add("GET", _ONE, get)
    router.add("PATCH", _ONE, update)


def _find(call: Call) -> CheckSuite:
    suite = call.world.organization.suites.get(call.parameters["checkSuiteId"].lower())
    if suite is None:
        text = f"Check suite {call.parameters['checkSuiteId']} was not found."
        raise Problem(404, "CheckSuiteNotFoundException", text)
    return suite


def get(call: Call) -> Answer:
    """Read a suite."""
    return Answer(body=write(call.world, _find(call)))


def update(call: Call) -> Answer:
    """Rerun or bypass one check; names in camel or Pascal case, actions as words or numbers."""
    suite = _find(call)
    body = {name.lower(): value for name, value in call.document().items()}
    action = _ACTIONS.get(str(body.get("action")), "")
    try:
        check_run = suites.find(call.world, suite.id, str(body.get("checkid", "")).lower())
        if action == "bypass":
            checks.bypass(call.world, check_run, call.caller)
        elif action == "rerun":
            checks.rerun(call.world, check_run, call.caller)
        else:
            raise bad_request("action is rerun or bypass.")
    except KeyError:
        raise bad_request("checkId is not a check of this suite.") from None
    except checks.CheckConflict as problem:
        raise Problem(400, "CheckRunUpdateException", str(problem)) from None
    return Answer(body=write(call.world, suite))
