"""Secrets do not stay in what is kept."""

from __future__ import annotations

import json

import pytest

from service_hooks.masking import mask_body, mask_object


@pytest.mark.parametrize(
    "key", ["AuthToken", "authorization", "basicAuthPassword", "clientSecret", "api-key", "API_KEY"]
)
def test_the_text_under_a_key_that_names_a_credential_is_masked(key):
    body = json.dumps({"a": [{key: 'se"cret\\', "other": "kept"}]}).encode()
    masked = json.loads(mask_body(body))
    assert masked == {"a": [{key: "***", "other": "kept"}]}
    assert mask_object({"a": [{key: "secret"}]}) == {"a": [{key: "***"}]}


def test_a_body_that_is_no_json_is_masked_as_well():
    masked = mask_body(b'\xff{"token" : "secret", "x": "y" and then it ends')
    assert masked == b'\xff{"token" : "***", "x": "y" and then it ends'


def test_a_body_without_secrets_stays_as_it_came():
    body = b'{"message": "bump the tokenizer", "n": 1}'
    assert mask_body(body) == body
