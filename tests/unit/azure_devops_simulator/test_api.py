"""Single operations of the REST API, where they have traps."""

from __future__ import annotations

import json

from demo.azure_devops import bodies, ids, runs
from demo.azure_devops.kinds import APPROVAL


def test_the_password_of_a_service_connection_reads_back_as_null_and_survives_a_put(play) -> None:
    number = play.connection()
    path = f"serviceendpoint/endpoints/{number}"
    document = play.rest("GET", path).body
    assert document["authorization"]["parameters"] == {"username": "gate", "password": None}
    document["url"] = "http://new.example"
    assert play.rest("PUT", path, document, project=False).status == 200
    stored = play.organization.endpoints[number].document
    assert stored["url"] == "http://new.example"
    assert stored["authorization"]["parameters"]["password"] == "pw"


def test_the_password_of_a_subscription_is_masked_and_survives_a_put(play) -> None:
    subscription = play.subscribe("build.complete")
    path = f"hooks/subscriptions/{subscription.id}"
    document = play.rest("GET", path, project=False).body
    assert document["consumerInputs"]["basicAuthPassword"] == "********"
    assert play.rest("PUT", path, document, project=False).status == 200
    assert subscription.document["consumerInputs"]["basicAuthPassword"] == "pw"


def test_a_subscription_header_with_a_space_in_its_value_is_refused(play) -> None:
    subscription = play.subscribe("build.complete")
    document = json.loads(json.dumps(subscription.document))
    document["consumerInputs"]["httpHeaders"] = "Authorization:Bearer xyz"
    answer = play.rest("POST", "hooks/subscriptions", document, project=False)
    assert answer.status == 400


def test_settings_of_checks_show_only_when_asked_for(play) -> None:
    play.check()
    query = {"resourceType": "environment", "resourceId": "12"}
    (bare,) = play.rest("GET", "pipelines/checks/configurations", query=query).body["value"]
    query["$expand"] = "settings"
    (full,) = play.rest("GET", "pipelines/checks/configurations", query=query).body["value"]
    assert "settings" not in bare
    assert full["settings"]["inputs"]["waitForCompletion"] == "true"


def test_checks_of_many_resources_are_found_by_one_query(play) -> None:
    play.check()
    play.check(resource_id="13")
    body = [{"type": "environment", "id": "12"}, {"type": "environment", "id": "13"}]
    found = play.rest("POST", "pipelines/checks/queryconfigurations", body).body
    assert found["count"] == 2


def test_headers_and_body_of_a_check_have_at_most_2000_characters(play) -> None:
    body = bodies.rest_check(play.connection(), body="x" * 2001)
    assert play.rest("POST", "pipelines/checks/configurations", body).status == 400


def test_the_checkpoint_record_is_the_suite_and_hangs_under_its_stage(play, protected) -> None:
    play.check()
    run = play.queue(stages=protected)
    records = play.rest("GET", f"build/builds/{run.id}/timeline").body["records"]
    stage = next(r for r in records if r["type"] == "Stage")
    checkpoint = next(r for r in records if r["type"] == "Checkpoint")
    check = next(r for r in records if r["type"] == "Checkpoint.TaskCheck")
    assert checkpoint["id"] == run.stage("Production").current.suite_id
    assert checkpoint["parentId"] == stage["id"] == ids.record_id("Production", 1)
    assert (check["parentId"], check["id"]) == (checkpoint["id"], play.check_run(run).id)


def test_the_suite_names_run_stage_and_attempt(play, protected) -> None:
    play.check()
    run = play.queue(stages=protected)
    suite_id = run.stage("Production").current.suite_id
    suite = play.rest("GET", f"pipelines/checks/runs/{suite_id}").body
    context = suite["context"]
    assert context["OrchestrationId"] == f"{run.plan_id}.production.1.checkpoint"
    assert context["Pipeline"]["Owner"]["Id"] == run.id
    assert context["GraphNode"] == {
        "Id": ids.record_id("Production", 1),
        "Name": "Production",
        "Attempt": 1,
    }
    assert suite["checkRuns"][0]["checkConfigurationRef"]["resource"]["id"] == "12"


