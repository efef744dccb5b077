"""Odoo, loaded once, that forks for each act: `python -m tests.tamper.forking_odoo CONF SOCKET`.

That is how Odoo's own server makes its workers. Each connection to the socket is one act of
`tests.tamper.acts`: a line of JSON in, the child's pid and its answer as lines out. A child that is
killed closes the connection without an answer.
"""

from __future__ import annotations

import json
import os
import socketserver
import sys
import traceback
from typing import Any

from tests.tamper import acts


class Act(socketserver.StreamRequestHandler):
    """One act, in a process of its own."""

    def handle(self) -> None:
        """Take the order, say who acts, act, answer."""
        order = json.loads(self.rfile.readline())
        self._say(os.getpid())
        try:
            answer = {"answer": perform(order)}
        except Exception:
            answer = {"error": traceback.format_exc()}
        self._say(answer)

    def _say(self, value: object) -> None:
        self.wfile.write(json.dumps(value).encode() + b"\n")
        self.wfile.flush()


class Forking(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    """Forks for each connection."""

    block_on_close = False
    max_children = 60
    request_queue_size = 60


def perform(order: dict[str, Any]) -> Any:
    """Do what an order says, in the database and under the options that it names."""
    import odoo.api
    import odoo.modules.registry
    import odoo.tools

    for name, value in order["options"].items():
        odoo.tools.config[name] = value
    registry = odoo.modules.registry.Registry(order["database"])
    with registry.cursor() as cursor:
        env = odoo.api.Environment(cursor, odoo.api.SUPERUSER_ID, {})
        return getattr(acts, order["act"])(env, **order["arguments"])


def main(config: str, socket: str) -> None:
    """Load the registry, leave no connection open that children would share, serve."""
    import odoo.modules.registry
    import odoo.sql_db
    import odoo.tools

    odoo.tools.config.parse_config(["-c", config, "--no-http", "--workers=0"], setup_logging=True)
    (database,) = odoo.tools.config["db_name"]
    odoo.modules.registry.Registry(database)
    odoo.sql_db.close_all()
    with Forking(socket, Act) as server:
        server.serve_forever(poll_interval=0.2)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
