"""The second look directly before a yes."""

from __future__ import annotations

import pytest
from ado_answers import (
    PLAN,
    build,
    build_path,
    check_run,
    configuration,
    configuration_path,
    suite,
    suite_path,
    waiting_azure,
)
from ado_reading import a_call, mismatches, read, reference

from service_hooks.same_facts import material_facts, same_facts


def test_nothing_changed():
    azure = waiting_azure()
    assert same_facts(material_facts(read(azure)), read(azure, with_authors=False)) == ()


def edited(**inputs):
    changed = configuration()
    changed["settings"]["inputs"].update(inputs)
    return changed


@pytest.mark.parametrize(
    ("path", "answer", "field"),
    [
        (build_path(), build(status="completed", result="canceled"), "build.running"),
        (build_path(), build(status="cancelling"), "build.running"),
        (build_path(), build(sourceVersion="other"), "commit"),
        (build_path(), build(buildNumber="other"), "build_number"),
        (build_path(), build(sourceBranch="other"), "branch"),
        (build_path(), build(definition={"id": 1}), "pipeline_id"),
        (suite_path(), suite(status="timedOut"), "suite.waiting"),
        (suite_path(), suite(check_run(status="bypassed")), "check_run.waiting"),
        (configuration_path(), configuration(isDisabled=True), "configuration.disabled"),
        (configuration_path(), edited(waitForCompletion="false"), "configuration.settings"),
        (configuration_path(), edited(urlSuffix="/elsewhere"), "configuration.settings"),
        (configuration_path(), configuration(timeout=5), "configuration.settings"),
    ],
)
def test_what_changed_since_is_named(path, answer, field):
    azure = waiting_azure()
    before = read(azure)
    azure.answers[path] = answer
    assert [one.field for one in same_facts(material_facts(before), read(azure))] == [field]


def test_a_version_that_moved_on_is_named():
    azure = waiting_azure()
    before = read(azure)
    azure.answers[suite_path()] = suite(check_run(checkConfigurationRef=reference(version=4)))
    azure.answers[configuration_path()] = configuration(version=4)
    found = same_facts(material_facts(before), read(azure))
    assert [(one.field, one.expected, one.actual) for one in found] == [
        ("configuration.version", "3", "4")
    ]


def test_a_mismatch_says_what_was_expected_and_what_is():
    error = mismatches(waiting_azure(), a_call(stage="Invented"))
    assert str(error) == "stage: expected 'Invented', Azure DevOps has nothing"
    assert PLAN not in str(error)
