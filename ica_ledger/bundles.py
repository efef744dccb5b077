"""Entry bundles: up to 256 entries, each after its length (C2SP tlog-tiles)."""

from __future__ import annotations

from collections.abc import Iterable

from ica_ledger.leaf import MAX_ENTRY_BYTES
from ica_ledger.tiles import TILE_WIDTH

LENGTH_BYTES = 2
MAX_BUNDLE_BYTES = TILE_WIDTH * (LENGTH_BYTES + MAX_ENTRY_BYTES)


class BadBundle(ValueError):
    """The bytes are not an entry bundle; the message says where they go wrong."""


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Return the bytes of a bundle: big-endian uint16 length and entry, again and again.

    Raises ValueError for more than 256 entries or an entry of more than 65,535 bytes.
    """
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > MAX_ENTRY_BYTES:
            raise ValueError(f"an entry has at most {MAX_ENTRY_BYTES} bytes, got {len(entry)}")
        parts += (len(entry).to_bytes(LENGTH_BYTES, "big"), entry)
    if len(parts) > 2 * TILE_WIDTH:
        raise ValueError(f"a bundle has at most {TILE_WIDTH} entries, got {len(parts) // 2}")
    return b"".join(parts)


def decode_bundle(data: bytes, width: int) -> list[bytes]:
    """Return the entries of a bundle that must hold exactly `width` of them.

    Raises BadBundle when the bytes end early or go on after the last entry.
    """
    entries: list[bytes] = []
    at = 0
    try:
        for _ in range(width):
            start = at + LENGTH_BYTES
            at = start + (data[at] << 8 | data[at + 1])
            entries.append(data[start:at])
    except IndexError:
        raise _cut(len(entries) - (at > len(data))) from None
    if at > len(data):
        raise _cut(len(entries) - 1)
    if at != len(data):
        raise BadBundle(f"{len(data) - at} bytes too many after the last of {width} entries")
    return entries


def _cut(number: int) -> BadBundle:
    return BadBundle(f"the bundle ends within its entry {number}")
