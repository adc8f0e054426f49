"""Taking prepared articles into the archive, and learning an outlet's furniture from them.

Furniture is what an outlet prints under everything: its newsletter, its appeal, its notice. A line is furniture of an
outlet when it stands in three of the outlet's pages of which no two are about one subject. Versions of one running story
share whole paragraphs too, but never while being about different things.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dedup.archive.library import Library
from dedup.archive.prepare import Prepared
from dedup.model import Outcome
from dedup.store import NewArticle, NewContent, Writer
from dedup.text.lines import line_keys
from dedup.text.topics import strangers
from dedup.text.words import words_of

_PAGES = 3  # two pages can share a paragraph because one of them is a digest


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a batch did: an outcome for each article in order, the numbers of the articles that changed, and the contents
    that an article joined or that lost a relation because the other side is gone."""

    outcomes: tuple[Outcome, ...]
    articles: frozenset[int]
    contents: frozenset[int]


def take_in(writer: Writer, library: Library, batch: Sequence[Prepared], params: str, at: datetime) -> TakenIn:
    """Store a batch in which no key comes twice; contents in need of comparison are left marked stale."""
    held = {key: row for key in (item.article.key for item in batch) if (row := writer.article(key)) is not None}
    contents = _contents(writer, batch, params)
    for item in batch:
        library.prime(contents[item.fingerprint.digest], item)
    outcomes: list[Outcome] = []
    fresh: list[NewArticle] = []
    changed: set[int] = set()
    lines: dict[str, set[int]] = {}
    left: set[int] = set()
    for item in batch:
        row = held.get(item.article.key)
        content = contents[item.fingerprint.digest]
        if row is None:
            fresh.append(NewArticle(item.article, content, item.record_digest, item.lines, at))
            outcomes.append(Outcome.STORED)
        elif row.record_digest == item.record_digest:
            outcomes.append(Outcome.UNCHANGED)
            continue
        else:
            if row.article.outlet:
                earlier = line_keys(row.article.text, words_of(row.article.text))
                lines.setdefault(row.article.outlet, set()).update(earlier)
            if row.article.text == item.article.text:
                writer.update_metadata(row.id, item.article, item.record_digest, at)
            else:
                writer.revise_article(row.id, item.article, content, item.record_digest, item.lines, at)
            changed.add(row.id)
            left.add(row.content)
            outcomes.append(Outcome.REVISED)
        if item.article.outlet:
            lines.setdefault(item.article.outlet, set()).update(item.lines)
    changed.update(writer.add_articles(fresh))
    concerned = _refresh_speakers(writer, library, set(contents.values()), left, changed)
    for outlet, keys in sorted(lines.items()):
        _learn(writer, library, outlet, keys)
    joined = {
        contents[item.fingerprint.digest]
        for item, outcome in zip(batch, outcomes, strict=True)
        if outcome is not Outcome.UNCHANGED
    }
    return TakenIn(tuple(outcomes), frozenset(changed), concerned | joined)


def _contents(writer: Writer, batch: Sequence[Prepared], params: str) -> dict[bytes, int]:
    prints = {item.fingerprint.digest: item.fingerprint for item in batch}
    known = writer.content_ids(prints)
    new = [found for digest, found in sorted(prints.items()) if digest not in known]
    numbers = writer.add_contents(
        [
            NewContent(
                digest=found.digest,
                words=found.words,
                signature=found.signature.astype("<u4").tobytes(),
                bands=found.bands.tolist(),
                samples=found.samples.tolist(),
                params=params,
            )
            for found in new
        ]
    )
    return known | {found.digest: number for found, number in zip(new, numbers, strict=True)}


def _refresh_speakers(
    writer: Writer, library: Library, held: Collection[int], left: Collection[int], changed: Collection[int]
) -> frozenset[int]:
    """Mark the contents for which another article speaks than before, and drop those that no article holds.

    Returns the contents that were related to a dropped one.
    """
    holders = writer.holders({*held, *left})
    spoken = {content for content, heads in holders.items() if heads and (heads[0].id in changed or content in left)}
    orphaned = {content for content in left if not holders.get(content)}
    bereft = writer.neighbours(orphaned) - orphaned if orphaned else set()
    library.forget(spoken | orphaned)
    writer.mark_stale(spoken)
    writer.drop_orphan_contents(orphaned)
    return frozenset(bereft)


def _learn(writer: Writer, library: Library, outlet: str, keys: Iterable[int]) -> None:
    """Settle which of the given lines are furniture of an outlet, and mark what that changes."""
    known = writer.furniture([outlet]).get(outlet, frozenset())
    holders = writer.line_holders(sorted(keys), outlet)
    heads = writer.heads({number for held in holders.values() for number in held})
    contents = {number: head.content for number, head in heads.items()}
    learned, unlearned = set(), set()
    for key, held in holders.items():
        pages = sorted({contents[number] for number in held})
        # What was furniture stays furniture as pages are added; only a revision can take a line away.
        if _on_different_subjects(library, pages):
            learned.add(key)
        elif key in known:
            unlearned.add(key)
    unlearned |= {key for key in keys if key in known and key not in holders}
    learned -= known
    writer.add_furniture(outlet, learned)
    writer.drop_furniture(outlet, unlearned)
    touched = {contents[number] for key in learned | unlearned for number in holders.get(key, ())}
    concerned = {content for content in touched if library.outlet(content) == outlet}
    library.forget(concerned)
    writer.mark_stale(concerned)


def _on_different_subjects(library: Library, pages: Sequence[int]) -> bool:
    """Whether three of the contents are pairwise about different subjects."""
    if len(pages) < _PAGES:
        return False
    apart: dict[int, set[int]] = {page: set() for page in pages}
    for index, page in enumerate(pages):
        for other in pages[:index]:
            if strangers(library.topic(page), library.topic(other)):
                if apart[page] & apart[other]:
                    return True
                apart[page].add(other)
                apart[other].add(page)
    return False
