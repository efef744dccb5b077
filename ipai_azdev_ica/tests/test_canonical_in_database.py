# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

import psycopg2.errors

from odoo.tests import tagged
from odoo.tools import mute_logger

from ica_ledger import canonical_bytes, commit

from .test_access_changes import AccessChangeCase

VALUES = (
    {},
    [],
    {"b": 1, "a": [True, None, "é"], "a_b": {"z": {}, "Z": []}},
    'Zoë ☃ " \\ / \n\r\t\b\f\x01\x1f\x7f \u2028 😀',
    "e\u0301 is the same as é",
    [2**53 - 1, -(2**53 - 1), 0, -1],
)


@tagged("post_install", "-at_install")
class TestCanonicalInDatabase(AccessChangeCase):
    """The database builds the same bytes as the library."""

    def _sql(self, expression, *parameters):
        self.env.cr.execute(f"SELECT {expression}", parameters)
        return self.env.cr.fetchone()[0]

    def test_the_bytes_of_json(self):
        for value in VALUES:
            with self.subTest(value=value):
                made = self._sql("azdev_canonical(%s::jsonb)", json.dumps(value))
                self.assertEqual(made, canonical_bytes(value).decode())

    @mute_logger("odoo.sql_db")
    def test_what_has_no_canonical_form_is_refused(self):
        for text in ("1.5", "1.0", str(2**53), str(10**17), '{"é": 1}'):
            with (
                self.subTest(text=text),
                self.assertRaises(psycopg2.errors.InvalidParameterValue),
                self.env.cr.savepoint(),
            ):
                self._sql("azdev_canonical(%s::jsonb)", text)

    def test_commitments_open(self):
        salt = bytes(range(32))
        for text in ("", "odoo-17", "Zoë \u0301 ☃"):
            with self.subTest(text=text):
                made = self._sql("azdev_commit(%s, 'role', %s)", salt, text)
                self.assertEqual(made, commit(salt, "role", text))

    def test_an_entrys_commitments_are_those_of_its_opening(self):
        self.technical.active = False
        self.env.flush_all()
        opening = self.env["azdev.ledger.opening"].search([("entry_id", "=", self._new().id)])
        self.env.cr.execute("SELECT salt FROM azdev_ledger_opening WHERE id = %s", (opening.id,))
        salt = bytes.fromhex(self.env.cr.fetchone()[0])
        texts = json.loads(opening.texts)
        self.assertEqual(set(texts), {"application", "role"})
        self.assertEqual(
            json.loads(opening.entry_id.body)["texts"],
            {name: commit(salt, name, text) for name, text in texts.items()},
        )
