from __future__ import annotations

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st

from dedup.config import FingerprintParams
from dedup.fingerprint import fingerprint
from dedup.fingerprint.fingerprint import band_keys, resemblance, shingle_hash32
from dedup.text.lines import stock_mask
from dedup.text.words import words_of
from tests.prose import FILLER, LIGHTHOUSE, ORCHARD, edited, paragraphs

PARAMS = FingerprintParams()


def datasketch_signature(text: str) -> list[int]:
    words = words_of(text).words
    size = min(PARAMS.shingle, len(words))
    sketch = MinHash(num_perm=PARAMS.slots, seed=PARAMS.seed, scheme="affine32", hashfunc=shingle_hash32)
    sketch.update_batch(" ".join(words[i : i + size]).encode() for i in range(len(words) - size + 1) if size)
    return [int(value) for value in sketch.hashvalues]


@pytest.mark.parametrize("text", ["", "one", "one two three four", "one two three four five", LIGHTHOUSE, ORCHARD * 9])
def test_signatures_equal_datasketch_bit_for_bit(text: str) -> None:
    assert fingerprint(words_of(text), PARAMS).signature.tolist() == datasketch_signature(text)


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=60))
def test_signatures_equal_datasketch_on_any_words(words: list[str]) -> None:
    text = " ".join(words)
    assert fingerprint(words_of(text), PARAMS).signature.tolist() == datasketch_signature(text)


def test_a_changed_scheme_would_be_noticed() -> None:
    found = fingerprint(words_of("the last keeper of the light will leave the rock"), PARAMS)
    assert found.signature[:4].tolist() == [657614965, 352148362, 1081217100, 487061105]
    assert int(found.bands[0]) == 5745197125624525165


def test_a_band_stands_for_its_rows() -> None:
    signature = fingerprint(words_of(LIGHTHOUSE), PARAMS).signature
    changed = signature.copy()
    changed[5] += 1  # in the second band of four rows
    same = band_keys(signature, PARAMS) == band_keys(changed, PARAMS)
    assert same.tolist() == [True, False, *[True] * 30]
    repeated = band_keys(np.zeros(PARAMS.slots, np.uint32), PARAMS)
    assert len(set(repeated.tolist())) == PARAMS.bands  # equal rows of different bands have different keys


def test_resemblance_is_estimated_from_equal_slots() -> None:
    text = fingerprint(words_of(LIGHTHOUSE), PARAMS).signature
    assert resemblance(text, text) == 1.0
    assert 0.4 < resemblance(text, fingerprint(words_of(edited(LIGHTHOUSE, 20)), PARAMS).signature) < 0.9
    assert resemblance(text, fingerprint(words_of(ORCHARD), PARAMS).signature) < 0.1


def test_a_passage_brings_its_samples_along() -> None:
    passage = paragraphs(LIGHTHOUSE, 3, 4)
    inside = set(fingerprint(words_of(passage), PARAMS).samples.tolist())
    whole = set(fingerprint(words_of(FILLER + passage + "\n\n" + ORCHARD), PARAMS).samples.tolist())
    assert len(inside) > 3
    assert inside <= whole


def test_no_sample_is_taken_from_stock_lines() -> None:
    notice = "Copyright 2025 of this material by the trust and it may not be published, broadcast or sold on by anyone."
    text = f"{LIGHTHOUSE}\n\n{notice * 2}"
    words = words_of(text)
    with_notice = fingerprint(words, PARAMS)
    without = fingerprint(words, PARAMS, stock_mask(text, words))
    assert without.samples.tolist() == fingerprint(words_of(LIGHTHOUSE), PARAMS).samples.tolist()
    assert set(without.samples.tolist()) < set(with_notice.samples.tolist())
    assert without.signature.tolist() == with_notice.signature.tolist()
