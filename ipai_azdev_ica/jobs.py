# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Wake-ups. A job only speeds up what a cron does from our own tables; losing it loses nothing."""

import time

from odoo import SUPERUSER_ID

GATHERING_SECONDS = 1
TRAILING_SECONDS = 2
CHANNELS = {"azdev.callback": "root.azdev_outbox", "azdev.delivery": "root.azdev_inbox"}


class LastWakeUp:
    """When this worker last woke a queue: method -> seconds of the monotonic clock."""

    at: dict = {}


def enqueue(records, method, *args, eta=None, identity_key=None):
    """Run a method of some records in a worker, soon or after `eta` seconds.

    :param records: recordset; the job runs as superuser under an empty context
    :param str method: name of the method
    :param eta: seconds from now
    :param str identity_key: where a job with this key waits already, none is added
    """
    delayable = (
        records.with_user(SUPERUSER_ID)
        .with_context({})  # pylint: disable=context-overridden
        .with_delay(
            channel=CHANNELS[records._name],
            eta=eta,
            identity_key=identity_key,
            description=f"{records._name} {method.strip('_')}",
        )
    )
    getattr(delayable, method)(*args)


def gather(queue, method):
    """Have a queue drained in a second, so that rows which belong together are worked on together.

    :param queue: empty recordset of the queue's model
    :param str method: name of the method that drains it
    """
    now = time.monotonic()
    if now - LastWakeUp.at.get(method, float("-inf")) < GATHERING_SECONDS:
        return
    LastWakeUp.at[method] = now
    enqueue(queue, method, eta=GATHERING_SECONDS, identity_key=f"azdev-gather{method}")
    enqueue(queue, method, eta=TRAILING_SECONDS, identity_key=f"azdev-trailing{method}")


def wake(queue, method, quiet):
    """Have a queue drained: at once, and once more for what comes in meanwhile.

    A job for each row would cost more than storing the row.

    :param queue: empty recordset of the queue's model
    :param str method: name of the method that drains it
    :param float quiet: seconds in which this worker wakes the queue no second time
    """
    now = time.monotonic()
    if now - LastWakeUp.at.get(method, float("-inf")) < quiet:
        return
    LastWakeUp.at[method] = now
    enqueue(queue, method)
    enqueue(queue, method, eta=TRAILING_SECONDS, identity_key=f"azdev-trailing{method}")
