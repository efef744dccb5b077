"""`ica-verify entry`: one entry by its proof."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click

from ica_ledger.checkpoint import BadCheckpoint, UnknownKey
from ica_ledger.cli.options import FILE, json_option, keys_option
from ica_ledger.cli.output import finish, head_facts
from ica_ledger.cli.words import TITLES, head_in_words
from ica_ledger.entry import BadEntry, parse_entry
from ica_ledger.note_keys import Verifier
from ica_ledger.proof_file import MAX_FILE_BYTES, EntryProof, parse_proof
from ica_ledger.proofs import BadProof
from ica_ledger.report import Outcome


@click.command("entry")
@click.argument("proof", type=FILE)
@keys_option
@json_option
def entry_command(proof: Path, keys: tuple[Verifier, ...], as_json: bool) -> None:
    """Verify that one entry is in the log, from a proof file alone.

    \b
    Example:
      ica-verify entry APR-2026-001.tlog-proof --key key.txt
    """
    try:
        with proof.open("rb") as file:
            held = parse_proof(file.read(MAX_FILE_BYTES + 1))
    except BadProof as problem:
        _fail(Outcome.UNCHECKED, problem, as_json)
    try:
        head = held.verified_by(keys)
    except UnknownKey as problem:
        _fail(Outcome.UNCHECKED, problem, as_json)
    except (BadProof, BadCheckpoint) as problem:
        _fail(Outcome.TAMPERED, problem, as_json)
    entry = held.entry.decode(errors="backslashreplace")
    notes = _judgement(held)
    lines = [
        f"{TITLES[Outcome.PROVEN]}: entry {held.index} is in the log, exactly so:",
        f"  {entry}",
        f"  Checkpoint: {head_in_words(head)}",
        *(f"  Note: {note}" for note in notes),
        "  Not proven: what the entry commits to, and that no later entry says otherwise",
    ]
    facts = {
        "index": held.index,
        "entry": entry,
        "checkpoint": head_facts(head),
        "notes": notes,
    }
    finish(Outcome.PROVEN, lines, facts, as_json)


def _fail(outcome: Outcome, problem: Exception, as_json: bool) -> NoReturn:
    finish(outcome, [f"{TITLES[outcome]}: {problem}"], {"reason": str(problem)}, as_json)


def _judgement(held: EntryProof) -> list[str]:
    """Say what is odd about an entry that is in the log."""
    try:
        parse_entry(held.entry)
    except BadEntry as problem:
        return [str(problem)]
    return []
