"""Records of a data set: JSON objects that hold an article and what is known about it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dedup.config import IngestLimits
from dedup.errors import TooLargeError, UnusableError
from dedup.ingest.addressing import MAX_KEY, at_address
from dedup.ingest.chars import repair
from dedup.ingest.dates import read_date
from dedup.ingest.language import primary_subtag
from dedup.ingest.metadata import DateReader
from dedup.ingest.pages import article_from_page, article_from_text
from dedup.model import Article, Claim, DateClaim, Medium, MetaSource, Payload, host_of
from dedup.text.addresses import carried

_STRINGS = ("url", "title", "text", "html", "publisher", "author", "language")
_LINES = frozenset(("title", "publisher", "author", "language"))
_MAX_LINE = 1_000  # characters of these, as of a line of a feed: a listing has a row for each article
_DATES = ("published", "modified", "first_seen")
FIELDS = frozenset(("id", *_STRINGS, *_DATES))
_NO_NUMBER = "a number in it is NaN, infinite, or has thousands of digits"
_MAX_NESTING = 100  # of lists and objects; Python follows some nine hundred, and fewer the deeper it is in a program
TOO_DEEP = "is JSON nested too deep"


@dataclass(frozen=True, slots=True)
class _Given:
    """The fields of a record, checked and mended."""

    strings: Mapping[str, str]
    dates: Mapping[str, DateClaim | None]
    findings: DateReader


def decode_record(line: bytes) -> dict[str, object]:
    """Read one line as a JSON object (RFC 8259). Raises UnusableError saying what it is instead."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.decode("utf-8", "replace")
    try:
        value = _DECODER.decode(text.lstrip("\ufeff"))
    except RecursionError as error:
        raise UnusableError(TOO_DEEP) from error
    except ValueError as error:
        detail = f"{error.msg} at column {error.colno}" if isinstance(error, json.JSONDecodeError) else _NO_NUMBER
        raise UnusableError(f"is not JSON: {detail}") from error
    if not isinstance(value, dict):
        raise UnusableError(f"is {_kind(value)}, not a JSON object with fields")
    if _is_deep(value):
        raise UnusableError(TOO_DEEP)
    return value


def _is_deep(record: Mapping[str, object]) -> bool:
    """Whether more lists and objects stand in one another than what is made of a record could follow."""
    level = [value for value in record.values() if isinstance(value, list | dict)]
    for _ in range(_MAX_NESTING):
        if not level:
            return False
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, list | dict)
        ]
    return True


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


_DECODER = json.JSONDecoder(strict=False, parse_constant=_refuse_constant)  # `json.loads` makes one at each call


def article_from_record(record: Mapping[str, object], *, source: str, limits: IngestLimits, digest: str) -> Article:
    """Make an article of a record; of `text` and `html` the first is the body, and the second fills what is missing.

    Raises UnusableError for a record without either, with a field of a wrong type, or with too little text.
    """
    given = _read(record)
    strings = given.strings
    url = strings.get("url")
    key = _key(record.get("id"), url, source)
    article = _extract(strings, key=key, source=source, limits=limits, digest=digest)
    language = primary_subtag(strings.get("language", ""))

    def claim(name: str, found: Claim | None) -> Claim | None:
        return Claim(strings[name], MetaSource.GIVEN) if name in strings else found

    article = replace(
        article,
        uri=url if host_of(url) else article.uri,
        title=claim("title", article.title),
        byline=claim("author", article.byline),
        publisher=claim("publisher", article.publisher),
        language=Claim(language, MetaSource.GIVEN) if language else article.language,
        published=given.dates["published"] or article.published,
        modified=given.dates["modified"] or article.modified,
        first_seen=given.dates["first_seen"],
        findings=(*article.findings, *given.findings.findings),
        metadata={name: _mended(value) for name, value in record.items() if name not in FIELDS and value is not None},
    )
    if url is None:
        return article
    addressed = at_address(article, url)
    return replace(addressed, key=key) if has_id(record) else addressed


