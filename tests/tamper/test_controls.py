"""A log in perfect order that holds what must not have happened (threat H7)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tamper.control_plane import ControlPlane

Entries = list[tuple[str, str, dict[str, Any]]]


def _forged(plane: ControlPlane, signatures: int, signer: str = "") -> tuple[str, Entries]:
    """Return a request with one real signature, and entries that let it be approved."""
    made = plane.do("open_request")
    subject = f"approval:{made['number']}"
    told = {"connection": made["connection"], "approval": made["number"], "result": "succeeded"}
    decided = {
        "connection": made["connection"],
        "dossier": made["dossier"],
        "signatures": [made["signature"]][:signatures],
    }
    return made["number"], [
        ("approval.approved", subject, decided),
        ("callback.sent", "callback:77", {**told, "gone": False}),
    ]


@pytest.mark.parametrize(
    ("signatures", "has"),
    [
        (1, "it has 1 of 2 required signers, the business one is missing"),
        (0, "it has 0 of 2 required signers, the business and technical one is missing"),
    ],
)
def test_an_approval_that_lacks_signatures(plane: ControlPlane, signatures: int, has: str) -> None:
    number, entries = _forged(plane, signatures)
    plane.append(*entries)
    assert plane.publish() is None, "the log itself is in order"
    assert plane.verify("--tree-only").code == 0
    verdict = plane.verify()
    assert (verdict.code, f"{number} is approved, but {has}" in verdict.text) == (1, True), (
        verdict.text
    )


def test_a_yes_without_a_decision(plane: ControlPlane) -> None:
    number, (_approved, told) = _forged(plane, 1)
    plane.append(told)
    assert plane.publish() is None
    verdict = plane.verify()
    assert verdict.code == 1
    assert f"Azure DevOps was told yes, but {number} is not decided" in verdict.text
