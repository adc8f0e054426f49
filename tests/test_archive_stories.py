"""Stories of a whole archive: what belongs together, what a page of many subjects does not glue, and ids that last."""

from __future__ import annotations

from pathlib import Path

import pytest

from dedup.errors import NotFoundError
from dedup.model import Kind, OriginStatus, Role
from dedup.provenance import story_id
from dedup.store import migrate
from tests.archive_factories import (
    BANK,
    BEETLE,
    BRIDGE,
    HARBOUR,
    RAIL,
    SCHOOL,
    article,
    edited,
    fill,
    groups,
    kinds,
    weather,
)

POND = (
    "Fire crews freed a cow from a frozen pond near Elst on Sunday; the vet said that it was cold, cross and quite "
    "unhurt, and it walked home."
)
EGGS = (
    "A man of 40 who sold fake eggs at fairs got a fine of 900 crowns and must do 60 hours of work at the zoo, a judge "
    "in Rho said."
)


def test_a_round_up_joins_one_story_and_glues_no_two(tmp_path: Path) -> None:
    harbour, school = (
        [article(f"{letter}{i}", edited("\n\n".join(text), 0.03, i)) for i in range(3)]
        for letter, text in (("h", HARBOUR), ("s", SCHOOL))
    )
    page = article("round-up", [*HARBOUR[:3], *SCHOOL[:3], BANK[0]])
    with fill(tmp_path / "news.db", [*harbour, *school, page]) as archive:
        related = {pair for pair in kinds(archive) if "round-up" in pair}
        assert {key[0] for pair in related for key in pair} == {"h", "s", "r"}, "it is related to both"
        found = {frozenset(group - {"round-up"}) for group in groups(archive)}
        assert found == {frozenset({"h0", "h1", "h2"}), frozenset({"s0", "s1", "s2"})}


@pytest.mark.parametrize(
    ("first", "second"), [(HARBOUR[0], SCHOOL[0]), (POND, EGGS)], ids=["paragraphs", "briefs of one sentence"]
)
def test_a_digest_of_single_items_does_not_make_one_story_of_them(tmp_path: Path, first: str, second: str) -> None:
    items = [article("first", first), article("second", second), article("digest", [first, second])]
    with fill(tmp_path / "news.db", items) as archive:
        assert set(kinds(archive)) == {("digest", "first"), ("digest", "second")}
        (group,) = groups(archive)
        assert len(group) == 2


def test_a_row_of_digests_does_not_chain_strangers(tmp_path: Path) -> None:
    subjects = [HARBOUR, SCHOOL, BEETLE, BANK, RAIL]
    stories = [article(f"story{i}", text) for i, text in enumerate(subjects)]
    digests = [
        article(f"digest{i}", [*subjects[i][:2], *subjects[(i + 1) % 5][:2], *subjects[(i + 2) % 5][:2]])
        for i in range(5)
    ]
    with fill(tmp_path / "news.db", [*stories, *digests]) as archive:
        for group in groups(archive):
            assert sum(1 for key in group if key.startswith("story")) <= 1


def test_a_chain_over_a_page_of_two_subjects_stays_apart_and_one_of_a_single_subject_holds(tmp_path: Path) -> None:
    strangers = [
        article("a", HARBOUR[:4]),
        article("b", [*HARBOUR[2:4], *SCHOOL[:2]]),
        article("c", SCHOOL[:4]),
    ]
    with fill(tmp_path / "strangers.db", strangers) as archive:
        assert set(kinds(archive)) == {("a", "b"), ("b", "c")}
        assert not any({"a", "c"} <= group for group in groups(archive))
    versions = [article("a", BRIDGE[:3]), article("b", BRIDGE[1:5]), article("c", BRIDGE[3:])]
    with fill(tmp_path / "versions.db", versions) as archive:
        assert set(kinds(archive)) == {("a", "b"), ("b", "c")}
        assert groups(archive) == {frozenset("abc")}


def test_two_excerpts_that_share_nothing_stay_with_their_origin(tmp_path: Path) -> None:
    items = [
        article("origin", BRIDGE, published="2024-10-09"),
        article("head", BRIDGE[:2], published="2024-10-10"),
        article("tail", BRIDGE[4:], published="2024-10-11"),
    ]
    with fill(tmp_path / "news.db", items) as archive:
        assert kinds(archive) == {("head", "origin"): "excerpt", ("origin", "tail"): "excerpt"}
        story = archive.story("tail")
        assert story.canonical == "origin"
        assert (story.origin.status, story.origin.article) == (OriginStatus.HELD, "origin")
        assert [(m.article, m.role, m.kind, m.via) for m in story.members] == [
            ("origin", Role.ORIGIN, None, None),
            ("head", Role.DERIVATIVE, Kind.EXCERPT, "origin"),
            ("tail", Role.DERIVATIVE, Kind.EXCERPT, "origin"),
        ]


def test_template_twins_are_candidates_and_no_copies(tmp_path: Path) -> None:
    twins = [
        article("mon", weather("Vessholm", (4, 13, 22, 31, 5, 64, 15, 6))),
        article("tue", weather("Karlby", (9, 21, 17, 48, 2, 71, 19, 11))),
    ]
    with fill(tmp_path / "news.db", twins) as archive:
        assert [(pair.a, pair.b) for pair in archive.candidates()] == [("mon", "tue")]
        assert list(archive.relations()) == []
        assert list(archive.stories()) == []


