"""Template databases: Odoo is installed once per version, each database is a copy of that.

First Odoo itself with queue_job, then this repository's addon on top. Of both a dump is kept in
the tool chain, so that a new server gets them in seconds.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from devtools import odoo_install, stamps, template_cache
from devtools.console import step
from devtools.databases import Databases
from devtools.odoo_source import release
from devtools.paths import ROOT

ADDON = "ipai_azdev_ica"
BASE_MODULES = ("base", "web", "mail", "rpc", "queue_job")
_NOT_INSTALLED = {"tests", "readme", "__pycache__"}
_READY = "ready"


@dataclass(frozen=True, slots=True)
class Templates:
    """Makes databases on one server; `config` and `log` are for Odoo's command line."""

    databases: Databases
    config: Path
    log: Path

    def ensure_database(self, name: str) -> bool:
        """Bring database `name` to the addon's current files; return True when made now.

        Raises SetupError when Odoo can't install or upgrade the addon.
        """
        wanted = addon_digest()
        with self.databases.exclusive():
            if not self.databases.exists(name):
                self.databases.copy(self._addon(wanted), name)
                self.databases.set_mark(name, wanted)
                return True
            if self.databases.mark(name) != wanted:
                with step(f"upgrade {ADDON} in database {name}"):
                    odoo_install.upgrade(self.config, self.log, name, (ADDON,))
                self.databases.set_mark(name, wanted)
        return False

    def _addon(self, key: str) -> str:
        def install(name: str) -> None:
            base = self._base(base_digest())
            with step(f"install {ADDON} in a template database"):
                self.databases.copy(base, name)
                odoo_install.install(self.config, self.log, name, (ADDON,))

        return self._template("ica_addon_", key, install)

    def _base(self, key: str) -> str:
        def install(name: str) -> None:
            with step("install Odoo in a template database (about 20 s)"):
                self.databases.create(name)
                odoo_install.install(self.config, self.log, name, BASE_MODULES)

        return self._template("ica_base_", key, install)

    def _template(self, prefix: str, key: str, install: Callable[[str], None]) -> str:
        """Return the template `prefix` + `key`: there already, restored, or installed now."""
        databases, name = self.databases, f"{prefix}{key[:12]}"
        if databases.mark(name) == _READY:
            return name
        for old in databases.named_like(prefix):
            databases.drop(old)
        if not template_cache.restore(databases, name):
            install(name)
            template_cache.remember(databases, name, prefix)
        databases.set_mark(name, _READY)
        return name


def base_digest() -> str:
    """Return a digest of all that the base template is made from."""
    queue_job = importlib.metadata.version("odoo-addon-queue_job")
    return stamps.digest(release(), queue_job, *BASE_MODULES, "1")


def addon_digest(addon: Path = ROOT / ADDON) -> str:
    """Return a digest of the addon's files that decide what an upgrade would do."""
    files = list(installed_files(addon))
    names = [str(file.relative_to(addon)) for file in files]
    return stamps.digest(base_digest(), *names, files=files)


def installed_files(addon: Path) -> Iterable[Path]:
    """Yield the addon's files in a fixed order, without its tests and readme."""
    for file in sorted(addon.rglob("*")):
        inside = file.relative_to(addon).parts
        if file.is_file() and not _NOT_INSTALLED & set(inside):
            yield file
