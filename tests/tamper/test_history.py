"""Somebody writes another history, with all hashes that belong to it (threats H1, H4)."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from ica_ledger import Checkpoint, Signer
from tests.tamper.control_plane import Alarm, ControlPlane
from tests.tamper.dba import hash_again, place_again, placed

MIDDLE = 20
FORGED = """
    INSERT INTO azdev_ledger_entry
        (uuid, kind, subject, body, entry, leaf_hash, recorded_at)
    SELECT gen_random_uuid(), kind, subject, body,
           replace(entry, uuid, gen_random_uuid()::text), leaf_hash, recorded_at
    FROM azdev_ledger_entry WHERE id = %s RETURNING id
"""
OTHERWISE = """
    UPDATE azdev_ledger_entry SET entry = replace(entry, '"technical"', '"business"')
    WHERE kind = 'approval.signed'
"""


def _rewritten(plane: ControlPlane) -> bytes:
    """Let signatures say something else, compute all hashes anew and return the root."""
    with plane.dba.guards_off() as cursor:
        cursor.execute(OTHERWISE)
        assert cursor.rowcount
        return hash_again(cursor)


def _signed(plane: ControlPlane, signer: Signer, root: bytes) -> bytes:
    """Put a checkpoint of another root in the place of the newest one and return it."""
    head = Checkpoint.at(signer.name, plane.dba.size(), root, datetime.now(UTC))
    note = head.signed_by(signer)
    with plane.dba.guards_off() as cursor:
        cursor.execute(
            "UPDATE azdev_ledger_checkpoint SET note = %s, root = %s WHERE size = %s",
            (note.decode(), note.decode().split("\n")[2], head.size),
        )
    return note


def _newest(plane: ControlPlane) -> Path:
    return min(path for path in (plane.anchored / "checkpoints").rglob("*") if path.is_file())


def test_a_forged_entry_in_the_middle(plane: ControlPlane) -> None:
    with plane.dba.guards_off() as cursor:
        order = placed(cursor)
        cursor.execute(FORGED, [order[MIDDLE]])
        [(forged,)] = cursor.fetchall()
        place_again(cursor, [*order[:MIDDLE], forged, *order[MIDDLE:]])
        hash_again(cursor)
    code, message, tampered = plane.stopped()
    assert (code, tampered) == ("history_changed", True)
    assert message.startswith("The first 308 entries are not those that directory")
    assert plane.heads()[-1] == 308
    verdict = plane.verify(at=plane.exported())
    assert (verdict.code, "entries or tiles were replaced" in verdict.text) == (1, True)


def test_everything_hashed_again_without_the_key(plane: ControlPlane) -> None:
    _rewritten(plane)
    assert plane.stopped().code == "history_changed"
    verdict = plane.verify(at=plane.exported())
    assert verdict.code == 1
    assert "the 308 entries don't lead to the root that was signed" in verdict.text


def test_everything_hashed_again_and_signed_with_another_key(plane: ControlPlane) -> None:
    origin = plane.first_key.partition("+")[0]
    _signed(plane, Signer.generate(origin), _rewritten(plane))
    verdict = plane.verify(at=plane.exported())
    assert verdict.code == 1
    assert "no key that is trusted signed it" in verdict.text


def test_everything_hashed_again_with_the_key(plane: ControlPlane) -> None:
    """The database alone is in perfect order: only the anchor knows better."""
    kept = _newest(plane)
    _signed(plane, plane.signer(), _rewritten(plane))
    assert plane.stopped().code == "history_changed"
    assert plane.alarms() == [Alarm("ledger_tampered", "critical", "history_changed")]
    exported = plane.exported()
    assert plane.verify("--tree-only", at=exported).code == 0
    verdict = plane.verify("--tree-only", "--since", str(kept), at=exported)
    assert (verdict.code, "two different logs" in verdict.text) == (1, True), verdict.text


def test_the_anchor_rewritten_as_well(plane: ControlPlane, tmp_path: Path) -> None:
    """Key, database and anchor in one hand: whoever kept a checkpoint knows better."""
    kept = shutil.copy(_newest(plane), tmp_path / "kept.checkpoint")
    note = _signed(plane, plane.signer(), _rewritten(plane))
    exported = plane.exported()
    shutil.rmtree(plane.anchored / "tile")
    shutil.copytree(exported / "tile", plane.anchored / "tile")
    head = _newest(plane)
    head.unlink()
    head.write_bytes(note)
    assert plane.stopped().code == "guards_changed"
    assert plane.verify("--tree-only").code == 0
    verdict = plane.verify("--tree-only", "--since", str(kept))
    assert (verdict.code, "two different logs" in verdict.text) == (1, True), verdict.text


def _swapped(plane: ControlPlane, tmp_path: Path, anchor: Path) -> ControlPlane:
    """Put another control plane's database, with a published log, in the place of ours."""
    anchor.mkdir(exist_ok=True)
    other = plane.beside(
        "other", azdev_anchors=anchor.as_uri(), azdev_ledger_key_file=str(tmp_path / "other.key")
    )
    other.append(count=400)
    assert other.publish() is None
    plane.replaced_by("other")
    return other


def test_two_databases_logs_swapped(plane: ControlPlane, tmp_path: Path) -> None:
    _swapped(plane, tmp_path, tmp_path / "other")
    code, message, tampered = plane.stopped()
    assert (code, tampered) == ("anchor_redirected", True)
    assert "no configured anchor holds it" in message
    assert plane.heads()[-1] == 308


def test_two_databases_logs_swapped_that_share_an_anchor(
    plane: ControlPlane, tmp_path: Path
) -> None:
    other = _swapped(plane, tmp_path, plane.instance.anchor)
    plane.append()
    assert plane.stopped().code == "key_is_another"
    verdict = plane.verify(at=plane.exported())
    assert verdict.code == 1
    origin = other.signer().name
    assert f"this is the log {origin}, the key is for {plane.signer().name}" in verdict.text
