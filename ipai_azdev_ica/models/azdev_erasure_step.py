# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import uuid

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

from ..database import erasure as reach
from ..signer import authenticated_signer


class AzdevErasure(models.Model):
    """Every step of an erasure. Each first updates the row, so that of two at the same time one
    sees the other's result."""

    _inherit = "azdev.erasure"

    @api.model
    def _propose(self, identity, reason, also_known_as=None):
        """Propose to erase a person as whoever authenticated this request; return the request.

        :param identity: the person
        :param str reason: mandatory; should not name the person
        :param str also_known_as: further names to look for, separated by commas
        :raise UserError: when it is refused; the refusal is recorded
        """
        signer = authenticated_signer(self.env)
        identity.check_access("read")
        requests = self._as_superuser()
        identity = identity.with_env(requests.env)
        requests._check_may_act(signer, identity)
        requests._check_not_kept(signer, identity)
        reason, names = (reason or "").strip(), (also_known_as or "").strip()
        requests._check_words(identity, reason, names)
        identifier = str(uuid.uuid4())
        entry = requests._append_step(
            "proposed", identifier, identity, signer, {"reason": reason, "also_known_as": names}
        )
        made = requests._insert(
            {
                "uuid": identifier,
                "identity_id": identity.id,
                "company_id": identity.company_id.id,
                "reason": reason,
                "also_known_as": names or None,
                "state": "proposed",
                "lock_version": 0,
                "proposed_by_id": signer.user_id,
                "proposed_at": entry.recorded_at,
                "proposed_entry_id": entry.id,
            }
        )
        return made.with_env(self.env)

    def _approve(self):
        """Approve as whoever authenticated this request, and erase.

        :raise UserError: when it is refused; the refusal is recorded
        """
        signer, erasure = self._locked_for_signer()
        identity = erasure.identity_id
        erasure._check_may_act(signer, identity)
        erasure._check_second_person(signer)
        erasure._check_not_kept(signer, identity)
        entry = erasure._append_step("approved", erasure.uuid, identity, signer)
        erasure._update(
            {
                "state": "approved",
                "approved_by_id": signer.user_id,
                "approved_at": entry.recorded_at,
                "approved_entry_id": entry.id,
            }
        )
        counts = erasure._erase(identity)
        erasure._close("done", signer, None, counts)

    def _refuse_proposal(self, reason):
        """Refuse what somebody else proposed.

        :param str reason: mandatory
        """
        signer, erasure = self._locked_for_signer()
        erasure._check_may_act(signer, erasure.identity_id)
        erasure._check_second_person(signer)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why you refuse: the reason is mandatory."))
        erasure._close("refused", signer, reason.strip())

    def _cancel(self):
        """Take back one's own proposal."""
        signer, erasure = self._locked_for_signer()
        if signer.user_id != erasure.proposed_by_id.id:
            raise UserError(self.env._("Only who proposed an erasure takes it back."))
        erasure._close("cancelled", signer, None)

    def _locked_for_signer(self):
        """Return who authenticated this request, and the locked, still open row as superuser.

        Nobody may write evidence directly; who acts was taken from the request and is checked by
        the callers.
        """
        self.ensure_one()
        self.check_access("read")
        signer = authenticated_signer(self.env)
        erasure = self._as_superuser()
        erasure.env.cr.execute(
            "UPDATE azdev_erasure SET lock_version = lock_version + 1 WHERE id = %s",
            (erasure.id,),
            log_exceptions=False,
        )
        erasure.invalidate_recordset(flush=False)
        if erasure.state != "proposed":
            raise UserError(
                self.env._(
                    "This erasure is closed: %s.",
                    dict(self._fields["state"]._description_selection(self.env))[erasure.state],
                )
            )
        return signer, erasure

    def _as_superuser(self):
        """Return these records without a context, so that nobody's default or switch applies."""
        return self.with_env(self.env(user=SUPERUSER_ID, context={"lang": self.env.lang}))

    def _append_step(self, step, identifier, identity, signer, texts=None, **numbers):
        return self.env["azdev.ledger.entry"]._append(
            f"erasure.{step}",
            f"erasure:{identifier}",
            {
                "identity": identity.pseudonym,
                "user": signer.user_id,
                "method": signer.method,
                **numbers,
            },
            texts,
        )

    def _erase(self, identity):
        """Erase the person and return how many rows of each kind changed."""
        names = reach.names_of(self.env.cr, identity.id, self.also_known_as)
        self.env.flush_all()
        counts = reach.count(self.env, identity.id, names)
        reach.erase(self.env, self.id, identity.id, names)
        left = {
            name: rows for name, rows in reach.count(self.env, identity.id, names).items() if rows
        }
        if left:
            raise UserError(
                self.env._("Nothing was erased: the person would still be named in %s.", left)
            )
        return counts

    def _close(self, state, signer, reason, numbers=None):
        entry = self._append_step(
            state,
            self.uuid,
            self.identity_id,
            signer,
            {"reason": reason or ""},
            **(numbers or {}),
        )
        self._update(
            {
                "state": state,
                "closed_by_id": signer.user_id,
                "closed_at": entry.recorded_at,
                "closed_entry_id": entry.id,
                "closing_reason": reason,
            }
        )
