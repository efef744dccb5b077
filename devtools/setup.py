"""Everything that `make setup` fetches once the virtual environment is there."""

from __future__ import annotations

from devtools import odoo_source, stamps
from devtools.console import step
from devtools.locking import exclusive
from devtools.paths import TOOLCHAIN, VENV


def setup() -> None:
    """Bring the tool chain to what this commit needs; does nothing the second time.

    Raises SetupError in one line when the machine lacks something.
    """
    with exclusive(TOOLCHAIN):
        folder = odoo_source.ensure()
        locked = (VENV / "locked.stamp").read_text() if (VENV / "locked.stamp").exists() else ""
        checked = stamps.digest(str(folder), locked)
        if not stamps.is_current(TOOLCHAIN / "odoo-imports.stamp", checked):
            with step("check that Odoo 19 imports"):
                odoo_source.check()
            stamps.write_atomically(TOOLCHAIN / "odoo-imports.stamp", checked)
