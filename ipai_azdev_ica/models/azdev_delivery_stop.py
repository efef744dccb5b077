# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import models

from service_hooks.errors import Refused, Unavailable
from service_hooks.identifiers import Guid
from service_hooks.records.timeline import CHECKPOINT, STAGE

from .. import azure

_logger = logging.getLogger(__name__)

GONE = 404
FORBIDDEN = (401, 403)
KIND = "check_changed"
TRIES = 60


class AzdevDelivery(models.Model):
    """The stage behind a check that is no longer the verified one is cancelled (threat F4).

    A check flipped to ApiResponse took our acknowledgement for a yes, so its stage may run.
    """

    _inherit = "azdev.delivery"

    def _stop_stage(self, call, differences, stage=None):
        """Refuse the call with an exception, and cancel its stage, again and again if need be.

        :param dict differences: what is not as it was verified
        :param str stage: its name, where it was read back; else all guarded stages of the build
        """
        self._refuse_call(call, KIND, differences)
        try:
            self._cancel_stages(call, stage)
        except Unavailable as trouble:
            # refused already, but the stage runs on: the call stays in hand
            self._update({"state": "waiting"})
            self._postpone_check(call, trouble, tries=TRIES)

    def _is_to_be_stopped(self):
        """Tell whether the call was refused and the cancellation has not arrived yet."""
        found = self.env["azdev.exception"].search_count(
            [("delivery_id", "=", self.id), ("kind", "=", KIND)], limit=1
        )
        return bool(found)

    def _cancel_stages(self, call, stage=None):
        """Cancel what the changed check let pass and set the call aside.

        :raise Unavailable: when Azure DevOps gives no answer
        """
        names = [stage] if stage else self._guarded_stages(call)
        for name in names:
            try:
                self._ask(
                    lambda client, name=name: client.cancel_stage(
                        call.project_id, call.build_id, stage=name
                    )
                )
            except Refused as refusal:
                self._not_cancelled(name, refusal)
        self._update({"state": "set_aside", "last_error": KIND})

    def _not_cancelled(self, name, refusal):
        """Tell people where our credential may not cancel; a stage that has ended needs no help."""
        _logger.warning("Stage %s behind check call %s not cancelled: %s", name, self.id, refusal)
        if refusal.status in FORBIDDEN:
            self.env["azdev.exception"]._open(
                "undeliverable",
                self.connection_id,
                {"stage": name, "cancel": str(refusal)},
                severity="critical",
                delivery_id=self.id,
            )

    def _guarded_stages(self, call):
        """Return the unfinished stages of the build that a check guards.

        Which of them the call names is not asked: whoever changed the check also wrote its body.
        """
        try:
            timeline = self._ask(lambda client: client.get_timeline(call.project_id, call.build_id))
        except Refused as refusal:
            self._not_cancelled(call.stage or "", refusal)
            return []
        guarded = {record.parent_id for record in timeline.of_type(CHECKPOINT)}
        return [
            record.reference_name or record.name
            for record in timeline.of_type(STAGE)
            if record.id in guarded and record.state != "completed"
        ]

    def _changed_checks(self):
        """Return gate -> differences of all checks of the connection that are not as verified.

        :raise Unavailable: when Azure DevOps gives no answer
        """
        client = azure.client(self.connection_id)
        project = Guid(self.connection_id.project_id.lower())
        changed = {}
        for gate in self.connection_id.gate_ids.filtered("configuration_id"):
            try:
                configuration = client.get_check_configuration(project, gate.configuration_id)
            except Refused as refusal:
                differences = {"check": [gate.configuration_id, None]}
                changed[gate.key] = differences if refusal.status == GONE else {}
            else:
                changed[gate.key] = gate._differences(configuration)
        return {key: differences for key, differences in changed.items() if differences}

    def _ask(self, work):
        return azure.with_credentials(self.connection_id, self.dedupe_key, work)
