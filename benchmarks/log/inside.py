"""Inside Odoo, in processes of their own: a log by the real sequencer and publisher.

`python -m benchmarks.log.inside grow CONFIG ENTRIES YEAR` makes a log longer,
`python -m benchmarks.log.inside measure CONFIG SHORT WRITES PROOFS` measures a long one and
compares it with another database. Both print what they found as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from benchmarks.log import year
from benchmarks.log.filling import fill
from benchmarks.log.proving import prove
from benchmarks.log.writing import write_in_turns


def grow(config: str, entries: str, number: str) -> dict[str, Any]:
    """Write so many entries of a year into the log of a database, and publish it."""
    with _environment(config) as env:
        # a copied or restored template has other versions of its guards, as in devtools.provision
        env["azdev.guards"]._record()
        _publish(env)
        made = islice(year.rows(datetime.now(UTC), int(number)), int(entries))
        filling = _seconds(lambda: _fill(env, made))
        batches: list[tuple[int, float]] = []
        sequencing = _seconds(lambda: _sequence(env, batches))
        publishing = _seconds(lambda: _publish(env))
        return {
            "filling": filling,
            "sequencing": sequencing,
            "batches": batches,
            "publishing": publishing,
            **_identity(env),
        }


def measure(config: str, short: str, writes: str, proofs: str) -> dict[str, Any]:
    """Write into this and a short log's database in turns, publish that, and prove entries."""
    with _environment(config) as env:
        name = env.cr.dbname
        writing = write_in_turns({"short": short, "long": name}, int(writes))
        publishing = _seconds(lambda: _publish(env))
    return {"writing": writing, "round": publishing, "proving": prove(name, int(proofs))}


@contextmanager
def _environment(config: str) -> Iterator[Any]:
    import odoo.api
    import odoo.modules.registry
    import odoo.tools

    odoo.tools.config.parse_config(["-c", config, "--no-http", "--workers=0"])
    registry = odoo.modules.registry.Registry(odoo.tools.config["db_name"][0])
    with registry.cursor() as cursor:
        yield odoo.api.Environment(cursor, odoo.api.SUPERUSER_ID, {})


def _fill(env: Any, rows: Any) -> None:
    fill(env.cr, rows)
    # the triggers were off, and a log whose guards were off would be reported
    env["azdev.guards"]._record()
    env.cr.commit()


def _sequence(env: Any, batches: list[tuple[int, float]]) -> None:
    """Give all entries their place, with a commit for each batch, and note how long each took."""
    from odoo.addons.ipai_azdev_ica.database.cursors import own_transaction, read_committed
    from odoo.addons.ipai_azdev_ica.ledger import sequencer, storage

    count = sequencer.BATCH
    while count == sequencer.BATCH:
        begun = time.perf_counter()
        with own_transaction(env) as own:
            read_committed(own)
            count = sequencer.sequence(own.cr, storage.current(own.cr))
        batches.append((count, time.perf_counter() - begun))


def _publish(env: Any) -> None:
    """Do a round of the log. Raises SystemExit when the log stopped."""
    from odoo.addons.ipai_azdev_ica.ledger import publisher

    env.cr.commit()
    stopped = publisher.publish(env)
    if stopped:
        raise SystemExit(f"the log stopped: {stopped}")


def _identity(env: Any) -> dict[str, Any]:
    from odoo.addons.ipai_azdev_ica.ledger import keys, storage

    log = storage.current(env.cr)
    return {"size": log.size, "origin": log.origin, "key": str(keys.verifiers(env.cr, log)[0])}


def _seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


COMMANDS: dict[str, Callable[..., dict[str, Any]]] = {"grow": grow, "measure": measure}

if __name__ == "__main__":
    json.dump(COMMANDS[sys.argv[1]](*sys.argv[2:]), sys.stdout)
