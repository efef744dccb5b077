# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import uuid

from odoo import http
from odoo.http import request

from ..ledger import database_source, keys, proofs, storage
from ..schemas import ErrorCode, LedgerProof, LedgerProofQuery, problem, validate_query
from ..web.answers import json_answer
from .base import azdev_route

TEXT = "text/plain; charset=utf-8"
BINARY = "application/octet-stream"
# private: what one reader may see, no cache may hand to another
FOREVER = "private, max-age=31536000, immutable"
FRESH = "private, no-cache"


class LedgerController(http.Controller):
    """The transparency log for auditors and their programs (C2SP tlog-tiles)."""

    @azdev_route("ledger/checkpoint", auth="azdev_auditor", methods=("GET",))
    def checkpoint(self, **_kwargs):
        """Return the newest signed head."""
        return self._file(self._source().fetch("checkpoint"), TEXT, FRESH)

    @azdev_route("ledger/tile/<path:place>", auth="azdev_auditor", methods=("GET",))
    def tile(self, place, **_kwargs):
        """Return a tile or an entry bundle, as far as the newest checkpoint covers it."""
        data = self._source().fetch(f"tile/{place}")
        if data is None:
            raise problem(ErrorCode.NOT_FOUND, "The log has no such tile, or not yet.")
        return self._file(data, BINARY, FOREVER)

    @azdev_route("ledger/key", auth="azdev_auditor", methods=("GET",))
    def key(self, **_kwargs):
        """Return the public keys, the first one first."""
        log = storage.current(request.env.cr)
        verifiers = log and keys.verifiers(request.env.cr, log)
        if not verifiers:
            raise self._nothing_yet()
        lines = "".join(f"{verifier}\n" for verifier in reversed(verifiers))
        return self._file(lines.encode(), TEXT, FRESH)

    @azdev_route("ledger/entries/<string:entry>/proof", auth="azdev_auditor", methods=("GET",))
    def proof(self, entry, **_kwargs):
        """Prove that an entry is in the log."""
        query = validate_query(LedgerProofQuery, request.httprequest.args.items(multi=True))
        try:
            proven = proofs.of_entry(request.env.cr, str(uuid.UUID(entry)))
        except ValueError:
            proven = None
        except proofs.NotPublishedError as reason:
            raise problem(ErrorCode.UNAVAILABLE, str(reason)) from None
        if not proven:
            raise problem(ErrorCode.NOT_FOUND, "The ledger has no such entry.")
        return self._proof_file(proven) if self._wants_text(query) else self._proof(entry, proven)

    def _source(self):
        source = database_source.newest(request.env.cr)
        if not source:
            raise self._nothing_yet()
        return source

    def _nothing_yet(self):
        return problem(
            ErrorCode.NOT_FOUND, "The log has no signed checkpoint yet. Ask again in a minute."
        )

    def _wants_text(self, query):
        accepted = request.httprequest.accept_mimetypes
        best = accepted.best_match(["application/json", "text/plain"], default="application/json")
        return (query.format or {"text/plain": "text"}.get(best)) == "text"

    def _proof(self, entry, proven):
        proof = proven.proof
        answer = LedgerProof(
            uuid=str(uuid.UUID(entry)),
            index=proof.index,
            size=proven.size,
            leaf_hash=proven.leaf_hash,
            hashes=[base64.b64encode(one).decode() for one in proof.hashes],
            checkpoint=proof.checkpoint.decode(),
            entry=proof.entry.decode(),
        )
        response = json_answer(answer)
        response.headers["Cache-Control"] = FRESH
        return response

    def _proof_file(self, proven):
        name = f"entry-{proven.proof.index}.tlog-proof"
        response = self._file(bytes(proven.proof), TEXT, FRESH)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _file(self, data, media_type, caching):
        headers = [
            ("Content-Type", media_type),
            ("Cache-Control", caching),
            ("Vary", "Authorization, Cookie"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(data, headers)
