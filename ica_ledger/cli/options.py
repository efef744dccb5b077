"""What the commands take on their command line."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from ica_ledger.note_keys import BadKey, Verifier
from ica_ledger.source import Source, SourceUnavailable
from ica_ledger.source_directory import DirectorySource, ZipSource
from ica_ledger.source_http import HttpSource

MAX_KEY_CHARACTERS = 4096
TOKEN = "ICA_LEDGER_TOKEN"  # noqa: S105  the name of a variable, not a secret
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

Command = TypeVar("Command", bound=Callable[..., Any])


class KeyType(click.ParamType[Verifier]):
    """A verifier key, written out or in a file."""

    name = "KEY"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Verifier:
        """Return the key; fails with the reason when there is none."""
        text = str(value)
        try:
            if text.count("+") < 2:
                with Path(text).open(encoding="utf-8") as file:
                    text = file.read(MAX_KEY_CHARACTERS)
            return Verifier.parse(text.strip())
        except (OSError, UnicodeDecodeError):
            self.fail("is neither a key nor a file that can be read", param, ctx)
        except BadKey as problem:
            self.fail(str(problem), param, ctx)


class AgeType(click.ParamType[timedelta]):
    """A length of time such as 90s, 30m, 2h or 7d."""

    name = "AGE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Return the length of time; fails when it is written otherwise."""
        match = re.fullmatch(r"([1-9][0-9]{0,4})([smhd])", str(value))
        if match is None:
            self.fail("must read like 90s, 30m, 2h or 7d", param, ctx)
        return timedelta(**{UNITS[match[2]]: int(match[1])})


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

key_option = click.option(
    "--key", required=True, type=KeyType(), envvar="ICA_LEDGER_KEY", help="The log's verifier key."
)
keys_option = click.option(
    "--key",
    "keys",
    required=True,
    multiple=True,
    type=KeyType(),
    envvar="ICA_LEDGER_KEY",
    help="A key that may have signed; can be given again after a change of keys.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Write the answer as JSON.")
since_option = click.option(
    "--since", type=FILE, metavar="CHECKPOINT", help="An earlier checkpoint that it must continue."
)
age_option = click.option(
    "--max-age", type=AgeType(), help="How old the newest entry may be: 30m, 2h, 7d."
)
tree_option = click.option(
    "--tree-only", is_flag=True, help="Check hashes and signature only, not what entries say."
)
token_option = click.option(
    "--token-file",
    type=FILE,
    help=f"File with the bearer token for a URL (or in the variable {TOKEN}).",
)


def log_options(command: Command) -> Command:
    """Add the options of every command that reads a whole log."""
    for option in (json_option, tree_option, age_option, since_option, key_option):
        command = option(command)
    return command


def open_source(location: str, token_file: Path | None) -> Source:
    """Return the log at a URL, in a directory or in a ZIP file.

    :param token_file: file with the bearer token; else it is taken from the environment

    Raises SourceUnavailable when there is none.
    """
    if "://" in location:
        token = token_file.read_text(encoding="utf-8") if token_file else os.environ.get(TOKEN)
        return HttpSource(location, token=token and token.strip())
    path = Path(location)
    if path.is_dir():
        return DirectorySource(path)
    if path.is_file():
        return ZipSource(path)
    raise SourceUnavailable(f"{location} is neither a URL, a directory nor a ZIP file")
