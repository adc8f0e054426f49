"""What a watch keeps in an archive: the state of its sources, which articles are one's own, and alerts on copies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from dedup.archive.crediting import Crediting
from dedup.archive.reviews import Standing, standing
from dedup.model import (
    Alert,
    Alerted,
    DerivedPair,
    Direction,
    Kind,
    PageState,
    SourceState,
    Word,
    alert_id,
    host_of,
)
from dedup.store import ArticleHead, Reader, Store
from dedup.text.hosts import registered_part

BY_DOMAIN = "domain"
"""What stands in the place of a source where an article is one's own by where it was published."""

_TOLD = (Direction.A_FROM_B, Direction.UNDETERMINED)
"""Directions from a copy to an own article that are told of: with a common origin neither took from the other."""


class Watchbook:
    """The part of an archive that a watch writes. Each method is one short transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def alone(self) -> AbstractContextManager[None]:
        """Hold the archive's watch while the block lasts; raises ArchiveBusyError where another process has it."""
        return self._store.alone("watch")

    def sources(self, urls: Iterable[str]) -> dict[str, SourceState]:
        """What is remembered of sources, by address."""
        with self._store.reading() as reader:
            return reader.source_states(urls)

    def pages(self, source: str, urls: Collection[str]) -> dict[str, PageState]:
        """What is remembered of the pages that a source listed, by address."""
        with self._store.reading() as reader:
            return reader.page_states(source, urls)

    def remember(self, state: SourceState) -> None:
        """Keep the state of a source."""
        with self._store.writing() as writer:
            writer.put_source_state(state)

    def remember_pages(self, pages: Collection[PageState]) -> None:
        """Keep the states of pages that sources listed."""
        if pages:
            with self._store.writing() as writer:
                writer.put_page_states(pages)

    def begin(self, sources: Collection[str], domains: Collection[str]) -> None:
        """Let the given sources, and what was published under the given registered domains, be one's own from now on.

        What other sources were the reason for is forgotten.
        """
        with self._store.writing() as writer:
            writer.keep_own(sources)  # what was so by its domain is looked up again
            if domains:
                writer.put_own((head.key for head in writer.heads().values() if _under(head, domains)), BY_DOMAIN)

    def own(self, keys: Iterable[str], source: str) -> None:
        """Note that articles, held or about to be, are one's own."""
        with self._store.writing() as writer:
            writer.put_own(keys, source)

    def refresh_alerts(self, at: datetime) -> int:
        """Make the alerts that are due by what the archive says now, and withdraw those that are not any more.

        Gives the number of those made or withdrawn.
        """
        with self._store.reading() as reader:
            due = {alert_id(one.own.key, one.copy.key, one.kind): one for one in _due(reader)}
            known = reader.alert_states()
            fresh = [alert for id_, alert in due.items() if not known.get(id_)]
            made = list(_alerts(reader, fresh, at))
        gone = [id_ for id_, stands in known.items() if stands and id_ not in due]
        if made or gone:
            with self._store.writing() as writer:
                writer.put_alerts(made)
                writer.withdraw_alerts(gone, at)
        return len(made) + len(gone)

    def alerts(self, limit: int) -> list[Alert]:
        """The newest alerts that stand, newest first."""
        with self._store.reading() as reader:
            return reader.alerts(limit)

    def undelivered(self, channel: str, limit: int) -> list[Alert]:
        """The oldest alerts that stand and have not gone out on a channel."""
        with self._store.reading() as reader:
            return reader.undelivered(channel, limit)

    def delivered(self, channel: str, ids: Collection[str], at: datetime) -> None:
        """Note that alerts went out on a channel."""
        with self._store.writing() as writer:
            writer.mark_delivered(channel, ids, at)


@dataclass(frozen=True, slots=True)
class _Case:
    """A pair that is worth an alert; `direction` is that of the copy to the own article."""

    own: ArticleHead
    copy: ArticleHead
    kind: Kind
    direction: Direction


def is_under(address: str | None, domains: Collection[str]) -> bool:
    """Whether an address belongs to one of the registered domains."""
    return registered_part(host_of(address)) in domains


def _under(head: ArticleHead, domains: Collection[str]) -> bool:
    return is_under(head.uri or head.canonical_url, domains)


def _due(reader: Reader) -> Iterator[_Case]:
    """Each pair of an own article and one that is not, as far as it is derived and not the other's original."""
    pairs = list(reader.derivations(reader.own_ids()))
    keys = {key for pair in pairs for key in (pair.a, pair.b)}
    own = reader.own_keys(keys)
    mixed = [pair for pair in pairs if (pair.a in own) != (pair.b in own) and not pair.derivation.revision]
    numbers = reader.article_ids({key for pair in mixed for key in (pair.a, pair.b)})
    heads = {head.key: head for head in reader.heads(numbers.values()).values()}
    kinds = {(a, b): kind for a, b, kind, _, _ in reader.ties({head.content for head in heads.values()})}
    words = standing(reader, numbers)
    for pair in mixed:
        case = _case(pair, heads, own, kinds)
        if case is not None and _holds(case, words):
            yield case


def _case(
    pair: DerivedPair, heads: Mapping[str, ArticleHead], own: Collection[str], kinds: Mapping[tuple[int, int], Kind]
) -> _Case | None:
    """The pair seen from its copy, if the direction is one that is told of."""
    ours, theirs = (pair.a, pair.b) if pair.a in own else (pair.b, pair.a)
    derivation = pair.derivation if ours == pair.b else pair.derivation.swapped()
    if derivation.direction not in _TOLD:
        return None
    mine, other = heads[ours], heads[theirs]
    if mine.content == other.content:
        return _Case(mine, other, Kind.IDENTICAL, derivation.direction)
    kind = kinds.get((mine.content, other.content)) or kinds.get((other.content, mine.content))
    return None if kind is None else _Case(mine, other, kind, derivation.direction)


def _holds(case: _Case, words: Standing) -> bool:
    """Whether the two are derived by the word that people have on them, else by the machine's."""
    word = words.get(case.own.key, {}).get(case.copy.key)
    return word is not Word.NOT_SAME and (word is Word.SAME or case.kind.derived)


def _alerts(reader: Reader, cases: Iterable[_Case], at: datetime) -> Iterator[Alert]:
    crediting = Crediting(reader)
    for case in sorted(cases, key=lambda case: (case.own.key, case.copy.key)):
        toward = case.direction
        credited = crediting.between(case.copy, {case.own.id: (case.own, toward)})
        yield Alert(
            own=_alerted(case.own),
            copy=_alerted(case.copy),
            kind=case.kind,
            direction=toward,
            credited=credited.get(case.own.id),
            made_at=at,
        )


def _alerted(head: ArticleHead) -> Alerted:
    return Alerted(head.key, head.title, head.publisher or host_of(head.uri), head.uri)
