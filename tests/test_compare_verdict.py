"""The verdict on two texts: its kinds, its symmetry, its proof."""

from __future__ import annotations

import dataclasses
import math
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.compare import Judgement, document, judge, judge_all, located, verdict_digest
from dedup.compare.phrasing import percent
from dedup.config import CompareParams
from dedup.model import Comparison, Kind
from dedup.text.lines import line_keys
from dedup.text.words import words_of
from tests.writing import FERRY, LIBRARY, ORCHARD, SPEECH, cut, edited, first_words, joined, paragraphs, quoted

PARAMS = CompareParams()

SPEECH_LONG = (
    f"{SPEECH}. The ministry has sent us letters, and then more letters, and a man with a tripod who stayed for lunch. "
    "I do not want another letter. I want to see an excavator on that slope before the first snow falls, and if it does "
    "not come we shall walk to the capital, all four hundred of us, and sit down in front of the ministry until it does."
)
ROAD_ONE = (
    "Villagers of Upper Vell gathered in the rain on Sunday to demand the repair of the only road to the coast, which a "
    f"landslide cut in March.\n\n“{SPEECH_LONG}” said Ilse Marn, who runs the bakery.\n\nThe meeting broke up peacefully "
    "after two hours. Buses continue to take the long way round by the reservoir, and the school has moved its first "
    "lessons to nine o'clock so that children can get up at a bearable hour.\n"
)
ROAD_TWO = (
    "The transport ministry has rejected criticism of its handling of mountain roads. A spokesman told reporters that "
    "surveys take time and that two contractors had withdrawn their bids during the summer.\n\nHe was answering a "
    f"question about a protest. “{SPEECH_LONG}” Ilse Marn had told the crowd.\n\nWork on a dozen other slopes is to begin "
    "next year, the spokesman added, as soon as parliament has passed the budget; money for tunnels was never promised.\n"
)
CAPTION = (
    "The ferry Heron, built in 1951, leaves the harbour of Saltmere for one of her last crossings on Sunday, watched by a "
    "crowd of islanders who had waited on the quay since the early morning. (Ada Venn/Getty Images)"
)

NOT_READ = "Rewrites are not looked for in texts whose language is not known; only wording was compared."


def verdict(a: str, b: str) -> Judgement:
    return judge(document(a), document(b), PARAMS)


def compared(a: str, b: str) -> Comparison:
    one, other = document(a), document(b)
    return located(judge(one, other, PARAMS), one, other)


def test_pairs_compared_together_get_the_verdicts_of_each() -> None:
    texts = [document(text, language="en") for text in (ROAD_ONE, ROAD_TWO, FERRY, cut(FERRY, keep=[0, 1]), LIBRARY)]
    pairs = list(permutations(texts, 2))
    assert judge_all(pairs, PARAMS) == [judge(a, b, PARAMS) for a, b in pairs]
    assert judge_all([], PARAMS) == []


# --- kinds ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [FERRY, LIBRARY, "One line.", "市议会投票"])
def test_texts_that_read_the_same_are_identical(text: str) -> None:
    found = verdict(text, "\n\n" + text.upper().replace("\n\n", "\n") + " …")
    assert found.kind is Kind.IDENTICAL
    assert found.score == 1.0
    assert found.overlap.containment_a == found.overlap.containment_b == 1.0


def test_two_empty_texts_are_identical_and_share_no_passage() -> None:
    found = verdict("", "—")
    assert found.kind is Kind.IDENTICAL
    assert found.passages == ()


@pytest.mark.parametrize("percent", [1, 3, 5, 10, 20])
def test_an_edited_reprint_is_a_near_copy(percent: int) -> None:
    for text in (FERRY, LIBRARY, ORCHARD):
        found = verdict(text, edited(text, percent))
        assert found.kind is Kind.NEAR_COPY
        assert found.score > 0.9


@pytest.mark.parametrize("keep", [(0, 1, 2, 3), (0, 2, 4, 6), (6, 5, 4, 3, 2, 1, 0), (3, 0, 1, 5, 2)])
def test_a_reprint_with_cuts_and_moves_is_a_near_copy(keep: tuple[int, ...]) -> None:
    assert verdict(FERRY, cut(FERRY, keep=keep)).kind is Kind.NEAR_COPY
    assert verdict(FERRY, edited(cut(FERRY, keep=keep), 5)).kind is Kind.NEAR_COPY


def test_a_reprint_with_a_paragraph_of_its_own_is_a_near_copy() -> None:
    assert verdict(FERRY, joined([paragraphs(LIBRARY)[0], *paragraphs(FERRY)])).kind is Kind.NEAR_COPY


