"""Parameters of the stations, each with the reason for its default, and the digest that names a set of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class IngestLimits:
    """What a single input may cost before it is refused."""

    max_bytes: int = 64 * 1024 * 1024  # a page of 64 MiB is no article; a data set is streamed and has no such limit
    max_line_bytes: int = 16 * 1024 * 1024  # one record of a data set; `max_chars` as \\u escapes take 12 MB
    max_chars: int = 2_000_000  # text of one article: a novel has about a million characters
    min_words: int = 20  # below this a text is a headline or a caption; the shortest briefs of agencies have about 30
    max_depth: int = 2_000  # nesting of elements; real pages stay below 100
    max_page_chars: int = 6_000_000  # markup of one page without scripts and pictures; the largest seen has 1.5
    max_elements: int = 40_000  # of one page; the largest of 400 real pages has 4,300
    max_listing_bytes: int = 52_428_800  # of a feed or site map, unpacked: what the protocol of site maps allows
    max_entries: int = 50_000  # of a feed or site map: the protocol's limit as well
    max_capture_bytes: int = 16 * 1024 * 1024  # a record of a web archive, and its page unpacked; crawls cut at 1 MiB
    max_folder_depth: int = 100  # folders inside one another; paths end at 4,096 characters anyway


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """What making one article of one page may cost in a process of its own, and how many of these there are."""

    seconds: float = 30.0  # the slowest of 400 real pages takes 0.2
    memory: int = 1_500_000_000  # bytes of address space, of which libraries take 300 MB; not every system enforces it
    processes: int | None = None  # None for one on each processor that may be used


@dataclass(frozen=True, slots=True)
class LiveLimits:
    """How much one feed or site map may lead to at a time."""

    max_pages: int = 500  # to be fetched: at one page a second of a polite delay, some ten minutes
    max_listings: int = 200  # below one index; large outlets have one for each month of ten to fifteen years


@dataclass(frozen=True, slots=True)
class FetchParams:
    """How the web is asked, and what one answer may cost. Seconds are wall-clock seconds, bytes are of one answer."""

    agent: str = "dedup/0.1 (news deduplication; obeys robots.txt for dedup)"
    robots_name: str = "dedup"  # the product token that robots.txt files are searched for
    allow: frozenset[str] = frozenset()  # `host` or `host:port` that may be reached though its address is not public
    ca_file: str | None = None  # certificates (PEM) to trust besides those of the system
    connect_seconds: float = 10.0  # for each address tried, and again for the handshake
    read_seconds: float = 15.0  # without a byte from the other side
    total_seconds: float = 60.0  # for all hops of one fetch, without the wait for its turn
    max_redirects: int = 10  # sites that move from http to https to www to a consent page and back need six
    max_header_bytes: int = 64 * 1024  # of all headers of an answer; browsers stop at 256 KiB, real pages stay below 20
    max_received_bytes: int = 12 * 1024 * 1024  # as sent, packed or not
    max_body_bytes: int = 12 * 1024 * 1024  # unpacked; `IngestLimits.max_page_chars` at two bytes each
    max_robots_bytes: int = 500 * 1024  # RFC 9309 section 2.5; what follows is not read
    robots_seconds: float = 24 * 3600.0  # RFC 9309 section 2.4: no longer than a day
    robots_retry_seconds: float = 600.0  # before an unreadable robots.txt is asked for again
    delay: float = 1.0  # seconds from the end of one answer of a host to the next question; robots.txt may ask for more
    max_delay: float = 30.0  # robots.txt files that ask for hours mean "do not come", and say so by Disallow as well
    parallel: int = 8  # connections in all; a host has one


@dataclass(frozen=True, slots=True)
class FingerprintParams:
    """Signatures for near copies, and samples for containment.

    32 bands of 4 rows link 80-84 % of copies with 5-20 % of their words edited to their parent, where the usual 16 x 8
    links 36 % at the same cost. Words in shingles of five: shorter ones meet by chance, longer ones break at each edit.
    """

    shingle: int = 5
    slots: int = 128
    seed: int = 1  # datasketch's default, so that its own MinHash reads our signatures
    scheme: str = "affine32"
    bands: int = 32
    rows: int = 4
    sample_shingle: int = 8  # eight words in a row seldom meet by chance in two independent reports
    sample_rate: int = 8  # one eight-word shingle in eight is kept: 40 shared ones give five samples on average


@lru_cache(maxsize=32)  # asked for with each comparison
def params_digest(*params: object) -> str:
    """Name a set of parameter dataclasses: the first 12 hex digits of the SHA-256 of their fields as sorted JSON."""
    listed = [[type(p).__name__, asdict(p)] for p in params]  # type: ignore[call-overload]
    return hashlib.sha256(json.dumps(listed, sort_keys=True).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class CompareParams:
    """The verdict on near copies and excerpts: a sum of named log-odds weights over counted facts.

    Chosen on pairs read by people: independent reports of one event share up to 50 eight-word runs' worth of statements
    and stock prose outside quotations, other versions of one agency story share from 55 on, reprints more than 150.
    """

    run: int = 5  # shorter runs of equal words are the language's, not an author's
    long_run: int = 8  # a run this long counts once for each word past the seventh: its eight-word shingles
    prior: float = -4.5  # where 50 shared eight-word shingles make an even chance
    per_shingle: float = 0.09
    shingles_cap: float = 9.0
    containment_floor: float = 0.3  # independent reports of one event stay below .25 of either text
    containment_weight: float = 8.0
    containment_words: int = 25  # shared words at which containment counts fully: a share of a headline proves nothing
    throughout_floor: float = 0.5  # pages of one outlet on different subjects share less than half, furniture included
    throughout_weight: float = 15.0
    order_floor: float = 0.5  # unrelated English prose agrees in order on 30-45 % of its words
    order_weight: float = 20.0
    order_containment: float = 0.1  # reading in order is worth its cost where at least this much of both is shared
    near_copy_high: float = 0.6  # at least one text stands mostly in the other, ...
    near_copy_low: float = 0.4  # ... which is mostly made of it; below, it has a body of its own
    template_numbers: int = 4  # numbers that differ in otherwise equal wording, and their share; see `compare.figures`
    template_numbers_share: float = 0.5
    template_figures: int = 6  # the same for numbers and names together
    template_figures_share: float = 0.4
    template_notice: int = 3  # the same in texts that agree throughout: notices have few facts, and change nearly all
    template_notice_share: float = 0.8
    template_weight: float = -33.0  # outweighs all that can speak for derivation together (32.1)
    quotation_words: int = 8
    decided: float = 0.5
    possible: float = 0.2  # one chance in five is worth a reader's look; below `decided` nothing is claimed
