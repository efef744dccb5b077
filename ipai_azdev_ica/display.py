# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Text of others as people may see it."""

import json


def plain(text):
    """Return a text with its control and direction characters escaped.

    A branch or a name may hold characters that turn the text around on the screen.
    """
    return "".join(
        character if character.isprintable() or character == " " else f"\\u{ord(character):04x}"
        for character in text or ""
    )


def shown(value):
    """Return a JSON value as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(value if isinstance(value, str) else json.dumps(value))
