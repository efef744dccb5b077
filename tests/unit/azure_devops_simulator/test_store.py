"""The whole organization survives a restart."""

from __future__ import annotations

import dataclasses
import json
import random
import stat

from demo.azure_devops.assembly import build_world, resume
from demo.azure_devops.model import Organization
from demo.azure_devops.store import Store, decode


def test_what_is_stored_reads_back_the_same(play, protected) -> None:
    play.subscribe("build.complete")
    play.check()
    play.odoo = lambda call: 503 if call.purpose == "hook" else 200
    play.queue(stages=protected)
    play.queue(stages=[{"name": "A"}])
    play.advance(5)
    stored = json.loads(json.dumps(dataclasses.asdict(play.organization)))
    assert decode(Organization, stored) == play.organization


def test_timers_fire_after_a_restart(play, protected) -> None:
    play.check(timeout=60)
    run = play.queue(stages=protected)
    stored = decode(Organization, json.loads(json.dumps(dataclasses.asdict(play.organization))))
    world = build_world(stored, "http://127.0.0.1:2", lambda: play.world.now, random.Random(2))
    world.scheduler.advance(3601)
    assert stored.runs[run.id].stage("Production").current.result == "skipped"


def test_calls_that_were_on_their_way_are_repeated_a_minute_after_a_restart(
    play, protected
) -> None:
    play.odoo = lambda call: None
    play.subscribe("ms.vss-pipelines.stage-state-changed-event")
    play.check()
    play.queue(stages=protected)
    before = [(call.purpose, call.reference) for call in play.sent]
    stored = decode(Organization, json.loads(json.dumps(dataclasses.asdict(play.organization))))
    world = build_world(stored, "http://127.0.0.1:2", lambda: play.world.now, random.Random(2))
    resume(world)
    world.scheduler.advance(61)
    assert sorted((call.purpose, call.reference) for call in world.outbox) == sorted(before)


def test_the_file_is_private_and_written_at_most_once_a_second(tmp_path, play) -> None:
    store = Store(tmp_path)
    assert store.load() is None
    assert store.save(play.organization)
    assert not store.save(play.organization)
    assert store.save(play.organization, force=True)
    assert stat.S_IMODE((tmp_path / "organization.json").stat().st_mode) == 0o600
    assert store.load() == play.organization
