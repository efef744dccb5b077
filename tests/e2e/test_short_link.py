"""The short link that chat messages carry leads to the form, through the login page."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.api import Api
from tests.support.browser import Browser


def test_it_leads_through_the_login_to_the_form(browser: Browser, api: Api) -> None:
    approval = api.asked()
    page = browser.page(phone=True)
    page.goto(f"/azdev/approval/{approval}")
    expect(page).to_have_url(re.compile("/web/login"))
    browser.log_in(page, "technical")
    expect(page.get_by_role("heading", name=approval)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/odoo/azdev-approvals/\d+"))
    # Facts that nobody read back are marked as such.
    expect(page.get_by_role("status").last).to_contain_text("claimed by whoever called the API")


def test_an_unknown_number_is_explained(browser: Browser) -> None:
    page = browser.page()
    page.goto("/azdev/approval/APR-1999-001")
    browser.log_in(page, "technical")
    expect(page.get_by_role("heading", name="No such approval")).to_be_visible()
    page.get_by_role("link", name="See my approvals").click()
    expect(page.locator(".o_action_manager .o_list_view")).to_be_visible()
