"""What a packet says, worded and laid out for its page: the packet's data alone decides what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from dedup.model import (
    Clue,
    Comparison,
    Counterpart,
    DateClaim,
    Direction,
    Fact,
    Kind,
    Member,
    MetaSource,
    Moment,
    NoteSort,
    Packet,
    PacketArticle,
    PacketCapture,
    PacketPair,
    Passage,
    Rewording,
    Role,
    Story,
    Stretch,
    TextsKept,
)
from dedup.report.console import origin_sentence
from dedup.report.origins import TOWARD, direction_sentence
from dedup.report.passages import differing
from dedup.report.plain import counted, percent
from dedup.report.proof import CAVEAT, POSSIBLE, VERDICTS, probability
from dedup.report.sidebyside import rows_of
from dedup.report.timeline import clash_sentence, name_of

LONGEST = 400_000
"""Characters of a text that are laid out, some 60,000 words; the data of the packet has all of it."""

Runs = Sequence[tuple[str, bool]]
"""Words in a row, each run with whether the other text has it too."""

_LETTERS = {
    NoteSort.SPUN: "x",
    NoteSort.ALTERED: "q",
    NoteSort.CONFLICTS: "\u2260",
    NoteSort.AGREES: "=",
    NoteSort.CREDIT: "c",
}
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
class Place:
    """A place that two texts share: its number in its list, what stands in each, and a figure that goes with it.

    Where the words differ, `runs_a` and `runs_b` tell which; else they are empty.
    """

    number: int
    words_a: str
    words_b: str
    figure: str
    runs_a: Runs = ()
    runs_b: Runs = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Places of one sort, in the order of their list; `letter` and a place's number are its mark in the texts."""

    name: str
    note: str
    letter: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a text that are marked in one way: classes of the mark, and what stands behind them, such as `x1`."""

    words: str
    marks: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of two texts side by side; `note` says what it is where it is not that both say the same."""

    number: int
    a: tuple[Run, ...]
    b: tuple[Run, ...]
    aligned: bool


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


# --- matter -----------------------------------------------------------------------------------------------------------


def groups(packet: Packet, pair: PacketPair) -> list[Group]:
    """Lists of what two texts share, by sort; empty ones are left out.

    Where the texts stand side by side, the lists are of what is hard to see there.
    """
    a, b = packet.article(pair.a), packet.article(pair.b)
    proof, facts = pair.comparison, pair.faced.facing.facts
    plain = [one for one in proof.passages if not one.quoted and not one.stock]
    quoted = [one for one in proof.passages if one.quoted and not one.stock]
    stock = [one for one in proof.passages if one.stock]
    whole = packet.texts is TextsKept.WHOLE
    listed: list[tuple[str, str, str, Sequence[Passage | Counterpart | Rewording | Fact]]] = [
        (
            "Phrases with a word exchanged",
            "A word of the one stands for another word of the other.",
            _LETTERS[NoteSort.SPUN],
            proof.spun,
        ),
        (
            "Quotations that the two word differently",
            "Both stand as direct speech.",
            _LETTERS[NoteSort.ALTERED],
            proof.altered,
        ),
        (
            "Numbers and names that differ in sentences that say the same",
            "Each stands where the other text has another.",
            _LETTERS[NoteSort.CONFLICTS],
            [one for one in facts if not one.agrees],
        ),
        (
            "Numbers and names that agree",
            "Independent reports of one event agree in these, too.",
            _LETTERS[NoteSort.AGREES],
            [one for one in facts if one.agrees],
        ),
    ]
    if not whole:
        listed = [
            ("Shared passages", "Word for word, but for words that are marked.", "P", plain),
            ("Sentences that say the same", "Words that only one of the two has are marked.", "S", proof.counterparts),
            ("Shared quotations", "Direct speech in both; not counted as derived matter.", "D", quoted),
            ("Shared stock lines, captions and furniture", "Shown, and never counted.", "F", stock),
            *listed,
        ]
    return [
        Group(name, note, letter, tuple(_place(a, b, number, one) for number, one in enumerate(places, 1)))
        for name, note, letter, places in listed
        if places
    ]


def _place(a: PacketArticle, b: PacketArticle, number: int, one: Passage | Counterpart | Rewording | Fact) -> Place:
    left, right = a.words(one.a) or "", b.words(one.b) or ""
    figure = ""
    if isinstance(one, Passage):
        figure = counted(one.words, "word")
    elif isinstance(one, Counterpart):
        figure = f"likeness {one.likeness:.2f}"
    elif isinstance(one, Fact):
        return Place(number, left, right, one.sort.value)
    same = " ".join(left.split()) == " ".join(right.split())
    return Place(number, left, right, figure, *((None if same else differing(left, right)) or ((), ())))


