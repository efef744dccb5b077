# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The places outside the database in which the log is published, out of Odoo's configuration.

They are named in a file, not in a parameter: whoever can write parameters must not be able to send
the log elsewhere.
"""

from functools import lru_cache
from pathlib import Path

from odoo.tools import config

from ica_ledger.anchors import AnchorUnavailableError, anchor_from_url

from .trouble import LedgerStoppedError

OPTION = "azdev_anchors"
CREDENTIAL_OPTION = "azdev_anchor_credential_file"


def configured():
    """Return the anchors of the configuration.

    :raise LedgerStoppedError: when there is none, or one can't be understood
    """
    urls = tuple(url.strip() for url in (config.get(OPTION) or "").split(",") if url.strip())
    if not urls:
        raise LedgerStoppedError(
            "anchor_not_configured",
            f"Set {OPTION} in Odoo's configuration: a place outside the database that keeps the"
            " log, such as file:///srv/anchor or https://account.blob.core.windows.net/container.",
        )
    try:
        return _opened(urls, config.get(CREDENTIAL_OPTION) or None)
    except (AnchorUnavailableError, ValueError) as problem:
        raise LedgerStoppedError("anchor_not_configured", f"{OPTION}: {problem}") from None


@lru_cache(maxsize=4)
def _opened(urls, credential_file):
    credential = Path(credential_file) if credential_file else None
    return [anchor_from_url(url, credential) for url in urls]
