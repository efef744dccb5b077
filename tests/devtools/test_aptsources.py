"""Where Debian packages come from is read from the machine's own configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools import aptsources
from devtools.aptsources import Source
from devtools.errors import SetupError

ONE_LINE = """\
# the main archive
deb [arch=amd64 signed-by=/keys/debian.gpg] http://mirror.example/debian bookworm main contrib
deb http://mirror.example/debian bookworm-updates main # trailing comment
deb-src http://mirror.example/debian bookworm main
nonsense
"""

DEB822 = """\
Types: deb deb-src
# a comment inside
URIs: http://a.example/debian http://b.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /keys/debian.gpg

Enabled: no
Types: deb
URIs: http://disabled.example/debian
Suites: bookworm
Components: main

Types: deb-src
URIs: http://sources.example/debian
Suites: bookworm
Components: main
"""


def test_one_line_format_keeps_address_suite_components_and_key() -> None:
    assert aptsources.parse_list(ONE_LINE) == [
        Source(
            "http://mirror.example/debian", ("bookworm",), ("main", "contrib"), "/keys/debian.gpg"
        ),
        Source("http://mirror.example/debian", ("bookworm-updates",), ("main",)),
    ]


def test_deb822_format_leaves_out_disabled_and_source_only_stanzas() -> None:
    suites, components = ("bookworm", "bookworm-updates"), ("main",)
    assert aptsources.parse_deb822(DEB822) == [
        Source("http://a.example/debian", suites, components, "/keys/debian.gpg"),
        Source("http://b.example/debian", suites, components, "/keys/debian.gpg"),
    ]


def test_deb822_key_given_in_the_file_itself_survives_into_our_own_sources() -> None:
    text = "Types: deb\nURIs: http://a.example\nSuites: trixie\nComponents: main\n"
    text += "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n"
    (source,) = aptsources.parse_deb822(text)
    assert aptsources.parse_deb822(aptsources.stanza(source, ["trixie"])) == [source]


def test_both_formats_are_found_below_etc_apt(tmp_path: Path) -> None:
    parts = tmp_path / "sources.list.d"
    parts.mkdir()
    (tmp_path / "sources.list").write_text("deb http://first.example bookworm main\n")
    (parts / "debian.sources").write_text(DEB822)
    (parts / "ignored.save").write_text("deb http://ignored.example bookworm main\n")
    found = [source.uri for source in aptsources.configured(tmp_path)]
    assert found == [
        "http://first.example",
        "http://a.example/debian",
        "http://b.example/debian",
    ]


def test_mirror_is_the_archive_of_this_release_not_a_third_partys() -> None:
    third_party = Source("http://vendor.example", ("nodistro",), ("main",))
    security = Source("http://mirror.example/security", ("bookworm-security",), ("main",))
    debian = Source("http://mirror.example/debian", ("bookworm", "bookworm-updates"), ("main",))
    assert aptsources.debian_mirror([third_party, security, debian], "bookworm") == debian


def test_machine_without_debian_archive_is_told_to_bring_its_own_odoo() -> None:
    ubuntu = Source("http://ubuntu.example", ("noble",), ("main",))
    with pytest.raises(SetupError, match="ODOO_BIN") as refused:
        aptsources.debian_mirror([ubuntu], "bookworm")
    assert "\n" not in str(refused.value)


def test_security_archive_belongs_to_the_release() -> None:
    sources = [
        Source("http://mirror.example/debian", ("bookworm", "bookworm-updates"), ("main",)),
        Source("http://mirror.example/security", ("bookworm-security",), ("main",)),
        Source("http://vendor.example", ("nodistro",), ("main",)),
        Source("http://mirror.example/debian", ("bookworm",), ("contrib",)),
    ]
    assert aptsources.release_archives(sources, "bookworm") == [
        (sources[0], ["bookworm", "bookworm-updates"]),
        (sources[1], ["bookworm-security"]),
    ]
