"""Erasing a person by clicking: one proposes, another approves on a phone, nothing names him."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from devtools.testing import Served
from tests.support.api import Api
from tests.support.azure import Deployments
from tests.support.browser import Browser, press
from tests.support.canary import Canary
from tests.support.ledger import Ledger
from tests.support.people import Json2, People

Json = dict[str, Any]
Picture = Callable[[Page, str], object]
NAME = "Kanarienvogel Qwertzuiop"
EMAIL = "kanarienvogel.qwz@nowhere.example"
ALIAS = "kvqwz"
PROPOSER = "privacy"


@pytest.fixture(scope="module")
def person(people: People, deployments: Deployments) -> int:
    """Return the identity of an author who never acted, named by what Azure DevOps told."""
    _make_proposer(people)
    changes = [{"author": NAME, "email": EMAIL, "message": f"Fix by {NAME}"}]
    run, approval = deployments.waiting(branch=f"refs/heads/users/{ALIAS}/fix", changes=changes)
    deployments.approve(approval)
    deployments.reaches(approval, lambda found: found["delivery"] == "confirmed")
    deployments.ledger_run(run)
    values = {"name": NAME, "email": EMAIL}
    (made,) = _call(people, PROPOSER, "azdev.identity", "create", [values])
    return int(made)


def _make_proposer(people: People) -> None:
    """Make an administrator of the control plane who is none of Odoo's."""
    password = secrets.token_urlsafe(12)
    group = _call(
        people,
        "admin",
        "ir.model.data",
        "search_read",
        [["module", "=", "ipai_azdev_ica"], ["name", "=", "group_azdev_admin"]],
        ["res_id"],
    )
    values = {
        "name": "Paula Privacy",
        "login": "paula@example.com",
        "password": password,
        "group_ids": [[4, group[0]["res_id"]]],
    }
    _call(people, "admin", "res.users", "create", [values])
    people.add(PROPOSER, values["login"], password)


def _call(people: People, who: str, model: str, method: str, *arguments: Any) -> Any:
    answer = people.call_kw(who, model, method, *arguments)
    assert "error" not in answer, answer
    return answer["result"]


def test_two_people_erase_a_third(
    browser: Browser,
    person: int,
    served: Served,
    api: Api,
    people: People,
    auditor: Json2,
    picture: Picture,
) -> None:
    ledger = Ledger(served, api, people["auditor"]["api_key"], auditor)
    canary = Canary({"name": NAME, "e-mail": EMAIL, "alias": ALIAS})
    assert _places(canary, served) >= {"azdev_approval", "azdev_delivery", "azdev_ledger_opening"}
    earlier = ledger.proof_of(kind="approval.approved")

    desk = browser.open(PROPOSER, f"/odoo/azdev.identity/{person}")
    press(desk, "Erase this person")
    dialogue = desk.get_by_role("dialog")
    expect(dialogue).to_contain_text("Stored bodies that Azure DevOps sent")
    dialogue.locator("[name=also_known_as] textarea").fill(ALIAS)
    dialogue.locator("[name=reason] textarea").fill("Asked for it by letter")
    expect(dialogue).to_contain_text("backups and replicas")
    picture(desk, "desk-propose")
    dialogue.get_by_role("button", name="Propose").click()
    expect(desk.locator(".alert", has_text="Waiting for a second person")).to_be_visible()
    expect(desk.get_by_role("button", name="Decide")).to_have_count(0)
    picture(desk, "desk-proposed")
    erasure = desk.url.rpartition("/")[2].partition("?")[0]

    phone = browser.open("compliance", f"/odoo/azdev-erasures/{erasure}", phone=True)
    _fits_the_screen(phone)
    picture(phone, "phone-proposed")
    press(phone, "Decide")
    decision = phone.get_by_role("dialog")
    expect(decision.locator(".alert", has_text="This is for good")).to_be_in_viewport()
    _fits_the_screen(phone)
    picture(phone, "phone-decide")
    decision.get_by_role("button", name="Refuse").scroll_into_view_if_needed()
    picture(phone, "phone-decide-end")
    decision.get_by_role("button", name="Approve and erase").click()
    expect(phone.locator(".o_notification")).to_contain_text("Erased")
    expect(phone.locator(".o_form_view")).to_contain_text("Erased person")
    picture(phone, "phone-done")

    assert _places(canary, served) == set()
    ledger.proof_of(kind="erasure.done")
    kept = [served.home / one for one in ("anchor", "odoo/filestore", "logs/odoo.log")]
    assert list(canary.in_files(kept, served.home)) == []
    assert ledger.report(ledger.directory())
    again = ledger.get(f"entries/{ledger.entry_of(kind='approval.approved')['uuid']}/proof").json()
    assert again["leaf_hash"] == earlier["leaf_hash"]


def test_who_signed_is_kept(
    browser: Browser, person: int, auditor: Json2, picture: Picture
) -> None:
    signature = auditor.read("azdev.approval.signature", [], "identity_id")[0]
    page = browser.open("compliance", f"/odoo/azdev.identity/{signature['identity_id'][0]}")
    press(page, "Erase this person")
    dialogue = page.get_by_role("dialog")
    expect(dialogue.locator(".alert")).to_contain_text("kept for seven years")
    expect(dialogue.get_by_role("button", name="Propose")).to_have_count(0)
    picture(page, "desk-kept")


def test_a_compliance_officer_sets_and_lifts_a_hold(
    browser: Browser, person: int, auditor: Json2, picture: Picture
) -> None:
    signature = auditor.read("azdev.approval.signature", [], "identity_id")[0]
    page = browser.open("compliance", f"/odoo/azdev.identity/{signature['identity_id'][0]}")
    for button, confirm in (
        ("Set a legal hold", "Set the hold"),
        ("Lift the legal hold", "Lift the hold"),
    ):
        press(page, button)
        dialogue = page.get_by_role("dialog")
        dialogue.locator("[name=reason] textarea").fill("Case 7")
        picture(page, f"desk-{confirm.lower()}")
        dialogue.get_by_role("button", name=confirm).click()
        expect(dialogue).to_have_count(0)
        shown = page.locator(".alert", has_text="Legal hold")
        expect(shown).to_have_count(1 if confirm == "Set the hold" else 0)


def _places(canary: Canary, served: Served) -> set[str]:
    """Return the tables that name the person."""
    return {one.place.partition(".")[0] for one in canary.in_database(served.superuser_dsn)}


def _fits_the_screen(page: Page) -> None:
    """Nobody has to scroll sideways on a phone."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]
