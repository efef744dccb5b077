"""Somebody changes what lies in the anchor (threats H1, H10)."""

from __future__ import annotations

from pathlib import Path

from ica_ledger import Checkpoint, Signer
from tests.tamper.control_plane import Alarm, ControlPlane


def _flip(file: Path, at: int) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.chmod(0o644)
    file.write_bytes(data)


def _checkpoints(plane: ControlPlane) -> list[Path]:
    """Return the anchor's checkpoints, newest first."""
    found = (plane.anchored / "checkpoints").rglob("*")
    return sorted(path for path in found if path.is_file())


def test_a_checkpoint_that_was_removed(plane: ControlPlane) -> None:
    _checkpoints(plane)[0].unlink()
    plane.append()
    code, message, tampered = plane.stopped()
    assert (code, tampered) == ("anchor_rolled_back", True)
    assert "held a checkpoint of 308 entries and now ends at 305" in message
    assert plane.alarms() == [Alarm("ledger_tampered", "critical", "anchor_rolled_back")]


def test_all_checkpoints_removed(plane: ControlPlane) -> None:
    for file in _checkpoints(plane):
        file.unlink()
    code, message, _ = plane.stopped()
    assert code == "anchor_rolled_back"
    assert "held a checkpoint of 308 entries and now ends at 0" in message


def test_a_checkpoint_of_somebody_else(plane: ControlPlane) -> None:
    newest = _checkpoints(plane)[0]
    origin = plane.signer().name
    foreign = Checkpoint(origin, 308, b"\0" * 32).signed_by(Signer.generate(origin))
    newest.unlink()
    newest.write_bytes(foreign)
    plane.append()
    code, message, tampered = plane.stopped()
    assert (code, tampered) == ("anchor_not_ours", True)
    assert "no key that is trusted signed it" in message


def test_a_tile_that_was_altered(plane: ControlPlane) -> None:
    _flip(plane.anchored / "tile/0/000", 20 * 32)
    verdict = plane.verify()
    assert verdict.code == 1
    assert "entry 20: its bytes don't belong to its leaf hash in tile/0/000" in verdict.text


def test_a_tile_that_was_removed(plane: ControlPlane) -> None:
    (plane.anchored / "tile/0/000").unlink()
    verdict = plane.verify()
    assert (verdict.code, "tile/0/000 is missing" in verdict.text) == (2, True)


def test_an_entry_that_was_altered(plane: ControlPlane) -> None:
    _flip(plane.anchored / "tile/entries/000", 40)
    verdict = plane.verify()
    assert verdict.code == 1
    assert "entry 0: its bytes don't belong to its leaf hash in tile/0/000" in verdict.text


def test_a_round_never_writes_over_what_lies_there(plane: ControlPlane) -> None:
    """Somebody has put a file where the next round wants to write."""
    plane.append()
    target = plane.anchored / "tile/entries/001.p/53"
    target.write_bytes(b"something else")
    code, message, tampered = plane.stopped()
    assert (code, tampered) == ("fork", True)
    assert "tile/entries/001.p/53" in message
    assert target.read_bytes() == b"something else"
