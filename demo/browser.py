"""A real Chromium in which people of the demonstration sign and pictures are taken."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Error, Page, Playwright, ViewportSize, sync_playwright

from demo.expectations import DemoFailed
from demo.odoo import Odoo
from devtools import chromium

DESKTOP: ViewportSize = {"width": 1366, "height": 850}
PHONE: ViewportSize = {"width": 390, "height": 844}
_STRIP: ViewportSize = {"width": 1048, "height": 400}
_TIMEOUT_MS = 20_000
_QUIET = """() => document.fonts.status === "loaded"
    && [...document.images].every(image => image.complete)
    && !document.querySelector(".o_notification, .o_loading_indicator, .o_blockUI")"""
_LOADED = ".o_view_controller"


class Browser:
    """Starts when the first page is asked for; each person has a profile for each screen size."""

    def __init__(self, program: Path, odoo: Odoo, folder: Path) -> None:
        self._program = program
        self._odoo = odoo
        self.folder = folder
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None
        self._pages: dict[tuple[str, bool], Page] = {}

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # On Ctrl-C the terminal ends Chromium and the driver too, which then has much to say.
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)
        with suppress(Exception):
            if self._chromium is not None:
                self._chromium.close()
        with suppress(Exception):
            if self._playwright is not None:
                self._playwright.stop()

    def open(self, key: str, path: str, *, phone: bool = False) -> Page:
        """Open a path of Odoo as somebody, who logs in first where that has not happened yet."""
        page = self._pages.get((key, phone))
        if page is None:
            page = self._pages[key, phone] = self._new_page(phone)
        with self._explained(page, f"open {path}"):
            page.goto(self._odoo.url + path)
            if "/web/login" in page.url:
                login = self._odoo.login(key)
                page.fill("#login", login["login"])
                page.fill("#password", login["password"])
                page.click("button[type=submit]")
            page.wait_for_selector(_LOADED)
        return page

    def sign(self, key: str, approval_id: str, role: str, *, phone: bool = False) -> float:
        """Sign by clicking: short link, form, button, dialogue.

        Returns when the last click was, in seconds of the monotonic clock. Raises DemoFailed.
        """
        page = self.open(key, f"/azdev/approval/{approval_id}", phone=phone)
        with self._explained(page, f"sign {approval_id}"):
            self.press(page, f"Approve ({role})")
            confirm = page.get_by_role("button", name="Sign and approve")
            confirm.wait_for()
            clicked = time.monotonic()
            confirm.click()
            page.locator(".o_notification", has_text="Signed").wait_for()
        return clicked

    def press(self, page: Page, name: str) -> None:
        """Press a button of a form's header; on a phone it may be in a menu."""
        button = page.get_by_role("button", name=name)
        if not button.is_visible():
            page.locator(".o_statusbar_buttons .dropdown-toggle, .o_cp_action_menus").first.click()
        button.click()

    def picture(self, page: Page, name: str, height: int | None = None) -> Path:
        """Take a picture of a quiet page, on a screen of another height where one is given."""
        path = self.folder / f"{name}.png"
        with self._explained(page, f"take the picture {name}"):
            page.locator(".o_notification_close").evaluate_all("all => all.forEach(x => x.click())")
            size = page.viewport_size
            if height and size:
                page.set_viewport_size({"width": size["width"], "height": height})
            page.wait_for_function(_QUIET)
            page.screenshot(path=path, animations="disabled")
            if height and size:
                page.set_viewport_size(size)
        return path

    def foreign_page(self, url: str) -> Page:
        """Open a page that isn't Odoo's."""
        page = self._pages.get(("", False))
        if page is None:
            page = self._pages["", False] = self._new_page(phone=False, size=_STRIP)
        page.goto(url)
        return page

    @contextmanager
    def _explained(self, page: Page, what: str) -> Iterator[None]:
        """Turn a failure into one line and a picture of the page."""
        try:
            yield
        except Error as error:
            path = self.folder / "failure.png"
            page.screenshot(path=path)
            reason = error.message.partition("\n")[0]
            raise DemoFailed(f"the browser could not {what}: {reason}; see {path}") from error

    def _new_page(self, phone: bool, size: ViewportSize | None = None) -> Page:
        if self._chromium is None:
            self._playwright = sync_playwright().start()
            self._chromium = self._playwright.chromium.launch(
                executable_path=self._program, args=list(chromium.FLAGS)
            )
        screen = size or (PHONE if phone else DESKTOP)
        context = self._chromium.new_context(viewport=screen, is_mobile=phone, has_touch=phone)
        context.set_default_timeout(_TIMEOUT_MS)
        return context.new_page()
