"""Signatures stay out of the log."""

from __future__ import annotations

import logging

import pytest

from ica_ledger.anchors import log_redaction


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level("DEBUG")
    log_redaction.install()
    log_redaction.install()
    return caplog


def test_a_signature_is_redacted_wherever_it_stands(log: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("urllib3.connectionpool")
    logger.debug('%s "%s %s" %s', "http://h", "GET", "/c/b?sp=r&sig=c2Vj%3D&se=1", 200)
    logger.warning("gave up", exc_info=None)
    logger.warning("no answer: %s", OSError("/c/b?sig=c2Vj%3D"))
    logger.warning("plain /c/b?sig=c2Vj%3D")
    logger.warning("mapping %(url)s", {"url": "none"})
    assert "c2Vj" not in log.text
    assert '"GET /c/b?sp=r&sig=REDACTED&se=1" 200' in log.text
    assert "mapping none" in log.text


def test_it_is_installed_once(log: pytest.LogCaptureFixture) -> None:
    assert len(logging.getLogger("urllib3.connectionpool").filters) == 1
