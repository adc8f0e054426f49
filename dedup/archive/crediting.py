"""Who credits whom among the articles held: credits are read at ingest, kept, and asked for by publisher here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from dedup.model import Article, Credit, CreditLine, Direction, OriginStatus, Story
from dedup.provenance import (
    CREDITS_SCHEME,
    Imprint,
    Registry,
    credited,
    imprint,
    imprint_of,
    named,
    naming,
    read_credits,
    registry_with,
    same_hand,
    says,
    sought,
    spelt,
)
from dedup.store import ArticleHead, Reader, Writer

PUBLISHERS = "publishers"
"""Where the archive keeps the user's own publishers: the text of their file."""

_SCHEME = "scheme.credits"
_REREAD = 500  # articles at a time: their texts are some 2 MB
_LINES = 5  # credits shown of one member to one publisher; more say nothing new
_WORDS = 200  # characters of one

Told = tuple[bool | None, tuple[Credit, ...]]
"""Whether a publisher is credited, None where that is unclear, and by which credits."""


def registry_of(reader: Reader) -> Registry:
    """The registry of publishers that an archive is read with."""
    return registry_with(reader.get_meta(PUBLISHERS) or "")


def reread(writer: Writer, registry: Registry) -> frozenset[int]:
    """Read all credits anew if they were read otherwise or with other publishers; gives all contents in that case."""
    if up_to_date(writer, registry):
        return frozenset()
    heads = writer.heads()
    numbers = list(heads)
    for start in range(0, len(numbers), _REREAD):
        rows = list(writer.articles(numbers[start : start + _REREAD]))
        writer.replace_credits({row.id: read_credits(row.article, registry) for row in rows})
    writer.set_meta(_SCHEME, _scheme_of(registry))
    return frozenset(head.content for head in heads.values())


def up_to_date(reader: Reader, registry: Registry) -> bool:
    """Whether the credits that are stored are those which would be read now: not in an archive of an older version."""
    return reader.get_meta(_SCHEME) == _scheme_of(registry)


def _scheme_of(registry: Registry) -> str:
    return f"{CREDITS_SCHEME}.{registry.digest}"


def head_imprint(head: ArticleHead) -> Imprint:
    """Who published a held article."""
    return imprint(head.publisher, head.uri, head.canonical_url)


