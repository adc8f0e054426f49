"""Comparing articles, held or not, as an archive does: two of them, or one with all that it may be related to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from dedup.archive.crediting import Crediting
from dedup.archive.crowds import proposed_for_guest
from dedup.archive.library import Library
from dedup.archive.params import Params
from dedup.archive.prepare import asking_of, keys_of, language_of, prepare, wording_of
from dedup.candidates import LIKE, likeness, within_reach
from dedup.compare import Document, document, face, judge, located
from dedup.config import CompareParams
from dedup.fingerprint import sampled
from dedup.model import Article, Comparison, Faced, Kind, Relation
from dedup.store import ArticleHead, Reader

Furniture = Mapping[str, frozenset[int]]
"""Keys of the lines that are known to be furniture, by outlet."""


def furniture_of(reader: Reader, articles: Collection[Article]) -> Furniture:
    """What is known of the furniture of the articles' outlets."""
    outlets = {article.outlet for article in articles if article.outlet}
    return reader.furniture(outlets) if outlets else {}


def compared(a: Article, b: Article, furniture: Furniture, params: CompareParams) -> Comparison:
    """The verdict on two articles, each under its outlet's furniture, with its proof."""
    first, second = _documents(a, b, furniture)
    return located(judge(first, second, params), first, second)


def faced(a: Article, b: Article, furniture: Furniture, params: CompareParams) -> Faced:
    """The same, and the two texts side by side."""
    first, second = _documents(a, b, furniture)
    judgement = judge(first, second, params)
    return Faced(located(judgement, first, second), face(first, second, judgement))


def _documents(a: Article, b: Article, furniture: Furniture) -> tuple[Document, Document]:
    first, second = (
        document(one.text, furniture.get(one.outlet or "", frozenset()), language=language_of(one)) for one in (a, b)
    )
    return first, second


def check(reader: Reader, library: Library, article: Article, params: Params) -> list[Relation]:
    """The relations of an article to those held, strongest first; one held under the same key is left out.

    `a` of each relation is the article. Raises UnusableError for a text without a word.
    """
    found: list[tuple[Relation, ArticleHead]] = []
    (prepared,) = prepare([article], params.fingerprint)
    known = furniture_of(reader, [article]).get(article.outlet or "", frozenset())
    asked = document(
        article.text,
        known,
        prepared.words,
        language_of(article),
        prepared.views,
    )
    keys = prepared.keys
    if not known.isdisjoint(prepared.lines):
        keys = keys_of(keys.bands, sampled(asked.words, params.fingerprint, asked.stock), asked.views)
    proposals = proposed_for_guest(reader, keys, prepared.fingerprint.digest)
    told = [content for content, candidate in proposals.items() if candidate.only_telling]
    own = wording_of(asked.views)
    close = within_reach(asking_of(asked.views), told, reader.outlines(told))
    for content in set(told).difference(close):
        del proposals[content]
    library.fetch(proposals.keys() - set(close))
    library.fetch_wordings(close)
    for content, heads in sorted(reader.holders(proposals).items()):
        candidate = proposals[content]
        if candidate.only_telling and likeness(own, library.wording(content)) < LIKE:
            continue
        held = library.document(content)
        judgement = judge(asked, held, params.compare)
        if judgement.kind is Kind.UNRELATED:
            continue
        texts = reader.texts([head.id for head in heads[1:]])
        for head in heads:
            if head.key != article.key:
                other = held if head is heads[0] else document(texts[head.id])
                comparison = located(judgement, asked, other)
                relation = Relation(a=article.key, b=head.key, comparison=comparison, proposed_by=candidate.proposed_by)
                found.append((relation, head))
    credit = Crediting(reader).asked(article, [head for one, head in found if one.kind.derived])
    relations = (replace(one, credited=credit.get(head.id)) for one, head in found)
    return sorted(relations, key=lambda one: (one.kind.rank, -one.score, one.b))
