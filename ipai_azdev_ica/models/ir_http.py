# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.http import request

from ..schemas import ErrorCode, problem
from ..web import callers
from ..web.answers import refusal, unauthorized
from ..web.converters import RestConverter

# reading lang, company and partner of the service user would cost more than the request itself
BARE_CONTEXT = {"lang": "en_US"}


class IrHttp(models.AbstractModel):
    """Authentication of the control plane's routes."""

    _inherit = "ir.http"

    @classmethod
    def _get_converters(cls):
        return {**super()._get_converters(), "azdev_rest": RestConverter}

    @classmethod
    def _auth_method_azdev_token(cls):
        """Let a machine in by its API token."""
        cls._azdev_enter(callers.by_token(request.env.cr, cls._azdev_bearer()), "Bearer")

    @classmethod
    def _auth_method_azdev_reader(cls):
        """Let a machine in by its API token, a person by the session."""
        cls._azdev_keep_known_session()
        if cls._azdev_bearer() or not request.session.uid:
            cls._auth_method_azdev_token()

    @classmethod
    def _auth_method_azdev_human(cls):
        """Let a person in by the session; a machine's or a script's credential never signs."""
        cls._azdev_keep_known_session()
        if cls._azdev_bearer():
            raise refusal(
                problem(
                    ErrorCode.HUMAN_REQUIRED,
                    "Only a person signed in to Odoo may sign; tokens and keys may not.",
                )
            )
        if not request.session.uid or not request.env.uid:
            raise unauthorized("Session")
        headers = request.httprequest.headers
        if headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
            raise refusal(problem(ErrorCode.FORBIDDEN, "Sign from Odoo's own pages."))
        if request.httprequest.mimetype != "application/json":
            raise refusal(
                problem(
                    ErrorCode.INVALID_REQUEST,
                    "Send the request as JSON.",
                    [("Content-Type", "must be application/json")],
                )
            )

    @classmethod
    def _auth_method_azdev_auditor(cls):
        """Let a person in who may read the ledger: by an API key of his own, or by the session."""
        key = cls._azdev_bearer()
        if key is not None:
            # costs a slow hash only where the key's public beginning is a known one's
            user_id = key and request.env["res.users.apikeys"]._check_credentials(
                scope="rpc", key=key
            )
            if not user_id:
                raise unauthorized("Bearer")
            request.session.can_save = False
            request.update_env(user=user_id, context=BARE_CONTEXT)
        elif not request.session.uid or not request.env.uid:
            raise unauthorized("Bearer")
        if not request.env["azdev.ledger.entry"].has_access("read"):
            raise refusal(
                problem(
                    ErrorCode.FORBIDDEN,
                    "Only auditors, compliance officers and administrators read the ledger.",
                )
            )

    @classmethod
    def _auth_method_azdev_hook(cls):
        """Let service hooks in by the basic authentication of their subscription."""
        cls._azdev_enter(cls._azdev_basic("hook"), "Basic")

    @classmethod
    def _auth_method_azdev_check(cls):
        """Let checks in by the basic authentication of their service connection."""
        cls._azdev_enter(cls._azdev_basic("check"), "Basic")

    @classmethod
    def _azdev_keep_known_session(cls):
        """Give nobody a session who didn't come with one of his own."""
        request.session.can_save = request.session.can_save and bool(request.session.uid)

    @classmethod
    def _azdev_enter(cls, caller, scheme):
        if not caller:
            raise unauthorized(scheme)
        connection_id, service_user_id = caller
        request.session.can_save = False
        request.update_env(user=service_user_id, context=BARE_CONTEXT)
        request.azdev_connection_id = connection_id

    @classmethod
    def _azdev_bearer(cls):
        scheme, _space, token = request.httprequest.headers.get("Authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else None

    @classmethod
    def _azdev_basic(cls, purpose):
        given = request.httprequest.authorization
        if not given or given.type != "basic":
            return None
        key = request.httprequest.path.rstrip("/").rpartition("/")[2]
        return callers.by_basic(request.env.cr, purpose, key, given.username, given.password)
