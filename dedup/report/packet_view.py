"""What a packet says, worded and laid out for its page: the packet's data alone decides what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from dedup.model import (
    Clue,
    Comparison,
    DateClaim,
    Direction,
    Kind,
    Member,
    MetaSource,
    Moment,
    Packet,
    PacketArticle,
    PacketCapture,
    PacketPair,
    Passage,
    Role,
    Span,
)
from dedup.report.origins import TOWARD, direction_sentence
from dedup.report.passages import differing
from dedup.report.plain import counted, percent
from dedup.report.proof import CAVEAT, POSSIBLE, VERDICTS, probability
from dedup.report.timeline import clash_sentence, name_of

LONGEST = 400_000
"""Characters of a text that are laid out, some 60,000 words; the data of the packet has all of it."""

Runs = Sequence[tuple[str, bool]]
"""Words in a row, each run with whether the other text has it too."""

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


@dataclass(frozen=True, slots=True)
class Rung:
    """One line of a ledger: its weight, and the probability before and after it (0..1)."""

    number: int
    weight: float
    before: float
    after: float
    sentence: str
    passages: tuple[int, ...]

    @property
    def left(self) -> float:
        """Where its bar begins, in hundredths of the whole."""
        return round(100 * min(self.before, self.after), 2)

    @property
    def width(self) -> float:
        """How long its bar is, in hundredths of the whole; a line that moves nothing still has a mark."""
        return max(0.6, round(100 * abs(self.after - self.before), 2))


@dataclass(frozen=True, slots=True)
class Matter:
    """A place that two texts share: its number in its list, what stands in each, and a figure that goes with it.

    Where the words differ, `runs_a` and `runs_b` tell which; else they are empty.
    """

    number: int
    a: Span
    b: Span
    words_a: str
    words_b: str
    figure: str
    runs_a: Runs = ()
    runs_b: Runs = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Shared places of one sort, in the order in which they stand in A."""

    name: str
    note: str
    letter: str
    matters: tuple[Matter, ...]


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
    credit = credit_sentence(packet, pair)
    if credit:
        yield credit


def credit_sentence(packet: Packet, pair: PacketPair) -> str:
    """Whether credit is given in a pair; nothing where neither descends from the other."""
    if not pair.comparison.kind.derived:
        return ""
    direction = pair.derivation.direction if pair.derivation else Direction.UNDETERMINED
    taker, source = {Direction.A_FROM_B: ("A", "B"), Direction.B_FROM_A: ("B", "A")}.get(direction, ("", ""))
    if pair.credited is None:
        return "Both are of one publisher, or the one to be named is not known, so no credit was looked for."
    if taker:
        article = packet.article(pair.b if source == "B" else pair.a)
        named = f" ({article.publisher.value})" if article.publisher else ""
        verb = "names" if pair.credited else "does not name"
        return f"{taker} {verb} the publisher of {source}{named} where a reader sees it."
    return f"{'One' if pair.credited else 'Neither'} of the two names the other's publisher where a reader sees it."


def shows() -> tuple[str, ...]:
    """What a packet shows, in plain words."""
    return (
        "Which matter the texts share, at which places and in which wording. Every place can be looked up in the articles by anybody.",
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


def toward(clue: Clue) -> str:
    """The answer that a clue speaks for."""
    return TOWARD[clue.toward] or "context"


# --- figures ----------------------------------------------------------------------------------------------------------


def ledger(proof: Comparison) -> list[Rung]:
    """The lines of a ledger with the probability before and after each; the first begins at its own."""
    total = 0.0
    found = []
    for number, line in enumerate(proof.evidence):
        before, total = total, total + line.weight
        began = probability(before if number else total)
        found.append(Rung(number + 1, line.weight, began, probability(total), line.sentence, line.passages))
    return found


def weight(value: float) -> str:
    """A weight with its sign; a dash for none."""
    return f"{value:+.2f}".replace("-", "\u2212") if value else "\u2013"


def exact(value: datetime | DateClaim | str | None) -> str:
    """A moment to the second with its zone as claimed, or a day; a dash for none."""
    if value is None:
        return "\u2013"
    if isinstance(value, DateClaim):
        return value.iso.replace("T", " ")
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return value.replace("T", " ")


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


# --- matter -----------------------------------------------------------------------------------------------------------


def groups(packet: Packet, pair: PacketPair) -> list[Group]:
    """All that two texts share, by sort; empty sorts are left out."""
    a, b = packet.article(pair.a), packet.article(pair.b)
    proof = pair.comparison
    plain = [one for one in proof.passages if not one.quoted and not one.stock]
    quoted = [one for one in proof.passages if one.quoted and not one.stock]
    stock = [one for one in proof.passages if one.stock]
    found = [
        Group("Shared passages", "Word for word, but for the words that are marked.", "P", _passages(a, b, plain)),
        Group(
            "Sentences that say the same",
            "Likeness runs from 0 to 1; words that only one of the two has are marked.",
            "S",
            _matters(a, b, [(one.a, one.b, f"likeness {one.likeness:.2f}") for one in proof.counterparts]),
        ),
        Group(
            "Phrases with a word exchanged",
            "One of the two is more usual than the other.",
            "X",
            _matters(a, b, [(one.a, one.b, "") for one in proof.spun]),
        ),
        Group(
            "Quotations that the two word differently",
            "Both stand as direct speech.",
            "Q",
            _matters(a, b, [(one.a, one.b, "") for one in proof.altered]),
        ),
        Group(
            "Shared quotations",
            "Direct speech in both; not counted as derived matter.",
            "D",
            _passages(a, b, quoted),
        ),
        Group(
            "Shared stock lines, captions and furniture",
            "Shown, and never counted.",
            "F",
            _passages(a, b, stock),
        ),
    ]
    return [group for group in found if group.matters]


def _passages(a: PacketArticle, b: PacketArticle, passages: Sequence[Passage]) -> tuple[Matter, ...]:
    return _matters(a, b, [(one.a, one.b, counted(one.words, "word")) for one in passages])


def _matters(a: PacketArticle, b: PacketArticle, places: Sequence[tuple[Span, Span, str]]) -> tuple[Matter, ...]:
    found = []
    for number, (here, there, figure) in enumerate(sorted(places, key=lambda one: (one[0].start, one[1].start)), 1):
        left, right = a.words(here) or "", b.words(there) or ""
        same = " ".join(left.split()) == " ".join(right.split())
        runs = None if same else differing(left, right)
        found.append(Matter(number, here, there, left, right, figure, *(runs or ((), ()))))
    return tuple(found)


# --- stories ----------------------------------------------------------------------------------------------------------


def what_is(member: Member, canonical: str) -> str:
    """What a member is to its story, in a few words."""
    if member.article == canonical:
        return "origin" if member.role is Role.ORIGIN else "canonical copy, a witness to the origin"
    if not member.role.belongs:
        return "cites the story, is no copy"
    if any(parent.revision for parent in member.parents):
        return "later state of the publisher's own article"
    return kind_words(member.kind)


def kind_words(kind: Kind | None) -> str:
    """A kind of relation in words."""
    return kind.value.replace("_", " ") if kind else ""


def clashes(moment: Moment, packet: Packet) -> list[str]:
    """What is wrong with the date of a member."""
    members = {one.article: one for one in packet.story.story.members} if packet.story else {}
    found = [finding.detail for finding in moment.findings]
    return found + [clash_sentence(one, name_of(one.source, members), moment.seen) for one in moment.clashes]
