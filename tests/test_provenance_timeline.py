from __future__ import annotations

import itertools
from dataclasses import replace

from dedup.model import Article, Basis, Member, Origin, OriginStatus, Parent, Role, Story
from dedup.provenance import timeline
from tests.archive_factories import article, day


def story(**parents: tuple[str, ...]) -> Story:
    members = tuple(
        Member(
            article=key,
            role=Role.DERIVATIVE,
            kind=None,
            via=None,
            score=None,
            reason="",
            parents=tuple(Parent(one.removesuffix("*"), None, "", revision=one.endswith("*")) for one in above),
        )
        for key, above in parents.items()
    )
    return Story(
        id="s",
        origin=Origin(status=OriginStatus.UNDETERMINED),
        canonical=members[0].article,
        reason="",
        members=members,
    )


def dated(key: str, published: str | None = None, seen: str | None = None, modified: str | None = None) -> Article:
    return replace(article(key, "text", published=published, seen=seen), modified=day(modified) if modified else None)


def test_the_best_date_is_the_claim_then_the_sighting_then_the_change_and_the_undated_come_last() -> None:
    articles = [
        dated("none"),
        dated("changed", modified="2024-10-08"),
        dated("seen", seen="2024-10-09T09:00", modified="2024-10-08"),
        dated("claimed", "2024-10-10", seen="2024-10-10T12:00"),
        dated("refused", "2024-12-24", seen="2024-10-11T09:00"),
    ]
    made = story(**{one.key: () for one in articles})
    orders = [timeline(made, order) for order in itertools.permutations(articles)]
    assert all(order == orders[0] for order in orders)
    assert [(one.article, one.at.iso if one.at else None, one.basis) for one in orders[0]] == [
        ("changed", "2024-10-08", Basis.MODIFIED),
        ("seen", "2024-10-09T09:00:00+00:00", Basis.FIRST_SEEN),
        ("claimed", "2024-10-10", Basis.CLAIMED),
        ("refused", "2024-10-11T09:00:00+00:00", Basis.FIRST_SEEN),
        ("none", None, None),
    ]
    assert [finding.code for one in orders[0] for finding in one.findings] == ["date_after_seen"]


def test_a_copy_that_claims_to_precede_what_it_comes_from_is_remarked_on() -> None:
    articles = [
        dated("origin", "2024-10-10T08:00", seen="2024-10-10T09:00"),
        dated("undated", seen="2024-10-10T10:00"),
        dated("back", "2024-10-09T08:00", seen="2024-10-10T12:00"),
        dated("near", "2024-10-10T07:58"),  # of two clocks
        dated("day", "2024-10-10"),  # a day without an hour precedes no hour of it
        dated("state", "2024-10-09"),
        dated("after", "2024-10-11"),
    ]
    above = {one.key: ("origin",) for one in articles[3:]} | {
        "back": ("undated", "origin", "gone"),
        "state": ("origin*",),
    }
    found = timeline(story(origin=(), undated=(), **above), articles)
    clashes = {one.article: one.clashes for one in found if one.clashes}
    assert clashes.keys() == {"back"}
    assert [(one.source, one.basis, one.seen_after) for one in clashes["back"]] == [
        ("origin", Basis.CLAIMED, True),
        ("undated", Basis.FIRST_SEEN, True),
    ]


def test_dates_all_equal_and_all_missing_give_the_order_of_keys() -> None:
    keys = ("c", "a", "b")
    for date in ("2024-10-09T06:30", None):
        found = timeline(story(c=("a",), a=(), b=("a",)), [dated(key, date) for key in keys])
        assert [one.article for one in found] == ["a", "b", "c"]
        assert not any(one.clashes or one.findings for one in found)


def test_members_whose_article_is_gone_are_left_out() -> None:
    assert timeline(story(a=(), b=("a",)), [dated("b")])[0].article == "b"
