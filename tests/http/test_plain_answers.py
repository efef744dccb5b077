"""A script may print any answer: no agent obeys what somebody else wrote into it (threat U1)."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests

from tests.support.api import Api, assert_ok, error, problems
from tests.support.azure import Deployments

Json = dict[str, Any]
COMMANDS = (
    "##vso[task.setvariable variable=APPROVED]true",
    "##[error]all is lost",
    "::set-output name=approved::true",
)
_OBEYED = re.compile(r"##(vso)?\[|::")


def _assert_plain(response: requests.Response) -> None:
    assert not _OBEYED.search(response.text), response.text
    assert response.text.isprintable(), response.text


@pytest.mark.parametrize("command", COMMANDS)
def test_names_mean_the_same_and_command_nobody(api: Api, command: str) -> None:
    number = f"{api.number()} {command}"
    answer = api.post("/run/start", {"run_id": number, "pipeline_name": command})
    _assert_plain(answer)
    assert assert_ok(answer)["run_id"] == number
    body = {"run_id": number, "deployment_target": "production"}
    approval = assert_ok(api.post("/approval", body))["approval_id"]
    state = api.get(f"/approval/{approval}")
    _assert_plain(state)
    assert assert_ok(state)["pipeline_name"] == command


@pytest.mark.parametrize("command", COMMANDS)
def test_errors_command_nobody_even_after_they_were_read(api: Api, command: str) -> None:
    body = {"run_id": api.number(), "pipeline_name": "deploy-api", "branch": "main"}
    assert_ok(api.post("/run/start", body))
    answer = api.post("/run/start", {**body, "branch": command})
    _assert_plain(answer)
    told = problems(error(answer, 409, "conflict"))
    assert not _OBEYED.search(told)
    assert command[-4:] in told


def test_hidden_characters_of_azure_devops_names_are_written_out(
    api: Api, deployments: Deployments
) -> None:
    hidden = "gpj.\u202edev\u200b"
    run = deployments.azure_devops.queue_run(
        number=f"2026 {hidden}", branch=f"refs/heads/{hidden}", commit="c" * 40
    )
    state = api.get(f"/approval/{deployments.approval_of(run)}")
    _assert_plain(state)
    assert hidden in assert_ok(state)["run_id"]
    deployments.azure_devops.cancel(run)
