"""As whom PostgreSQL runs: it refuses root, so root lends it an unprivileged account."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

_UNPRIVILEGED = ("postgres", "nobody")
_REACH = "dac_read_search"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of this machine; `prefix` starts a command as it, ended with its parent."""

    uid: int
    gid: int
    prefix: tuple[str, ...]


def for_postgres(folders: tuple[Path, ...]) -> Account:
    """Return the account that runs PostgreSQL so that it can reach `folders`.

    The account gets read access past closed parent folders (a clone below /root, say) only where
    it needs that.
    """
    ending = ("setpriv", "--pdeathsig=INT")
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), ending)
    entry = next(entry for name in _UNPRIVILEGED if (entry := _entry(name)))
    switch = (f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups")
    if all(reachable(folder) for folder in folders):
        return Account(entry.pw_uid, entry.pw_gid, (*ending, *switch))
    # The secure bit makes access(2) honour it too, by which PostgreSQL looks for its programs.
    reach = ("--securebits=+no_setuid_fixup", f"--inh-caps=+{_REACH}", f"--ambient-caps=+{_REACH}")
    return Account(entry.pw_uid, entry.pw_gid, (*ending, *switch, *reach))


def reachable(folder: Path) -> bool:
    """Tell whether an account without rights can get into `folder`'s parents and read them."""
    return all(parent.stat().st_mode & 0o005 == 0o005 for parent in folder.parents)


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None