def has_id(record: Mapping[str, object]) -> bool:
    """Whether a record names its article itself, and is not known by its address or place."""
    identity = record.get("id")
    return identity is not None and bool(str(identity).strip())


def _extract(strings: Mapping[str, str], *, key: str, source: str, limits: IngestLimits, digest: str) -> Article:
    url = strings.get("url")
    url = (carried(url) or url) if url else None  # what relative links of the page are relative to
    page = None
    if "html" in strings:
        try:
            page = article_from_page(
                strings["html"], key=key, source=source, uri=url, limits=limits, medium=Medium.RECORD, digest=digest
            )
        except (UnusableError, TooLargeError):
            if "text" not in strings:
                raise
    if "text" not in strings:
        if page is None:
            raise UnusableError("has neither `text` nor `html`, one of which must hold the article")
        return page
    known = strings.get("title") or (page.title.value if page and page.title else None)
    language = strings.get("language") or (page.language.value if page and page.language else None)
    article = article_from_text(
        strings["text"],
        key=key,
        source=source,
        uri=url,
        limits=limits,
        medium=Medium.RECORD,
        digest=digest,
        title=known,
        language=language,
    )
    if page is None:
        return article
    return replace(page, text=article.text, findings=(*page.findings, *article.findings))


def _read(record: Mapping[str, object]) -> _Given:
    strings: dict[str, str] = {}
    for name in _STRINGS:
        value = record.get(name)
        if value is None:
            continue
        if name == "author" and isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = ", ".join(value)
        if not isinstance(value, str):
            raise UnusableError(f"has {_kind(value)} in `{name}`, where a string is needed")
        plain = value if name in {"text", "html"} else " ".join(repair(value).split())
        if name in _LINES:
            plain = plain[:_MAX_LINE].rstrip()
        if plain.strip():
            strings[name] = plain
    if "text" not in strings and "html" not in strings:
        empty = [name for name in ("text", "html") if isinstance(record.get(name), str)]
        raise UnusableError(
            f"has an empty `{empty[0]}`"
            if empty
            else "has neither `text` nor `html`, one of which must hold the article"
        )
    reader = DateReader()
    dates: dict[str, DateClaim | None] = {}
    for name in _DATES:
        value = record.get(name)
        dates[name] = None
        if value is None or value == "":
            continue
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise UnusableError(
                f"has {_kind(value)} in `{name}`, where a date as a string or a number of seconds is needed"
            )
        read = read_date(value, MetaSource.GIVEN)
        if isinstance(read, DateClaim):
            dates[name] = read
        else:
            reader.refuse(read, name)
    return _Given(strings, dates, reader)


def _key(identity: object, url: str | None, source: str) -> str:
    if identity is not None:
        if isinstance(identity, bool) or not isinstance(identity, str | int):
            raise UnusableError(f"has {_kind(identity)} in `id`, where a string is needed")
        key = " ".join(repair(str(identity)).split())
        if key:
            if len(key) > MAX_KEY:
                raise UnusableError(f"has an `id` of {len(key):,} characters; {MAX_KEY:,} are allowed")
            return key
    return url if url and len(url) <= MAX_KEY else source


def _mended(value: object) -> object:
    """Mend the strings in a metadata value, so that it can be stored and shown.

    A number that is too large to be held, such as 1e999, is none.
    """
    if isinstance(value, str):
        return repair(value)
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {repair(name): _mended(item) for name, item in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    names = {dict: "an object", list: "a list", str: "a string", int: "a number", float: "a number", type(None): "null"}
    return names.get(type(value), "another type")


def digest_of(payload: bytes) -> str:
    """SHA-256 of a payload in hex."""
    return hashlib.sha256(payload).hexdigest()


def read_from(article: Article, payload: Payload) -> Article:
    """The article with the payload that held it, such as a line of a data set."""
    return replace(article, capture=replace(article.capture, payload=payload))
