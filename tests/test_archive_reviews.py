"""What people say of pairs holds for stories, whenever it is said and whatever comes in, and can be taken back."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dedup.archive import Archive, Params
from dedup.config import CompareParams
from dedup.errors import NotFoundError, UsageError
from dedup.model import (
    Article,
    ChangeSort,
    Claim,
    Direction,
    Kind,
    MetaSource,
    OriginStatus,
    Review,
    ReviewReport,
    ReviewState,
    Role,
    Word,
)
from dedup.store import migrate
from tests.archive_factories import BANK, HARBOUR, RAIL, SCHOOL, article, edited, fill, groups, said

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
TEXT = "\n\n".join(HARBOUR)
COPIES = [article(f"c{i}", edited(TEXT, 0.05, i), published=f"2024-10-1{i}") for i in range(4)]
OTHERS = [article("school", SCHOOL), article("bank", BANK), article("bank-copy", edited("\n\n".join(BANK), 0.04, 9))]
ITEMS = [*COPIES, *OTHERS, article("c0-again", COPIES[0].text), article("mixed", [*RAIL[:3], *HARBOUR[:2]])]


def word(a: str, b: str, said: Word = Word.NOT_SAME, *, minute: int = 0, **more: object) -> Review:
    fields: dict[str, object] = {"reviewer": "Ines Falk", "at": NOW + timedelta(minutes=minute), **more}
    return Review(a=a, b=b, word=said, **fields)  # type: ignore[arg-type]


def same(a: str, b: str, **more: object) -> Review:
    return word(a, b, Word.SAME, **more)  # type: ignore[arg-type]


def told(archive: Archive) -> dict[str, object]:
    return {**said(archive), "derivations": list(archive.derivations()), "reviews": archive.reviews()}


def states(archive: Archive) -> dict[tuple[str, str], str]:
    return {one.review.pair: one.state.value for one in archive.reviews()}


def members(archive: Archive, key: str) -> set[str]:
    return {one.article for one in archive.story(key).members if one.role.belongs}


# --- not the same -----------------------------------------------------------------------------------------------------


def test_not_the_same_parts_two_copies_for_good_also_through_third_members(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with fill(path, COPIES) as archive:
        assert members(archive, "c0") == {"c0", "c1", "c2", "c3"}
        before = list(archive.relations())
        assert archive.take_reviews([word("c1", "c0", note="An earlier strike.")]) == ReviewReport(
            added=1, undone=0, unchanged=0
        )
        assert not any({"c0", "c1"} <= group for group in groups(archive))
        after = list(archive.relations())
        assert [replace(one, reviewed=None, direction=Direction.UNDETERMINED) for one in after] == [
            replace(one, direction=Direction.UNDETERMINED) for one in before
        ]
        assert {(one.a, one.b): one.reviewed for one in after if one.reviewed} == {("c0", "c1"): Word.NOT_SAME}
        assert {(one.a, one.b) for one in archive.derivations() if one.reviewed} == {("c0", "c1")}
        archive.ingest([article(f"late{i}", edited(TEXT, 0.03, 10 + i)) for i in range(3)])
        assert not any({"c0", "c1"} <= group for group in groups(archive))
    strict = Params(compare=CompareParams(per_shingle=0.2, decided=0.4))
    with fill(path, OTHERS, params=strict) as archive:  # everything is compared anew
        assert archive.counts().stale == 0
        assert not any({"c0", "c1"} <= group for group in groups(archive))
    assert migrate.check(path).problems == ()


def test_a_word_that_is_undone_leaves_no_trace_but_itself_and_the_history(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", ITEMS) as archive:
        before = said(archive)
        review = archive.review(word("c0", "c1"))
        assert review.a_digest is not None
        assert said(archive) != before
        assert archive.take_reviews([review.taken_back(NOW + timedelta(days=1))]).undone == 1
        assert said(archive) == before
        assert states(archive) == {("c0", "c1"): "undone"}
        lines = [one for one in archive.history("c0") if one.sort is ChangeSort.REVIEW]
        assert [(one.new, one.reason) for one in lines] == [
            ("not same: c0 and c1", "Ines Falk (review of 2026-03-04): c0 and c1 are not the same story."),
            (
                "review of c0 and c1 undone",
                "Undone: Ines Falk (review of 2026-03-04): c0 and c1 are not the same story.",
            ),
        ]


def test_not_the_same_of_articles_with_one_text_is_refused_and_an_imported_one_has_no_effect(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", ITEMS) as archive:
        before = said(archive)
        with pytest.raises(UsageError, match="c0 and c0-again are the same letter for letter"):
            archive.review(word("c0", "c0-again"))
        assert archive.reviews() == []
        archive.take_reviews([word("c0", "c0-again")])
        assert states(archive) == {("c0", "c0-again"): "identical"}
        assert said(archive) == before
        archive.ingest([replace(ITEMS[-2], text=edited(TEXT, 0.04, 44))])  # now they differ
        assert states(archive) == {("c0", "c0-again"): "effective"}
        assert not any({"c0", "c0-again"} <= group for group in groups(archive))


# --- the same ---------------------------------------------------------------------------------------------------------


def test_the_same_joins_what_the_machine_did_not_relate(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", ITEMS) as archive:
        relations = list(archive.relations())
        archive.review(same("school", "bank"))
        story = archive.story("school")
        assert {one.article for one in story.members} == {"school", "bank", "bank-copy"}
        by_key = {one.article: one for one in story.members}
        assert (by_key["school"].kind, by_key["school"].reviewed) == (Kind.REWRITE, Word.SAME)
        assert {by_key["bank-copy"].kind, by_key["bank"].kind} == {None, Kind.NEAR_COPY}  # one of them is canonical
        assert (by_key["bank"].reviewed, by_key["bank-copy"].reviewed) == (Word.SAME, None)
        assert "With bank it is one story, says Ines Falk (review of 2026-03-04)." in by_key["school"].reason
        assert list(archive.relations()) == relations
        assert {(one.a, one.b) for one in archive.derivations() if one.reviewed} == {("bank", "school")}


def test_words_that_contradict_each_other_keep_apart_and_the_newest_of_a_pair_holds(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", ITEMS) as archive:
        archive.take_reviews([same("school", "bank"), same("school", "c3", minute=1), word("bank", "c3", minute=2)])
        assert members(archive, "school") >= {"school", "c3"}
        assert not members(archive, "school") & {"bank", "bank-copy"}
        assert states(archive) == {
            ("bank", "school"): "blocked",
            ("c3", "school"): "effective",
            ("bank", "c3"): "effective",
        }
        archive.take_reviews([same("bank", "c3", minute=3, reviewer="Bo")])
        assert members(archive, "school") >= {"school", "c3", "bank", "bank-copy"}
        assert [one.state for one in archive.reviews(["bank"])] == [
            ReviewState.SUPERSEDED,
            ReviewState.EFFECTIVE,
            ReviewState.EFFECTIVE,
        ]


def test_unsure_changes_nothing(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", ITEMS) as archive:
        before = list(archive.stories())
        archive.review(word("c0", "c1", Word.UNSURE))
        assert [
            replace(one, members=tuple(replace(m, reviewed=None) for m in one.members)) for one in archive.stories()
        ] == before
        assert {(one.a, one.b): one.reviewed for one in archive.relations() if one.reviewed} == {
            ("c0", "c1"): Word.UNSURE
        }


# --- articles that are not held, and texts that change ----------------------------------------------------------------


def test_reviews_wait_for_their_articles(tmp_path: Path) -> None:
    reviews = [word("c0", "c1"), same("school", "bank"), same("c2", "never")]
    with fill(tmp_path / "before.db", []) as before, fill(tmp_path / "after.db", ITEMS) as after:
        before.take_reviews(reviews)
        assert set(states(before).values()) == {"dormant"}
        for one in ITEMS:
            before.ingest([one])
        after.take_reviews(reviews)
        assert told(before) == told(after)
        assert states(after) == {
            ("c0", "c1"): "effective", ("bank", "school"): "effective", ("c2", "never"): "dormant"
        }  # fmt: skip


def test_a_revised_text_leaves_the_word_and_is_told(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", ITEMS) as archive:
        archive.review(word("c0", "c1"))
        archive.ingest([replace(COPIES[1], text=edited(TEXT, 0.05, 77))])
        (status,) = archive.reviews()
        assert (status.state, status.text_changed) == (ReviewState.EFFECTIVE, True)
        assert not any({"c0", "c1"} <= group for group in groups(archive))
        archive.ingest([COPIES[1]])
        assert not archive.reviews()[0].text_changed


@pytest.mark.parametrize(
    ("review", "error", "message"),
    [
        (word("c0", "gone"), NotFoundError, "holds no article 'gone'"),
        (word("gone", "c0"), NotFoundError, "holds no article 'gone'"),
    ],
)
def test_a_review_of_what_is_not_held_is_refused(
    tmp_path: Path, review: Review, error: type[Exception], message: str
) -> None:
    with fill(tmp_path / "news.db", COPIES) as archive:
        with pytest.raises(error, match=message):
            archive.review(review)
        assert archive.reviews() == []


def test_a_word_given_later_is_newer_whatever_the_clock_says(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", COPIES) as archive:
        archive.take_reviews([word("c0", "c1", minute=60)])
        kept = archive.review(same("c0", "c1"))
        assert kept.at == NOW + timedelta(minutes=60, microseconds=1)
        assert [one.state.value for one in archive.reviews()] == ["superseded", "effective"]
        assert archive.review(same("c2", "c3")).at == NOW


# --- directions and origins -------------------------------------------------------------------------------------------


def dated(key: str, text: str, publisher: str, at: str) -> Article:
    return replace(article(key, text, published=at, seen=at), publisher=Claim(publisher, MetaSource.META), uri=None)


FAMILY = [
    dated("origin", TEXT, "Vessholm Herald", "2024-10-09T06:30"),
    dated("reprint", f"As first reported by the Vessholm Herald.\n\n{TEXT}", "Karlby Courier", "2024-10-09T14:00"),
    dated("cut", f"{TEXT[:900]}\n\nOriginal source: Vessholm Herald", "Sarnow Post", "2024-10-10T10:00"),
    dated("third", edited(TEXT, 0.05, 3), "Ostrand Globe", "2024-10-10T12:00"),
]


def test_a_person_turns_a_direction_and_with_it_the_origin(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", FAMILY) as archive:
        assert archive.story("cut").origin.article == "origin"
        archive.review(same("origin", "reprint", direction=Direction.A_FROM_B))
        story = archive.story("cut")
        assert story.origin.article != "origin"
        assert story.ledger[0].sentence == "Ines Falk (review of 2026-03-04): origin was made from reprint."
        place = next(one for one in story.members if one.article == "origin")
        assert (place.role, place.via) == (Role.DERIVATIVE, "reprint")
        assert place.parents[0].why == "was made from it, says Ines Falk (review of 2026-03-04)"
        pair = next(one for one in archive.derivations() if (one.a, one.b) == ("origin", "reprint"))
        assert (pair.derivation.direction, pair.derivation.certainty) == (Direction.A_FROM_B, 1.0)
        assert pair.derivation.clues[0].sentence == "Ines Falk (review of 2026-03-04): A was made from B."
        relation = next(one for one in archive.relations() if (one.a, one.b) == ("origin", "reprint"))
        assert (relation.direction, relation.reviewed) == (Direction.A_FROM_B, Word.SAME)
        changes = archive.history("cut")
        assert {one.sort for one in changes[1:]} >= {ChangeSort.CANONICAL, ChangeSort.REVIEW}


def test_two_of_a_common_origin_have_it_outside_if_there_is_no_third(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", FAMILY[:2]) as archive:
        archive.review(same("origin", "reprint", direction=Direction.COMMON_ORIGIN))
        story = archive.story("origin")
        assert story.origin.status is OriginStatus.NOT_HELD
        assert {parent.article for one in story.members for parent in one.parents} == {None}
        (pair,) = archive.derivations()
        assert (pair.derivation.direction, pair.derivation.certainty) == (Direction.COMMON_ORIGIN, 1.0)


def test_of_words_that_make_a_circle_the_newest_hold(tmp_path: Path) -> None:
    circle = [
        same("origin", "reprint", direction=Direction.A_FROM_B),
        same("reprint", "third", direction=Direction.A_FROM_B, minute=1),
        same("third", "origin", direction=Direction.A_FROM_B, minute=2),
    ]
    with fill(tmp_path / "news.db", FAMILY) as archive:
        archive.take_reviews(circle)
        story = archive.story("origin")
        assert story.origin.article not in {"reprint", "third"}
        above = {one.article: {parent.article for parent in one.parents} for one in story.members}
        assert "third" in above["reprint"]
        assert "origin" in above["third"]
        assert "reprint" not in above["origin"]
        said = {(one.a, one.b): one.derivation for one in archive.derivations()}
        first = said["origin", "reprint"].clues[0]
        assert first.sentence == (
            "Ines Falk (review of 2026-03-04): A was made from B, which makes a circle with newer words and is set "
            "aside."
        )
        assert said["origin", "third"].direction is Direction.B_FROM_A


def test_the_states_of_one_publisher_stand_as_a_person_says(tmp_path: Path) -> None:
    early = dated("early", TEXT, "Vessholm Herald", "2024-10-09T06:30")
    late = dated("late", edited(TEXT, 0.02, 8), "Vessholm Herald", "2024-10-09T16:30")
    with fill(tmp_path / "news.db", [early, late, *FAMILY[1:]]) as archive:
        assert archive.story("cut").origin.article == "early"
        archive.review(same("early", "late", direction=Direction.A_FROM_B))
        story = archive.story("cut")
        assert story.origin.article == "late"
        pair = next(one for one in archive.derivations() if (one.a, one.b) == ("early", "late"))
        assert (pair.derivation.direction, pair.derivation.revision) == (Direction.A_FROM_B, True)
        archive.review(same("early", "late", direction=Direction.COMMON_ORIGIN))
        pair = next(one for one in archive.derivations() if (one.a, one.b) == ("early", "late"))
        assert (pair.derivation.direction, pair.derivation.revision) == (Direction.COMMON_ORIGIN, False)


def test_a_guest_meets_the_story_as_people_see_it(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", FAMILY[:2]) as archive:
        archive.review(same("origin", "reprint", direction=Direction.A_FROM_B))
        guest = archive.origin(FAMILY[3])
        archive.ingest([FAMILY[3]])
        held = archive.origin(FAMILY[3])
        assert guest.story is not None
        assert held.story is not None
        assert guest.story.origin == held.story.origin
        assert guest.story.origin.article != "origin"


# --- any order --------------------------------------------------------------------------------------------------------

KEYS = [one.key for one in ITEMS]
drawn = st.builds(
    lambda pair, said, direction, minute, undone, who: word(
        pair[0],
        pair[1],
        said,
        minute=minute,
        reviewer=who,
        direction=direction if said is Word.SAME else None,
        undone_at=NOW + timedelta(days=1) if undone else None,
    ),
    st.lists(st.sampled_from(KEYS), min_size=2, max_size=2, unique=True),
    st.sampled_from([Word.SAME, Word.SAME, Word.NOT_SAME, Word.NOT_SAME, Word.UNSURE]),
    st.sampled_from([None, Direction.A_FROM_B, Direction.B_FROM_A, Direction.COMMON_ORIGIN]),
    st.integers(0, 5),
    st.sampled_from([False, False, False, True]),
    st.sampled_from(["Ines Falk", "Bo"]),
)


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("orders")
    return (folder / f"{number}.db" for number in range(10**6))


def shuffled(items: Iterable[Article], reviews: list[Review], dice: random.Random) -> list[Article | Review]:
    return dice.sample([*items, *reviews], len(ITEMS) + len(reviews))


@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
@given(reviews=st.lists(drawn, max_size=9, unique_by=lambda one: one.identity), dice=st.randoms(use_true_random=False))
def test_reviews_and_articles_in_any_order_say_the_same_and_keep_apart_what_they_must(
    paths: Iterator[Path], reviews: list[Review], dice: random.Random
) -> None:
    one_path, other_path = next(paths), next(paths)
    with fill(one_path, ITEMS) as one, Archive.open(other_path) as other:
        one.take_reviews(reviews)
        for item in shuffled(ITEMS, reviews, dice):
            if isinstance(item, Review):
                other.take_reviews([item])
            else:
                other.ingest([item])
        assert told(one) == told(other)
        stories = list(one.stories())
        home = {member.article: story.id for story in stories for member in story.members if member.role.belongs}
        for status in one.reviews():
            review = status.review
            if status.state is ReviewState.EFFECTIVE and review.word is Word.NOT_SAME:
                assert home.get(review.a, 1) != home.get(review.b, 2)
            if status.state is ReviewState.EFFECTIVE and review.word is Word.SAME:
                assert home[review.a] == home[review.b]
    assert migrate.check(one_path).problems == migrate.check(other_path).problems == ()
