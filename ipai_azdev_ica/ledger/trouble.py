# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reasons to sign nothing. The codes stand in health, in exceptions and in the runbook."""


class LedgerStoppedError(Exception):
    """No checkpoint can be signed.

    `code` names the reason, `tampered` says that history is not what it was, `evidence` holds what
    was expected and what was seen.
    """

    def __init__(self, code, message, tampered=False, **evidence):
        super().__init__(message)
        self.code = code
        self.tampered = tampered
        self.evidence = evidence
