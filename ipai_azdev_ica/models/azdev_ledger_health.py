# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from babel.dates import format_timedelta

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.misc import babel_locale_parse

from ..database import fingerprint
from ..ledger import condition, remedies, verification
from .azdev_ledger_verification import OUTCOMES

MAY_VERIFY = ("ipai_azdev_ica.group_azdev_auditor", "ipai_azdev_ica.group_azdev_admin")
RELOAD = {"type": "ir.actions.client", "tag": "soft_reload"}


class AzdevLedgerHealth(models.Model):
    """How the log is now: one row, a view of nothing, all of it computed when it is looked at."""

    _name = "azdev.ledger.health"
    _inherit = "azdev.guarded"
    _description = "Health of the ledger"
    _auto = False
    _log_access = False

    state = fields.Selection(
        [("none", "No checkpoint yet"), ("good", "In order"), ("trouble", "In trouble")],
        compute="_compute_trouble",
    )
    trouble_code = fields.Char(string="Trouble", compute="_compute_trouble")
    trouble_message = fields.Char(string="What was found", compute="_compute_trouble")
    remedy = fields.Char(string="What to do", compute="_compute_trouble")
    log_id = fields.Many2one("azdev.ledger.log", compute="_compute_condition")
    size = fields.Integer(string="Entries in the log", compute="_compute_condition")
    checkpoint_id = fields.Many2one("azdev.ledger.checkpoint", compute="_compute_condition")
    checkpoint_size = fields.Integer(compute="_compute_condition")
    checkpoint_root = fields.Char(compute="_compute_condition")
    signed_at = fields.Datetime(compute="_compute_condition")
    waiting = fields.Char(string="Waiting for a checkpoint", compute="_compute_condition")
    key = fields.Char(string="Verifier key", compute="_compute_condition")
    anchoring_ids = fields.One2many("azdev.ledger.anchoring", compute="_compute_condition")
    guards = fields.Char(string="Guards of the database", compute="_compute_guards")
    guards_intact = fields.Boolean(compute="_compute_guards")
    guards_difference = fields.Char(compute="_compute_guards")
    verification_id = fields.Many2one("azdev.ledger.verification", compute="_compute_verification")
    outcome = fields.Selection(OUTCOMES, compute="_compute_verification")
    verified_at = fields.Datetime(compute="_compute_verification")
    verified_entries = fields.Integer(compute="_compute_verification")
    verification_reason = fields.Text(compute="_compute_verification")
    verification_running = fields.Char(compute="_compute_verification")
    may_verify = fields.Boolean(compute="_compute_may_verify")

    def init(self):
        """Make the one row."""
        view = SQL.identifier(self._table)
        self.env.cr.execute(SQL("CREATE OR REPLACE VIEW %s AS SELECT 1 AS id", view))

    def _compute_display_name(self):
        for health in self:
            health.display_name = self.env._("Health of the ledger")

    def _compute_condition(self):
        found = condition.read(self.env.cr)
        anchored = condition.anchorings(self.env.cr, found.log_id)
        keys = self.env["azdev.ledger.key"]
        for health in self:
            health.log_id = found.log_id
            health.size = found.size
            head = self.env["azdev.ledger.checkpoint"].browse(found.checkpoint_id)
            health.checkpoint_id = head
            health.checkpoint_size = head.size
            health.checkpoint_root = head.root
            health.signed_at = head.signed_at
            health.waiting = self._waiting_in_words(found)
            health.key = keys.search([("log_id", "=", found.log_id)], limit=1).verifier
            health.anchoring_ids = self.env["azdev.ledger.anchoring"].browse(anchored)

    def _waiting_in_words(self, found):
        if not found.uncovered:
            return self.env._("nothing")
        age = in_words(self.env, found.now - (found.uncovered_since or found.now))
        if found.uncovered == 1:
            return self.env._("1 entry, for %(age)s", age=age)
        return self.env._(
            "%(number)s entries, the oldest for %(age)s", number=found.uncovered, age=age
        )

    def _compute_trouble(self):
        now = condition.read(self.env.cr).now
        for health in self:
            code, message = condition.trouble(self.env.cr, health.verification_id, now)
            health.trouble_code = code
            health.trouble_message = message
            health.remedy = code and remedies.remedy(self.env, code)
            quiet = "good" if health.checkpoint_id else "none"
            health.state = "trouble" if code else quiet

    def _compute_guards(self):
        difference = fingerprint.check(self.env.cr)
        for health in self:
            health.guards_intact = not difference
            changed = difference and self.env._("changed: see above")
            health.guards = changed or self.env._("intact")
            health.guards_difference = difference

    def _compute_verification(self):
        last = self.env["azdev.ledger.verification"].search([], limit=1)
        for health in self:
            health.verification_id = last
            health.outcome = last.outcome
            health.verified_at = last.ended_at
            health.verified_entries = last.entries
            health.verification_reason = last.reason
            health.verification_running = self._running_in_words()

    def _running_in_words(self):
        running = verification.running(self.env.cr)
        if running:
            return self.env._(
                "Running: %(done)s of %(total)s entries", done=running.done, total=running.total
            )
        return self._requested() and self.env._("Asked for: it begins in a moment")

    def _compute_may_verify(self):
        for health in self:
            health.may_verify = any(map(self.env.user.has_group, MAY_VERIFY))

    def _cron(self):
        # sudo: who may read the ledger's health needs no right on scheduled actions
        return self.env.ref("ipai_azdev_ica.ir_cron_verify_ledger").sudo()

    def _requested(self):
        # sudo: as above
        triggers = self.env["ir.cron.trigger"].sudo()
        return bool(
            triggers.search_count(
                [("cron_id", "=", self._cron().id), ("call_at", "<=", fields.Datetime.now())],
                limit=1,
            )
        )

    def action_verify(self):
        """Have the whole log verified by the next worker that is free."""
        if not any(map(self.env.user.has_group, MAY_VERIFY)):
            raise AccessError(self.env._("Only auditors and administrators have it verified."))
        if not verification.running(self.env.cr) and not self._requested():
            self._cron()._trigger()
        return RELOAD

    def action_refresh(self):
        """Look again."""
        return RELOAD


class AzdevLedgerAnchoring(models.Model):
    """How long ago it was."""

    _inherit = "azdev.ledger.anchoring"

    age = fields.Char(compute="_compute_age")
    size = fields.Integer(related="checkpoint_id.size")

    def _compute_age(self):
        now = fields.Datetime.now()
        for anchoring in self:
            anchoring.age = in_words(self.env, now - anchoring.anchored_at)


def in_words(env, age):
    """Return a duration as people say it, in the user's language.

    :param timedelta age: negative ones are none
    """
    locale = babel_locale_parse(env.lang or "en_US")
    return format_timedelta(max(age, timedelta()), locale=locale)
