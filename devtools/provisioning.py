"""Run `devtools.provision` inside Odoo, in a process of its own.

The settings come as JSON on standard input, the result goes as JSON to standard output: both hold
secrets, so neither is ever an argument or a file.
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devtools.errors import SetupError
from devtools.odoo_install import first_error


@dataclass(frozen=True, slots=True)
class ProvisionSettings:
    """What `provision` needs to know of the instance; `created` on a database made just now."""

    url: str
    database: str
    created: bool
    runtime_dir: str
    admin_password: str
    organization_url: str
    project_id: str
    project_name: str
    control_url: str
    access_token: str
    mattermost_url: str


def run(config: Path, settings: ProvisionSettings, log: Path) -> dict[str, Any]:
    """Provision the database of `config` and return what serve.json shall say.

    Raises SetupError when Odoo refuses.
    """
    with log.open("a+", errors="replace") as stream:
        start = stream.tell()
        done = subprocess.run(
            [sys.executable, "-m", "devtools.provisioning", str(config)],
            input=json.dumps(dataclasses.asdict(settings)),
            stdout=subprocess.PIPE,
            stderr=stream,
            text=True,
            timeout=300,
            check=False,
        )
        stream.seek(start)
        text = stream.read()
    if done.returncode != 0:
        reason = first_error(text) or text.strip().rpartition("\n")[2]
        raise SetupError(f"Odoo could not be provisioned: {reason}", f"read {log}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def main(config: str) -> None:
    """Load the registry, call `provision` in one transaction, print its result."""
    import odoo.api
    import odoo.modules.registry
    import odoo.tools

    from devtools.provision import provision, publish_ledger

    settings = ProvisionSettings(**json.load(sys.stdin))
    odoo.tools.config.parse_config(["-c", config, "--no-http", "--workers=0"], setup_logging=True)
    registry = odoo.modules.registry.Registry(settings.database)
    with registry.cursor() as cursor:
        env = odoo.api.Environment(cursor, odoo.api.SUPERUSER_ID, {})
        if settings.created:
            # A copied template must not pass for the same database: new uuid, new secret.
            env["ir.config_parameter"].init(force=True)
        _set_address(env, settings.url)
        result = provision(env, settings)
    with registry.cursor() as cursor:
        publish_ledger(odoo.api.Environment(cursor, odoo.api.SUPERUSER_ID, {}))
    json.dump(result, sys.stdout)


def _set_address(env: Any, url: str) -> None:
    parameters = env["ir.config_parameter"]
    for name, value in (("web.base.url", url), ("web.base.url.freeze", "True")):
        if parameters.get_param(name) != value:
            parameters.set_param(name, value)


if __name__ == "__main__":
    main(sys.argv[1])
