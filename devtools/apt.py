"""Download and unpack Debian packages with apt's state in a folder of our own.

Nothing of the machine's own package system is changed, and no root is needed.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable
from pathlib import Path

from devtools.aptsources import configured, debian_mirror, release_archives, stanza
from devtools.commands import run
from devtools.errors import SetupError

SYSTEM_STATUS = Path("/var/lib/dpkg/status")
_NETWORK = "check the network and the machine's apt sources, then run the same command again"


def codename() -> str:
    """Return the release name of this machine.

    Raises SetupError where apt can't be used.
    """
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    return release.get("VERSION_CODENAME", "sid")


def of_suites(*suites: str) -> str:
    """Return the sources text of `suites`, from the mirror that this machine is set up for."""
    return stanza(debian_mirror(configured(), codename()), suites)


def of_this_release() -> str:
    """Return the sources text of this machine's own release, with its security archive."""
    archives = release_archives(configured(), codename())
    return "\n".join(stanza(source, suites) for source, suites in archives)


class Apt:
    """One private apt: its own sources, lists and cache below `home`."""

    def __init__(self, home: Path, sources: str, status: Path | None = None) -> None:
        """Write the configuration; `status` names the installed packages (default: none)."""
        self._config = home / "apt.conf"
        for folder in ("state/lists/partial", "cache/archives/partial", "sources.d", "empty.d"):
            (home / folder).mkdir(parents=True, exist_ok=True)
        (home / "none").touch()
        (home / "sources.d" / "debian.sources").write_text(sources)
        self._config.write_text(_configuration(home, status or home / "none"))

    def update(self) -> None:
        """Fetch the package lists."""
        self._apt_get("update", "-o", "APT::Update::Error-Mode=any", failure="apt update failed")

    def download(self, packages: Iterable[str], into: Path) -> list[Path]:
        """Download `packages` (`name`, `name=version` or `name/suite`), checked by apt's hashes."""
        into.mkdir(parents=True, exist_ok=True)
        self._apt_get("download", *packages, failure="apt download failed", cwd=into)
        return sorted(into.glob("*.deb"))

    def missing(self, *packages: str) -> list[str]:
        """Return `name=version` of all packages that installing `packages` would add."""
        output = self._apt_get(
            "install", "--simulate", "--no-install-recommends", *packages, failure="apt refused"
        )
        plan = [line.split() for line in output.splitlines() if line.startswith("Inst ")]
        return [f"{words[1]}={_version(words)}" for words in plan]

    def _apt_get(self, *arguments: str, failure: str, cwd: Path | None = None) -> str:
        command: list[str | Path] = ["apt-get", "-q", "-y", "-c", self._config, *arguments]
        return run(command, failure=failure, remedy=_NETWORK, cwd=cwd, environ={"LC_ALL": "C"})


def unpack(archives: Iterable[Path], root: Path) -> None:
    """Unpack Debian packages into `root` without installing them."""
    root.mkdir(parents=True, exist_ok=True)
    for archive in archives:
        run(
            ["dpkg", "-x", archive, root],
            failure=f"cannot unpack {archive.name}",
            remedy="check the free disk space, then run the same command again",
        )


def require_debian(tool: str, remedy: str) -> None:
    """Raise SetupError with `remedy` unless apt-get and dpkg are there to fetch `tool`."""
    from shutil import which

    if not which("apt-get") or not which("dpkg"):
        raise SetupError(f"{tool} is not installed and this machine has no apt", remedy)


def _version(words: list[str]) -> str:
    """Return the new version of an `Inst name [old] (new suite [arch])` line."""
    return next(word for word in words if word.startswith("(")).lstrip("(")


def _configuration(home: Path, status: Path) -> str:
    # The machine's own hooks after an update or a download are not ours to run.
    return f"""\
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
Dir::State "{home}/state/";
Dir::State::status "{status}";
Dir::Cache "{home}/cache/";
Dir::Etc::sourcelist "{home}/none";
Dir::Etc::sourceparts "{home}/sources.d/";
Dir::Etc::preferencesparts "{home}/empty.d/";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Sandbox::User "";
Debug::NoLocking "1";
"""
