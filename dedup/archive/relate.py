"""Settling: finding and judging the relations of every content that is marked stale."""

from __future__ import annotations

from dedup.archive.library import Library
from dedup.candidates import Fetched, propose
from dedup.compare import Judgement, judge
from dedup.config import CompareParams
from dedup.model import Kind
from dedup.store import RelationRow, Writer

QUOTED, STOCK = 1, 2  # flags of a stored passage


def settle(writer: Writer, library: Library, params: CompareParams) -> frozenset[int]:
    """Compare each stale content with its candidates and replace its relations; returns every content concerned.

    What is stored in the end depends on the stored articles alone: candidates are a matter of the two texts, and both
    sides of a pair propose each other.
    """
    stale = writer.stale_contents()
    if not stale:
        return frozenset()
    concerned = set(stale) | writer.neighbours(stale)
    proposals: dict[tuple[int, int], tuple[str, ...]] = {}
    keys = {content: library.keys(content) for content in stale}
    postings = Fetched(writer, list(keys.values()))
    for content in stale:
        for other, names in propose(keys[content], postings).items():
            if other != content:
                proposals[(min(content, other), max(content, other))] = names
    compared = {number for pair in proposals for number in pair}
    library.fetch(compared)
    digests = library.digests(compared)
    rows = []
    for pair, names in sorted(proposals.items()):
        a, b = sorted(pair, key=lambda number: digests[number])
        judgement = judge(library.document(a), library.document(b), params)
        if judgement.kind is not Kind.UNRELATED:
            rows.append(_row(a, b, judgement, names))
            concerned.update(pair)
    writer.drop_relations(contents=stale)
    writer.put_relations(rows)
    writer.mark_settled(stale)
    return frozenset(concerned)


def _row(a: int, b: int, judgement: Judgement, proposed_by: tuple[str, ...]) -> RelationRow:
    return RelationRow(
        a=a,
        b=b,
        kind=judgement.kind,
        score=judgement.score,
        overlap=judgement.overlap,
        ledger=judgement.evidence,
        passages=tuple(
            (p.a_start, p.a_end, p.b_start, p.b_end, p.words, QUOTED * p.quoted | STOCK * p.stock)
            for p in judgement.passages
        ),
        proposed_by=proposed_by,
        params=judgement.params_digest,
    )