def rows(packet: Packet, pair: PacketPair) -> tuple[list[Row], int]:
    """Two texts side by side, and how many characters of them are left out for their length; none without both."""
    a, b = packet.article(pair.a), packet.article(pair.b)
    if a.text is None or b.text is None:
        return [], 0
    named = [[one.span for one in article.credits if one.span] for article in (a, b)]
    found: list[Row] = []
    shown = 0
    for number, row in enumerate(rows_of(pair.faced, *named), 1):
        shown += sum(one.span.end - one.span.start for one in (*row.a, *row.b))
        if shown > LONGEST:
            break
        sides = [tuple(_run(article, one) for one in side) for article, side in ((a, row.a), (b, row.b))]
        found.append(Row(number, sides[0], sides[1], row.aligned))
    return found, max(0, shown - LONGEST) and a.characters + b.characters - LONGEST


def _run(article: PacketArticle, stretch: Stretch) -> Run:
    marks = f"{stretch.matter.value} quoted" if stretch.quoted else stretch.matter.value
    label = " ".join(f"{_LETTERS[note.sort]}{note.number + 1}" for note in stretch.notes)
    return Run(article.words(stretch.span) or "", marks, label)


# --- stories ----------------------------------------------------------------------------------------------------------


def heading(packet: Packet) -> str:
    """What is known of the origin of the packet's story, in a sentence with its title."""
    story = packet.story.story if packet.story else None
    if story is None or story.origin.article is None:
        return origin_sentence(story.origin) if story else ""
    return f"The origin is held: {member_title(story, story.origin.article)}."


def by_time(packet: Packet) -> list[tuple[Moment | None, Member]]:
    """The members of the packet's story with what is known of their dates, in the order of the timeline."""
    if packet.story is None:
        return []
    members = {one.article: one for one in packet.story.story.members}
    dated: list[tuple[Moment | None, Member]] = [
        (moment, members.pop(moment.article)) for moment in packet.story.moments if moment.article in members
    ]
    return dated + [(None, member) for member in members.values()]


def number(packet: Packet, key: str) -> str:
    """The number of an article of a story's packet; nothing for a member that is only listed."""
    return label(packet, key) if any(one.key == key for one in packet.articles) else ""


def members_sentence(packet: Packet) -> str:
    """How many articles belong to the story, and how many of them give credit."""
    members = packet.story.story.members if packet.story else ()
    belong = [one for one in members if one.role.belongs]
    silent = sum(one.credited is False for one in belong)
    cites = len(members) - len(belong)
    said = f"{counted(len(belong), 'article')} descend from one another or from one source"
    said += f", and {counted(cites, 'article')} only {'cites' if cites == 1 else 'cite'} the story." if cites else "."
    if silent:
        said += f" {silent} of them {'does' if silent == 1 else 'do'} not name the publisher that the story leads to."
    return said


def member_title(story: Story, key: str) -> str:
    """A member by its title and publisher, else by its key."""
    member = next((one for one in story.members if one.article == key), None)
    said = [part for part in (member.title, member.publisher) if part] if member else []
    return ", ".join(said) or key


def article_title(article: PacketArticle) -> str:
    """An article by its title and publisher, else by its key."""
    return ", ".join(one.value for one in (article.title, article.publisher) if one) or article.key


def what_is(member: Member, canonical: str) -> str:
    """What a member is to its story, in a few words."""
    if member.article == canonical:
        return "origin" if member.role is Role.ORIGIN else "canonical copy, a witness to the origin"
    if not member.role.belongs:
        return "cites the story, is no copy"
    if any(parent.revision for parent in member.parents):
        return "later state of the publisher\u2019s own article"
    return kind_words(member.kind)


def credited(member: Member) -> str:
    """Whether a member names the publisher that the story leads to."""
    return {True: "names it", False: "does not name it", None: "\u2013"}[member.credited]


def kind_words(kind: Kind | None) -> str:
    """A kind of relation in words."""
    return kind.value.replace("_", " ") if kind else ""


def clashes(moment: Moment, packet: Packet) -> list[str]:
    """What is wrong with the date of a member."""
    members = {one.article: one for one in packet.story.story.members} if packet.story else {}
    found = [finding.detail for finding in moment.findings]
    return found + [clash_sentence(one, name_of(one.source, members), moment.seen) for one in moment.clashes]
