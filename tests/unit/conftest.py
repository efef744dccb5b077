"""Make the addon's pure packages importable without its `__init__`, which needs Odoo."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

_ADDON = Path(__file__).resolve().parents[2] / "ipai_azdev_ica"

if "ipai_azdev_ica" not in sys.modules:
    _package = ModuleType("ipai_azdev_ica")
    _package.__path__ = [str(_ADDON)]
    sys.modules["ipai_azdev_ica"] = _package
