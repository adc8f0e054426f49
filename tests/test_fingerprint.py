"""Signatures are datasketch's, bit for bit; bands and samples are what the indexes need them to be."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.config import FingerprintParams
from dedup.fingerprint import Fingerprint, as_minhash, fingerprint, sampled
from dedup.fingerprint.fingerprint import band_keys, resemblance, samples_of, shingle_hash32, sign
from dedup.text.lines import stock_mask
from dedup.text.shingles import shingle_hashes
from dedup.text.words import words_of
from tests.writing import FERRY, LIBRARY, ORCHARD, cut, edited, first_words, prose

PARAMS = FingerprintParams()
CHINESE = "市议会星期二晚上以九票对四票决定停止两艘最老的渡轮的服务，岛民们从一九五一年起就乘坐它们上班上学。"


def taken(text: str, params: FingerprintParams = PARAMS) -> Fingerprint:
    return fingerprint(words_of(text), params)


def by_datasketch(text: str, params: FingerprintParams = PARAMS) -> NDArray[np.uint32]:
    """The signature that datasketch itself computes from the text's shingles, one at a time."""
    words = words_of(text).words
    size = min(params.shingle, len(words))
    sketch = MinHash(num_perm=params.slots, seed=params.seed, scheme=params.scheme, hashfunc=shingle_hash32)
    for i in range(len(words) - size + 1 if words else 0):
        sketch.update(" ".join(words[i : i + size]).encode())
    return np.asarray(sketch.hashvalues)


TEXTS = {
    "article": FERRY,
    "two articles": FERRY + LIBRARY,
    "empty": "",
    "no words": "… — !",
    "one word": "Ferries",
    "four words": "The council has voted",
    "five words": "The council has now voted",
    "six words": "The council has now voted again",
    "one word repeated": "boat " * 500,
    "chinese": CHINESE,
    "accents": "L’été dernier, le préfet d’Évreux a déjà rencontré les élus de la vallée à l’hôtel de ville.",
    "longer than a block": prose(5000),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_signatures_are_datasketchs(text: str) -> None:
    signature = taken(text).signature
    assert signature.dtype == np.uint32
    assert np.array_equal(signature, by_datasketch(text))


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("ab \n"), max_size=200))
def test_signatures_of_any_text_are_datasketchs(text: str) -> None:
    assert np.array_equal(taken(text).signature, by_datasketch(text))


@pytest.mark.parametrize(
    "params",
    [
        FingerprintParams(seed=7),
        FingerprintParams(slots=64, bands=16),
        FingerprintParams(shingle=3),
        FingerprintParams(slots=256, bands=32, rows=8),
    ],
)
def test_other_parameters_are_datasketchs_as_well(params: FingerprintParams) -> None:
    signature = taken(FERRY, params).signature
    assert signature.shape == (params.slots,)
    assert np.array_equal(signature, by_datasketch(FERRY, params))
    assert not np.array_equal(signature, taken(FERRY).signature[: params.slots])


@given(st.integers(0, 2**32 - 1))
def test_the_permutations_are_datasketchs_with_any_seed(seed: int) -> None:
    hashes = np.arange(3, dtype=np.uint32)
    theirs = MinHash(num_perm=8, seed=seed, scheme="affine32", hashfunc=int)
    theirs.update_batch(hashes.tolist())
    assert np.array_equal(sign(hashes, FingerprintParams(slots=8, seed=seed)), theirs.hashvalues)


def test_another_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="made by affine32, not by 'legacy'"):
        taken(FERRY, FingerprintParams(scheme="legacy"))


def test_datasketch_reads_a_signature_and_goes_on_with_it() -> None:
    sketch = as_minhash(taken("the harbour council of Saltmere voted").signature, PARAMS)
    sketch.update(b"council of saltmere voted late")
    assert np.array_equal(sketch.hashvalues, taken("the harbour council of Saltmere voted late").signature)


