# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError

from ..database.leases import NOW


class AzdevApproval(models.Model):
    """Questions and answers about a request (PRD 6.2 "Request more info")."""

    _inherit = "azdev.approval"

    def _ask(self, body):
        """Ask the requester for more information; the request goes on waiting.

        The notice says that there is a question and where, never what: mails and messages are
        copied to places where nobody can erase them.
        """
        message = self._write_message("question", body)
        requester = self.sudo().requester_id.user_id
        if requester:
            # sudo: an approver may not write the requester's mailbox directly
            requester.partner_id.sudo().message_notify(
                partner_ids=requester.partner_id.ids,
                subject=self.env._("More information asked: %s", self.approval_id),
                body=Markup('<a href="/azdev/approval/%s">%s</a>')
                % (self.approval_id, self.env._("Read the question and answer it")),
            )
        return message

    def _answer(self, body):
        """Answer a question."""
        return self._write_message("answer", body)

    def _write_message(self, kind, body):
        self.ensure_one()
        self.check_access("read")
        if not (body or "").strip():
            raise UserError(self.env._("Write what you want to know, or the answer."))
        # sudo: messages are written here only, with the author of the session
        return (
            self.env["azdev.approval.message"]
            .sudo()
            ._insert(
                {
                    "approval_id": self.id,
                    "connection_id": self.sudo().connection_id.id,
                    "company_id": self.sudo().company_id.id,
                    "author_id": self.env.uid,
                    "kind": kind,
                    "body": body.strip(),
                    "written_at": NOW,
                }
            )
        )
