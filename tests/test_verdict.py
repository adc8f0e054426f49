from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.compare import Judgement, document, judge, located
from dedup.config import CompareParams
from dedup.model import Kind, Overlap
from dedup.text.lines import line_keys
from dedup.text.words import words_of
from tests.prose import FILLER, LIGHTHOUSE, ORCHARD, edited, paragraphs

PARAMS = CompareParams()

FORECAST = """\
Expect {sky} over the Ormsay coast today, with highs near {high} and winds from the {wind} at {low} to {gust} knots, the harbour office says.

Tonight the temperature will fall to about {night}. The chance of rain is {rain} percent, rising to {later} percent towards the morning.

Waves off the Teeth will run to {wave} metres. The water at the Tolm gauge was {water} degrees at six o'clock, and high tide is due at {tide}.

The ferry to Arden sails as planned. Small boats should keep to the sheltered side of the island and listen for warnings on channel 12.
"""
TUESDAY = FORECAST.format(
    sky="sun", high=21, wind="south", low=5, gust=11, night=12, rain=10, later=20, wave=0.5, water=14, tide="7.12"
)
FRIDAY = FORECAST.format(
    sky="cloud", high=16, wind="northwest", low=18, gust=27, night=9, rain=60, later=80, wave=2.5, water=13, tide="9.48"
)


def judged(a: str, b: str) -> Judgement:
    return judge(document(a), document(b), PARAMS)


def ledger(judgement: Judgement) -> dict[str, str]:
    return {line.name: line.sentence for line in judgement.evidence}


def test_the_same_words_are_identical_whatever_their_dress() -> None:
    dressed = LIGHTHOUSE.replace('"', "”").replace("ship", "s\u00adhip").upper()
    found = judged(LIGHTHOUSE, dressed)
    assert (found.kind, found.score) == (Kind.IDENTICAL, 1.0)
    assert found.overlap.containment_a == found.overlap.containment_b == 1.0


@pytest.mark.parametrize(
    "reprint",
    [
        paragraphs(LIGHTHOUSE, 0, 1, 2, 3, 4),
        edited(LIGHTHOUSE, 10),
        paragraphs(LIGHTHOUSE, 3, 4, 5, 0, 1, 2),
        LIGHTHOUSE.replace("£86,000", "£68,000").replace("1988", "1989").replace("174", "147"),
        "Sign up for our newsletter\n\n" + LIGHTHOUSE + "\n\n" + paragraphs(ORCHARD, 4),
    ],
    ids=["cut", "every tenth word changed", "moved", "corrected", "dressed up"],
)
def test_a_reprint_is_a_near_copy(reprint: str) -> None:
    found = judged(LIGHTHOUSE, reprint)
    assert found.kind is Kind.NEAR_COPY
    assert found.score > 0.9


def test_part_of_a_story_inside_another_is_an_excerpt() -> None:
    host = f"{FILLER}\n\n{paragraphs(LIGHTHOUSE, 3, 4)}\n\n{ORCHARD}"
    found = judged(LIGHTHOUSE, host)
    assert found.kind is Kind.EXCERPT
    assert found.overlap == Overlap(words_a=239, words_b=371, shared_a=87, shared_b=87)


def test_shared_direct_speech_is_a_quotation() -> None:
    report = f"{FILLER}\n\nOn the rock itself the mood was low. {paragraphs(LIGHTHOUSE, 2)}"
    found = judged(LIGHTHOUSE, report)
    assert found.kind is Kind.QUOTATION
    assert found.score < 0.5
    assert all(p.quoted for p in found.passages if p.words > 8)


def test_marks_on_one_side_make_it_a_quotation_too() -> None:
    speech = "I know the sound of every ship that passes here, and I shall miss the small ones most"
    assert judged(LIGHTHOUSE, f"{FILLER}\n\nThe keeper wrote: {speech}").kind is Kind.QUOTATION


def test_strangers_are_unrelated() -> None:
    found = judged(LIGHTHOUSE, ORCHARD)
    assert (found.kind, found.passages) == (Kind.UNRELATED, ())
    assert found.score < 0.05


def test_one_template_with_other_figures_is_no_copy() -> None:
    found = judged(TUESDAY, FRIDAY)
    assert found.kind is Kind.UNRELATED
    assert "one template with other facts" in ledger(found)["figures"]


def test_the_same_forecast_under_another_head_is_a_copy() -> None:
    assert judged(TUESDAY, "Weather for Ormsay\n\n" + TUESDAY).kind is Kind.NEAR_COPY


