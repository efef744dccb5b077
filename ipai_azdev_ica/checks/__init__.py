# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is known of a check: its identifiers, its material facts, its dossier. Pure."""
