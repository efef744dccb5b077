"""One system in one folder, one set-up at a time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from devtools import instance_lock
from devtools.errors import SetupError


def test_second_instance_in_the_same_folder_names_the_first(tmp_path: Path) -> None:
    second = instance_lock.hold(tmp_path)
    refused = pytest.raises(SetupError, match=rf"pid {os.getpid()}.*ICA_RUNTIME_DIR")
    with instance_lock.hold(tmp_path), refused, second:
        pass
    with instance_lock.hold(tmp_path):
        pass


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = pytest.raises(SetupError, match=r"cannot write .*ICA_RUNTIME_DIR")
    with refused, instance_lock.hold(tmp_path / "file" / "inside"):
        pass
