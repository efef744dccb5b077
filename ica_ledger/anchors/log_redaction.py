"""Keep signatures of addresses out of the log of the HTTP library below Azure's client."""

from __future__ import annotations

import logging
import re

_SIGNATURE = re.compile(r"(?<=[?&]sig=)[^&\s\"]+")


class _Redaction(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place; let all pass."""
        if isinstance(record.args, tuple):
            record.args = tuple(map(_redacted, record.args))
        record.msg = _redacted(record.msg)
        return True


def install() -> None:
    """Redact what urllib3 logs at DEBUG; Azure's own logging does so already."""
    for name in ("urllib3.connectionpool", "urllib3.util.retry"):
        logger = logging.getLogger(name)
        if not any(isinstance(one, _Redaction) for one in logger.filters):
            logger.addFilter(_Redaction())


def _redacted(value: object) -> object:
    # Exceptions among the arguments may hold the address, too.
    if isinstance(value, str | Exception) and "sig=" in (text := str(value)):
        return _SIGNATURE.sub("REDACTED", text)
    return value
