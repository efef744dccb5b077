# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import azdev_approval
from . import azdev_approval_answer
from . import azdev_approval_ask
from . import azdev_approval_reject
from . import azdev_approval_sign
