# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from itertools import combinations_with_replacement

from odoo.tests import tagged

from .races import TAKEN_AWAY, TRANSITIONS, RaceCase

PAIRS = [
    pair
    for pair in combinations_with_replacement(TRANSITIONS, 2)
    if not set(pair).issubset(TAKEN_AWAY)
]
CARRYING = [("bela", "business", "approved"), ("toni", "technical", "approved")]


@tagged("post_install", "-at_install")
class TestTransitionRaces(RaceCase):
    """Of two transitions at once the outcome is that of one after the other, never a mixture."""

    def test_every_pair_ends_as_one_after_the_other_would(self):
        for pair in PAIRS:
            for order in ((0, 1), (1, 0)):
                with self.subTest(first=pair[order[0]], second=pair[order[1]]):
                    expected = self._outcome_of(pair, order)
                    held, outcome = self._race(pair, first=order[0])
                    self.assertEqual(held, order)
                    self.assertEqual(outcome, expected)
                    self._assert_signatures_carry(pair, order, outcome)

    def test_two_last_signatures_at_once_send_one_yes(self):
        for _again in range(4):
            order, outcome = self._race(("technical signs", "business signs"))
            with self.subTest(order=order):
                self.assertEqual(outcome, ("approved", CARRYING, ["succeeded"]))

    def test_a_right_lost_first_never_counts(self):
        for lost in TAKEN_AWAY:
            for signs in ("technical signs", "business signs"):
                with self.subTest(lost=lost, signs=signs):
                    outcome = self._outcome_of((lost, signs), (0, 1))
                    self.assertNotEqual(outcome.status, "approved")
                    self.assertEqual(outcome.decisions, [])

    def test_the_last_signature_and_a_withdrawal_at_once_whoever_comes_first(self):
        for signs, withdrawn in (
            ("technical signs", ("bela", "business", "withdrawn")),
            ("business signs", ("toni", "technical", "withdrawn")),
        ):
            for _again in range(4):
                order, outcome = self._race((signs, "signer withdraws"))
                with self.subTest(signs=signs, order=order):
                    if order == (0, 1):
                        self.assertEqual(outcome, ("approved", CARRYING, ["succeeded"]))
                    else:
                        self.assertNotEqual(outcome.status, "approved")
                        self.assertIn(withdrawn, outcome.signatures)
                        self.assertEqual(outcome.decisions, [])

    def test_a_withdrawal_that_takes_no_lock_of_its_own_still_stops_the_yes(self):
        order, outcome = self._race(("business signs", "withdrawal is inserted"), first=1)
        self.assertEqual(order, (1, 0))
        self.assertEqual(outcome.status, "pending")
        self.assertIn(("toni", "technical", "withdrawn"), outcome.signatures)
        self.assertEqual(outcome.decisions, [])

    def _assert_signatures_carry(self, pair, order, outcome):
        """A yes has both halves by two people, no rejection, nothing withdrawn or lost before."""
        self.assertLessEqual(len(outcome.decisions), 1)
        self.assertEqual(outcome.status == "approved", outcome.decisions == ["succeeded"])
        if outcome.status == "approved":
            self.assertEqual(outcome.signatures, CARRYING)
            self.assertNotIn(pair[order[0]], (*TAKEN_AWAY, "signer withdraws"))
