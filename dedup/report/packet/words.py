"""What a packet says, in sentences and figures for its page: the packet's data alone decides what stands there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from dedup.model import (
    Clue,
    DateClaim,
    Direction,
    Kind,
    MetaSource,
    Packet,
    PacketArticle,
    PacketCapture,
    PacketPair,
    reverse,
)
from dedup.report.origins import TOWARD, direction_sentence
from dedup.report.plain import counted, percent, plain, shorten
from dedup.report.proof import CAVEAT, POSSIBLE, VERDICTS
from dedup.report.reviews import MADE_FROM, holding

_NAME = 100  # characters of a publisher's name inside a sentence
_READ = {
    MetaSource.GIVEN: "given with the article",
    MetaSource.JSON_LD: "the page's JSON-LD",
    MetaSource.META: "a meta tag of the page",
    MetaSource.MARKUP: "the visible page",
    MetaSource.URL: "the address",
    MetaSource.TEXT: "the running text",
    MetaSource.FEED: "a feed",
    MetaSource.SITEMAP: "a site map",
    MetaSource.FILE: "the file's name or time",
    MetaSource.CAPTURE: "the capture's own record",
    MetaSource.FETCH: "the moment of fetching it",
}


# --- sentences --------------------------------------------------------------------------------------------------------


def label(packet: Packet, key: str) -> str:
    """What an article is called: A and B in a pair's packet, its number in a story's."""
    place = [one.key for one in packet.articles].index(key)
    return str(place + 1) if packet.story is not None else "AB"[place]


def findings(packet: Packet, pair: PacketPair) -> Iterator[str]:
    """The findings on a pair, in sentences."""
    proof = pair.comparison
    yield VERDICTS[proof.kind]
    if proof.possible:
        yield POSSIBLE
    overlap = proof.overlap
    yield (
        f"{percent(overlap.containment_a)} of A stands word for word in B ({overlap.shared_a:,} of "
        f"{counted(overlap.words_a, 'word')}), and {percent(overlap.containment_b)} of B in A ({overlap.shared_b:,} "
        f"of {counted(overlap.words_b, 'word')})."
    )
    if pair.derivation is not None:
        yield direction_sentence(pair.derivation)
    yield from filter(None, (credit_sentence(packet, pair), decision_sentence(packet, pair)))


def decision_sentence(packet: Packet, pair: PacketPair) -> str:
    """The word of a person that holds on a pair; nothing where there is none."""
    review = holding(one for one in packet.reviews if set(one.review.pair) == {pair.a, pair.b})
    if review is None:
        return ""
    said = f"they {review.word.said}"
    if review.direction is not None:
        said += f"; {MADE_FROM[review.direction if review.a == pair.a else reverse(review.direction)]}"
    if review.credited is not None:
        said += f"; the copy {'names' if review.credited else 'does not name'} its source"
    return f"{review.signed} says: {said}."


def credit_sentence(packet: Packet, pair: PacketPair) -> str:
    """Whether credit is given in a pair; nothing where neither descends from the other."""
    if not pair.comparison.kind.derived:
        return ""
    direction = pair.derivation.direction if pair.derivation else Direction.UNDETERMINED
    taker, source = {Direction.A_FROM_B: ("A", "B"), Direction.B_FROM_A: ("B", "A")}.get(direction, ("", ""))
    if pair.credited is None:
        return "Both are of one publisher, or the one to be named is not known, so no credit was looked for."
    if taker:
        publisher = packet.article(pair.b if source == "B" else pair.a).publisher
        name = plain(publisher.value) if publisher else ""
        named = f" ({shorten(name, _NAME)})" if name else ""
        verb = "names" if pair.credited else "does not name"
        return f"{taker} {verb} the publisher of {source}{named} where a reader sees it."
    return f"{'One' if pair.credited else 'Neither'} of the two names the other's publisher where a reader sees it."


def shows() -> tuple[str, ...]:
    """What a packet shows, in plain words."""
    return (
        "Which matter the texts share, at which places and in which wording. Every place can be looked up in the "
        "articles by anybody.",
        "What the articles and their pages say about their dates, their publishers and their sources, and where each "
        "of these was read.",
        "What the comparison comes to. The score is an estimate, from 0 to 1, of the probability that one text "
        "descends from the other or both from a third; each line of the ledger says what was seen and what it weighs.",
        "What people who looked at the pair decided, in their own words.",
    )


def shows_not(packet: Packet) -> tuple[str, ...]:
    """What a packet does not show, in plain words."""
    return (
        CAVEAT,
        f"The archive held {counted(packet.held, 'article')} when this was made. What it did not hold was not looked "
        "at: both texts may go back to one that is not here, and nothing follows from what was not found.",
        "A date of publication is the article's own claim and costs nothing to write. That an article was first seen "
        "at a time says that it existed by then, not that it was new.",
        "An estimate can be wrong, in either direction. Where the ledger is short or its lines speak against each "
        "other, the places in the texts count, not the figure.",
        "This file is not signed. Its digests show that it and the archive say the same, not who made either of them.",
    )


def kind_words(kind: Kind | None) -> str:
    """A kind of relation in words."""
    return kind.value.replace("_", " ") if kind else ""


def toward(clue: Clue) -> str:
    """The answer that a clue speaks for."""
    return TOWARD[clue.toward] or "context"


# --- figures ----------------------------------------------------------------------------------------------------------


def weight(value: float) -> str:
    """A weight with its sign; a dash for none."""
    return f"{value:+.2f}".replace("-", "\u2212") if value else "\u2013"


def exact(value: datetime | DateClaim | str | None) -> str:
    """A moment to the second with its zone as claimed, or a day; a dash for none."""
    if value is None:
        return "\u2013"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    written = value.iso if isinstance(value, DateClaim) else value
    date, clock, time = written.partition("T")
    return f"{date} {time[:8]} {time[8:]}".replace("+00:00", "UTC").strip() if clock else date


def read_from(source: MetaSource) -> str:
    """Where something was read, in words."""
    return _READ[source]


def tls_words(capture: PacketCapture | PacketArticle) -> str:
    """What is known of the connection that something came over."""
    tls = capture.tls if isinstance(capture, PacketCapture) else None
    if tls is not None:
        return f"{tls.version}, certificate checked, its SHA-256 {tls.certificate}"
    return {
        True: "TLS, certificate checked",
        False: "plain HTTP, not protected",
        None: "not received from the web by dedup itself",
    }[capture.tls_verified]
