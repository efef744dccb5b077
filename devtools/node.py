"""The JavaScript tools of package-lock.json."""

from __future__ import annotations

import shutil
from pathlib import Path

from devtools import stamps
from devtools.commands import run
from devtools.console import step
from devtools.errors import SetupError
from devtools.locking import exclusive
from devtools.paths import ROOT, TOOLCHAIN

_REMEDY = "install Node.js 20.19 or newer with npm, so that both are on PATH"


def ensure(root: Path = ROOT) -> Path:
    """Install the locked packages once and return the folder of their programs.

    Raises SetupError without Node.js, npm or network.
    """
    modules = root / "node_modules"
    value = stamps.digest(files=[root / "package.json", root / "package-lock.json"])
    # Not in node_modules itself, which npm empties.
    with exclusive(TOOLCHAIN / "node"):
        if not stamps.is_current(modules / "locked.stamp", value):
            _install(root)
            stamps.write_atomically(modules / "locked.stamp", value)
    return modules / ".bin"


def is_there() -> bool:
    """Tell whether this machine has Node.js with npm."""
    return bool(shutil.which("node") and shutil.which("npm"))


def _install(root: Path) -> None:
    if not is_there():
        raise SetupError("Node.js with npm is not installed", _REMEDY)
    with step("install the locked npm packages"):
        run(
            ["npm", "ci", "--ignore-scripts", "--no-progress"],
            failure="npm could not install the packages",
            remedy="check the network and npm's settings, then run the same command again",
            cwd=root,
        )
