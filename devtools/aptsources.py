"""Read where this machine gets Debian packages from (sources.list(5), both formats)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from devtools.errors import SetupError

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_ONE_LINE = re.compile(r"^deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<rest>.+)$")


@dataclass(frozen=True, slots=True)
class Source:
    """One archive: its address, suites and components, and the key ring that it names."""

    uri: str
    suites: tuple[str, ...]
    components: tuple[str, ...]
    signed_by: str = ""


def parse_list(text: str) -> list[Source]:
    """Parse the one-line format; comments, `deb-src` and what can't be read are left out."""
    sources = []
    for line in text.splitlines():
        match = _ONE_LINE.match(line.split("#", 1)[0].strip())
        if not match:
            continue
        suite, *components = match["rest"].split()
        options = dict(
            option.split("=", 1) for option in (match["options"] or "").split() if "=" in option
        )
        signed_by = options.get("signed-by", "")
        sources.append(Source(match["uri"], (suite,), tuple(components), signed_by))
    return sources


def parse_deb822(text: str) -> list[Source]:
    """Parse the deb822 format; disabled stanzas and sources of source code are left out."""
    sources = []
    for stanza in re.split(r"\n\s*\n", text):
        fields = _fields(stanza)
        if fields.get("enabled", "yes").lower() in ("no", "false", "0"):
            continue
        if "deb" not in fields.get("types", "").split():
            continue
        suites = tuple(fields.get("suites", "").split())
        components = tuple(fields.get("components", "").split())
        for uri in fields.get("uris", "").split():
            sources.append(Source(uri, suites, components, fields.get("signed-by", "")))
    return sources


def _fields(stanza: str) -> dict[str, str]:
    """Return a stanza's fields by lower-case name; continuation lines keep their line breaks."""
    fields: dict[str, str] = {}
    name = ""
    for line in stanza.splitlines():
        if line.startswith("#"):
            continue
        if line[:1].isspace() and name:
            fields[name] += "\n" + line.rstrip()
        elif ":" in line:
            name, value = line.split(":", 1)
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields


def configured(etc: Path = Path("/etc/apt")) -> list[Source]:
    """Return all sources below `etc`, in apt's own order."""
    sources: list[Source] = []
    for path in [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]:
        if path.suffix not in (".list", ".sources") or not path.is_file():
            continue
        text = path.read_text(errors="replace")
        sources += parse_list(text) if path.suffix == ".list" else parse_deb822(text)
    return sources


def debian_mirror(sources: Iterable[Source], codename: str) -> Source:
    """Return the source that serves `codename`'s main archive.

    Raises SetupError when the machine has none, as on a system that isn't Debian.
    """
    for source in sources:
        if {codename, "stable", "testing"} & set(source.suites) and "main" in source.components:
            return source
    raise SetupError(
        "no Debian archive is configured on this machine",
        "install Odoo 19 yourself and set ODOO_BIN to its odoo-bin",
    )


def release_archives(sources: Iterable[Source], codename: str) -> list[tuple[Source, list[str]]]:
    """Return the machine's archives of its own release, each with its suites: security and all."""
    found = []
    for source in sources:
        suites = [suite for suite in source.suites if suite.startswith(codename)]
        if suites and "main" in source.components:
            found.append((source, suites))
    return found


def stanza(source: Source, suites: Iterable[str]) -> str:
    """Return a deb822 stanza for `suites` of the same archive, checked with the same keys."""
    signed_by = source.signed_by or (str(KEYRING) if KEYRING.exists() else "")
    lines = ["Types: deb", f"URIs: {source.uri}", f"Suites: {' '.join(suites)}", "Components: main"]
    if signed_by:
        separator = "" if signed_by.startswith("\n") else " "
        lines.append(f"Signed-By:{separator}{signed_by}")
    return "\n".join(lines) + "\n"
