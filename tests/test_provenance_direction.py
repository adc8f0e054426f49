from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from math import fsum

import pytest

from dedup.errors import DedupError
from dedup.model import Clue, CreditSort, Cue, Direction, Kind, Overlap
from dedup.provenance.acknowledgement import credit_clues
from dedup.provenance.bearings import (
    _SHOWN,
    Weights,
    _weighed,
    measure,
    parse,
    shipped_weights,
    text_balance,
    text_clues,
)
from dedup.provenance.contrast import contrast
from dedup.provenance.dates import Times
from dedup.provenance.direction import derive, weigh
from dedup.provenance.idiom import naturalness
from dedup.provenance.party import Tie
from dedup.provenance.traits import Traits
from tests.provenance_factories import at, credit, spun, tie, witness
from tests.writing import FERRY, LIBRARY, cut


def shuffled(text: str) -> str:
    """Every two neighbouring words exchanged."""
    words = text.split()
    return " ".join(word for i in range(0, len(words) - 1, 2) for word in (words[i + 1], words[i]))


def test_a_shorter_reworded_text_comes_from_the_longer_plain_one() -> None:
    source, copy = witness("a", FERRY), witness("b", spun(FERRY, drop=2))
    assert derive(copy, source, tie(copy, source)).direction is Direction.A_FROM_B
    assert derive(source, copy, tie(source, copy)).direction is Direction.B_FROM_A


def test_the_same_text_twice_has_no_direction() -> None:
    a, b = witness("a", FERRY), witness("b", FERRY)
    found = derive(a, b, tie(a, b, Kind.IDENTICAL))
    assert (found.direction, found.clues) == (Direction.UNDETERMINED, ())


def test_of_the_same_text_twice_the_one_with_broken_lines_was_pasted() -> None:
    a, b = witness("a", FERRY), witness("b", FERRY, broken=5)
    found = derive(a, b, tie(a, b, Kind.IDENTICAL))
    assert found.direction is Direction.B_FROM_A
    assert [clue.name for clue in found.clues] == ["pasted"]


def test_the_same_text_twice_is_ordered_by_a_credit() -> None:
    a, b = witness("a", FERRY, "Skerrow Post", credits_=[credit("Saltmere Echo")]), witness("b", FERRY, "Saltmere Echo")
    assert derive(a, b, tie(a, b, Kind.IDENTICAL)).direction is Direction.A_FROM_B


def test_strong_clues_against_each_other_leave_the_answer_open() -> None:
    """The text that credits the other claims, with sightings to match, to be the older."""
    a = witness("a", FERRY, "Skerrow Post", claimed=at(6), seen=at(6.2), credits_=[credit("Saltmere Echo")])
    b = witness("b", FERRY, "Saltmere Echo", claimed=at(20), seen=at(20.2))
    found = derive(a, b, tie(a, b, Kind.IDENTICAL))
    assert found.direction is Direction.UNDETERMINED
    assert {clue.toward for clue in found.clues} == {Direction.A_FROM_B, Direction.B_FROM_A}


def test_two_that_credit_each_other_are_not_decided_by_it() -> None:
    a = witness("a", FERRY, "Skerrow Post", credits_=[credit("Saltmere Echo")])
    b = witness("b", FERRY, "Saltmere Echo", credits_=[credit("Skerrow Post")])
    assert derive(a, b, tie(a, b, Kind.IDENTICAL)).direction is Direction.UNDETERMINED


def test_two_texts_given_as_one_agencys_have_a_common_origin() -> None:
    a = witness("a", spun(FERRY, drop=2), "Skerrow Post", credits_=[credit("Reuters", cue=Cue.DATELINE)])
    b = witness("b", FERRY, "Saltmere Echo", credits_=[credit("Reuters", cue=Cue.BYLINE)])
    assert derive(a, b, tie(a, b)).direction is Direction.COMMON_ORIGIN


def test_a_photograph_is_no_credit() -> None:
    a = witness("a", FERRY, "Skerrow Post", credits_=[credit("Saltmere Echo", CreditSort.PHOTO, Cue.PHOTO)])
    assert credit_clues(a, witness("b", FERRY, "Saltmere Echo")) == ()


def test_a_canonical_address_weighs_less_than_words() -> None:
    b = witness("b", FERRY, "Saltmere Echo")
    weights = []
    for cue in (Cue.CANONICAL, Cue.FIRST_REPORTED):
        a = witness("a", FERRY, "Skerrow Post", credits_=[credit("Saltmere Echo", cue=cue)])
        (clue,) = credit_clues(a, b)
        weights.append(clue.weight)
    assert 0 < weights[0] < weights[1]


