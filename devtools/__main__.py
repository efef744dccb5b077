"""Command line of the development tools: `python -m devtools COMMAND`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from devtools.console import say
from devtools.errors import SetupError

Names = Sequence[str]


def _setup(_names: Names) -> int:
    from devtools.setup import setup

    setup()
    return 0


def _serve(_names: Names) -> int:
    from devtools.serve import serve

    return serve()


def _test(names: Names) -> int:
    from devtools.testrun import run_tests

    return run_tests(names)


def _attacks(_names: Names) -> int:
    from devtools.attack_report import report
    from devtools.testrun import RESULTS

    return int(report(RESULTS).failed > 0)


def _lint(names: Names) -> int:
    from devtools.lint import lint

    return lint(names)


def _format(_names: Names) -> int:
    from devtools.lint import format_sources

    return format_sources()


def _chromium(_names: Names) -> int:
    from devtools import chromium

    say(str(chromium.ensure()))
    return 0


COMMANDS: dict[str, tuple[str, Callable[[Names], int]]] = {
    "setup": ("fetch the tool chain", _setup),
    "serve": ("run an instance until SIGTERM", _serve),
    "test": ("run all tests, or the named stages: pure, odoo, served", _test),
    "attacks": ("print what each attack tried and what stopped it, from the last tests", _attacks),
    "lint": ("run all checks of the sources, or the named ones", _lint),
    "format": ("rewrite the sources as lint wants them", _format),
    "chromium": ("fetch Chromium if there is none and print where it is", _chromium),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a lack of the machine becomes one line and exit code 1."""
    parser = argparse.ArgumentParser(prog="devtools", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (help_text, _) in COMMANDS.items():
        commands.add_parser(name, help=help_text).add_argument("names", nargs="*")
    chosen = parser.parse_args(arguments)
    try:
        return COMMANDS[chosen.command][1](chosen.names)
    except SetupError as error:
        say(f"  ✗ {error}")
        return 1
    except OSError as error:
        say(f"  ✗ {error.strerror or error}: {error.filename or 'see above'}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
