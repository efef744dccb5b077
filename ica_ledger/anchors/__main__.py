"""Tries an anchor out: `python -m ica_ledger.anchors https://HOST/CONTAINER --credential FILE`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ica_ledger.anchors import AnchorUnavailableError, Finding, anchor_from_url

_MARKS = {"ok": "✓", "warning": "!", "problem": "✗"}


def main(arguments: list[str] | None = None) -> int:
    """Print what the probe found; return 1 if there is a problem, 2 if it could not be tried."""
    parser = argparse.ArgumentParser(prog="python -m ica_ledger.anchors", description=__doc__)
    parser.add_argument("url", help="file:///srv/anchor or https://HOST/CONTAINER")
    parser.add_argument("--credential", type=Path, metavar="FILE", help="default: the identity")
    parser.add_argument("--origin", default="setup", help="folder to try in (default: setup)")
    options = parser.parse_args(arguments)
    try:
        found = anchor_from_url(options.url, options.credential).probe(options.origin)
    except (AnchorUnavailableError, ValueError) as error:
        sys.stderr.write(f"✗ {error}\n")
        return 2
    sys.stdout.writelines(map(_line, found))
    return int(any(finding.level == "problem" for finding in found))


def _line(finding: Finding) -> str:
    remedy = f"\n    {finding.remedy}" if finding.remedy else ""
    return f"{_MARKS[finding.level]} {finding.text}{remedy}\n"


if __name__ == "__main__":
    sys.exit(main())
