"""Somebody changes what an entry says, or where it stands (threats H1, H6)."""

from __future__ import annotations

import pytest

from tests.tamper.control_plane import Alarm, ControlPlane
from tests.tamper.dba import hash_again, place_again, placed

OLD, RECENT = 20, 300
"""Places in the log: in its first, full bundle and in its last, partial one."""
SAYS = (
    """CASE WHEN id = {} THEN replace(entry, '"connection":1', '"connection":2') ELSE entry END"""
)


def _rewrite(plane: ControlPlane, entry: int) -> None:
    assert '"connection":1' in plane.dba.value(
        "SELECT entry FROM azdev_ledger_entry WHERE id = %s", entry
    )
    plane.dba.rewrite("azdev_ledger_entry", "entry", SAYS.format(entry))


def _changed_tile(level: int, index: int, place: int) -> str:
    flipped = f"set_byte(data, {place * 32}, 255 - get_byte(data, {place * 32}))"
    return f"CASE WHEN (level, tile_index) = ({level}, {index}) THEN {flipped} ELSE data END"


def test_a_byte_of_an_entry_that_has_no_place_yet(plane: ControlPlane) -> None:
    plane.append()
    entry = plane.dba.value("SELECT max(id) FROM azdev_ledger_entry")
    _rewrite(plane, entry)
    assert plane.stopped() == (
        "entry_changed",
        f"The bytes of entry {entry} are not those that were recorded.",
        True,
    )
    assert plane.alarms() == [Alarm("ledger_tampered", "critical", "entry_changed")]
    assert plane.heads()[-1] == 308
    assert plane.verify().code == 0


def test_a_byte_of_an_entry_that_was_published_lately(plane: ControlPlane) -> None:
    _rewrite(plane, plane.dba.entry_at(RECENT))
    plane.append()
    code, message, _ = plane.stopped()
    assert code == "entry_changed"
    assert message == "Entries from 256 on are not those that the log was made of."
    verdict = plane.verify(at=plane.exported())
    assert verdict.code == 1
    assert f"entry {RECENT}: its bytes don't belong to its leaf hash in tile/0/001" in verdict.text
    assert plane.verify().code == 0


def test_a_byte_of_an_old_entry(plane: ControlPlane) -> None:
    """No round reads it again: whoever verifies the database's log finds it."""
    (old,) = plane.dba.run(
        "SELECT leaf_index, entry_id FROM azdev_ledger_leaf JOIN azdev_ledger_entry entry"
        " ON entry.id = entry_id WHERE kind = 'approval.signed' ORDER BY 1 LIMIT 1"
    )
    _rewrite(plane, old[1])
    plane.append()
    assert plane.stopped().code == "guards_changed"
    verdict = plane.verify(at=plane.exported())
    assert verdict.code == 1
    assert f"entry {old[0]}: its bytes don't belong to its leaf hash in tile/0/000" in verdict.text
    assert plane.verify().code == 0


def test_leaves_that_point_to_each_others_entries(plane: ControlPlane) -> None:
    """Two entries change places; all hashes stay."""
    with plane.dba.guards_off() as cursor:
        order = placed(cursor)
        order[RECENT], order[RECENT + 1] = order[RECENT + 1], order[RECENT]
        place_again(cursor, order)
    plane.append()
    assert plane.stopped().code == "entry_changed"
    verdict = plane.verify(at=plane.exported())
    assert (verdict.code, f"entry {RECENT}: its bytes" in verdict.text) == (1, True)


def test_two_entries_in_another_order_with_hashes_that_fit(plane: ControlPlane) -> None:
    with plane.dba.guards_off() as cursor:
        order = placed(cursor)
        order[OLD], order[OLD + 1] = order[OLD + 1], order[OLD]
        place_again(cursor, order)
        hash_again(cursor)
    code, message, tampered = plane.stopped()
    assert (code, tampered) == ("history_changed", True)
    assert message.startswith("The first 308 entries are not those that directory")


@pytest.mark.parametrize(("level", "index", "place"), [(0, 1, 40), (1, 0, 0)])
def test_a_hash_in_a_tile(plane: ControlPlane, level: int, index: int, place: int) -> None:
    plane.dba.rewrite("azdev_ledger_tile", "data", _changed_tile(level, index, place))
    assert plane.stopped().code == "history_changed"
    assert plane.alarms() == [Alarm("ledger_tampered", "critical", "history_changed")]


def test_a_hash_in_a_tile_that_no_round_reads(plane: ControlPlane) -> None:
    plane.dba.rewrite("azdev_ledger_tile", "data", _changed_tile(0, 0, OLD))
    plane.append()
    assert plane.stopped().code == "guards_changed"
    verdict = plane.verify(at=plane.exported())
    assert verdict.code == 1
    assert f"entry {OLD}: its bytes don't belong to its leaf hash in tile/0/000" in verdict.text
