"""A review session: one reviewer, a queue of pairs, and what is done with each.

Nothing here reads keys or draws: a terminal drives it, and a page can. The machine's score and verdict are withheld
until they are asked for, and the review then says that they were seen.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from dedup.archive.archive import Archive
from dedup.archive.doubts import Asked
from dedup.errors import NotFoundError, UsageError
from dedup.model import (
    Article,
    DateClaim,
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

MAX_NOTE = 2_000  # characters: a reason, not an article
MAX_REVIEWER = 200  # characters of a name
_MOST_WORDS = 1_000  # of one session that can be undone in it: a long day's work
_MOST_PAIRS = 20_000  # that one session remembers; some 5 MB


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
    credited: bool | None = None,
) -> Review:
    """A review made of what a person gave; raises UsageError for what cannot be one."""
    name = named(reviewer)
    if len(note) > MAX_NOTE:
        raise UsageError(f"A note can have {MAX_NOTE:,} characters, and this one has {len(note):,}; shorten it.")
    if a == b:
        raise UsageError(f"A review is of two articles, and {a} was given twice; name another one.")
    if direction is not None and word is not Word.SAME:
        raise UsageError("A direction goes with the word `same` alone; leave it out, or say `same`.")
    if credited is not None and word is not Word.SAME:
        raise UsageError("Whether the source is named goes with the word `same` alone; leave it out, or say `same`.")
    return Review(
        a=a,
        b=b,
        word=word,
        direction=direction,
        reviewer=name,
        note=note,
        at=at,
        score_seen=score_seen,
        credited=credited,
    )


class Memory:
    """What a session keeps of itself, so that it can be taken up again over another reading of the archive.

    Pairs are of keys, in either order. Beyond `_MOST_PAIRS` pairs whose score was seen, all count as seen.
    """

    def __init__(self) -> None:
        self._made: deque[Review] = deque(maxlen=_MOST_WORDS)
        self._seen: set[frozenset[str]] = set()
        self._skipped: set[frozenset[str]] = set()

    @property
    def made(self) -> list[Review]:
        """The reviews that were given and not undone, in order, the newest `_MOST_WORDS`."""
        return list(self._made)

    @property
    def decided(self) -> int:
        """How many pairs they are of."""
        return len({review.pair for review in self._made})

    @property
    def skipped(self) -> int:
        """How many pairs were passed over, and not decided later."""
        return len(self._skipped - {frozenset(review.pair) for review in self._made})

    def give(self, review: Review) -> None:
        """A word was given."""
        self._made.append(review)

    def take_back(self, a: str, b: str) -> None:
        """The newest word on a pair was undone."""
        pair = {a, b}
        for review in reversed(self._made):
            if set(review.pair) == pair:
                self._made.remove(review)
                return

    def reveal(self, a: str, b: str) -> None:
        """The machine's score on a pair was shown."""
        if len(self._seen) < _MOST_PAIRS:
            self._seen.add(frozenset((a, b)))

    def saw(self, a: str, b: str) -> bool:
        """Whether it was."""
        return frozenset((a, b)) in self._seen or len(self._seen) >= _MOST_PAIRS

    def skip(self, a: str, b: str) -> None:
        """A pair was passed over."""
        if len(self._skipped) < _MOST_PAIRS:
            self._skipped.add(frozenset((a, b)))


class ReviewSession:
    """One reviewer's way through a queue of pairs, from the first that is in doubt on.

    `pair` asks for these two articles alone, in this order; else the queue is what `asked` asks for, at most `limit`
    pairs of it. With the `memory` of an earlier session this one goes on where that one was.
    """

    def __init__(
        self,
        archive: Archive,
        asked: Asked,
        *,
        pair: tuple[str, str] | None = None,
        limit: int | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        memory: Memory | None = None,
    ) -> None:
        self._archive = archive
        self._reviewer = named(asked.reviewer)
        wanted = replace(asked, reviewer=self._reviewer)
        self._queue = [_asked_pair(archive, *pair)] if pair is not None else archive.doubts(wanted)[:limit]
        self._clock = clock
        self._place = 0
        self._shown: tuple[Exhibit, MachineWord] | None = None
        self._memory = memory if memory is not None else Memory()

    @property
    def current(self) -> Exhibit | None:
        """What there is to see of the pair at hand; None at the end of the queue."""
        return self._look()[0] if self._place < len(self._queue) else None

    @property
    def progress(self) -> Progress:
        """How many pairs are decided, skipped, and left."""
        memory = self._memory
        return Progress(self._place + 1, memory.decided, memory.skipped, len(self._queue) - self._place)

    @property
    def decisions(self) -> list[Review]:
        """The reviews of this session that were not undone in it, in the order in which they were given."""
        return self._memory.made

    def reveal(self) -> MachineWord:
        """The machine's score and verdict on the pair at hand; a review given from now on says that they were seen."""
        machine = self._look()[1]
        pair = self._at_hand()
        self._memory.reveal(pair.a, pair.b)
        return machine

    def decide(
        self, word: Word, direction: Direction | None = None, note: str = "", *, credited: bool | None = None
    ) -> Review:
        """Keep a word on the pair at hand and go on to the next; raises UsageError for one that cannot be."""
        pair = self._at_hand()
        review = checked(
            pair.a,
            pair.b,
            word,
            reviewer=self._reviewer,
            at=self._clock(),
            direction=direction,
            note=note,
            score_seen=self._memory.saw(pair.a, pair.b),
            credited=credited,
        )
        kept = self._archive.review(review)
        self._memory.give(kept)
        self._go(self._place + 1)
        return kept

    def skip(self) -> None:
        """Go on to the next pair without a word on this one."""
        pair = self._at_hand()
        self._memory.skip(pair.a, pair.b)
        self._go(self._place + 1)

    def back(self) -> None:
        """Go back to the pair before; at the first one stay there."""
        self._go(max(0, self._place - 1))

    def undo(self) -> Review:
        """Take back the last word given in this session, and go back to its pair; raises UsageError without one."""
        if not self._memory.made:
            raise UsageError("There is no word of this session to undo.")
        review = self._memory.made[-1]
        undone = review.taken_back(self._clock())
        self._archive.take_reviews([undone])
        self._memory.take_back(*review.pair)
        pairs = [{pair.a, pair.b} for pair in self._queue]
        if set(review.pair) not in pairs:  # given over another queue
            self._queue.insert(self._place, DoubtfulPair(review.a, review.b, Doubt.ASKED))
            pairs.insert(self._place, set(review.pair))
        self._go(pairs.index(set(review.pair)))
        return undone

    def _go(self, place: int) -> None:
        self._place = place
        self._shown = None

    def _at_hand(self) -> DoubtfulPair:
        if self._place >= len(self._queue):
            raise UsageError("The queue is at its end: there is no pair at hand.")
        return self._queue[self._place]

    def _look(self) -> tuple[Exhibit, MachineWord]:
        pair = self._at_hand()
        if self._shown is None:
            self._shown = exhibited(self._archive, pair)
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
    dossier = archive.dossier(pair.a, pair.b)
    a, b, comparison, derivation = dossier.a, dossier.b, dossier.faced.comparison, dossier.derivation
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
        credits=tuple(
            f"{name} names {one.name} ({one.cue.value}): {one.written}"
            for name, given in (("A", dossier.credits_a), ("B", dossier.credits_b))
            for one in given
        ),
        reviews=dossier.reviews,
    )
    return exhibit, dossier.machine


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