def test_a_check_can_be_bypassed_with_pascal_case_and_numbers(play, protected) -> None:
    play.check()
    run = play.queue(stages=protected)
    path = f"pipelines/checks/runs/{run.stage('Production').current.suite_id}"
    body = {"Action": 1, "CheckId": play.check_run(run).id}
    answer = play.rest("PATCH", path, body)
    assert answer.body["checkRuns"][0]["status"] == "bypassed"
    assert answer.body["checkRuns"][0]["modifiedBy"]["displayName"] == "Ada Administrator"
    assert answer.body["status"] == "approved"


def test_past_attempts_have_a_timeline_of_their_own(play) -> None:
    run = play.queue(stages=[{"name": "A", "jobs": [{"name": "a", "result": "failed"}]}])
    play.advance(2)
    runs.retry_stage(play.world, run, "A")
    path = f"build/builds/{run.id}/timeline"
    stage = next(r for r in play.rest("GET", path).body["records"] if r["type"] == "Stage")
    (previous,) = stage["previousAttempts"]
    assert (stage["attempt"], previous["attempt"]) == (2, 1)
    old = play.rest("GET", f"{path}/{previous['timelineId']}").body["records"]
    old_stage = next(r for r in old if r["type"] == "Stage")
    assert (old_stage["id"], old_stage["result"]) == (previous["recordId"], "failed")


def test_an_unknown_timeline_is_answered_with_204(play) -> None:
    run = play.queue()
    path = f"build/builds/{run.id}/timeline/11111111-1111-4111-8111-111111111111"
    assert play.rest("GET", path).status == 204


def test_a_stage_can_be_cancelled_and_retried(play, protected) -> None:
    play.check()
    run = play.queue(stages=protected)
    path = f"build/builds/{run.id}/stages/Production"
    assert play.rest("PATCH", path, {"state": "cancel"}).status == 200
    assert run.stage("Production").current.result == "canceled"
    assert play.rest("PATCH", path, {"state": "retry", "forceRetryAllJobs": False}).status == 200
    assert run.stage("Production").current.attempt == 2
    assert play.rest("PATCH", path, {"state": "retry"}).status == 400


def test_builds_are_filtered_and_paged(play) -> None:
    for pipeline in ("web-shop", "billing-api", "web-shop"):
        play.queue(pipeline=pipeline, stages=[{"name": "A"}])
        play.advance(10)
    found = play.rest("GET", "build/builds", query={"definitions": "5", "$top": "1"})
    assert [build["id"] for build in found.body["value"]] == [1003]
    token = found.headers["x-ms-continuationtoken"]
    query = {"definitions": "5", "$top": "1", "continuationToken": token}
    assert [b["id"] for b in play.rest("GET", "build/builds", query=query).body["value"]] == [1001]
    query = {"minTime": "2100-01-01T00:00:00Z"}
    assert play.rest("GET", "build/builds", query=query).body["count"] == 0


def test_feed_logs_and_records_of_a_plan(play, protected) -> None:
    play.check()
    run = play.queue(stages=protected)
    plan = play.organization.plans[play.check_run(run).plan_id]
    base = f"distributedtask/hubs/checks/plans/{plan.id}"
    feed = {
        "startLine": None,
        "endLine": None,
        "value": ["waiting for Tessa", "x" * 2000],
        "count": 2,
    }
    records = f"{base}/timelines/{plan.id}/records"
    assert play.rest("POST", f"{records}/{plan.job_id}/feed", feed).status == 204
    assert [len(line) for line in plan.feed] == [17, 1024]
    log = play.rest("POST", f"{base}/logs", {"path": f"logs\\{plan.task_id}"}).body
    assert play.rest("POST", f"{base}/logs/{log['id']}", "line").body["lineCount"] == 1
    patch = {"value": [{"id": plan.task_id, "log": {"id": log["id"]}, "attempt": 1}], "count": 1}
    changed = play.rest("PATCH", records, patch).body["value"]
    assert (changed[0]["id"], changed[0]["log"]) == (plan.task_id, {"id": log["id"]})
    read = play.rest("GET", records).body["value"]
    assert [record["type"] for record in read] == ["Job", "Task"]


