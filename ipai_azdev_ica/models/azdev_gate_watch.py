# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from service_hooks.errors import Refused
from service_hooks.identifiers import Guid

from .. import azure


class AzdevGate(models.Model):
    """Somebody touched a check: is it still the one that was verified?"""

    _inherit = "azdev.gate"

    def _look_at_check(self):
        """Read the gate's check and open an exception when it is not the verified one.

        :raise Unavailable: when Azure DevOps gives no answer
        """
        for gate in self.filtered("configuration_id"):
            differences = gate._read_differences()
            if differences:
                self.env["azdev.exception"]._open(
                    "check_changed",
                    gate.connection_id,
                    {"gate": gate.key, **differences},
                    severity="critical",
                )

    def _read_differences(self):
        project = Guid(self.connection_id.project_id.lower())
        client = azure.client(self.connection_id)
        try:
            configuration = client.get_check_configuration(project, self.configuration_id)
        except Refused as refusal:
            return {"check": [self.configuration_id, str(refusal)]}
        differences = self._differences(configuration)
        if configuration.disabled:
            differences["disabled"] = [False, True]
        return differences
