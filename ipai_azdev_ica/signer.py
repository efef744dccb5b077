# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who signs: whoever authenticated this very request, and nobody else.

A plain module: model code can switch `env.user` as it likes, it can't make a request.
"""

from dataclasses import dataclass

from odoo.exceptions import AccessError
from odoo.http import request


@dataclass(frozen=True, slots=True)
class Signer:
    """An authenticated human: user id, how, and from which address."""

    user_id: int
    method: str
    ip_address: str
    ip_source: str


def authenticated_signer(env):
    """Return who authenticated the current request.

    :param env: environment of the record that is to be signed
    :raise AccessError: outside a request, for a machine's or a borrowed identity, as superuser
    """
    if not request or env.su or not request.session.uid or env.uid != request.session.uid:
        raise AccessError(
            env._("Sign in with your own Odoo session to sign. Machines and switched users can't.")
        )
    environ = request.httprequest.environ
    # werkzeug's ProxyFix keeps what it replaced; Odoo applies it only behind a configured proxy
    proxied = "werkzeug.proxy_fix.orig" in environ
    return Signer(
        user_id=request.session.uid,
        method="session",
        ip_address=request.httprequest.remote_addr or "",
        ip_source="proxy" if proxied else "direct",
    )