@pytest.mark.parametrize("host", [LIBRARY, ORCHARD, LIBRARY + ORCHARD])
def test_ninety_words_inside_an_article_of_its_own_are_an_excerpt(host: str) -> None:
    parts = paragraphs(host)
    text = joined([*parts[:2], first_words(FERRY, 90, skip=40), *parts[2:]])
    found = verdict(FERRY, text)
    assert found.kind is Kind.EXCERPT
    assert found.overlap.shared_a == 90
    assert {passage.words for passage in found.passages} == {90}


def test_a_brief_made_of_an_articles_first_paragraphs_is_derived() -> None:
    found = verdict(FERRY, cut(FERRY, keep=[0]))
    assert found.kind.derived
    assert found.overlap.containment_b == 1.0
    assert found.overlap.containment_a < 0.2


def test_articles_that_share_a_speech_alone_share_a_quotation() -> None:
    found = verdict(ROAD_ONE, ROAD_TWO)
    assert found.kind is Kind.QUOTATION
    assert found.score < 0.5
    assert all(passage.quoted for passage in found.passages)
    assert sum(passage.words for passage in found.passages) >= len(words_of(SPEECH_LONG))


@pytest.mark.parametrize("marks", ["straight", "guillemets", "german", "swedish", "finnish"])
def test_a_quotation_is_one_in_other_marks_as_well(marks: str) -> None:
    one, other = (text.replace(f"“{SPEECH_LONG}”", quoted(SPEECH_LONG, marks)) for text in (ROAD_ONE, ROAD_TWO))
    assert verdict(ROAD_ONE, other).kind is Kind.QUOTATION
    assert verdict(one, other).kind is Kind.QUOTATION


def test_speech_that_a_dash_begins_is_a_quotation() -> None:
    one, other = (
        text.replace(f"“{SPEECH_LONG}”", f"\n– {SPEECH_LONG}, säger Ilse Marn.\n") for text in (ROAD_ONE, ROAD_TWO)
    )
    assert verdict(one, other).kind is Kind.QUOTATION


def test_a_speech_whose_marks_one_side_lost_is_still_a_quotation() -> None:
    assert verdict(ROAD_ONE, ROAD_TWO.replace("“", "").replace("”", "")).kind is Kind.QUOTATION


@pytest.mark.parametrize("rest", ["", " Mara Quill"])
def test_short_reports_made_mostly_of_one_statement_share_a_quotation(rest: str) -> None:
    """Reading in order once counted the statement and made copies of them."""
    one = f"Villagers of Upper Vell gathered in the rain on Sunday.{rest}\n\n“{SPEECH_LONG}” said Ilse Marn, a baker.\n"
    other = f"“{SPEECH_LONG}” a protester shouted.\n\nNo answer came from the ministry, which is closed until Friday.\n"
    found = verdict(one, other)
    assert found.kind is Kind.QUOTATION
    assert found.score < 0.1


def test_a_speech_under_ten_words_relates_nobody() -> None:
    one = joined([*paragraphs(LIBRARY), "“We shall be back tomorrow morning,” she said."])
    other = joined([*paragraphs(ORCHARD), "“We shall be back tomorrow morning,” he said."])
    found = verdict(one, other)
    assert found.kind is Kind.UNRELATED
    assert found.score < 0.05


@pytest.mark.parametrize(("one", "other"), [(FERRY, LIBRARY), (FERRY, ORCHARD), (LIBRARY, ORCHARD), (FERRY, "")])
def test_articles_on_other_matters_are_unrelated(one: str, other: str) -> None:
    found = verdict(one, other)
    assert found.kind is Kind.UNRELATED
    assert found.score < 0.05
    assert found.overlap.shared_a == 0


def test_a_caption_in_common_relates_nobody() -> None:
    one = joined([*paragraphs(LIBRARY)[:2], CAPTION, *paragraphs(LIBRARY)[2:]])
    other = joined([CAPTION, *paragraphs(ORCHARD)])
    found = verdict(one, other)
    assert found.kind is Kind.UNRELATED
    assert found.score < 0.05
    assert found.overlap.shared_a == 0
    assert [passage.stock for passage in found.passages] == [True]


def test_known_furniture_in_common_relates_nobody() -> None:
    furniture = joined(paragraphs(FERRY)[1:4])
    keys = line_keys(furniture, words_of(furniture))
    one, other = LIBRARY + furniture, ORCHARD + furniture
    assert verdict(one, other).kind.derived
    found = judge(document(one, keys), document(other, keys), PARAMS)
    assert found.kind is Kind.UNRELATED
    assert all(passage.stock for passage in found.passages)


