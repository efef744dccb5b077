# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import os

from odoo import api, models

from ica_ledger import canonical_bytes, sha256_label

from ..database.leases import NOW, in_seconds
from ..policy import rules_of

VALID_HOURS = 24


class AzdevApproval(models.Model):
    """How a request for approval comes into being."""

    _inherit = "azdev.approval"

    @api.model
    def _open(self, run, gate, requester, facts, values):
        """Open a request, freeze its dossier, record it and return it.

        Nothing happens twice: the same call again gives the request that is there.

        :param run: the run that asks
        :param gate: the gate that it has reached
        :param requester: identity of whoever queued the run, or an empty recordset
        :param list facts: dicts of `name`, `value`, `source` and `time`, as approvers will see them
        :param dict values: columns that depend on how the request arrived
        """
        dossier, salt = self._freeze(facts, gate, requester)
        approval = self._insert(
            {
                "approval_id": self._next_number(),
                "connection_id": gate.connection_id.id,
                "company_id": gate.connection_id.company_id.id,
                "run_id": run.id,
                "gate_id": gate.id,
                "deployment_target": gate.gate_class,
                "environment": gate.name,
                "requester_id": requester.id or None,
                "requester_user_id": requester.user_id.id or None,
                "currency_id": gate.connection_id.currency_id.id,
                "dossier": dossier,
                "dossier_salt": salt.hex(),
                "dossier_hash": sha256_label(hashlib.sha256(salt + dossier.encode()).digest()),
                "status": "pending",
                "lock_version": 0,
                "opened_at": NOW,
                "deadline_at": in_seconds(gate.timeout_minutes * 60),
                "valid_until": in_seconds(VALID_HOURS * 3600),
                **values,
            },
            unless_exists=True,
        )
        if approval:
            approval._record_opening(run, gate, requester)
        return approval

    @api.model
    def _freeze(self, facts, gate, requester):
        """Return the dossier's canonical text and the salt of its hash."""
        dossier = {
            "v": 1,
            "gate": gate.key,
            "class": gate.gate_class,
            "requester": requester.pseudonym or None,
            "facts": facts,
        }
        return canonical_bytes(dossier).decode(), os.urandom(32)

    @api.model
    def _next_number(self):
        self.env.cr.execute(
            "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY'),"
            " nextval('azdev_approval_number')"
        )
        year, number = self.env.cr.fetchone()
        return f"APR-{year}-{number:03d}"

    def _record_opening(self, run, gate, requester):
        self.env["azdev.ledger.entry"]._append(
            "approval.opened",
            f"approval:{self.approval_id}",
            {
                "connection": gate.connection_id.id,
                "run": run.uuid,
                "gate": gate.id,
                "class": self.deployment_target,
                "source": self.source,
                "build_id": self.build_id,
                "attempt": self.attempt,
                "commit": self.commit or "",
                "requester": requester.pseudonym or "",
                "required": sorted(rules_of(self.deployment_target).required),
                "dossier": self.dossier_hash,
                "timeout_seconds": round(gate.timeout_minutes * 60),
            },
            {"stage": self.stage or "", "branch": self.branch or ""},
        )
