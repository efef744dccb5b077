# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, models

from ..database import erasure as reach
from ..display import plain


class AzdevErasure(models.Model):
    """What people see before they decide: how much would be erased, and what can't be reached."""

    _inherit = "azdev.erasure"

    @api.model
    def _preview_html(self, identity, also_known_as):
        """Return a table of how many rows of each kind would change.

        Only numbers leave; whoever asks may not read all of these rows.

        :param identity: the person
        :param str also_known_as: further names to look for
        """
        everything = self._as_superuser()
        names = reach.names_of(everything.env.cr, identity.id, also_known_as)
        self.env.flush_all()
        counts = reach.count(everything.env, identity.id, names)
        rows = Markup().join(
            Markup("<tr><td>%s</td><td class='text-end'>%s</td></tr>") % (words, counts[kind])
            for kind, words in self._kinds_in_words().items()
            if counts.get(kind)
        )
        if not rows:
            none = self.env._("Nothing names this person.")
            rows = Markup("<tr><td>%s</td><td></td></tr>") % none
        return Markup("<table class='table table-sm mb-0'><tbody>%s</tbody></table>") % rows

    @api.model
    def _unreachable_html(self, identity):
        """Return the list of copies that stay."""
        items = [
            self.env._("Azure DevOps itself: its runs, commits, comments and user"),
            self.env._("backups and replicas, until they are overwritten"),
            self.env._("exported bundles and reports that somebody keeps"),
            self.env._("mails and chat messages that were sent"),
            self.env._("server and proxy logs, until they are rotated"),
            self.env._("names that administrators gave to gates and connections"),
        ]
        # sudo: a name that the reader of the identity sees already
        user = identity.sudo().user_id
        if user:
            items.insert(
                0,
                self.env._(
                    "the Odoo user %s with contact and messages: anonymize and archive it in Odoo",
                    plain(user.name),
                ),
            )
        return Markup("<ul class='mb-0'>%s</ul>") % Markup().join(
            Markup("<li>%s</li>") % item for item in items
        )

    def _kinds_in_words(self):
        return {
            "identities": self.env._("Identity: name, e-mail, Entra id, descriptor, Odoo user"),
            "runs": self.env._("Runs: who started them; names in branch, number or pipeline"),
            "events": self.env._("Events of runs: names in what pipelines claimed"),
            "approvals": self.env._(
                "Requests: names in dossier, branch, stage, reason; the dossier's salt"
            ),
            "signatures": self.env._(
                "Signatures: own comment and IP address, names in others' comments"
            ),
            "withdrawals": self.env._(
                "Withdrawals: own reason and IP address, names in others' reasons"
            ),
            "messages": self.env._("Questions and answers: own ones, names in others'"),
            "callbacks": self.env._("Lines told to Azure DevOps: names in them"),
            "exceptions": self.env._("Exceptions: names in the evidence"),
            "deliveries": self.env._("Stored bodies that Azure DevOps sent: the whole body"),
            "openings": self.env._(
                "Salts and texts behind entries of the ledger: both, the entry stays"
            ),
            "recoveries": self.env._("Recoveries of the ledger: names in the reason"),
            "erasures": self.env._("This request and earlier ones: further names"),
            "holds": self.env._("Legal holds: names in the reason"),
            "dialogues": self.env._("Dialogues that Odoo has not cleared yet"),
            "notes": self.env._("Failed jobs and Odoo's log table: names in them"),
        }
