# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Compares the clock that evidence is dated with to that of Azure DevOps."""

MAX_SKEW_SECONDS = 60

# the newest decision that was sent holds both times: when the entry was made, and what the answer
# to it said
SKEW = """
    SELECT extract(epoch FROM recorded_at - (body::jsonb ->> 'server_time')::timestamp)
    FROM (SELECT recorded_at, body FROM azdev_ledger_entry
          WHERE kind = 'callback.sent' ORDER BY id DESC LIMIT 1) newest
    WHERE recorded_at > clock_timestamp() AT TIME ZONE 'UTC' - interval '1 day'
      AND coalesce(body::jsonb ->> 'server_time', '') <> ''
"""


def agrees(cr):
    """Tell whether the database's clock was within a minute of Azure DevOps' when last compared.

    True where there is nothing to compare: no decision was sent within a day.
    """
    cr.execute(SKEW)
    row = cr.fetchone()
    return not row or abs(float(row[0])) <= MAX_SKEW_SECONDS
