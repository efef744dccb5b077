"""The demonstration: `python -m demo`, from `make demo`; `STAY=1` keeps everything running."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import requests

from demo.azure_devops.process import SimulatorError
from demo.expectations import DemoFailed
from demo.narrator import Narrator
from devtools.console import say
from devtools.errors import SetupError


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument(
        "--only", type=int, nargs="+", default=[], metavar="STEP", choices=range(1, 13)
    )
    parser.add_argument(
        "--screenshots-only",
        type=Path,
        metavar="FOLDER",
        help="take the pictures for the documentation, without the scenario",
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demonstration: 0 when all that it shows holds, 1 when not, 130 when interrupted."""
    options = parse(arguments)
    _end_on_signals()
    narrator = Narrator()
    from demo import performance

    try:
        if options.screenshots_only:
            performance.take_pictures(narrator, options.screenshots_only)
        else:
            stay = os.environ.get("STAY", "") not in ("", "0")
            performance.perform(narrator, only=options.only, stay=stay)
    except (DemoFailed, SimulatorError, requests.RequestException) as failure:
        narrator.failed(f"This does not hold: {failure}")
        return 1
    except SetupError as error:
        say(f"  ✗ {error}")
        return 1
    except KeyboardInterrupt:
        say("stopped")
        return 130
    return 0


def _end_on_signals() -> None:
    """Let SIGTERM end the run as Ctrl-C does; a second signal can't interrupt the cleaning up."""
    ending = False

    def on_signal(number: int, frame: FrameType | None) -> None:
        nonlocal ending
        if not ending:
            ending = True
            raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)


if __name__ == "__main__":
    sys.exit(main())
