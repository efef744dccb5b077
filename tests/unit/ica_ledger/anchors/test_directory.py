"""A directory as an anchor: create-only, whole files, no symbolic links."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ica_ledger.anchors import AnchorConflictError, AnchorUnavailableError, checkpoint_path
from ica_ledger.anchors.base import MAX_BYTES
from ica_ledger.anchors.directory import DirectoryAnchor

ORIGIN = "azdev-ica/0123456789abcdef0123456789abcdef"
TILE = f"{ORIGIN}/tile/0/x001/067"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "anchor"
    folder.mkdir(mode=0o755)
    return folder


@pytest.fixture
def anchor(root: Path) -> DirectoryAnchor:
    return DirectoryAnchor(root)


def drafts(root: Path) -> list[Path]:
    return list((root / ".drafts").iterdir())


def test_what_is_created_can_be_read(anchor: DirectoryAnchor, root: Path) -> None:
    anchor.create(TILE, b"hashes")
    assert anchor.read(TILE) == b"hashes"
    assert (root / TILE).read_bytes() == b"hashes"
    assert anchor.name == f"directory {root}"


def test_nothing_is_there_before(anchor: DirectoryAnchor) -> None:
    assert anchor.read(TILE) is None
    anchor.create(TILE, b"")
    assert anchor.read(TILE) == b""
    assert anchor.read(f"{ORIGIN}/tile/0/x001/068") is None


def test_creating_the_same_again_is_fine(anchor: DirectoryAnchor) -> None:
    anchor.create(TILE, b"hashes")
    anchor.create(TILE, b"hashes")
    assert anchor.read(TILE) == b"hashes"


def test_other_bytes_are_a_conflict_and_change_nothing(anchor: DirectoryAnchor) -> None:
    anchor.create(TILE, b"hashes")
    with pytest.raises(AnchorConflictError, match="holds other bytes at azdev-ica/"):
        anchor.create(TILE, b"forged")
    assert anchor.read(TILE) == b"hashes"


def test_files_are_read_only_and_readable_for_auditors(anchor: DirectoryAnchor, root: Path) -> None:
    old = os.umask(0o077)
    try:
        anchor.create(TILE, b"hashes")
    finally:
        os.umask(old)
    assert (root / TILE).stat().st_mode & 0o777 == 0o444
    assert {folder.stat().st_mode & 0o777 for folder in (root / ORIGIN).rglob("x001")} == {0o755}


def test_too_large_a_file_is_refused(anchor: DirectoryAnchor) -> None:
    with pytest.raises(ValueError, match="takes up to"):
        anchor.create(TILE, bytes(MAX_BYTES + 1))


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", ".drafts/x"])
def test_paths_outside_are_refused(anchor: DirectoryAnchor, path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        anchor.create(path, b"")
    with pytest.raises(ValueError, match="not a path"):
        anchor.read(path)


def test_without_checkpoints_there_is_no_newest(anchor: DirectoryAnchor) -> None:
    assert anchor.newest_checkpoint(ORIGIN) is None
    anchor.create(TILE, b"hashes")
    assert anchor.newest_checkpoint(ORIGIN) is None


# Each file is flushed to the disk, which takes as long as it takes.
@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 10**12 - 1), min_size=1, max_size=8, unique=True))
def test_the_newest_checkpoint_is_the_largest(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int]
) -> None:
    anchor = DirectoryAnchor(tmp_path_factory.mktemp("anchor"))
    for size in sizes:
        anchor.create(checkpoint_path(ORIGIN, size), str(size).encode())
        anchor.create(checkpoint_path("other/log", size + 1 if size < 10**12 - 1 else 0), b"other")
    assert anchor.newest_checkpoint(ORIGIN) == str(max(sizes)).encode()


def test_folders_left_empty_and_foreign_names_are_passed_over(
    anchor: DirectoryAnchor, root: Path
) -> None:
    anchor.create(checkpoint_path(ORIGIN, 7), b"seven")
    (root / checkpoint_path(ORIGIN, 2_000_000)).parent.mkdir(parents=True)
    (root / checkpoint_path(ORIGIN, 3_000_000_000_0)).parent.parent.mkdir(parents=True)
    (root / ORIGIN / "checkpoints/.DS_Store").touch()
    (root / ORIGIN / "checkpoints/0").mkdir()
    assert anchor.newest_checkpoint(ORIGIN) == b"seven"


def test_a_checkpoint_that_vanishes_while_it_is_read_is_passed_over(
    anchor: DirectoryAnchor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for size in (7, 8):
        anchor.create(checkpoint_path(ORIGIN, size), str(size).encode())
    gone = checkpoint_path(ORIGIN, 8)
    real = anchor.read
    monkeypatch.setattr(anchor, "read", lambda path: None if path == gone else real(path))
    assert anchor.newest_checkpoint(ORIGIN) == b"7"


def test_a_file_that_vanishes_at_once_is_not_taken_for_published(
    anchor: DirectoryAnchor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anchor, "read", lambda path: None)
    with pytest.raises(AnchorUnavailableError, match="did not keep"):
        anchor.create(TILE, b"hashes")


def test_a_missing_root_is_never_made(tmp_path: Path) -> None:
    anchor = DirectoryAnchor(tmp_path / "not-mounted")
    for call in (
        lambda: anchor.create(TILE, b""),
        lambda: anchor.read(TILE),
        lambda: anchor.newest_checkpoint(ORIGIN),
    ):
        with pytest.raises(AnchorUnavailableError, match="is not there; mount it"):
            call()
    assert not (tmp_path / "not-mounted").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_root_says_what_to_do(anchor: DirectoryAnchor, root: Path) -> None:
    root.chmod(0o555)
    with pytest.raises(AnchorUnavailableError, match="make this account the owner"):
        anchor.create(TILE, b"")


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "disk is full; free space"),
        (errno.EROFS, "mounted read-only"),
        (errno.EACCES, "make this account the owner"),
        (errno.EPERM, "hard links"),
        (errno.ENFILE, "Too many open files in system"),
    ],
)
def test_trouble_with_the_disk_leaves_nothing_and_says_what_to_do(
    anchor: DirectoryAnchor,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    remedy: str,
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    anchor.create(f"{ORIGIN}/other", b"")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(AnchorUnavailableError, match=remedy):
            anchor.create(f"{ORIGIN}/file", b"data")
    assert drafts(root) == []
    assert anchor.read(f"{ORIGIN}/file") is None


def test_a_crash_before_the_link_leaves_no_file_and_its_draft_is_cleaned(root: Path) -> None:
    script = f"""
