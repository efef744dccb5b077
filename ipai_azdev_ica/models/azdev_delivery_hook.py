# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import random
from collections import defaultdict
from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL

from service_hooks.backoff import next_delay
from service_hooks.errors import MalformedCall, Refused, Unavailable
from service_hooks.hook_event import parse_hook_event
from service_hooks.identifiers import Guid
from service_hooks.organization_url import parse_organization_url
from service_hooks.run_facts import read_run_facts

from .. import azure, vault
from ..database import leases
from ..database.cursors import own_transaction
from ..database.retry import LOST_RACE, committed

_logger = logging.getLogger(__name__)

WAITING_HOOK = SQL("state = 'waiting' AND kind = 'hook'")
BATCH = 1000
TRIES = 3
OUTAGE_TRIES = 200


class AzdevDelivery(models.Model):
    """Service hooks: hints that something happened. What happened is read from Azure DevOps."""

    _inherit = "azdev.delivery"

    @api.model
    def _cron_drain(self):
        """Process the hooks that are due, in batches, until none is left."""
        leases.drain(self, WAITING_HOOK, BATCH, "_cron_drain", lambda taken: taken._process_hooks())

    def _process_hooks(self):
        """Read each build that these hooks speak of once, and record what it shows."""
        with own_transaction(self.env) as own:
            builds, checks = own[self._name].browse(self.ids)._sorted_by_subject()
        for (connection_id, build_id), ids in builds.items():
            self._process_build(connection_id, build_id, ids)
        for (connection_id, configuration_id), ids in checks.items():
            self._process_check_update(connection_id, configuration_id, ids)

    def _sorted_by_subject(self):
        """Return {(connection id, build id): delivery ids} and the same by check configuration.

        Hooks that speak of neither are done with: they stay in the inbox as they came.
        """
        builds, checks = defaultdict(list), defaultdict(list)
        for delivery in self:
            event = delivery._parsed_hook()
            if event and event.build_id:
                builds[delivery.connection_id.id, event.build_id].append(delivery.id)
            elif event and event.check_configuration_id:
                subject = delivery.connection_id.id, event.check_configuration_id
                checks[subject].append(delivery.id)
            elif event:
                delivery._update({"state": "done"})
        return builds, checks

    def _parsed_hook(self):
        """Return the event of a hook that speaks of our project, else set the row aside."""
        if self.truncated:
            return self._set_aside("the payload was too large to keep whole")
        try:
            event = parse_hook_event(self._body())
        except MalformedCall as problem:
            return self._set_aside(str(problem))
        if event.project_id and str(event.project_id) != self.connection_id.project_id.lower():
            return self._set_aside("the event is of another project than the connection's")
        if not self._is_of_organization(event.organization.base_url):
            return self._set_aside("the event is of another organization than the connection's")
        return event

    def _is_of_organization(self, base_url):
        """Tell whether an address is of the connection's organization; none at all is no proof."""
        if not base_url:
            return True
        try:
            claimed = parse_organization_url(base_url)
        except ValueError:
            return False
        return claimed == parse_organization_url(self.connection_id.organization_url)

    def _process_build(self, connection_id, build_id, ids):
        """Read a build and record what it shows."""
        with self._retried_later(ids, f"build {build_id}"):
            with own_transaction(self.env) as own:
                connection = own["azdev.connection"].browse(connection_id)
                project = Guid(connection.project_id.lower())
                facts = read_run_facts(azure.client(connection), project, build_id)
                connection._learn("hooks_registered")
            committed(self.env, lambda own: self._record_build(own, connection_id, facts, ids))

    def _record_build(self, own, connection_id, facts, ids):
        connection = own["azdev.connection"].browse(connection_id)
        own["azdev.pipeline.run"]._apply(connection, facts)
        self._finish_hooks(own, ids)

    def _process_check_update(self, connection_id, configuration_id, ids):
        """Look at the check that somebody touched."""
        with (
            self._retried_later(ids, f"check {configuration_id}"),
            own_transaction(self.env) as own,
        ):
            gates = own["azdev.gate"].search(
                [
                    ("connection_id", "=", connection_id),
                    ("configuration_id", "=", configuration_id),
                ]
            )
            gates._look_at_check()
            self._finish_hooks(own, ids)

    @contextmanager
    def _retried_later(self, ids, subject):
        """Try these rows again later when the work on them fails; after a while set them aside."""
        try:
            yield
        except Refused as refusal:
            self._retry_hooks(ids, refusal, tries=TRIES)
        except (Unavailable, vault.VaultError, *LOST_RACE) as trouble:
            self._retry_hooks(ids, trouble, tries=OUTAGE_TRIES)
        except Exception as error:  # pylint: disable=broad-except
            # one bad row must not keep the others back
            _logger.warning("Hooks of %s not processed: %s", subject, type(error).__name__)
            self._retry_hooks(ids, error, tries=TRIES)

    def _finish_hooks(self, own, ids):
        own[self._name].browse(ids)._update({"state": "done", "last_error": None})

    def _retry_hooks(self, ids, trouble, *, tries):
        with own_transaction(self.env) as own:
            for delivery in own[self._name].browse(ids):
                reason = f"{type(trouble).__name__}: {trouble}"[:1000]
                if delivery.tries >= tries:
                    delivery._set_aside(reason)
                else:
                    delay = next_delay(delivery.tries, random=random.random)
                    delivery._update(
                        {"next_try_at": leases.in_seconds(delay), "last_error": reason}
                    )

    def _set_aside(self, reason):
        """Put a row aside for people to look at; the rest goes on."""
        self._update({"state": "set_aside", "last_error": reason[:1000]})
        self.env["azdev.exception"]._open(
            "unreadable_delivery",
            self.connection_id,
            {"reason": reason},
            severity="medium",
            delivery_id=self.id,
        )
