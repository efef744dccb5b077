# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Puts entries back that the database lost and an anchor holds, byte for byte."""

import json

from ica_ledger import (
    BadBundle,
    BadProof,
    TileHashes,
    changed_bundles,
    check_consistency,
    consistency_proof,
    decode_bundle,
    grow,
    leaf_hash,
    sha256_label,
)

from . import heads, storage
from .trouble import LedgerStoppedError

# sequences behind the numbers in subjects: a number of a lost row must not be given again
SEQUENCES = {
    "approval": "azdev_approval_number",
    "callback": "azdev_callback_id_seq",
    "connection": "azdev_connection_id_seq",
    "gate": "azdev_gate_id_seq",
    "identity": "azdev_identity_id_seq",
}
KNOWN = "SELECT uuid, id, leaf_hash FROM azdev_ledger_entry WHERE uuid = ANY(%s)"
PUT_BACK = """
    INSERT INTO azdev_ledger_entry (uuid, kind, subject, recorded_at, body, entry)
    VALUES (%(uuid)s, %(kind)s, %(subject)s, %(time)s, %(body)s, %(entry)s) RETURNING id
"""


def put_back(cr, log, head):
    """Put back what a head covers and the log lost, in this transaction; return the figures.

    :param Head head: newest checkpoint of an anchor, verified
    :raise LedgerStoppedError: when the database's entries are not the beginning of the anchor's,
        or what the anchor holds is not what its checkpoint covers
    """

    def fetch(path):
        return head.anchor.read(f"{log.origin}/{path}")

    _check_beginning(cr, log, head, fetch)
    seen, recovered = {}, 0
    for bundle in changed_bundles(log.size, head.size):
        entries = _entries(bundle, fetch)[max(0, log.size - bundle.first) :]
        ids = _rows(cr, entries)
        storage.place(cr, log, ids)
        leaf_hashes = [leaf_hash(entry) for entry in entries]
        for tile, data in grow(log.size, leaf_hashes, _reader(cr, log)):
            storage.write_tile(cr, log, tile, data)
        _note_numbers(entries, seen)
        recovered += len(entries)
        log = storage.current(cr)
    if heads.root_at(cr, log, head.size) != head.checkpoint.root:
        raise _impossible(head, "the entries are not those that the checkpoint covers")
    _move_sequences(cr, seen)
    return {"before": head.size - recovered, "recovered": recovered}


def _check_beginning(cr, log, head, fetch):
    if log.size >= head.size:
        raise _impossible(head, f"the database has {log.size} entries and lacks none")
    try:
        proof = consistency_proof(log.size, head.size, TileHashes(head.size, fetch))
        root = heads.root_at(cr, log, log.size)
        check_consistency(log.size, root, head.size, head.checkpoint.root, proof)
    except (BadProof, LookupError, ValueError) as problem:
        raise _impossible(head, str(problem)) from None


def _entries(bundle, fetch):
    data = fetch(bundle.path)
    try:
        return decode_bundle(data or b"", bundle.width)
    except BadBundle as problem:
        raise LedgerStoppedError("recovery_failed", f"{bundle.path}: {problem}") from None


def _rows(cr, entries):
    """Return the ids of the entries' rows; those that are there, waiting for a place, are taken."""
    said = [json.loads(entry) for entry in entries]
    cr.execute(KNOWN, ([one["uuid"] for one in said],))
    known = {uuid: (row_id, recorded) for uuid, row_id, recorded in cr.fetchall()}
    ids = []
    for one, entry in zip(said, entries, strict=True):
        row_id, recorded = known.get(one["uuid"], (None, None))
        if row_id is None:
            row_id = _insert(cr, one, entry.decode())
        elif recorded != sha256_label(leaf_hash(entry)):
            raise LedgerStoppedError(
                "recovery_failed", f"Entry {one['uuid']} is another one in the database."
            )
        ids.append(row_id)
    return ids


def _insert(cr, said, entry):
    end = f',"kind":"{said["kind"]}","subject":'
    body = entry.removeprefix('{"body":').rpartition(end)[0]
    values = {name: said[name] for name in ("uuid", "kind", "subject")}
    time = said["time"].replace("T", " ").removesuffix("Z")
    cr.execute(PUT_BACK, {**values, "time": time, "body": body, "entry": entry})
    return cr.fetchone()[0]


def _reader(cr, log):
    return lambda tile: storage.hash_tile(cr, log, tile)


def _note_numbers(entries, seen):
    for entry in entries:
        subject = json.loads(entry)["subject"]
        name, _colon, number = subject.partition(":")
        digits = number.rpartition("-")[2]
        if name in SEQUENCES and digits.isdigit():
            seen[name] = max(seen.get(name, 0), int(digits))


def _move_sequences(cr, seen):
    for name, highest in seen.items():
        query = "SELECT setval(%s, greatest(nextval(%s), %s))"
        cr.execute(query, (SEQUENCES[name], SEQUENCES[name], highest))


def _impossible(head, why):
    return LedgerStoppedError(
        "recovery_failed",
        f"The entries of {head.anchor.name} can't be put back: {why}. Where nothing else helps,"
        " begin a new log that names this one.",
    )
