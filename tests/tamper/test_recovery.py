"""After a loss the log goes on only as two people decided, and everybody can see it (H1)."""

from __future__ import annotations

import json

from tests.tamper.control_plane import ControlPlane


def _restored(plane: ControlPlane, lost: int = 5) -> None:
    """Put yesterday's backup in the place of a database that has gone on since."""
    plane.copied("yesterday")
    plane.append(count=lost)
    assert plane.publish() is None
    plane.replaced_by("yesterday")
    assert plane.stopped().code == "log_is_shorter"


def _new_key(plane: ControlPlane) -> str:
    key = plane.dba.value("SELECT verifier FROM azdev_ledger_key ORDER BY id DESC LIMIT 1")
    return str(key)


def test_lost_entries_are_put_back_byte_for_byte(plane: ControlPlane) -> None:
    _restored(plane)
    entries = "SELECT count(*) FROM azdev_ledger_leaf"
    before = plane.dba.value(entries)
    done = plane.do("recover", way="put_back")
    assert done["state"] == "done"
    assert json.loads(done["result"]) == {"before": before, "recovered": 5}
    assert plane.publish() is None
    verdict = plane.verify()
    assert verdict.code == 0, verdict.text
    assert plane.verify(at=plane.exported()).code == 0


def test_a_restored_backup_that_lost_entries_between_commit_and_place(plane: ControlPlane) -> None:
    """Entries that waited when the backup was made are in it and in the anchor."""
    plane.append(count=3)
    _restored(plane)
    assert json.loads(plane.do("recover", way="put_back")["result"])["recovered"] == 8
    twice = "SELECT uuid FROM azdev_ledger_entry GROUP BY uuid HAVING count(*) > 1"
    assert not plane.dba.run(twice)
    assert plane.verify().code == 0


def test_nothing_happens_while_only_one_person_wants_it(plane: ControlPlane) -> None:
    _restored(plane)
    assert plane.do("recover", way="put_back", approved=False)["state"] == "proposed"
    assert plane.stopped().code == "log_is_shorter"


def test_numbers_of_lost_approvals_are_not_given_again(plane: ControlPlane) -> None:
    plane.copied("yesterday")
    plane.do("open_request")
    assert plane.publish() is None
    number = "SELECT max(subject) FROM azdev_ledger_entry WHERE kind = 'approval.opened'"
    lost = plane.dba.value(number)
    plane.replaced_by("yesterday")
    assert plane.do("recover", way="put_back")["state"] == "done"
    plane.do("open_request")
    assert plane.dba.value(number) > lost


def test_another_history_can_not_be_put_back(plane: ControlPlane) -> None:
    """The restored database gave places of its own before anybody noticed."""
    plane.copied("yesterday")
    plane.append(count=5)
    assert plane.publish() is None
    plane.replaced_by("yesterday")
    offline = plane.offline()
    offline.append(count=2)
    assert offline.publish() is None
    assert plane.stopped().code == "log_is_shorter"
    done = plane.do("recover", way="put_back")
    assert done["state"] == "failed"
    assert "begin a new log that names this one" in done["result"]


def test_a_new_log_names_the_old_one(plane: ControlPlane) -> None:
    _restored(plane)
    old = plane.verify()
    done = plane.do("recover", way="begin_anew")
    assert json.loads(done["result"]) == {"before": 313, "recovered": 308}
    assert plane.publish() is None
    key = _new_key(plane)
    anew = plane.instance.anchor / key.partition("+")[0]
    verdict = plane.verify(at=anew, key=key)
    assert verdict.code == 0, verdict.text
    assert "after a recovery: 308 recovered, 5 lost" in " ".join(verdict.text.split())
    assert plane.verify() == old
