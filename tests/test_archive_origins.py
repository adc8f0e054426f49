"""Origins in an archive: late originals, sources that are not held, history, guests, and any order of arrival."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from dedup.archive import Archive
from dedup.ingest import article_from_text
from dedup.model import Article, ChangeSort, Claim, Direction, MetaSource, OriginStatus, Role
from dedup.store import migrate
from tests.archive_factories import BANK, BRIDGE, HARBOUR, article, day, edited, fill, said
from tests.provenance_factories import spun

TEXT = "\n\n".join(HARBOUR)
AGENCY = "VESSHOLM (Northern Wire Agency) — "


def published(key: str, text: str, publisher: str, at: str | None = None, seen: str | None = None) -> Article:
    return replace(article(key, text, published=at, seen=seen), publisher=Claim(publisher, MetaSource.META), uri=None)


ORIGIN = published("origin", TEXT, "Vessholm Herald", "2024-10-09T06:30", "2024-10-09T06:40")
COPIES = [
    published(
        "reprint",
        f"As first reported by the Vessholm Herald.\n\n{chr(10).join(HARBOUR[:5])}",
        "Karlby Courier",
        "2024-10-09T14:00",
        "2024-10-09T14:10",
    ),
    published("spun", spun(TEXT), "Ostrand Globe", "2024-10-10T08:00", "2024-10-10T08:30"),
    published(
        "cut", f"{TEXT[: TEXT.index('Until then')]}\n\nOriginal source: Vessholm Herald", "Sarnow Post",
        "2024-10-10T10:00", "2024-10-10T10:05",
    ),
]  # fmt: skip
WIRES = [
    published("wire-a", AGENCY + TEXT, "Karlby Courier", "2024-10-09T14:00"),
    published("wire-b", AGENCY + "\n\n".join(HARBOUR[:4]), "Ostrand Globe", "2024-10-09T15:00"),
    published("wire-c", AGENCY + "\n\n".join(HARBOUR[1:]), "Sarnow Post", "2024-10-09T16:00"),
]
WHOLE = [ORIGIN, *COPIES, article("bank", BANK), article("bridge", BRIDGE)]


def told(archive: Archive) -> dict[str, object]:
    """All that an archive concludes, directions included."""
    return {**said(archive), "derivations": list(archive.derivations())}


def test_a_late_original_ends_as_if_it_had_come_first_and_the_history_tells(tmp_path: Path) -> None:
    with (
        fill(tmp_path / "first.db", [ORIGIN], COPIES) as first,
        fill(tmp_path / "late.db", COPIES, [ORIGIN]) as late,
    ):
        assert told(first) == told(late)
        story = late.story("spun")
        assert (story.origin.status, story.origin.article, story.canonical) == (OriginStatus.HELD, "origin", "origin")
        assert {one.via for one in story.members[1:]} == {"origin"}
        changes = late.history("spun")
        assert [one.sort for one in changes] == [ChangeSort.FORMED, ChangeSort.CANONICAL, ChangeSort.ORIGIN]
        assert changes[1].new == "origin"
        assert changes[1].old in {"reprint", "spun", "cut"}
        assert changes[1].reason.startswith("It came in after the others.")
        assert changes[2].new == "origin held: origin"
        assert late.history(story.id) == changes
        directions = {(pair.a, pair.b): pair.derivation.direction for pair in late.derivations()}
        assert directions["origin", "spun"] is Direction.B_FROM_A
        relations = {(one.a, one.b): one for one in late.relations()}
        assert relations["origin", "reprint"].direction is Direction.B_FROM_A
        assert relations["origin", "reprint"].credited is True
        assert relations["origin", "spun"].credited is False
    assert migrate.check(tmp_path / "late.db").problems == ()


def test_an_origin_that_is_not_held_is_named_and_replaced_by_the_real_thing(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", WIRES) as archive:
        story = archive.story("wire-a")
        assert (story.origin.status, story.origin.name) == (OriginStatus.NOT_HELD, "Northern Wire Agency")
        assert [one.role for one in story.members] == [Role.WITNESS, Role.DERIVATIVE, Role.DERIVATIVE]
        assert all(one.credited for one in story.members)
        assert names(archive) == {"Northern Wire Agency"}
        wire = published("wire", TEXT, "Northern Wire Agency", "2024-10-09T09:00", "2024-10-09T09:01")
        archive.ingest([wire])
        story = archive.story("wire-a")
        assert (story.origin.status, story.origin.article) == (OriginStatus.HELD, "wire")
        assert {one.via for one in story.members[1:]} == {"wire"}
        assert names(archive) == set()
        assert archive.history("wire-a")[-1].old == "origin not held: Northern Wire Agency"


def names(archive: Archive) -> set[str]:
    with archive._store.reading() as reader:
        return {row[0] for row in reader._rows("SELECT name FROM outside_origin")}


@pytest.mark.parametrize("seed", range(12))
def test_any_order_in_any_calls_gives_the_same_origins_and_directions(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    items = [*WHOLE, *(replace(one, key=f"{one.key}-2", text=one.text + " " + BRIDGE[0]) for one in WIRES)]
    shuffled = dice.sample(items, len(items))
    cut = dice.randrange(1, len(items))
    with (
        fill(tmp_path / "one.db", items) as one,
        fill(tmp_path / "many.db", shuffled[:cut], shuffled[cut:]) as many,
    ):
        assert told(one) == told(many)
    assert migrate.check(tmp_path / "many.db").problems == ()


def test_an_article_that_is_not_held_gets_the_answer_that_it_would_get_if_it_were(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", [ORIGIN, *COPIES[:2]]) as archive:
        guest = archive.origin(COPIES[2])
        assert not guest.held
        assert guest.member is not None
        assert archive.counts().articles == 3
        archive.ingest(COPIES)
        held = archive.origin(COPIES[2])
        assert held.held
        assert (held.story, held.pairs) == (archive.story("cut"), guest.pairs)
        assert guest.story is not None
        assert guest.story.origin == archive.story("cut").origin
        alone = archive.origin(article("bank", BANK))
        assert (alone.story, alone.pairs, alone.member) == (None, (), None)


def test_two_that_credit_each_other_and_one_that_credits_itself_make_no_circle(tmp_path: Path) -> None:
    pair = [
        published("a", f"As first reported by the Karlby Courier.\n\n{TEXT}", "Ostrand Globe"),
        published("b", f"As first reported by the Ostrand Globe.\n\n{edited(TEXT, 0.03, 1)}", "Karlby Courier"),
        published("c", f"As first reported by the Sarnow Post.\n\n{edited(TEXT, 0.03, 2)}", "Sarnow Post"),
    ]
    with fill(tmp_path / "news.db", pair) as archive:
        above = {one.article: {up.article for up in one.parents} for one in archive.story("a").members}
        for start in above:
            seen: set[str] = set()
            waiting = [start]
            while waiting:
                fresh = {up for up in above.get(waiting.pop() or "", set()) if up} - seen
                assert start not in fresh
                seen |= fresh
                waiting.extend(fresh)


def test_revised_dates_move_the_origin_as_if_they_had_come_so(tmp_path: Path) -> None:
    early = published("spun", spun(TEXT), "Ostrand Globe", "2024-10-01T08:00", "2024-10-01T08:01")
    with (
        fill(tmp_path / "revised.db", [ORIGIN, early, *COPIES[::2]], [COPIES[1]]) as revised,
        fill(tmp_path / "fresh.db", [*COPIES, ORIGIN]) as fresh,
    ):
        assert told(revised) == told(fresh)


@pytest.mark.parametrize("at", ["2024-10-09T06:30", None])
def test_dates_all_equal_or_all_missing_are_no_evidence_and_the_texts_still_are(tmp_path: Path, at: str | None) -> None:
    """Whatever is said then, it is said in any order, and no clue speaks of a date."""
    items = [
        replace(one, published=day(at) if at else None, first_seen=day(at) if at else None) for one in (ORIGIN, *COPIES)
    ]
    with fill(tmp_path / "one.db", items) as one, fill(tmp_path / "many.db", *([item] for item in items[::-1])) as many:
        assert told(one) == told(many)
        story = one.story("spun")
        assert (story.origin.status, story.origin.article) == (OriginStatus.HELD, "origin")
        assert not [
            clue for pair in one.derivations() for clue in pair.derivation.clues if clue.name.startswith("date")
        ]
        assert [moment.article for moment in one.timeline(story)] == sorted(member.article for member in story.members)


def test_an_article_that_credits_itself_has_no_credit_and_no_parent_by_it(tmp_path: Path) -> None:
    own = published("own", f"As first reported by the Sarnow Post.\n\n{TEXT}", "Sarnow Post")
    copy = published("copy", edited(TEXT, 0.03, 1), "Karlby Courier")
    with fill(tmp_path / "news.db", [own, copy]) as archive:
        members = {one.article: one for one in archive.story("own").members}
        assert "own" not in {parent.article for parent in members["own"].parents}
        assert not any(credits_ for row, credits_ in archive.credits() if row.article.key == "own")


def test_two_that_credit_each_other_leave_the_origin_open_in_any_order(tmp_path: Path) -> None:
    pair = [
        published("a", f"As first reported by the Karlby Courier.\n\n{TEXT}", "Ostrand Globe"),
        published("b", f"As first reported by the Ostrand Globe.\n\n{edited(TEXT, 0.03, 1)}", "Karlby Courier"),
    ]
    with fill(tmp_path / "one.db", pair) as one, fill(tmp_path / "two.db", pair[1:], pair[:1]) as two:
        assert told(one) == told(two)
        assert one.story("a").origin.status is OriginStatus.UNDETERMINED
        assert sum(member.via is not None for member in one.story("a").members) <= 1


def test_a_pasted_copy_is_known_by_its_broken_lines_though_they_are_joined(tmp_path: Path) -> None:
    flowing = article_from_text(TEXT, key="source", source="source.txt")
    pasted = article_from_text(TEXT.replace(" and ", "\nand "), key="pasted", source="pasted.txt")
    assert pasted.text == flowing.text
    with fill(tmp_path / "a.db", [flowing, pasted]) as archive:
        (pair,) = archive.derivations()
        assert (pair.a, pair.b, pair.derivation.direction) == ("pasted", "source", Direction.A_FROM_B)
        assert [clue.name for clue in pair.derivation.clues] == ["pasted"]
