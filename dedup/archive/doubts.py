"""Which pairs are worth a person's look, and in which order.

First the possible ones, of which too little shows that they are derived, the likeliest first; then those called derived
that little more would have made something else, the nearest to the bar first; then derived pairs of which it is open
who took from whom, the nearest to an answer first. Ties are broken by keys. Of texts that several articles share one
pair stands for all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from dedup.compare import is_possible
from dedup.config import CompareParams
from dedup.errors import NotFoundError
from dedup.model import Direction, Doubt, DoubtfulPair, Kind
from dedup.store import ArticleHead, Reader

_NEAR = 0.9  # score below which one derived pair in ten may be none: above it a look seldom changes anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who reviews, and which pairs are asked for: of one story, with an article of a publisher, or of a kind.

    `story` is an id, present or earlier; `publisher` a name or a domain; `article` a key. What the reviewer has said a
    word on is left out.
    """

    reviewer: str
    story: str | None = None
    publisher: str | None = None
    article: str | None = None
    kind: Kind | None = None


def doubts(reader: Reader, asked: Asked, params: CompareParams) -> list[DoubtfulPair]:
    """The pairs worth a look that are asked for, in order; raises NotFoundError for a story that does not exist."""
    heads = {head.key: head for head in reader.heads(_within(reader, asked)).values()}
    holders: dict[int, list[ArticleHead]] = {}
    for head in heads.values():
        holders.setdefault(head.content, []).append(head)
    done = _done(reader, asked.reviewer)
    told = {frozenset(pair) for pair in _texts(done, reader)}
    kinds: dict[frozenset[int], Kind] = {}
    found: list[tuple[tuple[int, float, str, str], DoubtfulPair]] = []
    for a, b, kind, score, _ in reader.ties(holders):
        texts = frozenset((a, b))
        kinds[texts] = kind
        doubt = _doubt(kind, score, params)
        pair = None
        if doubt is not None and texts not in told and asked.kind in {None, kind}:
            pair = _chosen(holders.get(a, ()), holders.get(b, ()), asked)
        if doubt is not None and pair is not None:
            rank = (0, -score) if doubt is Doubt.POSSIBLE else (1, score)
            found.append(((*rank, *pair), DoubtfulPair(*pair, doubt)))
            told.add(texts)
    for certainty, a_key, b_key in _open_directions(reader, heads, asked):
        texts = frozenset((heads[a_key].content, heads[b_key].content))
        alike = len(texts) == 1  # each pair of articles with one text is a question of its own
        if (a_key, b_key) in done or (texts in told and not alike):
            continue
        if asked.kind is None or (Kind.IDENTICAL if alike else kinds.get(texts)) is asked.kind:
            found.append(((2, -certainty, a_key, b_key), DoubtfulPair(a_key, b_key, Doubt.DIRECTION)))
            told.add(texts)
    return [pair for _, pair in sorted(found, key=lambda row: row[0])]


def _open_directions(
    reader: Reader, heads: Mapping[str, ArticleHead], asked: Asked
) -> Iterator[tuple[float, str, str]]:
    """The derived pairs asked for of which it is open who took from whom, in the order of keys, with the certainty."""
    numbers = None if asked.story is None else [head.id for head in heads.values()]
    for pair in reader.derivations(numbers):
        said = pair.derivation
        if said.direction is not Direction.UNDETERMINED or said.revision:
            continue
        if pair.a in heads and pair.b in heads and _wanted(heads[pair.a], heads[pair.b], asked):
            yield said.certainty, pair.a, pair.b


def _within(reader: Reader, asked: Asked) -> Collection[int] | None:
    """The articles of the story that is asked for; None for all."""
    if asked.story is None:
        return None
    story = reader.resolve_story(asked.story)
    if story is None:
        raise NotFoundError(f"There is no story {asked.story!r}; `dedup stories` lists what there is.")
    return list(reader.article_ids(one.article for one in next(iter(reader.stories([story]))).members).values())


def _done(reader: Reader, reviewer: str) -> set[tuple[str, str]]:
    """The pairs that a reviewer has said a word on."""
    return {one.pair for one in reader.reviews() if one.reviewer == reviewer and one.undone_at is None}


def _texts(pairs: Iterable[tuple[str, str]], reader: Reader) -> Iterator[tuple[int, int]]:
    """The contents of pairs of articles, as far as they are held."""
    listed = list(pairs)
    numbers = reader.article_ids({key for pair in listed for key in pair}).values()
    home = {head.key: head.content for head in reader.heads(set(numbers)).values()}
    return ((home[a], home[b]) for a, b in listed if a in home and b in home)


def _doubt(kind: Kind, score: float, params: CompareParams) -> Doubt | None:
    if is_possible(kind, score, params):
        return Doubt.POSSIBLE
    return Doubt.NEAR_BAR if kind.derived and score < _NEAR else None


def _chosen(heads: Sequence[ArticleHead], others: Sequence[ArticleHead], asked: Asked) -> tuple[str, str] | None:
    """The first pair of the articles of two contents that is asked for; both come in the order of keys."""
    for one, other in product(heads, others):
        if _wanted(one, other, asked):
            return min(one.key, other.key), max(one.key, other.key)
    return None


def _wanted(one: ArticleHead, other: ArticleHead, asked: Asked) -> bool:
    if asked.article is not None and asked.article not in {one.key, other.key}:
        return False
    if asked.publisher is None:
        return True
    name = asked.publisher.casefold()
    return any(name in {(head.publisher or "").casefold(), (head.outlet or "").casefold()} for head in (one, other))
