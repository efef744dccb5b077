# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from service_hooks.records.person import Person

from .common import ControlPlaneCase

OID = "aaaaaaaa-2222-4333-8444-555555555555"


@tagged("post_install", "-at_install")
class TestIdentity(ControlPlaneCase):
    """Who somebody is: by id first, by address only for who has no id yet."""

    def _of(self, **values):
        return self.env["azdev.identity"]._of_person(self.connection.company_id, Person(**values))

    def test_an_unknown_person_is_remembered_under_a_pseudonym(self):
        identity = self._of(id=OID, unique_name="new@example.com", display_name="New")
        self.assertTrue(identity.pseudonym)
        self.assertEqual(self._of(id=OID), identity)

    def test_a_known_address_takes_the_id_once(self):
        identity = self._of(id=OID, unique_name="ERIN@example.com")
        self.assertEqual(identity, self._identity(self.engineer))
        self.assertEqual(identity.object_id, OID)
        thief = self._of(id=OID.replace("a", "b"), unique_name="erin@example.com")
        self.assertNotEqual(thief, identity)
        self.assertFalse(thief.user_id)

    def test_the_descriptor_finds_as_well(self):
        identity = self._of(descriptor="aad.abc", unique_name="x@example.com")
        self.assertEqual(self._of(descriptor="aad.abc", unique_name="y@example.com"), identity)

    def test_a_wildcard_in_an_address_matches_nobody_else(self):
        self.assertNotEqual(
            self._of(id=OID, unique_name="e_in@example.com"), self._identity(self.engineer)
        )

    def test_an_own_address_changed_in_odoo_changes_nothing(self):
        self.business.with_user(self.business).email = "erin@example.com"
        self.assertEqual(
            self._of(id=OID, unique_name="erin@example.com"), self._identity(self.engineer)
        )
