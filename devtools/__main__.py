"""Command line of the development tools: `python -m devtools COMMAND`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from devtools.console import say
from devtools.errors import SetupError


def _setup() -> int:
    from devtools.setup import setup

    setup()
    return 0


def _serve() -> int:
    from devtools.serve import serve

    return serve()


def _test() -> int:
    from devtools.test_run import test

    return test()


COMMANDS: dict[str, tuple[str, Callable[[], int]]] = {
    "setup": ("fetch the tool chain", _setup),
    "serve": ("run an instance until SIGTERM", _serve),
    "test": ("run every test", _test),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a lack of the machine becomes one line and exit code 1."""
    parser = argparse.ArgumentParser(prog="devtools", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (help_text, _) in COMMANDS.items():
        commands.add_parser(name, help=help_text)
    chosen = parser.parse_args(arguments).command
    try:
        return COMMANDS[chosen][1]()
    except SetupError as error:
        say(f"  ✗ {error}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
