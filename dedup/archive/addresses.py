"""Articles by their addresses: any spelling finds the page, and what an older version stored keeps its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dedup.errors import NotFoundError
from dedup.ingest import Held
from dedup.model import Article, Medium
from dedup.store import ArticleRow, Reader, Writer
from dedup.text.addresses import normal_url, same_page
from dedup.text.hosts import registered_part

BEFORE = "addresses.before"
"""Where an archive keeps the highest number that an article had before keys were made of normal forms."""


def at(reader: Reader, name: str) -> ArticleRow | None:
    """The article with a key, else the one whose key is the address's normal form, else the only one with the address.

    Addresses that were given as such take one look; only articles with another key are searched for.
    """
    row = reader.article(name)
    normal = normal_url(name)
    if row is not None or not normal.is_web:
        return row
    row = reader.article(normal.url)
    if row is not None:
        return row
    label = registered_part(normal.url.split("/")[2].partition(":")[0]).partition(".")[0]
    told = "" if label.startswith("xn--") else label  # an address may be written in the letters of its language
    matches = [
        head.key
        for head in reader.heads().values()
        if head.uri and told in head.uri.lower() and same_page(head.uri, normal.url)
    ]
    return reader.article(matches[0]) if len(matches) == 1 else None


def required(reader: Reader, key: str) -> ArticleRow:
    """The article with a key or address, as `at` finds it; raises NotFoundError."""
    row = at(reader, key)
    if row is None:
        raise NotFoundError(f"The archive holds no article {key!r}; `dedup export articles` lists the keys.")
    return row


def held_at(reader: Reader, address: str) -> Held | None:
    """What is held of the page with a normal form of address, as of when it was fetched, else taken in."""
    row = reader.article(address)
    if row is None:
        return None
    capture = row.article.capture
    return Held(capture.retrieved_at or row.ingested_at, row.article, from_feed=capture.medium is Medium.ENTRY)


def former_keys(writer: Writer) -> dict[str, str]:
    """The keys of articles stored before keys were normal forms, by the normal forms of those that are addresses.

    Where several spellings of one page were stored, the first in order stands for it, unless one is the normal form.
    """
    noted = writer.get_meta(BEFORE)
    if noted is None:
        noted = str(max(writer.heads(), default=0))
        writer.set_meta(BEFORE, noted)
    last = int(noted)
    found: dict[str, str] = {}
    for number, head in writer.heads().items() if last else ():
        normal = normal_url(head.key)
        if number <= last and normal.is_web and (normal.url == head.key or normal.url not in found):
            found[normal.url] = head.key
    return found


def under_former_key(article: Article, former: Mapping[str, str]) -> Article:
    """The article under the key that an older version stored its page with; one with an id of its own as it is."""
    if not former:  # as in every archive that is not old
        return article
    address = normal_url(article.capture.uri).url if article.capture.uri else None
    canonical = normal_url(article.canonical_url.value).url if article.canonical_url else None
    if article.key not in {address, canonical}:
        return article
    key = former.get(article.key) or former.get(address or "") or article.key
    return replace(article, key=key) if key != article.key else article