def test_a_phrase_of_the_language_in_common_relates_nobody() -> None:
    phrase = "at the end of the day it remains to be seen whether anything will change"
    assert verdict(f"{LIBRARY} {phrase}.", f"{ORCHARD} {phrase}.").kind is Kind.UNRELATED


# --- the same from both sides -----------------------------------------------------------------------------------------


@st.composite
def related_texts(draw: st.DrawFn) -> tuple[str, str]:
    """An article, and what an editor made of it: cut, moved, edited, put into another, quoted."""
    base = draw(st.sampled_from([FERRY, LIBRARY, ORCHARD, ROAD_ONE]))
    parts = paragraphs(base)
    kept = draw(st.lists(st.sampled_from(parts), unique=True, max_size=len(parts)))
    added = draw(st.lists(st.sampled_from([*paragraphs(LIBRARY), CAPTION, *paragraphs(ROAD_TWO)]), max_size=4))
    text = joined(draw(st.permutations([*kept, *added])))
    text = edited(text, draw(st.sampled_from([0, 0, 3, 10, 30])), seed=draw(st.integers(1, 5)))
    return base, text.replace(" ", " " * draw(st.integers(1, 2)))


@settings(max_examples=60)
@given(related_texts())
def test_a_verdict_is_the_same_from_both_sides(pair: tuple[str, str]) -> None:
    a, b = pair
    one, other = compared(a, b), compared(b, a)
    assert other.kind is one.kind
    assert other.score == one.score
    assert other.overlap == one.overlap.swapped()
    assert {p.swapped() for p in other.passages} == set(one.passages)
    assert [(line.name, line.weight, line.value) for line in other.evidence] == [
        (line.name, line.weight, line.value) for line in one.evidence
    ]


@settings(max_examples=60)
@given(related_texts())
def test_a_verdict_holds_what_it_promises(pair: tuple[str, str]) -> None:
    a, b = pair
    found = compared(a, b)
    assert 0.0 <= found.score <= 1.0
    assert 0.0 <= found.overlap.containment_a <= 1.0
    assert 0.0 <= found.overlap.containment_b <= 1.0
    assert found.kind.derived == (found.score >= PARAMS.decided)
    assert found.params_digest == verdict_digest(PARAMS)
    for line in found.evidence:
        assert all(0 <= number < len(found.passages) for number in line.passages)
        assert line.sentence.endswith(".")
        assert "{" not in line.sentence


@settings(max_examples=60)
@given(related_texts())
def test_passages_cut_words_that_agree_out_of_both_texts(pair: tuple[str, str]) -> None:
    a, b = pair
    for passage in compared(a, b).passages:
        here = words_of(a[passage.a.start : passage.a.end]).words
        there = words_of(b[passage.b.start : passage.b.end]).words
        assert passage.words <= min(len(here), len(there))
        if passage.words == len(here) == len(there):
            assert here == there
        else:  # a few words in between were changed
            assert len(set(here) & set(there)) >= 0.5 * len(set(here) | set(there))
            assert (here[0], here[-1]) == (there[0], there[-1])


def test_offsets_count_characters_of_the_text_as_extracted() -> None:
    head = "Straße 👩‍👩‍👧 co\u00adop — 中文标题 \u200b\n\n"
    passage = first_words(FERRY, 60, skip=30)
    found = compared(FERRY, f"{head}{passage}\n\n{LIBRARY}")
    (shared,) = found.passages
    text = f"{head}{passage}\n\n{LIBRARY}"
    assert text[shared.b.start : shared.b.end] == passage.rstrip(".,")
    assert " ".join(FERRY[shared.a.start : shared.a.end].split()) == passage.rstrip(".,")


def test_a_judgement_is_located_in_every_text_with_the_same_words() -> None:
    judged = judge(document(FERRY), document(edited(FERRY, 3)), PARAMS)
    shouted = document("\n\n\n" + FERRY.upper())
    found = located(judged, shouted, document(edited(FERRY, 3)))
    for passage, shared in zip(found.passages, judged.passages, strict=True):
        here = words_of(shouted.text[passage.a.start : passage.a.end]).words
        assert here == words_of(FERRY).words[shared.a_start : shared.a_end]


def test_other_parameters_give_another_digest() -> None:
    other = dataclasses.replace(PARAMS, prior=-5.0)
    assert (
        judge(document(FERRY), document(LIBRARY), other).params_digest
        == verdict_digest(other)
        != verdict_digest(PARAMS)
    )


