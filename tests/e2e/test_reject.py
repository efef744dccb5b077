"""Rejecting by clicking: the reason is mandatory (PRD 6.2)."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.azure import STAGE, Deployments
from tests.support.browser import Browser, press
from tests.support.people import Json2


def test_an_empty_reason_is_an_error_and_a_given_one_fails_the_stage(
    browser: Browser,
    deployments: Deployments,
    auditor: Json2,
    picture: Callable[[Page, str], object],
) -> None:
    run, approval = deployments.waiting()
    page = browser.open("business", f"/azdev/approval/{approval}")
    press(page, "Reject")
    dialogue = page.get_by_role("dialog")
    reason = dialogue.locator("[name=reason] textarea")
    dialogue.get_by_role("button", name="Reject").click()
    expect(dialogue.locator(".o_field_invalid[name=reason]")).to_be_visible()
    picture(page, "empty")
    reason.fill("   ")
    dialogue.get_by_role("button", name="Reject").click()
    complaint = page.get_by_role("dialog").last
    expect(complaint).to_contain_text("the reason is mandatory")
    complaint.locator("footer").get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(1)
    assert deployments.state(approval)["status"] == "pending"
    assert deployments.azure_devops.stage(run, STAGE)["state"] == "waiting"

    reason.fill("Not before the audit is over")
    dialogue.get_by_role("button", name="Reject").click()
    expect(dialogue).to_have_count(0)
    expect(page.locator(".alert-danger")).to_contain_text("Not before the audit is over")
    picture(page, "rejected")
    assert deployments.azure_devops.wait_for(run)["result"] == "failed"
    assert deployments.ledger_run(run)["status"] == "failed"
    row = auditor.one("azdev.approval", [["approval_id", "=", approval]], "rejection_reason")
    assert row["rejection_reason"] == "Not before the audit is over"


def test_not_now_changes_nothing(browser: Browser, deployments: Deployments) -> None:
    _run, approval = deployments.waiting()
    page = browser.open("technical", f"/azdev/approval/{approval}")
    for button in ("Reject", "Approve (technical)"):
        press(page, button)
        page.get_by_role("dialog").get_by_role("button", name="Not now").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
    assert deployments.state(approval)["status"] == "pending"
