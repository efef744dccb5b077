# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import uuid

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import escape_psql

from ..database import guards
from ..display import plain


class AzdevIdentity(models.Model):
    """A person or a machine as Azure DevOps names it, under a pseudonym for the ledger."""

    _name = "azdev.identity"
    _description = "Azure DevOps identity"
    _order = "name, id"

    name = fields.Char(required=True)
    pseudonym = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self._default_pseudonym(),
        help="What ledger entries hold in place of the name.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    kind = fields.Selection(
        [("human", "Person"), ("automation", "Automation")],
        required=True,
        default="human",
        help="Automation never signs; whose change it carries is asked from Azure DevOps.",
    )
    object_id = fields.Char(
        string="Entra object id", index=True, help="Identity id as Azure DevOps reports it."
    )
    descriptor = fields.Char(index=True, help="Subject descriptor of Azure DevOps.")
    email = fields.Char(string="E-mail", index=True)
    user_id = fields.Many2one("res.users", string="Odoo user", index=True, ondelete="restrict")

    _pseudonym_uniq = models.Constraint("UNIQUE (pseudonym)", "A pseudonym is used once.")
    _object_uniq = models.UniqueIndex(
        "(company_id, object_id) WHERE object_id IS NOT NULL",
        "Another identity has this Entra object id.",
    )
    _descriptor_uniq = models.UniqueIndex(
        "(company_id, descriptor) WHERE descriptor IS NOT NULL",
        "Another identity has this descriptor.",
    )
    _email_uniq = models.UniqueIndex(
        "(company_id, lower(email)) WHERE email IS NOT NULL",
        "Another identity has this e-mail address.",
    )
    _user_uniq = models.UniqueIndex(
        "(company_id, user_id) WHERE user_id IS NOT NULL",
        "Another identity belongs to this user; link both accounts to that one.",
    )

    def init(self):
        """Install the guard; its function looks at tables that are made later."""
        guards.install(self.env.cr, "identity")
        guards.on_row(self.env.cr, self._table, "fixed", "BEFORE UPDATE", "azdev_identity_update")

    @api.model
    def default_get(self, fields):  # pylint: disable=method-required-super
        """Take this model's own defaults only, nobody's."""
        own = {"pseudonym": self._default_pseudonym(), "kind": "human"}
        own["company_id"] = self.env.company.id
        return {name: value for name, value in own.items() if name in fields}

    @api.model_create_multi
    def create(self, vals_list):
        """Create identities, each with its ledger entry."""
        identities = super().create(vals_list)
        identities._record_change("identity.created")
        return identities

    def write(self, vals):
        """Change identities, each with its ledger entry."""
        result = super().write(vals)
        self._record_change("identity.changed")
        if vals.get("user_id"):
            self._name_requester()
        return result

    def _name_requester(self):
        """Let requests go on that waited for their requester to be named."""
        # sudo: naming the requester is what the allowed change of the identity means
        requests = self.env["azdev.approval"].sudo()
        for identity in self:
            waiting = requests.search(
                [("requester_id", "=", identity.id), ("requester_user_id", "=", False)]
            )
            waiting._lock()
            waiting._update({"requester_user_id": identity.user_id.id})

    def _record_change(self, kind):
        for identity in self:
            # sudo: nobody may write the ledger directly; the change itself was allowed before
            self.env["azdev.ledger.entry"].sudo()._append(
                kind,
                f"identity:{identity.id}",
                {
                    "pseudonym": identity.pseudonym,
                    "user": identity.user_id.id,
                    "kind": identity.kind,
                    "changed_by": self.env.uid,
                },
                {
                    "name": identity.name or "",
                    "object_id": identity.object_id or "",
                    "descriptor": identity.descriptor or "",
                    "email": identity.email or "",
                },
            )

    @api.depends("name")
    def _compute_display_name(self):
        for identity in self:
            identity.display_name = plain(identity.name)

    @api.model
    def _default_pseudonym(self):
        return str(uuid.uuid4())

    @api.model
    def _of_user(self, user, company, beside=None):
        """Return the identity of an Odoo user in a company, made when there is none.

        :param beside: identities that the caller needs as well; they are read along
        """
        own = Domain("user_id", "=", user.id) & Domain("company_id", "=", company.id)
        found = self.search_fetch(
            own | Domain("id", "in", beside.ids) if beside else own,
            ["pseudonym", "kind", "user_id", "company_id"],
            order="id",
        )
        known = found.filtered(lambda one: one.user_id == user and one.company_id == company)
        return known[:1] or self._make(company, user.name, user=user)

    @api.model
    def _of_person(self, company, person):
        """Return the identity of a person as Azure DevOps reports it, made when it is new.

        Entra object id and descriptor lead, since nobody can edit his own; the e-mail address
        only finds an identity that has neither yet.

        :param company: company of the connection
        :param person: object with `id`, `descriptor`, `unique_name` and `display_name`
        """
        found = self._known_by_id(company, person)
        if found:
            return found
        ids = {
            "object_id": person.id and str(person.id),
            "descriptor": person.descriptor or False,
        }
        email = person.unique_name if "@" in (person.unique_name or "") else False
        same_email = self._by_text(company, "email", email)
        if same_email and not same_email.object_id:
            same_email.write(ids)
            return same_email
        name = person.display_name or email or str(person.id)
        user = self._unlinked_user(company, email)
        return self._make(company, name, user=user, email=False if same_email else email, **ids)

    @api.model
    def _make(self, company, name, user=None, **values):
        """Create an identity; every field is given, so nobody's defaults reach one."""
        return self.create(
            {
                "name": name,
                "pseudonym": self._default_pseudonym(),
                "company_id": company.id,
                "kind": "human",
                "object_id": False,
                "descriptor": False,
                "email": False,
                "user_id": user.id if user else False,
                **values,
            }
        )

    @api.model
    def _known_by_id(self, company, person):
        for field, value in (("object_id", person.id), ("descriptor", person.descriptor)):
            found = value and self.search(
                [("company_id", "=", company.id), (field, "=", str(value))], limit=1
            )
            if found:
                return found
        return self.browse()

    @api.model
    def _by_text(self, company, field, text):
        if not text:
            return self.browse()
        return self.search_fetch(
            [("company_id", "=", company.id), (field, "=ilike", escape_psql(text))],
            ["pseudonym", "kind", "user_id", "object_id"],
            order="id",
            limit=1,
        )

    @api.model
    def _unlinked_user(self, company, email):
        """Return the user who logs in with this address, which nobody can edit for himself."""
        users = self.env["res.users"]
        if not email:
            return users
        user = users.search(
            [("login", "=ilike", escape_psql(email)), ("company_ids", "in", company.ids)], limit=1
        )
        taken = self.search_count(
            [("company_id", "=", company.id), ("user_id", "=", user.id)], limit=1
        )
        return users if taken else user
