"""What is computed from an article alone: that it comes out of another process as it was made there."""

from __future__ import annotations

import pickle
from dataclasses import fields, is_dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.archive.prepare import prepare
from dedup.config import FingerprintParams
from tests.archive_factories import article
from tests.writing import FERRY, LIBRARY

texts = st.one_of(
    st.text(st.characters(), min_size=1),  # lone surrogates included
    st.lists(st.sampled_from([*FERRY.split(), *LIBRARY.split(), "\n\n", "市议会", "ﱞ", "1,234.5"]), min_size=1).map(
        " ".join
    ),
    st.sampled_from([FERRY, LIBRARY]),
).map(lambda text: f"word {text}")  # one word at least


@given(texts)
def test_what_was_computed_passes_to_another_process_unchanged(text: str) -> None:
    (made,) = prepare([article("k", text)], FingerprintParams())
    assert_same(made, pickle.loads(pickle.dumps(made, pickle.HIGHEST_PROTOCOL)))


@given(st.lists(texts, min_size=2, max_size=4))
def test_what_is_computed_of_some_is_what_is_computed_of_each(given_texts: list[str]) -> None:
    articles = [article(f"k{number}", text) for number, text in enumerate(given_texts)]
    for one, made in zip(articles, prepare(articles, FingerprintParams()), strict=True):
        assert_same(made, *prepare([one], FingerprintParams()))


def assert_same(a: object, b: object) -> None:
    """Equal in all fields; arrays in their kind too."""
    assert type(a) is type(b)
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        assert a.dtype == b.dtype
        assert a.tobytes() == b.tobytes()
    elif is_dataclass(a):
        for field in fields(a):
            assert_same(getattr(a, field.name), getattr(b, field.name))
    else:
        assert a == b
