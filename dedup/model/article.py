"""What was received: articles, what is claimed about them, and what taking them in did."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dedup.model.credit import PageCredits

if TYPE_CHECKING:
    from dedup.model.payload import Payload
    from dedup.model.span import Span

# Most addresses: their host is told in a tenth of the time that taking all of one apart takes, and a page has dozens.
_PLAIN_ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+)(?:[/?#]|\Z)")


class Medium(StrEnum):
    """What a payload turned out to be when it was looked at."""

    PAGE = "page"
    TEXT = "text"
    RECORD = "record"
    ENTRY = "entry"  # of a feed that holds whole texts


class MetaSource(StrEnum):
    """Where a piece of metadata was read."""

    GIVEN = "given"  # a field of a data set, or an option of the call
    JSON_LD = "json-ld"
    META = "meta"  # <meta>, <link>, <html lang>
    MARKUP = "markup"  # visible page elements: <h1>, <time>, a byline's class, <title>
    URL = "url"
    TEXT = "text"  # read or detected in the running text
    FEED = "feed"  # an entry of a feed
    SITEMAP = "sitemap"  # an entry of a site map
    FILE = "file"  # name or modification time of a file
    CAPTURE = "capture"  # what a crawler or a browser noted when it received the page
    FETCH = "fetch"  # the moment at which dedup itself was given it by the web


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of metadata and where it came from."""

    value: str
    source: MetaSource


@dataclass(frozen=True, slots=True)
class DateClaim:
    """A point in time that somebody claims, how precisely, and where the claim was read.

    `at` is always aware; a day without a time is midnight UTC with `day_only` set.
    """

    at: datetime
    source: MetaSource
    day_only: bool = False

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("DateClaim.at must be an aware datetime")

    @property
    def iso(self) -> str:
        """ISO 8601: `2024-10-09` for a day, `2024-10-09T06:30:00+00:00` for an instant."""
        return self.at.date().isoformat() if self.day_only else self.at.isoformat()

    @property
    def instant(self) -> datetime:
        """The same instant in UTC, for ordering."""
        return self.at.astimezone(UTC)


BROKEN_LINES = "broken_lines"
"""Code of the finding that lines of a text broke off in mid-sentence, which its paragraphs no longer show."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed about one article that a reader should know: hidden characters, an impossible date.

    `code` is stable and short (`soft_hyphen`, `zero_width`, `look_alike`, `date_refused` …), `detail` a sentence.
    """

    code: str
    detail: str
    count: int = 1
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """How an article's payload reached us. `digest` is the SHA-256 of the payload in hex.

    `payload` travels with an article until the archive takes it in, and is no part of what the capture says.
    """

    source: str  # what the user named, plus `:line` for a record of a data set
    medium: Medium
    digest: str
    uri: str | None = None
    retrieved_at: datetime | None = None
    tls_verified: bool | None = None
    payload: Payload | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article: its text as extracted, and what is claimed about it."""

    key: str  # the id given, else the URL, else the path
    text: str
    capture: Capture
    uri: str | None = None
    title: Claim | None = None
    byline: Claim | None = None
    publisher: Claim | None = None
    language: Claim | None = None
    canonical_url: Claim | None = None
    published: DateClaim | None = None
    modified: DateClaim | None = None
    first_seen: DateClaim | None = None
    findings: tuple[Finding, ...] = ()
    page_credits: PageCredits = field(default_factory=PageCredits)  # what its page says about where it comes from
    metadata: Mapping[str, object] = field(default_factory=dict)  # JSON values that have no field of their own

    @property
    def domain(self) -> str | None:
        """Host name of the article's address, lower-case and without `www.`; None without one."""
        for address in (self.uri, self.canonical_url.value if self.canonical_url else None):
            host = host_of(address)
            if host:
                return host
        return None

    @property
    def broken_lines(self) -> int:
        """How many lines of the text as received broke off in mid-sentence; lines of a text set to a width do not."""
        return sum(finding.count for finding in self.findings if finding.code == BROKEN_LINES)

    @property
    def outlet(self) -> str | None:
        """Who published it, for telling outlets apart: the domain, else the publisher's name in lower case."""
        if self.domain:
            return self.domain
        return self.publisher.value.strip().casefold() or None if self.publisher else None


def host_of(address: str | None) -> str | None:
    """Host name of an http(s) address, lower-case and without `www.`; None if there is none."""
    if not address:
        return None
    plain = _PLAIN_ADDRESS.match(address)
    if plain:
        return plain[1].lower().removeprefix("www.")
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input that was not taken in, and why. `source` names it exactly (`path`, `path:line`)."""

    source: str
    reason: str


class Outcome(StrEnum):
    """What ingesting one article did to the archive."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    REVISED = "revised"


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one ingest did. `read` counts every article seen, rejected ones included."""

    stored: int = 0
    unchanged: int = 0
    revised: int = 0
    rejected: tuple[Rejection, ...] = ()

    @property
    def read(self) -> int:
        """Inputs seen in all."""
        return self.stored + self.unchanged + self.revised + len(self.rejected)
