# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Wake-ups. A job only speeds up what a cron does from our own tables; losing it loses nothing."""

from odoo import SUPERUSER_ID


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
            channel="root.azdev",
            eta=eta,
            identity_key=identity_key,
            description=f"{records._name} {method.strip('_')}",
        )
    )
    getattr(delayable, method)(*args)
