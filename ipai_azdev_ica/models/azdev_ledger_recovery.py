# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..database import guards
from ..ledger import publisher
from ..signer import authenticated_signer

STATES = [
    ("proposed", "Proposed"),
    ("approved", "Approved"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
]
OPEN = ("proposed", "approved")
DECIDING = ("ipai_azdev_ica.group_azdev_admin", "ipai_azdev_ica.group_azdev_compliance")
SEQUENCE = "azdev_ledger_recovery_id_seq"
WAYS = [
    ("put_back", "Put back the lost entries from the anchor"),
    ("begin_anew", "Begin a new log that names the old one"),
]


class AzdevLedgerRecovery(models.Model):
    """What two people decided after the ledger lost entries, and what came of it.

    After a restored backup or a failover the database is behind its anchor, and nothing is signed.
    One person proposes how to go on and why, another one approves; the publisher carries it out.
    """

    _name = "azdev.ledger.recovery"
    _inherit = "azdev.guarded"
    _description = "Recovery of the ledger"
    _log_access = False
    _order = "id desc"
    _rec_name = "way"

    way = fields.Selection(WAYS, required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    proposed_by = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    approved_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    proposed_at = fields.Datetime(required=True, readonly=True)
    result = fields.Text(readonly=True, help="What was recovered, or why it failed.")
    entry_id = fields.Many2one(
        "azdev.ledger.entry", required=True, readonly=True, ondelete="restrict"
    )

    _two_people = models.Constraint(
        "CHECK (approved_by <> proposed_by)", "Somebody else than the proposer must approve."
    )
    _approved_by_somebody = models.Constraint(
        "CHECK (approved_by IS NOT NULL OR state IN ('proposed', 'cancelled'))",
        "A recovery is carried out only after a second person approved it.",
    )
    _one_at_a_time = models.UniqueIndex("((true)) WHERE state IN ('proposed', 'approved')")

    def init(self):
        """Install the guards."""
        guards.install(self.env.cr, "ledger_recovery")
        guards.forbid_delete(self.env.cr, self._table)
        guards.on_row(
            self.env.cr, self._table, "advance", "BEFORE UPDATE", "azdev_ledger_recovery_advance"
        )
        guards.on_row(
            self.env.cr, self._table, "begin", "BEFORE INSERT", "azdev_ledger_recovery_begin"
        )

    @api.model
    def _propose(self, way, reason):
        """Propose a recovery as whoever authenticated this request and return it.

        :raise UserError: while another one is open
        """
        person = self._person()
        # superuser: nobody may write evidence directly; who acts was taken from the request above
        recoveries = self.with_env(self.env(user=SUPERUSER_ID, context={}))
        if recoveries.search_count([("state", "in", OPEN)]):
            raise UserError(self.env._("A recovery is open already: approve or cancel that one."))
        [(number,)] = recoveries.env.execute_query(SQL("SELECT nextval(%s)", SEQUENCE))
        entry = recoveries._record("proposed", number, way, person, {"reason": reason})
        return recoveries._insert(
            {
                "id": number,
                "way": way,
                "reason": reason,
                "state": "proposed",
                "proposed_by": person.id,
                "proposed_at": entry.recorded_at,
                "entry_id": entry.id,
            }
        ).with_env(self.env)

    def action_approve(self):
        """Approve as whoever authenticated this request, and carry it out."""
        person = self._person()
        if person == self.proposed_by:
            raise UserError(self.env._("You proposed this: somebody else must approve it."))
        self._advance("approved", person, approved_by=person.id)
        env = self.env
        env.cr.postcommit.add(lambda: publisher.publish(env))

    def action_cancel(self):
        """Give up a recovery that nobody has approved yet."""
        self._advance("cancelled", self._person())

    def _person(self):
        """Return the user who authenticated this request and may decide on the ledger."""
        signer = authenticated_signer(self.env)
        user = self.env["res.users"].browse(signer.user_id)
        if not any(user.has_group(group) for group in DECIDING):
            raise UserError(
                self.env._("Only administrators and compliance officers decide on a recovery.")
            )
        return user

    def _advance(self, state, person, **values):
        self.ensure_one()
        # superuser: nobody may write evidence directly; who acts was taken from the request
        recovery = self.with_env(self.env(user=SUPERUSER_ID, context={}))
        recovery._record(state, self.id, self.way, person)
        recovery._update({"state": state, **values})

    def _record_done(self, **figures):
        """Record what was recovered."""
        self._record("done", self.id, self.way, body=figures)
        self._update({"state": "done", "result": json.dumps(figures, sort_keys=True)})

    def _record_failed(self, stopped):
        """Record why it could not be carried out."""
        self._record("failed", self.id, self.way, texts={"trouble": str(stopped)})
        self._update({"state": "failed", "result": str(stopped)})

    @api.model
    def _record(self, step, number, way, person=None, texts=None, body=None):
        said = {"way": way, **(body or {})}
        if person:
            identities = self.env["azdev.identity"].sudo()  # a pseudonym of the person who acts
            said["person"] = identities._of_user(person, person.company_id).pseudonym
        return self.env["azdev.ledger.entry"]._append(
            f"ledger.recovery_{step}", f"recovery:{number}", said, texts
        )
