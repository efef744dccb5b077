"""Starts the simulated container: `python -m demo.azure_blob --port 0 --retention-days 30`."""

from __future__ import annotations

import argparse
import signal

from demo.azure_blob.running import running

_DAY = 86_400.0


def main() -> None:
    """Print the container's address and a create-only signature, then serve until SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m demo.azure_blob", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 lets the system choose")
    parser.add_argument("--container", default="ledger")
    parser.add_argument("--retention-days", type=float, help="sets a time-based policy")
    parser.add_argument("--legal-hold", action="store_true")
    options = parser.parse_args()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    with running(options.container, options.port) as simulator:
        if options.retention_days:
            simulator.container.retention_seconds = options.retention_days * _DAY
        simulator.container.legal_hold = options.legal_hold
        print(simulator.url, simulator.signature("crl"), flush=True)
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    main()
