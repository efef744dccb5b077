"""Signing by clicking: the technical approver at a desk, the business approver on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.azure import STAGE, Deployments
from tests.support.browser import Browser, press


def test_two_people_sign_and_the_stage_goes_on(
    browser: Browser, deployments: Deployments, picture: Callable[[Page, str], object]
) -> None:
    run, approval = deployments.waiting()

    desk = _find_in_the_list(browser, approval)
    _shows_what_is_asked(desk, run, approval)
    picture(desk, "form")
    press(desk, "Approve (technical)")
    dialogue = desk.get_by_role("dialog")
    expect(dialogue).to_contain_text("You approve as technical approver")
    expect(dialogue).to_contain_text(run["commit"])
    picture(desk, "dialogue")
    dialogue.get_by_role("button", name="Sign and approve").click()
    expect(desk.locator(".o_notification")).to_contain_text("Signed. Now waiting for")
    expect(desk.get_by_role("button", name="Approve (technical)")).to_have_count(0)
    assert deployments.azure_devops.stage(run, STAGE)["state"] == "waiting"

    phone = browser.open("business", "/odoo/azdev-to-sign", phone=True)
    phone.locator(".o_kanban_record", has_text=approval).click()
    expect(phone.get_by_role("heading", name=approval)).to_be_visible()
    _fits_the_screen(phone)
    picture(phone, "phone")
    press(phone, "Approve (business)")
    picture(phone, "phone-dialogue")
    phone.get_by_role("button", name="Sign and approve").click()
    expect(phone.locator(".o_notification")).to_contain_text(f"{approval} is approved")

    assert deployments.azure_devops.wait_for(run)["result"] == "succeeded"
    assert deployments.ledger_run(run)["status"] == "success"
    deployments.reaches(approval, lambda state: state["delivery"] == "confirmed")
    desk.reload()
    expect(desk.get_by_role("status")).to_contain_text("Approved, and confirmed by Azure DevOps")
    picture(desk, "approved")


def test_the_same_person_finds_no_second_button(browser: Browser, deployments: Deployments) -> None:
    _run, approval = deployments.waiting()
    deployments.sign("technical", approval, "technical")
    page = browser.open("technical", f"/azdev/approval/{approval}")
    expect(page.get_by_role("heading", name=approval)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Approve|Reject"))).to_have_count(0)


def test_the_requester_reads_and_finds_no_button(
    browser: Browser, deployments: Deployments
) -> None:
    _run, approval = deployments.waiting()
    page = browser.open("engineer", "/odoo/azdev-my-requests")
    page.locator(".o_data_row", has_text=approval).click()
    expect(page.get_by_role("heading", name=approval)).to_be_visible()
    expect(page.get_by_role("status").first).to_contain_text("Waiting for")
    expect(page.get_by_role("button", name=re.compile("Approve|Reject"))).to_have_count(0)


def _find_in_the_list(browser: Browser, approval: str) -> Page:
    """Go from the login page through the menu to the request."""
    page = browser.page()
    page.goto("/web/login")
    expect(page).to_have_title(re.compile("Login|Odoo"))
    browser.log_in(page, "technical")
    page.locator(".o_navbar_apps_menu button").click()
    page.get_by_role("menuitem", name="Azure DevOps").click()
    expect(page.locator(".o_searchview")).to_contain_text("Mine to sign")
    row = page.locator(".o_data_row", has_text=approval)
    expect(row).to_contain_text("Production")
    row.click()
    expect(page).to_have_title(re.compile(re.escape(approval)))
    return page


def _shows_what_is_asked(page: Page, run: dict[str, object], approval: str) -> None:
    """PRD 6.2: target, pipeline and run with a link, cost, checklist with sources, who asked."""
    form = page.locator(".o_form_view")
    expect(form.get_by_role("heading", name=approval)).to_be_visible()
    for text in ("Production", "web-shop", str(run["number"]), "Emil Engineer", "unknown"):
        expect(form).to_contain_text(text)
    link = form.get_by_role("link", name="Open the run in Azure DevOps")
    expect(link).to_have_attribute("href", re.compile(rf"buildId={run['id']}$"))
    facts = form.locator(".o_azdev_facts")
    expect(facts).to_contain_text("read from Azure DevOps")
    expect(facts).to_contain_text(str(run["commit"]))
    for label in ("Target", "Environment", "Stage", "Branch", "Commit", "Requester", "Deadline"):
        expect(form.get_by_text(label, exact=True).first).to_be_visible()


def _fits_the_screen(page: Page) -> None:
    """Nobody has to scroll sideways on a phone."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]
