"""The package knows no Odoo, and the models do not load the OpenAPI library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ADDON = Path(__file__).resolve().parents[3] / "ipai_azdev_ica"

_PROGRAM = """
import sys, types
sys.modules["odoo"] = None  # an import of it fails
package = types.ModuleType("ipai_azdev_ica")
package.__path__ = [sys.argv[1]]
sys.modules["ipai_azdev_ica"] = package
import ipai_azdev_ica.schemas
assert "openapi_pydantic" not in sys.modules
import ipai_azdev_ica.schemas.docs_page, ipai_azdev_ica.schemas.openapi
"""


def test_it_imports_without_odoo() -> None:
    command = [sys.executable, "-c", _PROGRAM, str(ADDON)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
