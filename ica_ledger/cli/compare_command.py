"""`ica-verify compare`: two checkpoints of one log."""

from __future__ import annotations

from pathlib import Path

import click

from ica_ledger.cli.options import FILE, json_option, keys_option, open_source, token_option
from ica_ledger.cli.output import finish
from ica_ledger.cli.words import TITLES
from ica_ledger.fork import compare
from ica_ledger.note import MAX_NOTE_BYTES
from ica_ledger.note_keys import Verifier
from ica_ledger.report import Outcome, Stop
from ica_ledger.source import SourceUnavailable


@click.command("compare")
@click.argument("first", type=FILE)
@click.argument("second", type=FILE)
@keys_option
@click.option("--log", "location", metavar="URL-OR-DIRECTORY", help="The log itself.")
@token_option
@json_option
def compare_command(
    first: Path,
    second: Path,
    keys: tuple[Verifier, ...],
    location: str | None,
    token_file: Path | None,
    as_json: bool,
) -> None:
    """Tell whether two checkpoints are of one history, or somebody was shown another one.

    Checkpoints of different sizes need the log itself (--log).

    \b
    Example:
      ica-verify compare mine.checkpoint yours.checkpoint --log /mnt/anchor/log --key key.txt
    """
    try:
        fetch = open_source(location, token_file).fetch if location else None
        answer = compare(_read(first), _read(second), keys, fetch)
    except SourceUnavailable as problem:
        answer = Stop(Outcome.UNCHECKED, str(problem))
    line = f"{TITLES[answer.outcome]}: {answer.reason}"
    finish(answer.outcome, [line], {"reason": answer.reason}, as_json)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_NOTE_BYTES + 1)
