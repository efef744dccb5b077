"""No shape of an event is an error, as long as it is a JSON object of bounded size."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_hooks.errors import MalformedCall
from service_hooks.hook_event import MAX_BODY_BYTES, parse_hook_event

SAMPLES = {path.stem: path for path in (Path(__file__).parent / "samples").glob("*.json")}


def sample(name):
    return json.loads(SAMPLES[name].read_text())


def test_what_no_database_would_take_is_taken_out():
    read = parse_hook_event(b'{"eventType": "a\\u0000b\\ud800c", "message": {"text": "\\u0000"}}')
    assert read.event_type == "ab?c"
    assert read.message is None


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "not JSON"),
        (b"garbage", "not JSON"),
        (b"[]", "not a JSON object"),
        (b'"x"', "not a JSON object"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b'{"a": ' + b"[" * 200 + b"]" * 200 + b"}", "deeper"),
        (b"[" * 100000, "too deeply"),
        (b" " * (MAX_BODY_BYTES + 1), "larger"),
    ],
)
def test_what_is_no_object_is_refused(body, word):
    with pytest.raises(MalformedCall, match=word):
        parse_hook_event(body)


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"\xef\xbb\xbf{}",
        b'{"resource": NaN}',
        b'{"resource": {"id": Infinity, "run": {"id": 1e999}}}',
        b'{"id": 1, "id": 2}',
        b'{"notificationId": 99999999999999999999}',
        b'{"createdDate": "0001-01-01T00:00:00Z"}',
        b'{"createdDate": "0001-01-01T00:00:00+14:00"}',
        b'{"createdDate": "2024-12-02T12:21:13"}',
        b'{"createdDate": "yesterday"}',
    ],
)
def test_odd_objects_are_taken_with_nothing_in_them(body):
    read = parse_hook_event(body)
    assert (read.event_id, read.notification_id, read.build_id) == (None, None, None)
    assert read.created_at is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@st.composite
def mutated_samples(draw):
    """Return a documented event in which some values are anything else."""
    content = sample(draw(st.sampled_from(sorted(SAMPLES))))
    for _ in range(draw(st.integers(1, 4))):
        place = content
        while True:
            key = draw(st.sampled_from(sorted(place)))
            inner = place[key]
            if not isinstance(inner, dict) or not inner or draw(st.booleans()):
                place[key] = draw(JSON)
                break
            place = inner
    return content


@given(mutated_samples())
def test_no_shape_of_an_event_is_an_error(content):
    body = json.dumps(content).encode()
    read = parse_hook_event(body)
    repr(read).encode("utf-8")
    assert read.build_id is None or read.build_id > 0


@given(st.dictionaries(st.text(max_size=10), JSON, max_size=5))
def test_no_object_is_an_error(content):
    parse_hook_event(json.dumps(content).encode())


@given(st.binary(max_size=200))
def test_no_bytes_are_another_error(body):
    with contextlib.suppress(MalformedCall):
        parse_hook_event(body)
