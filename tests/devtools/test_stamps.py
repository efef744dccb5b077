"""A finished step runs again only when what it was made from changes."""

from __future__ import annotations

import stat
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from devtools import stamps


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_different_inputs_give_different_digests(first: list[str], second: list[str]) -> None:
    assert (stamps.digest(*first) == stamps.digest(*second)) == (first == second)


def test_digest_follows_content_and_name_of_a_file(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    a.write_text("x")
    b.write_text("x")
    before = stamps.digest(files=[a])
    assert before != stamps.digest(files=[b])
    a.write_text("y")
    assert before != stamps.digest(files=[a])


def test_absent_stamp_is_not_current(tmp_path: Path) -> None:
    assert not stamps.is_current(tmp_path / "stamp", "1")


def test_written_stamp_is_current_for_its_value_only(tmp_path: Path) -> None:
    stamps.write_atomically(tmp_path / "deep" / "stamp", "1")
    assert stamps.is_current(tmp_path / "deep" / "stamp", "1")
    assert not stamps.is_current(tmp_path / "deep" / "stamp", "2")


def test_secret_is_never_readable_by_others_and_leaves_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("old")
    path.chmod(0o644)
    stamps.write_atomically(path, "new", 0o600)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]
