"""PRD 6.2 "Request more info": the approver asks, the requester answers, the request waits."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.support.azure import Deployments
from tests.support.browser import Browser, press


def test_a_question_is_answered_on_the_form(browser: Browser, deployments: Deployments) -> None:
    _run, approval = deployments.waiting()
    asking = browser.open("technical", f"/azdev/approval/{approval}")
    press(asking, "Ask for more information")
    dialogue = asking.get_by_role("dialog")
    expect(dialogue).to_contain_text("Emil Engineer")
    dialogue.locator("[name=question] textarea").fill("Which tables does this touch?")
    dialogue.locator("footer").get_by_role("button").first.click()
    expect(dialogue).to_have_count(0)

    answering = browser.open("engineer", f"/azdev/approval/{approval}")
    press(answering, "Answer the question")
    dialogue = answering.get_by_role("dialog")
    expect(dialogue).to_contain_text("Which tables does this touch?")
    dialogue.locator("[name=answer] textarea").fill("Only the cart.")
    dialogue.get_by_role("button", name="Answer").click()
    expect(dialogue).to_have_count(0)

    asking.reload()
    asking.get_by_role("tab", name="Questions and answers").click()
    expect(asking.locator("[name=message_ids]")).to_contain_text("Only the cart.")
    assert deployments.state(approval)["status"] == "pending"
