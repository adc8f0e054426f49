"""Pairs of articles, made of what is stored between their texts: relations, and candidates for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product

from dedup.archive.crediting import Crediting
from dedup.archive.crowds import Crowds
from dedup.archive.library import Library
from dedup.archive.relate import worth_comparing
from dedup.archive.reviews import standing
from dedup.compare import is_possible
from dedup.config import CompareParams
from dedup.model import CandidatePair, Comparison, Direction, Evidence, Kind, Overlap, Relation
from dedup.store import ArticleHead, Reader, RelationRow

_PAGE = 500  # articles whose relations are read at once
_CERTAIN = 1_000  # strength of a pair with one normal form


def relations(reader: Reader, params: CompareParams, digest: str) -> Iterator[Relation]:
    """All relations in the order of their articles' keys, streamed; one normal form makes `identical`.

    `digest` names the parameters under which the archive was compared.
    """
    crediting = Crediting(reader)
    heads = list(reader.heads().values())  # in the order of keys
    holders: dict[int, list[ArticleHead]] = {}
    for head in heads:
        holders.setdefault(head.content, []).append(head)
    for start in range(0, len(heads), _PAGE):
        page = heads[start : start + _PAGE]
        directions = reader.directions([head.id for head in page])
        words = standing(reader, [head.key for head in page])
        rows: dict[int, list[RelationRow]] = {}
        for row in reader.relations({head.content for head in page}):
            rows.setdefault(row.a, []).append(row)
            rows.setdefault(row.b, []).append(row)
        for a in page:
            found = [(_same_text(a, b, digest), b) for b in holders[a.content] if b.key > a.key]
            for row in rows.get(a.content, ()):
                other = row.b if row.a == a.content else row.a
                found.extend((_relation(row, a, b, params), b) for b in holders[other] if b.key > a.key)
            ordered = sorted(found, key=lambda one: one[0].b)
            for relation in _directed(crediting, directions, a, ordered):
                yield replace(relation, reviewed=words.get(relation.a, {}).get(relation.b))


def candidates(reader: Reader, library: Library) -> list[CandidatePair]:
    """Pairs of articles that are worth comparing, in order, each once."""
    heads = reader.heads().values()
    contents = sorted({head.content for head in heads})
    holders = reader.holders(contents)
    found: dict[tuple[str, str], tuple[tuple[str, ...], int]] = {
        pair: (("exact",), _CERTAIN) for held in holders.values() for pair in combinations(_keys(held), 2)
    }
    crowds = Crowds(reader)
    for start in range(0, len(contents), _PAGE):
        for (a, b), candidate in worth_comparing(reader, library, contents[start : start + _PAGE], crowds).items():
            said = (candidate.proposed_by, candidate.strength)
            found.update(((min(pair), max(pair)), said) for pair in product(_keys(holders[a]), _keys(holders[b])))
    return sorted(CandidatePair(a, b, *said) for (a, b), said in found.items())


def _keys(heads: Sequence[ArticleHead]) -> list[str]:
    return [head.key for head in heads]


def _directed(
    crediting: Crediting,
    known: Mapping[tuple[int, int], Direction],
    a: ArticleHead,
    found: Sequence[tuple[Relation, ArticleHead]],
) -> Iterator[Relation]:
    """Relations of an article with their directions, and whether the derivative credits the other."""
    directions = {b.id: known.get((a.id, b.id), Direction.UNDETERMINED) for _, b in found}
    derived = {b.id: (b, directions[b.id]) for relation, b in found if relation.kind.derived}
    answers = crediting.between(a, derived) if derived else {}
    for relation, b in found:
        yield replace(relation, direction=directions[b.id], credited=answers.get(b.id))


def _relation(row: RelationRow, a: ArticleHead, b: ArticleHead, params: CompareParams) -> Relation:
    """A stored relation between two of the articles that hold its contents; passages are not placed."""
    comparison = Comparison(
        kind=row.kind,
        score=row.score,
        overlap=row.overlap,
        evidence=row.ledger,
        passages=(),
        params_digest=row.params,
        possible=is_possible(row.kind, row.score, params),
    )
    if a.content != row.a:
        comparison = comparison.swapped()
    return Relation(a=a.key, b=b.key, comparison=comparison, proposed_by=row.proposed_by)


def _same_text(a: ArticleHead, b: ArticleHead, params: str) -> Relation:
    evidence = Evidence("identical", f"The two texts are the same in all {a.words} words.", 0.0, float(a.words))
    comparison = Comparison(
        kind=Kind.IDENTICAL,
        score=1.0,
        overlap=Overlap(a.words, a.words, a.words, a.words),
        evidence=(evidence,),
        passages=(),
        params_digest=params,
    )
    return Relation(a=a.key, b=b.key, comparison=comparison, proposed_by=("exact",))
