"""Find Odoo 19 on this machine, else fetch Debian's package of it, and make it importable."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from pathlib import Path

from devtools import stamps
from devtools.apt import Apt, codename, of_suites, require_debian, unpack
from devtools.commands import run
from devtools.console import step
from devtools.disk import require_space
from devtools.errors import SetupError
from devtools.paths import TOOLCHAIN, VENV

SERIES = (19, 0)
PACKAGES = (
    "odoo-19",
    "fonts-dejavu-core",
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
# Odoo's style sheets use the glyphs of 4.7; sid has a newer, incompatible one.
FONT_AWESOME = "fonts-font-awesome"
FONT_AWESOME_SUITES = ("bookworm", "trixie")
# Odoo starts itself again from its own script, so it needs one that uses this environment.
PROGRAM = VENV / "bin" / "odoo"
_PROGRAM_TEXT = """\
#!{python}
import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
"""
_DIST_PACKAGES = Path("usr/lib/python3/dist-packages")
# Not free in Debian's sense, so left out of the package although a bundle names it.
_ABSENT = _DIST_PACKAGES / "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
_REMEDY = "install Odoo 19 yourself and set ODOO_BIN to its odoo-bin"


def ensure(environ: Mapping[str, str] = os.environ) -> Path:
    """Make `import odoo` work in this environment and return the folder that holds `odoo/`.

    Raises SetupError when Odoo 19 is neither there nor to be fetched.
    """
    folder = find(candidates(environ)) or fetch(TOOLCHAIN / "odoo")
    link(folder, Path(sysconfig.get_path("purelib")))
    return folder


def find(folders: Iterable[Path]) -> Path | None:
    """Return the first folder that holds an `odoo` package of the right series."""
    return next((folder for folder in folders if series(folder) == SERIES), None)


def series(folder: Path) -> tuple[int, int] | None:
    """Return the series of the `odoo` package in `folder`, read without importing it."""
    try:
        text = (folder / "odoo" / "release.py").read_text()
    except OSError:
        return None
    match = re.search(r"^version_info\s*=\s*\((\d+),\s*(\d+)", text, re.MULTILINE)
    return (int(match[1]), int(match[2])) if match else None


def release() -> str:
    """Return a text that differs whenever another Odoo is linked.

    Raises SetupError when none is.
    """
    spec = importlib.util.find_spec("odoo.release")
    if spec is None or spec.origin is None:
        raise SetupError("Odoo 19 is not linked", "run `make setup`")
    return f"{spec.origin}\n{Path(spec.origin).read_text()}"


def candidates(environ: Mapping[str, str]) -> list[Path]:
    """Return where Odoo may be already: beside ODOO_BIN, in this Python, in the system's."""
    folders = []
    if environ.get("ODOO_BIN"):
        folders.append(Path(environ["ODOO_BIN"]).resolve().parent)
    folders += [Path(entry) for entry in sys.path if entry and "toolchain" not in entry]
    return [*folders, Path("/usr/lib/python3/dist-packages")]


def fetch(home: Path) -> Path:
    """Unpack Debian's Odoo 19 and what it links to under `home`, once.

    Raises SetupError without apt, network or disk space.
    """
    value = stamps.digest(*PACKAGES, FONT_AWESOME, *FONT_AWESOME_SUITES, "1")
    folder = home / "root" / _DIST_PACKAGES
    if stamps.is_current(home / "stamp", value) and series(folder) == SERIES:
        return folder
    require_debian("Odoo 19", _REMEDY)
    require_space(home, 3)
    shutil.rmtree(home, ignore_errors=True)
    with step("download Odoo 19 and its fonts and scripts (Debian, about 135 MB)"):
        archives = _download(home)
    with step("unpack Odoo 19"):
        unpack(archives, home / "root")
        absent = home / "root" / _ABSENT
        absent.parent.mkdir(parents=True, exist_ok=True)
        absent.touch()
    shutil.rmtree(home / "archives")
    stamps.write_atomically(home / "stamp", value)
    return folder


def _download(home: Path) -> list[Path]:
    stable = codename() if codename() in FONT_AWESOME_SUITES else FONT_AWESOME_SUITES[0]
    apt = Apt(home / "apt", of_suites("sid", stable))
    apt.update()
    names = [f"{name}/sid" for name in PACKAGES]
    return apt.download([*names, f"{FONT_AWESOME}/{stable}"], home / "archives")


def link(folder: Path, site_packages: Path) -> None:
    """Make `folder` importable, after everything else, and write this environment's `odoo`."""
    pth = site_packages / "odoo-19.pth"
    if (pth.exists() or str(folder) not in sys.path) and not stamps.is_current(pth, str(folder)):
        stamps.write_atomically(pth, f"{folder}\n")
    if not PROGRAM.exists():
        stamps.write_atomically(PROGRAM, _PROGRAM_TEXT.format(python=sys.executable), 0o755)


def check() -> None:
    """Raise SetupError unless Odoo imports with the locked requirements."""
    run(
        [sys.executable, "-c", "import odoo.cli, odoo.http, odoo.orm.registry"],
        failure="Odoo 19 does not import",
        remedy="run `make clean setup`",
    )
