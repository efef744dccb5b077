# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

RESOURCE_TYPES = [
    ("environment", "Environment"),
    ("endpoint", "Service connection"),
    ("variablegroup", "Variable group"),
    ("securefile", "Secure file"),
    ("queue", "Agent pool"),
    ("repository", "Repository"),
]


class AzdevGate(models.Model):
    """A protected resource of Azure DevOps and the check that calls us before it is used."""

    _name = "azdev.gate"
    _description = "Azure DevOps gate"
    _order = "connection_id, name, id"

    name = fields.Char(required=True)
    key = fields.Char(
        required=True, help="Literal that registration writes into the check's body as `gate`."
    )
    connection_id = fields.Many2one(
        "azdev.connection", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    gate_class = fields.Selection(
        [("production", "Production"), ("staging", "Staging")],
        string="Class",
        required=True,
        help="Production needs a technical and a business signature, staging a technical one.",
    )
    resource_type = fields.Selection(RESOURCE_TYPES, required=True, default="environment")
    resource_id = fields.Char(string="Resource id", required=True)
    timeout_minutes = fields.Float(
        default=240.0, help="How long a request waits for its signatures before it expires."
    )
    mode = fields.Selection(
        [("callback", "Callback"), ("api_response", "ApiResponse")],
        required=True,
        default="callback",
        help="As last verified: with ApiResponse any 2xx passes, so the answer waits for the yes.",
    )
    configuration_id = fields.Integer(string="Check", readonly=True, copy=False)
    configuration_version = fields.Integer(readonly=True, copy=False)
    settings_hash = fields.Char(readonly=True, copy=False)
    verified_at = fields.Datetime(readonly=True, copy=False)

    _key_uniq = models.Constraint(
        "UNIQUE (connection_id, key)", "Another gate of this connection has this key."
    )
    _resource_uniq = models.Constraint(
        "UNIQUE (connection_id, resource_type, resource_id)",
        "Another gate of this connection protects this resource.",
    )
    _timeout_positive = models.Constraint(
        "CHECK (timeout_minutes > 0)", "The time-out must be longer than zero minutes."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Create gates, each with its ledger entry."""
        gates = super().create(vals_list)
        for gate in gates:
            gate._record_change("gate.created")
        return gates

    def write(self, vals):
        """Change gates, each with its ledger entry."""
        result = super().write(vals)
        for gate in self:
            gate._record_change("gate.changed")
        return result

    def _differences(self, configuration):
        """Return field -> [expected, seen] of a check that is not the one that was verified.

        The first check seen on the resource is taken as the right one, in the mode that the
        administrator set; from then on any change is a difference until it is verified again.

        :param CheckConfiguration configuration: the check as read back
        """
        seen = {
            "mode": configuration.mode.value,
            "configuration_id": configuration.id,
            "configuration_version": configuration.version,
            "settings_hash": configuration.settings_hash,
        }
        if not self.configuration_id and seen["mode"] == self.mode:
            self._lock()
            self.write({**seen, "verified_at": fields.Datetime.now()})
        return {name: [self[name], value] for name, value in seen.items() if self[name] != value}

    def _lock(self):
        """Take the row, or raise when it moved since our snapshot.

        Two calls may see a check for the first time at once; a lost race is tried again, so it is
        not logged.
        """
        self.env.cr.execute(
            "SELECT 1 FROM azdev_gate WHERE id = %s FOR UPDATE", (self.id,), log_exceptions=False
        )

    def action_verify_again(self):
        """Take the check that the next call comes from as the right one."""
        self.write(
            {
                "configuration_id": False,
                "configuration_version": False,
                "settings_hash": False,
                "verified_at": False,
            }
        )

    def _record_change(self, kind):
        # sudo: nobody may write the ledger directly; the change itself was allowed above.
        self.env["azdev.ledger.entry"].sudo()._append(
            kind,
            f"gate:{self.id}",
            {
                "connection": self.connection_id.id,
                "class": self.gate_class,
                "resource_type": self.resource_type,
                "timeout_seconds": round(self.timeout_minutes * 60),
                "mode": self.mode,
                "configuration_id": self.configuration_id,
                "configuration_version": self.configuration_version,
                "settings_hash": f"sha256:{self.settings_hash}" if self.settings_hash else "",
                "changed_by": self.env.uid,
            },
            {"name": self.name, "key": self.key, "resource_id": self.resource_id},
        )
