"""Keeping what articles were read from: packed as soon as an article comes in, so that a batch holds no bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from dedup.errors import NotFoundError
from dedup.model import Article, Capture, KeptPage, Payload
from dedup.store import NewCapture, Packed, Reader, Writer, pack


@dataclass(frozen=True, slots=True)
class Kept:
    """A capture with its payload packed; the payload beside it has no body any more."""

    capture: Capture
    payload: Payload
    packed: Packed


class Keeper:
    """Takes the payloads off articles, to be kept or, without `keep`, to be forgotten.

    The articles of one feed share its bytes, which are packed once.
    """

    def __init__(self, *, keep: bool) -> None:
        self._keep = keep
        self._last: tuple[bytes, Packed] | None = None

    def take(self, article: Article) -> tuple[Article, Kept | None]:
        """The article without its payload, and the payload if there is one to keep."""
        payload = article.capture.payload
        if payload is None:
            return article, None
        bare = replace(article, capture=replace(article.capture, payload=None))
        if not self._keep:
            return bare, None
        packed = self._packed(payload.body)
        capture = replace(bare.capture, digest=packed.digest)
        return replace(bare, capture=capture), Kept(capture, replace(payload, body=b""), packed)

    def _packed(self, body: bytes) -> Packed:
        if self._last is None or self._last[0] is not body:
            self._last = body, pack(body)
        return self._last[1]


def put_away(writer: Writer, kept: Iterable[tuple[str, Kept]], numbers: Mapping[str, int], at: datetime) -> None:
    """Store kept captures by the keys of their articles, which are held by now under the given numbers."""
    found = list(kept)
    writer.keep(
        [NewCapture(numbers[key], one.capture, one.payload, at) for key, one in found],
        list({one.packed.digest: one.packed for _, one in found}.values()),
    )


def chosen_page(reader: Reader, article: int, key: str, number: int | None) -> tuple[KeptPage, bytes]:
    """A kept capture of an article, the newest without a number, and its payload.

    Raises NotFoundError where there is none, ArchiveDamagedError where its bytes are not those that were kept.
    """
    pages = reader.captures(article)
    if not pages:
        raise NotFoundError(
            f"Of {key!r} nothing is kept that it was read from; `dedup ingest --keep-pages` keeps it from now on."
        )
    if number is None:
        page = pages[-1]
    elif 1 <= number <= len(pages):
        page = pages[number - 1]
    else:
        raise NotFoundError(f"Of {key!r} there are captures 1 to {len(pages)}, and none of number {number}.")
    return page, reader.payload(page.capture.digest)