import os, pathlib
from ica_ledger.anchors.directory import DirectoryAnchor
os.link = lambda *args, **options: os._exit(9)
DirectoryAnchor(pathlib.Path({str(root)!r})).create({TILE!r}, b"hashes")
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    (left,) = drafts(root)
    assert DirectoryAnchor(root).read(TILE) is None
    # A draft this young may belong to a living writer.
    DirectoryAnchor(root).create(f"{ORIGIN}/other", b"")
    assert drafts(root) == [left]
    DirectoryAnchor(root, clock=lambda: time.time() + 3700).create(TILE, b"hashes")
    assert drafts(root) == []
    assert DirectoryAnchor(root).read(TILE) == b"hashes"


def test_of_two_processes_that_race_exactly_one_wins_each_file(root: Path) -> None:
    script = f"""
import pathlib, sys
from ica_ledger.anchors import AnchorConflictError
from ica_ledger.anchors.directory import DirectoryAnchor
anchor = DirectoryAnchor(pathlib.Path({str(root)!r}))
print("ready", flush=True)
sys.stdin.readline()
for number in range(200):
    anchor.create(f"same/{{number}}", b"same")
    try:
        anchor.create(f"own/{{number}}", sys.argv[1].encode())
        print(number)
    except AnchorConflictError:
        pass
"""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", script, label],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for label in ("A", "B")
    ]
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    outputs = [writer.communicate()[0] for writer in writers]
    wins = {label: set(output.split()) for label, output in zip("AB", outputs, strict=True)}
    assert [writer.returncode for writer in writers] == [0, 0]
    assert wins["A"] | wins["B"] == {str(number) for number in range(200)}
    assert not wins["A"] & wins["B"]
    for label, numbers in wins.items():
        assert {(root / "own" / number).read_text() for number in numbers} <= {label}
    assert drafts(root) == []


def test_links_below_the_root_are_not_followed(
    anchor: DirectoryAnchor, root: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    (outside / "tile").mkdir(parents=True)
    (outside / "file").write_bytes(b"outside")
    (root / "link").symlink_to(outside)
    (root / "real").mkdir()
    (root / "real/file").symlink_to(outside / "file")
    with pytest.raises(AnchorUnavailableError, match="symbolic link"):
        anchor.create("link/tile/0", b"data")
    for path in ("link/file", "real/file"):
        with pytest.raises(AnchorUnavailableError, match="symbolic link"):
            anchor.read(path)
    with pytest.raises(AnchorUnavailableError, match="symbolic link"):
        anchor.create("real/file", b"data")
    assert sorted(path.name for path in outside.rglob("*")) == ["file", "tile"]
    assert (outside / "file").read_bytes() == b"outside"


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_is_no_file_of_a_log(
    anchor: DirectoryAnchor, root: Path, kind: str
) -> None:
    (root / TILE).parent.mkdir(parents=True)
    (root / TILE).mkdir() if kind == "folder" else os.mkfifo(root / TILE)
    with pytest.raises(AnchorUnavailableError, match="no regular file of a log"):
        anchor.read(TILE)


def test_the_probe_says_that_the_publisher_may_delete(anchor: DirectoryAnchor, root: Path) -> None:
    findings = {finding.code: finding for finding in anchor.probe(ORIGIN)}
    assert findings["may_create"].level == "ok"
    assert findings["may_delete"].level == "warning"
    assert "immutable container" in findings["may_delete"].remedy
    assert findings["others_may_write"].level == "ok"
    assert [path for path in root.rglob("*") if path.is_file()] == []


def test_the_probe_finds_that_others_may_write(anchor: DirectoryAnchor, root: Path) -> None:
    root.chmod(0o775)
    findings = {finding.code: finding for finding in anchor.probe(ORIGIN)}
    assert findings["others_may_write"].level == "problem"
    assert findings["others_may_write"].remedy == f"Run chmod go-w {root}."


def test_the_probe_of_a_missing_directory_is_a_finding(tmp_path: Path) -> None:
    (finding,) = DirectoryAnchor(tmp_path / "absent").probe(ORIGIN)
    assert finding.level == "problem"
    assert finding.code == "may_create"
    assert "mount it" in finding.text


def test_the_probe_notices_where_nothing_can_be_deleted(
    anchor: DirectoryAnchor, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.unlink

    def append_only(path: str, *, dir_fd: int | None = None) -> None:
        if path == "write-once":
            raise PermissionError(errno.EPERM, "append-only")
        real(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", append_only)
    findings = {finding.code: finding for finding in anchor.probe(ORIGIN)}
    assert findings["may_delete"].level == "ok"
