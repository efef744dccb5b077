# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from decimal import Decimal

from odoo import fields, models


class AzdevPipelineRun(models.Model):
    """What a run's pipeline told before the gate: checklist and cost estimate."""

    _inherit = "azdev.pipeline.run"

    def _claimed_facts(self):
        """Return the claims for the dossier: dicts of name, value, source and time."""
        self.ensure_one()
        facts = []
        for event in self._fact_events():
            time = fields.Datetime.to_string(event.recorded_at)
            for name, value in sorted(_values(event).items()):
                facts.append(
                    {
                        "name": name,
                        "value": value,
                        "source": "claimed by the pipeline",
                        "time": time,
                    }
                )
        return facts

    def _claimed_cost(self):
        """Return the newest cost estimate a month, or None where none was told."""
        self.ensure_one()
        for event in reversed(self._fact_events()):
            cost = _values(event).get("estimated_monthly_cost")
            if event.event_type == "cost_estimate" and cost is not None:
                return Decimal(str(cost))
        return None

    def _fact_events(self):
        """Return the claims that count: also those of earlier attempts of the same commit.

        A rerun of a stage does not run the stage again that told them.
        """
        runs = self
        if self.build_id and self.commit:
            runs |= self.search(
                [
                    ("connection_id", "=", self.connection_id.id),
                    ("build_id", "=", self.build_id),
                    ("attempt", "<", self.attempt),
                    ("commit", "=", self.commit),
                ]
            )
        return runs.events.filtered(
            lambda event: (
                event.source == "claimed" and event.event_type in ("checklist", "cost_estimate")
            )
        ).sorted("id")


def _values(event):
    # fractions stay text: a log entry holds no floats
    return json.loads(event.event_data, parse_float=str)
