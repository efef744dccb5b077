"""The addon is upgraded when, and only when, files that an upgrade reads have changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools import templates


@pytest.fixture
def addon(tmp_path: Path) -> Path:
    for name in ("__manifest__.py", "views/a.xml", "tests/test_a.py", "readme/USAGE.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def test_changed_view_asks_for_an_upgrade(addon: Path) -> None:
    before = templates.addon_digest(addon)
    (addon / "views/a.xml").write_text("changed")
    assert templates.addon_digest(addon) != before


def test_renamed_file_asks_for_an_upgrade(addon: Path) -> None:
    before = templates.addon_digest(addon)
    (addon / "views/a.xml").rename(addon / "views/b.xml")
    assert templates.addon_digest(addon) != before


def test_changed_test_does_not(addon: Path) -> None:
    before = templates.addon_digest(addon)
    (addon / "tests/test_a.py").write_text("changed")
    (addon / "views/__pycache__").mkdir()
    (addon / "views/__pycache__/x.pyc").touch()
    assert templates.addon_digest(addon) == before