def test_captions_and_stock_lines_are_shown_and_not_counted() -> None:
    caption = "Boats of the crab fleet lie at the quay of Tolm on Sunday, after a night of fog. (Jan Tolm/Northern Wire via AP)"
    found = judged(f"{LIGHTHOUSE}\n\n{caption}", f"{ORCHARD}\n\n{caption}")
    assert found.kind is Kind.UNRELATED
    assert [p.stock for p in found.passages] == [True]
    assert ledger(found)["stock"].endswith("captions, stock lines or the outlet's own furniture; not counted.")


def test_furniture_of_the_outlet_is_not_counted() -> None:
    appeal = FILLER.strip()
    a, b = f"{LIGHTHOUSE}\n\n{appeal}", f"{ORCHARD}\n\n{appeal}"
    assert judged(a, b).kind is Kind.EXCERPT
    furniture = line_keys(appeal, words_of(appeal))
    assert judge(document(a, furniture), document(b, furniture), PARAMS).kind is Kind.UNRELATED


@pytest.mark.parametrize(
    "text",
    [
        "市港务局周五宣布，最后一位灯塔看守人将离开岛屿，灯光今后由大陆控制。看守人在岛上生活了十九个冬天，每晚登上一百七十四级台阶清洗玻璃。"
        "渔民们并不信服，他们说机器不会向窗外看。二月的一场大雾中，雾号失灵十一个小时，两艘渔船触礁，无人受伤。",
        "غادر آخر حارس للمنارة الصخرة يوم الجمعة بعد أن صوتت هيئة الميناء على تشغيل المصباح من البر. عاش الحارس هناك تسعة عشر شتاء "
        "وكان يصعد كل مساء مئة وأربعا وسبعين درجة لينظف الزجاج من الملح، ولم يفته يوم واحد في تلك السنين.",
        "Der letzte Wärter des Leuchtturms verlässt am Freitag den Felsen, nachdem die Hafenverwaltung beschlossen hat, die Lampe "
        "vom Festland aus zu steuern. Neunzehn Winter lang stieg er jeden Abend 174 Stufen hinauf, um das Salz von den Scheiben zu wischen.",
    ],
    ids=["zh", "ar", "de"],
)
def test_reprints_are_found_in_any_script(text: str) -> None:
    assert judged(text, "Ormsay: " + text + " +++").kind is Kind.NEAR_COPY


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 40), st.permutations(range(6)), st.sampled_from([LIGHTHOUSE, ORCHARD, FILLER]))
def test_the_verdict_is_the_same_from_both_sides(every: int, order: list[int], other: str) -> None:
    a = document(LIGHTHOUSE)
    b = document(edited(paragraphs(LIGHTHOUSE, *order), every) + "\n\n" + other)
    here, there = judge(a, b, PARAMS), judge(b, a, PARAMS)
    assert (here.kind, here.score, here.overlap) == (there.kind, there.score, there.overlap.swapped())
    assert set(here.passages) == {passage.swapped() for passage in there.passages}
    assert 0.0 <= here.score <= 1.0


def test_passages_are_located_in_the_texts_as_extracted() -> None:
    texts = LIGHTHOUSE, f"{FILLER}\n\n{paragraphs(LIGHTHOUSE, 3, 4).upper()}"
    a, b = (document(text) for text in texts)
    comparison = located(judge(a, b, PARAMS), a, b)
    assert comparison.passages
    for p in comparison.passages:
        assert texts[0][p.a.start : p.a.end].upper() == texts[1][p.b.start : p.b.end]


def test_the_ledger_sums_to_the_score_in_sentences() -> None:
    found = judged(LIGHTHOUSE, paragraphs(LIGHTHOUSE, 0, 1, 3, 4))
    assert ledger(found) == {
        "prior": "Two articles are taken to be unrelated until something speaks for it.",
        "verbatim": "147 words stand word for word in both, outside quotations, in 2 passages; the longest run has 86 words.",
        "containment": "That is 69 % of A's own words and 100 % of B's.",
        "throughout": "Quotations and stock lines included, 62 % of A and 100 % of B are the same.",
        "order": "Read in order, 62 % of A's words and 100 % of B's agree.",
    }


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (" ".join(str(n) for n in range(10_000)), " ".join(str(n) for n in range(5_000, 15_000))),
        ("word " * 5_000, "word " * 4_000),
        ("https://ormsay.example/a " * 300, "https://tolm.example/b " * 300),
        ((LIGHTHOUSE + ORCHARD) * 60, (ORCHARD + LIGHTHOUSE) * 60),
        ("", LIGHTHOUSE),
        ("", ""),
    ],
    ids=["numbers", "one word", "links", "30,000 words", "empty", "both empty"],
)
def test_odd_texts_end_with_a_verdict(a: str, b: str) -> None:
    assert 0.0 <= judged(a, b).score <= 1.0
