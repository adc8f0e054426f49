"""The stress table's own tools: the spinner and the shapes do what their names say, and the table counts rightly."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.stems import lexicon
from tests.evaluation import stress
from tests.evaluation.shapes import AROUND, buried, sentences_of, shuffled, truncated, two_sentences
from tests.evaluation.spinner import FUNCTION, NUMBERS, SWAPS, Sort, spin, substitute, thesaurus, tokens
from tests.prose import LIGHTHOUSE
from tests.writing import FERRY, LIBRARY, ORCHARD

TEXTS = {"ferry": FERRY, "library": LIBRARY, "lighthouse": LIGHTHOUSE, "orchard": ORCHARD}
SHARES = (0.2, 0.4, 0.6, 0.8, 1.0)

over_texts = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


def content(text: str) -> list[str]:
    return [token.plain for token in tokens(text) if token.sort is Sort.CONTENT]


def fixed(text: str) -> list[str]:
    return [token.text for token in tokens(text) if token.sort is Sort.FIXED]


def figures(text: str) -> list[str]:
    return [word for word in text.split() if any(sign.isdigit() for sign in word)]


@over_texts
@pytest.mark.parametrize("function_words", [False, True])
def test_a_text_is_always_spun_alike(text: str, function_words: bool) -> None:
    assert spin(text, 0.6, function_words=function_words) == spin(text, 0.6, function_words=function_words)


def test_spinning_is_the_same_on_every_machine() -> None:
    """Pinned: the digests that choose must not depend on a process's hash seed."""
    spun = spin("The council of Ormsay will repair the gorge bridge on 3 May.", 1.0)
    assert spun.text == "The assembly of Ormsay will mend the thinker overpass on 3 May."


@over_texts
@pytest.mark.parametrize("share", SHARES)
def test_the_asked_share_of_content_words_is_changed(text: str, share: float) -> None:
    spun = spin(text, share)
    assert spun.content == len(content(text))
    assert spun.changed == round(share * spun.content)
    # Counted anew on the result, whose words keep their places: names, numbers and function words stand where they did.
    was, now = [t.plain for t in tokens(text)], [t.plain for t in tokens(spun.text)]
    assert len(was) == len(now)
    assert sum(a != b for a, b in zip(was, now, strict=True)) == spun.changed


@over_texts
def test_at_the_full_share_no_stem_of_a_content_word_is_left_in_its_place(text: str) -> None:
    known = lexicon("en")
    was, now = tokens(text), tokens(spin(text, 1.0).text)
    for before, after in zip(was, now, strict=True):
        if before.sort is Sort.CONTENT:
            assert known.stem(before.plain) != known.stem(after.plain)
        else:
            assert before.text == after.text


@over_texts
def test_names_and_numbers_are_kept(text: str) -> None:
    for function_words in (False, True):
        spun = spin(text, 1.0, function_words=function_words).text
        assert not Counter(fixed(text)) - Counter(token.text for token in tokens(spun))
        assert figures(text) == figures(spun)


def test_words_are_sorted_by_their_place() -> None:
    sentences = "Fishermen say Ada Quill’s boat isn't 40m long. Quill, 61, sold three boats."
    sorts = {token.text: token.sort for token in tokens(sentences)}
    assert [word for word, sort in sorts.items() if sort is Sort.CONTENT] == [
        "Fishermen", "say", "boat", "long", "sold", "boats",
    ]  # fmt: skip
    assert [word for word, sort in sorts.items() if sort is Sort.FUNCTION] == ["isn't"]


@over_texts
def test_a_larger_share_changes_the_words_of_a_smaller_and_more(text: str) -> None:
    was = [t.plain for t in tokens(text)]
    changed = [
        {i for i, token in enumerate(tokens(spin(text, share).text)) if token.plain != was[i]} for share in SHARES
    ]
    assert all(fewer < more for fewer, more in pairwise(changed))


@over_texts
def test_function_words_are_changed_only_where_asked(text: str) -> None:
    kept, both = spin(text, 0.6), spin(text, 0.6, function_words=True)
    assert (kept.function, kept.function_changed) == (0, 0)
    assert both.function > 0.2 * len(tokens(text))
    assert both.function_changed == round(0.6 * both.function)
    assert both.changed == kept.changed
    assert both.text != kept.text


def test_contractions_and_dropped_articles() -> None:
    spun = spin("It was not there, and they didn't see the ship.", 1.0, function_words=True).text
    assert "wasn't" in spun
    assert "did not" in spun
    assert "  " not in spun


def test_the_thesaurus_holds_no_form_of_the_word_itself() -> None:
    known = lexicon("en")
    assert len(thesaurus()) > 500
    for word, others in thesaurus().items():
        assert word not in FUNCTION | NUMBERS
        assert others
        assert all(known.stem(other) != known.stem(word) for other in others), word
    assert all(word in FUNCTION and word not in others for word, others in SWAPS.items())


@pytest.mark.parametrize(
    ("word", "ending"), [("repaired", "ed"), ("carries", "s"), ("planning", "ing"), ("quietly", "ly"), ("estuary", "")]
)
def test_a_substitute_has_the_form_of_its_word(word: str, ending: str) -> None:
    found = {substitute(word, text) for text in TEXTS.values()}
    assert found
    assert all(other != word and other.endswith(ending) for other in found)


@given(st.text(max_size=300), st.floats(0, 1))
def test_any_text_can_be_spun_and_cut(text: str, share: float) -> None:
    spun = spin(text, share, function_words=True)
    assert spun.changed == round(share * spun.content)
    for shape in (shuffled, truncated, two_sentences):
        shape(text)


