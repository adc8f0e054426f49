"""Questions about publishers: which stories one has a part in, and who takes from whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dedup.archive.crediting import Crediting, head_imprint, registry_of
from dedup.model import Borrowing, Direction, Member, Parent, Story
from dedup.provenance import Houses, times_of
from dedup.store import ArticleHead, Reader


@dataclass(slots=True)
class _Tally:
    """What has been counted for one row."""

    articles: set[str] = field(default_factory=set)
    credited: set[str] = field(default_factory=set)
    uncredited: set[str] = field(default_factory=set)
    pairs: int = 0
    stories: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)


_Row = tuple[str | None, str | None, bool, bool]
"""Source, taker, whether the source's articles are held, whether it is known who took from whom."""


def having_part(reader: Reader, publisher: str) -> Iterator[Story]:
    """The stories with a member of a publisher, or with its article as an origin that is not held, by their ids."""
    press = _Press(reader)
    asked = press.houses.asked(publisher)
    for story in reader.stories():
        if any(house in asked for house in press.of_story(story)):
            yield story


def borrowings(reader: Reader, publisher: str | None = None, *, uncredited: bool = False) -> list[Borrowing]:
    """Who takes from whom: most articles first, then pairs of publishers of whom it is not known who took.

    `publisher` asks for those in which it is one of the two, `uncredited` for those where credit is missing.
    """
    press = _Press(reader)
    rows: defaultdict[_Row, _Tally] = defaultdict(_Tally)
    linked: set[tuple[str, str]] = set()
    for story in reader.stories():
        press.count(story, rows, linked)
    press.count_undetermined(rows, linked)
    asked = press.houses.asked(publisher) if publisher is not None else None
    found = [
        _borrowing(press.houses, row, tally)
        for row, tally in rows.items()
        if (asked is None or row[0] in asked or row[1] in asked) and (tally.uncredited or not uncredited)
    ]
    return sorted(found, key=_order)


def houses_of(reader: Reader, heads: Iterable[ArticleHead]) -> Houses:
    """The publishers of all articles, given by their heads, and of the origins that are not held."""
    namings = [_naming(head) for head in heads]
    namings += [(story.origin.name, story.origin.domain) for story in reader.stories() if story.origin.article is None]
    return Houses(namings, registry_of(reader))


class _Press:
    """The publishers of an archive, and the articles that each has in stories."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._crediting = Crediting(reader)
        self._heads = {head.key: head for head in reader.heads().values()}
        self.houses = houses_of(reader, self._heads.values())

    def of_story(self, story: Story) -> Iterator[str | None]:
        """The publishers of a story's members, and that of an origin which is not held."""
        for member in story.members:
            yield self._of(member.article)
        if story.origin.article is None:
            yield self.houses.of(story.origin.name, story.origin.domain)

    def count(self, story: Story, rows: Mapping[_Row, _Tally], linked: set[tuple[str, str]]) -> None:
        """Add to the rows what each member of a story hangs on; `linked` are the pairs of articles that this tells."""
        children: defaultdict[str | None, list[tuple[Member, Parent]]] = defaultdict(list)
        for member in story.members:
            for parent in member.parents if member.role.belongs else ():
                if not parent.revision:
                    children[parent.article].append((member, parent))
        for key, found in children.items():
            told = self._credited(story, key, [member for member, _ in found])
            for member, parent in found:
                domain = story.origin.domain if parent.name == story.origin.name else None
                source = self._of(key) if key is not None else self.houses.of(parent.name, domain)
                taker = self._of(member.article)
                if key is not None:
                    linked.add((member.article, key))
                if source is not None and source == taker:
                    continue
                tally = rows[source, taker, key is not None, True]
                tally.articles.add(member.article)
                said = told[member.article]
                if said is not None:
                    (tally.credited if said else tally.uncredited).add(member.article)
                tally.stories.add(story.id)
                tally.days |= self._day(member.article)

    def count_undetermined(self, rows: Mapping[_Row, _Tally], linked: set[tuple[str, str]]) -> None:
        """Add the pairs of which it is not known who took from whom."""
        stories = self._reader.story_of([head.id for head in self._heads.values()])
        for pair in self._reader.derivations():
            said = pair.derivation
            if said.direction is not Direction.UNDETERMINED or said.revision:
                continue
            houses = [self._of(pair.a), self._of(pair.b)]
            first, second = sorted(houses, key=lambda house: (house is None, house or ""))
            if (first is not None and first == second) or {(pair.a, pair.b), (pair.b, pair.a)} & linked:
                continue
            tally = rows[first, second, True, False]
            tally.pairs += 1
            for key in (pair.a, pair.b):
                tally.stories |= {stories[number] for number in (self._heads[key].id,) if number in stories}
                tally.days |= self._day(key)

    def _credited(self, story: Story, source: str | None, members: list[Member]) -> dict[str, bool | None]:
        """Whether members name the publisher of what they hang on."""
        if source in {None, story.origin.article or story.canonical}:
            return {member.article: member.credited for member in members}
        publisher = head_imprint(self._heads[source or ""])
        if not publisher:
            return dict.fromkeys((member.article for member in members), None)
        numbers = {self._heads[member.article].id: member.article for member in members}
        given = self._crediting.given(numbers, publisher)
        return {key: bool(given[number]) for number, key in numbers.items()}

    def _of(self, key: str) -> str | None:
        return self.houses.of(*_naming(self._heads[key]))

    def _day(self, key: str) -> set[str]:
        best = times_of(self._heads[key]).earliest
        return {best.date().isoformat()} if best else set()


def _naming(head: ArticleHead) -> tuple[str | None, str | None]:
    publisher = head_imprint(head)
    return publisher.name, publisher.domain


def _borrowing(houses: Houses, row: _Row, tally: _Tally) -> Borrowing:
    source, taker, held, _ = row
    return Borrowing(
        source=houses.outlet(source),
        taker=houses.outlet(taker),
        held=held,
        articles=len(tally.articles),
        credited=len(tally.credited),
        uncredited=len(tally.uncredited),
        undetermined=tally.pairs,
        stories=len(tally.stories),
        first=min(tally.days, default=None),
        last=max(tally.days, default=None),
    )


def _order(one: Borrowing) -> tuple[object, ...]:
    names = (one.source.name or "~", one.taker.name or "~", one.source.domain or "", one.taker.domain or "")
    return -one.articles, -one.undetermined, *names, not one.held
