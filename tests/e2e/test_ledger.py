"""The auditor sees how the log is, has it verified, and takes a proof away that needs no Odoo."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Picture
from tests.support.azure import Deployments
from tests.support.browser import Browser
from tests.support.ledger import Ledger
from tests.support.people import Json2
from tests.support.polling import until

HEALTH = "/odoo/azdev-ledger-health"


def _downloaded(page: Page, folder: Path) -> Path:
    link = page.get_by_role("link", name="Download the proof")
    expect(link).to_be_visible()
    with page.expect_download() as download:
        link.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def _verification_ends(page: Page, since: str) -> None:
    """Look again until another verification than the one before has ended."""
    ended = page.locator("[name=verified_at]")

    def is_new() -> bool:
        page.get_by_role("button", name="Look again").click()
        return bool(ended.count()) and ended.inner_text() != since

    until(is_new, "verification of the whole log", timeout=90)


def test_the_health_page_says_that_all_is_well_and_verifies_the_whole_log(
    browser: Browser, ledger: Ledger, deployments: Deployments, picture: Picture
) -> None:
    ledger.decided(deployments)
    page = browser.open("auditor", HEALTH)
    form = page.locator(".o_form_view")
    expect(form).to_contain_text("The log is in order.")
    expect(form).to_contain_text(ledger.verifier().split("+")[0])
    before = page.locator("[name=verified_at]")
    since = before.inner_text() if before.count() else ""
    page.get_by_role("button", name="Verify the whole log now").click()
    _verification_ends(page, since)
    expect(form.locator("[name=outcome]")).to_have_text("Proven")
    picture(page, "health-desktop")


def test_the_health_page_can_be_read_on_a_phone(
    browser: Browser, ledger: Ledger, deployments: Deployments, picture: Picture
) -> None:
    ledger.decided(deployments)
    page = browser.open("auditor", HEALTH, phone=True)
    form = page.locator(".o_form_view")
    expect(form).to_contain_text("The log is in order.")
    picture(page, "health-phone")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_proof_of_a_decision_needs_no_odoo(
    browser: Browser,
    ledger: Ledger,
    deployments: Deployments,
    picture: Picture,
    tmp_path: Path,
    phone: bool,
) -> None:
    _run, approval = deployments.waiting()
    deployments.approve(approval)
    ledger.proof_of(kind="approval.approved", subject=f"approval:{approval}")
    page = browser.open("auditor", f"/azdev/approval/{approval}", phone=phone)
    place = page.locator(".o_azdev_ledger_place")
    expect(place).to_contain_text("included in the checkpoint of")
    picture(page, f"approval-{'phone' if phone else 'desk'}")
    proof = _downloaded(page, tmp_path)
    done = ledger.verify("entry", proof)
    assert done.returncode == 0, done.stdout + done.stderr
    assert approval in done.stdout


def test_whoever_may_not_read_the_ledger_sees_the_place_only(
    browser: Browser, ledger: Ledger, deployments: Deployments
) -> None:
    _run, approval = deployments.waiting()
    deployments.approve(approval)
    ledger.proof_of(kind="approval.approved", subject=f"approval:{approval}")
    page = browser.open("technical", f"/azdev/approval/{approval}")
    expect(page.locator(".o_azdev_ledger_place")).to_contain_text("included in the checkpoint of")
    expect(page.get_by_role("link", name="Download the proof")).to_have_count(0)


def test_a_run_and_a_ledger_entry_lead_to_their_proofs(
    browser: Browser,
    ledger: Ledger,
    deployments: Deployments,
    auditor: Json2,
    picture: Picture,
    tmp_path: Path,
) -> None:
    run, approval = deployments.waiting()
    deployments.approve(approval)
    audit_hash = deployments.ledger_run(run)["audit_hash"]
    ledger.proof_of(leaf_hash=audit_hash)
    record = auditor.one("azdev.pipeline.run", [["audit_hash", "=", audit_hash]])["id"]
    page = browser.open(
        "auditor", f"/odoo/action-ipai_azdev_ica.azdev_pipeline_run_action/{record}"
    )
    assert ledger.verify("entry", _downloaded(page, tmp_path)).returncode == 0
    picture(page, "run")
    entry = auditor.one("azdev.ledger.entry", [["leaf_hash", "=", audit_hash]])["id"]
    page = browser.open("auditor", f"/odoo/azdev-ledger/{entry}")
    assert ledger.verify("entry", _downloaded(page, tmp_path)).returncode == 0
    picture(page, "entry")


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("azdev-checkpoints", "The signed note"),
        ("azdev-ledger-keys", "Verifier key"),
        ("azdev-anchors", "Place"),
        ("azdev-verifications", "Entries verified"),
    ],
)
def test_the_log_can_be_looked_at(
    browser: Browser,
    ledger: Ledger,
    deployments: Deployments,
    picture: Picture,
    path: str,
    first: str,
) -> None:
    ledger.decided(deployments)
    page = browser.open("auditor", f"/odoo/{path}")
    picture(page, f"{path}-list")
    page.locator(".o_data_row").first.click()
    expect(page.locator(".o_form_view")).to_contain_text(first)
    picture(page, path)
