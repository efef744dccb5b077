# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from ..web import dispatcher
from . import approval_link
from . import approvals
from . import checks
from . import documentation
from . import health
from . import hooks
from . import runs
