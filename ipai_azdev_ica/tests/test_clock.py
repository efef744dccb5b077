# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.tests import tagged

from ..database import clock
from .common import ControlPlaneCase


@tagged("post_install", "-at_install")
class TestClock(ControlPlaneCase):
    """Evidence is dated by the database; Azure DevOps' clock stands beside it."""

    def _sent(self, off_by):
        self.env.cr.execute("SELECT clock_timestamp() AT TIME ZONE 'UTC'")
        there = self.env.cr.fetchone()[0] + timedelta(seconds=off_by)
        self._record(there.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def _record(self, server_time):
        self.env["azdev.ledger.entry"]._append(
            "callback.sent",
            "callback:1",
            {"result": "succeeded", "gone": False, "server_time": server_time},
        )

    def test_clocks_that_agree(self):
        for seconds in (-50, 0, 50):
            with self.subTest(seconds=seconds):
                self._sent(seconds)
                self.assertTrue(clock.agrees(self.env.cr))

    def test_a_clock_that_is_wrong_shows(self):
        for seconds in (-3600, -70, 70, 86400):
            with self.subTest(seconds=seconds):
                self._sent(seconds)
                self.assertFalse(clock.agrees(self.env.cr))

    def test_the_newest_comparison_counts(self):
        self._sent(3600)
        self._sent(0)
        self.assertTrue(clock.agrees(self.env.cr))

    def test_an_answer_without_a_time_compares_nothing(self):
        self._record("")
        self.assertTrue(clock.agrees(self.env.cr))