def test_another_reading_of_texts_gives_another_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Archives compare anew then, as with other parameters: no weight shows how speech is told."""
    before = verdict_digest(PARAMS)
    monkeypatch.setattr("dedup.compare.verdict.VERDICT_SCHEME", "0")
    assert verdict_digest(PARAMS) != before


# --- the ledger -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (0.001, "under 1 %"),
        (0.0099, "under 1 %"),
        (0.01, "1 %"),
        (0.5, "50 %"),
        (0.994, "99 %"),
        (0.9999, "99 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_is_all_or_nothing_only_where_it_is(share: float, text: str) -> None:
    assert percent(share) == text


def test_the_ledger_of_an_excerpt_is_exact() -> None:
    text = joined([*paragraphs(LIBRARY), first_words(FERRY, 90, skip=40), *paragraphs(ORCHARD)])
    found = compared(FERRY, text)
    words = (len(words_of(FERRY)), len(words_of(text)))
    assert words == (323, 567)
    assert [(line.name, line.sentence, round(line.weight, 2), line.passages) for line in found.evidence] == [
        ("prior", "Two articles are taken to be unrelated until something speaks for it.", -4.5, ()),
        (
            "verbatim",
            "90 words stand word for word in both, outside quotations, in 1 passage; the longest run has 90 words.",
            7.47,
            (0,),
        ),
        ("containment", "That is 16 % of B's own words and 28 % of A's.", 0.0, ()),
    ]
    assert found.score == 0.9512


def test_the_ledger_of_a_reprint_is_exact() -> None:
    one = f"{cut(FERRY, keep=[0, 1])}\n{quoted(SPEECH)} he said.\n{CAPTION}\n"
    other = f"{edited(cut(FERRY, keep=[0, 1]), 5)}\n{quoted(SPEECH)} she wrote.\n{CAPTION}\n"
    found = compared(one, other)
    assert [(line.name, line.sentence) for line in found.evidence] == [
        ("prior", "Two articles are taken to be unrelated until something speaks for it."),
        (
            "verbatim",
            "74 words stand word for word in both, outside quotations, in 1 passage; the longest run has 39 words.",
        ),
        ("containment", "That is 92 % of A's own words and 92 % of B's."),
        ("throughout", "Quotations and stock lines included, 94 % of A and 94 % of B are the same."),
        ("order", "Read in order, 94 % of A's words and 94 % of B's agree."),
        ("quoted", "23 shared words are direct speech or quoted posts; not counted."),
        ("stock", "39 shared words are captions, stock lines or the outlet's own furniture; not counted."),
    ]


def test_the_ledger_of_strangers_is_exact() -> None:
    assert [(line.name, line.sentence, line.weight) for line in verdict(FERRY, ORCHARD).evidence] == [
        ("prior", "Two articles are taken to be unrelated until something speaks for it.", -4.5),
        ("verbatim", "No run of five words stands in both texts.", 0.0),
        ("not_read", NOT_READ, 0.0),
    ]


def test_the_ledger_of_a_quotation_is_exact() -> None:
    found = verdict(ROAD_ONE, ROAD_TWO)
    assert [line.sentence for line in found.evidence] == [
        "Two articles are taken to be unrelated until something speaks for it.",
        "No run of five words outside quotations stands in both texts.",
        "91 shared words are direct speech or quoted posts; not counted.",
        NOT_READ,
    ]


def test_the_ledger_of_identical_texts_is_exact() -> None:
    (line,) = verdict(ORCHARD, ORCHARD.upper()).evidence
    assert line.sentence == "The two texts are the same in all 218 words; only typography, case or layout can differ."
    assert line.passages == (0,)


def test_the_ledger_names_the_sides_as_the_question_did() -> None:
    text = joined([*paragraphs(LIBRARY), first_words(FERRY, 90, skip=40), *paragraphs(ORCHARD)])
    (sentence,) = (line.sentence for line in verdict(text, FERRY).evidence if line.name == "containment")
    assert sentence == "That is 16 % of A's own words and 28 % of B's."


def test_the_score_is_the_sum_of_the_weights() -> None:
    for one, other in ((FERRY, edited(FERRY, 10)), (ROAD_ONE, ROAD_TWO), (FERRY, LIBRARY + cut(FERRY, keep=[2]))):
        found = verdict(one, other)
        odds = sum(line.weight for line in found.evidence)
        assert found.score == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-4)
