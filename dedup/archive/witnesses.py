"""Articles as witnesses to the question of origin, kept at hand from one batch to the next.

Who is credited depends on which names mean a publisher. Those are the registered ones, and the publishers of the story
itself: "the Gazette reported" says more where the Gazette is a member. So the registry of a story is the given one and
the publishers of its articles, and nothing else in the archive moves it.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from dedup.archive.crediting import up_to_date
from dedup.archive.naming import Namable
from dedup.archive.prepare import language_of
from dedup.model import Article, Credit
from dedup.provenance import (
    Publisher,
    Registry,
    Traits,
    Witness,
    identity,
    imprint_of,
    publisher_named,
    read_credits,
    shared_bureaus,
    spoken_names,
    witness,
)
from dedup.store import ArticleHead, Reader
from dedup.text.views import Views

_KEPT = 3_000  # articles; about 12 kB each for one of 400 words
_REGISTRIES = 64  # of stories; 5 ms each to make

Key = tuple[int, int, str]


@dataclass(slots=True, eq=False)
class Reading:
    """What was read from one state of one article; `credits` by the publishers that were added to the registry."""

    article: Article
    said: str
    credits: dict[frozenset[Publisher], tuple[Credit, ...]] = field(default_factory=dict)
    _traits: Traits | None = None

    def traits(self, prepared: Views | None = None) -> Traits:
        """The traits of the text; `prepared` are its views if they are at hand."""
        if self._traits is None:
            article = self.article
            self._traits = Traits(article.text, language_of(article), article.broken_lines, prepared)
        return self._traits


class Witnesses:
    """Makes witnesses of articles; what was read from a text is kept, so that a growing story is not read anew."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._kept: OrderedDict[Key, Reading] = OrderedDict()
        self._extended = lru_cache(maxsize=_REGISTRIES)(self._extend)
        self._namable = lru_cache(maxsize=_REGISTRIES)(Namable)

    def registry_for(self, read: Iterable[Reading]) -> tuple[Registry, frozenset[Publisher]]:
        """The registry of a story of some articles, and what was added to it: their publishers, and shared bureaus."""
        read = list(read)
        imprints = [imprint_of(one.article) for one in read]
        added = frozenset(
            publisher_named(own.name, own.domain)
            for own in imprints
            if own.name and re.search(r"\w", own.name) and not self._knows(own.name, own.domain)
        )
        taken = {name for one in added for name in spoken_names(one.name)}
        added |= {
            bureau
            for bureau in shared_bureaus(
                (
                    one.article.byline.value if one.article.byline else None,
                    identity(own.name, own.domain, self.registry),
                )
                for one, own in zip(read, imprints, strict=True)
            )
            if not spoken_names(bureau.name) & taken and self.registry.by_name(bureau.name) is None
        }
        return self._extended(added), added

    def read(self, reader: Reader, heads: Iterable[ArticleHead]) -> dict[int, Reading]:
        """Readings of the given articles by number."""
        wanted = {head.id: head.state for head in heads}
        found = {number: self._kept[key] for number, key in wanted.items() if key in self._kept}
        missing = wanted.keys() - found.keys()
        # Where they were read otherwise they are read anew, which only a writer can keep.
        given = reader.credits(missing) if missing and up_to_date(reader, self.registry) else {}
        for row in reader.articles(missing):
            found[row.id] = self._kept[wanted[row.id]] = reading(row.article, given.get(row.id))
        for key in wanted.values():
            self._kept.move_to_end(key)
        while len(self._kept) > max(_KEPT, len(wanted)):
            self._kept.popitem(last=False)
        return found

    def testify(
        self, read: Reading, content: bytes, registry: Registry, added: frozenset[Publisher], traits: Traits
    ) -> Witness:
        """The witness that an article is in a story with a registry; `added` is what that one has beyond the given."""
        article = read.article
        own = article.publisher.value if article.publisher else None
        named = frozenset(one for one in self._namable(added).named_in(read.said) if one.name != own)
        if named not in read.credits:
            read.credits[named] = read_credits(article, self._extended(named))
        return witness(article, content, read.credits[named], traits, registry)

    def _knows(self, name: str, domain: str | None) -> bool:
        return self.registry.by_name(name) is not None and (
            domain is None or self.registry.by_domain(domain) is not None
        )

    def _extend(self, added: frozenset[Publisher]) -> Registry:
        ordered = sorted(added, key=lambda one: (one.name, one.domains))
        return self.registry.extended(ordered) if ordered else self.registry


def reading(article: Article, given: tuple[Credit, ...] | None = None) -> Reading:
    """What one article brings to a story, whichever that is.

    `given` are its credits by the registry of the archive, if they are at hand: those of a held article are stored.
    """
    byline = article.byline.value if article.byline else ""
    said = f"{article.text}\n{byline}\n{article.page_credits if article.page_credits else ''}".casefold()
    return Reading(article, said, {} if given is None else {frozenset(): given})


@lru_cache(maxsize=1)
def no_traits() -> Traits:
    """The traits of nothing, for articles of which only the credits are read."""
    return Traits("", None)
