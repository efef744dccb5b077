"""The load client: a process of its own, told what to do by lines of JSON on standard input.

Generating load in the measuring process would make each wait for the other.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import subprocess
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from benchmarks import load
from benchmarks.load import Request, Sample, Window
from devtools.paths import ROOT


class Client:
    """Starts the process; use as a context manager. Raises RuntimeError when it has died."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname, parts.port)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.client"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def closed_loop(self, requests: Sequence[Request], **options: Any) -> Window:
        """Call `load.closed_loop` in the process; options as there."""
        return self._call("closed_loop", requests, options)

    def burst(self, requests: Sequence[Request]) -> Window:
        """Call `load.burst` in the process."""
        return self._call("burst", requests, {})

    def _call(self, name: str, requests: Sequence[Request], options: dict[str, Any]) -> Window:
        job = {
            "name": name,
            "address": self._address,
            "requests": [dataclasses.astuple(one) for one in requests],
            "options": options,
        }
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the load client has no pipes")
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the load client ended by itself")
        elapsed, samples, next_number = json.loads(line)
        return Window(elapsed, tuple(Sample(*one) for one in samples), next_number)


def main() -> None:
    """Do one job a line until standard input ends."""
    for line in sys.stdin:
        window = asyncio.run(_do(**json.loads(line)))
        sys.stdout.write(json.dumps(dataclasses.astuple(window)) + "\n")
        sys.stdout.flush()


async def _do(
    name: str, address: list[Any], requests: list[list[Any]], options: dict[str, Any]
) -> Window:
    """Do one job; `address` is host and port, a request its fields in order."""
    host, port = address
    made = [Request(*one) for one in requests]
    if name == "burst":
        return await load.burst((host, port), made)
    return await load.closed_loop((host, port), made, **options)


if __name__ == "__main__":
    main()
