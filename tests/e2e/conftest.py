"""Tests in a real Chromium against the served instance."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.browser import Browser
from tests.support.people import People

Picture = Callable[[Page, str], Path]


@pytest.fixture(autouse=True, scope="module")
def _watched_log(clean_log: None) -> None:
    """Watch Odoo's log during every module."""


@pytest.fixture(scope="session")
def chromium(instance: dict[str, Any], people: People, chromium_program: Path) -> Iterator[Browser]:
    """Return the browser of this session."""
    with Browser(instance["url"], people, chromium_program) as browser:
        yield browser


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """Return the browser; fails the test when a page reported an error."""
    chromium.errors.clear()
    yield chromium
    chromium.close_pages()
    assert chromium.errors == []


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    """Take pictures into the test's own folder."""

    def take(page: Page, name: str) -> Path:
        path = tmp_path / f"{re.sub(r'[^a-z0-9-]', '-', name)}.png"
        page.screenshot(path=path, animations="disabled")
        return path

    return take
