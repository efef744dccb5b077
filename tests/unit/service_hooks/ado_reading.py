"""Calls of the waiting simulated answers, and what their read-back raises."""

from __future__ import annotations

import pytest
from ado_answers import (
    HEADERS,
    ORGANIZATION,
    call_body,
    check_run,
)

from service_hooks.check_call import parse_check_call
from service_hooks.errors import FactsMismatch
from service_hooks.readback import read_check_facts

FREE = "99999999-8888-4777-8666-555544443333"


def a_call(headers=None, **body):
    return parse_check_call(
        {**HEADERS, **(headers or {})}, call_body(**body), organization_url=ORGANIZATION
    )


def read(azure, call=None, **options):
    return read_check_facts(azure.client(), call or a_call(), **options)


def mismatches(azure, call=None):
    with pytest.raises(FactsMismatch) as caught:
        read(azure, call)
    return caught.value


def fields(azure, call=None):
    return [one.field for one in mismatches(azure, call).mismatches]


def unmapped(**body):
    """Return a call none of whose identifiers is a check run's, as ADO may really send it."""
    return a_call({"TaskInstanceId": FREE}, **body)


def reference(**changes):
    return {**check_run()["checkConfigurationRef"], **changes}
