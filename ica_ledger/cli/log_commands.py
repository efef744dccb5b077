"""`ica-verify log` and `ica-verify bundle`: a whole log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from ica_ledger.cli.options import FILE, log_options, open_source, token_option
from ica_ledger.cli.output import finish, report_facts
from ica_ledger.cli.words import report_lines
from ica_ledger.note_keys import Verifier
from ica_ledger.report import Outcome, Report
from ica_ledger.source import SourceUnavailable
from ica_ledger.verify_log import Demands, verify_log


@click.command("log")
@click.argument("location", metavar="URL-OR-DIRECTORY")
@log_options
@token_option
def log_command(
    location: str,
    key: Verifier,
    since: Path | None,
    max_age: timedelta | None,
    tree_only: bool,
    as_json: bool,
    token_file: Path | None,
) -> None:
    """Verify a log over HTTP, in a directory or in a ZIP file.

    Reads everything, computes every tile anew and performs the controls again from entries alone.

    \b
    Examples:
      ica-verify log https://ica.example.com/api/v1/azdev/ledger --key key.txt --token-file token
      ica-verify log /mnt/anchor/log --key key.txt --since last.checkpoint --max-age 2h
    """
    _verify(location, key, since, max_age, tree_only, as_json, token_file)


@click.command("bundle")
@click.argument("file", type=FILE)
@log_options
def bundle_command(
    file: Path,
    key: Verifier,
    since: Path | None,
    max_age: timedelta | None,
    tree_only: bool,
    as_json: bool,
) -> None:
    """Verify a log that was exported into a ZIP file.

    \b
    Example:
      ica-verify bundle audit-2026-q3.zip --key key.txt
    """
    _verify(str(file), key, since, max_age, tree_only, as_json, None)


def _verify(
    location: str,
    key: Verifier,
    since: Path | None,
    max_age: timedelta | None,
    tree_only: bool,
    as_json: bool,
    token_file: Path | None,
) -> NoReturn:
    def run(progress: Callable[[int, int], None]) -> Report:
        demands = Demands(
            since=since.read_bytes() if since else None,
            not_before=datetime.now(UTC) - max_age if max_age else None,
            controls=not tree_only,
            progress=progress,
        )
        return verify_log(open_source(location, token_file), key, demands)

    try:
        report = _with_progress(run)
    except SourceUnavailable as problem:
        report = Report()
        report.conclude(Outcome.UNCHECKED, str(problem))
    finish(report.outcome, report_lines(report), report_facts(report), as_json)


def _with_progress(run: Callable[[Callable[[int, int], None]], Report]) -> Report:
    """Show a bar on a terminal while a verification goes on."""
    columns = (
        TextColumn("entries"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("entries", total=None)
        return run(lambda done, total: bar.update(task, completed=done, total=total))
