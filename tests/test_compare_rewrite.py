"""Rewrites: found, proved, and not found where there is none."""

import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.compare import document, judge
from dedup.compare.rewrite import assess
from dedup.compare.rewrite.features import measure
from dedup.compare.rewrite.model import AGAINST, parse, shipped
from dedup.compare.rewrite.verdict import RewriteVerdict
from dedup.config import CompareParams
from dedup.errors import DedupError
from dedup.model import Kind
from dedup.text.views import Views, views
from dedup.text.words import words_of

ORIGIN = """The Pellworth ferry will stop running on 14 May after the operator, Saltway Lines, lost its licence over 23 missed inspections.
Passengers learned of the decision on Tuesday evening from a notice taped to the ticket office at Grennan Quay.
Maritime inspector Hedda Quill said the vessel's fire pumps had failed four times since January and that nobody had repaired them.
"We warned the company in writing on nine occasions and were ignored each time," Ms Quill told reporters on the pier.
The 61-year-old ferry carries 1,400 commuters a day between Pellworth island and the mainland, many of them nurses at the Corran hospital.
Saltway Lines said it would appeal, and blamed a shortage of spare parts for the delays to its maintenance programme.
Island council leader Tomas Verrin has asked the navy to lend a landing craft until a replacement can be chartered from Norway.
A charter would cost about 2.3 million crowns a month, he said, money that the island does not have.
Teacher Inga Moll, who commutes daily, said she would now have to rise at four in the morning to reach her school by fishing boat.
The licence board meets again on 2 June to hear the appeal, but Ms Quill said that she saw little prospect of success."""

PARAPHRASE = """Saltway Lines has been stripped of its licence after skipping 23 inspections, and its ferry to Pellworth will make a last crossing on 14 May.
Word reached travellers on Tuesday night through a sheet of paper stuck to the Grennan Quay ticket office.
According to Hedda Quill, the maritime inspector, fire pumps aboard broke down four times since January without anyone fixing them.
She said written warnings had gone to the company nine times and had been ignored on each occasion.
Some fourteen hundred commuters rely every day on the ship, which is 61 years old, to cross from the island to the mainland; plenty are nurses employed by the Corran hospital.
The company intends to appeal and says that spare parts were scarce, which delayed maintenance.
Tomas Verrin, who leads the island council, wants to borrow a landing craft from the navy until a substitute is chartered from Norway.
Chartering one would take roughly 2.3 million crowns each month, which the island cannot pay, he said.
Inga Moll, a teacher who makes the trip daily, will be getting up at four in the morning and going to school by fishing boat.
The appeal comes before the licence board on 2 June, though the inspector sees little chance that it succeeds."""

INDEPENDENT = """Islanders gathered in the rain at Pellworth harbour on Wednesday to protest against the closure of their only ferry.
About 300 people held up lanterns and blew whistles, our reporter saw, while shopkeeper Aldo Brenn collected signatures in a biscuit tin.
"My shelves will be empty in a week," said Mr Brenn, whose family has sold groceries here since 1922.
The transport ministry in the capital confirmed that the operator's permit had been withdrawn, and promised a statement before the weekend.
Opposition deputy Lena Okafor accused ministers of starving coastal routes of subsidy for a decade and called for an inquiry.
Fishermen have offered free crossings to patients, and the lifeboat crew will run medicine across on Mondays and Thursdays.
Hotel owner Piet Hansel has already lost 40 bookings for the sailing festival, worth 85,000 crowns to the village.
A retired captain, Roald Timm, said the harbour channel had not been dredged in years and that larger ships would touch bottom.
The school has prepared video lessons, its head said, and exams planned for next month may be held in the church hall instead.
No date has been given for a new service; the ministry says that three companies have shown interest."""

PARAMS = CompareParams()


def read(text: str, language: str = "en") -> Views:
    return views(text, words_of(text), language)


def verdict(a: str, b: str, language: str = "en") -> RewriteVerdict:
    return assess(read(a, language), read(b, language))


def test_a_fluent_paraphrase_is_a_rewrite() -> None:
    found = verdict(PARAPHRASE, ORIGIN)
    assert found.kind is Kind.REWRITE
    assert found.probability > 0.8
    assert len(found.pairs) >= 5


def test_another_newsrooms_report_is_not_accused() -> None:
    found = verdict(INDEPENDENT, ORIGIN)
    assert not found.kind.derived
    assert found.probability < 0.05


def test_a_condensed_version_is_a_summary() -> None:
    brief = " ".join(PARAPHRASE.split("\n")[i] for i in (0, 2))
    found = verdict(brief, ORIGIN)
    assert found.kind is Kind.SUMMARY


