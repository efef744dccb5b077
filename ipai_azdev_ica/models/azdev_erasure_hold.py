# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..database import guards
from ..signer import authenticated_signer


class AzdevErasureHold(models.Model):
    """Legal hold on a person's data, set or lifted. Insert-only: the newest row counts."""

    _name = "azdev.erasure.hold"
    _inherit = "azdev.guarded"
    _description = "Legal hold on a person's data"
    _log_access = False
    _order = "id desc"
    _rec_name = "identity_id"

    identity_id = fields.Many2one(
        "azdev.identity",
        string="Person",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    held = fields.Boolean(required=True, readonly=True, help="Set; otherwise lifted.")
    reason = fields.Text(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, ondelete="restrict"
    )
    recorded_at = fields.Datetime(string="When", required=True, readonly=True)
    entry_id = fields.Many2one(
        "azdev.ledger.entry", required=True, readonly=True, ondelete="restrict"
    )

    _entry_uniq = models.Constraint("UNIQUE (entry_id)", "Each hold has its own ledger entry.")

    def init(self):
        """Install the guards."""
        guards.install(self.env.cr, "refusals")
        guards.insert_only(self.env.cr, self._table)
        guards.on_row(
            self.env.cr, self._table, "recorded", "BEFORE INSERT", "azdev_erasure_hold_recorded"
        )

    @api.model
    def _record(self, identity, held, reason):
        """Set or lift a hold as whoever authenticated this request and return the row.

        :param identity: the person
        :param bool held: whether it is set
        :param str reason: mandatory
        :raise UserError: without a reason, or when this user may not
        """
        signer = authenticated_signer(self.env)
        identity.check_access("read")
        erasures = self.env["azdev.erasure"]._as_superuser()
        identity = identity.with_env(erasures.env)
        erasures._check_may_act(signer, identity, ("compliance",))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the reason is mandatory."))
        entry = erasures.env["azdev.ledger.entry"]._append(
            "erasure.held" if held else "erasure.released",
            f"identity:{identity.id}",
            {"identity": identity.pseudonym, "user": signer.user_id, "method": signer.method},
            {"reason": reason.strip()},
        )
        made = self.with_env(erasures.env)._insert(
            {
                "identity_id": identity.id,
                "company_id": identity.company_id.id,
                "held": held,
                "reason": reason.strip(),
                "user_id": signer.user_id,
                "recorded_at": entry.recorded_at,
                "entry_id": entry.id,
            }
        )
        return made.with_env(self.env)
