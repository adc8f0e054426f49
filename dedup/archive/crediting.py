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
    naming,
    read_credits,
    registry_with,
    sought,
)
from dedup.store import ArticleHead, Reader, Writer

PUBLISHERS = "publishers"
"""Where the archive keeps the user's own publishers: the text of their file."""

_SCHEME = "scheme.credits"
_REREAD = 500  # articles at a time: their texts are some 2 MB
_LINES = 5  # credits shown of one member to one publisher; more say nothing new
_WORDS = 200  # characters of one


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

    def between(self, a: ArticleHead, others: Mapping[int, tuple[ArticleHead, Direction]]) -> dict[int, bool | None]:
        """Whether credit is given between an article and each of others, by their numbers.

        Where the direction is known the derivative is to name the other's publisher. Where it is not, and where both
        descend from a third text, the answer is yes if either names the other's. None where that publisher is not known
        (of neither, if either will do), and where the two are of one publisher, which owes itself no credit.
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
        may_name = [number for number, (_, direction) in apart.items() if mine and direction is not Direction.A_FROM_B]
        named = self.given(may_name, mine)
        found: dict[int, bool | None] = dict.fromkeys(others)
        for number, (other, direction) in apart.items():
            answers = [bool(named[number])] if number in named else []
            publisher = head_imprint(other)
            if publisher and direction is not Direction.B_FROM_A:
                answers.append(self._names(a, read, publisher))
            found[number] = any(answers) if answers else None
        return found

    def _names(self, article: Article, read: Collection[Credit], publisher: Imprint) -> bool:
        if any(written in article.text for written in sought(publisher, self.registry)):
            return bool(credited(article, publisher.name, publisher.domain, self.registry))
        return bool(naming(read, publisher, self.registry))

    def acknowledged(self, story: Story, heads: Mapping[str, ArticleHead]) -> Story:
        """The story with what its members credit: its origin's publisher, else that of the canonical copy."""
        origin = story.origin
        source = origin.article or story.canonical
        if origin.status is OriginStatus.NOT_HELD:
            publisher, others = Imprint(origin.name, origin.domain), [member.article for member in story.members]
        else:
            publisher = head_imprint(heads[source])
            others = [member.article for member in story.members if member.article != source]
        numbers = {heads[key].id: key for key in others if publisher and not self._one_publisher(publisher, heads[key])}
        given = {numbers[number]: (number, found) for number, found in self.given(numbers, publisher).items()}
        texts = self._reader.texts([number for number, found in given.values() if found])
        members = []
        for member in story.members:
            number, found = given.get(member.article, (0, None))
            lines = _lines(found, texts[number]) if found else ()
            members.append(replace(member, credited=None if found is None else bool(found), credits=lines))
        return replace(story, members=tuple(members))

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
