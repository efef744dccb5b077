"""An anchor in Azure Blob Storage, against Microsoft's emulator and against the simulator."""

from __future__ import annotations

import threading

import pytest

from ica_ledger.anchors import (
    Anchor,
    AnchorConflictError,
    AnchorUnavailableError,
    anchor_from_url,
    checkpoint_path,
)
from ica_ledger.anchors.base import MAX_BYTES
from tests.integration.ica_ledger.conftest import ALL, Place

ORIGIN = "azdev-ica/0123456789abcdef0123456789abcdef"
TILE = f"{ORIGIN}/tile/0/x001/067"


def test_what_is_created_can_be_read_with_a_create_only_credential(place: Place) -> None:
    anchor = place.anchor()
    assert anchor.read(TILE) is None
    anchor.create(TILE, b"hashes")
    assert anchor.read(TILE) == b"hashes"
    assert anchor.name == f"blob {place.url.removeprefix('http://')}"


def test_creating_the_same_again_is_fine(place: Place) -> None:
    place.anchor().create(TILE, b"hashes")
    place.anchor().create(TILE, b"hashes")
    place.anchor(ALL).create(TILE, b"hashes")
    assert place.anchor().read(TILE) == b"hashes"


@pytest.mark.parametrize("rights", ["crl", ALL])
def test_other_bytes_are_a_conflict_and_change_nothing(place: Place, rights: str) -> None:
    anchor = place.anchor(rights)
    anchor.create(TILE, b"hashes")
    with pytest.raises(AnchorConflictError, match="holds other bytes at azdev-ica/"):
        anchor.create(TILE, b"forged")
    assert anchor.read(TILE) == b"hashes"


@pytest.mark.parametrize("size", [0, 1, 256 * (65_535 + 2)])
def test_files_of_every_size_come_back_whole(place: Place, size: int) -> None:
    data = bytes(size)
    anchor = place.anchor()
    anchor.create(f"{ORIGIN}/tile/entries/000", data)
    assert anchor.read(f"{ORIGIN}/tile/entries/000") == data


def test_too_large_a_file_is_refused(place: Place) -> None:
    with pytest.raises(ValueError, match="takes up to"):
        place.anchor().create(TILE, bytes(MAX_BYTES + 1))


@pytest.mark.parametrize("path", ["../x", "/x", "a b", "a?sig=1"])
def test_paths_outside_are_refused(place: Place, path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        place.anchor().create(path, b"")
    with pytest.raises(ValueError, match="not a path"):
        place.anchor().read(path)


def test_the_newest_checkpoint_is_the_largest_of_this_origin(place: Place) -> None:
    anchor = place.anchor()
    assert anchor.newest_checkpoint(ORIGIN) is None
    for size in (0, 999, 1_000, 70_000, 5):
        anchor.create(checkpoint_path(ORIGIN, size), str(size).encode())
    anchor.create(checkpoint_path("azdev-ica/other", 80_000), b"other")
    assert anchor.newest_checkpoint(ORIGIN) == b"70000"


def test_foreign_names_before_the_newest_checkpoint_are_passed_over(place: Place) -> None:
    place.put(f"{ORIGIN}/checkpoints/000", b"")
    place.put(f"{ORIGIN}/checkpoints/000/folder", b"")
    place.anchor().create(checkpoint_path(ORIGIN, 7), b"seven")
    assert place.anchor().newest_checkpoint(ORIGIN) == b"seven"


def test_too_many_foreign_names_are_an_alarm(place: Place) -> None:
    for number in range(50):
        place.put(f"{ORIGIN}/checkpoints/0-{number}", b"")
    with pytest.raises(AnchorUnavailableError, match="foreign names"):
        place.anchor().newest_checkpoint(ORIGIN)


def test_of_two_writers_exactly_one_wins(place: Place) -> None:
    start = threading.Barrier(2)
    wins: dict[str, set[str]] = {"A": set(), "B": set()}

    def write(anchor: Anchor, label: str) -> None:
        for number in map(str, range(10)):
            start.wait(30)
            anchor.create(f"same/{number}", b"same")
            try:
                anchor.create(f"own/{number}", label.encode())
                wins[label].add(number)
            except AnchorConflictError:
                pass

    writers = [threading.Thread(target=write, args=(place.anchor(), label)) for label in wins]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert wins["A"] | wins["B"] == set(map(str, range(10)))
    assert not wins["A"] & wins["B"]
    for label, numbers in wins.items():
        assert {place.anchor().read(f"own/{number}") for number in numbers} <= {label.encode()}


def test_the_probe_is_content_with_a_create_only_credential(place: Place) -> None:
    findings = {finding.code: finding for finding in place.anchor().probe(ORIGIN)}
    assert findings["may_create"].level == "ok"
    assert findings["may_overwrite"].level == "ok"
    assert findings["may_delete"].level == "ok"


def test_the_probe_warns_of_a_credential_that_may_overwrite_and_delete(place: Place) -> None:
    findings = {finding.code: finding for finding in place.anchor(ALL).probe(ORIGIN)}
    assert findings["may_overwrite"].level == "problem"
    assert findings["may_delete"].level == "problem"
    assert findings["may_delete"].text == "This credential may delete blobs."
    assert "create, read and list only" in findings["may_delete"].remedy


def test_the_probe_leaves_at_most_one_file(place: Place) -> None:
    for _ in range(2):
        assert place.anchor().probe(ORIGIN)
    assert place.anchor().read(f"{ORIGIN}/probe/write-once")


def test_a_credential_that_may_only_read_can_publish_nothing(place: Place) -> None:
    with pytest.raises(AnchorUnavailableError, match="create, read and list"):
        place.anchor("rl").create(TILE, b"hashes")
    (finding,) = place.anchor("rl").probe(ORIGIN)
    assert (finding.level, finding.code) == ("problem", "may_create")


def test_a_container_that_is_not_there_is_no_empty_log(place: Place) -> None:
    anchor = anchor_from_url(f"{place.url}-absent", place.file(place.signature("crl")))
    for call in (
        lambda: anchor.read(TILE),
        lambda: anchor.newest_checkpoint(ORIGIN),
        lambda: anchor.create(TILE, b""),
    ):
        with pytest.raises(AnchorUnavailableError, match=r"make (the container|a new)"):
            call()


def test_no_secret_gets_into_errors_names_and_logs(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    secret = place.signature("rl")
    anchor = anchor_from_url(place.url, place.file(secret))
    with pytest.raises(AnchorUnavailableError) as refused:
        anchor.create(TILE, b"hashes")
    anchor.read(TILE)
    assert place.url.rpartition("/")[2] in caplog.text
    signature = secret.rpartition("sig=")[2].partition("&")[0]
    assert len(signature) > 8
    for text in (str(refused.value), repr(refused.value), anchor.name, repr(anchor), caplog.text):
        assert signature not in text
