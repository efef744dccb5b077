# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .. import vault
from ..models.azdev_connection_credential import issue
from ..web import callers
from .common import ControlPlaneCase


@tagged("post_install", "-at_install")
class TestConnection(ControlPlaneCase):
    """Connections, their machine credentials and their secrets."""

    def test_only_https_and_loopback_addresses_are_taken(self):
        for url in ("http://dev.azure.com/x", "ftp://x/y", "https://dev.azure.com/a/b", "nonsense"):
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self.connection.copy({"organization_url": url})

    def test_the_service_user_can_neither_log_in_nor_see_a_screen(self):
        user = self.connection.service_user_id
        self.assertFalse(user.has_group("base.group_user"))
        self.env.cr.execute("SELECT password FROM res_users WHERE id = %s", (user.id,))
        self.assertFalse(self.env.cr.fetchone()[0])

    def test_a_token_lets_its_connection_in_until_it_is_revoked(self):
        _username, token = issue(self.connection, "api")
        caller = callers.by_token(self.env.cr, token)
        self.assertEqual(caller, (self.connection.id, self.connection.service_user_id.id))
        self.connection.credential_ids.action_revoke()
        self.env.flush_all()
        self.assertIsNone(callers.by_token(self.env.cr, token))

    def test_two_secrets_are_valid_at_a_time(self):
        issue(self.connection, "hook")
        issue(self.connection, "hook")
        with self.assertRaisesRegex(ValidationError, "Two secrets"):
            issue(self.connection, "hook")

    def test_basic_credentials_count_for_their_own_address_and_purpose_only(self):
        username, secret = issue(self.connection, "hook")
        self.env.flush_all()
        by_basic, key = callers.by_basic, self.connection.key
        self.assertTrue(by_basic(self.env.cr, "hook", key, username, secret))
        self.assertIsNone(by_basic(self.env.cr, "check", key, username, secret))
        self.assertIsNone(by_basic(self.env.cr, "hook", "other", username, secret))
        self.assertIsNone(by_basic(self.env.cr, "hook", key, "other", secret))
        self.assertIsNone(by_basic(self.env.cr, "hook", key, username, ""))

    def test_a_secret_is_stored_as_a_hash(self):
        _username, secret = issue(self.connection, "api")
        stored = self.connection.credential_ids[:1].sudo().secret_hash
        self.assertNotIn(secret, stored)
        self.assertEqual(len(stored), 64)

    def test_an_access_token_is_stored_encrypted_and_bound_to_its_name(self):
        vault.put(self.env.cr, "a", "s3cret-token")
        self.env.cr.execute("SELECT ciphertext FROM azdev_vault WHERE name = 'a'")
        ciphertext = bytes(self.env.cr.fetchone()[0])
        self.assertNotIn(b"s3cret-token", ciphertext)
        self.assertEqual(vault.get(self.env.cr, "a"), "s3cret-token")
        self.env.cr.execute("UPDATE azdev_vault SET name = 'b' WHERE name = 'a'")
        with self.assertRaises(vault.VaultError):
            vault.get(self.env.cr, "b")

    def test_a_secret_ends_with_its_time(self):
        vault.put(self.env.cr, "a", "token", hours=-1)
        self.assertIsNone(vault.get(self.env.cr, "a"))
        vault.drop_expired(self.env.cr)
        self.env.cr.execute("SELECT 1 FROM azdev_vault WHERE name = 'a'")
        self.assertFalse(self.env.cr.fetchone())

    def test_a_moved_connection_forgets_its_access_token(self):
        vault.put(self.env.cr, self.connection._vault_name(), "token")
        self.connection.organization_url = "https://dev.azure.com/elsewhere"
        self.assertIsNone(vault.get(self.env.cr, self.connection._vault_name()))

    def test_a_change_is_recorded(self):
        before = len(self._entries("connection.changed"))
        self.connection.name = "renamed"
        self.assertEqual(len(self._entries("connection.changed")), before + 1)

    def test_uninstalling_is_refused_while_there_is_a_ledger(self):
        module = self.env["ir.module.module"].search([("name", "=", "ipai_azdev_ica")])
        with self.assertRaisesRegex(UserError, "holds a ledger"):
            module.module_uninstall()
