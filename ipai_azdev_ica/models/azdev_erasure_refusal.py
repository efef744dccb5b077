# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..database.cursors import own_transaction

GROUPS = ("admin", "compliance")
SHORTEST_NAME = 3


class AzdevErasure(models.Model):
    """Why a person can't be erased now, or not by this user. The database asks the same again."""

    _inherit = "azdev.erasure"

    def _check_may_act(self, signer, identity, groups=GROUPS):
        """Refuse whoever holds no group for it, Odoo's administrators, and the person himself."""
        self.env.cr.execute(
            "SELECT azdev_erasure_hindrance(%s, %s), azdev_holds_group(%s, %s)",
            (signer.user_id, identity.id, signer.user_id, [f"group_azdev_{one}" for one in groups]),
        )
        hindrance, holds = self.env.cr.fetchone()
        if hindrance or not holds:
            self._refuse(signer, identity, self._hindrance_in_words(hindrance or "group"))

    def _check_second_person(self, signer):
        """Refuse one person alone, and two of whom none is a compliance officer."""
        if signer.user_id == self.proposed_by_id.id:
            self._refuse(
                signer,
                self.identity_id,
                self.env._("You proposed this erasure: somebody else must decide."),
            )
        self.env.cr.execute(
            "SELECT bool_or(azdev_holds_group(person, ARRAY['group_azdev_compliance']))"
            " FROM unnest(%s) person",
            ([signer.user_id, self.proposed_by_id.id],),
        )
        if not self.env.cr.fetchone()[0]:
            self._refuse(
                signer,
                self.identity_id,
                self.env._("One of the two must be a compliance officer."),
            )

    def _check_not_kept(self, signer, identity):
        """Refuse while the law, or an open request, wants the person's data."""
        kept = self._kept_because(identity)
        if kept:
            self._refuse(signer, identity, kept)

    def _check_words(self, identity, reason, names):
        if not reason:
            raise UserError(self.env._("Say why the person is to be erased."))
        self.env.cr.execute(
            "SELECT %s ~* azdev_pattern_of(azdev_names_of(%s, %s))", (reason, identity.id, names)
        )
        if self.env.cr.fetchone()[0]:
            raise UserError(self.env._("Don't name the person in the reason."))
        short = [
            name for name in re.split(r"[,;\n]", names) if 0 < len(name.strip()) < SHORTEST_NAME
        ]
        if short:
            raise UserError(
                self.env._(
                    "%(name)r is too short to look for: a name has at least %(letters)s letters.",
                    name=short[0].strip(),
                    letters=SHORTEST_NAME,
                )
            )
        if self.search_count([("identity_id", "=", identity.id), ("state", "=", "proposed")]):
            raise UserError(self.env._("The erasure of this person is proposed already."))

    def _kept_because(self, identity):
        """Return in words why a person can't be erased yet; nothing where he can."""
        self.env.flush_all()
        self.env.cr.execute("SELECT why, until FROM azdev_kept(%s) LIMIT 1", (identity.id,))
        row = self.env.cr.fetchone()
        if not row:
            return None
        why, until = row
        return self._kept_in_words(
            why, until and format_date(self.env, until, date_format="d MMMM y")
        )

    def _kept_in_words(self, why, until):
        done = {
            "requested": self.env._("requested a deployment"),
            "signed": self.env._("signed a request"),
            "withdrew": self.env._("withdrew a signature"),
            "administered": self.env._("changed the set-up or other people's access"),
            "erased": self.env._("took part in an erasure"),
            "held": self.env._("set or lifted a legal hold"),
            "recovered": self.env._("took part in a recovery of the ledger"),
        }
        if why in done:
            return self.env._(
                "This person %(done)s. Evidence of a control is kept for seven years "
                "(GDPR 17(3)(b) and (e)): until %(until)s.",
                done=done[why],
                until=until,
            )
        return {
            "hold": self.env._(
                "A legal hold is set on this person's data. It must be lifted first."
            ),
            "member": self.env._(
                "This person is still a member of a connection. Remove the membership first."
            ),
            "open": self.env._(
                "A run, a request or a message to Azure DevOps that concerns this person is still "
                "open. Try again when it is closed."
            ),
        }[why]

    def _hindrance_in_words(self, hindrance):
        return {
            "administrator": self.env._("A system administrator takes no part in an erasure."),
            "group": self.env._(
                "This is for control plane administrators and compliance officers; "
                "a legal hold is for compliance officers."
            ),
            "self": self.env._("This is about yourself: two other people must decide."),
        }[hindrance]

    def _refuse(self, signer, identity, reason):
        """Record a refusal in a transaction of its own and raise it."""
        env, identity_id, pseudonym = self.env, identity.id, identity.pseudonym

        @env.cr.postrollback.add
        def record_refusal():
            with own_transaction(env) as own:
                own["azdev.ledger.entry"]._append(
                    "erasure.refused",
                    f"identity:{identity_id}",
                    {"identity": pseudonym, "user": signer.user_id, "method": signer.method},
                    {"reason": reason},
                )

        raise UserError(reason)
