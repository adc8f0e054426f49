"""Asking a docket: pages of pairs under conditions, how many there are of each sort, and which comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from dedup.archive.docket import FLOWS, KINDS, LEVELS, PARTS, UNTOLD, Docket, Pair
from dedup.model import (
    Around,
    Credited,
    Decision,
    Docketed,
    DocketEntry,
    DocketFilter,
    DocketPage,
    Flow,
    Part,
    Review,
    Tallies,
    Word,
    effective,
)
from dedup.store import ArticleHead, Reader

_Mask = NDArray[np.bool_]
_CREDITED = {Credited.YES: 1, Credited.NO: 0, Credited.UNKNOWN: UNTOLD}
_WORDS = list(Word)
_NAMES = 500  # publishers that a page offers to choose from


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """What people have said of the pairs of a docket: the word that holds, and whether one reviewer has said any.

    `credited` is the column of the docket with what people said of it.
    """

    holding: Mapping[Pair, Review]
    words: NDArray[np.int8]  # places in _WORDS
    mine: _Mask
    credited: NDArray[np.int8]


def page_of(
    reader: Reader, docket: Docket, asked: DocketFilter, start: tuple[str, str] | None = None, size: int = 50
) -> DocketPage:
    """The pairs that are asked for, from the pair `start` (two keys) on, as they stand in the reader's snapshot.

    Where that pair is not in the docket the page is the first.
    """
    said = _said(reader, docket, asked.reviewer)
    masks = _masks(docket, asked, said)
    found = np.flatnonzero(_all(masks))
    place = docket.places.get(_ordered(start)) if start is not None else None
    first = int(np.searchsorted(found, place)) if place is not None else 0
    shown = found[first : first + size]
    after, before = found[first + size : first + size + 1], found[max(0, first - size) : first][:1]
    keys = _keys(reader, docket, [*shown, *after, *before])
    return DocketPage(
        entries=tuple(_entries(reader, docket, shown.tolist(), said)),
        total=len(found),
        first=first,
        previous=next((keys[place] for place in before.tolist()), None),
        following=next((keys[place] for place in after.tolist()), None),
        tallies=_tallies(docket, masks, said),
    )


def next_after(reader: Reader, docket: Docket, asked: DocketFilter, pair: tuple[str, str] | None) -> Pair | None:
    """The first pair that is asked for behind another one, else the first of all; None where there is none."""
    found = np.flatnonzero(_all(_masks(docket, asked, _said(reader, docket, asked.reviewer))))
    place = docket.places.get(_ordered(pair)) if pair is not None else None
    if place is not None:
        found = np.concatenate([found[found > place], found[found < place]])
    chosen = found[:1].tolist()
    return _keys(reader, docket, chosen)[chosen[0]] if chosen else None


def around(reader: Reader, docket: Docket, asked: DocketFilter, pair: tuple[str, str]) -> Around:
    """Where a pair stands among those that are asked for, itself among them or not."""
    found = np.flatnonzero(_all(_masks(docket, asked, _said(reader, docket, asked.reviewer))))
    place = docket.places.get(_ordered(pair), -1)
    here = int(np.searchsorted(found, place))
    among = here < len(found) and int(found[here]) == place
    behind = here + 1 if among else here
    before, after = found[here - 1 : here].tolist() if here else [], found[behind : behind + 1].tolist()
    keys = _keys(reader, docket, [*before, *after])
    return Around(
        number=here + 1 if among else None,
        total=len(found),
        before=keys[before[0]] if before else None,
        after=keys[after[0]] if after else None,
    )


def publishers_of(docket: Docket) -> list[str]:
    """Names of the publishers with most pairs, in the order of the alphabet."""
    columns = docket.columns
    counts = np.bincount(np.concatenate([columns.taker, columns.giver]), minlength=len(docket.outlets))
    most = np.argsort(-counts, kind="stable")[:_NAMES].tolist()
    names = {docket.press.houses.outlet(docket.outlets[place]).name for place in most}
    return sorted(name for name in names if name)


def _said(reader: Reader, docket: Docket, reviewer: str | None) -> _Said:
    words, mine = np.full(len(docket), UNTOLD, np.int8), np.zeros(len(docket), np.bool_)
    credited = docket.columns.credited.copy()
    reviews = reader.reviews()
    holding = {pair: review for pair, review in effective(reviews).items() if pair in docket.places}
    for pair, review in holding.items():
        place = docket.places[pair]
        words[place] = _WORDS.index(review.word)
        credited[place] = credited[place] if review.credited is None else review.credited
    for review in reviews:
        if review.reviewer == reviewer and review.undone_at is None and review.pair in docket.places:
            mine[docket.places[review.pair]] = True
    return _Said(holding, words, mine, credited)


def _masks(docket: Docket, asked: DocketFilter, said: _Said) -> dict[str, _Mask]:
    """For each condition the pairs for which it holds; one that was not given holds for all."""
    columns = docket.columns
    everywhere = np.ones(len(columns), np.bool_)
    either = [_of(docket, one, asked.publisher) for one in (columns.taker, columns.giver)]
    return {
        "level": everywhere if asked.level is None else columns.level == LEVELS.index(asked.level),
        "kind": everywhere if asked.kind is None else columns.kind == KINDS.index(asked.kind),
        "publisher": either[0] | either[1],
        "between": _from_to(docket, asked),
        "flow": everywhere if asked.flow is None else columns.flow == FLOWS.index(asked.flow),
        "credited": everywhere if asked.credited is None else said.credited == _CREDITED[asked.credited],
        "decision": everywhere if asked.decision is None else _decided(said, asked.decision),
        "decider": everywhere if asked.decider is None else _decided_by(docket, said, asked.decider),
        "days": _between(columns.day, asked.since, asked.until),
        "own": _ours(docket) if asked.own else everywhere,
        "wide": everywhere if asked.wide else ~columns.wide | (said.words != UNTOLD),
    }


def _of(docket: Docket, column: NDArray[np.int32], name: str | None) -> _Mask:
    """The pairs in whose column a publisher stands."""
    if name is None:
        return np.ones(len(column), np.bool_)
    meant = docket.press.houses.asked(name) if name else {None}
    chosen = np.array([house in meant for house in docket.outlets], np.bool_)
    found: _Mask = chosen[column]
    return found


def _from_to(docket: Docket, asked: DocketFilter) -> _Mask:
    """The pairs in which one publisher took from another, or may have."""
    taker, giver = docket.columns.taker, docket.columns.giver
    found = _of(docket, giver, asked.source) & _of(docket, taker, asked.taker)
    if asked.flow is Flow.OPEN:
        found |= _of(docket, taker, asked.source) & _of(docket, giver, asked.taker)
    return found


def _decided(said: _Said, decision: Decision) -> _Mask:
    decided: _Mask = (said.words != UNTOLD) & (said.words != _WORDS.index(Word.UNSURE))
    if decision is Decision.OPEN:
        return ~(decided | said.mine)
    if decision is Decision.DECIDED:
        return decided
    found: _Mask = said.words == _WORDS.index(Word(decision.value))
    return found


def _decided_by(docket: Docket, said: _Said, reviewer: str) -> _Mask:
    found = np.zeros(len(docket), np.bool_)
    found[[docket.places[pair] for pair in said.holding if said.holding[pair].reviewer == reviewer]] = True
    return found


def _between(days: NDArray[np.int32], since: date | None, until: date | None) -> _Mask:
    """The days of a span, both ends included; an article without a date is in none that has an end."""
    found = np.ones(len(days), np.bool_)
    if since is not None:
        found &= days >= since.toordinal()
    if until is not None:
        found &= (days > 0) & (days <= until.toordinal())
    return found


def _ours(docket: Docket) -> _Mask:
    found: _Mask = docket.columns.part != PARTS.index(Part.NONE)
    return found


def _all(masks: Mapping[str, _Mask], *, without: str | None = None) -> _Mask:
    found: _Mask = np.logical_and.reduce([mask for name, mask in masks.items() if name != without])
    return found


def _tallies(docket: Docket, masks: Mapping[str, _Mask], said: _Said) -> Tallies:
    columns = docket.columns
    kinds = np.bincount(columns.kind[_all(masks, without="kind")] + 1, minlength=len(KINDS) + 1)[1:]
    levels = np.bincount(columns.level[_all(masks, without="level")], minlength=len(LEVELS))
    credited = said.credited[_all(masks, without="credited")]
    free = _all(masks, without="decision")
    spread = _all(masks, without="wide")
    return Tallies(
        kinds=tuple((kind, int(count)) for kind, count in zip(KINDS, kinds, strict=True) if count),
        credited=tuple((one, int(np.sum(credited == code))) for one, code in _CREDITED.items()),
        decisions=tuple((one, int(np.sum(free & _decided(said, one)))) for one in Decision),
        deciders=_deciders(docket, masks, said),
        levels=tuple((level, int(count)) for level, count in zip(LEVELS, levels, strict=True)),
        own=int(np.sum(_all(masks, without="own") & _ours(docket))),
        narrow=int(np.sum(spread & ~columns.wide)),
        wide=int(np.sum(spread)),
    )


def _deciders(docket: Docket, masks: Mapping[str, _Mask], said: _Said) -> tuple[tuple[str, int], ...]:
    free = _all(masks, without="decider")
    counts: Counter[str] = Counter()
    for pair, review in said.holding.items():
        counts[review.reviewer] += int(free[docket.places[pair]])
    return tuple(sorted(counts.items()))


def _entries(reader: Reader, docket: Docket, places: list[int], said: _Said) -> Iterable[DocketEntry]:
    columns = docket.columns
    heads = reader.heads({int(column[place]) for place in places for column in (columns.copy, columns.source)})
    homes = reader.story_of(heads)
    for place in places:
        copy, source = heads.get(int(columns.copy[place])), heads.get(int(columns.source[place]))
        if copy is None or source is None:
            continue
        kind, score, certainty = (column[place].item() for column in (columns.kind, columns.score, columns.certainty))
        part = PARTS[columns.part[place]]
        yield DocketEntry(
            copy=_docketed(docket, copy, int(columns.taker[place]), own=part is Part.TAKING),
            source=_docketed(docket, source, int(columns.giver[place]), own=part is Part.TAKEN_FROM),
            flow=FLOWS[columns.flow[place]],
            kind=None if kind == UNTOLD else KINDS[kind],
            score=None if score == UNTOLD else score,
            certainty=None if certainty == UNTOLD else certainty,
            share=columns.share[place].item(),
            credited=None if said.credited[place] == UNTOLD else bool(said.credited[place]),
            part=part,
            level=LEVELS[columns.level[place]],
            story=homes.get(copy.id),
            review=said.holding.get(_ordered((copy.key, source.key))),
        )


def _docketed(docket: Docket, head: ArticleHead, outlet: int, *, own: bool) -> Docketed:
    published = head.published or head.first_seen
    return Docketed(
        key=head.key,
        title=head.title,
        outlet=docket.press.houses.outlet(docket.outlets[outlet]),
        published=published.iso if published else None,
        own=own,
    )


def _keys(reader: Reader, docket: Docket, places: Iterable[int]) -> dict[int, Pair]:
    """The keys of pairs, copy first."""
    columns = docket.columns
    wanted = {int(place): (int(columns.copy[place]), int(columns.source[place])) for place in places}
    keys = {head.id: head.key for head in reader.heads({one for pair in wanted.values() for one in pair}).values()}
    return {place: (keys[copy], keys[source]) for place, (copy, source) in wanted.items()}


def _ordered(pair: tuple[str, str]) -> Pair:
    return (pair[0], pair[1]) if pair[0] < pair[1] else (pair[1], pair[0])