def test_states_of_one_publisher_are_revisions() -> None:
    early = witness("b", FERRY, "Saltmere Echo", claimed=at(9), seen=at(9.2))
    late = witness("a", spun(FERRY, drop=2), "Saltmere Echo", claimed=at(9), seen=at(15))
    found = derive(late, early, tie(late, early))
    assert (found.revision, found.direction) == (True, Direction.A_FROM_B)
    undated = [replace(one, times=Times()) for one in (late, early)]
    unknown = derive(undated[0], undated[1], tie(late, early))
    assert (unknown.revision, unknown.direction) == (True, Direction.UNDETERMINED)


def test_an_excerpt_is_not_judged_by_the_length_of_the_body_around_it() -> None:
    a, b = witness("a", FERRY), witness("b", cut(FERRY, keep=[0, 1]) + LIBRARY)
    names = {clue.name for clue in derive(a, b, tie(a, b, Kind.EXCERPT)).clues}
    assert names.isdisjoint({"length", "numbers", "names"})


@pytest.mark.parametrize("kind", [Kind.NEAR_COPY, Kind.EXCERPT, Kind.REWRITE, Kind.SUMMARY])
def test_exchanging_the_texts_exchanges_the_answer(kind: Kind) -> None:
    a = witness("a", FERRY, "Skerrow Post", claimed=at(6), seen=at(22), credits_=[credit("The Guardian")])
    b = witness(
        "b", spun(FERRY, drop=1), "Saltmere Echo", seen=at(9), credits_=[credit("Skerrow Post", CreditSort.CLAIM)]
    )
    between = tie(a, b, kind)
    assert derive(b, a, between.swapped()).swapped() == derive(a, b, between)


def test_figures_of_a_pair_change_their_sign_with_its_order() -> None:
    a, b = witness("a", FERRY).traits, witness("b", spun(FERRY, drop=3)).traits
    overlap = Overlap(a.words, b.words, 40, 44)
    there, back = measure(a, b, overlap), measure(b, a, overlap.swapped())
    assert there == {name: (-value, theirs, mine) for name, (value, mine, theirs) in back.items()}


@pytest.mark.parametrize(
    ("name", "source", "copy"),
    [
        ("untidy", "The pier shut.Nobody asked why . ", "The pier shut. Nobody asked why. "),
        ("dashes", "The pier — all of it — shut. ", "The pier, all of it, shut. "),
        ("stops", "The pier shut, and nobody asked why. ", "The pier shut. Nobody asked why. "),
        ("commas", "The pier shut without a word. ", "The pier, without a word, shut. "),
        ("articles", "Harbour board members met. ", "The members of the board of the harbour met. "),
        ("small_words", "They just gave it up and went back out. ", "They relinquished it and returned to sea. "),
    ],
)
def test_a_habit_of_the_source_points_to_it(name: str, source: str, copy: str) -> None:
    a, b = witness("a", copy * 10).traits, witness("b", source * 10).traits
    assert measure(a, b, Overlap(1, 1, 0, 0))[name][0] > 0


def test_whoever_brings_in_the_rarer_words_has_reworded() -> None:
    a, b = witness("a", spun(FERRY)).traits, witness("b", FERRY).traits
    value, mine, theirs = measure(a, b, Overlap(1, 1, 0, 0))["own_words"]
    assert value > 0
    assert mine > theirs
    assert measure(b, b, Overlap(1, 1, 0, 0))["own_words"][0] == 0


def test_a_language_without_lists_says_nothing_about_habits_of_english() -> None:
    a, b = Traits(FERRY, "nl"), Traits(spun(FERRY), "nl")
    assert "named" in measure(a, b, Overlap(1, 1, 0, 0))
    assert "said" not in measure(a, b, Overlap(1, 1, 0, 0))


def test_every_clue_of_the_texts_is_a_sentence_about_both() -> None:
    a, b = witness("a", FERRY).traits, witness("b", spun(FERRY, drop=3)).traits
    found = text_clues(a, b, Overlap(a.words, b.words, 40, 44))
    assert found
    for clue in found:
        assert not any(mark in clue.sentence for mark in ("COPY", "SOURCE", "#", "{", "}"))
        assert clue.name == "other_traits" or ("A" in clue.sentence and "B" in clue.sentence)


@pytest.mark.parametrize(("lost", "said"), [(1, "A has 1 number that B lacks"), (2, "A has 2 numbers that B lacks")])
def test_a_single_one_is_told_in_the_singular(lost: int, said: str) -> None:
    a = witness("a", FERRY).traits
    b = witness("b", FERRY.replace("2.4 million", "several").replace("1,860", "many" if lost > 1 else "1,860")).traits
    numbers = Weights({"numbers": 0.01}, {"numbers": 1.0}, "a rule")
    assert [clue.sentence[: len(said)] for clue in text_clues(a, b, Overlap(9, 9, 9, 9), numbers)] == [said]


