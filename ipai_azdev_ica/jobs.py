# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Wake-ups. A job only speeds up what a cron does from our own tables; losing it loses nothing."""

import time
from datetime import timedelta

from odoo import SUPERUSER_ID

BURST_SECONDS = 0.2
SLOTS_AHEAD = 2
# hooks have a channel of their own: however many come, no check and no decision waits behind them
CHANNELS = {
    "_cron_drain": "root.azdev_inbox",
    "_cron_process_checks": "root.azdev_checks",
    "_process_check": "root.azdev_checks",
    "_cron_deliver": "root.azdev_outbox",
    "_deliver": "root.azdev_outbox",
}


class LastWakeUp:
    """When this worker last woke a queue: method -> seconds, and method -> slot."""

    at: dict = {}
    slot: dict = {}


def enqueue(records, method, eta=None, identity_key=None):
    """Run a method of some records in a worker, soon or after `eta` seconds.

    :param records: recordset; the job runs as superuser under an empty context
    :param str method: name of the method
    :param eta: seconds from now, or a timedelta
    :param str identity_key: where a job with this key waits already, none is added
    """
    delayable = (
        records.with_user(SUPERUSER_ID)
        .with_context({})  # pylint: disable=context-overridden
        .with_delay(
            channel=CHANNELS[method],
            eta=eta,
            identity_key=identity_key,
            description=f"{records._name} {method.strip('_')}",
        )
    )
    getattr(delayable, method)()


def gather(queue, method):
    """Have a queue drained within two seconds; rows of one second are worked on together.

    A job for each row would cost more than storing the row. The job of a second of the clock has
    a name of its own, so that no earlier one, about to start, passes for it.

    :param queue: empty recordset of the queue's model
    :param str method: name of the method that drains it
    """
    now = time.time()
    slot = int(now) + SLOTS_AHEAD
    if LastWakeUp.slot.get(method) == slot:
        return
    LastWakeUp.slot[method] = slot
    eta = timedelta(seconds=slot - now)
    enqueue(queue, method, eta=eta, identity_key=f"azdev{method}-{slot}")


def wake(queue, method):
    """Have a queue drained at once, and once more for what comes in meanwhile."""
    now = time.time()
    if now - LastWakeUp.at.get(method, 0.0) >= BURST_SECONDS:
        LastWakeUp.at[method] = now
        enqueue(queue, method)
    gather(queue, method)
