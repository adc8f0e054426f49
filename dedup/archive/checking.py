"""What an archive holds that an article is related to, without storing it."""

from __future__ import annotations

from dataclasses import replace

from dedup.archive.crediting import Crediting
from dedup.archive.crowds import proposed_for_guest
from dedup.archive.library import Library
from dedup.archive.params import Params
from dedup.archive.prepare import keys_of, language_of, prepare, wording_of
from dedup.candidates import LIKE, likeness
from dedup.compare import document, judge, located
from dedup.fingerprint import fingerprint
from dedup.model import Article, Kind, Relation
from dedup.store import ArticleHead, Reader


def check(reader: Reader, library: Library, article: Article, params: Params) -> list[Relation]:
    """The relations of an article to those held, strongest first; one held under the same key is left out.

    `a` of each relation is the article. Raises UnusableError for a text without a word.
    """
    found: list[tuple[Relation, ArticleHead]] = []
    prepared = prepare(article, params.fingerprint)
    known = reader.furniture([article.outlet])[article.outlet] if article.outlet else frozenset[int]()
    asked = document(
        article.text,
        known,
        prepared.words,
        language_of(article),
        prepared.views,
    )
    keys = prepared.keys
    if not known.isdisjoint(prepared.lines):
        keys = keys_of(fingerprint(asked.words, params.fingerprint, asked.stock), asked.views)
    proposals = proposed_for_guest(reader, keys, prepared.fingerprint.digest)
    library.fetch({content for content, candidate in proposals.items() if not candidate.only_telling})
    library.fetch_wordings({content for content, candidate in proposals.items() if candidate.only_telling})
    own = wording_of(asked.views)
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
