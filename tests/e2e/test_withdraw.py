"""Withdrawing by clicking: a signer takes back his word, a colleague signs in his place."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.support.api import assert_ok
from tests.support.azure import STAGE, Deployments
from tests.support.browser import Browser, press

WITHDRAW = "Withdraw my signature"
Picture = Callable[[Page, str], object]


def test_a_withdrawn_signature_counts_no_more_and_a_colleague_signs_on_a_phone(
    browser: Browser, deployments: Deployments, picture: Picture
) -> None:
    run, approval = deployments.waiting()
    assert_ok(deployments.sign("technical", approval, "technical"))
    desk = browser.open("technical", f"/azdev/approval/{approval}")
    dialogue = _open_dialogue(desk)
    picture(desk, "desk-dialogue")
    dialogue.get_by_role("button", name="Withdraw", exact=True).click()
    expect(dialogue.locator(".o_field_invalid[name=reason]")).to_be_visible()
    _withdraw(dialogue, "The load test fails since noon.\nLook at it before you sign.")
    expect(desk.get_by_role("button", name=WITHDRAW)).to_have_count(0)
    expect(desk.locator(".alert", has_text="Waiting for")).to_contain_text("technical + business")
    expect(desk.locator(".alert", has_text="a colleague must sign")).to_be_visible()
    picture(desk, "desk-withdrawn")
    desk.get_by_role("tab", name="Signatures").click()
    expect(desk.locator("[name=signature_ids]")).to_contain_text("The load test fails since noon.")
    picture(desk, "desk-signatures")

    state = deployments.state(approval)
    assert (state["status"], state["technical_approval"]) == ("pending", None)
    assert [one["approval_type"] for one in state["withdrawn_approvals"]] == ["technical"]
    assert deployments.azure_devops.stage(run, STAGE)["state"] == "waiting"
    assert_ok(deployments.sign("business", approval, "business"))
    assert deployments.state(approval)["status"] == "pending"
    assert deployments.sign("technical", approval, "technical").status_code == 409

    phone = browser.open("technical2", f"/azdev/approval/{approval}", phone=True)
    banner = phone.locator(".alert", has_text="withdrew the technical signature")
    expect(banner).to_contain_text("The load test fails since noon. Look at it before you sign.")
    _fits_the_screen(phone)
    picture(phone, "phone-next-signer")
    phone.get_by_role("tab", name="Signatures").click()
    expect(phone.locator("[name=signature_ids]")).to_contain_text("because")
    _fits_the_screen(phone)
    phone.locator("[name=signature_ids]").scroll_into_view_if_needed()
    picture(phone, "phone-signatures")
    press(phone, "Approve (technical)")
    phone.get_by_role("button", name="Sign and approve").click()
    expect(phone.locator(".o_notification")).to_contain_text(f"{approval} is approved")
    assert deployments.azure_devops.wait_for(run)["result"] == "succeeded"


def test_withdrawing_on_a_phone_and_not_now(
    browser: Browser, deployments: Deployments, picture: Picture
) -> None:
    _run, approval = deployments.waiting()
    assert_ok(deployments.sign("business", approval, "business"))
    phone = browser.open("business", f"/azdev/approval/{approval}", phone=True)
    _open_dialogue(phone).get_by_role("button", name="Not now").click()
    expect(phone.get_by_role("dialog")).to_have_count(0)
    assert deployments.state(approval)["business_approval"]
    dialogue = _open_dialogue(phone)
    _fits_the_screen(phone)
    picture(phone, "phone-dialogue")
    _withdraw(dialogue, "The budget was cut")
    expect(phone.locator(".alert", has_text="The budget was cut")).to_be_visible()
    _fits_the_screen(phone)
    picture(phone, "phone-withdrawn")
    assert deployments.state(approval)["business_approval"] is None


def _open_dialogue(page: Page) -> Locator:
    press(page, WITHDRAW)
    dialogue = page.get_by_role("dialog")
    expect(dialogue).to_contain_text("A person signs a request once")
    return dialogue


def _withdraw(dialogue: Locator, reason: str) -> None:
    dialogue.locator("[name=reason] textarea").fill(reason)
    dialogue.get_by_role("button", name="Withdraw", exact=True).click()
    expect(dialogue).to_have_count(0)


def _fits_the_screen(page: Page) -> None:
    """Nobody has to scroll sideways on a phone."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]
