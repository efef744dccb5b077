# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import new_test_user
from odoo.tools import SQL

from ..models import azdev_erasure_hold, azdev_erasure_step
from ..signer import Signer
from .common import GROUP, ControlPlaneCase

NAME = "Jürgen Zyxwvut-Müller"
EMAIL = "juergen.qxz@nowhere.example"
OBJECT_ID = "feedbeef-2222-4333-8444-0123456789ab"
DESCRIPTOR = "aad.Kanarienvogel0123456789"
ALIAS = "jqxz"
MARKS = (NAME, EMAIL, OBJECT_ID, DESCRIPTOR, ALIAS, "zyxwvut-m\\u00fcller")
ESCAPED = json.dumps(NAME)[1:-1]


class ErasureCase(ControlPlaneCase):
    """A person of Azure DevOps who is named in many places, and the people who decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.compliance = new_test_user(cls.env, "cora@example.com", groups=f"{GROUP}compliance")
        cls.administrator = new_test_user(cls.env, "adam@example.com", groups=f"{GROUP}admin")
        cls.administrator2 = new_test_user(cls.env, "anna@example.com", groups=f"{GROUP}admin")
        cls.person = cls._of_azure_devops(
            NAME, email=EMAIL, object_id=OBJECT_ID, descriptor=DESCRIPTOR
        )

    @classmethod
    def _of_azure_devops(cls, name, **values):
        """Return an identity without an Odoo user."""
        return cls.env["azdev.identity"]._make(cls.connection.company_id, name, **values)

    @contextmanager
    def _acting(self, user):
        """Let requests of this test be authenticated by a user's session."""
        signer = Signer(user.id, "session", "192.0.2.9", "direct")
        with (
            patch.object(azdev_erasure_step, "authenticated_signer", lambda env: signer),
            patch.object(azdev_erasure_hold, "authenticated_signer", lambda env: signer),
        ):
            yield

    def _propose(self, user=None, person=None, reason="asked by mail", also_known_as=None):
        user = user or self.administrator
        with self._acting(user):
            return (
                self.env["azdev.erasure"]
                .with_user(user)
                ._propose((person or self.person).with_user(user), reason, also_known_as)
            )

    def _approve(self, erasure, user=None):
        user = user or self.compliance
        with self._acting(user):
            erasure.with_user(user)._approve()

    def _hold(self, held=True, user=None, person=None):
        user = user or self.compliance
        with self._acting(user):
            holds = self.env["azdev.erasure.hold"].with_user(user)
            return holds._record((person or self.person).with_user(user), held, "case 7")

    def _entry(self, step, erasure, user):
        return erasure.env["azdev.ledger.entry"]._append(
            f"erasure.{step}",
            f"erasure:{erasure.uuid}",
            {"identity": erasure.identity_id.pseudonym, "user": user.id, "method": "session"},
        )

    def _approve_by_sql(self, erasure, user, entry=None):
        entry = entry or self._entry("approved", erasure, user)
        return (
            """UPDATE azdev_erasure SET state = 'approved', approved_by_id = %s,
               approved_at = %s, approved_entry_id = %s WHERE id = %s""",
            user.id,
            entry.recorded_at,
            entry.id,
            erasure.id,
        )

    def _name_everywhere(self):
        """Let the person stand in every table that may name him, as somebody without a say."""
        env, connection = self.env, self.connection
        run = self._start(run_id="20260127.7", triggered_by=EMAIL)
        run._update({"requester_id": self.person.id, "branch": f"users/{ALIAS}/fix"})
        run._append_read("run.read")
        env["azdev.pipeline.event"]._record_claimed(
            run, "note", json.dumps({"text": f"merged\n{NAME}'s work"}, ensure_ascii=False)
        )
        approval = self._open(branch=f"users/{ALIAS}/fix", stage="Production")
        dossier = json.loads(approval.dossier)
        dossier["facts"] += [{"name": "authors", "value": f"Erin, {NAME}", "source": "test"}]
        named = self._insert_approval(approval, json.dumps(dossier, ensure_ascii=False))
        self._sign(named, self.technical, "technical", comments=f"{NAME} did well")
        self._withdraw(named, self.technical, f"{EMAIL} found a bug")
        named.with_user(self.business)._ask(f"What did {NAME.upper()} change?")
        self._sign(named, self.business, "business", "rejected", f"because of {ALIAS}, no")
        named.callback_ids._update({"state": "confirmed"})
        env["azdev.exception"]._open("unknown_run", connection, {"who": [EMAIL, DESCRIPTOR]})
        body = {"requestedFor": {"displayName": NAME, "uniqueName": EMAIL, "id": OBJECT_ID}}
        deliveries = env["azdev.delivery"]
        for number, text in enumerate((json.dumps(body), json.dumps(body, ensure_ascii=False))):
            deliveries._accept_hook(connection, text.encode(), 2, f"{number:064d}")
        deliveries.search([])._update({"state": "done", "last_error": f"not read: {EMAIL}"})
        self._close(approval, run)
        env.flush_all()
        return named

    def _insert_approval(self, like, dossier):
        """Return a request with another dossier, frozen as it would have been."""
        salt = "11" * 32
        with patch.object(type(like), "_freeze", lambda *arguments: (dossier, bytes.fromhex(salt))):
            return self._open(branch=like.branch, stage=like.stage)

    def _close(self, approval, run):
        approval._expire()
        approval.callback_ids._update({"state": "confirmed"})
        run._close("success", None, self._entries("run.started")[-1:])

    def _dump(self):
        """Return every table's content as text: table -> text."""
        self.env.flush_all()
        tables = self.env.execute_query(
            SQL(
                """SELECT table_name FROM information_schema.tables
                   WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"""
            )
        )
        return {
            table: "\n".join(
                text
                for (text,) in self.env.execute_query(
                    SQL("SELECT t::text FROM %s t", SQL.identifier(table))
                )
            )
            for (table,) in tables
        }

    def _tables_naming(self, marks=MARKS):
        """Return the tables in which one of these texts stands, as text, in hex or escaped."""
        spelt = {mark.lower() for mark in marks}
        spelt |= {json.dumps(mark)[1:-1].lower() for mark in marks}
        spelt |= {text.replace("\\", "\\\\") for text in spelt}
        spelt |= {mark.encode().hex() for mark in marks} | {ESCAPED.encode().hex()}
        return {
            table
            for table, text in self._dump().items()
            if any(one in text.lower() for one in spelt)
        }
