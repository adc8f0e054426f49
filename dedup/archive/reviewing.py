"""A review session: one reviewer, a queue of pairs, and what is done with each.

Nothing here reads keys or draws: a terminal drives it, and a page can. The machine's score and verdict are withheld
until they are asked for, and the review then says that they were seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from dedup.archive.archive import Archive
from dedup.archive.doubts import Asked
from dedup.errors import NotFoundError, UsageError
from dedup.model import (
    Article,
    Comparison,
    DateClaim,
    Derivation,
    Direction,
    Doubt,
    DoubtfulPair,
    Exhibit,
    MachineWord,
    Progress,
    Review,
    Word,
    one_line,
)
from dedup.provenance import weigh

MAX_NOTE = 2_000  # characters: a reason, not an article
MAX_REVIEWER = 200  # characters of a name


def named(reviewer: str) -> str:
    """A reviewer's name on one line, without controls; raises UsageError for one that is empty or too long."""
    name = one_line(reviewer)
    if not name:
        raise UsageError("A review needs the name of its reviewer; give it with --reviewer.")
    if len(name) > MAX_REVIEWER:
        raise UsageError(f"A reviewer's name can have {MAX_REVIEWER} characters; give a shorter one with --reviewer.")
    return name


def checked(
    a: str,
    b: str,
    word: Word,
    *,
    reviewer: str,
    at: datetime,
    direction: Direction | None = None,
    note: str = "",
    score_seen: bool = False,
) -> Review:
    """A review made of what a person gave; raises UsageError for what cannot be one."""
    name = named(reviewer)
    if len(note) > MAX_NOTE:
        raise UsageError(f"A note can have {MAX_NOTE:,} characters, and this one has {len(note):,}; shorten it.")
    if a == b:
        raise UsageError(f"A review is of two articles, and {a} was given twice; name another one.")
    if direction is not None and word is not Word.SAME:
        raise UsageError("A direction goes with the word `same` alone; leave it out, or say `same`.")
    return Review(
        a=a, b=b, word=word, direction=direction, reviewer=name, note=note, at=at, score_seen=score_seen
    )  # fmt: skip


