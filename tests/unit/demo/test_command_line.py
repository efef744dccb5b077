from __future__ import annotations

from pathlib import Path

import pytest

from demo.__main__ import parse


def test_without_arguments_everything_is_played():
    options = parse([])
    assert options.only == []
    assert options.screenshots_only is None


def test_steps_can_be_chosen():
    assert parse(["--only", "3", "9"]).only == [3, 9]


def test_unknown_steps_are_refused():
    with pytest.raises(SystemExit):
        parse(["--only", "13"])


def test_pictures_go_where_they_are_wanted():
    assert parse(["--screenshots-only", "docs/images"]).screenshots_only == Path("docs/images")