class Crediting:
    """Answers to who credits whom, as one transaction sees them. They depend on the articles and the registry alone."""

    def __init__(self, reader: Reader) -> None:
        self.registry = registry_of(reader)
        self._reader = reader
        self._read: dict[int, tuple[Credit, ...]] = {}

    def given(self, articles: Collection[int], publisher: Imprint) -> dict[int, tuple[Credit, ...]]:
        """For each article the credits by which a reader sees it name a publisher."""
        missing = [number for number in articles if number not in self._read]
        self._read.update(self._reader.credits(missing) if missing else {})
        found = {number: naming(self._read[number], publisher, self.registry) for number in articles}
        # A publisher whose name looks like no outlet's is found by those who look for it.
        again = self._reader.saying(sought(publisher, self.registry), articles)
        for row in self._reader.articles(again) if again else ():
            found[row.id] = credited(row.article, publisher.name, publisher.domain, self.registry)
        return found

    def told(self, articles: Collection[int], publisher: Imprint) -> dict[int, Told]:
        """For each article whether a reader is told of a publisher, and by which credits.

        None where it is named in no form that makes it a source: nobody is said to be silent about whom he names.
        """
        found = self.given(articles, publisher)
        silent = [number for number, credits_ in found.items() if not credits_]
        naming_it = self._reader.saying(spelt(publisher, self.registry), silent)
        rows = self._reader.articles(naming_it) if naming_it else ()
        unclear = {row.id for row in rows if named(row.article, publisher, self.registry)}
        return {
            number: (True if credits_ else None if number in unclear else False, credits_)
            for number, credits_ in found.items()
        }

    def between(self, a: ArticleHead, others: Mapping[int, tuple[ArticleHead, Direction]]) -> dict[int, bool | None]:
        """Whether credit is given between an article and each of others, by their numbers.

        Where the direction is known the derivative is to name the other's publisher. Where it is not, and where both
        descend from a third text, the answer is yes if either names the other's. None where that publisher is not known
        (of neither, if either will do), where it is named in no form that makes it a source, and where the two are of
        one publisher, which owes itself no credit, or of one author.
        """
        rows = list(self._reader.articles([a.id]))
        return self._answers(rows[0].article, self._read_of(a.id), others) if rows else {}

    def asked(self, article: Article, others: Collection[ArticleHead]) -> dict[int, bool | None]:
        """The same between an article that is not held and held ones, directions undetermined."""
        wanted = {head.id: (head, Direction.UNDETERMINED) for head in others}
        return self._answers(article, read_credits(article, self.registry), wanted)

    def _answers(
        self, a: Article, read: Collection[Credit], others: Mapping[int, tuple[ArticleHead, Direction]]
    ) -> dict[int, bool | None]:
        mine = imprint_of(a)
        apart = {number: pair for number, pair in others.items() if not self._one_publisher(mine, pair[0])}
        bylines, author = self._reader.bylines(apart), a.byline.value if a.byline else None
        may_name = [number for number, (_, direction) in apart.items() if mine and direction is not Direction.A_FROM_B]
        told = self.told(may_name, mine)
        found: dict[int, bool | None] = dict.fromkeys(others)
        for number, (other, direction) in apart.items():
            answers = [told[number][0]] if number in told else []
            publisher = head_imprint(other)
            if publisher and direction is not Direction.B_FROM_A:
                answers.append(self._names(a, read, publisher))
            unclear = not answers or None in answers or same_hand(author, bylines.get(number))
            found[number] = True if True in answers else None if unclear else False
        return found

    def _names(self, article: Article, read: Collection[Credit], publisher: Imprint) -> bool | None:
        if says(article, sought(publisher, self.registry)):
            found = credited(article, publisher.name, publisher.domain, self.registry)
        else:
            found = naming(read, publisher, self.registry)
        if found:
            return True
        spoken = says(article, spelt(publisher, self.registry)) and named(article, publisher, self.registry)
        return None if spoken else False

    def acknowledged(self, story: Story, heads: Mapping[str, ArticleHead]) -> Story:
        """The story with what its members credit: its origin's publisher, else that of the canonical copy.

        Where the origin is not known, only who hangs on the canonical copy owes it anything. Who names another member
        that it hangs on, or prints the author's name, is not said to be silent.
        """
        origin = story.origin
        source = origin.article or story.canonical
        if origin.status is OriginStatus.NOT_HELD:
            publisher, others = Imprint(origin.name, origin.domain), [member.article for member in story.members]
        else:
            publisher = head_imprint(heads[source])
            others = [member.article for member in story.members if member.article != source]
        numbers = {heads[key].id: key for key in others if publisher and not self._one_publisher(publisher, heads[key])}
        told = {numbers[number]: (number, *answer) for number, answer in self.told(numbers, publisher).items()}
        texts = self._reader.texts([number for number, _, found in told.values() if found])
        excused = self._of_one_hand(
            heads[source].id, [number for number, answer, _ in told.values() if answer is False]
        )
        members = []
        for member in story.members:
            number, answer, found = told.get(member.article, (0, None, ()))
            above = {one.article for one in member.parents if one.article is not None}
            open_ = origin.status is OriginStatus.UNDETERMINED and source not in above
            if answer is False and (open_ or number in excused or self._names_any(number, above - {source}, heads)):
                answer = None
            lines = _lines(found, texts[number]) if found else ()
            members.append(replace(member, credited=answer, credits=lines))
        return replace(story, members=tuple(members))

    def _names_any(self, article: int, others: Collection[str], heads: Mapping[str, ArticleHead]) -> bool:
        """Whether an article names the publisher of one of others."""
        publishers = filter(None, (head_imprint(heads[key]) for key in sorted(others)))
        return any(self.given([article], publisher)[article] for publisher in publishers)

    def _of_one_hand(self, source: int, articles: Collection[int]) -> frozenset[int]:
        """Those of some articles that name an author of another: reporters write for sister papers."""
        bylines = self._reader.bylines([source, *articles]) if articles else {}
        author = bylines.get(source)
        return frozenset(number for number in articles if same_hand(author, bylines.get(number)))

    def _one_publisher(self, one: Imprint, head: ArticleHead) -> bool:
        other = head_imprint(head)
        return one == other or self.registry.same(one.name, one.domain, other.name, other.domain)

    def _read_of(self, article: int) -> tuple[Credit, ...]:
        if article not in self._read:
            self._read.update(self._reader.credits([article]))
        return self._read[article]


def _lines(found: Collection[Credit], text: str) -> tuple[CreditLine, ...]:
    lines = (
        CreditLine(
            credit.cue,
            " ".join((text[credit.span.start : credit.span.end] if credit.span else credit.written).split())[:_WORDS],
        )
        for credit in found
    )
    return tuple(dict.fromkeys(lines))[:_LINES]
