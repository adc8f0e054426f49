"""One article for a reader: which of its passages stand elsewhere, where they stood first, and what else is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dedup.archive.addresses import required
from dedup.archive.past import Past
from dedup.archive.precedence import Precedence
from dedup.archive.relate import STOCK
from dedup.archive.reviews import statuses
from dedup.archive.revisions import states_and_changes
from dedup.model import ArticleView, Direction, Kind, Overlap, Related, SharedPassage, reverse
from dedup.provenance import Times, times_of
from dedup.store import ArticleHead, ArticleRow, Reader
from dedup.text.words import Words, words_of

MOST_RELATED = 40
"""Related articles whose passages are looked at, the strongest: a reader follows a few, and each costs a look."""

_MOST_PASSAGES = 400  # of one text: an article of a thousand words can have no more that are worth a look

_SHOWN_CHANGES = 3  # the newest; `dedup revisions` has them all

_FEWEST = 5  # words in a row that say something together: fewer stand in any text of the subject

Range = tuple[int, int]
"""Words of a normal form, half-open."""

_Stretch = tuple[int, int, frozenset[int]]  # words, and the others in which they stand


@dataclass(frozen=True, slots=True)
class _Other:
    """A related article: what is between its content and that of the one that is read, seen from there."""

    head: ArticleHead
    kind: Kind
    score: float
    overlap: Overlap

    @property
    def key(self) -> str:
        return self.head.key

    @property
    def number(self) -> int:
        return self.head.id

    @property
    def times(self) -> Times:
        return times_of(self.head)


class Reading(Past):
    """The part of an archive that shows single articles."""

    def article_view(self, key: str) -> ArticleView:
        """What is known of an article, by its key or address; raises NotFoundError."""
        with self._store.reading() as reader:
            return _view(reader, required(reader, key))


def _view(reader: Reader, row: ArticleRow) -> ArticleView:
    words = words_of(row.article.text)
    own = reader.heads([row.id])[row.id]
    others, more = _others(reader, own)
    directions = reader.directions_between([own.id, *(one.number for one in others)])
    states, amendments = states_and_changes(reader, row)
    ranges = _ranges(reader, own, others, len(words))
    return ArticleView(
        article=row.article,
        story=reader.story_of([row.id]).get(row.id),
        cited=tuple(sorted(reader.cited_by([row.id]))),
        related=tuple(_related(own, one, directions) for one in others),
        more=more,
        passages=tuple(_passages(words, ranges, own, others, Precedence(directions))),
        credits=reader.credits([row.id])[row.id],
        states=tuple(states),
        amendments=tuple(amendments[-_SHOWN_CHANGES:]),
        since=reader.standing_since(row.id),
        captures=tuple(reader.captures(row.id)),
        reviews=tuple(statuses(reader, [row.article.key])),
    )


# --- what it is related to --------------------------------------------------------------------------------------------


def _others(reader: Reader, own: ArticleHead) -> tuple[list[_Other], int]:
    """The strongest of the articles that one is related to, the strongest first, and how many more there are."""
    same = [head for head in reader.holders([own.content])[own.content] if head.id != own.id]
    whole = Overlap(own.words, own.words, own.words, own.words)
    found = [_Other(head, Kind.IDENTICAL, 1.0, whole) for head in same[:MOST_RELATED]]
    ties = {}
    for a, b, kind, score, overlap in reader.ties([own.content]):
        ties[b if a == own.content else a] = kind, score, overlap if a == own.content else overlap.swapped()
    digests = reader.digests(ties)
    order = sorted(ties, key=lambda content: (ties[content][0].rank, -ties[content][1], digests[content]))
    holders = reader.holders(order[:MOST_RELATED])
    found += [_Other(head, *ties[content]) for content in order[:MOST_RELATED] for head in holders.get(content, ())]
    looked_at = sum(len(held) for held in holders.values()) + len(same)
    beyond = looked_at - len(found[:MOST_RELATED]) + max(0, len(order) - MOST_RELATED)
    return found[:MOST_RELATED], beyond


def _related(own: ArticleHead, other: _Other, directions: Mapping[tuple[int, int], Direction]) -> Related:
    swapped = own.key > other.key
    told = directions.get((other.number, own.id) if swapped else (own.id, other.number), Direction.UNDETERMINED)
    times = other.times
    return Related(
        article=other.key,
        title=other.head.title,
        publisher=other.head.publisher or other.head.outlet,
        at=times.claimed or times.seen,
        kind=other.kind,
        score=other.score,
        share=other.overlap.containment_b,
        shared=other.overlap.containment_a,
        direction=reverse(told) if swapped else told,
    )


# --- where its passages stand -----------------------------------------------------------------------------------------


def _ranges(reader: Reader, own: ArticleHead, others: Sequence[_Other], count: int) -> dict[int, list[Range]]:
    """For each content of the others the words of the article, of which there are `count`, that stand in it."""
    found: dict[int, list[Range]] = {own.content: [(0, count)]}
    contents = {one.head.content for one in others} - {own.content}
    digests = reader.digests(contents | {own.content})
    pairs = []
    for content in contents:
        before = digests[own.content] < digests[content]
        pairs.append((own.content, content) if before else (content, own.content))
    for row in reader.relations_of(sorted(pairs)):
        content, side = (row.b, 0) if row.a == own.content else (row.a, 2)
        shared = [(one[side], min(one[side + 1], count)) for one in row.passages if not one[5] & STOCK]
        found[content] = [(first, last) for first, last in shared if first < last]
    return found


def _passages(
    words: Words, ranges: Mapping[int, list[Range]], own: ArticleHead, others: Sequence[_Other], order: Precedence
) -> Iterator[SharedPassage]:
    """Stretches of the text of which each stands in the same others throughout, in order."""
    itself = _Other(own, Kind.IDENTICAL, 1.0, Overlap(0, 0, 0, 0))
    firsts: dict[frozenset[int], int | None] = {}
    for start, end, here in _smoothed(_stretches(ranges, others))[:_MOST_PASSAGES]:
        if here not in firsts:
            lead = order.first([itself, *(others[number] for number in sorted(here))])
            firsts[here] = None if lead is None else -1 if lead is itself else others.index(lead)
        yield SharedPassage(words.span(start, end), tuple(sorted(here)), firsts[here])


def _stretches(ranges: Mapping[int, list[Range]], others: Sequence[_Other]) -> Iterator[_Stretch]:
    """The text cut wherever it begins or ends to stand in one of the others."""
    begins: dict[int, set[int]] = {}
    ends: dict[int, set[int]] = {}
    for number, other in enumerate(others):
        for first, last in _joined(ranges.get(other.head.content, ())):
            if last - first >= _FEWEST:
                begins.setdefault(first, set()).add(number)
                ends.setdefault(last, set()).add(number)
    active: set[int] = set()
    for start, end in pairwise(sorted(begins.keys() | ends.keys())):
        active = (active - ends.get(start, set())) | begins.get(start, set())
        if active:
            yield start, end, frozenset(active)


def _smoothed(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """The stretches, where a few words that stand in one more place do not interrupt what stands in the others."""
    found: list[_Stretch] = []
    for start, end, here in stretches:
        if found and found[-1][1] == start:
            before, _, there = found[-1]
            if there == here or (end - start < _FEWEST and there < here):
                found[-1] = before, end, there
                continue
            if start - before < _FEWEST and here < there:
                found[-1] = before, end, here
                continue
        found.append((start, end, here))
    return found


def _joined(ranges: Sequence[Range]) -> Iterator[Range]:
    """Ranges in order, those that touch or overlap as one."""
    last: Range | None = None
    for first, end in sorted(ranges):
        if last is not None and first <= last[1]:
            last = last[0], max(last[1], end)
            continue
        if last is not None:
            yield last
        last = first, end
    if last is not None:
        yield last
