"""Somebody loses, replaces or changes the key (threat H3)."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from ica_ledger import Signer
from ica_ledger.rotation import rotation_body
from tests.tamper.control_plane import Alarm, ControlPlane
from tests.tamper.dba import Dba

UNTRUSTED = "the checkpoint is not trusted: no key that is trusted signed it"
LOG_TABLES = ("anchoring", "checkpoint", "tile", "leaf", "key", "log")


def _put(key: Path, signer: Signer) -> None:
    """Write a key file as the addon writes it."""
    encoded = base64.b64encode(b"\x01" + signer.seed).decode()
    key.write_text(f"PRIVATE+KEY+{signer.name}+{signer.verifier.key_id.hex()}+{encoded}\n")


def _forget_log(dba: Dba) -> None:
    with dba.guards_off() as cursor:
        for table in LOG_TABLES:
            cursor.execute(f"DELETE FROM azdev_ledger_{table}")


def test_a_key_that_is_missing(plane: ControlPlane) -> None:
    plane.key.unlink()
    plane.append()
    code, message, tampered = plane.stopped()
    assert (code, tampered) == ("key_missing", False)
    assert message.startswith(f"The ledger's key {plane.key} is gone. Restore it from the backup")
    assert plane.alarms() == [Alarm("ledger_stopped", "high", "key_missing")]
    assert not plane.key.exists(), "a new key was made silently"
    assert plane.heads()[-1] == 308


def test_a_key_that_is_another(plane: ControlPlane) -> None:
    _put(plane.key, Signer.generate(plane.signer().name))
    plane.append()
    code, message, _ = plane.stopped()
    assert code == "key_is_another"
    assert message.startswith("The key file holds a key that is not this log's.")
    assert plane.heads()[-1] == 308


def test_a_key_that_is_garbage(plane: ControlPlane) -> None:
    plane.key.write_text("PRIVATE+KEY+nothing\n")
    plane.append()
    assert plane.stopped().code == "key_unreadable"


def test_a_log_that_was_deleted_while_its_key_is_there(plane: ControlPlane) -> None:
    _forget_log(plane.dba)
    code, message, tampered = plane.stopped()
    assert (code, tampered) == ("log_vanished", True)
    assert f"holds the log {plane.signer().name} of this key" in message


def test_a_log_that_was_deleted_with_its_key(plane: ControlPlane) -> None:
    """A new log under a new key would be the old one's end, in silence."""
    _forget_log(plane.dba)
    plane.key.unlink()
    code, message, tampered = plane.stopped()
    assert (code, tampered) == ("log_vanished", True)
    assert "is the beginning of one: the log was deleted." in message
    assert not plane.key.exists()


def test_a_log_that_was_deleted_and_an_empty_anchor(plane: ControlPlane, tmp_path: Path) -> None:
    """The same origin and key would sign a second history, where nothing speaks against it."""
    redirected = plane.copied("redirected", azdev_anchors=tmp_path.as_uri())
    _forget_log(redirected.dba)
    assert redirected.stopped().code == "log_vanished"
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_hands_over_to_the_next(plane: ControlPlane) -> None:
    old = plane.signer()
    plane.key.with_name(f"{plane.key.name}.next").touch()
    assert plane.publish() is None
    new = plane.signer()
    assert new.verifier != old.verifier
    assert plane.key.with_name(f"{plane.key.name}.retired").exists()
    assert not plane.key.with_name(f"{plane.key.name}.next").exists()
    plane.append()
    assert plane.publish() is None
    verdict = plane.verify()
    assert verdict.code == 0
    handed_over = f"the key {old.verifier.key_id.hex()} handed over to {new.verifier.key_id.hex()}"
    assert handed_over in verdict.text
    assert plane.verify(key=str(new.verifier)).code == 0


def test_a_key_that_the_old_one_did_not_hand_over_to(plane: ControlPlane) -> None:
    """Database and key file are made to believe it: an auditor with the first key does not."""
    origin = plane.signer().name
    thief, pretended = Signer.generate(origin), Signer.generate(origin)
    body = {**rotation_body(pretended, thief.verifier), "old_key": plane.first_key}
    subject = plane.dba.value(
        "SELECT subject FROM azdev_ledger_entry WHERE kind = 'ledger.started'"
    )
    plane.append(("ledger.key_rotated", subject, body))
    plane.dba.run(
        "INSERT INTO azdev_ledger_key (log_id, verifier) SELECT id, %s FROM azdev_ledger_log",
        str(thief.verifier),
    )
    _put(plane.key, thief)
    plane.publish()
    verdict = plane.verify("--json")
    said = json.loads(verdict.text)
    assert (verdict.code, said["reason"]) == (1, UNTRUSTED)
    assert [one["reason"] for one in said["findings"]] == ["the old key didn't sign the new one"]


def test_a_key_that_was_replaced_without_an_entry(plane: ControlPlane) -> None:
    thief = Signer.generate(plane.signer().name)
    plane.dba.run(
        "INSERT INTO azdev_ledger_key (log_id, verifier) SELECT id, %s FROM azdev_ledger_log",
        str(thief.verifier),
    )
    _put(plane.key, thief)
    plane.append()
    plane.publish()
    verdict = plane.verify()
    assert (verdict.code, UNTRUSTED in verdict.text) == (1, True)