def test_possessives_are_not_called_contractions() -> None:
    a = witness("a", FERRY).traits
    b = witness("b", FERRY + "\n\nThe town's mayor praised the island's crew and the ferry's cook.").traits
    endings = Weights({"contractions": 0.001}, {"contractions": 1.0}, "a rule")
    (clue,) = text_clues(a, b, Overlap(9, 9, 9, 9), endings)
    assert "endings such as `n't` and `'s`" in clue.sentence


def test_the_balance_of_the_texts_is_the_sum_of_their_clues() -> None:
    texts = [FERRY, spun(FERRY), spun(FERRY, drop=3), shuffled(FERRY), "Seven words."]
    for a, b in permutations([witness(f"w{number}", text).traits for number, text in enumerate(texts)], 2):
        overlap = Overlap(max(1, a.words), max(1, b.words), 4, 4)
        signs = {Direction.A_FROM_B: 1.0, Direction.B_FROM_A: -1.0}
        plain = fsum(signs[clue.toward] * clue.weight for clue in text_clues(a, b, overlap))
        assert text_balance(a, b, overlap) == plain
        assert text_balance(b, a, overlap.swapped()) == -plain


def test_figures_of_a_pair_are_the_same_from_either_side() -> None:
    texts = [FERRY, spun(FERRY), spun(FERRY, drop=3), shuffled(FERRY), "Seven words."]
    for a, b in permutations([witness(f"w{number}", text).traits for number, text in enumerate(texts)], 2):
        there, back = contrast(a, b), contrast(b, a)
        assert there == {name: (-value, theirs, mine) for name, (value, mine, theirs) in back.items()}


def test_what_is_kept_of_a_pair_tells_what_is_measured() -> None:
    texts = [FERRY, spun(FERRY), spun(FERRY, drop=3), shuffled(FERRY), "Seven words."]
    weights = shipped_weights()
    for a, b in permutations([witness(f"w{number}", text).traits for number, text in enumerate(texts)], 2):
        overlap = Overlap(max(1, a.words), max(1, b.words), 4, 4)
        found = sorted(measure(a, b, overlap).items())
        values = {name: weights.value(name, one[0]) for name, one in found if name != "idiom"}
        shown, rest = _weighed(a, b, overlap, weights, lambda name: name != "idiom")
        assert shown == [(name, values[name], *one[1:]) for name, one in found if abs(values.get(name, 0.0)) >= _SHOWN]
        assert rest == sum(value for value in values.values() if abs(value) < _SHOWN)


def test_order_of_words_is_more_natural_before_it_is_shuffled() -> None:
    assert naturalness(FERRY) > naturalness(shuffled(FERRY)) + 0.2
    assert naturalness("") == 0.0


@pytest.mark.parametrize("text", ["", "Words.", "\x00" * 50, "A" * 200_000, "« " * 5_000, "7 " * 5_000])
def test_odd_texts_have_an_answer(text: str) -> None:
    a, b = witness("a", text), witness("b", FERRY)
    assert 0 <= derive(a, b, tie(a, b)).certainty <= 1


def test_nothing_known_is_nothing_said() -> None:
    assert weigh([]).direction is Direction.UNDETERMINED


def test_more_of_one_kind_of_clue_never_outweighs_a_limit() -> None:
    many = [Clue(f"c{i}", "{a} {b}", Direction.A_FROM_B, 9.0) for i in range(50)]
    assert weigh(many).certainty < 1


def test_clues_of_a_story_are_weighed_with_the_others() -> None:
    a, b = witness("a", FERRY), witness("b", spun(FERRY, drop=2))
    siblings = Clue("story_siblings", "Both come from elsewhere.", Direction.COMMON_ORIGIN, 6.0)
    assert derive(a, b, tie(a, b), context=[siblings]).direction is Direction.COMMON_ORIGIN


def test_the_shipped_weights_have_natural_signs() -> None:
    assert all(weight >= 0 for weight in shipped_weights().weights.values())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"figures": {"length": [1]}, "fitted_on": ""}',
        '{"figures": {"length": [1, -1]}, "fitted_on": ""}',
        '{"figures": {"length": [0, 1]}, "fitted_on": ""}',
        '{"figures": {"luck": [1, 1]}, "fitted_on": ""}',
    ],
)
def test_other_files_of_weights_are_refused(content: str) -> None:
    with pytest.raises(DedupError, match="Fit them again"):
        parse(content)


def test_a_tie_can_be_seen_from_either_side() -> None:
    between = Tie(Kind.EXCERPT, Overlap(10, 20, 5, 6))
    assert between.swapped().swapped() == between
    assert between.swapped().overlap.words_a == 20
