"""An Odoo 19 that is already there is preferred to a download."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools import disk, odoo_source
from devtools.errors import SetupError


def _odoo(folder: Path, version: str) -> Path:
    (folder / "odoo").mkdir(parents=True)
    (folder / "odoo" / "release.py").write_text(f"version_info = ({version}, FINAL, 0, '')\n")
    return folder


def test_series_is_read_without_importing(tmp_path: Path) -> None:
    assert odoo_source.series(_odoo(tmp_path, "19, 0, 0")) == (19, 0)
    assert odoo_source.series(tmp_path / "nothing") is None


def test_other_series_is_passed_over(tmp_path: Path) -> None:
    old, new = _odoo(tmp_path / "old", "18, 0, 0"), _odoo(tmp_path / "new", "19, 0, 0")
    assert odoo_source.find([tmp_path / "absent", old, new]) == new
    assert odoo_source.find([old]) is None


def test_odoo_bin_comes_first(tmp_path: Path) -> None:
    program = _odoo(tmp_path, "19, 0, 0") / "odoo-bin"
    program.touch()
    assert odoo_source.candidates({"ODOO_BIN": str(program)})[0] == tmp_path


def test_fetched_odoo_is_taken_again_without_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def download(home: Path) -> list[Path]:
        (home / "archives").mkdir(parents=True)
        _odoo(home / "root" / "usr/lib/python3/dist-packages", "19, 0, 0")
        return []

    monkeypatch.setattr(odoo_source, "_download", download)
    monkeypatch.setattr(odoo_source, "require_debian", lambda *_: None)
    first = odoo_source.fetch(tmp_path / "odoo")
    monkeypatch.delattr(odoo_source, "_download")
    assert odoo_source.fetch(tmp_path / "odoo") == first


def test_full_disk_is_said_before_the_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = disk.shutil.disk_usage(tmp_path)._replace(free=2**30)
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(SetupError, match=r"only 1\.0 GB free .* free at least 3 GB"):
        disk.require_space(tmp_path, 3)
