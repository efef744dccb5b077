# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models

from ..database import access, guards


class AzdevControlChange(models.Model):
    """A change of who may act, or of the set-up past the addon; the database writes it itself.

    Numbers instead of links: users and groups may be deleted, what was done to them stays.
    """

    _name = "azdev.control.change"
    _inherit = "azdev.guarded"
    _description = "Control change"
    _log_access = False
    _order = "id desc"
    _rec_name = "kind"

    recorded_at = fields.Datetime(string="Recorded", required=True, readonly=True)
    kind = fields.Char(required=True, readonly=True, index=True)
    subject = fields.Char(required=True, readonly=True, index=True)
    table_name = fields.Char(string="Table", required=True, readonly=True)
    operation = fields.Char(required=True, readonly=True)
    columns_changed = fields.Char(string="Columns", readonly=True, help="Never their values.")
    row_number = fields.Integer(string="Row", readonly=True)
    user_number = fields.Integer(readonly=True, index=True)
    group_number = fields.Integer(readonly=True)
    implied_number = fields.Integer(string="Implied group number", readonly=True)
    changed_by_number = fields.Integer(readonly=True)
    entry_id = fields.Many2one(
        "azdev.ledger.entry", required=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="User concerned", compute="_compute_links", search="_search_user_id"
    )
    group_id = fields.Many2one("res.groups", string="Group concerned", compute="_compute_links")
    implied_id = fields.Many2one("res.groups", string="Implied group", compute="_compute_links")
    changed_by_id = fields.Many2one(
        "res.users",
        string="Changed by",
        compute="_compute_links",
        search="_search_changed_by_id",
        help="As Odoo's code said. Empty: the change was made past Odoo.",
    )
    database_role = fields.Char(
        compute="_compute_origin", help="Who was connected to the database."
    )
    application = fields.Char(compute="_compute_origin", help="How that connection called itself.")

    _entry_uniq = models.Constraint("UNIQUE (entry_id)", "A change has one ledger entry.")

    def init(self):
        """Install the guards, and the triggers that write these rows."""
        guards.install(self.env.cr, "refusals")
        guards.install(self.env.cr, "canonical")
        access.install(self.env.cr)
        guards.insert_only(self.env.cr, self._table)
        guards.on_row(
            self.env.cr, self._table, "recorded", "BEFORE INSERT", "azdev_control_change_recorded"
        )

    @api.depends("user_number", "group_number", "implied_number", "changed_by_number")
    def _compute_links(self):
        users = self.env["res.users"].with_context(active_test=False)
        groups = self.env["res.groups"]
        for change in self:
            change.user_id = users.browse(change.user_number or []).exists()
            change.group_id = groups.browse(change.group_number or []).exists()
            change.implied_id = groups.browse(change.implied_number or []).exists()
            change.changed_by_id = users.browse(change.changed_by_number or []).exists()

    def _search_user_id(self, operator, value):
        return self._search_by_number("user_number", operator, value)

    def _search_changed_by_id(self, operator, value):
        return self._search_by_number("changed_by_number", operator, value)

    def _search_by_number(self, name, operator, value):
        """Turn a condition on a user into one on the stored number.

        Odoo asks with lists of ids, or with a domain of users for `any`.
        """
        if operator not in ("in", "not in"):
            users = self.env["res.users"].with_context(active_test=False)
            value = users.search(value).ids
        return [(name, "not in" if operator.startswith("not") else "in", list(value))]

    @api.depends("entry_id")
    def _compute_origin(self):
        # sudo: of the opening only these two texts are shown, and they may be erased
        openings = self.env["azdev.ledger.opening"].sudo()
        found = openings.search([("entry_id", "in", self.entry_id.ids)])
        texts = {opening.entry_id.id: json.loads(opening.texts) for opening in found}
        for change in self:
            known = texts.get(change.entry_id.id, {})
            change.database_role = known.get("role")
            change.application = known.get("application")
