"""The one kind of failure that a person is meant to read."""

from __future__ import annotations


class SetupError(Exception):
    """Something that the machine lacks, said in one line together with the way to get it."""

    def __init__(self, missing: str, remedy: str) -> None:
        super().__init__(f"{one_line(missing)}: {one_line(remedy)}")


def one_line(text: str) -> str:
    """Return `text` with all white space runs made single spaces, at most 400 characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 400 else flat[:399] + "…"
