"""The auditor sees the run ledger with its events as a tree, and can change nothing."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.azure import Deployments
from tests.support.browser import Browser


def test_the_run_ledger_shows_a_deployment_and_offers_no_edit(
    browser: Browser, deployments: Deployments
) -> None:
    run, approval = deployments.waiting()
    deployments.approve(approval)
    deployments.ledger_run(run)
    page = browser.open("auditor", "/odoo/azdev-approvals")
    page.get_by_role("menuitem", name="Runs").or_(page.get_by_role("link", name="Runs")).click()
    expect(page).to_have_title(re.compile("Runs"))
    page.locator(".o_data_row", has_text=str(run["number"])).first.click()
    form = page.locator(".o_form_view")
    expect(form).to_contain_text("Success")
    for step in ("Build", "Compile", "Production", "Deploy"):
        expect(form.get_by_role("row", name=f"{step} completed succeeded")).to_be_visible()
    for name in ("New", "Save", "Delete"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    expect(form.locator("input:enabled, textarea:enabled")).to_have_count(0)
