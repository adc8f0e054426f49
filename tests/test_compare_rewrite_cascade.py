"""Sentences are aligned only where that can matter: what is left out changes no verdict, and what is kept no figure."""

from __future__ import annotations

import gc
import random
import weakref
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.compare.rewrite import alignment, assess
from dedup.compare.rewrite.features import ALIGNED, measure
from dedup.compare.rewrite.model import shipped
from dedup.compare.rewrite.parts import part_of
from dedup.compare.rewrite.verdict import DEFAULT, RewriteVerdict
from dedup.compare.rewrite.wording import altered_quotations
from dedup.text.views import Views, views
from dedup.text.words import words_of
from tests.writing import FERRY, LIBRARY

LANGUAGES = ("ar", "de", "en", "es", "fr", "ja", "ru", "zh")
TEXTS = Path(__file__).parent / "languages"
ALWAYS = replace(DEFAULT, possible=0.0)  # no pair is hopeless
SPEECHES = (
    "“We asked the harbour board in March for pumps and were told to wait until the autumn,” Ms Tolle said.",
    "“We begged the harbour board in March for pumps and were told to wait until the autumn,” Ms Tolle said.",
    "“Nobody on the harbour board has seen the pumps since March,” said Mr Arvid, who left before the vote.",
)


def read(text: str, language: str = "en") -> Views:
    return views(text, words_of(text), language)


def quartet(language: str) -> list[str]:
    """A report, a rewrite of it, another newsroom's report of the same event, and a report of something else."""
    return (TEXTS / f"{language}.txt").read_text("utf-8").split("===")


def mixed(seed: int) -> Views:
    """A text of some sentences of one event and some of others, with and without speeches."""
    rng = random.Random(seed)
    story = [line for text in quartet("en") for line in text.strip().split("\n") if line]
    others = [line for text in (FERRY, LIBRARY) for line in text.split("\n") if line]
    lines = rng.sample(story, rng.randint(2, 12)) + rng.sample(others, rng.randint(0, 6))
    return read("\n".join(lines + rng.sample(SPEECHES, rng.randint(0, 2))))


def pairs() -> list[tuple[Views, Views]]:
    found = [(mixed(2 * seed), mixed(2 * seed + 1)) for seed in range(60)]
    for language in LANGUAGES:
        original, *others = (read(text, language) for text in quartet(language))
        found += [(original, other) for other in others]
    return found


PAIRS = pairs()


def unaligned(found: RewriteVerdict) -> bool:
    return any(line.name == "not_aligned" for line in found.evidence)


def test_the_sample_holds_pairs_of_both_sorts() -> None:
    skipped = [unaligned(assess(a, b)) for a, b in PAIRS]
    assert sum(skipped) >= 15
    assert len(skipped) - sum(skipped) >= 15


def test_a_pair_whose_sentences_are_left_out_has_the_kind_that_it_has_with_them() -> None:
    for a, b in PAIRS:
        short, full = assess(a, b), assess(a, b, ALWAYS)
        assert not unaligned(full)
        assert short.kind is full.kind
        assert short.altered == full.altered
        if unaligned(short):
            assert max(short.probability, full.probability) < DEFAULT.possible
            assert short.pairs == ()
        else:
            assert (short.probability, short.evidence, short.pairs) == (full.probability, full.evidence, full.pairs)


def test_it_makes_no_difference_which_text_comes_first() -> None:
    for a, b in PAIRS:
        there, back = assess(a, b), assess(b, a)
        assert there.probability == back.probability
        assert unaligned(there) == unaligned(back)


def test_the_ledger_of_such_a_pair_says_nothing_of_its_sentences_and_sums_to_its_probability() -> None:
    for found in (assess(a, b) for a, b in PAIRS):
        if unaligned(found) and found.evidence[0].name == "prior":
            assert not {"sentences", "conflicts", "nothing_in_place"} & {line.name for line in found.evidence}
            assert not any("order of their" in line.sentence or "keep" in line.sentence for line in found.evidence)
            total = sum(line.weight for line in found.evidence)
            assert found.probability == pytest.approx(1 / (1 + np.exp(-total)), abs=1e-4)


def test_the_figures_that_need_no_sentences_are_the_same_without_them_and_bound_the_rest() -> None:
    for a, b in PAIRS:
        asked: list[dict[str, float]] = []

        def hopeless(figures: Mapping[str, float], seen: list[dict[str, float]] = asked) -> bool:
            seen.append(dict(figures))
            return True

        full, without = measure(a, b), measure(a, b, hopeless)
        assert full.aligned
        assert not without.aligned
        assert asked == [without.figures]
        assert {name: without.figures[name] for name in ALIGNED} == dict.fromkeys(ALIGNED, 0.0)
        assert without.figures == {**full.figures, **dict.fromkeys(ALIGNED, 0.0)}
        assert shipped().log_odds(full.figures) <= shipped().log_odds_at_most(without.figures, ALIGNED) + 1e-9


@given(st.lists(st.floats(0, 1), min_size=len(ALIGNED), max_size=len(ALIGNED)), st.integers(0, len(PAIRS) - 1))
def test_no_alignment_lifts_a_pair_above_its_bound(values: list[float], number: int) -> None:
    known = measure(*PAIRS[number], lambda _: True).figures
    figures = {**known, **dict(zip(ALIGNED, values, strict=True))}
    assert shipped().log_odds(figures) <= shipped().log_odds_at_most(known, ALIGNED) + 1e-9


def test_sentences_are_as_like_by_meetings_as_by_a_matrix_product(monkeypatch: pytest.MonkeyPatch) -> None:
    by_meetings = [measure(a, b).alignment for a, b in PAIRS]
    monkeypatch.setattr(alignment, "_MANY", -1)
    for (a, b), expected in zip(PAIRS, by_meetings, strict=True):
        found = measure(a, b).alignment
        assert found.covered == expected.covered
        assert found.order == pytest.approx(expected.order)
        assert found.similarity == pytest.approx(expected.similarity, abs=1e-5)
        assert [replace(p, likeness=0.0) for p in found.pairs] == [replace(p, likeness=0.0) for p in expected.pairs]
        assert [p.likeness for p in found.pairs] == pytest.approx([p.likeness for p in expected.pairs], abs=1e-5)


def test_a_text_with_words_left_out_counts_what_is_left() -> None:
    text = read(FERRY + LIBRARY)
    hidden = np.zeros(len(text), np.bool_)
    hidden[len(read(FERRY)) :] = True
    left, alone = part_of(text, hidden), part_of(read(FERRY))
    for name in ("places", "stems", "distinct", "weights", "place", "once", "later", "trigrams", "skeletons"):
        assert np.array_equal(getattr(left, name), getattr(alone, name)), name
    assert left.anchors == alone.anchors
    assert len(left.everything) > len(alone.everything)


def test_quotations_meet_though_their_texts_have_many() -> None:
    many = "\n".join(
        f"“The {n} hundred barrels of tar went to the yard at Ness in week {n},” he said." for n in range(30)
    )
    found = altered_quotations(read(many + "\n" + SPEECHES[0]), read(SPEECHES[1] + "\n" + many))
    assert [("asked" in change.text_a, "begged" in change.text_b) for change in found] == [(True, True)]


def test_what_is_kept_of_a_text_goes_with_it() -> None:
    a, b = read(FERRY), read(LIBRARY)
    assess(a, b)
    watched = weakref.ref(a)
    del a
    gc.collect()
    assert watched() is None
