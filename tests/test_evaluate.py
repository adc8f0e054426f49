"""Measures of quality, on numbers small enough to check by hand."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.errors import UnusableError
from dedup.evaluation import (
    Family,
    LabelledPair,
    TrueDerivation,
    calibration_error,
    compare_clusters,
    components,
    evaluate,
    judged,
    measure_families,
    measure_pairs,
    mixed_stories,
    pair_of,
    same_cluster_pairs,
    story_clusters,
    word_f1,
)
from dedup.model import Comparison, Direction, Kind, Member, Origin, OriginStatus, Overlap, Relation, Role, Story

clusterings = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.sampled_from("123"), min_size=1)


def exported(a: str, b: str, kind: str = "near_copy", score: float = 0.9, **more: object) -> dict[str, object]:
    return {"a": a, "b": b, "kind": kind, "score": score, **more}


def a_relation(a: str, b: str, kind: Kind, direction: Direction = Direction.UNDETERMINED) -> Relation:
    comparison = Comparison(
        kind=kind, score=0.8, overlap=Overlap(10, 10, 9, 9), evidence=(), passages=(), params_digest="0"
    )
    return Relation(a=a, b=b, comparison=comparison, proposed_by=("bands",), direction=direction)


def a_story(name: str, **roles: Role) -> Story:
    members = tuple(
        Member(article=key, role=role, kind=None, via=None, score=None, reason="") for key, role in roles.items()
    )
    origin = Origin(status=OriginStatus.UNDETERMINED)
    return Story(id=name, origin=origin, canonical=members[0].article, reason="", members=members)


# --- pairs ------------------------------------------------------------------------------------------------------------


def test_missed_is_told_from_misjudged() -> None:
    labelled = [LabelledPair("b", "a", "copy"), LabelledPair("c", "a", "copy"), LabelledPair("d", "a", "copy")]
    figures = measure_pairs(
        [exported("a", "b"), exported("a", "c", "unrelated", 0.1)], labelled, articles=4, proposed=[]
    )
    (copy,) = figures.labels
    assert (copy.pairs, copy.proposed, copy.found, copy.missed, copy.misjudged) == (3, 2, 1, 1, 1)
    assert copy.kinds == ((Kind.NEAR_COPY, 1), (Kind.UNRELATED, 1))
    assert copy.recall == pytest.approx(1 / 3)
    assert copy.candidate_recall == pytest.approx(2 / 3)


def test_a_candidate_that_was_not_exported_counts_as_proposed() -> None:
    labelled = [LabelledPair("b", "a", "copy")]
    (copy,) = measure_pairs([], labelled, articles=2, proposed=[("a", "b")]).labels
    assert (copy.missed, copy.misjudged) == (0, 1)


@pytest.mark.parametrize("label", ["quotes_only", "captions_only", "unrelated", "same_event", "quotation"])
def test_a_label_of_innocence_counts_what_was_called_derived_as_misjudged(label: str) -> None:
    labelled = [LabelledPair("a", "b", label), LabelledPair("a", "c", label)]
    (figures,) = measure_pairs([exported("a", "b"), exported("a", "c", "quotation")], labelled, articles=3).labels
    assert not figures.positive
    assert (figures.found, figures.misjudged) == (1, 1)


def test_a_pair_of_one_event_called_derived_is_accused_and_any_other_is_stray() -> None:
    events = same_cluster_pairs({"x1": "x", "x2": "x", "x3": "x", "y1": "y"})
    relations = [exported("x1", "x2", "rewrite"), exported("x1", "x3", "same_event"), exported("x3", "y1", "excerpt")]
    figures = measure_pairs(relations, [], articles=4, same_event=events)
    assert figures.accused == (("x1", "x2"),)
    assert figures.innocent == 3
    assert figures.stray == (("x3", "y1"),)
    assert figures.stray_per_thousand == 250


def test_a_labelled_pair_is_neither_accused_nor_stray() -> None:
    figures = measure_pairs(
        [exported("a", "b")], [LabelledPair("a", "b", "version")], articles=2, same_event=[("a", "b")]
    )
    assert (figures.accused, figures.innocent, figures.stray) == ((), 0, ())


def test_a_pair_exported_from_the_other_side_is_the_same_pair() -> None:
    (copy,) = measure_pairs([exported("b", "a")], [LabelledPair("a", "b", "copy")], articles=2).labels
    assert copy.found == 1


def test_direction_is_measured_on_found_pairs_whose_label_has_one() -> None:
    labelled = [
        LabelledPair("b", "a", "summary"),  # right, though exported as a, b
        LabelledPair("c", "a", "summary"),  # wrong
        LabelledPair("d", "a", "summary"),  # not decided
        LabelledPair("e", "a", "summary"),  # not found
        LabelledPair("f", "a", "version"),  # has no direction
    ]
    relations = [
        exported("a", "b", direction="b_from_a"),
        exported("a", "c", direction="a_from_b"),
        exported("a", "d", direction="undetermined"),
        exported("a", "e", "same_event", direction="b_from_a"),
        exported("a", "f", direction="a_from_b"),
    ]
    direction = measure_pairs(relations, labelled, articles=6).direction
    assert (direction.pairs, direction.decided, direction.right) == (3, 2, 1)
    assert direction.precision == 0.5


def test_without_a_decision_no_direction_is_wrong() -> None:
    assert measure_pairs([], [], articles=0).direction.precision == 1


def test_relations_of_the_model_are_measured_like_their_export() -> None:
    relation = a_relation("a", "b", Kind.EXCERPT, Direction.A_FROM_B)
    line = exported("a", "b", "excerpt", 0.8, direction="a_from_b", proposed_by=["bands"])
    assert judged(relation) == judged(line)
    assert judged(relation).derivative() == "a"


@pytest.mark.parametrize(
    "line",
    [
        {"a": "x", "kind": "excerpt", "score": 1},
        exported("a", "b", "plagiarism"),
        exported("a", "b", score=1.5),
        exported("a", "b", score=float("nan")),
        exported("a", "b", direction="sideways"),
    ],
)
def test_a_line_that_is_no_relation_is_refused(line: Mapping[str, object]) -> None:
    with pytest.raises(UnusableError):
        judged(line)


# --- calibration ------------------------------------------------------------------------------------------------------


def test_calibration_of_scores_that_keep_their_word_is_perfect() -> None:
    assert calibration_error([(1.0, True)] * 7 + [(0.0, False)] * 3) == 0


def test_calibration_error_by_hand() -> None:
    # Two bins of two: |0.1 - 0| and |0.9 - 0.5|, each of half the mass.
    assert calibration_error([(0.0, False), (0.2, False), (0.8, True), (1.0, False)], bins=2) == pytest.approx(0.25)


def test_equal_scores_stay_in_one_bin() -> None:
    half = [(0.5, True), (0.5, False)] * 10
    assert calibration_error(half) == 0


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), st.booleans()), min_size=1), st.randoms())
def test_calibration_does_not_depend_on_order(scored: list[tuple[float, bool]], chance: random.Random) -> None:
    shuffled = chance.sample(scored, len(scored))
    error = calibration_error(scored)
    assert calibration_error(shuffled) == error
    assert 0 <= error <= 1


def test_calibration_of_nothing_is_refused_and_reported_as_none() -> None:
    with pytest.raises(ValueError, match="no scored pairs"):
        calibration_error([])
    assert measure_pairs([], [LabelledPair("a", "b", "copy")], articles=2).calibration is None


# --- clusters ---------------------------------------------------------------------------------------------------------


def test_clusters_by_hand() -> None:
    truth = {"a": "1", "b": "1", "c": "2", "d": "2"}
    figures = compare_clusters({"a": "s", "b": "s", "c": "s"}, truth)
    # Precision: a and b 2/3 each, c 1/3, d alone 1; recall: a and b 1, c and d 1/2.
    assert figures.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert figures.recall == pytest.approx(3 / 4)
    # Agreeing pairs 1, found 3, true 2, of 6: expected 1, possible 2.5.
    assert figures.rand == pytest.approx(0)
    assert figures.items == 4


def test_an_article_without_a_story_stands_alone() -> None:
    figures = compare_clusters({}, {"a": "1", "b": "1"})
    assert (figures.precision, figures.recall, figures.rand) == (1, 0.5, 0)


@given(clusterings)
def test_the_truth_against_itself_is_perfect(truth: dict[str, str]) -> None:
    figures = compare_clusters(truth, truth)
    assert figures.precision == figures.recall == pytest.approx(1)
    assert figures.f1 == pytest.approx(1)
    assert figures.rand == pytest.approx(1)


@given(clusterings, clusterings, st.randoms())
def test_names_and_order_change_nothing(
    predicted: dict[str, str], truth: dict[str, str], chance: random.Random
) -> None:
    keys = sorted(predicted.keys() | truth.keys())
    renamed = dict(zip(keys, chance.sample(keys, len(keys)), strict=True))
    figures = compare_clusters(predicted, truth)
    other = compare_clusters(
        {renamed[key]: f"story {cluster}" for key, cluster in predicted.items()},
        {renamed[key]: cluster for key, cluster in reversed(truth.items())},
    )
    assert other.precision == pytest.approx(figures.precision)
    assert other.recall == pytest.approx(figures.recall)
    assert other.rand == pytest.approx(figures.rand)


@given(clusterings, clusterings)
def test_exchanging_the_two_sides_exchanges_precision_and_recall(one: dict[str, str], other: dict[str, str]) -> None:
    both = sorted(one.keys() & other.keys())
    first = compare_clusters({key: one[key] for key in both}, {key: other[key] for key in both})
    second = compare_clusters({key: other[key] for key in both}, {key: one[key] for key in both})
    assert first.precision == pytest.approx(second.recall)
    assert first.rand == pytest.approx(second.rand)


def test_an_article_that_cites_a_story_is_not_of_it() -> None:
    story = a_story("s", a=Role.ORIGIN, b=Role.DERIVATIVE, c=Role.CITING)
    line = {
        "story": "s",
        "members": [{"article": "a", "role": "origin"}, {"article": "b", "role": "derivative"},
                    {"article": "c", "role": "citing"}],
    }  # fmt: skip
    assert story_clusters([story]) == story_clusters([line]) == {"a": "s", "b": "s"}


def test_stories_that_mix_true_clusters_are_named() -> None:
    predicted = {"a": "s", "b": "s", "c": "t", "unlabelled": "t"}
    assert mixed_stories(predicted, {"a": "1", "b": "2", "c": "1"}) == ("s",)


def test_components_follow_chains() -> None:
    joined = components("abcde", [("d", "c"), ("b", "c"), ("a", "a")])
    assert joined == {"a": "a", "b": "b", "c": "b", "d": "b", "e": "e"}


# --- families ---------------------------------------------------------------------------------------------------------


def a_family(**changes: object) -> Family:
    given_fields: dict[str, object] = {
        "name": "1",
        "articles": ("origin", "copy", "spun", "second", "own", "twin"),
        "derived": (
            TrueDerivation("copy", "origin", Kind.NEAR_COPY),
            TrueDerivation("spun", "origin", Kind.REWRITE, via="copy"),
        ),
        "quotes_only": (("own", "origin"),),
        "independent": ("own",),
        "unrelated": ("twin",),
        "revisions": (("second", "origin"),),
    }
    return Family(**(given_fields | changes))  # type: ignore[arg-type]


def test_a_derivation_is_found_by_its_origin_or_by_the_copy_in_between() -> None:
    relations = [exported("copy", "origin"), exported("copy", "spun", "summary", direction="b_from_a")]
    figures = measure_families(relations, [a_family()], articles=6)
    by_kind = {k.kind: (k.derivations, k.proposed, k.found, k.right_kind) for k in figures.kinds if k.derivations}
    assert by_kind == {Kind.NEAR_COPY: (1, 1, 1, 1), Kind.REWRITE: (1, 1, 1, 0)}
    assert (figures.direction.pairs, figures.direction.decided, figures.direction.right) == (2, 1, 1)


def test_copies_of_an_origin_that_is_not_held_are_found_by_one_another() -> None:
    made = (TrueDerivation("copy", None, Kind.NEAR_COPY), TrueDerivation("spun", None, Kind.REWRITE))
    figures = measure_families([exported("copy", "spun", "rewrite")], [a_family(derived=made)], articles=6)
    assert [k.found for k in figures.kinds if k.derivations] == [1, 1]
    assert figures.direction.pairs == 0


def test_contradicting_directions_are_not_right() -> None:
    relations = [exported("origin", "spun", direction="b_from_a"), exported("copy", "spun", direction="a_from_b")]
    direction = measure_families(relations, [a_family()], articles=6).direction
    assert (direction.decided, direction.right) == (1, 0)


def test_a_common_origin_is_no_decision() -> None:
    relations = [exported("copy", "origin", direction="common_origin")]
    direction = measure_families(relations, [a_family()], articles=6).direction
    assert (direction.pairs, direction.decided, direction.right) == (1, 0, 0)


def test_innocents_of_a_family_called_derived_are_accused_under_their_label() -> None:
    relations = [
        exported("own", "origin", "rewrite"),
        exported("copy", "twin"),
        exported("origin", "second"),  # a revision is no derivation, and no accusation either
        exported("own", "spun", "quotation"),
    ]
    figures = measure_families(relations, [a_family()], articles=6)
    assert dict(figures.accused) == {
        "independent": (("origin", "own"),),
        "quotes_only": (),
        "unrelated": (("copy", "twin"),),
    }
    assert figures.stray == ()


def test_an_independent_report_may_have_a_revision_of_its_own() -> None:
    family = a_family(independent=("own", "second"), revisions=(("second", "own"),))
    assert pair_of("own", "second") not in {item.pair for item in family.innocent_pairs()}


def test_a_derivation_across_two_families_is_stray() -> None:
    other = Family(name="2", articles=("x", "y"), derived=())
    figures = measure_families([exported("copy", "x"), exported("x", "y")], [a_family(), other], articles=8)
    assert figures.stray == (("copy", "x"),)
    assert figures.stray_per_thousand == 125


# --- all in one -------------------------------------------------------------------------------------------------------


def test_an_evaluation_is_json() -> None:
    labelled = [LabelledPair("b", "a", "near_copy"), LabelledPair("c", "a", "quotes_only")]
    evaluation = evaluate(
        [exported("a", "b", score=1.0, direction="b_from_a")],
        labelled,
        articles=4,
        same_event={"c": "e", "d": "e"},
        stories=[a_story("s", a=Role.ORIGIN, b=Role.DERIVATIVE)],
    )
    assert json.loads(json.dumps(evaluation.as_dict())) == {
        "articles": 4,
        "labels": [
            {"label": "near_copy", "derived": True, "pairs": 1, "proposed": 1, "found": 1, "recall": 1.0,
             "candidate_recall": 1.0, "missed": 0, "misjudged": 0, "kinds": {"near_copy": 1}},
            {"label": "quotes_only", "derived": False, "pairs": 1, "proposed": 0, "found": 0, "recall": 0.0,
             "candidate_recall": 0.0, "missed": 1, "misjudged": 0, "kinds": {}},
        ],
        "same_event": {"pairs": 1, "accused": []},
        "stray": {"pairs": [], "per_thousand_articles": 0.0},
        "direction": {"pairs": 1, "decided": 1, "right": 1, "precision": 1.0},
        "calibration_error": 0.0,
        "clusters": {"articles": 3, "b_cubed_precision": 1.0, "b_cubed_recall": 1.0, "b_cubed_f1": 1.0,
                     "adjusted_rand": 1.0},
    }  # fmt: skip


def test_word_f1_by_hand() -> None:
    assert word_f1("One two, two THREE", "one two four") == pytest.approx(2 * 2 / 7)
    assert word_f1("", "") == 1
    assert word_f1("", "word") == 0
