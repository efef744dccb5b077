# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_access
from . import test_attack_claims
from . import test_attack_gate
from . import test_attack_identity
from . import test_attack_server_actions
from . import test_back_doors
from . import test_callback_floor
from . import test_connection
from . import test_database_guards
from . import test_identity
from . import test_inbox
from . import test_instance
from . import test_run_claims
from . import test_signing
from . import test_transition_races
from . import test_views
