"""Searching the articles held: words and phrases over the index, an address over the keys."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b

from dedup.archive.past import Past
from dedup.model import Excerpt, Hit, Phrase, Query, SearchReport, Span, host_of
from dedup.provenance import times_of
from dedup.store import ArticleRow, Changed, Indexed, Reader, Writer
from dedup.text.addresses import normal_url
from dedup.text.hosts import registered_part
from dedup.text.terms import query_of, searchable, terms_of, window

_STEP = 200  # articles a transaction: other writers wait for a tenth of a second
_BREADTH = 40  # words of an excerpt, about three lines
_LOOKED_AT = 200_000  # characters of a text that are looked through for an excerpt; of a longer one it is the beginning
_LONGEST = 600  # characters of an excerpt: forty words, unless somebody made them long
_BARE_ADDRESS = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*", re.IGNORECASE)

Progress = Callable[[int], None]
"""Told how many articles are still to be indexed."""


class Searching(Past):
    """The part of an archive that finds articles by their words."""

    def search(
        self,
        asked: str,
        *,
        first: int = 0,
        limit: int = 20,
        within: float | None = None,
        progress: Progress | None = None,
    ) -> SearchReport:
        """Find articles by words, phrases or the address of a page; see `text.terms.query_of` for the language.

        Titles and texts as they are now are searched, not their earlier states. The index is brought up to date first,
        for `within` seconds at most (None: however long it takes); what is not in it yet the report counts. Raises
        UsageError for what is no query.
        """
        address = address_of(asked)
        query = query_of(asked) if address is None else None
        self.index_words(within=within, progress=progress)
        with self._store.reading() as reader:
            pending = reader.search_standing().pending
            held = reader.article_count()
            pages = tuple(_held_at(reader, address)) if address is not None else ()
            total, found = reader.search(query, first, limit) if query is not None else (0, [])
            hits = tuple(_hits(reader, query, found)) if query is not None else ()
        return SearchReport(
            asked=asked,
            address=address,
            pages=pages,
            total=total,
            first=first,
            hits=hits,
            held=held,
            pending=pending,
        )

    def index_words(self, *, within: float | None = None, progress: Progress | None = None) -> int:
        """Bring the index of words up to date, a few hundred articles a transaction; gives how many are still to come.

        Stops after `within` seconds (None: when all is done), and while another process writes.
        """
        deadline = None if within is None else time.monotonic() + within
        while True:
            with self._store.reading() as reader:
                pending = reader.search_standing().pending
            if progress is not None:
                progress(pending)
            if not pending or (deadline is not None and time.monotonic() >= deadline):
                return pending
            if deadline is None:
                with self._store.writing() as writer:
                    _step(writer)
                continue
            with self._store.writing_if_free() as free:
                if free is None:
                    return pending
                _step(free)

    def forget_words(self) -> None:
        """Throw the index of words away; the next search makes it anew."""
        with self._store.writing() as writer:
            writer.start_search()


def address_of(asked: str) -> str | None:
    """The normal form of the address that was asked for, if it was one: a URL, or a host with a path."""
    bare = asked.strip()
    if any(char.isspace() for char in bare):
        return None
    normal = normal_url(f"https://{bare}" if _BARE_ADDRESS.fullmatch(bare) else bare)
    return normal.url if normal.is_web else None


def _held_at(reader: Reader, address: str) -> list[str]:
    """Keys of the articles of a page: whose key is its address, or whose own address has that normal form."""
    found = {head.key for head in reader.heads(reader.at_address(_page(address))).values()}
    row = reader.article(address)
    return sorted(found | ({row.article.key} if row is not None else set()))


# --- the index --------------------------------------------------------------------------------------------------------


def _step(writer: Writer) -> None:
    """Index the next few articles, those first that have changed."""
    if not writer.search_standing().begun:
        writer.start_search()
    changed = writer.search_due(_STEP)
    if changed:
        now = writer.articles([one.number for one in changed])
        writer.index_changed([_as_it_was(one) for one in changed], [_indexed(row) for row in now])
        return
    rows = writer.articles(writer.unsearched(_STEP))
    writer.index_new([_indexed(row) for row in rows])


def _indexed(row: ArticleRow) -> Indexed:
    article = row.article
    title = article.title.value if article.title else ""
    return Indexed(row.id, searchable(title), searchable(article.text), _site(article.uri))


def _as_it_was(one: Changed) -> Indexed:
    return Indexed(one.number, searchable(one.title or ""), searchable(one.text), _site(one.uri))


def _site(uri: str | None) -> str:
    """Host of an address, the part of it that was registered, and the page, as terms."""
    host = host_of(uri)
    if uri is None or host is None:
        return ""
    normal = normal_url(uri)
    return " ".join(dict.fromkeys((host, registered_part(host) or host, _page(normal.url))))


def _page(address: str) -> str:
    """One term for a page, by the normal form of its address."""
    return f"page-{blake2b(address.encode(), digest_size=8).hexdigest()}"


# --- what was found ---------------------------------------------------------------------------------------------------


def _hits(reader: Reader, query: Query, found: Sequence[tuple[int, float | None]]) -> Iterator[Hit]:
    numbers = [number for number, _ in found]
    rows = {row.id: row for row in reader.articles(numbers)}
    stories = reader.story_of(numbers)
    for number, rank in found:
        article = rows[number].article
        date = times_of(article).claimed or times_of(article).seen
        yield Hit(
            article=article.key,
            title=_marked(article.title.value, query.phrases) if article.title else None,
            publisher=article.publisher.value if article.publisher else None,
            published=date.iso if date else None,
            language=article.language.value if article.language else None,
            url=article.uri,
            story=stories.get(number),
            rank=rank,
            excerpt=excerpt_of(article.text, query.phrases),
        )


def _marked(text: str, phrases: Sequence[Phrase]) -> Excerpt:
    """All of a text, up to what is looked at."""
    shown = text[:_LONGEST]
    return Excerpt(shown, _apart(span for _, span in terms_of(shown).find(phrases)), after=len(shown) < len(text))


def excerpt_of(text: str, phrases: Sequence[Phrase]) -> Excerpt:
    """The part of a text that shows most of what was found in it, of forty words; else its beginning."""
    terms = terms_of(text[:_LOOKED_AT])
    marks = terms.find(phrases)
    first, last = window(marks, terms.words, _BREADTH)
    if first == last:
        return Excerpt(text[:_LONGEST], after=len(text) > _LONGEST)
    span = terms.words.span(first, last)
    start = span.start if first else 0
    end = min(len(text), start + _LONGEST, span.end if last < len(terms.words) else len(text))
    inside = (Span(mark.start - start, mark.end - start) for _, mark in marks if start <= mark.start < mark.end <= end)
    return Excerpt(text[start:end], _apart(inside), before=start > 0, after=end < len(text))


def _apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap as one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)
