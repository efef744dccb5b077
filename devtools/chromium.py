"""Find a Chromium on this machine, else fetch Debian's with the libraries that are missing.

Only tests and screenshots need it. Nothing is installed: the packages are unpacked into the tool
chain, and a small script starts the program there.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from devtools import stamps
from devtools.apt import SYSTEM_STATUS, Apt, of_this_release, require_debian, unpack
from devtools.commands import run
from devtools.console import step
from devtools.disk import require_space
from devtools.paths import TOOLCHAIN

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
HOME = TOOLCHAIN / "chromium"
# Headless, as root too, and without calls to its maker's servers.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_REMEDY = "install Chromium or Google Chrome so that it is on PATH"


def ensure() -> Path:
    """Return a Chromium that runs; fetch it when there is none.

    Raises SetupError when that isn't possible.
    """
    return find() or fetch(HOME)


def find() -> Path | None:
    """Return the first Chromium on PATH that answers to `--version`."""
    for name in NAMES:
        found = shutil.which(name)
        if found and _answers(Path(found)):
            return Path(found)
    return None


def path_with(program: Path, environ: Mapping[str, str] = os.environ) -> str:
    """Return PATH with the folder of `program` first, for tools that look it up by name."""
    return f"{program.parent}{os.pathsep}{environ.get('PATH', os.defpath)}"


def fetch(home: Path) -> Path:
    """Unpack Debian's Chromium under `home`, once, and return the script that starts it."""
    program = home / "bin" / "chromium"
    value = stamps.digest(str(home), "1")
    if stamps.is_current(home / "stamp", value) and program.exists():
        return program
    require_debian("Chromium", _REMEDY)
    require_space(home, 2)
    shutil.rmtree(home)
    with step("download Chromium and its libraries (Debian, about 130 MB)"):
        apt = Apt(home / "apt", of_this_release(), SYSTEM_STATUS)
        apt.update()
        packages = apt.missing("chromium", "fonts-liberation", "fonts-dejavu-core")
        archives = apt.download(packages, home / "archives")
    with step("unpack Chromium"):
        unpack(archives, home / "root")
        _write_starter(home, program)
    shutil.rmtree(home / "archives")
    run([program, "--version"], failure="the fetched Chromium does not start", remedy=_REMEDY)
    stamps.write_atomically(home / "stamp", value)
    return program


def _answers(program: Path) -> bool:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _write_starter(home: Path, program: Path) -> None:
    root = home / "root"
    triplet = f"{platform.machine()}-linux-gnu"
    libraries = [root / part / triplet for part in ("usr/lib", "lib")]
    # Found by an absolute run path where it is installed.
    libraries.append(root / "usr/lib" / triplet / "pulseaudio")
    (home / "fonts.conf").write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{root}/usr/share/fonts</dir>\n  <dir>/usr/share/fonts</dir>\n"
        f"  <cachedir>{home}/fonts-cache</cachedir>\n</fontconfig>\n"
    )
    script = (
        "#!/bin/sh\n"
        f'LD_LIBRARY_PATH="{":".join(map(str, libraries))}" FONTCONFIG_FILE="{home}/fonts.conf" '
        f'exec "{root}/usr/lib/chromium/chromium" "$@"\n'
    )
    stamps.write_atomically(program, script, 0o755)
