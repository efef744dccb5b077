"""A log that was tampered with in any way is found out, by the right message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from ica_ledger import Signer, decode_bundle, encode_bundle
from ica_ledger.report import Finding, Outcome, Report
from ica_ledger.rotation import rotation_body
from ica_ledger.source import SourceUnavailable
from ica_ledger.verify_log import Demands, verify_log

SIZE = 700
LAST = "tile/0/002.p/188"
LEDGER = "ledger:3f2504e0-4f89-41d3-9a0c-0305e82c3301"
HASH = "sha256:" + "00" * 32


def verified(log, **demands: object) -> Report:
    return verify_log(log, log.signer.verifier, Demands(**demands))


@pytest.fixture
def full(new_log):
    return new_log().fill(SIZE).publish()


def entries_of(log, index: int = 0) -> list[bytes]:
    return decode_bundle(log.files[log.bundle(index)], min(256, SIZE - 256 * index))


def write_entries(log, entries: list[bytes], index: int = 0) -> None:
    log.files[log.bundle(index)] = encode_bundle(entries)


def test_a_log_that_nobody_touched_is_proven(full) -> None:
    report = verified(full)
    assert (report.outcome, report.reason, report.entries) == (Outcome.PROVEN, "", SIZE)
    assert report.checkpoint == full.head
    assert report.first_time == "2026-01-01T00:00:01.000Z"
    assert report.last_time == "2026-01-01T00:11:40.000Z"
    assert report.kinds == {"run.event": SIZE}


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512])
def test_logs_of_every_shape_are_proven(log, size: int) -> None:
    report = verified(log.fill(size).publish())
    assert (report.outcome, report.entries) == (Outcome.PROVEN, size)


def test_a_log_with_two_levels_of_full_tiles_is_proven(log) -> None:
    entry = log.fill(1).entries[0]
    log.entries = [entry] * 65_793
    assert verified(log.publish(), controls=False).outcome is Outcome.PROVEN


# ---- the tamper table


def byte_of_an_entry(log) -> None:
    entries = entries_of(log)
    entries[5] = entries[5].replace(b"checklist", b"checkl1st")
    write_entries(log, entries)


def leaf_in_its_tile(log) -> None:
    tile = log.files["tile/0/000"]
    log.files["tile/0/000"] = tile[:160] + bytes(32) + tile[192:]


def entry_and_leaf(log) -> None:
    old = log.files["tile/0/001"]
    log.entries[300] = log.entries[300].replace(b"checklist", b"checkl1st")
    kept = dict(log.files)
    log.hashed_again()
    new = log.files
    log.files = {**kept, log.bundle(1): new[log.bundle(1)], "tile/0/001": new["tile/0/001"]}
    assert new["tile/0/001"] != old


def deleted_in_the_middle(log) -> None:
    entries = entries_of(log)
    del entries[7]
    write_entries(log, [*entries, entries_of(log, 1)[0]])


def shorter_bundle(log) -> None:
    write_entries(log, entries_of(log, 1)[:-1], 1)


def inserted(log) -> None:
    entries = entries_of(log)
    write_entries(log, [*entries[:9], entries[0], *entries[9:-1]])


def inserted_too_many(log) -> None:
    log.files[log.bundle()] += encode_bundle([b"more"])


def reordered(log) -> None:
    entries = entries_of(log)
    entries[3], entries[4] = entries[4], entries[3]
    write_entries(log, entries)


def hashed_again_without_the_key(log) -> None:
    log.entries[5] = log.entries[5].replace(b"checklist", b"checkl1st")
    log.hashed_again()


def deleted_and_hashed_again(log) -> None:
    del log.entries[5]
    log.entries.append(log.entries[0])
    log.hashed_again()


def tile_with_more_bytes(log) -> None:
    log.files["tile/0/001"] += bytes(32)


def partial_tile_of_another_width(log) -> None:
    log.files[LAST] = log.files[LAST][:-32]


def upper_tile(log) -> None:
    log.files["tile/1/000.p/2"] = log.files["tile/1/000.p/2"][:32] + bytes(32)


def size_in_the_checkpoint(log) -> None:
    log.files["checkpoint"] = log.files["checkpoint"].replace(b"\n700\n", b"\n699\n")


def checkpoint_of_nobody(log) -> None:
    log.files["checkpoint"] = log.head.signed_by(Signer.from_seed(log.origin, bytes(32)))


def unsigned_checkpoint(log) -> None:
    log.files["checkpoint"] = log.head.text.encode()


@pytest.mark.parametrize(
    ("tamper", "entry", "words"),
    [
        (byte_of_an_entry, 5, "its bytes don't belong to its leaf hash in tile/0/000"),
        (leaf_in_its_tile, 5, "its bytes don't belong to its leaf hash in tile/0/000"),
        (entry_and_leaf, 256, "entries 256 to 511 don't lead to their hash in tile/1/000.p/2"),
        (deleted_in_the_middle, 7, "its bytes don't belong to its leaf hash in tile/0/000"),
        (shorter_bundle, 256, "entries 256 to 511: the bundle ends within its entry 255"),
        (inserted, 9, "its bytes don't belong to its leaf hash in tile/0/000"),
        (inserted_too_many, 0, "entries 0 to 255: 6 bytes too many"),
        (reordered, 3, "its bytes don't belong to its leaf hash in tile/0/000"),
        (hashed_again_without_the_key, None, "don't lead to the root that was signed"),
        (deleted_and_hashed_again, None, "don't lead to the root that was signed"),
        (tile_with_more_bytes, None, "tile/0/001: 8224 bytes instead of 8192"),
        (partial_tile_of_another_width, None, "5984 bytes instead of 6016 (188 hashes)"),
        (upper_tile, 256, "entries 256 to 511 don't lead to their hash"),
        (size_in_the_checkpoint, None, "the signature of ica.example.com/log is wrong"),
        (checkpoint_of_nobody, None, "no key that is trusted signed it"),
        (unsigned_checkpoint, None, "the checkpoint is malformed"),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_tampering_is_found_by_the_right_message(
    full, tamper: Callable[..., None], entry: int | None, words: str
) -> None:
    tamper(full)
    report = verified(full)
    assert report.outcome is Outcome.TAMPERED
    assert words in report.reason
    assert report.entry == entry


def test_two_logs_that_were_swapped_are_told_apart(full, new_log) -> None:
    other = new_log("ica.example.com/other", seed=2).fill(3).publish()
    full.files = other.files
    report = verified(full)
    assert report.outcome is Outcome.TAMPERED
    assert report.reason == (
        "this is the log ica.example.com/other, the key is for ica.example.com/log"
    )


# ---- earlier checkpoints


def test_a_log_that_grew_continues_its_earlier_checkpoint(log) -> None:
    earlier = log.fill(300).publish().files["checkpoint"]
    report = verified(log.fill(500).publish(), since=earlier)
    assert (report.outcome, report.since) == (Outcome.PROVEN, 300)
    assert verified(log, since=log.files["checkpoint"]).since == 800


def test_a_tail_that_was_cut_off_is_found_with_an_earlier_checkpoint(log, new_log) -> None:
    earlier = log.fill(300).publish().files["checkpoint"]
    report = verified(new_log().fill(299).publish(), since=earlier)
    assert report.outcome is Outcome.TAMPERED
    assert report.reason == "the log shrank from 300 entries to 299"


def test_a_fork_signed_with_the_key_is_found_with_an_earlier_checkpoint(log, new_log) -> None:
    earlier = log.fill(300).publish().files["checkpoint"]
    fork = new_log()
    fork.event(99)
    for size, words in ((299, "two different logs of 300"), (400, "not those of the earlier")):
        report = verified(fork.fill(size - len(fork.entries) + 1).publish(), since=earlier)
        assert report.outcome is Outcome.TAMPERED
        assert words in report.reason


@pytest.mark.parametrize(
    ("origin", "seed", "words"),
    [
        ("ica.example.com/other", 1, "is of another log, ica.example.com/other"),
        ("ica.example.com/log", 2, "no key that is trusted"),
    ],
)
def test_an_earlier_checkpoint_that_is_of_no_use_is_refused(
    full, new_log, origin: str, seed: int, words: str
) -> None:
    foreign = new_log(origin, seed).fill(3).publish()
    report = verified(full, since=foreign.files["checkpoint"])
    assert report.outcome is Outcome.UNCHECKED
    assert words in report.reason


class ForgetfulSource:
    """Gives another answer for a leaf tile that is read a second time."""

    def __init__(self, log, answer: bytes | None) -> None:
        self.log, self.answer, self.seen = log, answer, set()

    def fetch(self, path: str) -> bytes | None:
        if path in self.seen and path.startswith("tile/0/"):
            return self.answer
        self.seen.add(path)
        return self.log.fetch(path)


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [(None, Outcome.UNCHECKED, "is missing"), (b"", Outcome.TAMPERED, "0 bytes instead of")],
)
def test_a_source_that_gives_another_answer_later_proves_nothing(
    full, answer: bytes | None, outcome: Outcome, words: str
) -> None:
    earlier = full.files["checkpoint"]
    source = ForgetfulSource(full.fill(1).publish(), answer)
    report = verify_log(source, full.signer.verifier, Demands(since=earlier))
    assert report.outcome is outcome
    assert words in report.reason


def test_a_broken_control_weighs_more_than_an_earlier_checkpoint_of_no_use(log, new_log) -> None:
    log.signed("APR-2026-001", "toni", "technical")
    foreign = new_log("ica.example.com/other").publish()
    report = verified(log.publish(), since=foreign.files["checkpoint"])
    assert report.outcome is Outcome.TAMPERED


# ---- what can't be checked


def test_files_that_are_missing_are_no_proof_of_anything(full) -> None:
    for path, words in (
        (LAST, f"{LAST} is missing"),
        (full.bundle(1), "entries 256 to 511 are signed for but missing"),
        (full.bundle(2), "entries 512 to 699 are signed for but missing"),
        ("checkpoint", "there is no checkpoint"),
    ):
        kept = full.files.pop(path)
        report = verified(full)
        assert report.outcome is Outcome.UNCHECKED
        assert words in report.reason
        full.files[path] = kept


def test_a_full_bundle_stands_in_for_a_partial_one_that_is_gone(log) -> None:
    checkpoint = log.fill(200).publish().files["checkpoint"]
    log.fill(100).publish().files["checkpoint"] = checkpoint
    for path in ("tile/entries/000.p/200", "tile/0/000.p/200"):
        del log.files[path]
    report = verified(log)
    assert (report.outcome, report.entries) == (Outcome.PROVEN, 200)


def test_a_source_in_trouble_is_no_proof_of_anything(log) -> None:
    class Source:
        def fetch(self, path: str) -> bytes | None:
            raise SourceUnavailable("the network is down")

    report = verify_log(Source(), log.signer.verifier)
    assert (report.outcome, report.reason) == (Outcome.UNCHECKED, "the network is down")


def test_an_entry_of_a_newer_version_can_not_be_judged(log) -> None:
    log.fill(2)
    for _ in range(2):
        log.write("run.measured", LEDGER, {"seconds": 3})
    report = verified(log.publish())
    assert (report.outcome, report.entry, report.unknown) == (Outcome.UNCHECKED, 2, 2)
    assert "run.measured is not known to this version: use a newer ica-verify" in report.reason


@pytest.mark.parametrize(
    "entry",
    [
        b"not an entry",
        b'{"body":{"connection":1,"type":"x","content":"Anna"},"kind":"run.event"}',
    ],
)
def test_an_entry_that_is_none_is_named(log, entry: bytes) -> None:
    log.fill(2).entries.append(entry)
    report = verified(log.publish())
    assert (report.outcome, report.entry) == (Outcome.TAMPERED, 2)
    assert report.reason.startswith("not an entry of this log")


def test_free_text_in_an_entry_is_found_and_not_repeated(log) -> None:
    log.write("approval.refused", "approval:APR-2026-001", {"identity": "Anna Meier"})
    report = verified(log.publish())
    assert (report.outcome, report.entry) == (Outcome.TAMPERED, 0)
    assert "Anna" not in report.reason


def test_a_day_that_is_none_is_found(log) -> None:
    log.fill(2)
    for index in (0, 1):
        log.entries[index] = log.entries[index].replace(b"2026-01-01", b"2026-02-30")
    log.fill(1)
    report = verified(log.publish())
    assert (report.outcome, report.entry) == (Outcome.TAMPERED, 0)
    assert "its time is no time" in report.reason


# ---- time


def test_entries_that_come_late_are_counted_and_named(log, new_log) -> None:
    start = log.head.time
    for minutes in (20, 15, 9, 8, 30):
        body = {"connection": 1, "type": "x", "content": HASH}
        log.write("run.event", "run:" + LEDGER[7:], body, at=start + timedelta(minutes=minutes))
    report = verified(log.publish())
    assert report.outcome is Outcome.PROVEN
    assert (report.late, report.first_late) == (2, 2)
    assert any("clocks" in note for note in report.notes)


def test_an_impossible_time_in_the_past_is_found_once(log) -> None:
    log.fill(3)
    log.entries[2] = log.entries[2].replace(b"2026-01-01", b"2025-02-30")
    report = verified(log.publish())
    assert (report.outcome, report.entry, report.findings_total) == (Outcome.TAMPERED, 2, 1)


def test_a_log_that_stood_still_is_out_of_date(full, log) -> None:
    newest = full.head.time - timedelta(seconds=1)
    assert verified(full, not_before=newest).outcome is Outcome.PROVEN
    report = verified(full, not_before=newest + timedelta(seconds=1))
    assert report.outcome is Outcome.UNCHECKED
    assert report.reason == (
        "the log is out of date: its newest entry is of 2026-01-01T00:11:40.000Z"
    )
    assert "no time at all" in verified(log.publish(), not_before=newest).reason


# ---- keys


def test_the_key_may_change_when_the_old_one_hands_over(log) -> None:
    new = Signer.from_seed(log.origin, bytes([9]) * 32)
    log.fill(2).write("ledger.key_rotated", LEDGER, rotation_body(log.signer, new.verifier))
    report = verified(log.fill(2).publish(new))
    assert report.outcome is Outcome.PROVEN
    assert report.keys == [log.signer.verifier, new.verifier]
    old_key = verified(log.publish())
    assert old_key.outcome is Outcome.TAMPERED
    assert "no key that is trusted" in old_key.reason


def test_a_key_that_nobody_handed_over_to_is_found(log) -> None:
    new, thief = (Signer.from_seed(log.origin, bytes([number]) * 32) for number in (8, 9))
    body = rotation_body(thief, new.verifier)
    forged = {**body, "old_key": str(log.signer.verifier)}
    log.fill(1).write("ledger.key_rotated", LEDGER, forged)
    report = verified(log.publish())
    assert (report.outcome, report.entry) == (Outcome.TAMPERED, 1)
    assert "the old key didn't sign the new one" in report.reason
    assert verified(log.publish(new)).outcome is Outcome.TAMPERED


def test_only_hashes_can_be_checked_without_reading_entries(log) -> None:
    log.entries.append(b"not an entry")
    report = verified(log.publish(), controls=False)
    assert report.outcome is Outcome.PROVEN
    assert not report.controls_checked


# ---- beginnings and recoveries


def started(origin: str) -> dict[str, object]:
    return {"key": str(Signer.from_seed(origin, bytes(32)).verifier), "origin": origin}


def test_a_log_says_whose_it_is(log) -> None:
    log.write("ledger.started", LEDGER, started(log.origin))
    assert verified(log.publish()).outcome is Outcome.PROVEN
    log.write("ledger.started", LEDGER, started("ica.example.com/other"))
    report = verified(log.publish())
    assert report.outcome is Outcome.TAMPERED
    assert report.reason == "it begins another log, ica.example.com/other"


def bridged(old_log) -> dict[str, object]:
    return {
        "old_key": str(old_log.signer.verifier),
        "old_origin": old_log.origin,
        "old_root": HASH,
        "old_size": 700,
        "recovered": 690,
        "texts": {"reason": HASH},
    }


def test_a_log_that_continues_another_one_says_so(log, new_log) -> None:
    old = new_log("ica.example.com/old").fill(3).publish()
    log.write("ledger.bridged", LEDGER, bridged(old))
    report = verified(log.fill(2).publish())
    assert report.outcome is Outcome.PROVEN
    assert report.bridge.origin == "ica.example.com/old"
    assert (report.bridge.size, report.bridge.recovered) == (700, 690)
    refused = verified(log, since=old.files["checkpoint"])
    assert refused.outcome is Outcome.UNCHECKED
    assert "ica.example.com/old (which this one continues)" in refused.reason


def test_a_bridge_in_the_middle_of_a_log_is_none(log, new_log) -> None:
    log.fill(1).write("ledger.bridged", LEDGER, bridged(new_log("ica.example.com/old")))
    report = verified(log.publish())
    assert (report.outcome, report.entry) == (Outcome.TAMPERED, 1)


def test_progress_is_told_bundle_by_bundle(full) -> None:
    told: list[tuple[int, int]] = []
    verified(full, progress=lambda done, total: told.append((done, total)))
    assert told == [(256, 700), (512, 700), (700, 700)]


def test_a_finding_without_an_entry_reads_as_it_is() -> None:
    assert str(Finding("something")) == "something"
