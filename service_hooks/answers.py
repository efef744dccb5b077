"""What an answer of Azure DevOps means: usable, ask later, or no."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from service_hooks.errors import Refused, ServiceHooksError, Unavailable
from service_hooks.json_reading import JsonValue, UnreadableJson, parse_tolerant_json
from service_hooks.json_view import text
from service_hooks.plain_line import plain_line
from service_hooks.transport import Answer

MAX_RETRY_AFTER: Final = 3600.0
MAX_ANSWER_BYTES: Final = 16 * 1024 * 1024
_MAX_REASON: Final = 300
_ASK_LATER: Final = frozenset({408, 425, 429})
_SIGN_IN: Final = "a sign-in page: the credential is missing, expired or not accepted"
_CREDENTIAL: Final = re.compile(r"(?i)\b(bearer|basic)\s+\S+|eyJ[\w.-]{16,}")


def raise_for_answer(answer: Answer, *, now: datetime) -> None:
    """Return silently for a usable answer; raise Unavailable or Refused for any other."""
    problem = problem_of(answer, now=now)
    if problem is not None:
        raise problem


def problem_of(answer: Answer, *, now: datetime) -> ServiceHooksError | None:
    """Return the error that an answer amounts to, or None for a usable one.

    ADO answers an unknown credential with 203 or a redirect to its sign-in page, not with 401.
    """
    status = answer.status
    if status in _ASK_LATER or status >= 500:
        return Unavailable(
            reason_of(answer), status=status, retry_after=retry_after(answer, now=now)
        )
    if status == 203 or 300 <= status < 400 or (status < 300 and _is_page(answer)):
        return Refused(status, _SIGN_IN)
    if not 200 <= status < 300:
        return Refused(status, reason_of(answer))
    return None


def json_of(answer: Answer) -> JsonValue:
    """Return the JSON of a usable answer; raise Unavailable when it is cut off or none."""
    try:
        return parse_tolerant_json(answer.body, max_bytes=MAX_ANSWER_BYTES)
    except UnreadableJson as error:
        raise Unavailable(f"the answer {error}", status=answer.status) from None


def retry_after(answer: Answer, *, now: datetime) -> float | None:
    """Return the seconds that `Retry-After` asks for, 0 to one hour; None when it says nothing.

    RFC 9110 10.2.3: either seconds or an HTTP date, which is measured against `now`.
    """
    value = answer.headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return min(float(value), MAX_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), MAX_RETRY_AFTER)


def reason_of(answer: Answer) -> str:
    """Return ADO's own words as one harmless line without anything that looks like a credential."""
    try:
        content = parse_tolerant_json(answer.body, max_bytes=MAX_ANSWER_BYTES)
    except UnreadableJson:
        content = None
    words = text(content, "message") or f"no reason given (HTTP {answer.status})"
    return plain_line(_CREDENTIAL.sub("***", words), max_length=_MAX_REASON)


def _is_page(answer: Answer) -> bool:
    return answer.headers.get("content-type", "").lower().startswith("text/html")
