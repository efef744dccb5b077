# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from types import SimpleNamespace

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ControlPlaneCase


@tagged("post_install", "-at_install")
class TestFlippedCheck(ControlPlaneCase):
    """F4: a check that is not the one that was verified is told apart, whatever was edited."""

    def _check(self, **values):
        verified = {"id": 9, "version": 1, "settings_hash": "a" * 64, "mode": "callback"}
        verified.update(values)
        return SimpleNamespace(**{**verified, "mode": SimpleNamespace(value=verified["mode"])})

    def test_the_verified_one_is_recognized(self):
        self.assertEqual(self.production._differences(self._check()), {})
        self.assertEqual(self.production._differences(self._check()), {})

    def test_each_edit_is_a_difference(self):
        self.production._differences(self._check())
        for edit, field in (
            ({"mode": "api_response"}, "mode"),
            ({"id": 10}, "configuration_id"),
            ({"version": 2}, "configuration_version"),
            ({"settings_hash": "b" * 64}, "settings_hash"),
        ):
            with self.subTest(edit=edit):
                self.assertIn(field, self.production._differences(self._check(**edit)))

    def test_a_check_in_the_other_mode_is_never_taken_as_the_first(self):
        differences = self.production._differences(self._check(mode="api_response"))
        self.assertEqual(differences["mode"], ["callback", "api_response"])
        self.assertFalse(self.production.configuration_id)


@tagged("post_install", "-at_install")
class TestUninstall(ControlPlaneCase):
    """E5: the ledger outlives the wish to uninstall what keeps it."""

    def test_a_ledger_is_not_uninstalled(self):
        module = self.env["ir.module.module"].search([("name", "=", "ipai_azdev_ica")])
        with self.assertRaisesRegex(UserError, "holds a ledger"):
            module.module_uninstall()
        self.assertEqual(module.state, "installed")

    def test_not_through_what_it_depends_on_either(self):
        base = self.env["ir.module.module"].search([("name", "in", ("mail", "queue_job"))])
        below = base | base.downstream_dependencies()
        with self.assertRaisesRegex(UserError, "holds a ledger"):
            below.module_uninstall()