def test_facts_of_ones_own_count_against_derivation_and_openings_do_not() -> None:
    own = measure(read(INDEPENDENT), read(ORIGIN))
    assert min(own.own_facts) >= 5
    assert own.figures["own_facts"] > measure(read(PARAPHRASE), read(ORIGIN)).figures["own_facts"]
    hyped = measure(read(ORIGIN + "\nOutrageous! Shocking! Scandalous! Unbelievable!"), read(ORIGIN))
    assert hyped.own_facts == (0, 0)


def test_shuffled_sentences_are_still_found() -> None:
    lines = PARAPHRASE.split("\n")
    random.Random(4).shuffle(lines)
    assert verdict("\n".join(lines), ORIGIN).kind.derived


def test_a_copy_buried_in_a_longer_page_is_found() -> None:
    assert (
        verdict(
            INDEPENDENT + "\n" + PARAPHRASE + "\n" + INDEPENDENT.replace("Pellworth", "Morvane"), ORIGIN
        ).probability
        > 0.5
    )


def test_a_template_with_other_facts_counts_as_conflict() -> None:
    twin = (
        ORIGIN.replace("14 May", "9 March").replace("23 missed", "57 missed").replace("four times", "eleven times").replace("1,400", "880")
        .replace("2.3 million", "7.9 million").replace("2 June", "30 April").replace("61-year", "35-year").replace("nine occ", "six occ")
    )  # fmt: skip
    same, other = measure(read(ORIGIN), read(ORIGIN)), measure(read(twin), read(ORIGIN))
    assert other.alignment.conflicts >= 5
    assert shipped().log_odds(other.figures) < shipped().log_odds(same.figures) - 2


def test_the_order_of_the_two_texts_makes_no_difference() -> None:
    there, back = verdict(PARAPHRASE, ORIGIN), verdict(ORIGIN, PARAPHRASE)
    assert (there.probability, there.kind) == (back.probability, back.kind)
    assert [line.weight for line in there.evidence] == [line.weight for line in back.evidence]


def test_the_ledger_sums_to_the_probability() -> None:
    found = verdict(PARAPHRASE, ORIGIN)
    total = sum(line.weight for line in found.evidence)
    assert found.probability == pytest.approx(1 / (1 + np.exp(-total)), abs=2e-3)


def test_the_ledger_counts_what_a_reader_can_count() -> None:
    text = " ".join(line.sentence for line in verdict(PARAPHRASE, ORIGIN).evidence)
    assert "of 10 sentences of A have a counterpart" in text


def test_spun_phrases_are_listed_with_the_kept_half_of_the_name() -> None:
    spun = (
        ORIGIN.replace("landing craft", "landing boat")
        .replace("fire pumps", "flame pumps")
        .replace("spare parts", "save parts")
    )
    listed = {phrase.text_a: phrase.text_b for phrase in verdict(spun, ORIGIN).spun}
    for new, old in (("landing boat", "landing craft"), ("flame pumps", "fire pumps"), ("save parts", "spare parts")):
        assert any(new in here and old in there for here, there in listed.items())


def test_an_altered_quotation_is_listed_and_a_faithful_one_is_not() -> None:
    altered = (
        PARAPHRASE + '\n"We cautioned the company in writing on nine occasions and got ignored each time," she added.'
    )
    found = verdict(altered, ORIGIN).altered
    assert len(found) == 1
    assert "cautioned" in found[0].text_a
    assert verdict(ORIGIN, ORIGIN + "\nEnd.").altered == ()


def test_a_shared_quotation_alone_brings_nobody_near_an_accusation() -> None:
    quoted = '"We warned the company in writing on nine occasions and were ignored each time," Ms Quill told reporters on the pier.'
    alone, with_quotation = verdict(INDEPENDENT, ORIGIN), verdict(INDEPENDENT + "\n" + quoted, ORIGIN)
    assert with_quotation.probability < 0.1
    assert any(line.name == "shared_quotations" for line in with_quotation.evidence)
    assert not any(line.name == "shared_quotations" for line in alone.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One.",
        "7 " * 5000,
        "again " * 5000,
        '"Quoted words and nothing else here." ' * 100,
        "- Link\n" * 500,
        "\x00\u200b" * 50,
    ],
)
def test_degenerate_texts_are_judged_without_an_accusation(text: str) -> None:
    for other in (ORIGIN, text):
        found = verdict(text, other)
        assert not found.kind.derived
        assert found.evidence


