"""Settling: finding and judging the relations of every content that is marked stale."""

from __future__ import annotations

from collections.abc import Sequence

from dedup.archive.library import Library
from dedup.candidates import LIKE, Candidate, Fetched, likeness, propose
from dedup.compare import Judgement, judge
from dedup.config import CompareParams
from dedup.model import Kind
from dedup.store import RelationRow, Writer
from dedup.text.telling import TELLING_SCHEME, Keyed

_SCHEME = "scheme.telling"
_REFILED = 500  # contents at a time: their texts are some 2 MB
QUOTED, STOCK = 1, 2  # flags of a stored passage


def refile(writer: Writer, library: Library) -> None:
    """File all contents anew under their telling keys where those are drawn otherwise now than when they were stored.

    An archive that was upgraded has none; another version of the scheme draws others.
    """
    if writer.get_meta(_SCHEME) == TELLING_SCHEME:
        return
    heads = writer.heads().values()
    contents = sorted({head.content for head in heads})
    for start in range(0, len(contents), _REFILED):
        part = contents[start : start + _REFILED]
        writer.replace_postings({content: library.keys(content).postings for content in part})
        writer.mark_stale(part)
        library.forget(part)
    writer.set_meta(_SCHEME, TELLING_SCHEME)


def settle(writer: Writer, library: Library, params: CompareParams) -> frozenset[int]:
    """Compare each stale content with its candidates and replace its relations; returns every content concerned.

    What is stored in the end depends on the stored articles alone: candidates are a matter of the two texts, and both
    sides of a pair propose each other.
    """
    stale = writer.stale_contents()
    if not stale:
        return frozenset()
    concerned = set(stale) | writer.neighbours(stale, derived=False)
    proposals = _proposals(writer, library, stale)
    compared = {number for pair in proposals for number in pair}
    library.fetch(compared)
    digests = library.digests(compared)
    rows = []
    for pair, candidate in sorted(proposals.items()):
        if not worth_comparing(candidate, library.wording(pair[0]), library.wording(pair[1])):
            continue
        a, b = sorted(pair, key=lambda number: digests[number])
        judgement = judge(library.document(a), library.document(b), params)
        if judgement.kind is not Kind.UNRELATED:
            rows.append(_row(a, b, judgement, candidate.proposed_by))
            concerned.update(pair)
    writer.drop_relations(contents=stale)
    writer.put_relations(rows)
    writer.mark_settled(stale)
    return frozenset(concerned)


def worth_comparing(candidate: Candidate, wording: Keyed, other: Keyed) -> bool:
    """Whether a candidate is to be compared: what only telling words propose is looked at in all its words first."""
    return not candidate.only_telling or likeness(wording, other) >= LIKE


def _proposals(writer: Writer, library: Library, stale: Sequence[int]) -> dict[tuple[int, int], Candidate]:
    """Candidates of the given contents, each pair once."""
    found: dict[tuple[int, int], Candidate] = {}
    keys = {content: library.keys(content) for content in stale}
    postings = Fetched(writer, list(keys.values()))
    for content in stale:
        for other, candidate in propose(keys[content], postings).items():
            if other != content:
                found[(min(content, other), max(content, other))] = candidate
    return found


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
