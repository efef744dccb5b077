"""Deliveries of service hooks: the figures of Microsoft's troubleshooting page."""

from __future__ import annotations

import base64
import json

import pytest

from demo.azure_devops import deliveries, hooks
from demo.azure_devops.world import Reply

RUN_STATE = hooks.RUN_STATE
MINUTE = 60


@pytest.fixture
def subscription(play):
    """Hears of completed runs only."""
    return play.subscribe(RUN_STATE, runStateId="Completed")


def complete_a_run(play):
    run = play.queue(stages=[{"name": "A"}])
    play.advance(2)
    return run


def test_a_delivery_carries_basic_auth_and_the_subscription_id(play, subscription) -> None:
    complete_a_run(play)
    (call,) = play.calls("hook")
    assert call.headers["X-VSS-SubscriptionId"] == subscription.id
    assert base64.b64decode(call.headers["Authorization"].split()[1]) == b"ado:pw"
    event = json.loads(call.body)
    assert (event["subscriptionId"], event["notificationId"]) == (subscription.id, 1)


def test_own_headers_are_sent(play, subscription) -> None:
    subscription.document["consumerInputs"]["httpHeaders"] = "X-One:1\nX-Two:2"
    complete_a_run(play)
    headers = play.calls("hook")[0].headers
    assert (headers["X-One"], headers["X-Two"]) == ("1", "2")


def test_success_completes_the_notification(play, subscription) -> None:
    complete_a_run(play)
    (notification,) = subscription.notifications
    assert (notification.status, notification.result) == ("completed", "succeeded")
    assert subscription.last_success == notification.created


@pytest.mark.parametrize("status", [408, 502, 503, 504])
def test_transient_failures_are_retried_eight_times_in_183_seconds(
    play, subscription, status
) -> None:
    play.odoo = lambda call: status
    complete_a_run(play)
    play.advance(183)
    assert len(play.calls("hook")) == 9
    assert subscription.status == "onProbation"


def test_a_transient_failure_that_passes_leaves_no_trace(play, subscription) -> None:
    answers = iter([503, 503, 200])
    play.odoo = lambda call: next(answers)
    complete_a_run(play)
    play.advance(3)
    assert subscription.status == "enabled"
    assert subscription.notifications[0].result == "succeeded"


def test_each_attempt_has_its_own_activity_id(play, subscription) -> None:
    answers = iter([503, 200])
    play.odoo = lambda call: next(answers)
    complete_a_run(play)
    play.advance(2)
    ids = [call.headers["X-VSS-ActivityId"] for call in play.calls("hook")]
    assert len(set(ids)) == 2
    assert {event["notificationId"] for event in play.events()} == {1}


@pytest.mark.parametrize(
    "reply", [Reply(500), Reply(404), Reply(401), Reply(None, problem="refused")]
)
def test_one_enduring_failure_is_enough_for_probation(play, subscription, reply) -> None:
    play.odoo = lambda call: reply
    complete_a_run(play)
    assert subscription.status == "onProbation"


def test_on_probation_new_events_are_lost(play, subscription) -> None:
    play.odoo = lambda call: 500
    complete_a_run(play)
    complete_a_run(play)
    assert len(subscription.notifications) == 1
    assert subscription.lost_events == 1


def test_only_the_failed_notification_is_retried_and_its_success_ends_probation(
    play, subscription
) -> None:
    play.odoo = lambda call: 500
    complete_a_run(play)
    play.odoo = lambda call: 200
    play.advance(20 * MINUTE)
    assert subscription.status == "enabled"
    assert subscription.notifications[0].result == "succeeded"
    complete_a_run(play)
    assert len(subscription.notifications) == 2


def test_seven_failed_retries_in_36_hours_disable_the_subscription(play, subscription) -> None:
    play.odoo = lambda call: 500
    complete_a_run(play)
    begun = play.world.now
    times = []
    for wait in deliveries.PROBATION_WAITS:
        play.advance(wait)
        times.append(play.world.now - begun)
    assert len(play.calls("hook")) == 8
    assert [round(t / MINUTE) for t in times] == [20, 60, 140, 300, 620, 1260, 2160]
    assert subscription.status == "disabledBySystem"
    play.advance(36 * 60 * MINUTE)
    assert len(play.calls("hook")) == 8