def test_the_fingerprint_is_pinned() -> None:
    """Archives keep these values: a change here makes old archives useless and needs a migration."""
    found = taken(FERRY)
    assert found.words == 323
    assert found.digest.hex() == "65c96b1a3cccc5eac1992b08b5b278a7"
    assert found.signature[:6].tolist() == [4587336, 5784260, 5540027, 33273766, 90522714, 3793491]
    assert found.bands[:3].tolist() == [14044272300031774397, 14216018817165330374, 14310538602595888205]
    assert found.samples[:3].tolist() == [133007783339279723, 221348812657760677, 279141817043714683]
    assert len(found.samples) == 36


def test_an_empty_text_has_an_empty_fingerprint() -> None:
    found = taken("")
    assert found.words == 0
    assert (found.signature == 0xFFFFFFFF).all()
    assert len(found.samples) == 0
    assert found.bands.shape == (PARAMS.bands,)


def test_typography_makes_no_difference() -> None:
    one, other = taken(FERRY), taken(FERRY.upper().replace("HARBOUR", "har\u00adbour"))
    assert one.digest == other.digest
    assert np.array_equal(one.signature, other.signature)
    assert np.array_equal(one.bands, other.bands)
    assert np.array_equal(one.samples, other.samples)


def test_resemblance_estimates_the_share_of_shingles_in_common() -> None:
    assert resemblance(taken(FERRY).signature, taken(FERRY).signature) == 1.0
    assert resemblance(taken(FERRY).signature, taken(ORCHARD).signature) < 0.05
    copy = edited(FERRY, 4)
    one, other = (set(shingle_hashes(words_of(text).keys, 5).tolist()) for text in (FERRY, copy))
    true = len(one & other) / len(one | other)
    assert 0.5 < true < 0.9
    assert resemblance(taken(FERRY).signature, taken(copy).signature) == pytest.approx(true, abs=0.15)


# --- bands ------------------------------------------------------------------------------------------------------------


