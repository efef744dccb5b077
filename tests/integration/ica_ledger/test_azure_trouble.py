"""An account that is busy, silent, cut off or gone."""

from __future__ import annotations

import time

import pytest

from demo.azure_blob.faults import Fault, Mode
from demo.azure_blob.running import Simulator, running
from ica_ledger.anchors import (
    Anchor,
    AnchorConflictError,
    AnchorUnavailableError,
    anchor_from_url,
    checkpoint_path,
)
from tests.integration.ica_ledger.conftest import Place

ORIGIN = "azdev-ica/log"
TILE = f"{ORIGIN}/tile/0/000"


@pytest.fixture
def anchor(simulated: Place) -> Anchor:
    return simulated.anchor()


@pytest.mark.parametrize("mode", ["refuse", "cut_before", "cut_after"])
@pytest.mark.parametrize("method", ["PUT", "GET"])
def test_trouble_that_passes_is_not_noticed(
    anchor: Anchor, simulator: Simulator, mode: Mode, method: str
) -> None:
    simulator.service.faults.add(Fault(mode, method))
    anchor.create(TILE, b"hashes")
    assert simulator.service.faults.waiting == []
    assert [method for method, _ in simulator.service.requests].count("PUT") <= 2
    assert anchor.read(TILE) == b"hashes"


def test_a_lost_answer_to_a_writer_who_came_second_is_still_a_conflict(
    anchor: Anchor, simulated: Place, simulator: Simulator
) -> None:
    simulated.put(TILE, b"others")
    simulator.service.faults.add(Fault("cut_after", "PUT"))
    with pytest.raises(AnchorConflictError):
        anchor.create(TILE, b"hashes")


@pytest.mark.parametrize(
    ("mode", "message"),
    [
        ("refuse", r"busy or out of order \(ServerBusy\)"),
        ("cut_before", "doesn't answer"),
        ("cut_after", "doesn't answer"),
    ],
)
def test_trouble_that_stays_is_unavailable(
    anchor: Anchor, simulator: Simulator, mode: Mode, message: str
) -> None:
    simulator.service.faults.add(Fault(mode, times=1000))
    for call in (
        lambda: anchor.create(TILE, b"hashes"),
        lambda: anchor.read(TILE),
        lambda: anchor.newest_checkpoint(ORIGIN),
    ):
        with pytest.raises(AnchorUnavailableError, match=message):
            call()
    (finding,) = anchor.probe(ORIGIN)
    assert finding.level == "problem"


def test_silence_ends_in_time(anchor: Anchor, simulator: Simulator) -> None:
    simulator.service.faults.add(Fault("silent", times=1000))
    started = time.monotonic()
    with pytest.raises(AnchorUnavailableError, match="doesn't answer"):
        anchor.create(TILE, b"hashes")
    assert time.monotonic() - started < 12


def test_an_account_that_is_gone_is_unavailable(simulated: Place) -> None:
    with running() as other:
        url, file = other.url, simulated.file(other.signature("crl"))
    started = time.monotonic()
    with pytest.raises(AnchorUnavailableError, match="doesn't answer: check network"):
        anchor_from_url(url, file).read(TILE)
    assert time.monotonic() - started < 12


def test_the_list_is_up_but_the_checkpoint_is_not_readable(
    anchor: Anchor, simulator: Simulator
) -> None:
    anchor.create(checkpoint_path(ORIGIN, 5), b"five")
    path = f"/{ORIGIN}/checkpoints/"
    del simulator.service.requests[:]
    assert anchor.newest_checkpoint(ORIGIN) == b"five"
    assert len(simulator.service.requests) == 2
    assert path in simulator.service.requests[1][1]


@pytest.mark.parametrize(
    ("status", "code", "remedy"),
    [
        (403, "AuthenticationFailed", "make a new credential"),
        (403, "AuthorizationFailure", "let the account's firewall admit this machine"),
        (403, "KeyBasedAuthenticationNotPermitted", "use the machine's identity"),
        (409, "AccountIsDisabled", "enable the storage account"),
        (400, "InvalidHeaderValue", r"refused \(InvalidHeaderValue\): look the code up"),
        (404, "ContainerNotFound", "make the container"),
    ],
)
def test_a_refusal_says_what_to_do(
    anchor: Anchor, simulator: Simulator, status: int, code: str, remedy: str
) -> None:
    simulator.service.faults.add(Fault("refuse", "GET", status=status, code=code))
    with pytest.raises(AnchorUnavailableError, match=remedy):
        anchor.read(TILE)


@pytest.mark.parametrize(
    "code", ["UnauthorizedBlobOverwrite", "AuthorizationFailure", "BlobImmutableDueToPolicy"]
)
def test_any_way_to_say_that_a_blob_exists_is_understood(
    anchor: Anchor, simulator: Simulator, code: str
) -> None:
    anchor.create(TILE, b"hashes")
    status = 403 if "uth" in code else 409
    for data in (b"hashes", b"forged"):
        simulator.service.faults.add(Fault("refuse", "PUT", status=status, code=code))
        if data == b"hashes":
            anchor.create(TILE, data)
        else:
            with pytest.raises(AnchorConflictError):
                anchor.create(TILE, data)


def test_a_write_that_was_swallowed_is_unavailable(anchor: Anchor, simulator: Simulator) -> None:
    simulator.service.faults.add(Fault("refuse", "PUT", status=409, code="BlobAlreadyExists"))
    with pytest.raises(AnchorUnavailableError, match="who deletes there"):
        anchor.create(TILE, b"hashes")


def test_too_large_a_blob_is_not_read(
    anchor: Anchor, simulated: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulated.put(TILE, bytes(100))
    monkeypatch.setattr("ica_ledger.anchors.azure_blob.MAX_BYTES", 99)
    with pytest.raises(AnchorUnavailableError, match="too large"):
        anchor.read(TILE)


@pytest.mark.parametrize("method", ["DELETE", "HEAD"])
def test_a_probe_that_breaks_off_says_so(anchor: Anchor, simulator: Simulator, method: str) -> None:
    simulator.service.faults.add(Fault("refuse", method, times=1000))
    findings = {finding.code: finding.level for finding in anchor.probe(ORIGIN)}
    assert findings == {"may_create": "ok", "probe": "warning"}
