# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import tempfile
import uuid
from pathlib import Path
from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import config, mute_logger

from .. import instance
from ..models.azdev_connection_credential import issue
from .common import ControlPlaneCase

HEADERS = ("PlanId", "JobId", "TimelineId", "TaskInstanceId")
LOGGER = "odoo.addons.ipai_azdev_ica.instance"


@tagged("post_install", "-at_install")
class TestCopyAnswersNoCheck(ControlPlaneCase, HttpCase):
    """H4: a copy reached under the original's address lets no stage pass."""

    def setUp(self):
        super().setUp()
        self.opener.auth = issue(self.connection, "check")
        self.staging.mode = "api_response"
        file = Path(self.enterContext(tempfile.TemporaryDirectory())) / "instance-id"
        file.write_text(str(uuid.uuid4()))
        self.enterContext(patch.dict(config.options, {instance.OPTION: str(file)}))

    def _call(self, gate, **body):
        return self.url_open(
            f"/api/v1/azdev/checks/{self.connection.key}",
            json={"gate": gate.key, "build_id": "7", "stage": "Deploy", "attempt": "1", **body},
            headers={
                "PlanUrl": self.connection.organization_url,
                "ProjectId": self.connection.project_id,
                "HubName": "checks",
                **{name: str(uuid.uuid4()) for name in HEADERS},
            },
        )

    def _stored(self):
        return self.env["azdev.delivery"].search_count([("kind", "=", "check")])

    def _belongs_to(self, instance_id):
        self.env.cr.execute("ALTER TABLE azdev_instance DISABLE TRIGGER USER")
        self.env.cr.execute("DELETE FROM azdev_instance")
        self.env.cr.execute("INSERT INTO azdev_instance (instance_id) VALUES (%s)", (instance_id,))
        self.env.cr.execute("ALTER TABLE azdev_instance ENABLE ALWAYS TRIGGER azdev_fixed")

    @mute_logger(LOGGER)
    def test_no_gate_hears_2xx_whatever_its_mode(self):
        self._belongs_to(str(uuid.uuid4()))
        for gate in (self.production, self.staging):
            with self.subTest(mode=gate.mode):
                answer = self._call(gate)
                self.assertEqual(answer.status_code, 409)
                self.assertIn("copy of another instance", answer.json()["error"]["message"])
        self.assertEqual(self._stored(), 0)

    @mute_logger(LOGGER)
    def test_not_even_where_the_request_was_approved_before_the_copy(self):
        approval = self._open(self.staging, build_id=7, stage="Deploy", attempt=1)
        self._sign(approval, self.technical, "technical")
        self.assertEqual(approval.status, "approved")
        self._belongs_to(str(uuid.uuid4()))
        self.assertEqual(self._call(self.staging).status_code, 409)

    @mute_logger(LOGGER)
    def test_health_is_red_and_says_why(self):
        self._belongs_to(str(uuid.uuid4()))
        answer = self.url_open("/api/v1/azdev/health/ready")
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(answer.json()["parts"]["instance"], "failed")

    def test_the_original_answers(self):
        self._belongs_to(Path(config[instance.OPTION]).read_text())
        self.assertEqual(self._call(self.production).status_code, 200)
        self.assertEqual(self._call(self.staging).json(), {"status": "pending"})
        self.assertEqual(self._stored(), 2)
