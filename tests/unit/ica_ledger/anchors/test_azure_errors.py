"""What operators read when Azure's client fails; the rest is tried on a real server."""

from __future__ import annotations

import pytest
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ServiceRequestError,
)

from ica_ledger.anchors import AnchorUnavailableError
from ica_ledger.anchors.azure_errors import code_of, translated


def refused(status: int | None, code: str | None = None) -> HttpResponseError:
    error = HttpResponseError("https://h/c?sig=secret")
    error.status_code = status
    error.error_code = code  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ClientAuthenticationError("no identity"), "give this machine an identity"),
        (ServiceRequestError("sig=secret"), "doesn't answer"),
        (AzureError("sig=secret"), "broke off"),
        (refused(429), r"busy or out of order \(status 429\)"),
        (refused(500, "InternalError"), r"busy or out of order \(InternalError\)"),
        (refused(400), r"refused \(status 400\)"),
        (refused(None), r"refused \(status unknown\)"),
        (refused(403, "<b>sig=secret"), r"refused \(status 403\)"),
    ],
)
def test_the_message_says_what_to_do_and_holds_nothing_of_the_error(
    error: AzureError, message: str
) -> None:
    wanted = pytest.raises(AnchorUnavailableError, match=f"^blob h/c .*{message}")
    with wanted as told, translated("blob h/c"):
        raise error
    assert "secret" not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__


def test_the_code_is_the_service_s_own() -> None:
    assert code_of(refused(404, "BlobNotFound")) == "BlobNotFound"
