"""An organization is one https URL with one segment; http is for this machine only."""

from __future__ import annotations

import pytest

from service_hooks.organization_url import parse_organization_url


def test_http_is_for_the_loopback_interface_only():
    assert parse_organization_url("http://127.0.0.1:8080/acme").port == 8080
    assert (
        str(parse_organization_url("http://localhost:8080/Acme/")) == "http://localhost:8080/Acme"
    )
    assert parse_organization_url("http://[::1]/acme").port == 80
    for text in ("http://10.0.0.1/acme", "http://127.evil.com/acme", "http:///acme", "", 5):
        with pytest.raises(ValueError, match="is"):
            parse_organization_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://dev.azure.com/",
        "https://dev.azure.com/a/b",
        "https://dev.azure.com/-a-",
        "https://dev.azure.com/a..b",
        "https://a..b/acme",
        "https://-a/acme",
        "https://a_b/acme",
        "https://:443/acme",
        "https://a.visualstudio.com/other",
        "https://.visualstudio.com/",
    ],
)
def test_an_organization_is_named_by_exactly_one_segment(text):
    with pytest.raises(ValueError, match=r"is|has|names|must"):
        parse_organization_url(text)
