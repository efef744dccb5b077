"""Make a connection of its own: `python -m tests.support.second_connection ODOO_CONF`.

Nobody but the administrators is a member of it, no hooks are registered, and it guards two
production environments and one in ApiResponse mode. Prints its credentials as JSON.
"""

from __future__ import annotations

import json
import sys
import uuid
from typing import Any

GATES = (
    {"key": "eu", "gate_class": "production", "resource_id": "21", "name": "production-eu"},
    {"key": "us", "gate_class": "production", "resource_id": "22", "name": "production-us"},
    {
        "key": "asking",
        "gate_class": "staging",
        "resource_id": "23",
        "name": "asked-again",
        "mode": "api_response",
    },
)
ORGANIZATION = "http://127.0.0.1:9/elsewhere"


def provide(env: Any) -> dict[str, Any]:
    """Create connection, gates and credentials; return what a caller needs."""
    from odoo.addons.ipai_azdev_ica.models.azdev_connection_credential import issue

    project_id = str(uuid.uuid4())
    connection = env["azdev.connection"].create(
        {
            "name": "Second",
            "organization_url": ORGANIZATION,
            "project_id": project_id,
            "project_name": "second",
        }
    )
    for gate in GATES:
        env["azdev.gate"].create({"connection_id": connection.id, **gate})
    tokens = [issue(connection, "api")[1] for _ in range(2)]
    check_username, check_password = issue(connection, "check")
    hook_username, hook_password = issue(connection, "hook")
    return {
        "id": connection.id,
        "key": connection.key,
        "organization_url": ORGANIZATION,
        "project_id": project_id,
        "api_token": tokens[0],
        "revocable_token": tokens[1],
        "check_username": check_username,
        "check_password": check_password,
        "hook_username": hook_username,
        "hook_password": hook_password,
    }


def main(config: str) -> None:
    """Run `provide` in one transaction."""
    import odoo.api
    import odoo.modules.registry
    import odoo.tools

    odoo.tools.config.parse_config(["-c", config, "--no-http", "--workers=0"])
    (database,) = odoo.tools.config["db_name"]
    registry = odoo.modules.registry.Registry(database)
    with registry.cursor() as cursor:
        made = provide(odoo.api.Environment(cursor, odoo.api.SUPERUSER_ID, {}))
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
