"""Where things lie: the repository, the fetched tool chain, one instance."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLCHAIN = ROOT / ".runtime" / "toolchain"


@dataclass(frozen=True, slots=True)
class Instance:
    """The folder of one running system: database, configuration, keys, logs."""

    home: Path

    @property
    def postgres(self) -> Path:
        """PostgreSQL's data, log and passwords."""
        return self.home / "postgres"

    @property
    def odoo_conf(self) -> Path:
        """Odoo's configuration; holds the database password."""
        return self.home / "odoo.conf"

    @property
    def odoo_data(self) -> Path:
        """Odoo's data folder: stored files and sessions."""
        return self.home / "odoo"

    @property
    def keys(self) -> Path:
        """Secrets that must not lie in the database."""
        return self.home / "keys"

    @property
    def anchor(self) -> Path:
        """Where the ledger's checkpoints are kept outside the database."""
        return self.home / "anchor"

    @property
    def logs(self) -> Path:
        """Logs of all parts."""
        return self.home / "logs"

    @property
    def serve_json(self) -> Path:
        """How to reach and log in to the running instance; absent while none runs."""
        return self.home / "serve.json"


def instance(environ: Mapping[str, str] = os.environ) -> Instance:
    """Return the instance that `ICA_RUNTIME_DIR` names (default: `.runtime` of the repository)."""
    return Instance((ROOT / environ.get("ICA_RUNTIME_DIR", ".runtime")).resolve())
