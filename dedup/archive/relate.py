"""Settling: finding and judging the relations of every content that is marked stale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from dedup.archive.crowds import Crowds, enrol, filed_under, gained, proposed
from dedup.archive.library import Library
from dedup.archive.sated import ENOUGH, Comparisons, sate
from dedup.candidates import LIKE, Candidate, likeness, within_reach
from dedup.compare import Judgement, judge, judge_all
from dedup.config import CompareParams
from dedup.model import Kind
from dedup.store import Reader, RelationRow, Writer
from dedup.text.telling import TELLING_SCHEME

_SCHEME = "scheme.telling"
_FILED = f"{TELLING_SCHEME}, no furniture"  # how an archive is filed; it was under its outlets' furniture as well once
_REFILED = 500  # contents at a time: their texts are some 2 MB
_AT_HAND = 500  # documents or wordings that are fetched at once: a library keeps four times as many
QUOTED, STOCK = 1, 2  # flags of a stored passage


def refile(writer: Writer, library: Library) -> None:
    """File all contents anew under their telling keys where those are drawn otherwise now than when they were stored.

    An archive that was upgraded has none; another version of the scheme draws others.
    """
    if writer.get_meta(_SCHEME) == _FILED:
        return
    heads = writer.heads().values()
    contents = sorted({head.content for head in heads} - writer.crowded().keys())
    for start in range(0, len(contents), _REFILED):
        part = contents[start : start + _REFILED]
        library.fetch(part)
        writer.file({content: filed_under(library.keys(content)) for content in part})
        writer.mark_stale(part)
        library.forget(part)
    writer.set_meta(_SCHEME, _FILED)


def settle(
    writer: Writer,
    library: Library,
    params: CompareParams,
    *,
    fresh: Collection[int] = (),
    shaken: Collection[int] = (),
) -> frozenset[int]:
    """Compare each stale content with its candidates and replace its relations; returns every content concerned.

    What is stored in the end depends on the stored articles alone: candidates are a matter of the two texts and of how
    they stand in a crowd, and both sides of a pair propose each other. A content that has become crowded, or is so no
    more, is compared anew; one that stays so gains and loses single relations as its anchors change. Of the stale ones
    the `fresh` are stored since the last call; `shaken` may stand otherwise since contents have gone.
    """
    concerned: set[int] = set()
    while (stale := frozenset(writer.stale_contents())) or shaken:
        concerned |= _settled(writer, library, params, stale, fresh, shaken)
        fresh = shaken = ()
    return frozenset(concerned)


def _settled(
    writer: Writer,
    library: Library,
    params: CompareParams,
    stale: Collection[int],
    fresh: Collection[int],
    shaken: Collection[int],
) -> set[int]:
    """As `settle`, but those that lack relations for what others have lost are left marked stale."""
    crowds = Crowds(writer)
    shift = crowds.shift(stale, fresh, shaken)
    anew = sorted(shift.anew)
    kept = {content: now.beside for content, now in shift.standings.items() if now and content not in shift.anew}
    lost = [(a, b) for a, b in writer.earlier_neighbours(kept) if a not in kept[b]]
    concerned = {*anew, *writer.neighbours(anew, derived=False), *(number for pair in lost for number in pair)}
    enrol(writer, library, shift)
    found = worth_comparing(writer, library, anew, crowds)
    found.update(_ordered(gained(writer, crowds, shift.gained)))
    former = writer.sated(writer.later_neighbours(anew) - shift.anew)
    writer.drop_relations(lost, contents=anew)
    writer.set_sated(dict.fromkeys(anew))
    comparisons = Comparisons(writer, found, library.digests({number for pair in found for number in pair}), anew)
    rows = _related(library, params, comparisons, found)
    writer.put_relations(rows)
    shortened = sate(writer, {row.b for row in rows if row.kind.derived}, former)
    concerned.update(number for row in rows for number in (row.a, row.b))
    concerned.update(number for pair in shortened.gone for number in pair)
    writer.mark_settled(stale)
    writer.mark_stale(shortened.wanting)
    return concerned


def _related(
    library: Library, params: CompareParams, comparisons: Comparisons, found: Mapping[tuple[int, int], Candidate]
) -> list[RelationRow]:
    """Judge who is to be compared, each content until it has relations enough."""
    rows = []
    for portion in comparisons.portions(_AT_HAND):
        library.fetch({one for content, before in portion for one in (content, *before[:ENOUGH])})
        for content, judged in _judged(library, params, portion):
            derived = 0
            for other, judgement in judged:
                if comparisons.enough(content, derived):
                    break
                if judgement.kind is not Kind.UNRELATED:
                    derived += judgement.kind.derived
                    pair = (min(other, content), max(other, content))
                    rows.append(_row(other, content, judgement, found[pair].proposed_by))
    return rows


def _judged(
    library: Library, params: CompareParams, portion: Sequence[tuple[int, Sequence[int]]]
) -> Iterator[tuple[int, Iterator[tuple[int, Judgement]]]]:
    """Contents with those that each is compared with, and what was found.

    Before `ENOUGH` of them nobody has enough, so that these are compared at once.
    """
    pairs = [(other, content) for content, before in portion for other in before[:ENOUGH]]
    judged = iter(judge_all([(library.document(a), library.document(b)) for a, b in pairs], params))
    for content, before in portion:
        sure = [(other, next(judged)) for other in before[:ENOUGH]]
        text = library.document(content)
        rest = ((other, judge(held, text, params)) for other, held in library.documents(before[ENOUGH:]))
        yield content, chain(sure, rest)


def worth_comparing(
    reader: Reader, library: Library, contents: Sequence[int], crowds: Crowds
) -> dict[tuple[int, int], Candidate]:
    """Candidates of the given contents, each pair once, the smaller number first.

    What only telling words propose is looked at in all its words first.
    """
    library.fetch(contents)
    found = _ordered(proposed(reader, library, crowds, contents))
    alike = _alike(reader, library, [pair for pair, one in found.items() if one.only_telling], contents)
    return {pair: candidate for pair, candidate in found.items() if not candidate.only_telling or pair in alike}


def _alike(
    reader: Reader, library: Library, pairs: Iterable[tuple[int, int]], contents: Collection[int]
) -> set[tuple[int, int]]:
    """Those of some pairs that are like each other in all their words; of each pair one at least is in `contents`.

    Most are not as far as their outlines tell, so that few texts beyond `contents` are read.
    """
    ours = frozenset(contents)
    others: defaultdict[int, list[int]] = defaultdict(list)
    for a, b in pairs:
        one, other = (a, b) if a in ours else (b, a)
        others[one].append(other)
    outlines = reader.outlines({other for found in others.values() for other in found})
    close = [
        (one, other) for one, found in others.items() for other in within_reach(library.asking(one), found, outlines)
    ]
    alike = set()
    for start in range(0, len(close), _AT_HAND):
        part = close[start : start + _AT_HAND]
        library.fetch_wordings({other for _, other in part}.difference(ours))
        alike |= {pair for pair in part if likeness(library.wording(pair[0]), library.wording(pair[1])) >= LIKE}
    return {(min(pair), max(pair)) for pair in alike}


def _ordered(proposals: Iterable[tuple[int, int, Candidate]]) -> dict[tuple[int, int], Candidate]:
    """Candidates by pair, the smaller number first."""
    return {(min(one, other), max(one, other)): candidate for one, other, candidate in proposals}


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
