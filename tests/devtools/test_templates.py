"""The addon is upgraded when, and only when, files that an upgrade reads have changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools import template_cache, templates
from devtools.database_url import DatabaseUrl
from devtools.databases import Databases


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


def test_few_dumps_are_kept_and_a_lost_race_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dump(_source: DatabaseUrl, target: Path) -> None:
        target.touch()

    monkeypatch.setattr(template_cache.pg_dump, "dump", dump)
    url = DatabaseUrl("h", 1, "u", "p")
    databases = Databases(url, url, tmp_path / "filestore")
    for name in ("ica_a1", "ica_a1", "ica_a2", "ica_a3", "ica_a4", "ica_b1"):
        template_cache.remember(databases, name, name[:5], tmp_path / "cache")
    kept = sorted(path.name for path in (tmp_path / "cache").iterdir())
    assert kept == ["ica_a2", "ica_a3", "ica_a4", "ica_b1"]


def test_nothing_is_kept_of_a_foreign_server(tmp_path: Path) -> None:
    databases = Databases(DatabaseUrl("h", 1, "u", "p"), None, tmp_path)
    template_cache.remember(databases, "ica_a1", "ica_a", tmp_path / "cache")
    assert not template_cache.restore(databases, "ica_a1", tmp_path / "cache")
    assert not (tmp_path / "cache").exists()
