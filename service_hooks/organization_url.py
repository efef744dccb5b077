"""The address of an Azure DevOps organization, and when two of them are the same."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

_PLAIN: Final = re.compile(r"[A-Za-z0-9:/.\[\]_-]+")
_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_ORGANIZATION: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?")
_OLD_HOST_SUFFIX: Final = ".visualstudio.com"
_HOST_OF_ALL: Final = "dev.azure.com"
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationUrl:
    """An organization's base URL; equal when scheme, host, port and organization are.

    `https://acme.visualstudio.com/` and `https://dev.azure.com/acme` are the same organization.
    """

    url: str = field(compare=False)
    scheme: str
    host: str
    port: int
    organization: str

    def __str__(self) -> str:
        """Return the base URL without a slash at its end."""
        return self.url


def parse_organization_url(value: object) -> OrganizationUrl:
    """Return the organization that a URL names; raise ValueError with the reason otherwise.

    Only https is taken, and http on the loopback interface (threats F12). User names, queries,
    fragments and further path segments are refused rather than ignored.
    """
    text = value.strip() if isinstance(value, str) else ""
    if not _PLAIN.fullmatch(text):
        raise ValueError("is not a plain URL without user name, query and fragment")
    parts = urlsplit(text)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if not _is_allowed(scheme, host):
        raise ValueError("is neither https nor http on the loopback interface")
    port = _port(parts.port, scheme)
    segments = [one for one in parts.path.split("/") if one]
    return _build(text.rstrip("/"), scheme=scheme, host=host, port=port, segments=segments)


def is_loopback(host: str) -> bool:
    """Tell whether a host name can only mean this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_allowed(scheme: str, host: str) -> bool:
    known = _HOST.fullmatch(host) is not None and ".." not in host
    if scheme == "http":
        return is_loopback(host)
    return scheme == "https" and (known or is_loopback(host))


def _port(given: int | None, scheme: str) -> int:
    port = _DEFAULT_PORTS[scheme] if given is None else given
    if port < 1:
        raise ValueError("has no usable port")
    return port


def _build(url: str, *, scheme: str, host: str, port: int, segments: list[str]) -> OrganizationUrl:
    if host.endswith(_OLD_HOST_SUFFIX):
        name = host.removesuffix(_OLD_HOST_SUFFIX)
        if segments and [one.lower() for one in segments] != ["defaultcollection"]:
            raise ValueError("has a path beyond the organization")
        host = _HOST_OF_ALL
    elif len(segments) == 1:
        name = segments[0]
    else:
        raise ValueError("must be the host followed by exactly one segment, the organization")
    if not _ORGANIZATION.fullmatch(name) or ".." in name:
        raise ValueError("names no organization")
    return OrganizationUrl(url=url, scheme=scheme, host=host, port=port, organization=name.lower())