def test_properties_are_typed_and_shown_in_a_build_only_when_asked_for(play) -> None:
    run = play.queue()
    patch = [{"op": "add", "path": "/ica.status", "value": "pending"}]
    path = f"build/builds/{run.id}"
    assert play.rest("PATCH", f"{path}/properties", patch).status == 200
    assert play.rest("GET", path).body["properties"] == {}
    shown = play.rest("GET", path, query={"propertyFilters": "ica.status"}).body["properties"]
    assert shown == {"ica.status": {"$type": "System.String", "$value": "pending"}}
    refused = [{"op": "add", "path": "/x", "value": {}}]
    assert play.rest("PATCH", f"{path}/properties", refused).status == 400


def test_tags_are_swapped_in_one_call(play) -> None:
    run = play.queue()
    path = f"build/builds/{run.id}/tags"
    play.rest("POST", path, ["ica-pending"])
    swap = {"tagsToAdd": ["ica-approved"], "tagsToRemove": ["ica-pending"]}
    assert play.rest("PATCH", path, swap).body["value"] == ["ica-approved"]


def test_logs_are_read_by_line(play) -> None:
    run = play.queue(stages=[{"name": "A", "jobs": [{"name": "a", "log": "one\ntwo"}]}])
    play.advance(2)
    path = f"build/builds/{run.id}/logs"
    assert play.rest("GET", path).body["value"][0]["lineCount"] == 4
    text = play.rest("GET", f"{path}/1", query={"startLine": "2", "endLine": "3"}).body
    assert [line.split(" ")[1] for line in text.splitlines()] == ["one", "two"]


def test_deployment_records_name_build_stage_and_attempt(play) -> None:
    run = play.queue()
    play.advance(5)
    path = "pipelines/environments/12/environmentdeploymentrecords"
    (record,) = play.rest("GET", path).body["value"]
    assert (record["owner"]["id"], record["stageName"], record["stageAttempt"]) == (
        run.id,
        "Production",
        1,
    )


def test_notifications_can_be_queried_over_many_subscriptions(play) -> None:
    first = play.subscribe("build.complete")
    play.subscribe("build.complete")
    play.queue(stages=[{"name": "A"}])
    play.advance(2)
    query = {"subscriptionIds": [first.id], "resultType": "succeeded", "includeDetails": True}
    found = play.rest("POST", "hooks/notificationsquery", query, project=False).body
    (notification,) = found["results"]
    assert notification["details"]["event"]["eventType"] == "build.complete"
    assert notification["details"]["consumerInputs"]["basicAuthPassword"] == "********"


def test_an_approval_is_decided_by_its_approver_only(play, protected) -> None:
    me = play.organization.identities["administrator"].id
    body = {
        "type": {"id": APPROVAL},
        "settings": {"approvers": [{"id": me}], "instructions": "Look twice"},
        "timeout": 60,
        "resource": {"type": "environment", "id": "12"},
    }
    play.subscribe("ms.vss-pipelinechecks-events.approval-pending")
    play.subscribe("ms.vss-pipelinechecks-events.approval-completed")
    assert play.rest("POST", "pipelines/checks/configurations", body).status == 200
    run = play.queue(stages=protected)
    (approval,) = play.rest("GET", "pipelines/approvals", query={"state": "pending"}).body["value"]
    decision = [{"approvalId": approval["id"], "status": "approved", "comment": "fine"}]
    assert play.rest("PATCH", "pipelines/approvals", decision).status == 200
    assert play.rest("PATCH", "pipelines/approvals", decision).status == 403
    play.advance(2)
    assert run.result == "succeeded"
    pending, completed = play.events()
    assert pending["resource"]["approval"]["status"] == "pending"
    assert completed["resource"]["approval"]["status"] == "approved"
    assert "project" not in pending["resourceContainers"]
