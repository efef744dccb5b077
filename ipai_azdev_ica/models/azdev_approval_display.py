# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_datetime

from ..checks.facts import FROM_AZURE_DEVOPS
from ..display import plain, shown
from ..policy import Role, decide, refuse_signer, rules_of
from . import eligibility
from .azdev_approval import OPEN_STATUSES

# neither 11/12 nor seconds: a sentence of the form, not a record
UNAMBIGUOUS = "d MMM y, HH:mm"
DELIVERIES = [
    ("none", "No check waits"),
    ("waiting", "Waiting"),
    ("sent", "Sent"),
    ("confirmed", "Confirmed"),
    ("late", "Too late"),
    ("failed", "Failed"),
]


class AzdevApproval(models.Model):
    """What people see of an approval, computed from signatures, callbacks and dossier."""

    _inherit = "azdev.approval"

    technical_approver_id = fields.Many2one("res.users", compute="_compute_approvers")
    business_approver_id = fields.Many2one("res.users", compute="_compute_approvers")
    technical_approved_at = fields.Datetime(compute="_compute_approvers")
    business_approved_at = fields.Datetime(compute="_compute_approvers")
    delivery = fields.Selection(DELIVERIES, compute="_compute_delivery")
    waiting_for = fields.Char(compute="_compute_waiting_for")
    taken_back = fields.Text(compute="_compute_taken_back")
    is_overdue = fields.Boolean(compute="_compute_is_overdue")
    can_sign_technical = fields.Boolean(compute="_compute_can_sign")
    can_sign_business = fields.Boolean(compute="_compute_can_sign")
    can_reject = fields.Boolean(compute="_compute_can_sign")
    can_ask = fields.Boolean(compute="_compute_can_sign")
    url = fields.Char(related="run_id.url", string="Run in Azure DevOps")
    facts_html = fields.Html(compute="_compute_facts_html", string="Facts", sanitize=False)

    @api.depends("signature_ids.withdrawal_ids")
    def _compute_approvers(self):
        for approval in self:
            standing = approval.signature_ids._standing()
            for role in ("technical", "business"):
                first = standing.filtered(
                    lambda one, role=role: one.role == role and one.decision == "approved"
                )[:1]
                approval[f"{role}_approver_id"] = first.user_id
                approval[f"{role}_approved_at"] = first.signed_at

    @api.depends("callback_ids.state")
    def _compute_delivery(self):
        for approval in self:
            decisions = approval.callback_ids.filtered(
                lambda one: one.kind == "decision" and one.state != "void"
            )
            still_waits = approval.call_key and approval.status in OPEN_STATUSES
            approval.delivery = decisions[:1].state or ("waiting" if still_waits else "none")

    @api.depends("status", "withdrawal_ids")
    def _compute_taken_back(self):
        """Tell the next signer who took a signature back, and why."""
        for approval in self:
            withdrawals = approval.withdrawal_ids if approval.status in OPEN_STATUSES else ()
            approval.taken_back = "\n".join(
                self.env._(
                    "%(who)s withdrew the %(role)s signature on %(when)s: %(reason)s",
                    who=plain(one.user_id.name),
                    role=one.signature_id.role,
                    when=format_datetime(self.env, one.withdrawn_at, dt_format=UNAMBIGUOUS),
                    reason=plain(" ".join(one.reason.split())),
                )
                for one in withdrawals
            )

    @api.depends("status", "signature_ids.withdrawal_ids")
    def _compute_waiting_for(self):
        words = {
            "technical": self.env._("technical"),
            "business": self.env._("business"),
        }
        for approval in self:
            if approval.status not in OPEN_STATUSES:
                approval.waiting_for = False
                continue
            missing = approval.sudo()._decide().missing
            approval.waiting_for = " + ".join(words[role.value] for role in Role if role in missing)

    @api.depends("deadline_at", "status")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for approval in self:
            approval.is_overdue = approval.status in OPEN_STATUSES and approval.deadline_at < now

    @api.depends_context("uid")
    @api.depends("status", "signature_ids.withdrawal_ids")
    def _compute_can_sign(self):
        for approval in self:
            possible = approval._roles_to_sign()
            approval.can_sign_technical = "technical" in possible
            approval.can_sign_business = "business" in possible
            approval.can_reject = approval.can_ask = bool(possible)

    def _roles_to_sign(self):
        """Return the halves that the current user could sign; a hint, signing asks again."""
        # sudo: identities and members are not readable for everybody; only a yes or no leaves
        approval = self.sudo()
        user = self.env.user
        if approval.status not in OPEN_STATUSES:
            return []
        identity = (
            self.env["azdev.identity"]
            .sudo()
            .search(
                [("user_id", "=", user.id), ("company_id", "=", approval.company_id.id)], limit=1
            )
        )
        facts, signatures = approval._policy_facts(), approval._policy_signatures()
        if refuse_signer(facts, identity.pseudonym or "", signatures):
            return []
        missing = decide(facts, rules_of(approval.deployment_target), signatures).missing
        may = eligibility.signing_roles(
            self.env, [user.id], approval.connection_id, lock=False
        ).get(user.id, ())
        return [role.value for role in missing if role.value in may]

    @api.depends("dossier")
    def _compute_facts_html(self):
        for approval in self:
            facts = json.loads(approval.dossier or "{}").get("facts", [])
            claims = [fact for fact in facts if fact["source"] != FROM_AZURE_DEVOPS]
            read = [fact for fact in facts if fact["source"] == FROM_AZURE_DEVOPS]
            # what the pipeline says of itself is what an approver has to judge: it comes first
            approval.facts_html = approval._facts_table(claims) + approval._facts_table(read)

    def _facts_table(self, facts):
        if not facts:
            return Markup()
        titles = (self.env._("Fact"), self.env._("Value"), self.env._("Source"), self.env._("When"))
        head = Markup().join(Markup("<th>%s</th>") % title for title in titles)
        rows = Markup().join(
            Markup("<tr><th>%s</th><td>%s</td><td>%s</td><td>%s</td></tr>")
            % (
                plain(fact["name"]),
                shown(fact["value"]),
                plain(fact["source"]),
                fact.get("time", "").replace("T", " ").removesuffix("+00:00"),
            )
            for fact in facts
        )
        return Markup(
            '<table class="table table-sm o_azdev_facts"><thead><tr>%s</tr></thead>'
            "<tbody>%s</tbody></table>"
        ) % (head, rows)
