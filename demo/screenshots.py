"""Pictures of the real web client, and of the simulator's page."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from demo.browser import Browser
from demo.expectations import DemoFailed
from demo.odoo import Json, Odoo

LARGEST = 200_000
_SIGNER = "technical"
_READER = "auditor"
_TALL = 1060
_LOW = 620
_COLOURS = (256, 128, 64)


@dataclass
class Pictures:
    """Takes pictures while the demonstration runs and remembers where they lie."""

    browser: Browser
    odoo: Odoo
    taken: list[tuple[str, Path]] = field(default_factory=list)

    def waiting(self, run: Json, approval_id: str) -> None:
        """Show both sides of a run that waits: the simulator's page and the approver's form."""
        self._azure("azure-devops-waiting", "Azure DevOps: the run waits at the gate", run)
        page = self.browser.open(_SIGNER, f"/azdev/approval/{approval_id}")
        self._keep("approval-form", "Odoo: the form as a technical approver sees it", page, _TALL)

    def finished(self, run: Json) -> None:
        """Show both sides of a run that has ended."""
        self._azure("azure-devops-finished", "Azure DevOps: the finished run", run)
        found = self.odoo.run_of(run["id"])
        if found is None:
            raise DemoFailed(f"Odoo has no run of build {run['id']}")
        page = self.browser.open(_READER, f"/odoo/azdev-runs/{found['id']}")
        self._keep("run-form", "Odoo: the run with its stages, jobs and tasks", page, _TALL)

    def gallery(self, approval_id: str) -> None:
        """Show all approvals as list and kanban, and one that waits on a phone."""
        page = self.browser.open(_READER, "/odoo/azdev-approvals")
        page.locator(".o_data_row").first.wait_for()
        self._keep("approval-list", "Odoo: list of approvals", page, _LOW)
        page.get_by_role("button", name="Kanban").click()
        page.locator(".o_kanban_record:not(.o_kanban_ghost)").first.wait_for()
        self._keep("approval-kanban", "Odoo: approvals by status", page, _LOW)
        page = self.browser.open("technical2", f"/azdev/approval/{approval_id}", phone=True)
        self._keep("approval-phone", "Odoo: the form on a phone, 390 x 844", page)

    def _azure(self, name: str, title: str, run: Json) -> None:
        page = self.browser.foreign_page(run["web_url"])
        self._keep(name, title, page)

    def _keep(self, name: str, title: str, page: Page, height: int | None = None) -> None:
        self.taken.append((title, self.browser.picture(page, name, height)))


def save_small(picture: Path, target: Path, largest: int = LARGEST) -> int:
    """Save a picture with as many colours as fit into `largest` bytes; return its size.

    Raises DemoFailed when even the fewest are too many.
    """
    with Image.open(picture) as image:
        plain = image.convert("RGB")
    for colours in _COLOURS:
        plain.quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
        size = target.stat().st_size
        if size < largest:
            return size
    raise DemoFailed(f"{target} is larger than {largest} bytes")
