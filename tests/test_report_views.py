from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dedup.model import (
    Basis,
    Clash,
    Comparison,
    DateClaim,
    Derivation,
    Direction,
    Evidence,
    Finding,
    Kind,
    Member,
    MetaSource,
    Moment,
    Origin,
    OriginStatus,
    Overlap,
    Parent,
    Passage,
    Role,
    Span,
    Story,
)
from dedup.report.console import day, drawing, origin_sentence
from dedup.report.ledger import probability
from dedup.report.listings import print_stories
from dedup.report.passages import marked
from dedup.report.proof import print_proof
from dedup.report.story import print_story
from dedup.report.timeline import READ_FROM
from tests.archive_factories import article
from tests.cli_factories import HOSTILE


def member(key: str, kind: Kind | None = Kind.NEAR_COPY, via: str | None = "root", **fields: object) -> Member:
    made = Member(
        article=key,
        role=Role.DERIVATIVE if kind else Role.WITNESS,
        kind=kind,
        via=via if kind else None,
        score=0.9 if kind else None,
        reason=f"Is a near copy of {via}." if kind else "Earliest.",
        title=f"Title of {key}",
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def story(*members: Member, origin: Origin | None = None) -> Story:
    return Story(
        id="s1",
        origin=origin or Origin(status=OriginStatus.HELD, article="root"),
        canonical="root",
        reason="Earliest.",
        members=(member("root", None), *members),
    )


def drawn(made: Story, *moments: Moment) -> str:
    stream = io.StringIO()
    with drawing(stream) as console:
        print_story(console, made, moments)
    return stream.getvalue()


def test_the_tree_hangs_each_member_on_the_one_it_came_through() -> None:
    text = drawn(story(member("b", via="a"), member("a"), member("c", Kind.EXCERPT)))
    tree = text.split("What hangs on what\n")[1].split("\nTimeline")[0]
    assert [line for line in tree.splitlines() if "Title of" in line and "Is a" not in line] == [
        "Title of root",
        "├── Title of a",
        "│   └── Title of b",
        "└── Title of c",
    ]


@pytest.mark.parametrize("via", ["nobody", "itself", None])
def test_a_member_that_hangs_on_nothing_known_is_drawn_under_the_root(via: str | None) -> None:
    text = drawn(story(member("a", via="a" if via == "itself" else via)))
    assert "└── Title of a" in text


def test_members_that_hang_on_one_another_in_a_ring_are_not_lost() -> None:
    text = drawn(story(member("a", via="b"), member("b", via="a")))
    assert "├── Title of a" in text
    assert "└── Title of b" in text


def test_what_hangs_on_the_origin_needs_no_reason_and_what_hangs_elsewhere_gets_a_line_for_each() -> None:
    """A key can be a word of a sentence: members are named by their titles, and their keys stand by themselves."""
    on_origin = Parent("root", None, "the origin of the story")
    on_a = Parent("a", None, "names it (via)")
    outside = Parent(None, "Meridian Wire", "names it as well (told)")
    text = drawn(story(member("a", parents=(on_origin,)), member("b", via="a", parents=(on_a, on_origin, outside))))
    tree = text.split("What hangs on what\n")[1].split("\nTimeline")[0]
    assert tree == (
        "Title of root\n"
        "canonical witness\n"
        "root\n"
        "└── Title of a\n"
        "    near copy, score 0.900\n"
        "    a\n"
        "    └── Title of b\n"
        "        near copy, score 0.900\n"
        "        hangs here because it names it (via)\n"
        "        also from “Title of root”: the origin of the story\n"
        "        also Meridian Wire, not held: names it as well (told)\n"
        "        b\n"
    )


def test_a_later_state_is_called_one() -> None:
    text = drawn(story(member("a", parents=(Parent("root", None, "an earlier state", revision=True),))))
    assert "later state of the publisher's own article (near copy, score 0.900)\n" in text
    assert "hangs here" not in text


def test_of_an_unknown_origin_nobody_is_drawn_under_a_copy_or_told_off_for_not_naming_it() -> None:
    undetermined = Origin(status=OriginStatus.UNDETERMINED)
    text = drawn(story(member("a", via=None, credited=False, reason="From whom is open."), origin=undetermined))
    tree = text.split("What hangs on what\n")[1].split("\nTimeline")[0]
    assert tree == (
        "The origin is undetermined\n"
        "├── Title of root\n"
        "│   canonical witness\n"
        "│   root\n"
        "└── Title of a\n"
        "    near copy, score 0.900\n"
        "    From whom is open.\n"
        "    a\n"
    )


def test_an_origin_that_is_not_held_is_the_root_and_the_witness_one_of_its_copies() -> None:
    away = Origin(status=OriginStatus.NOT_HELD, name="Meridian Wire")
    cites = member("c", Kind.QUOTATION, via=None, role=Role.CITING, credited=True)
    tree = drawn(story(member("a", via=None), cites, origin=away)).split("What hangs on what\n")[1]
    heads = [line for line in tree.split("\nTimeline")[0].splitlines() if "Title of" in line or "not held" in line]
    assert heads == ["Meridian Wire, the origin, not held", "├── Title of root", "├── Title of a", "└── Title of c"]
    assert "    cites the story, is no copy (quotation)\n    names Meridian Wire\n" in tree


def at(key: str, day: str | None, basis: Basis = Basis.CLAIMED, **fields: object) -> Moment:
    date = (
        DateClaim(datetime.fromisoformat(day).replace(tzinfo=UTC), MetaSource.JSON_LD, "T" not in day) if day else None
    )
    made = Moment(article=key, at=date, basis=basis if date else None, seen=None)
    return replace(made, **fields)  # type: ignore[arg-type]


def test_the_timeline_tells_what_each_date_rests_on_and_what_contradicts_it() -> None:
    seen = DateClaim(datetime(2024, 10, 12, 9, tzinfo=UTC), MetaSource.GIVEN)
    clash = Clash("root", DateClaim(datetime(2024, 10, 10, tzinfo=UTC), MetaSource.META, True), Basis.CLAIMED, True)
    undated = replace(clash, basis=Basis.FIRST_SEEN, seen_after=False)
    moments = (
        at("back", "2024-10-09T06:30", seen=seen, clashes=(clash, undated)),
        at("root", "2024-10-10", Basis.FIRST_SEEN),
        at("changed", "2024-10-11", Basis.MODIFIED, findings=(Finding("x", "Odd\x1b[31m."),)),
        at("never", None),
    )
    text = drawn(story(member("back"), member("changed"), member("never")), *moments)
    assert text.split("\nTimeline\n")[1].split("─\n")[1] == (
        "2024-10-09 06:30   claimed, JSON-LD   Title of back (near copy)\n"
        "                                      ! Claims to be older than “Title of root”,\n"
        "                                      2024-10-10, from which it comes (first\n"
        "                                      seen later, 2024-10-12 09:00).\n"
        "                                      ! Claims a time before “Title of root”,\n"
        "                                      from which it comes and which is undated,\n"
        "                                      was first seen, 2024-10-10.\n"
        "2024-10-10         first seen         Title of root (canonical witness)\n"
        "2024-10-11         changed, JSON-LD   Title of changed (near copy)\n"
        "                                      ! Odd[31m.\n"
        "no date                               Title of never (near copy)\n"
        "Claimed: the article's own word. First seen: it existed by then. Times are UTC.\n"
        "1 member without any date, listed last in no order of time.\n"
    )


@pytest.mark.parametrize("source", MetaSource)
def test_a_date_may_be_read_anywhere(source: MetaSource) -> None:
    moment = Moment(
        article="root", at=DateClaim(datetime(2024, 10, 9, tzinfo=UTC), source), basis=Basis.CLAIMED, seen=None
    )
    assert f"claimed, {READ_FROM[source]} " in drawn(story(), moment)


@pytest.mark.parametrize(
    ("origin", "sentence"),
    [
        (
            Origin(status=OriginStatus.UNDETERMINED),
            "Origin undetermined: no member is established as the source. The canonical copy is a witness to it.",
        ),
        (Origin(status=OriginStatus.HELD, article="root"), "Origin held: root."),
        (
            Origin(status=OriginStatus.NOT_HELD, name="Meridian Wire", domain="wire.example"),
            "Origin not held; it seems to be Meridian Wire (wire.example). The canonical copy is a witness to it.",
        ),
        (
            Origin(status=OriginStatus.NOT_HELD),
            "Origin not held; it seems to be unnamed. The canonical copy is a witness to it.",
        ),
    ],
)
def test_what_is_said_of_an_origin(origin: Origin, sentence: str) -> None:
    assert origin_sentence(origin) == sentence
    assert " ".join(drawn(story(origin=origin)).split()).find(sentence) > 0


def test_the_list_of_stories_counts_later_states_apart_from_copies() -> None:
    later = member("a", parents=(Parent("root", None, "an earlier state", revision=True),))
    stream = io.StringIO()
    with drawing(stream) as console:
        print_stories(console, [story(later, member("b"), member("c", Kind.EXCERPT))])
    assert "1 near copy, 1 excerpt, 1 later state;" in stream.getvalue()


def test_the_list_of_stories_names_an_origin_that_is_not_held() -> None:
    stream = io.StringIO()
    with drawing(stream) as console:
        print_stories(console, [story(member("a"), origin=Origin(status=OriginStatus.NOT_HELD, name=HOSTILE))])
    assert "origin not held: [31mRED" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()
    assert "\u202e" not in stream.getvalue()


def test_a_credit_is_said() -> None:
    text = drawn(story(member("a", credited=True), member("b", credited=False)))
    assert "├── Title of a\n│   near copy, score 0.900\n│   names its source\n" in text
    assert "└── Title of b\n    near copy, score 0.900\n    does not name its source\n" in text


def test_day() -> None:
    """Times are put in order as UTC has them, and shown so: those of two zones would stand in the wrong order."""
    assert [day(None), day("2024-10-09"), day("2024-10-09T06:30:00+02:00")] == [None, "2024-10-09", "2024-10-09 04:30"]


# --- the proof --------------------------------------------------------------------------------------------------------


def comparison(kind: Kind, passages: tuple[Passage, ...], *evidence: Evidence) -> Comparison:
    return Comparison(
        kind=kind,
        score=0.75,
        overlap=Overlap(words_a=10, words_b=40, shared_a=10, shared_b=10),
        evidence=evidence,
        passages=passages,
        params_digest="x",
    )


def proof(made: Comparison, text_a: str, text_b: str, *, shown: int = 5) -> str:
    stream = io.StringIO()
    with drawing(stream) as console:
        print_proof(console, article("a", text_a), article("b", text_b), made, shown=shown)
    return stream.getvalue()


def test_passages_come_longest_first_and_quotations_and_stock_stand_apart() -> None:
    text = "one two three. four five. six. seven"
    passages = (
        Passage(Span(15, 24), Span(15, 24), 2),
        Passage(Span(0, 13), Span(0, 13), 3),
        Passage(Span(26, 29), Span(26, 29), 1, quoted=True),
        Passage(Span(31, 36), Span(31, 36), 1, stock=True),
    )
    body = proof(comparison(Kind.EXCERPT, passages), text, text).split("makes the score.\n")[1]
    assert body == (
        "\nShared passages, 2\n"
        "\n3 words   A 0–13   B 0–13\n = one two three\n"
        "\n2 words   A 15–24   B 15–24\n = four five\n"
        "\nShared quotations, not counted as derived matter, 1\n"
        "\n1 word   A 26–29   B 26–29\n = six\n"
        "\nShared stock lines, captions and furniture, not counted, 1\n"
        "\n1 word   A 31–36   B 31–36\n = seven\n"
    )


def test_only_so_many_passages_are_shown() -> None:
    passages = tuple(Passage(Span(i, i + 1), Span(i, i + 1), 1) for i in range(3))
    text = proof(comparison(Kind.EXCERPT, passages), "abc", "abc", shown=2)
    assert "Shared passages, the 2 longest of 3" in text
    assert text.count("1 word   A") == 2


def test_a_derived_pair_comes_with_the_warning_and_both_containments() -> None:
    text = proof(comparison(Kind.NEAR_COPY, ()), "a", "b")
    assert "A match is no proof of wrongdoing" in text
    assert "100 % of A stands in B (10 of 10 words)" in text
    assert " 25 % of B stands in A (10 of 40 words)" in text
    assert "Which of the two came first is undetermined." in " ".join(text.split())


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.derived])
def test_a_pair_that_is_not_derived_has_no_direction(kind: Kind) -> None:
    assert "came first" not in proof(comparison(kind, ()), "a", "b")


