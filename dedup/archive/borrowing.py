"""Questions about publishers: which stories one has a part in, and who takes from whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dedup.archive.crediting import Crediting, head_imprint
from dedup.archive.press import press_of
from dedup.model import Borrowing, Direction, Member, Parent, Spell, Story
from dedup.provenance import Houses, times_of
from dedup.store import ArticleHead, Reader


@dataclass(slots=True)
class _Tally:
    """What has been counted for one row: articles and undetermined pairs, each with its day."""

    articles: dict[str, str | None] = field(default_factory=dict)
    credited: set[str] = field(default_factory=set)
    uncredited: set[str] = field(default_factory=set)
    pairs: list[str | None] = field(default_factory=list)
    stories: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)

    def spells(self) -> tuple[Spell, ...]:
        """What was counted on each day, the earliest first."""
        counts: defaultdict[str | None, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for key, day in self.articles.items():
            row = counts[day]
            row[0] += 1
            row[1] += key in self.credited
            row[2] += key in self.uncredited
        for day in self.pairs:
            counts[day][3] += 1
        ordered = sorted(counts.items(), key=lambda item: (item[0] is None, item[0] or ""))
        return tuple(Spell(day, *numbers) for day, numbers in ordered)


_Row = tuple[str | None, str | None, bool, bool]
"""Source, taker, whether the source's articles are held, whether it is known who took from whom."""


def having_part(reader: Reader, publisher: str) -> Iterator[Story]:
    """The stories with a member of a publisher, or with its article as an origin that is not held, by their ids."""
    press = _Counting(reader)
    asked = press.houses.asked(publisher)
    for story in reader.stories():
        if any(house in asked for house in press.of_story(story)):
            yield story


def borrowings(reader: Reader, publisher: str | None = None, *, uncredited: bool = False) -> list[Borrowing]:
    """Who takes from whom: most articles first, then pairs of publishers of whom it is not known who took.

    `publisher` asks for those in which it is one of the two, `uncredited` for those where credit is missing.
    """
    press = _Counting(reader)
    found = _counted(reader, press)
    return narrowed(found, press.houses, publisher, uncredited=uncredited)


def narrowed(
    found: Iterable[Borrowing], houses: Houses, publisher: str | None = None, *, uncredited: bool = False
) -> list[Borrowing]:
    """Those of a publisher, or those where credit is missing, in their order."""
    asked = houses.asked(publisher) if publisher is not None else None
    return [
        one
        for one in found
        if (one.uncredited or not uncredited)
        and (asked is None or any(houses.of(side.name, side.domain) in asked for side in (one.source, one.taker)))
    ]


def _counted(reader: Reader, press: _Counting) -> list[Borrowing]:
    rows: defaultdict[_Row, _Tally] = defaultdict(_Tally)
    linked: set[tuple[str, str]] = set()
    for story in reader.stories():
        press.count(story, rows, linked)
    press.count_undetermined(rows, linked)
    return sorted((_borrowing(press.houses, row, tally) for row, tally in rows.items()), key=_order)


class _Counting:
    """What the articles in stories are counted by: their publishers, days and credits."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._crediting = Crediting(reader)
        self._press = press_of(reader)
        self._numbered = reader.heads(reader.storied())
        self._heads = {head.key: head for head in self._numbered.values()}

    @property
    def houses(self) -> Houses:
        """The publishers of the archive."""
        return self._press.houses

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
                day = self._day(self._heads[member.article])
                tally.articles[member.article] = day
                said = told[member.article]
                if said is not None:
                    (tally.credited if said else tally.uncredited).add(member.article)
                tally.stories.add(story.id)
                tally.days |= {day} if day else set()

    def count_undetermined(self, rows: Mapping[_Row, _Tally], linked: set[tuple[str, str]]) -> None:
        """Add the pairs of which it is not known who took from whom."""
        stories = self._reader.story_of(self._numbered)
        for a, b, direction, _ in self._reader.all_directions():
            if direction is not Direction.UNDETERMINED:
                continue
            one, other = self._numbered[a], self._numbered[b]
            first, second = sorted(map(self._press.of, (one, other)), key=lambda house: (house is None, house or ""))
            if (first is not None and first == second) or {(one.key, other.key), (other.key, one.key)} & linked:
                continue
            tally = rows[first, second, True, False]
            tally.stories |= {stories[number] for number in (a, b) if number in stories}
            days = {day for day in (self._day(one), self._day(other)) if day}
            tally.pairs.append(max(days, default=None))
            tally.days |= days

    def _credited(self, story: Story, source: str | None, members: list[Member]) -> dict[str, bool | None]:
        """Whether members name the publisher of what they hang on."""
        if source in {None, story.origin.article or story.canonical}:
            return {member.article: member.credited for member in members}
        publisher = head_imprint(self._heads[source or ""])
        if not publisher:
            return dict.fromkeys((member.article for member in members), None)
        numbers = {self._heads[member.article].id: member.article for member in members}
        told = self._crediting.told(numbers, publisher)
        return {key: told[number][0] for number, key in numbers.items()}

    def _of(self, key: str) -> str | None:
        return self._press.of(self._heads[key])

    def _day(self, head: ArticleHead) -> str | None:
        best = times_of(head).earliest
        return best.date().isoformat() if best else None


def _borrowing(houses: Houses, row: _Row, tally: _Tally) -> Borrowing:
    source, taker, held, _ = row
    return Borrowing(
        source=houses.outlet(source),
        taker=houses.outlet(taker),
        held=held,
        articles=len(tally.articles),
        credited=len(tally.credited),
        uncredited=len(tally.uncredited),
        undetermined=len(tally.pairs),
        stories=len(tally.stories),
        first=min(tally.days, default=None),
        last=max(tally.days, default=None),
        days=tally.spells(),
    )


def _order(one: Borrowing) -> tuple[object, ...]:
    names = (one.source.name or "~", one.taker.name or "~", one.source.domain or "", one.taker.domain or "")
    return -one.articles, -one.undetermined, *names, not one.held
