from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from demo.layout import LABEL_WIDTH, RULE, column_width, side_by_side, table

words = st.lists(
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=60), max_size=20
)
widths = st.integers(min_value=80, max_value=160)


def test_one_row_has_its_time_and_both_sides():
    [line] = side_by_side("0.3 s", "waits", "APR-2026-001 pending", 80)
    left, right = line.split("│")
    assert left.split() == ["0.3", "s", "waits"]
    assert right.strip() == "APR-2026-001 pending"


def test_the_time_stands_only_on_the_first_line_of_a_row():
    lines = side_by_side("0.3 s", "word " * 40, "", 80)
    assert len(lines) > 1
    assert "0.3 s" in lines[0]
    assert all(line.startswith(" " * LABEL_WIDTH) for line in lines[1:])


def test_an_empty_row_keeps_the_rule():
    assert [line.strip() for line in side_by_side("", "", "", 80)] == ["│"]


@given(words, words, widths)
def test_no_line_is_wider_than_the_terminal_and_no_word_gets_lost(left, right, width):
    lines = side_by_side("9.9 s", " ".join(left), " ".join(right), width)
    assert all(len(line) <= width for line in lines)
    start = LABEL_WIDTH + column_width(width)
    shown_left = "".join(line[LABEL_WIDTH:start] for line in lines).replace(" ", "")
    shown_right = "".join(line[start + len(RULE) :] for line in lines).replace(" ", "")
    assert shown_left == "".join(left)
    assert shown_right == "".join(right)


def test_columns_of_a_table_are_as_wide_as_their_widest_cell():
    lines = table(("Who", "What"), [("Tessa Technical", "signs"), ("Tom", "refuses")])
    assert lines[0].index("What") == lines[2].index("signs") == lines[3].index("refuses")


def test_numbers_are_aligned_right_with_two_decimals():
    lines = table(("", "s"), [("a", 0.071), ("b", 12.5)])
    assert lines[2].endswith(" 0.07")
    assert lines[3].endswith("12.50")


def test_what_is_missing_is_a_dash():
    assert table(("a", "b"), [(None, False)])[2].split() == ["–", "–"]


def test_a_table_without_rows_has_its_headers():
    assert len(table(("a", "b"), [])) == 2
