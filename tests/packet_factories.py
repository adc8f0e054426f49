"""Archives and packets for the tests of evidence: pages fetched and kept, a text that was changed, words of people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from dedup.archive import Archive, Making
from dedup.ingest import article_from_page
from dedup.model import (
    PACKET_FORM,
    PACKET_LAYOUT,
    Analysis,
    Article,
    Claim,
    Comparison,
    Counterpart,
    DateClaim,
    Direction,
    Evidence,
    Faced,
    Facing,
    FacingRow,
    Hop,
    Kind,
    Medium,
    MetaSource,
    Overlap,
    Packet,
    PacketArticle,
    PacketPair,
    Parameter,
    Payload,
    Piece,
    Received,
    Review,
    Rewording,
    Span,
    TextsKept,
    TlsState,
    Word,
)
from tests.archive_factories import HARBOUR, SCHOOL, article, edited

AT = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)
MADE = datetime(2025, 4, 1, 12, 0, 0, tzinfo=UTC)
ORIGIN = "https://post.example/lock"
COPY = "copy"
TITLE = "Lock at Vessholm stays shut <b>& closed</b> \u202eevil"


def making(texts: TextsKept = TextsKept.WHOLE) -> Making:
    return Making(MADE, "0.1.0", texts)


def fetched(*paragraphs: str, at: datetime = AT, url: str = ORIGIN, title: str = "Lock shut") -> Article:
    """An article as it comes from the web, with the answer that held it."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = f"<!DOCTYPE html><html lang=en><head><title>{title}</title></head>"
    received = Received(
        asked=url,
        url=url,
        hops=(Hop(url, tls=TlsState("TLSv1.3", "ab" * 32), status=200),),
        status=200,
        reason="OK",
        http_version="HTTP/1.1",
        headers=(("Date", "Tue, 04 Mar 2025 05:06:07 GMT"), ("Set-Cookie", "secret=1")),
        body=f"{head}<body><article>{body}</article></body></html>".encode(),
        raw_length=7,
        retrieved_at=at,
    )
    read = article_from_page(received.body, key=url, source=url, uri=url)
    capture = replace(read.capture, payload=Payload.of(received), retrieved_at=at, tls_verified=True)
    return replace(read, capture=capture)


def filled(path: Path) -> Path:
    """An archive with a page that was fetched in two states, a copy of it that names it, and a piece of its own."""
    copy = article(
        COPY,
        [*edited("\n\n".join(HARBOUR), 0.05, 4).split("\n\n"), "Source: post.example", SCHOOL[0]],
        published="2025-03-06",
        seen="2025-03-06T08:00",
        title=TITLE,
    )
    with Archive.open(path) as archive:
        archive.ingest([fetched(*HARBOUR[:5])], keep_pages=True)
        archive.ingest([fetched(*HARBOUR, at=AT.replace(day=5)), copy], keep_pages=True)
        archive.ingest([article("school", SCHOOL, published="2025-01-01")])
        archive.review(
            Review(
                a=COPY,
                b=ORIGIN,
                word=Word.SAME,
                direction=Direction.A_FROM_B,
                reviewer="Mara Lind",
                note="Read both.\nThe copy </pre><script>alert(1)</script>",
                at=AT.replace(day=7),
            )
        )
    return path


def small() -> Packet:
    """A packet made by hand, which no change of a verdict can touch."""
    a, b = "The gate cracked. Boats wait.", "The gate broke. Nobody knows why."
    overlap = Overlap(words_a=5, words_b=6, shared_a=2, shared_b=2)
    proof = Comparison(
        kind=Kind.REWRITE,
        score=0.731059,
        overlap=overlap,
        evidence=(Evidence("prior", "Two texts.", -1.0), Evidence("words", "{a} has words of {b}.", 2.0, 0.5)),
        passages=(),
        params_digest="abc",
        counterparts=(Counterpart(Span(0, 17), Span(0, 15), 0.8),),
        spun=(Rewording(Span(4, 16), Span(4, 14)),),
    )
    rows = (FacingRow(Span(0, 18), Span(0, 16), True), FacingRow(Span(18, 29), Span(16, 33), False))
    facing = Facing(rows, (Rewording(Span(0, 8), Span(0, 8)),), (), (), ())
    return Packet(
        form=PACKET_FORM,
        layout=PACKET_LAYOUT,
        made_at=MADE,
        made_with="0.1.0",
        texts=TextsKept.WHOLE,
        held=7,
        analysis=Analysis("f", "c", None, "t"),
        parameters=(Parameter("prior", "-4.5"),),
        articles=(_sheet("one", a), _sheet("two", b)),
        pairs=(PacketPair(a="one", b="two", faced=Faced(proof, facing), derivation=None, credited=None),),
        reviews=(),
    )


def _sheet(key: str, text: str) -> PacketArticle:
    return PacketArticle(
        key=key,
        uri=None,
        title=Claim(f"Title of {key}", MetaSource.MARKUP),
        byline=None,
        publisher=None,
        language=None,
        canonical_url=None,
        published=DateClaim(AT, MetaSource.META),
        modified=None,
        first_seen=None,
        findings=(),
        date_findings=(),
        credits=(),
        source=f"{key}.html",
        medium=Medium.PAGE,
        received_from=None,
        received_digest="0" * 64,
        retrieved_at=None,
        tls_verified=None,
        standing_since=AT,
        captures=(),
        states=(),
        changes=(),
        text_digest="1" * 64,
        characters=len(text),
        pieces=(Piece(0, text),),
    )
