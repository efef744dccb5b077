# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json
from decimal import Decimal

from odoo import api, models

from ..policy import rules_of
from ..schemas import ErrorCode, problem

NOT_PART_OF_CONTENT = {"pipeline_name", "attempt"}


class AzdevApproval(models.Model):
    """Requests by API (PRD 5.2): held to the same rules, but they never answer a check."""

    _inherit = "azdev.approval"

    @api.model
    def _request_claimed(self, connection, claim):
        """Open a request for a run that names itself; the same again gives the first one.

        :param ApprovalCreate claim: the request
        :raise RequestProblem: 404, 409, as the claim deserves
        """
        run = self.env["azdev.pipeline.run"]._claimed_run(connection, claim)
        if claim.commit and run.commit and claim.commit != run.commit:
            raise problem(
                ErrorCode.CONFLICT,
                "The run is recorded with another commit.",
                [("commit", f"is recorded as {run.commit!r}; this request says {claim.commit!r}")],
            )
        gate = self._gate_of_claim(connection, claim)
        content = claim.model_dump_json(exclude_none=True, exclude=NOT_PART_OF_CONTENT)
        content_hash = hashlib.sha256(content.encode()).hexdigest()
        facts = self._facts_of_claim(run, claim)
        known = self._claimed_before(run, gate, content_hash, facts)
        if known:
            return known
        cost = claim.estimated_cost
        return self._open(
            run,
            gate,
            run.requester_id or self._claimed_requester(run),
            facts,
            {
                "source": "api",
                "facts_verified": False,
                "cost_known": cost is not None,
                "estimated_cost": cost or Decimal(0),
                "content_hash": content_hash,
                "build_id": run.build_id or None,
                "stage": claim.stage,
                "attempt": run.attempt,
                "commit": claim.commit or run.commit or None,
                "branch": run.branch or None,
            },
        ) or self._claimed_before(run, gate, content_hash, facts)

    def _claimed_before(self, run, gate, content_hash, facts):
        known = self.search_fetch(
            [("run_id", "=", run.id), ("gate_id", "=", gate.id), ("source", "=", "api")],
            ["approval_id", "status", "content_hash", "deployment_target"],
            order="id desc",
            limit=1,
        )
        if known and known.content_hash != content_hash:
            raise problem(
                ErrorCode.CONFLICT,
                f"{known.approval_id} asks for this run and target with other facts.",
                known._differences_of_claim(facts),
            )
        return known

    def _differences_of_claim(self, facts):
        """Return (field, both values) for every fact that this request recorded otherwise."""
        recorded = {fact["name"]: fact["value"] for fact in json.loads(self.dossier)["facts"]}
        asked = {fact["name"]: fact["value"] for fact in facts}
        return [
            (name, f"is recorded as {recorded.get(name)!r}; this request says {asked.get(name)!r}")
            for name in sorted(recorded.keys() | asked.keys())
            if recorded.get(name) != asked.get(name)
        ]

    def _gate_of_claim(self, connection, claim):
        domain = [
            ("connection_id", "=", connection.id),
            ("gate_class", "=", claim.deployment_target),
        ]
        if claim.environment:
            domain.append(("name", "=", claim.environment))
        gates = self.env["azdev.gate"].search_fetch(
            domain,
            ["name", "key", "gate_class", "connection_id", "timeout_minutes"],
            order="id",
        )
        if not gates:
            raise problem(
                ErrorCode.NOT_FOUND,
                "No gate of this project has this target. Ask the administrator to add one.",
                [("environment" if claim.environment else "deployment_target", "has no gate")],
            )
        if len(gates) > 1:
            names = ", ".join(sorted(gates.mapped("name")))
            raise problem(
                ErrorCode.AMBIGUOUS,
                "Several environments have this target.",
                [("environment", f"name one of: {names}")],
            )
        return gates

    def _claimed_requester(self, run):
        """Return the identity of whom the caller named; nobody where it named nobody."""
        identities = self.env["azdev.identity"]
        return identities._by_text(run.company_id, "email", run.triggered_by)

    def _facts_of_claim(self, run, claim):
        named = {
            "pipeline": run.pipeline_name,
            "run": run.run_id,
            "branch": run.branch or "unknown",
            "commit": claim.commit or run.commit or "unknown",
            "requested by": run.triggered_by or "unknown",
            "stage": claim.stage or "unknown",
            **{f"checklist.{name}": _plain(item) for name, item in sorted(claim.checklist.items())},
        }
        if claim.estimated_cost is not None:
            named["estimated_cost"] = str(claim.estimated_cost)
        source = "claimed by the caller"
        return [{"name": name, "value": value, "source": source} for name, value in named.items()]

    def _approver_emails(self):
        """Return the addresses of whoever may sign one of the missing halves."""
        self.ensure_one()
        self.env.cr.execute(
            """SELECT DISTINCT login FROM azdev_connection_member member
               JOIN res_users ON res_users.id = member.user_id
               WHERE member.connection_id = %(connection)s AND active
                 AND member.role = ANY(%(roles)s)
                 AND NOT EXISTS (
                     SELECT 1 FROM azdev_approval_signature signature
                     LEFT JOIN azdev_approval_withdrawal withdrawal
                       ON withdrawal.signature_id = signature.id
                     WHERE signature.approval_id = %(approval)s
                       AND (signature.user_id = member.user_id
                            OR (signature.role = member.role AND withdrawal.id IS NULL)))
               ORDER BY login""",
            {
                "connection": self.connection_id.id,
                "roles": [role.value for role in rules_of(self.deployment_target).required],
                "approval": self.id,
            },
        )
        return [login for (login,) in self.env.cr.fetchall()]


def _plain(value):
    return value if isinstance(value, bool) else str(value)