class ReviewSession:
    """One reviewer's way through a queue of pairs, from the first that is in doubt on.

    `pair` asks for these two articles alone, in this order; else the queue is what `asked` asks for, at most `limit`
    pairs of it.
    """

    def __init__(
        self,
        archive: Archive,
        asked: Asked,
        *,
        pair: tuple[str, str] | None = None,
        limit: int | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._archive = archive
        self._reviewer = named(asked.reviewer)
        wanted = replace(asked, reviewer=self._reviewer)
        self._queue = [_asked_pair(archive, *pair)] if pair is not None else archive.doubts(wanted)[:limit]
        self._clock = clock
        self._place = 0
        self._shown: tuple[Exhibit, MachineWord] | None = None
        self._revealed: set[int] = set()
        self._skipped: set[int] = set()
        self._made: list[tuple[int, Review]] = []

    @property
    def current(self) -> Exhibit | None:
        """What there is to see of the pair at hand; None at the end of the queue."""
        return self._look()[0] if self._place < len(self._queue) else None

    @property
    def progress(self) -> Progress:
        """How many pairs are decided, skipped, and left."""
        decided = {place for place, _ in self._made}
        return Progress(self._place + 1, len(decided), len(self._skipped - decided), len(self._queue) - self._place)

    @property
    def decisions(self) -> list[Review]:
        """The reviews of this session that were not undone in it, in the order in which they were given."""
        return [review for _, review in self._made]

    def reveal(self) -> MachineWord:
        """The machine's score and verdict on the pair at hand; a review given from now on says that they were seen."""
        machine = self._look()[1]
        self._revealed.add(self._place)
        return machine

    def decide(self, word: Word, direction: Direction | None = None, note: str = "") -> Review:
        """Keep a word on the pair at hand and go on to the next; raises UsageError for one that cannot be."""
        shown = self._look()[0]
        review = checked(
            shown.a.key,
            shown.b.key,
            word,
            reviewer=self._reviewer,
            at=self._clock(),
            direction=direction,
            note=note,
            score_seen=self._place in self._revealed,
        )
        kept = self._archive.review(review)
        self._made.append((self._place, kept))
        self._go(self._place + 1)
        return kept

    def skip(self) -> None:
        """Go on to the next pair without a word on this one."""
        self._look()
        self._skipped.add(self._place)
        self._go(self._place + 1)

    def back(self) -> None:
        """Go back to the pair before; at the first one stay there."""
        self._go(max(0, self._place - 1))

    def undo(self) -> Review:
        """Take back the last word given in this session, and go back to its pair; raises UsageError without one."""
        if not self._made:
            raise UsageError("There is no word of this session to undo.")
        place, review = self._made.pop()
        undone = review.taken_back(self._clock())
        self._archive.take_reviews([undone])
        self._go(place)
        return undone

    def _go(self, place: int) -> None:
        self._place = place
        self._shown = None

    def _look(self) -> tuple[Exhibit, MachineWord]:
        if self._place >= len(self._queue):
            raise UsageError("The queue is at its end: there is no pair at hand.")
        if self._shown is None:
            self._shown = exhibited(self._archive, self._queue[self._place])
        return self._shown


def undo_last(archive: Archive, a: str, b: str, reviewer: str, at: datetime) -> Review:
    """Take back a reviewer's newest word on a pair; raises NotFoundError if there is none that stands."""
    name, a, b = named(reviewer), _key(archive, a), _key(archive, b)
    standing = [
        status.review
        for status in archive.reviews([a])
        if set(status.review.pair) == {a, b} and status.review.reviewer == name and status.review.undone_at is None
    ]
    if not standing:
        raise NotFoundError(f"There is no review of {a} and {b} by {name} to undo; `dedup export reviews` lists all.")
    undone = max(standing, key=lambda review: review.order).taken_back(at)
    archive.take_reviews([undone])
    return undone


def exhibited(archive: Archive, pair: DoubtfulPair) -> tuple[Exhibit, MachineWord]:
    """What there is to see of a pair, and what is withheld of it."""
    a, b = archive.article(pair.a), archive.article(pair.b)
    comparison = archive.compare(a, b)
    derivation = archive.direction(a, b, comparison)
    exhibit = Exhibit(
        a=a,
        b=b,
        doubt=pair.doubt,
        overlap=comparison.overlap,
        passages=comparison.passages,
        counterparts=comparison.counterparts,
        spun=comparison.spun,
        altered=comparison.altered,
        findings=tuple(line.sentence for line in comparison.evidence if line.name != "prior"),
        clues=tuple(clue.sentence for clue in derivation.clues if clue.name != "review") if derivation else (),
        dates=tuple(line for name, one in (("A", a), ("B", b)) for line in _dates(name, one)),
        credits=tuple(line for name, one in (("A", a), ("B", b)) for line in _credits(archive, name, one)),
        reviews=tuple(one for one in archive.reviews([a.key]) if b.key in one.review.pair),
    )
    return exhibit, _machine(comparison, derivation)


def _machine(comparison: Comparison, derivation: Derivation | None) -> MachineWord:
    """What the machine says, without the words of people that stand in the ledger of a direction."""
    if derivation is not None and not derivation.revision:
        derivation = weigh(clue for clue in derivation.clues if clue.name != "review")
    return MachineWord(
        comparison.kind,
        comparison.score,
        derivation.direction if derivation else Direction.UNDETERMINED,
        derivation.certainty if derivation else None,
    )


def _key(archive: Archive, name: str) -> str:
    """The key of an article that is held, by key or address; else the name itself, as of one that is not."""
    try:
        return archive.article(name).key
    except NotFoundError:
        return name


def _asked_pair(archive: Archive, a: str, b: str) -> DoubtfulPair:
    first, second = archive.article(a).key, archive.article(b).key
    if first == second:
        raise UsageError(f"A review is of two articles, and {first} was given twice; name another one.")
    return DoubtfulPair(first, second, Doubt.ASKED)


def _dates(name: str, article: Article) -> list[str]:
    claims: tuple[tuple[str, DateClaim | None], ...] = (
        ("published", article.published), ("modified", article.modified), ("first seen", article.first_seen)
    )  # fmt: skip
    return [f"{name} was {what} {claim.iso} ({claim.source.value})." for what, claim in claims if claim is not None]


def _credits(archive: Archive, name: str, article: Article) -> list[str]:
    return [f"{name} names {one.name} ({one.cue.value}): {one.written}" for one in archive.credits_of(article.key)]