def test_long_texts_of_one_vocabulary_are_not_related() -> None:
    rng = random.Random(1)
    one, other = (
        ". ".join(" ".join(f"Word{rng.randrange(5000)}" for _ in range(15)) for _ in range(1500)) for _ in "ab"
    )
    found = verdict(one, other)
    assert not found.kind.derived
    assert any(line.name == "nothing_in_place" for line in found.evidence)


def test_a_very_long_text_is_read_in_bounded_time() -> None:
    rng = random.Random(1)
    vocabulary = [f"w{rng.randrange(10**6)}" for _ in range(4000)]
    blog = ". ".join(" ".join(rng.choice(vocabulary) for _ in range(15)).capitalize() for _ in range(2000))
    assert not verdict(blog, ORIGIN).kind.derived


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        (
            "de",
            "Die Fähre nach Pellworth stellt am 14. Mai den Betrieb ein, weil die Reederei Saltway 23 Prüfungen versäumte. Inspektorin Hedda Quill "
            "sagte, die Feuerpumpen seien viermal ausgefallen. Rund 1400 Pendler nutzen das Schiff täglich, darunter Pflegekräfte des Krankenhauses Corran. "
            "Ratsvorsitzender Tomas Verrin bat die Marine um ein Landungsboot.",
            "Weil Saltway 23 Prüfungen versäumt hat, fährt am 14. Mai die letzte Fähre nach Pellworth. Die Feuerpumpen fielen laut Inspektorin Hedda Quill "
            "viermal aus. Täglich sind 1400 Pendler an Bord, viele davon Pflegekräfte im Krankenhaus Corran. Um ein Landungsboot der Marine bat der "
            "Ratsvorsitzende Tomas Verrin.",
        ),
        (
            "ru",
            "Паром на остров Пеллворт остановят 14 мая, потому что компания Солтвей пропустила 23 проверки. Инспектор Хедда Куилл сообщила, что пожарные "
            "насосы отказали четыре раза. Судном ежедневно пользуются 1400 пассажиров, среди них медсёстры больницы Корран. Глава совета Томас Веррин попросил у флота катер.",
            "Компания Солтвей пропустила 23 проверки, и 14 мая паром на остров Пеллворт остановится. По словам инспектора Хедды Куилл, пожарные насосы "
            "отказывали четыре раза. Ежедневно на судне ездят 1400 пассажиров, в том числе медсёстры из больницы Корран. Катер у флота попросил глава совета Томас Веррин.",
        ),
    ],
)
def test_rewrites_are_recognised_in_other_languages(language: str, one: str, other: str) -> None:
    assert verdict(one, other, language).probability > 0.5


def test_shipped_weights_have_their_natural_signs() -> None:
    terms = shipped().terms
    assert terms
    assert all((term.weight <= 0) == (term.figure in AGAINST) for term in terms)
    assert {term.figure for term in terms} <= set(measure(read(ORIGIN), read(PARAPHRASE)).figures)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        '{"prior": -1, "fitted_on": "x", "terms": [["stems", 0, 1, -1]]}',
        '{"prior": 0, "fitted_on": "x", "terms": [["conflicts", 0, 1, 1]]}',
    ],
)
def test_weights_that_break_the_signs_or_cannot_be_read_are_refused(content: str) -> None:
    with pytest.raises(DedupError):
        parse(content)


def test_weights_are_read_back() -> None:
    record = {"prior": -2.0, "fitted_on": "abc", "terms": [["stems", 0.1, 0.5, 2.0]]}
    assert parse(json.dumps(record)).log_odds({"stems": 0.3}) == pytest.approx(-1.0)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_are_judged_alike_from_both_sides(one: str, other: str) -> None:
    there, back = verdict(one, other), verdict(other, one)
    assert there.probability == back.probability
    assert there.kind is back.kind


def test_a_text_that_its_language_does_not_know_is_not_read() -> None:
    """Every word of gibberish looks rare: two such texts would share telling words wherever they share any."""
    gibberish = " ".join(f"{word[::-1]}q{word[1:]}" for word in ORIGIN.split() if word.isalpha())
    found = judge(document(gibberish, language="en"), document(gibberish[len(gibberish) // 2 :], language="en"), PARAMS)
    other = judge(document(gibberish, language="en"), document(ORIGIN, language="en"), PARAMS)
    assert found.kind.derived, "what stands word for word is found all the same"
    assert [line.sentence for line in other.evidence if line.name == "not_read"] == [
        "Rewrites are not looked for in texts of which 'en' knows hardly a word; only wording was compared."
    ]
    assert not read(gibberish).legible
    assert read(ORIGIN).legible
