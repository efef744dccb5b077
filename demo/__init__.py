"""The demonstration: simulated neighbours of Odoo and the scenario that is played between them."""
