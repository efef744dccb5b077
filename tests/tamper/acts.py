"""What is done inside Odoo, each in a forked process: `tests.tamper.forking_odoo` calls these."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.tamper.deployment import approve, deploy, open_request, why_held_back
from tests.tamper.officers import recover

__all__ = [
    "append",
    "approve",
    "deploy",
    "export",
    "open_request",
    "publish",
    "publish_on",
    "record_guards",
    "recover",
    "verify",
    "why_held_back",
    "write_on",
]

Json = dict[str, Any]

EVENT = {"connection": 1, "type": "checklist", "content": "sha256:" + "0" * 64}
RUN = "run:00000000-0000-4000-8000-00000000000a"


def record_guards(env: Any) -> None:
    """Take the guards as they are for the installed ones: a restored template has new ones."""
    env["azdev.guards"]._record()


def publish(env: Any, at: str = "", then: str = "", marks: str = "") -> Json | None:
    """Do a round of the publisher and return what stopped it.

    :param at: `before` or `after` the checkpoint is created in the anchor, `first`, before
        anything is, or `exchange`, before the next key takes the place of the one before
    :param then: what happens there: `die` by SIGKILL, or `wait` until the file `marks`.go is there
    """
    from odoo.addons.ipai_azdev_ica.ledger import publisher

    if at:
        _interrupt(at, _die if then == "die" else lambda: _wait(Path(marks)))
    stopped = publisher.publish(env)
    return stopped and {
        "code": stopped.code,
        "message": str(stopped),
        "tampered": stopped.tampered,
    }


def append(env: Any, count: int = 1, entries: list[list[Any]] | None = None) -> list[str]:
    """Record events of a run, or the entries given as kind, subject and body; return hashes."""
    ledger = env["azdev.ledger.entry"]
    given = entries or [["run.event", RUN, EVENT]] * count
    return [ledger._append(*one).leaf_hash for one in given]


def export(env: Any, folder: str) -> None:
    """Write the log as the database has it, laid out as the HTTP routes are."""
    from odoo.addons.ipai_azdev_ica.ledger import checkpoints, storage

    from ica_ledger import changed_bundles, changed_tiles

    log = storage.current(env.cr)
    head = checkpoints.newest(env.cr, log)
    files = {
        tile.path: storage.resource(env.cr, log, tile.path)
        for tile in (*changed_bundles(0, head.size), *changed_tiles(0, head.size))
    }
    for path, data in (*files.items(), ("checkpoint", head.note.encode())):
        if data is not None:
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def verify(env: Any) -> Json:
    """Verify log and evidence as the daily cron does, and return what was recorded of it."""
    verification = env["azdev.ledger.verification"]
    verification._cron_verify()
    env.cr.rollback()
    made = verification.search([], limit=1)
    return {"outcome": made.outcome, "findings": (made.findings or "").splitlines()}


def write_on(env: Any, known: str, seed: int) -> None:
    """Record entries until killed, in transactions of any size that end in any order.

    What a commit has confirmed is written to the file `known`; some transactions roll back.
    """
    chance = random.Random(seed)
    with Path(known).open("a") as said:
        while True:
            with env.registry.cursor() as cr:
                own = env(cr=cr)
                hashes = append(own, chance.randint(1, 5))
                time.sleep(chance.uniform(0, 0.05))
                if chance.random() < 0.2:
                    cr.rollback()
                    continue
                cr.commit()
            said.writelines(f"{one}\n" for one in hashes)
            said.flush()


def publish_on(env: Any) -> Json | None:
    """Do one round after the other until killed, or until something stops it."""
    while not (stopped := publish(env)):
        pass
    return stopped


def _interrupt(at: str, happen: Callable[[], None]) -> None:
    from odoo.addons.ipai_azdev_ica.ledger import signing_key

    from ica_ledger.anchors.directory import DirectoryAnchor

    create = DirectoryAnchor.create

    def interrupted(anchor: DirectoryAnchor, path: str, data: bytes) -> None:
        is_checkpoint = "/checkpoints/" in path
        if at == "first" or (at == "before" and is_checkpoint):
            happen()
        create(anchor, path, data)
        if at == "after" and is_checkpoint:
            happen()

    if at == "exchange":
        signing_key.take_next = happen
    anchor_class: Any = DirectoryAnchor
    anchor_class.create = interrupted


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _wait(marks: Path) -> None:
    marks.with_suffix(".waits").touch()
    end = time.monotonic() + 60
    while not marks.with_suffix(".go").exists() and time.monotonic() < end:
        time.sleep(0.02)
