"""The files that belong to this repository."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from devtools.commands import run
from devtools.paths import ROOT


def tracked(root: Path = ROOT) -> list[Path]:
    """Return all files that git knows or would add, relative to `root`."""
    output = run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        failure="git can't list the files",
        remedy="run this in a clone of the repository, with git installed",
        cwd=root,
    )
    return [Path(name) for name in output.split("\0") if name and (root / name).is_file()]


def matching(files: Iterable[Path], *patterns: str) -> list[str]:
    """Return the names that match one of `patterns`; `*` also matches slashes."""
    return [str(file) for file in files if any(fnmatch(str(file), text) for text in patterns)]


def shell_scripts(files: Iterable[Path], root: Path = ROOT) -> list[str]:
    """Return the shell scripts, told by their first line or their ending."""
    return [str(file) for file in files if file.suffix == ".sh" or _has_shell_line(root / file)]


def _has_shell_line(file: Path) -> bool:
    if file.suffix:
        return False
    with file.open("rb") as stream:
        first = stream.readline(80)
    return first.startswith(b"#!") and first.split(b"/")[-1].split()[-1] in (b"sh", b"bash")
