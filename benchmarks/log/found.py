"""What was measured of a long log, and the verdicts on it. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.figures import Summary, summary
from benchmarks.pinned import Used
from benchmarks.verdicts import Verdict, goal_at_least, goal_at_most, goal_below

WRITER_RATIO, SEQUENCED, VERIFIED = 1.2, 5_000, 200_000
VERIFIER_MEGABYTES, PROOF_SECONDS = 200, 0.05


@dataclass(frozen=True, slots=True)
class Writer:
    """Median seconds of a writer: of all, of his INSERT, of his COMMIT."""

    whole: float
    insert: float
    commit: float

    @classmethod
    def of(cls, times: Sequence[tuple[float, float]]) -> Writer:
        """Return the medians of the seconds of INSERT and COMMIT."""
        return cls(
            statistics.median(insert + commit for insert, commit in times),
            statistics.median(insert for insert, _commit in times),
            statistics.median(commit for _insert, commit in times),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """All figures; seconds, bytes, entries a second."""

    entries: int
    short: int
    """Entries of the short log, which writers are compared with."""
    writers: Mapping[str, Writer]
    """By `short` and `long`."""
    sequenced: float
    verified: Used
    proofs: Mapping[str, Summary]
    """By `cold` and `warm`."""
    round: float
    """Seconds of a publisher's round with some new entries."""
    sizes: Mapping[str, tuple[int, int]]
    """Table -> bytes of its rows and of its indexes."""

    @property
    def writer_ratio(self) -> float:
        """Median time of a writer into the long log ÷ into the short one."""
        return self.writers["long"].whole / self.writers["short"].whole

    @property
    def verified_per_cpu_second(self) -> float:
        """Entries that the verifier checks in a second of one core."""
        return self.entries / self.verified.cpu_seconds

    def verdicts(self) -> list[Verdict]:
        """Judge the figures."""
        size = f"at {self.entries:,} entries"
        verifier = f"ica-verify {size}"
        ratio = f"writer {size} ÷ at {self.short:,}"
        rate, megabytes = self.verified_per_cpu_second, self.verified.peak_bytes / 1e6
        proof = f"proof of an entry {size}, cold, p95"
        return [
            goal_below(ratio, self.writer_ratio, WRITER_RATIO, " times"),
            goal_at_least(f"sequencer {size}", self.sequenced, SEQUENCED, "/s"),
            goal_at_least(f"{verifier}, a core's processor time", rate, VERIFIED, "/s"),
            goal_below(f"{verifier}, memory", megabytes, VERIFIER_MEGABYTES, " MB"),
            goal_at_most(proof, self.proofs["cold"].p95, PROOF_SECONDS),
        ]

    def data(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return {
            "entries": self.entries,
            "writer_seconds": {title: one.whole for title, one in self.writers.items()},
            "sequenced_per_second": self.sequenced,
            "verified_per_cpu_second": self.verified_per_cpu_second,
            "verified_per_second": self.entries / self.verified.seconds,
            "verifier_peak_bytes": self.verified.peak_bytes,
            "proof_p95_seconds": {title: one.p95 for title, one in self.proofs.items()},
            "publisher_round_seconds": self.round,
            "bytes_an_entry": {name: sum(both) / self.entries for name, both in self.sizes.items()},
        }


def read(
    short: int,
    grown: Mapping[str, Any],
    verified: Used,
    measured: Mapping[str, Any],
    sizes: Mapping[str, tuple[int, int]],
) -> Found:
    """Return the figures out of what `benchmarks.log.inside` reported.

    :param short: entries of the short log
    :param grown: what `grow` reported of the long one
    :param measured: what `measure` reported
    """
    # a batch that is not full tells less; there is no other in a log of one batch
    batches = grown["batches"][:-1] or grown["batches"]
    return Found(
        entries=grown["size"],
        short=short,
        writers={title: Writer.of(times) for title, times in measured["writing"].items()},
        sequenced=statistics.median(count / seconds for count, seconds in batches),
        verified=verified,
        proofs={title: summary(seconds) for title, seconds in measured["proving"].items()},
        round=measured["round"],
        sizes=sizes,
    )
