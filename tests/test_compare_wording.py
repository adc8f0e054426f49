"""Spun phrases and altered quotations: what is listed, and what is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.compare.judgement import Replaced
from dedup.compare.rewrite.features import measure
from dedup.compare.rewrite.wording import altered_quotations, spun_phrases
from dedup.text.views import Views, views
from dedup.text.words import words_of

STORY = (
    "The White House said on Monday that Defense Minister Orla Venn had ordered a ground invasion of the Kestrel valley. "
    "Rescue workers counted 140 houses that had lost their roofs in the heavy bombing of the market town. "
    "The mayor asked the regional council to open three emergency shelters before the cold weather arrives."
)


def read(text: str) -> Views:
    return views(text, words_of(text), "en")


def spun(a: str, b: str) -> dict[str, str]:
    one, other = read(a), read(b)
    return {found.text_a: found.text_b for found in spun_phrases(one, other, measure(one, other).alignment.pairs)}


def altered(a: str, b: str) -> tuple[Replaced, ...]:
    return altered_quotations(read(a), read(b))


@pytest.mark.parametrize(
    ("kept", "exchanged"),
    [
        ("White House", "White Home"),
        ("Defense Minister", "Protection Minister"),
        ("ground invasion", "floor invasion"),
        ("heavy bombing", "weighty bombing"),
        ("emergency shelters", "crisis shelters"),
    ],
)
def test_an_exchanged_word_is_listed_with_its_kept_neighbour(kept: str, exchanged: str) -> None:
    found = spun(STORY.replace(kept, exchanged), STORY)
    assert len(found) == 1
    ((here, there),) = found.items()
    assert exchanged.lower() in here
    assert kept.lower() in there


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("140 houses", "150 houses"),  # a number
        ("ordered", "ordering"),  # a form of the same word
        ("Defense Minister", "Defence Minister"),  # a spelling
        ("Orla Venn", "Tavistock Penhaligon"),  # another person: another fact
        ("that had lost", "which have lost"),  # small words
        ("on Monday that Defense Minister Orla Venn", "that Defense Minister Orla Venn on Monday"),  # order
        ("three emergency shelters", "three warm and dry emergency shelters"),  # nothing was exchanged
    ],
)
def test_what_is_no_exchange_is_not_listed(old: str, new: str) -> None:
    changed = STORY.replace(old, new)
    assert changed != STORY
    assert spun(changed, STORY) == {}


def test_a_name_that_lost_half_is_found_outside_aligned_sentences() -> None:
    one = "Nobody knew why State Division spokesman Orla Venn had come to the harbour that evening."
    other = "In a long and angry letter about fishing rights, State Department spokesman Orla Venn wrote of delays."
    assert spun(one, other) == {"state division spokesman": "state department spokesman"}


def test_the_same_exchange_is_listed_once_and_the_list_is_bounded() -> None:
    twice = STORY + " " + STORY.replace("Monday", "Friday")
    assert len(spun(twice.replace("ground", "floor"), twice)) == 1
    words = [f"w{chr(97 + i // 26)}{chr(97 + i % 26)}ford" for i in range(120)]
    long = " ".join(f"The harbour {word} opened near the station. " for word in words)
    assert len(spun(long, long.replace("harbour", "haven"))) <= 40


def test_ranges_point_at_the_words() -> None:
    a, b = read(STORY.replace("ground invasion", "floor invasion")), read(STORY)
    (found,) = spun_phrases(a, b, measure(a, b).alignment.pairs)
    assert " ".join(a.words.words[found.a_start : found.a_end]) == found.text_a
    assert " ".join(b.words.words[found.b_start : found.b_end]) == found.text_b


QUOTED = (
    "“The only lever we have at this moment is to call the whole harbour board together and win some time,” {} said."
)


def test_a_reworded_quotation_of_one_speaker_is_listed() -> None:
    other = QUOTED.replace("call the whole", "summon the entire").replace("win some time", "purchase some time")
    (found,) = altered(QUOTED.format("Orla Venn"), other.format("Ms Venn"))
    assert "call" in found.text_a
    assert "summon" in found.text_b


def test_the_same_sentence_by_another_speaker_is_not() -> None:
    other = QUOTED.replace("call the whole", "summon the entire").replace("win some time", "purchase some time")
    assert altered(QUOTED.format("Orla Venn"), other.format("Tomas Verrin")) == ()
    assert len(altered(QUOTED.format("Orla Venn"), other.format("she"))) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The only lever we have at this moment is to", "We must"),  # cut and begun anew
        ("and win some time", ""),  # cut
        ("at this moment ", ""),  # cut inside
        ("we have", "we've got"),  # small words
        ("harbour", "harbor"),  # spelling
        ("call the", "calls the"),  # a form
    ],
)
def test_cuts_and_slips_are_not_alterations(before: str, after: str) -> None:
    changed = QUOTED.replace(before, after)
    assert changed != QUOTED
    assert altered(QUOTED.format("Orla Venn"), changed.format("Orla Venn")) == ()


def test_two_quotations_of_one_speech_are_two() -> None:
    one = "“We will rebuild every roof in this valley before the winter,” Orla Venn said."
    other = "“We will punish everyone who sold sand as cement in this town,” Orla Venn said."
    assert altered(one, other) == ()


def test_each_quotation_has_one_counterpart() -> None:
    changed = QUOTED.replace("call the whole", "summon the entire").format("Orla Venn")
    assert len(altered(QUOTED.format("Orla Venn"), changed + "\n" + changed)) == 1


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="ab “”.,AB12\n", max_size=200), st.text(alphabet="ab “”.,AB12\n", max_size=200))
def test_any_texts_are_read(one: str, other: str) -> None:
    a, b = read(one), read(other)
    for found in (*spun_phrases(a, b, measure(a, b).alignment.pairs), *altered_quotations(a, b)):
        assert 0 <= found.a_start < found.a_end <= len(a)
        assert 0 <= found.b_start < found.b_end <= len(b)
