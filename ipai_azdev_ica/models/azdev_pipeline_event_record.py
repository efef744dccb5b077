# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib

from odoo import api, models

from ica_ledger import sha256_label

from ..schemas import KNOWN_EVENTS

NAMED_TYPES = {*KNOWN_EVENTS, "finish_claimed"}


class AzdevPipelineEvent(models.Model):
    """What a pipeline says of its run, each claim once."""

    _inherit = "azdev.pipeline.event"

    @api.model
    def _record_claimed(self, run, event_type, data):
        """Record a claim and return its event; the same again gives the first one.

        :param run: the run
        :param str event_type: `[a-z0-9_]{1,64}`
        :param str data: canonical JSON
        """
        digest = content_hash("claimed", event_type, data)
        known = self.search([("run_id", "=", run.id), ("content_hash", "=", digest)], limit=1)
        if known:
            return known
        entry = self.env["azdev.ledger.entry"]._append(
            "run.event",
            f"run:{run.uuid}",
            {
                "connection": run.connection_id.id,
                # another type is the author's own word and may name somebody
                "type": event_type if event_type in NAMED_TYPES else "other",
            },
            # a plain hash of so few words could be guessed, for ever
            {"content": digest, "type": "" if event_type in NAMED_TYPES else event_type},
        )
        return self._insert(
            {
                "run_id": run.id,
                "connection_id": run.connection_id.id,
                "company_id": run.company_id.id,
                "event_type": event_type,
                "event_data": data,
                "source": "claimed",
                "level": 0,
                "recorded_at": entry.recorded_at,
                "content_hash": digest,
                "entry_id": entry.id,
            }
        )


def content_hash(source, event_type, data):
    """Return what makes an event the same event again."""
    return sha256_label(hashlib.sha256("\x00".join((source, event_type, data)).encode()).digest())
