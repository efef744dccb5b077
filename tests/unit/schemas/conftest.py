"""Make ``ipai_azdev_ica.schemas`` importable without the addon, whose ``__init__`` needs Odoo."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

_ADDON = Path(__file__).resolve().parents[3] / "ipai_azdev_ica"

if "ipai_azdev_ica" not in sys.modules:
    _package = ModuleType("ipai_azdev_ica")
    _package.__path__ = [str(_ADDON)]
    sys.modules["ipai_azdev_ica"] = _package

from ipai_azdev_ica.schemas import RequestProblem, validate  # noqa: E402

Refusal = Callable[[type[Any], Any], RequestProblem]


@pytest.fixture(scope="session")
def refusal() -> Refusal:
    """Return a function that sends a body (JSON value or bytes) and returns the refusal."""

    def send(model: type[Any], body: Any) -> RequestProblem:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        with pytest.raises(RequestProblem) as caught:
            validate(model, raw)
        return caught.value

    return send
