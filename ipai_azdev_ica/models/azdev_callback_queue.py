# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from service_hooks.plain_line import plain_line

from .. import jobs


class AzdevCallback(models.Model):
    """Queuing for the outbox, in the transaction of what Azure DevOps is to hear."""

    _inherit = "azdev.callback"

    @api.model
    def _decide(self, approval, result, text):
        """Queue the decision on an approval's check; a second one is never queued."""
        return self._queue(approval, "decision", text, result=result)

    @api.model
    def _say(self, approval, text):
        """Queue a line for the check's log."""
        return self._queue(approval, "line", text)

    def _queue(self, approval, kind, text, **values):
        return self._queue_call(
            approval.connection_id,
            approval.call_key,
            approval.call,
            {"approval_id": approval.id, "kind": kind, "text": plain_line(text), **values},
        )

    @api.model
    def _queue_call(self, connection, call_key, call, values):
        """Queue something about a check call and wake a worker."""
        callback = self._insert(
            {
                "connection_id": connection.id,
                "company_id": connection.company_id.id,
                "call_key": call_key,
                "call": call,
                **values,
            },
            unless_exists=True,
        )
        if callback:
            jobs.enqueue(callback, "_deliver")
        return callback
