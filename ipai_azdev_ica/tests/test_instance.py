# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import tempfile
import uuid
from pathlib import Path
from unittest.mock import patch

import psycopg2.errors

from odoo.tests import tagged
from odoo.tools import config, mute_logger

from .. import instance, vault
from .common import ControlPlaneCase

NEUTRALIZE = Path(instance.__file__).parent / "data" / "neutralize.sql"


@tagged("post_install", "-at_install")
class TestInstance(ControlPlaneCase):
    """A copy of the database sends nothing."""

    def setUp(self):
        super().setUp()
        self.env.cr.execute("ALTER TABLE azdev_instance DISABLE TRIGGER USER")
        self.env.cr.execute("DELETE FROM azdev_instance")
        self.env.cr.execute("ALTER TABLE azdev_instance ENABLE ALWAYS TRIGGER azdev_fixed")
        self.file = Path(self.enterContext(tempfile.TemporaryDirectory())) / "instance-id"
        self.file.write_text(str(uuid.uuid4()))
        self.enterContext(patch.dict(config.options, {instance.OPTION: str(self.file)}))

    def test_the_first_instance_claims_its_database(self):
        self.assertTrue(instance.is_original(self.env.cr))
        self.assertTrue(instance.is_original(self.env.cr))

    @mute_logger("odoo.addons.ipai_azdev_ica.instance")
    def test_another_instance_is_a_copy(self):
        instance.is_original(self.env.cr)
        self.file.write_text(str(uuid.uuid4()))
        self.assertFalse(instance.is_original(self.env.cr))

    @mute_logger("odoo.addons.ipai_azdev_ica.instance")
    def test_without_a_readable_id_nothing_is_sent(self):
        for content in ("", "not a uuid"):
            self.file.write_text(content)
            self.assertFalse(instance.is_original(self.env.cr))
        with patch.dict(config.options, {instance.OPTION: None}):
            self.assertFalse(instance.is_original(self.env.cr))

    def test_a_database_is_not_claimed_twice(self):
        instance.is_original(self.env.cr)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(psycopg2.errors.CheckViolation, "never changes"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("UPDATE azdev_instance SET instance_id = %s", (str(uuid.uuid4()),))

    @mute_logger("odoo.addons.ipai_azdev_ica.instance")
    def test_a_neutralized_copy_belongs_to_nobody_and_knows_no_secret(self):
        instance.is_original(self.env.cr)
        vault.put(self.env.cr, "a", "token")
        approval = self._open()
        self._sign(approval, self.business, "business", "rejected", "no")
        self.env.cr.execute(NEUTRALIZE.read_text())
        self.env.invalidate_all()
        self.assertFalse(instance.is_original(self.env.cr))
        self.assertIsNone(vault.get(self.env.cr, "a"))
        self.assertEqual(set(approval.callback_ids.mapped("state")), {"void"})
