"""Finds the stage of a call and its checkpoint in the build's own timeline."""

from __future__ import annotations

from dataclasses import dataclass

from service_hooks.check_call import CheckCall
from service_hooks.errors import FactsMismatch, Mismatch
from service_hooks.records.timeline import CHECKPOINT, STAGE, Timeline, TimelineRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class StageWithCheckpoint:
    """A stage and the record whose id is its check suite's."""

    stage: TimelineRecord
    checkpoint: TimelineRecord


def find_stage(call: CheckCall, timeline: Timeline) -> StageWithCheckpoint:
    """Return the claimed stage with its checkpoint, or raise FactsMismatch.

    A call without a stage (its variable was not expanded) is taken only where the build has a
    single checkpoint. The display name, which the pipeline's author chooses, counts only where
    ADO gives the stage no other name.
    """
    stages = [record for record in timeline.of_type(STAGE) if _is_claimed(call, record, timeline)]
    if len(stages) != 1:
        expected = call.stage or "the only stage with a checkpoint"
        actual = f"{len(stages)} such stages" if stages else None
        raise _mismatch("stage", expected, actual)
    stage = stages[0]
    if call.attempt is not None and stage.attempt != call.attempt:
        raise _older_or_newer_attempt(call.attempt, stage.attempt)
    checkpoints = _checkpoints(stage, timeline)
    if len(checkpoints) != 1:
        actual = f"{len(checkpoints)} checkpoints" if checkpoints else None
        raise _mismatch("checkpoint", f"one under stage {stage.reference_name}", actual)
    return StageWithCheckpoint(stage=stage, checkpoint=checkpoints[0])


def _is_claimed(call: CheckCall, record: TimelineRecord, timeline: Timeline) -> bool:
    if call.stage is None:
        return bool(_checkpoints(record, timeline))
    return (record.reference_name or "").casefold() == call.stage.casefold()


def _checkpoints(stage: TimelineRecord, timeline: Timeline) -> list[TimelineRecord]:
    return [record for record in timeline.children(stage) if record.type == CHECKPOINT]


def _older_or_newer_attempt(claimed: int, actual: int) -> FactsMismatch:
    """Return the mismatch; a newer attempt may be one that the timeline does not show yet."""
    mismatch = Mismatch(
        field="attempt",
        expected=str(claimed),
        actual=str(actual),
        may_appear=claimed == actual + 1,
    )
    return FactsMismatch((mismatch,))


def _mismatch(field: str, expected: str, actual: str | None) -> FactsMismatch:
    return FactsMismatch(
        (Mismatch(field=field, expected=expected, actual=actual, may_appear=actual is None),)
    )
