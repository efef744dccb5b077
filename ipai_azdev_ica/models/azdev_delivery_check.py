# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import logging
import random

from odoo import api, models
from odoo.tools import SQL

from service_hooks.backoff import next_delay
from service_hooks.check_call import parse_check_call
from service_hooks.errors import FactsMismatch, Refused, Unavailable
from service_hooks.organization_url import parse_organization_url
from service_hooks.same_facts import material_facts

from .. import jobs, vault
from ..checks.call_record import call_key, dump_call
from ..checks.facts import shown_facts
from ..database import leases
from ..database.cursors import own_transaction
from ..database.retry import committed

_logger = logging.getLogger(__name__)

WAITING = SQL("state = 'waiting'")
WAITING_CHECK = SQL("state = 'waiting' AND kind = 'check'")
SETTLE_TRIES = 4
TRIES = 3
OUTAGE_TRIES = 60


class AzdevDelivery(models.Model):
    """A check call becomes a request for approval once Azure DevOps has confirmed its facts."""

    _inherit = "azdev.delivery"

    @api.model
    def _cron_process_checks(self):
        """Process the check calls that are due, whether or not a job still knows of them."""
        leases.drain(
            self, WAITING_CHECK, 1, "_cron_process_checks", lambda taken: taken._attempt_check()
        )

    def _process_check(self):
        """Process this check call now, unless somebody else has it in hand."""
        condition = SQL("%s AND id = %s", WAITING, self.id)
        leases.take(self, condition, limit=1, rescue="_cron_process_checks")._attempt_check()

    def _attempt_check(self):
        for delivery_id in self.ids:
            try:
                committed(
                    self.env, lambda own, row=delivery_id: own[self._name].browse(row)._check()
                )
            except Exception as error:  # pylint: disable=broad-except
                # an error of ours must neither keep the others back nor let a check wait for ever
                _logger.exception("Check call %s could not be processed", delivery_id)
                with own_transaction(self.env) as own:
                    delivery = own[self._name].browse(delivery_id)
                    delivery._postpone_check(delivery._parsed_call(), error, tries=TRIES)

    def _check(self):
        call = self._parsed_call()
        try:
            if self._is_to_be_stopped():
                self._cancel_stages(call)
            else:
                self._open_or_stop(call)
        except (Unavailable, Refused, vault.VaultError) as trouble:
            self._postpone_check(call, trouble, tries=OUTAGE_TRIES)

    def _open_or_stop(self, call):
        """Open the request; where Azure DevOps contradicts, look whether a check was changed."""
        try:
            with self.env.cr.savepoint():
                self._open_approval(call)
        except (FactsMismatch, Refused) as contradiction:
            changed = self._changed_checks()
            if changed:
                self._stop_stage(call, {"call": str(contradiction), **changed})
            elif isinstance(contradiction, FactsMismatch):
                self._mismatch(call, contradiction)
            else:
                raise

    def _parsed_call(self):
        return parse_check_call(
            json.loads(self.headers),
            self._body(),
            organization_url=parse_organization_url(self.connection_id.organization_url),
        )

    def _open_approval(self, call):
        """Read the facts back and open the request that they describe."""
        facts = self._read_facts(call)
        self._check_plan_is_new(call, facts)
        gate = self.env["azdev.gate"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("resource_type", "=", facts.resource.type),
                ("resource_id", "=", str(facts.resource.id)),
            ]
        )
        if not gate:
            self._refuse_call(
                call,
                "unknown_gate",
                {"resource": f"{facts.resource.type} {facts.resource.id}"},
            )
            return
        differences = gate._differences(facts.configuration)
        if differences:
            self._stop_stage(call, differences, facts.stage.name)
            return
        requester = self._requester(facts)
        run = self.env["azdev.pipeline.run"]._of_build(
            self.connection_id, facts.build, facts.stage.attempt, requester
        )
        cost = run._claimed_cost()
        approval = self.env["azdev.approval"]._open(
            run,
            gate,
            requester,
            shown_facts(facts) + run._claimed_facts(),
            {
                "cost_known": cost is not None,
                "estimated_cost": cost or 0,
                "source": "check",
                "facts_verified": True,
                "content_hash": self.content_hash,
                "call_key": self.dedupe_key,
                "call": dump_call(call),
                "material_facts": json.dumps(material_facts(facts)),
                "build_id": facts.build.id,
                "stage": facts.stage.name,
                "attempt": facts.stage.attempt,
                "commit": facts.build.commit or None,
                "branch": facts.build.branch or None,
            },
        )
        if approval:
            line = f"{approval.approval_id}: waiting for {approval.waiting_for} approval"
            self.env["azdev.callback"]._say(approval, line)
        self._update({"state": "done", "last_error": None})

    def _mismatch(self, call, mismatch):
        """Refuse a call that Azure DevOps contradicts; first wait for what may still appear."""
        if mismatch.may_settle and self.tries < SETTLE_TRIES:
            self._postpone_check(call, mismatch, tries=SETTLE_TRIES)
            return
        self._refuse_call(
            call,
            "facts_mismatch",
            {one.field: [one.expected, one.actual] for one in mismatch.mismatches},
        )

    def _refuse_call(self, call, kind, evidence):
        self.env["azdev.exception"]._open(
            kind, self.connection_id, evidence, severity="critical", delivery_id=self.id
        )
        self.env["azdev.callback"]._queue_call(
            self.connection_id,
            call_key(call),
            dump_call(call),
            {
                "kind": "decision",
                "result": "failed",
                "text": f"Refused: {kind.replace('_', ' ')} ({', '.join(sorted(evidence))})",
            },
        )
        self._update({"state": "set_aside", "last_error": kind})

    def _postpone_check(self, call, trouble, *, tries):
        """Ask again later; what can't be read back after so many tries is refused."""
        if self.tries >= tries:
            self._refuse_call(call, "unreadable_delivery", {"error": str(trouble)})
            return
        delay = next_delay(
            self.tries, random=random.random, retry_after=getattr(trouble, "retry_after", None)
        )
        self._update({"next_try_at": leases.in_seconds(delay), "last_error": str(trouble)[:1000]})
        jobs.enqueue(self, "_process_check", eta=int(delay) + 1)
