# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the HTTP routes share: who calls, how bodies are read, how errors are answered."""
