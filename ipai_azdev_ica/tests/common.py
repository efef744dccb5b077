# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user

from ..models import azdev_approval_transition
from ..schemas import RunStart
from ..signer import Signer

GROUP = "ipai_azdev_ica.group_azdev_"
DOSSIER = [{"name": "commit", "value": "abc123def456", "source": "test", "time": "now"}]


class ControlPlaneCase(TransactionCase):
    """A connection with a production and a staging gate, its people, and one run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection = cls.env["azdev.connection"].create(
            {
                "name": "web-shop",
                "organization_url": "https://dev.azure.com/fabrikam",
                "project_id": "11111111-2222-4333-8444-555555555555",
                "project_name": "web-shop",
            }
        )
        cls.production = cls._make_gate("production", "12")
        cls.staging = cls._make_gate("staging", "13")
        cls.engineer = cls._make_person("erin", "engineer", "engineer")
        cls.technical = cls._make_person("toni", "approver_tech", "technical")
        cls.technical2 = cls._make_person("tara", "approver_tech", "technical")
        cls.business = cls._make_person("bela", "approver_biz", "business")
        cls.pipeline_run = cls._start(run_id="20260127.1", triggered_by="erin@example.com")

    @classmethod
    def _make_gate(cls, name, resource_id):
        return cls.env["azdev.gate"].create(
            {
                "name": name,
                "key": name,
                "connection_id": cls.connection.id,
                "gate_class": name,
                "resource_id": resource_id,
            }
        )

    @classmethod
    def _make_person(cls, login, group, role):
        user = new_test_user(cls.env, login=f"{login}@example.com", groups=f"{GROUP}{group}")
        cls.env["azdev.connection.member"].create(
            {"connection_id": cls.connection.id, "user_id": user.id, "role": role}
        )
        identity = cls.env["azdev.identity"]._of_user(user, cls.connection.company_id)
        identity.email = user.login
        return user

    @classmethod
    def _start(cls, **values):
        claim = RunStart(pipeline_name="deploy-api", branch="main", commit="abc123def456", **values)
        runs = cls.env["azdev.pipeline.run"]
        return runs.browse(runs._start_claimed(cls.connection, claim))

    @classmethod
    def _identity(cls, user):
        return cls.env["azdev.identity"].search([("user_id", "=", user.id)])

    def _open(self, gate=None, requester=None, **values):
        """Return a request as a verified check call opens it."""
        number = self.env["azdev.approval"].search_count([])
        return self.env["azdev.approval"]._open(
            self.pipeline_run,
            gate or self.production,
            self._identity(requester or self.engineer),
            DOSSIER,
            {
                "source": "check",
                "facts_verified": True,
                "content_hash": "0" * 64,
                "call_key": f"plan/job/{number}",
                "call": "{}",
                "material_facts": "{}",
                "commit": "abc123def456",
                **values,
            },
        )

    @contextmanager
    def _signed_in(self, user):
        """Let requests of this test be authenticated by a user's session."""
        signer = Signer(user.id, "session", "192.0.2.7", "direct")
        with patch.object(azdev_approval_transition, "authenticated_signer", lambda env: signer):
            yield

    def _sign(self, approval, user, role, decision="approved", comments=None):
        with self._signed_in(user):
            return approval.with_user(user)._sign(role, decision, comments)

    def _withdraw(self, approval, user, reason="found a bug"):
        with self._signed_in(user):
            return approval.with_user(user)._withdraw(reason)

    def _entries(self, kind):
        return self.env["azdev.ledger.entry"].search([("kind", "=", kind)], order="id")