# --- many ------------------------------------------------------------------------------------------------------------


def test_five_hundred_copies_are_one_story(tmp_path: Path) -> None:
    copies = [article(f"copy{i:03}", HARBOUR, published=f"2024-10-{1 + i % 28:02}") for i in range(500)]
    with fill(tmp_path / "news.db", copies) as archive:
        (story,) = archive.stories()
        assert len(story.members) == 500
        assert story.canonical == "copy000"
        assert story.origin.status is OriginStatus.UNDETERMINED
        assert {(member.kind, member.via) for member in story.members[1:]} == {(Kind.IDENTICAL, None)}
        assert archive.counts().contents == 1
        assert archive.counts().relations == 0
        assert sum(1 for relation in archive.relations() if relation.kind is Kind.IDENTICAL) == 500 * 499 // 2


# --- ids -------------------------------------------------------------------------------------------------------------


def renamed_at_each_step(letter: str, count: int) -> list[str]:
    """Keys in an order in which each newcomer gives the story another id."""
    return sorted((f"{letter}{number}" for number in range(count)), key=lambda key: story_id([key]), reverse=True)


def test_a_story_answers_to_every_id_it_had(tmp_path: Path) -> None:
    ids: list[str] = []
    with fill(tmp_path / "news.db") as archive:
        for number, key in enumerate(renamed_at_each_step("h", 8)):
            archive.ingest([article(key, edited("\n\n".join(HARBOUR), 0.03, number))])
            ids += [story.id for story in archive.stories()]
        assert len(set(ids)) == len(ids) == 7
        (story,) = archive.stories()
        assert {archive.story(old) for old in ids} == {story}
    assert migrate.check(tmp_path / "news.db").problems == ()


def test_stories_that_become_one_both_lead_there(tmp_path: Path) -> None:
    ends = [
        article("a1", BRIDGE[:2]),
        article("a2", [*BRIDGE[:2], RAIL[0]]),
        article("c1", BRIDGE[4:]),
        article("c2", [*BRIDGE[4:], BANK[0]]),
    ]
    with fill(tmp_path / "news.db", ends) as archive:
        former = [story.id for story in archive.stories()]
        assert groups(archive) == {frozenset({"a1", "a2"}), frozenset({"c1", "c2"})}
        archive.ingest([article("whole", BRIDGE)])
        assert groups(archive) == {frozenset({"a1", "a2", "c1", "c2", "whole"})}
        assert archive.story(former[0]) == archive.story(former[1]) == archive.story("whole")
    assert migrate.check(tmp_path / "news.db").problems == ()


def test_a_story_that_falls_apart_leads_to_what_holds_its_canonical_copy(tmp_path: Path) -> None:
    first = [
        article("a1", BRIDGE[:2], published="2024-10-09"),
        article("a2", [*BRIDGE[:2], RAIL[0]], published="2024-10-10"),
        article("c1", BRIDGE[4:], published="2024-10-11"),
        article("c2", [*BRIDGE[4:], BANK[0]], published="2024-10-12"),
        article("whole", BRIDGE, published="2024-10-13"),
    ]
    with fill(tmp_path / "news.db", first) as archive:
        (whole,) = archive.stories()
        assert whole.canonical == "whole"
        archive.ingest([article("whole", BEETLE)])
        assert groups(archive) == {frozenset({"a1", "a2"}), frozenset({"c1", "c2"})}
        names = {story.id: story.canonical for story in archive.stories()}
        assert archive.story(whole.id).id in names
        assert archive.story(whole.id).id in {story.id for story in archive.stories()}
    assert migrate.check(tmp_path / "news.db").problems == ()


def test_a_story_that_dissolves_is_gone_with_every_id_it_had(tmp_path: Path) -> None:
    keys, ids = renamed_at_each_step("h", 7), []
    with fill(tmp_path / "news.db") as archive:
        for number, key in enumerate(keys):
            archive.ingest([article(key, edited("\n\n".join(HARBOUR), 0.03, number))])
            ids += [story.id for story in archive.stories()]
        others = [BANK, BEETLE, RAIL, SCHOOL, BRIDGE, [weather("Elst", range(8))], [POND]]
        archive.ingest([article(key, text) for key, text in zip(keys, others, strict=True)])
        assert list(archive.stories()) == []
        for old in ids:
            with pytest.raises(NotFoundError, match="no story and no article"):
                archive.story(old)
    assert migrate.check(tmp_path / "news.db").problems == ()


def test_a_story_comes_back_under_its_id(tmp_path: Path) -> None:
    pair = [article("a", HARBOUR), article("b", HARBOUR)]
    with fill(tmp_path / "news.db", pair) as archive:
        (before,) = archive.stories()
        archive.ingest([article("b", BANK)])
        assert list(archive.stories()) == []
        archive.ingest(pair)
        assert list(archive.stories()) == [before]
        assert archive.story(before.id) == before


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", [article("alone", RAIL)]) as archive:
        with pytest.raises(NotFoundError, match="no story and no article 'nobody'"):
            archive.story("nobody")
        with pytest.raises(NotFoundError, match="'alone' stands alone"):
            archive.story("alone")
