# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from service_hooks.check_facts import Binding
from service_hooks.errors import FactsMismatch, Mismatch
from service_hooks.readback import read_check_facts

from .. import azure


class AzdevDelivery(models.Model):
    """What Azure DevOps says about a check call when it is asked."""

    _inherit = "azdev.delivery"

    def _read_facts(self, call, *, with_authors=True):
        """Read the facts behind the call back from Azure DevOps.

        Once a call of this connection has named its check run, every call must: without the name
        the binding rests on there being one candidate only.
        """
        connection = self.connection_id
        facts = azure.with_credentials(
            connection,
            self.dedupe_key,
            lambda client: read_check_facts(
                client,
                call,
                with_authors=with_authors,
                require_identifier=connection.calls_name_their_check,
            ),
        )
        if facts.binding is Binding.IDENTIFIER:
            connection._learn("calls_name_their_check")
        return facts

    def _check_plan_is_new(self, call, facts):
        """Refuse a plan that called before for another build, stage or attempt."""
        earlier = self.env["azdev.approval"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("call_key", "=like", f"{call.plan_id}/%"),
            ]
        )
        seen = {(one.build_id, one.stage, one.attempt) for one in earlier}
        present = (facts.build.id, facts.stage.name, facts.stage.attempt)
        if seen - {present}:
            raise FactsMismatch(
                (Mismatch(field="plan_id", expected=str(sorted(seen)[0]), actual=str(present)),)
            )

    def _requester(self, facts):
        """Return who queued the run; nobody where Azure DevOps names nobody."""
        person = facts.build.requested_for or facts.build.requested_by
        identities = self.env["azdev.identity"]
        return identities._of_person(self.company_id, person) if person else identities
