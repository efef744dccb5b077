# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, models

from service_hooks.json_reading import UnreadableJson, parse_tolerant_json
from service_hooks.json_view import text
from service_hooks.masking import mask_body

from .. import azure, jobs, vault
from ..checks.call_record import call_key
from ..database.cursors import own_transaction
from ..schemas import MAX_HOOK_BYTES, ErrorCode, problem

TOKEN_HOURS = 48

STORE_HOOK = """
    INSERT INTO azdev_delivery (
        connection_id, company_id, kind, dedupe_key, body, size, truncated, content_hash)
    SELECT id, company_id, 'hook', %(dedupe_key)s, %(body)s, %(size)s, %(truncated)s,
        %(content_hash)s
    FROM azdev_connection WHERE id = %(connection_id)s
    ON CONFLICT DO NOTHING
"""


class AzdevDelivery(models.Model):
    """Accepting deliveries: store, then answer; nothing else happens in the caller's time."""

    _inherit = "azdev.delivery"

    @api.model
    def _accept_hook(self, connection, body, size, digest):
        """Store a service hook delivery; the same notification again is stored once.

        :param bytes body: its head
        :param int size: bytes as sent
        :param str digest: SHA-256 of all of it, in hex
        """
        self.env.cr.execute(
            STORE_HOOK,
            {
                "connection_id": connection.id,
                "dedupe_key": hook_key(body, digest),
                "body": mask_body(body),
                "size": size,
                "truncated": size > len(body),
                "content_hash": digest,
            },
            log_exceptions=False,
        )
        if self.env.cr.rowcount:
            jobs.gather(self, "_cron_drain")

    @api.model
    def _accept_check(self, connection, call, token, body, headers):
        """Store a check call with its token, and return its row.

        :param CheckCall call: what was parsed of it
        :param str token: the pipeline's token, or None
        :raise RequestProblem: 409 for the same call with another body; the first one stays
        """
        key = call_key(call)
        stored = self._insert(
            {
                "connection_id": connection.id,
                "company_id": connection.company_id.id,
                "kind": "check",
                "dedupe_key": key,
                "headers": json.dumps(headers),
                "body": mask_body(body),
                "size": len(body),
                "content_hash": call.content_hash(),
            },
            unless_exists=True,
        )
        if not stored:
            return self._same_check(connection, key, call)
        if token:
            vault.put(self.env.cr, azure.token_name(connection, key), token, hours=TOKEN_HOURS)
        jobs.wake(self.browse(), "_cron_process_checks")
        return stored

    def _same_check(self, connection, key, call):
        first = self.search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "check"),
                ("dedupe_key", "=", key),
            ]
        )
        if first.content_hash != call.content_hash():
            with own_transaction(self.env) as own:
                # the refusal below rolls back; that somebody tried must stand all the same
                own["azdev.exception"]._open(
                    "replayed_call",
                    connection.with_env(own),
                    {"call": key},
                    severity="critical",
                    delivery_id=first.id,
                )
            raise problem(
                ErrorCode.CONFLICT,
                "This task instance called before with another body; the first call stays.",
                [("body", "differs from the first call of this plan, job and task instance")],
            )
        return first


def hook_key(body, digest):
    """Return what makes a hook the same hook again.

    Subscription and notification id; where the sender left them out the event's id, else the
    content itself.
    """
    try:
        envelope = parse_tolerant_json(body, max_bytes=MAX_HOOK_BYTES)
    except UnreadableJson:
        envelope = None
    if isinstance(envelope, dict):
        subscription, number = text(envelope, "subscriptionId"), envelope.get("notificationId")
        if subscription and isinstance(number, int):
            return f"{subscription[:64]}/{number}"
        event = text(envelope, "id")
        if event:
            return f"event/{event[:64]}"
    return f"content/{digest}"
