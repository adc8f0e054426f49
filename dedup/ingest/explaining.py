"""Fetching one address and telling everything that happened on the way."""

from __future__ import annotations

from dedup.config import IngestLimits
from dedup.errors import FetchError, InputError
from dedup.fetch import Client
from dedup.ingest.chars import decode
from dedup.ingest.listings import feed_links
from dedup.ingest.live import Live
from dedup.ingest.markup import parse, text_of
from dedup.ingest.pages import word_count
from dedup.ingest.visits import Visit
from dedup.model import Article, Explanation, Hop, Medium, Received

_PIECES = ("h1", "h2", "h3", "h4", "p", "li", "figcaption", "td", "dd")
_MAX_PIECES = 200
_PIECE = 300  # characters of a piece that are kept


def explain(client: Client, address: str, limits: IngestLimits) -> Explanation:
    """Fetch an address and tell what was met on the way, what it was taken for, and why not where it was not."""
    hops: list[Hop] = []
    answer: Received | FetchError
    try:
        answer = client.fetch(address, on_hop=hops.append)
    except FetchError as error:
        answer = error
    found = Live(client, limits).found(Visit(address), answer)
    received, article, failure = found.received, found.article, found.failure
    is_page = article is not None and article.capture.medium is Medium.PAGE
    words, left_out = _left_out(received, article, limits) if received and article and is_page else (None, ())
    return Explanation(
        asked=address,
        hops=tuple(hops),
        received=received,
        article=article,
        listing=found.listing,
        failure=_sentence(address, failure) if failure else None,
        failure_kind=type(failure).__name__ if failure else None,
        page_words=words,
        left_out=left_out,
        feeds=feed_links(received.body, address=received.url, limits=limits) if received and not found.listing else (),
    )


def _sentence(address: str, failure: InputError) -> str:
    """What went wrong; the errors of reading, unlike those of fetching, leave their subject to the caller."""
    return str(failure) if isinstance(failure, FetchError) else f"{address} {failure}."


def _left_out(received: Received, article: Article, limits: IngestLimits) -> tuple[int | None, tuple[str, ...]]:
    """How many words a page shows, and its pieces of text that do not stand in the article."""
    try:
        tree = parse(decode(received.body, received.charset).text, limits)
    except InputError:
        return None, ()
    title = article.title.value if article.title else ""
    taken = " ".join(f"{title} {article.text}".split())
    pieces: dict[str, None] = {}
    for element in tree.iter(*_PIECES):
        piece = text_of(element)
        if piece and piece[:_PIECE] not in taken and len(pieces) < _MAX_PIECES:
            pieces.setdefault(piece[:_PIECE])
    return word_count(text_of(tree)), tuple(pieces)
