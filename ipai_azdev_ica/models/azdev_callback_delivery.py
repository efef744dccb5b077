# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import logging
import random

from odoo import api, models
from odoo.tools import SQL

from service_hooks.backoff import next_delay
from service_hooks.callback import CompletionOutcome
from service_hooks.confirm import CheckOutcome, check_outcome
from service_hooks.errors import FactsMismatch, Refused, Unavailable
from service_hooks.identifiers import Guid
from service_hooks.plain_line import plain_line
from service_hooks.readback import read_check_facts
from service_hooks.same_facts import same_facts

from .. import azure, jobs, vault
from ..checks.call_record import load_call
from ..database import leases
from ..database.cursors import own_transaction
from ..database.retry import committed
from ..ledger import publisher

_logger = logging.getLogger(__name__)

LINE_TRIES = 5
GIVE_UP_HOURS = 24 * 30
DUE = SQL("state IN ('waiting', 'sent')")
MEANS = {"succeeded": CheckOutcome.APPROVED, "failed": CheckOutcome.REJECTED}


class AzdevCallback(models.Model):
    """Delivery of the outbox: send, read the truth back, repeat until Azure DevOps confirms."""

    _inherit = "azdev.callback"

    @api.model
    def _cron_deliver(self):
        """Deliver what is due, whether or not a job still knows of it."""
        leases.drain(self, DUE, 1, "_cron_deliver", lambda taken: taken._attempt())

    def _deliver(self):
        """Deliver these rows now, unless somebody else has them in hand."""
        for callback_id in self.ids:
            condition = SQL("%s AND id = %s", DUE, callback_id)
            leases.take(self, condition, limit=1, rescue="_cron_deliver")._attempt()

    def _attempt(self):
        """Try once; the rows are taken already."""
        for callback_id in self.ids:
            try:
                committed(
                    self.env, lambda own, row=callback_id: own[self._name].browse(row)._try_once()
                )
            except Exception as error:  # pylint: disable=broad-except
                # an error of ours must not end the tries: somebody waits for this decision
                _logger.exception("Callback %s could not be delivered", callback_id)
                with own_transaction(self.env) as own:
                    own[self._name].browse(callback_id)._postpone(error)

    def _try_once(self):
        try:
            self._exchange()
        except (Unavailable, Refused, vault.VaultError) as trouble:
            self._postpone(trouble)

    def _exchange(self):
        call = load_call(self.call)
        azure.with_credentials(
            self.connection_id, self.call_key, lambda client: self._tell(client, call)
        )

    def _tell(self, client, call):
        if self.kind == "line":
            client.append_feed(call.target, [self.text])
            self._update({"state": "confirmed", "confirmed_at": leases.NOW, "sent_at": leases.NOW})
            return
        if self.state == "waiting":
            if self.result == "succeeded":
                self._check_recorded()
                if not self._still_true(client, call):
                    return
            self._explain(client, call)
            outcome = client.post_task_completed(call.target, succeeded=self.result == "succeeded")
            self._record_sent(outcome)
        self._confirm(client, call)

    def _check_recorded(self):
        """Hold a yes back until the ledger's signed head covers the decision."""
        reason = publisher.held_back(self.env, self.approval_id.decision_entry_id.id)
        if reason:
            raise Unavailable(f"Held back: {reason}")

    def _explain(self, client, call):
        """Leave the reason in the check's log; an explanation that fails never holds a decision."""
        try:
            client.append_feed(call.target, [self.text])
            log_id = client.create_log(call.target)
            client.append_log(call.target, log_id, lines=[self.text])
            client.attach_log(call.target, log_id)
        except (Unavailable, Refused) as trouble:
            _logger.info("callback %s: no log line in Azure DevOps: %s", self.id, trouble)

    def _still_true(self, client, call):
        """Read the facts again directly before a yes; replace it by a no when they changed."""
        approval = self.approval_id
        approval._lock()
        try:
            now = read_check_facts(
                client,
                call,
                with_authors=False,
                require_identifier=self.connection_id.calls_name_their_check,
            )
            found = same_facts(json.loads(approval.material_facts), now)
        except FactsMismatch as mismatch:
            found = mismatch.mismatches
        changed = {one.field: [one.expected, one.actual or ""] for one in found}
        outcome = approval._decide_now().outcome.value
        if outcome != "approved":
            changed["signatures"] = ["approved", outcome]
        if not changed:
            return True
        outcome = self._read_outcome(client, call)
        if outcome is CheckOutcome.APPROVED:
            # an earlier yes arrived without our hearing of it
            self._settle("confirmed", outcome)
        elif outcome is not CheckOutcome.WAITING:
            # Azure DevOps has stopped asking: there is nobody left to refuse
            self._settle("late", outcome)
        else:
            self._replace_by_refusal(changed)
        return False

    def _replace_by_refusal(self, changed):
        approval = self.approval_id
        self._update({"state": "void", "last_error": "facts changed"})
        self.env["azdev.exception"]._open(
            "changed_since_approval", self.connection_id, changed, approval_id=approval.id
        )
        reason = self.env._("Facts changed after approval: %s", ", ".join(sorted(changed)))
        approval._set_status("cancelled", reason, reason)

    def _record_sent(self, outcome):
        values = {"state": "sent", "sent_at": leases.NOW, "next_try_at": leases.in_seconds(2)}
        self._update(values)
        self._append_entry(
            "callback.sent",
            {"gone": outcome is CompletionOutcome.GONE, "server_time": azure.server_time()},
        )

    def _confirm(self, client, call):
        outcome = self._read_outcome(client, call)
        if outcome is None or outcome is MEANS[self.result]:
            self._settle("confirmed", outcome)
        elif outcome is CheckOutcome.WAITING:
            # accepted but without effect so far: the next try sends it again
            self._update({"state": "waiting"})
            self._postpone(Unavailable("Azure DevOps shows the check still waiting"))
        elif self.result == "failed" and outcome is CheckOutcome.FAILED:
            self._settle("confirmed", outcome)
        else:
            self._settle("late", outcome)

    def _read_outcome(self, client, call):
        """Return what became of the check run; None for a refused call that named no known one."""
        if not self.approval_id:
            return None
        known = json.loads(self.approval_id.material_facts)
        suite = client.get_check_suite(call.project_id, Guid(known["suite"]))
        return check_outcome(suite, Guid(known["check_run"]))

    def _settle(self, state, outcome):
        """End the delivery: Azure DevOps has confirmed, or can't take a decision any more."""
        self._update(
            {
                "state": state,
                "confirmed_at": leases.NOW,
                "last_error": None if state == "confirmed" else outcome.value,
            }
        )
        vault.drop(self.env.cr, azure.token_name(self.connection_id, self.call_key))
        self._append_entry(f"callback.{state}", {"outcome": outcome.value if outcome else ""})

    def _postpone(self, trouble):
        """Try again later; a line is dropped after a few tries, a decision after a month."""
        [(too_old,)] = self.env.execute_query(
            SQL(
                "SELECT created_at < %s FROM azdev_callback WHERE id = %s",
                leases.in_seconds(-3600 * GIVE_UP_HOURS),
                self.id,
            )
        )
        if too_old or (self.kind == "line" and self.tries >= LINE_TRIES):
            self._give_up(trouble)
            return
        delay = next_delay(
            self.tries, random=random.random, retry_after=getattr(trouble, "retry_after", None)
        )
        self._update(
            {"next_try_at": leases.in_seconds(delay), "last_error": plain_line(str(trouble))}
        )
        jobs.enqueue(self, "_deliver", eta=int(delay) + 1)

    def _give_up(self, trouble):
        self._update({"state": "failed", "last_error": plain_line(str(trouble))})
        if self.kind == "decision":
            self.env["azdev.exception"]._open(
                "undeliverable",
                self.connection_id,
                {"error": str(trouble)},
                severity="critical",
                approval_id=self.approval_id.id,
            )

    def _append_entry(self, kind, body):
        self.env["azdev.ledger.entry"]._append(
            kind,
            f"callback:{self.id}",
            {
                "connection": self.connection_id.id,
                "approval": self.approval_id.approval_id or "",
                "result": self.result,
                **body,
            },
        )
