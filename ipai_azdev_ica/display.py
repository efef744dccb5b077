# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Text of others as people may see it."""


def plain(text):
    """Return a text with its control and direction characters escaped.

    A branch or a name may hold characters that turn the text around on the screen.
    """
    return "".join(
        character if character.isprintable() or character == " " else f"\\u{ord(character):04x}"
        for character in text or ""
    )
