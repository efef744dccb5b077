"""apt is used with state of our own; the machine's packages stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools import apt
from devtools.errors import SetupError

SOURCES = "Types: deb\nURIs: http://mirror.example\nSuites: sid\nComponents: main\n"


def test_every_folder_that_apt_writes_lies_in_our_own(tmp_path: Path) -> None:
    apt.Apt(tmp_path, SOURCES)
    config = (tmp_path / "apt.conf").read_text()
    for option in ("Dir::State", "Dir::State::status", "Dir::Cache", "Dir::Etc::sourceparts"):
        (line,) = [line for line in config.splitlines() if line.startswith(f"{option} ")]
        assert str(tmp_path) in line
    assert (tmp_path / "sources.d" / "debian.sources").read_text() == SOURCES


def test_hooks_of_the_machine_are_not_run(tmp_path: Path) -> None:
    apt.Apt(tmp_path, SOURCES)
    assert "#clear APT::Update::Post-Invoke-Success;" in (tmp_path / "apt.conf").read_text()


def test_missing_packages_are_read_from_the_simulated_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = (
        "NOTE: This is only a simulation!\n"
        "Inst libnew (1.2-3 Debian:12/oldstable [amd64])\n"
        "Inst libold [1.0-1] (1:1.1-1 Debian:12/oldstable [amd64])\n"
        "Conf libnew (1.2-3 Debian:12/oldstable [amd64])\n"
    )
    monkeypatch.setattr(apt, "run", lambda *_args, **_options: plan)
    assert apt.Apt(tmp_path, SOURCES).missing("x") == ["libnew=1.2-3", "libold=1:1.1-1"]


def test_machine_without_apt_gets_one_line_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(SetupError, match=r"Odoo 19 .* no apt: set ODOO_BIN") as refused:
        apt.require_debian("Odoo 19", "set ODOO_BIN")
    assert "\n" not in str(refused.value)
