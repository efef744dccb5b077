"""How the tests of requests send a body that must be refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ipai_azdev_ica.schemas import RequestProblem, validate

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
