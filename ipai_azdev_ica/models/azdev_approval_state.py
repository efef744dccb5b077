# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from odoo import api, models

from .azdev_approval import NUMBER

STATE = """
    SELECT approval.approval_id, approval.status, run.run_id, run.pipeline_name,
           approval.build_id, approval.deployment_target, approval.environment, approval.stage,
           approval.attempt, approval.commit, approval.valid_until, approval.source,
           approval.call_key IS NOT NULL AS answers_check,
           successor.approval_id AS successor_id,
           (SELECT state FROM azdev_callback WHERE approval_id = approval.id
            AND kind = 'decision' AND state <> 'void') AS delivery,
           (SELECT json_object_agg(role, json_build_object('login', login, 'at', at)) FROM (
               SELECT DISTINCT ON (role) role, login, signed_at AS at
               FROM azdev_approval_signature signature
               JOIN res_users ON res_users.id = signature.user_id
               WHERE signature.approval_id = approval.id AND decision = 'approved'
               AND NOT EXISTS (SELECT 1 FROM azdev_approval_withdrawal
                               WHERE signature_id = signature.id)
               ORDER BY role, signature.id) AS first_of_role) AS signatures,
           (SELECT json_agg(json_build_object('role', role, 'login', login, 'at', withdrawn_at)
                            ORDER BY withdrawal.id)
            FROM azdev_approval_withdrawal withdrawal
            JOIN azdev_approval_signature signature ON signature.id = withdrawal.signature_id
            JOIN res_users ON res_users.id = withdrawal.user_id
            WHERE withdrawal.approval_id = approval.id) AS withdrawals
    FROM azdev_approval approval
    JOIN azdev_pipeline_run run ON run.id = approval.run_id
    LEFT JOIN azdev_approval successor ON successor.id = approval.successor_id
    WHERE approval.approval_id = %s AND approval.connection_id = %s
"""


class AzdevApproval(models.Model):
    """What `GET approval/<id>` answers, in one query: pipelines poll it."""

    _inherit = "azdev.approval"

    @api.model
    def _state_of(self, connection_id, approval_id):
        """Return the fields of `ApprovalState`, or None for an approval of another connection."""
        if not NUMBER.fullmatch(approval_id):
            return None
        self.env.cr.execute(STATE, (approval_id, connection_id))
        row = self.env.cr.dictfetchone()
        if not row:
            return None
        signatures = row.pop("signatures") or {}
        withdrawals = row.pop("withdrawals") or []
        delivery = row.pop("delivery") or "waiting"
        answers_check = row.pop("answers_check")
        source = row.pop("source")
        return {
            **row,
            "build_id": row["build_id"] or None,
            "delivery": delivery if answers_check else None,
            "facts_source": "read_back" if source == "check" else "claimed_by_caller",
            "technical_approval": _role(signatures.get("technical")),
            "business_approval": _role(signatures.get("business")),
            "withdrawn_approvals": [
                {"approval_type": one["role"], "withdrawn_by": one["login"], **_timestamp(one)}
                for one in withdrawals
            ],
        }


def _role(signature):
    if not signature:
        return None
    return {"approved_by": signature["login"], **_timestamp(signature)}


def _timestamp(row):
    return {"timestamp": datetime.fromisoformat(row["at"])}
