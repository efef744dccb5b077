"""Make `.venv` with the locked requirements, then hand over to `python -m devtools`.

Runs with the machine's own Python, so it uses nothing but the standard library.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from devtools import stamps
from devtools.commands import run
from devtools.console import say, step
from devtools.errors import SetupError
from devtools.locking import exclusive
from devtools.paths import ROOT, TOOLCHAIN, VENV

LOCK = ROOT / "requirements" / "dev.txt"
_VENV_REMEDY = "install it (Debian: apt-get install python3-venv) or set PYTHON"
_PIP_REMEDY = "check the network and pip's settings, then run the same command again"


def main() -> int:
    """Prepare the virtual environment; print one line and return 1 when that can't be done."""
    try:
        require_python()
        with exclusive(TOOLCHAIN):
            prepare()
    except SetupError as error:
        say(f"  ✗ {error}")
        return 1
    except OSError as error:
        say(f"  ✗ {error.strerror}: {error.filename}")
        return 1
    return 0


def require_python() -> None:
    """Raise SetupError unless this Python can make virtual environments."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise SetupError("this Python has no venv module", _VENV_REMEDY) from None


def prepare() -> None:
    """Bring `.venv` up to the lock file and this repository's own packages."""
    python = VENV / "bin" / "python"
    locked = stamps.digest(sys.version, str(VENV), "1", files=[LOCK])
    own = stamps.digest(locked, files=[ROOT / "pyproject.toml"])
    if not (stamps.is_current(VENV / "locked.stamp", locked) and python.exists()):
        shutil.rmtree(VENV, ignore_errors=True)
        with step("make .venv"):
            run([sys.executable, "-m", "venv", VENV], failure="no .venv", remedy=_VENV_REMEDY)
        with step("install the locked Python packages"):
            _pip(python, "--require-hashes", "-r", str(LOCK))
        stamps.write_atomically(VENV / "locked.stamp", locked)
    if not stamps.is_current(VENV / "own.stamp", own):
        with step("install this repository's packages"):
            _pip(python, "--no-build-isolation", "-e", str(ROOT))
            _link_repository(python)
        stamps.write_atomically(VENV / "own.stamp", own)


def _pip(python: Path, *arguments: str) -> None:
    run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-input", *arguments],
        failure="pip could not install the Python packages",
        remedy=_PIP_REMEDY,
        environ={"PIP_ROOT_USER_ACTION": "ignore", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )


def _link_repository(python: Path) -> None:
    """Make devtools, demo and the tests importable from everywhere in this environment."""
    site = run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        failure=".venv is broken",
        remedy="run `make clean setup`",
    )
    (Path(site.strip()) / "repository.pth").write_text(f"{ROOT}{os.linesep}")


if __name__ == "__main__":
    sys.exit(main())