def test_the_ledger_runs_from_the_prior_to_the_score() -> None:
    lines = (Evidence("prior", "At first.", 0.0), Evidence("x", "{a} shows {b}.", 2.0), Evidence("y", "Less.", -4.0))
    text = proof(comparison(Kind.UNRELATED, (), *lines), "a", "b")
    rows = text.split("Ledger\n")[1].splitlines()[2:]
    assert rows[:5] == [
        "     0   0.500 ██████████           At first.",
        " +2.00   0.881 ██████████▓▓▓▓▓▓▓▓   A shows B.",
        " -4.00   0.119 ██▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓   Less.",
        "",
        "         0.750                      score",
    ]


def test_probability_is_defined_everywhere() -> None:
    assert [probability(x) for x in (-1e9, 0.0, 1e9)] == [pytest.approx(0.0), 0.5, 1.0]


def test_differing_words_are_set_apart() -> None:
    left, right = marked("on Tuesday the lock broke", "on Friday the old lock broke")
    assert left.plain == "on [Tuesday] the lock broke"
    assert right.plain == "on [Friday] the [old] lock broke"


def test_long_passages_are_cut_with_one_ellipsis() -> None:
    same = "word " * 300
    left, right = marked(same + "x", same + "y")
    assert len(left.plain) <= 700
    assert left.plain.endswith("word…")
    assert right.plain == left.plain
    huge, _ = marked("word " * 500, "other " * 500)
    assert len(huge.plain) <= 700


def test_a_passage_with_escapes_is_shown_without_them() -> None:
    text = "one \x1b[31mtwo\x1b[0m [red]three[/red]"
    body = proof(comparison(Kind.EXCERPT, (Passage(Span(0, len(text)), Span(0, len(text)), 3),)), text, text)
    assert " = one [31mtwo[0m [red]three[/red]\n" in body


def test_a_direction_is_said_where_it_is_known() -> None:
    stream = io.StringIO()
    with drawing(stream) as console:
        pair = article("a", "x"), article("b", "x")
        said = Derivation(direction=Direction.B_FROM_A, certainty=0.9, clues=())
        print_proof(console, *pair, comparison(Kind.NEAR_COPY, ()), shown=1, derivation=said)
    assert "B descends from A." in " ".join(stream.getvalue().split())