def test_gone_disables_at_once(play, subscription) -> None:
    play.odoo = lambda call: 410
    complete_a_run(play)
    assert subscription.status == "disabledBySystem"
    complete_a_run(play)
    assert len(play.calls("hook")) == 1


def test_a_payload_over_two_megabytes_is_not_sent(play) -> None:
    subscription = play.subscribe(RUN_STATE, runStateId="Completed")
    play.queue(stages=[{"name": "A"}], changes=[{"author": "engineer", "message": "x" * 2_200_000}])
    play.advance(2)
    assert play.calls("hook") == []
    assert subscription.notifications[0].result == "failed"


def test_history_is_kept_for_seven_days(play, subscription) -> None:
    complete_a_run(play)
    play.advance(8 * 24 * 60 * MINUTE)
    complete_a_run(play)
    assert [n.id for n in subscription.notifications] == [2]


def test_deliveries_can_be_duplicated_dropped_and_reordered_on_request(play, subscription) -> None:
    play.world.faults.hooks.duplicate = 1
    complete_a_run(play)
    play.world.faults.hooks.drop = 1
    complete_a_run(play)
    play.world.faults.hooks.hold = 2
    complete_a_run(play)
    complete_a_run(play)
    assert [event["notificationId"] for event in play.events()] == [1, 1]
    assert deliveries.release(play.world) == 2
    play.settle()
    assert [event["notificationId"] for event in play.events()] == [1, 1, 4, 3]


def test_a_resource_is_shown_as_it_is_when_it_is_sent(play, protected) -> None:
    play.subscribe(hooks.STAGE_STATE, stageStateId="Waiting")
    play.check()
    answers = iter([503, 200])
    play.odoo = lambda call: 200 if call.purpose == "check" else next(answers)
    run = play.queue(stages=protected)
    play.complete_task(run, "succeeded")
    play.advance(1)
    assert [event["resource"]["stage"]["state"] for event in play.events()] == [
        "waiting",
        "running",
    ]


def test_filters_are_compared_without_case_and_empty_ones_let_pass(play) -> None:
    play.subscribe(RUN_STATE, runStateId="", pipelineId="5")
    play.subscribe(RUN_STATE, pipelineId="6")
    play.subscribe(RUN_STATE, runResultId="Failed")
    play.subscribe(RUN_STATE, projectId="11111111-1111-4111-8111-111111111111")
    complete_a_run(play)
    assert [e["resource"]["run"]["state"] for e in play.events()] == ["inProgress", "completed"]


def test_the_events_of_a_gated_run_in_their_order(play, protected) -> None:
    for event_type in hooks.EVENT_TYPES:
        play.subscribe(event_type)
    play.check()
    run = play.queue(stages=protected)
    play.complete_task(run, "succeeded")
    play.advance(2)
    number = run.number
    assert [event["message"]["text"] for event in play.events()] == [
        "Check 1 was updated.",
        f"Run {number} inProgress.",
        f"Run {number} stage Production waiting.",
        f"Run {number} stage Production running.",
        f"Run {number} stage Production job Deploy running.",
        f"Run {number} stage Production job Deploy succeeded.",
        f"Run {number} stage Production succeeded.",
        f"Run {number} succeeded.",
        f"Build {number} succeeded",
    ]


def test_the_stage_event_tells_no_attempt_and_repeats_the_stage_id_across_runs(play) -> None:
    play.subscribe(hooks.STAGE_STATE, stageStateId="Completed")
    complete_a_run(play)
    complete_a_run(play)
    first, second = (event["resource"]["stage"] for event in play.events())
    assert first["id"] == second["id"]
    assert "attempt" not in first


def test_details_can_be_left_out(play) -> None:
    subscription = play.subscribe(RUN_STATE, runStateId="Completed")
    subscription.document["consumerInputs"] |= {
        "resourceDetailsToSend": "none",
        "messagesToSend": "text",
        "detailedMessagesToSend": "none",
    }
    complete_a_run(play)
    (event,) = play.events()
    assert "resource" not in event
    assert "detailedMessage" not in event
    assert list(event["message"]) == ["text"]
