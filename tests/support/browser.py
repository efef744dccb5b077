"""A real Chromium: one profile for each person and screen, and everything that went wrong in it."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Page, sync_playwright

from devtools import chromium
from tests.support.people import People

DESKTOP = {"width": 1366, "height": 850}
PHONE = {"width": 390, "height": 844}
_TIMEOUT_MS = 20_000


class Browser:
    """Opens pages of Odoo as somebody; `errors` holds what the pages complained about."""

    def __init__(self, url: str, people: People, program: Path) -> None:
        self.url = url
        self.errors: list[str] = []
        self._people = people
        self._playwright = sync_playwright().start()
        self._chromium: Chromium = self._playwright.chromium.launch(
            executable_path=program, args=list(chromium.FLAGS)
        )

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._chromium.close()
        self._playwright.stop()

    def page(self, *, phone: bool = False) -> Page:
        """Return a page of a profile that nobody is logged in to."""
        size: Any = PHONE if phone else DESKTOP
        context = self._chromium.new_context(
            viewport=size, is_mobile=phone, has_touch=phone, base_url=self.url
        )
        context.set_default_timeout(_TIMEOUT_MS)
        page = context.new_page()
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.errors.append(f"page error: {error}"))
        return page

    def log_in(self, page: Page, who: str) -> None:
        """Fill in Odoo's login page."""
        page.get_by_label("Email").fill(self._people[who]["login"])
        page.get_by_label("Password").fill(self._people[who]["password"])
        page.get_by_role("button", name="Log in", exact=True).click()

    def open(self, who: str, path: str, *, phone: bool = False) -> Page:
        """Open a path of Odoo in a new profile with the session of somebody who has logged in."""
        page = self.page(phone=phone)
        session_id = self._people.session(who).cookies["session_id"]
        page.context.add_cookies([{"name": "session_id", "value": session_id, "url": self.url}])
        page.goto(path)
        page.wait_for_selector(".o_action_manager > .o_action")
        return page

    def close_pages(self) -> None:
        """Close all profiles."""
        for context in self._chromium.contexts:
            context.close()

    def _note_message(self, message: ConsoleMessage) -> None:
        # Chromium reports it, too, when the page itself is answered with 404.
        of_the_page = message.page and message.location["url"] == message.page.url
        if message.type == "error" and not of_the_page:
            self.errors.append(f"console: {message.text}")


def press(page: Page, name: str) -> None:
    """Press a button in the header of a form; on a phone all but the first are in a menu."""
    button = page.get_by_role("button", name=name)
    if not button.is_visible():
        page.locator(".o_statusbar_buttons .dropdown-toggle, .o_cp_action_menus").first.click()
    button.click()
