"""What a script prints of an answer commands no agent, and means the same (threat U1)."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ipai_azdev_ica.schemas.plain_json import plain_json

COMMANDS = ("##vso[task.setvariable variable=x]y", "##[error]no", "::set-output name=x::y")


@pytest.mark.parametrize("text", COMMANDS)
def test_no_command_is_left(text: str) -> None:
    assert not re.search("##|::", plain_json(json.dumps({text: [text]})))


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "\x7f"])
def test_hidden_characters_are_written_out(character: str) -> None:
    plain = plain_json(json.dumps({"name": f"a{character}b"}, ensure_ascii=False))
    assert character not in plain
    assert json.loads(plain) == {"name": f"a{character}b"}


def test_names_stay_readable() -> None:
    assert plain_json('{"name":"Jörg 日本 😀"}') == '{"name":"Jörg 日本 😀"}'


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(alphabet='#:\\"[a\u202e\U000e0001')
        | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet="#:\\a"), inner),
        max_leaves=8,
    ),
    st.booleans(),
)
@example({"\\##": "\\::"}, False)
def test_it_means_the_same(value: object, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":"))
    plain = plain_json(text)
    assert json.loads(plain) == value
    assert "##" not in plain
    assert "::" not in plain