@given(st.integers(0, 127), st.integers(1, 2**32 - 1))
def test_a_band_depends_on_its_own_rows_alone(slot: int, change: int) -> None:
    signature = taken(FERRY).signature
    changed = signature.copy()
    changed[slot] ^= np.uint32(change)
    differs = np.flatnonzero(band_keys(signature, PARAMS) != band_keys(changed, PARAMS))
    assert differs.tolist() == [slot // PARAMS.rows]


def test_equal_rows_in_different_bands_have_different_keys() -> None:
    keys = band_keys(np.full(PARAMS.slots, 42, np.uint32), PARAMS)
    assert keys.shape == (PARAMS.bands,)
    assert len(set(keys.tolist())) == PARAMS.bands


def test_the_order_of_the_rows_matters() -> None:
    signature = np.arange(PARAMS.slots, dtype=np.uint32)
    swapped = signature.copy()
    swapped[[0, 1]] = swapped[[1, 0]]
    assert band_keys(signature, PARAMS)[0] != band_keys(swapped, PARAMS)[0]


def test_slots_past_the_last_band_are_left_out() -> None:
    params = dataclasses.replace(PARAMS, bands=10, rows=4)
    signature = np.arange(PARAMS.slots, dtype=np.uint32)
    assert np.array_equal(band_keys(signature, params), band_keys(signature, PARAMS)[:10])


@pytest.mark.parametrize("percent", [2, 5])
def test_a_lightly_edited_copy_shares_a_band(percent: int) -> None:
    assert set(taken(FERRY).bands.tolist()) & set(taken(edited(FERRY, percent)).bands.tolist())


def test_strangers_share_no_band() -> None:
    assert not set(taken(FERRY).bands.tolist()) & set(taken(LIBRARY).bands.tolist())


# --- samples ----------------------------------------------------------------------------------------------------------


def test_samples_are_the_lowest_hashes_sorted_each_once() -> None:
    hashes = shingle_hashes(words_of(FERRY + FERRY).keys, PARAMS.sample_shingle)
    samples = samples_of(hashes, PARAMS)
    limit = 2**64 // PARAMS.sample_rate
    assert samples.tolist() == sorted({value for value in hashes.tolist() if value < limit})
    assert 0.05 < len(samples) / len(set(hashes.tolist())) < 0.25


@given(st.integers(0, 300), st.integers(8, 120))
def test_samples_of_a_passage_are_samples_of_the_article(skip: int, count: int) -> None:
    passage = first_words(FERRY, count, skip=min(skip, len(FERRY.split()) - count))
    assert set(taken(passage).samples.tolist()) <= set(taken(FERRY).samples.tolist())


def test_a_long_article_around_a_passage_does_not_hide_its_samples() -> None:
    passage = cut(FERRY, keep=[1, 2])
    article = LIBRARY + passage + ORCHARD + prose(2000)
    shared = set(taken(passage).samples.tolist()) & set(taken(article).samples.tolist())
    assert shared == set(taken(passage).samples.tolist())
    assert len(shared) >= 2


def test_no_sample_is_taken_where_stock_lines_stand() -> None:
    notice = "All rights reserved. " + first_words(ORCHARD, 40) + ".\n"
    text = FERRY + notice + LIBRARY
    words = words_of(text)
    mask = stock_mask(text, words)
    assert mask.sum() == len(words_of(notice))
    with_mask, without = fingerprint(words, PARAMS, mask), fingerprint(words, PARAMS)
    removed = set(without.samples.tolist()) - set(with_mask.samples.tolist())
    assert set(taken(notice).samples.tolist()) <= removed
    hashes = shingle_hashes(words.keys, PARAMS.sample_shingle)
    size = PARAMS.sample_shingle
    clear = [value for i, value in enumerate(hashes.tolist()) if not mask[i : i + size].any()]
    assert with_mask.samples.tolist() == sorted({value for value in clear if value < 2**64 // PARAMS.sample_rate})
    assert set(taken(FERRY).samples.tolist()) <= set(with_mask.samples.tolist())
    assert set(taken(LIBRARY).samples.tolist()) <= set(with_mask.samples.tolist())
    assert np.array_equal(with_mask.signature, without.signature)


def test_a_text_of_stock_lines_alone_has_no_samples() -> None:
    words = words_of(FERRY)
    assert len(fingerprint(words, PARAMS, np.ones(len(words), np.bool_)).samples) == 0


@pytest.mark.parametrize("count", range(0, 12))
def test_a_mask_fits_texts_of_any_length(count: int) -> None:
    words = words_of(first_words(FERRY, count))
    for mask in (np.zeros(len(words), np.bool_), np.ones(len(words), np.bool_)):
        found = fingerprint(words, PARAMS, mask)
        assert found.words == count
        if mask.any():
            assert len(found.samples) == 0
        else:
            assert np.array_equal(found.samples, fingerprint(words, PARAMS).samples)


def test_a_signature_of_nothing_is_datasketchs_empty_one() -> None:
    empty = MinHash(num_perm=PARAMS.slots, seed=PARAMS.seed, scheme=PARAMS.scheme)
    assert np.array_equal(sign(np.empty(0, np.uint32), PARAMS), np.asarray(empty.hashvalues))
    assert empty.is_empty()


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 12), st.sampled_from([2, 3]))
def test_no_sample_is_taken_where_stock_matter_stands(stock: list[bool], size: int, rate: int) -> None:
    """As one shingle after another says it."""
    params = dataclasses.replace(PARAMS, sample_shingle=size, sample_rate=rate)
    words = words_of(" ".join(f"w{i}" for i in range(len(stock))))
    hashes = shingle_hashes(words.keys, size).tolist()
    wanted = {key for i, key in enumerate(hashes) if not any(stock[i : i + size]) and key < (1 << 64) // rate}
    assert sampled(words, params, np.array(stock, np.bool_)).tolist() == sorted(wanted)
