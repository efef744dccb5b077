"""Disk space."""

from __future__ import annotations

import shutil
from pathlib import Path

from devtools.errors import SetupError


def require_space(folder: Path, gigabytes: int) -> None:
    """Raise SetupError unless the disk of `folder` has that much space; make the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < gigabytes * 2**30:
        raise SetupError(
            f"only {free / 2**30:.1f} GB free in {folder}", f"free at least {gigabytes} GB"
        )