@over_texts
def test_sentences_lose_nothing(text: str) -> None:
    assert " ".join(sentences_of(text)).split() == text.split()
    assert all(sentence[-1] in '.!?”"' for sentence in sentences_of(text))


@over_texts
def test_shuffling_moves_whole_sentences(text: str) -> None:
    mixed = shuffled(text)
    assert mixed == shuffled(text)
    assert Counter(mixed.split()) == Counter(text.split())
    before = sentences_of(text)
    after = sorted(before, key=mixed.index)
    assert all(sentence in mixed for sentence in before)
    stayed = sum(a == b for a, b in zip(before, after, strict=True))
    assert stayed <= len(before) / 4


@over_texts
def test_truncation_leaves_the_first_quarter(text: str) -> None:
    cut = truncated(text)
    assert text.startswith(cut)
    assert len(cut.split()) == round(0.25 * len(text.split()))


@over_texts
def test_two_sentences_are_neighbours(text: str) -> None:
    pair = two_sentences(text)
    listed = sentences_of(text)
    assert pair in {" ".join(listed[i : i + 2]) for i in range(len(listed) - 1)}


def test_a_text_is_buried_whole_in_the_midst_of_three_times_as_much() -> None:
    page = buried(ORCHARD, [FERRY, LIBRARY, LIGHTHOUSE])
    assert ORCHARD.strip() in page
    assert len(page.split()) >= (1 + AROUND) * len(ORCHARD.split())
    before, after = page.split(ORCHARD.strip())
    assert min(len(before.split()), len(after.split())) >= len(ORCHARD.split())
    with pytest.raises(ValueError, match="too little"):
        buried(FERRY, [ORCHARD])


def test_the_bar_lets_one_unrelated_pair_in_a_thousand_pass() -> None:
    scores = [i / 2000 for i in range(2000)]
    assert sum(value > stress.bar_of(scores) for value in scores) == 2
    assert stress.bar_of([0.1, 0.4, 0.2]) == 0.4


def test_a_row_counts_what_passes() -> None:
    row = stress.row("x", [0.1, 0.3, 0.5, 0.9], 0.1)
    assert (row.pairs, row.at_bar, row.at_threshold) == (4, 0.75, 0.5)
    assert [figure.better for figure in row.figures] == ["at_least", "at_least"]
    assert [figure.better for figure in stress.row("x", [], 0.1, wanted=False).figures] == ["at_most"]


def test_base_texts_are_those_that_report_for_themselves() -> None:
    bases = {base.name: base for base in stress.bases_of_samples(stress.SAMPLES)}
    assert {base.family for base in bases.values()} == {"ferry", "water", "club", "storm"}
    assert "ferry/newsquill-investigation-commanded-skerrow-boat-agreement.html" not in bases
    assert not bases["ferry/lannochherald-skerrow-ferry-contract-inquiry.html"].twin
    assert bases["ferry/lannochherald-harbour-log-8-march.html"].twin


def family(name: str, texts: dict[str, str]) -> dict[str, object]:
    articles = [{"id": f"{name}-{kind}", "kind": kind, "text": text} for kind, text in texts.items()]
    return {"family": name, "articles": articles}


def test_the_table_of_small_families(tmp_path: Path) -> None:
    for name, text, twin in (("f", FERRY, FERRY), ("l", LIBRARY, ORCHARD), ("m", LIGHTHOUSE, ORCHARD)):
        held = family(name, {"origin": text + twin, "paraphrase": text, "twin": LIGHTHOUSE})
        (tmp_path / f"{name}.json").write_text(json.dumps(held), encoding="utf-8")
    bases = stress.bases_of_families(tmp_path)
    assert [base.name for base in bases] == ["f-origin", "f-twin", "l-origin", "l-twin", "m-origin", "m-twin"]
    assert [base.name for base in stress.spread_over_families(bases, 4)] == [
        "f-origin", "l-origin", "m-origin", "f-twin",
    ]  # fmt: skip
    pairs = [(a, b) for a in bases for b in bases]
    assert stress.sampled(pairs, 5) == stress.sampled(pairs[::-1], 5)
    assert len(stress.sampled(pairs, 5)) == 5
    strangers, around = stress.strangers_of(bases[0], bases, 9, "seed")
    families = [{base.family for base in part} for part in (bases[:1], strangers, around)]
    assert all(len(names) == 1 for names in families)
    assert set.union(*families) == {"f", "l", "m"}


def test_too_few_families_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two families"):
        stress.measure(tmp_path, tmp_path)


def test_the_table_of_the_samples(tmp_path: Path) -> None:
    """A text that is only shuffled, buried or lightly spun is found; reports of one event are not taken for copies."""
    measured = stress.measure(families=tmp_path, texts=4)
    rows = {row.name: row for row in measured.rows}
    names = [name for group in stress.changes().values() for name in group]
    assert rows.keys() > set(names)
    assert all(rows[name].pairs == 4 for name in names)
    for name in ("sentences shuffled", "buried", "spun 20%, function words kept"):
        assert (rows[name].at_bar, rows[name].at_threshold) == (1.0, 1.0)
    assert rows["unrelated texts"].pairs > 100
    assert rows["unrelated texts"].at_threshold == 0
    assert rows["reports of one event"].at_threshold < 0.5
    lines = stress.table(measured).splitlines()
    assert len(lines) == len(measured.rows) + 2
    assert len({figure.name for figure in measured.figures}) == len(measured.figures) > len(measured.rows)
