# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import (
    azdev_approval,
    azdev_approval_answer,
    azdev_approval_ask,
    azdev_approval_reject,
    azdev_approval_sign,
    azdev_approval_withdraw,
    azdev_erasure,
    azdev_erasure_decide,
    azdev_erasure_holding,
    azdev_erasure_propose,
    azdev_ledger_recover,
)
