# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..database import rows

KEPT_AS_WRITTEN = {"boolean", "char", "integer", "many2one", "selection", "text"}


class AzdevGuarded(models.AbstractModel):
    """Evidence: written by this addon's own code through SQL, never through the ORM.

    Nobody, the superuser included, gets a row in or changed by `create`, `write` or `unlink`;
    so neither a caller's defaults nor a context key nor an import reaches a stored field.
    """

    # refusing is the whole point: nothing may go on to the ORM
    # pylint: disable=method-required-super

    _name = "azdev.guarded"
    _description = "Record that only the control plane writes"
    _log_access = False
    _allow_sudo_commands = False

    @api.model
    def default_get(self, fields):
        """Take no default from anybody."""
        return {}

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse: rows are written by the control plane alone."""
        self._refuse_change()

    def write(self, vals):
        """Refuse: rows are written by the control plane alone."""
        self._refuse_change()

    def unlink(self):
        """Refuse: rows are evidence."""
        self._refuse_change()

    def copy(self, default=None):
        """Refuse: evidence has no copies."""
        self._refuse_change()

    def _refuse_change(self):
        raise AccessError(
            self.env._(
                "%(model)s is evidence: it can't be created, edited, copied or deleted by hand.",
                model=self._description,
            )
        )

    @api.model
    def _insert(self, values, unless_exists=False):
        """Insert a row by SQL and return it; an empty recordset when it exists already."""
        record = self.browse(rows.insert(self.env.cr, self._table, values, unless_exists))
        names = [name for name in values if name in self._fields]
        record.modified(names)
        record._remember(values)
        record._remember_lines(names)
        return record

    def _update(self, values):
        """Set columns of these rows by SQL."""
        rows.update(self.env.cr, self._table, self.ids, values)
        self.invalidate_recordset(list(values), flush=False)
        self.modified(list(values))
        self._remember(values)

    def _remember_lines(self, names):
        """Tell the cache where this new row is a line now, and that it has no lines itself.

        The cache knows nothing of SQL: a list of signatures read before would stay too short.
        """
        for name in names:
            field = self._fields[name]
            for inverse in self.pool.field_inverses[field]:
                if self._order == "id":
                    field._update_inverses(self, field._get_cache(self.env).get(self.id))
                else:
                    self.env[inverse.model_name].invalidate_model([inverse.name], flush=False)
        for field in self._fields.values():
            if field.type == "one2many":
                field._update_cache(self, ())

    def _remember(self, values):
        """Keep what was just written in the cache, so that nobody reads it back."""
        for name, value in values.items():
            field = self._fields.get(name)
            if field is not None and field.type in KEPT_AS_WRITTEN and not isinstance(value, SQL):
                field._update_cache(self, field.convert_to_cache(value, self, validate=False))
