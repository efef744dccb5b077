"""A run as the ledger wants it: stages with attempts, jobs and tasks, as the timeline has them."""

from __future__ import annotations

from ado_answers import (
    BUILD_ID,
    NOW,
    PROJECT,
    STAGE_RECORD,
    SUITE,
    build_path,
    checkpoint,
    stage,
    timeline,
    waiting_azure,
)

from service_hooks.run_facts import read_run_facts

PHASE, JOB, TASK, LOOSE = (f"0000000{n}-aaaa-bbbb-cccc-dddddddddddd" for n in range(1, 5))
EARLIER = {"attempt": 1, "timelineId": LOOSE, "recordId": STAGE_RECORD}


def record(record_id, parent, kind, **more):
    return {"id": record_id, "parentId": parent, "type": kind, "name": kind, **more}


def read(*records):
    azure = waiting_azure()
    azure.answers[build_path("/timeline")] = timeline(*records)
    return read_run_facts(azure.client(), PROJECT, BUILD_ID)


def test_the_tree_of_a_run():
    facts = read(
        record(TASK, JOB, "Task", state="completed", result="succeeded", log={"id": 7}),
        record(JOB, PHASE, "Job", state="completed", result="succeeded", attempt=2, order=1),
        record(PHASE, STAGE_RECORD, "Phase"),
        stage(
            STAGE_RECORD,
            "Production",
            attempt=2,
            state="completed",
            result="succeeded",
            startTime="2026-11-24T11:00:00.1234567Z",
            finishTime="2026-11-24T11:05:00Z",
            previousAttempts=[EARLIER, {}],
        ),
        checkpoint(SUITE, STAGE_RECORD, state="completed"),
    )
    assert facts.build.id == BUILD_ID
    assert facts.read_at == NOW
    (production,) = facts.stages
    assert (production.step.name, production.step.attempt) == ("Production", 2)
    assert (production.step.state, production.step.result) == ("completed", "succeeded")
    assert production.step.started_at < production.step.finished_at
    assert production.suite_ids == (SUITE,)
    assert not production.waits_for_checks
    first, odd = production.earlier_attempts
    assert (first.attempt, first.timeline_id, first.record_id) == (1, LOOSE, STAGE_RECORD)
    assert (odd.attempt, odd.timeline_id) == (1, None)
    (job,) = production.jobs
    assert (job.step.record_id, job.step.attempt) == (JOB, 2)
    assert [(task.name, task.log_id) for task in job.tasks] == [("Task", 7)]


def test_a_job_directly_under_its_stage_is_found():
    (production,) = read(
        stage(STAGE_RECORD, "Production"), record(JOB, STAGE_RECORD, "Job", attempt=0)
    ).stages
    assert [job.step.attempt for job in production.jobs] == [1]
    assert production.suite_ids == ()
    assert not production.waits_for_checks


def test_stages_come_in_their_order_and_waiting_ones_say_so():
    staging, production = read().stages
    assert (staging.step.name, production.step.name) == ("Staging", "Production")
    assert production.waits_for_checks


def test_records_without_id_or_type_are_left_out():
    facts = read({"id": None, "type": "Stage"}, {"id": JOB}, stage(STAGE_RECORD, "Production"))
    assert len(facts.stages) == 1
