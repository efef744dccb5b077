from __future__ import annotations

import random

import pytest
from PIL import Image

from demo.expectations import DemoFailed
from demo.screenshots import save_small


@pytest.fixture
def noise(tmp_path):
    """A picture that can't be compressed well."""
    pixels = random.Random(1).randbytes(300 * 300 * 3)
    path = tmp_path / "noise.png"
    Image.frombytes("RGB", (300, 300), pixels).save(path)
    return path


def test_a_picture_of_few_colours_is_kept_as_it_is(tmp_path):
    source, target = tmp_path / "a.png", tmp_path / "b.png"
    image = Image.new("RGB", (200, 100), (11, 83, 148))
    image.putpixel((5, 5), (255, 0, 0))
    image.save(source)
    save_small(source, target)
    with Image.open(target) as saved:
        assert saved.convert("RGB").tobytes() == image.tobytes()


def test_colours_are_given_up_for_size(noise, tmp_path):
    sizes = [save_small(noise, tmp_path / "small.png", largest) for largest in (10**6, 80_000)]
    assert sizes[1] < 80_000 < sizes[0]


def test_a_picture_that_stays_too_large_fails(noise, tmp_path):
    with pytest.raises(DemoFailed, match="larger than 1000 bytes"):
        save_small(noise, tmp_path / "small.png", 1000)
