# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two transitions of one request at the same moment, on real cursors and committed data.

What is committed here stays: evidence can't be deleted. The database of a test run is thrown away.
"""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, new_test_user
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from ..database.retry import retried
from ..models import azdev_approval_transition
from ..schemas import RunStart
from ..signer import Signer
from .common import DOSSIER, GROUP

SECONDS = 30
PEOPLE = {
    "erin": ("engineer", "engineer"),
    "toni": ("approver_tech", "technical"),
    "tara": ("approver_tech", "technical"),
    "bela": ("approver_biz", "business"),
}
TAKEN_AWAY = ("group removed", "membership removed", "user deactivated")
TRANSITIONS = (
    "technical signs",
    "business signs",
    "second technical rejects",
    "signer withdraws",
    "time runs out",
    "run ends",
    *TAKEN_AWAY,
)


class Outcome(NamedTuple):
    """What the database holds of a request."""

    status: str
    signatures: list
    decisions: list


class RaceCase(BaseCase):
    """A committed scene, and the means to let two people meet in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # each thread's request is authenticated as the user in whose name it runs
        signed_in = patch.object(
            azdev_approval_transition,
            "authenticated_signer",
            lambda env: Signer(env.uid, "session", "192.0.2.7", "direct"),
        )
        signed_in.start()
        cls.addClassCleanup(signed_in.stop)
        cls.mark = uuid.uuid4().hex[:12]
        with cls._superuser() as env:
            cls._make_scene(env)

    @classmethod
    @contextmanager
    def _superuser(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    @classmethod
    def _make_scene(cls, env):
        connection = env["azdev.connection"].create(
            {
                "name": f"races {cls.mark}",
                "organization_url": f"https://dev.azure.com/races-{cls.mark}",
                "project_id": str(uuid.uuid4()),
                "project_name": "races",
            }
        )
        gate = env["azdev.gate"].create(
            {
                "name": "production",
                "key": "production",
                "connection_id": connection.id,
                "gate_class": "production",
                "resource_id": "12",
            }
        )
        run = env["azdev.pipeline.run"]._start_claimed(
            connection, RunStart(pipeline_name="races", run_id="1")
        )
        cls.connection_id, cls.gate_id, cls.pipeline_run_id = connection.id, gate.id, run
        cls.users = {name: cls._make_person(env, name, connection) for name in PEOPLE}

    @classmethod
    def _make_person(cls, env, name, connection):
        group, role = PEOPLE[name]
        user = new_test_user(env, f"{name}-{cls.mark}@example.com", groups=f"{GROUP}{group}")
        env["azdev.connection.member"].create(
            {"connection_id": connection.id, "user_id": user.id, "role": role}
        )
        env["azdev.identity"]._of_user(user, connection.company_id)
        return user.id

    def _outcome_of(self, pair, order):
        """Return what the pair amounts to in that order, one transaction after the other."""
        approval_id = self._open_request(pair)
        for place in order:
            self._do(pair[place], pair, approval_id)
        return self._look(approval_id)

    def _race(self, pair, first=None):
        """Let both go on at the same moment from snapshots of the same moment.

        :param int first: which of them is to hold the locks first; whoever gets them when None
        Return the order in which they held the locks and what became of the request.
        """
        approval_id = self._open_request(pair)
        both_have_a_snapshot = threading.Barrier(2, timeout=SECONDS)
        first_has_the_locks = threading.Event()
        order = []

        def meet(place):
            both_have_a_snapshot.wait()
            if first not in (None, place):
                first_has_the_locks.wait(SECONDS)

        def done(place):
            order.append(place)
            first_has_the_locks.set()

        with ThreadPoolExecutor(2) as threads:
            running = [
                threads.submit(
                    self._do,
                    pair[place],
                    pair,
                    approval_id,
                    lambda place=place: meet(place),
                    lambda place=place: done(place),
                )
                for place in (0, 1)
            ]
            for one in running:
                one.result(SECONDS)
        return tuple(order), self._look(approval_id)

    def _open_request(self, pair):
        """Open a request that lacks what the pair signs, and no more than that.

        So a signature of the pair decides, and whoever withdraws takes back the one that is there.
        """
        with self._superuser() as env:
            self._give_back(env)
            number = uuid.uuid4()
            approval = env["azdev.approval"]._open(
                env["azdev.pipeline.run"].browse(self.pipeline_run_id),
                env["azdev.gate"].browse(self.gate_id),
                env["azdev.identity"].search([("user_id", "=", self.users["erin"])]),
                DOSSIER,
                {
                    "source": "check",
                    "facts_verified": True,
                    "content_hash": "0" * 64,
                    "call_key": f"races/{number}",
                    "call": "{}",
                    "material_facts": "{}",
                },
            )
            if "technical signs" not in pair:
                self._sign(approval, "toni", "technical")
            elif "business signs" not in pair:
                self._sign(approval, "bela", "business")
            return approval.id

    def _give_back(self, env):
        """Restore the rights that a case took away."""
        for name in ("toni", "tara"):
            user = env["res.users"].browse(self.users[name])
            if not user.active:
                user.active = True
            user.group_ids |= env.ref(f"{GROUP}approver_tech")
            membership = {
                "connection_id": self.connection_id,
                "user_id": user.id,
                "role": "technical",
            }
            if not self._membership(env, user):
                env["azdev.connection.member"].create(membership)

    def _membership(self, env, user):
        return env["azdev.connection.member"].search(
            [("connection_id", "=", self.connection_id), ("user_id", "=", user.id)]
        )

    @mute_logger("odoo.sql_db")
    def _do(self, transition, pair, approval_id, meet=None, done=None):
        """Do a transition in a transaction of its own; lost races are tried again as the API does.

        :param meet: called between snapshot and lock
        :param done: called while the locks are still held
        """
        with self.registry.cursor() as cr:
            cr.execute("SET LOCAL statement_timeout = '20s'")
            cr.execute("SELECT lock_version FROM azdev_approval WHERE id = %s", (approval_id,))
            if meet:
                meet()
            env = api.Environment(cr, SUPERUSER_ID, {})
            approval = env["azdev.approval"].browse(approval_id)
            try:
                retried(env, lambda: self._transition(approval, transition, pair))
            except UserError:
                cr.rollback()
            if done:
                done()

    def _transition(self, approval, transition, pair):
        if transition == "technical signs":
            self._sign(approval, "toni", "technical")
        elif transition == "business signs":
            self._sign(approval, "bela", "business")
        elif transition == "second technical rejects":
            self._sign(approval, "tara", "technical", "rejected", "no")
        elif transition == "signer withdraws":
            name = "bela" if "technical signs" in pair else "toni"
            approval.with_user(self.users[name])._withdraw("found a bug")
        elif transition == "withdrawal is inserted":
            signer = Signer(self.users["toni"], "session", "192.0.2.7", "direct")
            signature = approval.signature_ids
            signature.withdrawal_ids._record(signature, signer, "by SQL")
        elif transition == "time runs out":
            approval._expire()
        elif transition == "run ends":
            approval._cancel("the run has ended", tell=True)
        else:
            victim = "tara" if "second technical rejects" in pair else "toni"
            self._take_away(approval.env, transition, victim)

    def _sign(self, approval, name, role, decision="approved", comments=None):
        approval.with_user(self.users[name])._sign(role, decision, comments)

    def _take_away(self, env, transition, name):
        user = env["res.users"].browse(self.users[name])
        if transition == "user deactivated":
            user.active = False
        elif transition == "membership removed":
            self._membership(env, user).unlink()
        else:
            user.group_ids = [
                Command.unlink(env.ref(f"{GROUP}approver_tech").id),
                Command.link(env.ref(f"{GROUP}engineer").id),
            ]

    def _look(self, approval_id):
        """Return status, signatures and decisions as they stand in the database."""
        names = {user_id: name for name, user_id in self.users.items()}
        with self._superuser() as env:
            approval = env["azdev.approval"].browse(approval_id)
            signatures = sorted(
                (
                    names[one.user_id.id],
                    one.role,
                    "withdrawn" if one.withdrawal_ids else one.decision,
                )
                for one in approval.signature_ids
            )
            decisions = approval.callback_ids.filtered(lambda one: one.kind == "decision")
            return Outcome(approval.status, signatures, decisions.mapped("result"))
