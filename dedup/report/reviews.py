"""Reviews, as JSON values and for people: a pair laid out for a reviewer, the machine's word on it, and listings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dedup.model import Direction, Doubt, Exhibit, MachineWord, Review, ReviewState, ReviewStatus
from dedup.report.console import kind_text, text
from dedup.report.listings import article_headline, listing
from dedup.report.passages import print_passages, print_rewording
from dedup.report.plain import counted, percent, plain, shorten

Record = dict[str, object]

REVIEW_COLUMNS = (
    "a", "b", "word", "direction", "reviewer", "note", "at", "undone_at", "a_digest", "b_digest", "score_seen",
    "credited", "state", "text_changed",
)  # fmt: skip
# Worded so that none tells what the machine makes of the pair.
_DOUBTS = {
    Doubt.POSSIBLE: "Was one made from the other, or both from a third text?",
    Doubt.NEAR_BAR: "Was one made from the other, or both from a third text?",
    Doubt.DIRECTION: "If one was made from the other, which? Or both from a third text?",
    Doubt.ASKED: "You asked for this pair.",
}
MADE_FROM = {
    Direction.A_FROM_B: "A was made from B",
    Direction.B_FROM_A: "B was made from A",
    Direction.COMMON_ORIGIN: "both were made from a third text",
    Direction.UNDETERMINED: "who took from whom is undetermined",
}
_STATES = {
    ReviewState.EFFECTIVE: "",
    ReviewState.SUPERSEDED: "a newer word holds",
    ReviewState.UNSURE: "",
    ReviewState.UNDONE: "undone",
    ReviewState.DORMANT: "waits for an article that is not held",
    ReviewState.IDENTICAL: "without effect: the texts are the same letter for letter",
    ReviewState.BLOCKED: "without effect: other words keep the two apart",
}
_HOLDING = {ReviewState.EFFECTIVE, ReviewState.BLOCKED, ReviewState.UNSURE}
_NOTE = 200  # characters of a note that a table shows


def decision_record(review: Review) -> Record:
    """A review as it was given."""
    return {
        "a": review.a,
        "b": review.b,
        "word": review.word.value,
        "direction": review.direction.value if review.direction else None,
        "reviewer": review.reviewer,
        "note": review.note,
        "at": review.at.isoformat(),
        "undone_at": review.undone_at.isoformat() if review.undone_at else None,
        "a_digest": review.a_digest,
        "b_digest": review.b_digest,
        "score_seen": review.score_seen,
        "credited": review.credited,
    }


def review_record(status: ReviewStatus) -> Record:
    """A review as it stands in the archive."""
    return {**decision_record(status.review), "state": status.state.value, "text_changed": status.text_changed}


def holding(statuses: Iterable[ReviewStatus]) -> Review | None:
    """The review that holds on a pair of which these are all: the newest decided one, else one that is unsure."""
    found = [one.review for one in statuses if one.state in _HOLDING]
    return max(found, key=lambda review: (review.word.decided, review.order), default=None)


def holding_word(statuses: Iterable[ReviewStatus]) -> str | None:
    """The word that holds on a pair of which these are all reviews."""
    newest = holding(statuses)
    return newest.word.value if newest is not None else None


def print_exhibit(console: Console, exhibit: Exhibit, *, number: int, left: int, shown: int) -> None:
    """Lay a pair out for a reviewer; `shown` passages of each sort at most. Nothing here tells the machine's score."""
    console.print(Text.assemble((f"\nPair {number}", "bold"), f", {left:,} left. {_DOUBTS[exhibit.doubt]}"))
    for letter, article in (("A", exhibit.a), ("B", exhibit.b)):
        console.print(Text.assemble((f"{letter}  ", "bold cyan"), article_headline(article)))
        console.print(Padding(text(article.key, "dim"), (0, 0, 0, 3)))
    overlap = exhibit.overlap
    console.print(
        f"{percent(overlap.containment_a)} of A stands in B, {percent(overlap.containment_b)} of B in A "
        f"({counted(overlap.words_a, 'word')}, {counted(overlap.words_b, 'word')})."
    )
    for name, lines in (
        ("What was found", exhibit.findings),
        ("On who took from whom", exhibit.clues),
        ("Dates", exhibit.dates),
        ("Credits", exhibit.credits),
    ):
        if lines:
            console.print(Text(f"\n{name}", style="bold"))
            for line in lines:
                console.print(Padding(text(line), (0, 0, 0, 2)))
    print_rewording(console, exhibit.a.text, exhibit.b.text, exhibit, shown)
    print_passages(console, exhibit.a.text, exhibit.b.text, exhibit.passages, shown)
    print_reviewed(console, exhibit.reviews)


def print_texts(console: Console, exhibit: Exhibit) -> None:
    """Both texts in full, paragraph by paragraph."""
    for letter, article in (("A", exhibit.a), ("B", exhibit.b)):
        console.print(Text.assemble((f"\n{letter}  ", "bold cyan"), article_headline(article)))
        for line in article.text.splitlines():
            if plain(line):
                console.print(Padding(Text(plain(line)), (0, 0, 0, 3)))


def print_machine(console: Console, word: MachineWord) -> None:
    """The machine's own word on a pair."""
    said = f" (certainty {word.certainty:.2f})" if word.certainty is not None else ""
    line = Text.assemble("The machine says: ", kind_text(word.kind), f", score {word.score:.3f}")
    console.print(line.append(f"; {MADE_FROM[word.direction]}{said}." if word.kind.derived else "."))


def print_reviewed(console: Console, statuses: Sequence[ReviewStatus]) -> None:
    """What people said of a pair, the newest last."""
    if not statuses:
        return
    console.print(Text("\nWhat people said", style="bold"))
    for status in statuses:
        note = f" “{shorten(plain(status.review.note), _NOTE)}”" if status.review.note else ""
        console.print(Padding(Text(f"{plain(status.review.sentence)}{note}{aside(status)}"), (0, 0, 0, 2)))


def print_reviews(console: Console, statuses: Iterable[ReviewStatus]) -> int:
    """All reviews, two lines each; gives their number."""
    table = listing("given", "word", "article")
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    table.columns[2].overflow = "fold"
    for status in statuses:
        review = status.review
        where = f"{plain(review.a)}\n{plain(review.b)}\n{plain(review.reviewer)}{aside(status)}"
        said = review.word.value.replace("_", " ")
        direction = f"\n{_short(review)}" if review.direction else ""
        table.add_row(f"{review.at:%Y-%m-%d %H:%M}", f"{said}{direction}", Text(where))
    number = len(table.rows)
    if number:
        console.print(table)
    console.print(f"{counted(number, 'review')}. The first article of each pair is a, the second b.", style="dim")
    return number


def print_decisions(console: Console, decisions: Sequence[Review]) -> None:
    """The reviews of one session, a sentence each."""
    for review in decisions:
        undone = "Undone: " if review.undone_at else ""
        console.print(text(f"{undone}{review.sentence}"), soft_wrap=True)


def _short(review: Review) -> str:
    return review.direction.value.replace("_", " ") if review.direction else ""


def aside(status: ReviewStatus) -> str:
    """What became of a review where that is not plain, in brackets behind its sentence; else nothing."""
    parts = [_STATES[status.state], "text changed since" if status.text_changed else ""]
    told = "; ".join(part for part in parts if part)
    return f" ({told})" if told else ""
