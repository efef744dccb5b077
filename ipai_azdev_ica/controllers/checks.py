# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import request

from service_hooks.check_call import auth_token, parse_check_call
from service_hooks.errors import MalformedCall
from service_hooks.organization_url import parse_organization_url

from .. import instance
from ..database.retry import retried
from ..schemas import CheckAcknowledged, ErrorCode, GateAnswer, problem
from ..web.answers import json_answer
from ..web.bodies import read_json_body
from .base import azdev_route, caller_connection, control_plane

KEPT_HEADERS = (
    "PlanUrl",
    "ProjectId",
    "HubName",
    "PlanId",
    "JobId",
    "TimelineId",
    "TaskInstanceId",
)


class CheckController(http.Controller):
    """Calls of "Invoke REST API" checks."""

    @azdev_route("checks/<string:connection_key>", auth="azdev_check")
    def receive(self, **_kwargs):
        """Store a check call; a callback gate hears at once that it was stored, and nothing else.

        An ApiResponse gate passes on any 2xx, so it hears 409 until the yes is there.
        """
        body = read_json_body()
        env = control_plane()
        self._refuse_in_a_copy(env)
        connection = caller_connection(env)
        call = self._parse(connection, body)
        gate = self._gate(env, connection, call)
        token = auth_token(request.httprequest.headers)
        headers = {name: request.httprequest.headers.get(name, "") for name in KEPT_HEADERS}
        if gate.mode == "api_response":
            status = env["azdev.delivery"]._ask_approval(gate, call, token, body, headers)
            return json_answer(GateAnswer(status=status), 200 if status == "approved" else 409)
        retried(
            env,
            lambda: env["azdev.delivery"]._accept_check(connection, call, token, body, headers),
        )
        return json_answer(CheckAcknowledged())

    def _refuse_in_a_copy(self, env):
        """Answer no check where nothing is drained and nothing is sent.

        A check in ApiResponse mode takes any 2xx for a yes, and which mode it is in, a copy would
        only know from the past.
        """
        if not instance.is_original(env.cr):
            raise problem(
                ErrorCode.CONFLICT,
                "This is a copy of another instance's database: it answers no check.",
            )

    def _parse(self, connection, body):
        try:
            call = parse_check_call(
                request.httprequest.headers,
                body,
                organization_url=parse_organization_url(connection.organization_url),
            )
        except MalformedCall as found:
            details = [(one.field, one.problem) for one in found.problems]
            raise problem(
                ErrorCode.INVALID_REQUEST, "The check call can't be read.", details
            ) from None
        if call.project_id != connection.project_id.lower():
            raise problem(
                ErrorCode.NOT_FOUND,
                "This connection is of another project.",
                [("ProjectId", "is not the connection's project")],
            )
        return call

    def _gate(self, env, connection, call):
        """Return the gate that the call names; none when its check was written without one.

        Where a gate in ApiResponse mode exists, a call without a name could be its: any 2xx would
        let it pass, so it gets none.
        """
        gates = env["azdev.gate"]
        if call.gate is None and "api_response" not in connection.gate_ids.mapped("mode"):
            return gates
        gate = gates.search([("connection_id", "=", connection.id), ("key", "=", call.gate)])
        if not gate:
            raise problem(
                ErrorCode.NOT_FOUND,
                "There is no such gate. Register the check again.",
                [("gate", "is unknown in this connection")],
            )
        return gate
