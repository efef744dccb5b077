"""The names of files in an anchor."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ica_ledger.anchors import checkpoint_path, probe_path, size_of
from ica_ledger.anchors.paths import MAX_PATH, MAX_SIZE, checked

ORIGIN = "azdev-ica/0123456789abcdef0123456789abcdef"
sizes = st.integers(0, MAX_SIZE)


def test_a_checkpoint_path_counts_down_in_groups_of_three() -> None:
    assert checkpoint_path(ORIGIN, 1234) == f"{ORIGIN}/checkpoints/999/999/998/765"
    assert checkpoint_path(ORIGIN, 0) == f"{ORIGIN}/checkpoints/999/999/999/999"
    assert checkpoint_path(ORIGIN, MAX_SIZE) == f"{ORIGIN}/checkpoints/000/000/000/000"


@given(sizes)
def test_the_size_can_be_read_off_the_path(size: int) -> None:
    assert size_of(ORIGIN, checkpoint_path(ORIGIN, size)) == size


@given(sizes, sizes)
def test_the_newer_checkpoint_sorts_first(one: int, other: int) -> None:
    paths = sorted([checkpoint_path(ORIGIN, one), checkpoint_path(ORIGIN, other)])
    assert paths[0] == checkpoint_path(ORIGIN, max(one, other))


@pytest.mark.parametrize("size", [-1, MAX_SIZE + 1])
def test_a_size_without_path_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="no checkpoint path"):
        checkpoint_path(ORIGIN, size)


@pytest.mark.parametrize(
    "path",
    [
        "checkpoints/999/999/998/765",
        "other/checkpoints/999/999/998/765",
        f"{ORIGIN}/checkpoints/999/999/998",
        f"{ORIGIN}/checkpoints/999/999/998/765/1",
        f"{ORIGIN}/checkpoints/999/999/998/76x",
        f"{ORIGIN}/checkpoints/999/999/998/٧٦٥",
        f"{ORIGIN}/tile/0/000",
    ],
)
def test_another_path_stands_for_no_size(path: str) -> None:
    assert size_of(ORIGIN, path) is None


@pytest.mark.parametrize(
    "path",
    ["tile/0/x001/067", "tile/entries/x001/x234/067.p/17", f"{ORIGIN}/key", "azdev-ica.example/1"],
)
def test_paths_of_a_log_are_taken(path: str) -> None:
    assert checked(path) == path


@pytest.mark.parametrize(
    "path",
    [
        *["", "/", "/etc", "a/", "a//b", ".", "..", "a/../b", "a/..", ".hid/a", "a/.hid", "a./b"],
        *["a\\b", "a b", "a\0b", "a\nb", "a\n", "é", "a%2e", "a?b", "a#b", "a" * 129],
        "/".join(["a" * 100] * (MAX_PATH // 100 + 1)),
    ],
)
def test_other_paths_are_refused(path: str) -> None:
    with pytest.raises(ValueError, match="not a path of an anchor"):
        checked(path)


@given(st.text(max_size=60))
def test_a_path_that_is_taken_stays_below_its_folder(path: str) -> None:
    try:
        parts = checked(path).split("/")
    except ValueError:
        return
    assert all(part and part[0].isalnum() and part.isascii() and ".." not in part for part in parts)


def test_an_origin_that_leaves_its_folder_is_refused_everywhere() -> None:
    for call in (lambda: checkpoint_path("../x", 1), lambda: probe_path("/x")):
        with pytest.raises(ValueError, match="not a path"):
            call()
    with pytest.raises(ValueError, match="not a path"):
        size_of("a/../b", "a")
