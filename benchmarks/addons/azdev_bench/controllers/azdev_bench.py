# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The least that a route can do: nothing, and one read. And a round of the log at once."""

from odoo.http import Controller, request, route

from odoo.addons.ipai_azdev_ica.ledger import publisher

READ = [
    "approval_id",
    "status",
    "pipeline_name",
    "build_id",
    "deployment_target",
    "environment",
    "stage",
    "attempt",
    "commit",
    "valid_until",
    "source",
]


class BenchController(Controller):
    """Routes that need no credential, as a bare Odoo controller is written."""

    @route(
        "/azdev_bench/empty",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def empty(self):
        """Answer at once: what is left is Odoo's own share of a request."""
        return request.make_json_response({"success": True})

    @route(
        "/azdev_bench/publish",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def publish(self):
        """Do a round of the log, as its cron does each minute; 503 when the log stopped."""
        stopped = publisher.publish(request.env)
        return request.make_json_response({"success": not stopped}, status=503 if stopped else 200)

    @route(
        "/azdev_bench/approval/<string:approval_id>",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
    )
    def read(self, approval_id):
        """Read one record through the ORM and answer with it."""
        approvals = request.env["azdev.approval"].sudo()
        found = approvals.search_read([("approval_id", "=", approval_id)], READ, limit=1)
        return request.make_json_response(found[0])
