# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import SQL

from service_hooks.identifiers import parse_guid
from service_hooks.organization_url import parse_organization_url

from .. import instance, vault
from ..database import guards
from ..database.cursors import own_transaction, read_committed


class AzdevConnection(models.Model):
    """One project of an Azure DevOps organization, who works on it and how it calls us."""

    _name = "azdev.connection"
    _description = "Azure DevOps connection"
    _order = "name, id"
    _allow_sudo_commands = False

    name = fields.Char(required=True)
    key = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self._default_key(),
        help="Opaque part of the addresses that Azure DevOps calls.",
    )
    kind = fields.Selection(
        [("azure_devops", "Azure DevOps"), ("github", "GitHub")],
        required=True,
        default="azure_devops",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        ondelete="restrict",
        help="Cost estimates of this connection's deployments are in this currency.",
    )
    organization_url = fields.Char(
        required=True, help="For example https://dev.azure.com/fabrikam. Every call goes there."
    )
    project_id = fields.Char(string="Project id", required=True, help="GUID of the project.")
    project_name = fields.Char(required=True)
    hooks_registered = fields.Boolean(
        readonly=True,
        copy=False,
        help="Service hooks arrive: only Azure DevOps' own completion, read back, closes a run.",
    )
    calls_name_their_check = fields.Boolean(
        readonly=True,
        copy=False,
        help="A check call named its check run; from then on every call must.",
    )
    service_user_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict", groups="base.group_erp_manager"
    )
    member_ids = fields.One2many("azdev.connection.member", "connection_id")
    credential_ids = fields.One2many("azdev.connection.credential", "connection_id")
    gate_ids = fields.One2many("azdev.gate", "connection_id")
    has_access_token = fields.Boolean(compute="_compute_has_access_token")

    _key_uniq = models.Constraint("UNIQUE (key)", "A connection's key is used once.")
    _project_uniq = models.Constraint(
        "UNIQUE (organization_url, project_id)", "This project has a connection already."
    )

    def init(self):
        """Make the tables that have no model: encrypted secrets, and whose database this is."""
        vault.create_table(self.env.cr)
        instance.create_table(self.env.cr)
        guards.install(self.env.cr, "refusals")
        guards.install(self.env.cr, "instance")
        guards.forbid_delete(self.env.cr, "azdev_instance")
        guards.on_row(
            self.env.cr, "azdev_instance", "fixed", "BEFORE UPDATE", "azdev_instance_update"
        )

    @api.model
    def _default_key(self):
        return secrets.token_urlsafe(18)

    def _compute_has_access_token(self):
        self.env.cr.execute(
            "SELECT name FROM azdev_vault WHERE name = ANY(%s)",
            ([connection._vault_name() for connection in self],),
        )
        names = {name for (name,) in self.env.cr.fetchall()}
        for connection in self:
            connection.has_access_token = connection._vault_name() in names

    @api.constrains("organization_url", "project_id")
    def _check_address(self):
        for connection in self:
            for field, parse in (
                ("organization_url", parse_organization_url),
                ("project_id", parse_guid),
            ):
                try:
                    parse(connection[field])
                except ValueError as problem:
                    raise ValidationError(
                        self.env._(
                            "%(field)s %(problem)s.",
                            field=connection._fields[field].string,
                            problem=problem,
                        )
                    ) from None

    @api.model_create_multi
    def create(self, vals_list):
        """Create connections, each with the service user that its machine credentials map to."""
        connections = super().create(vals_list)
        for connection in connections:
            connection.sudo().service_user_id = connection._create_service_user()
            connection._record_change("connection.created")
        return connections

    def write(self, vals):
        """Change connections; a new address makes the stored access token worthless."""
        moved = self.filtered(
            lambda connection: (
                vals.keys() & {"organization_url", "project_id"}
                and any(connection[name] != vals.get(name, connection[name]) for name in vals)
            )
        )
        vault.drop(self.env.cr, *(connection._vault_name() for connection in moved))
        result = super().write(vals)
        for connection in self:
            connection._record_change("connection.changed")
        return result

    def _create_service_user(self):
        # sudo: whoever may create a connection may not create users in general; this one has no
        # password, no key and no group but the one without any screen.
        return (
            self.env["res.users"]
            .sudo()
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": f"Azure DevOps service ({self.name})",
                    "login": f"azdev-service-{self.key}",
                    "company_id": self.company_id.id,
                    "company_ids": [Command.set(self.company_id.ids)],
                    "group_ids": [
                        Command.set(self.env.ref("ipai_azdev_ica.group_azdev_service").ids)
                    ],
                }
            )
        )

    def _record_change(self, kind):
        # sudo: nobody may write the ledger directly; the change itself was allowed above.
        self.env["azdev.ledger.entry"].sudo()._append(
            kind,
            f"connection:{self.id}",
            {
                "kind": self.kind,
                "company": self.company_id.id,
                "project_id": self.project_id,
                "hooks_registered": self.hooks_registered,
                "calls_name_their_check": self.calls_name_their_check,
                "changed_by": self.env.uid,
            },
            {"name": self.name, "organization_url": self.organization_url},
        )

    def _learn(self, flag):
        """Set a flag that is only ever learned from what Azure DevOps does.

        In a transaction of its own, because several workers learn the same at the same time.

        :param str flag: `hooks_registered` or `calls_name_their_check`
        """
        if self[flag]:
            return
        with own_transaction(self.env) as own:
            read_committed(own)
            column = SQL.identifier(flag)
            own.cr.execute(
                SQL(
                    "UPDATE azdev_connection SET %s = true WHERE id = %s AND %s IS NOT TRUE",
                    column,
                    self.id,
                    column,
                )
            )
            if own.cr.rowcount:
                own[self._name].browse(self.id)._record_change("connection.changed")
        self.invalidate_recordset([flag])

    def _vault_name(self):
        return f"connection:{self.id}:access-token"

    def _link(self, path):
        """Return an address of this project's pages in Azure DevOps."""
        return f"{self.organization_url.rstrip('/')}/{self.project_id}/{path}"
