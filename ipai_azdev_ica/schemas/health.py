# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Answers of ``health/live`` and ``health/ready``; no data in them."""

from __future__ import annotations

from typing import Literal

from .base import AnswerModel
from .text_fields import Word


class Live(AnswerModel):
    """The process answers."""

    status: Literal["live"] = "live"


class Ready(AnswerModel):
    """200 with ``ready`` when every part is ``ok``, else 503 with ``not_ready``."""

    status: Literal["ready", "not_ready"]
    parts: dict[Word, Literal["ok", "failed"]]
