from __future__ import annotations

from benchmarks.growth import Growth


class Database:
    """Says what the test sets."""

    def __init__(self) -> None:
        self.sizes = {"run": (100, 10), "entry": (200, 20)}

    def parts(self, table: str) -> tuple[int, int]:
        return self.sizes[table]


def test_growth_counts_for_its_cause_its_table_and_its_part() -> None:
    database = Database()
    growth = Growth(database, ["run", "entry"])
    with growth.caused_by("start"):
        database.sizes = {"run": (150, 12), "entry": (203, 20)}
    database.sizes["run"] = (1000, 1000)  # in between: nobody's
    with growth.caused_by("finish"):
        database.sizes["run"] = (1004, 1000)
    assert (growth.of("start"), growth.of("finish"), growth.of("never")) == (55, 4, 0)
    assert growth.in_table("run", {"start": 1, "finish": 1}) == (54, 2)
    assert growth.in_table("run", {"start": 0.5, "finish": 2}) == (33, 1)
    assert growth.in_table("entry", {"finish": 1}) == (0, 0)


def test_a_cause_may_come_again() -> None:
    database = Database()
    growth = Growth(database, ["run"])
    for _ in range(2):
        with growth.caused_by("start"):
            rows, indexes = database.sizes["run"]
            database.sizes["run"] = (rows + 1, indexes)
    assert growth.of("start") == 2
