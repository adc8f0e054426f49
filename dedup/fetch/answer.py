"""What an answer's status and headers ask for: going on elsewhere, coming back later, reading the body."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from dedup.errors import AddressError, FetchTooLargeError, RetryLaterError, StatusError
from dedup.fetch.target import Target
from dedup.fetch.wire import Reply

REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_MODIFIED = 304
BUSY = frozenset({429, 503})
MAX_RETRY_SECONDS = 24 * 3600.0  # a site that asks for a year is asked again tomorrow
# What may stand in a header, RFC 9110 section 5.5; a mark that a server gave us must not become a header of its own.
_VALUE = re.compile(r"[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?")


def header(reply: Reply, name: str) -> str | None:
    """The first header of a name, given in lower case; None if there is none."""
    return next((value for key, value in reply.headers if key.lower() == name), None)


def listed(reply: Reply, name: str) -> list[str]:
    """The members of a header that is a list, from all its lines."""
    return [part for key, value in reply.headers if key.lower() == name for part in value.split(",")]


def conditions(etag: str | None, last_modified: str | None) -> tuple[tuple[str, str], ...]:
    """Headers that ask for a page only if it changed; a mark that is no proper header value is left out."""
    given = (("If-None-Match", etag), ("If-Modified-Since", last_modified))
    return tuple((name, value) for name, value in given if value is not None and _VALUE.fullmatch(value))


def redirected(reply: Reply, target: Target) -> Target | None:
    """Where an answer sends us; None if it does not.

    Raises:
        AddressError: If it leads to nothing that can be fetched.
        StatusError: If it does not say where.
    """
    if reply.status not in REDIRECTS:
        return None
    location = header(reply, "location")
    if location is None:
        raise StatusError(f"{target.url} redirects without saying where (status {reply.status}).", reply.status)
    try:
        readable = location.encode("latin-1").decode("utf-8")  # not allowed, and common
    except UnicodeDecodeError:
        readable = location
    try:
        return target.join(readable)
    except AddressError as error:
        raise AddressError(f"{target.url} redirects to an address that cannot be fetched. {error}") from error


def expect_success(reply: Reply, target: Target, conditional: bool, now: datetime) -> None:
    """Let an answer pass that is a page, or says that a page did not change, if that was asked.

    Raises:
        RetryLaterError: If the site asks to come back later.
        StatusError: For any other status.
    """
    status = reply.status
    if 200 <= status < 300 or (conditional and status == NOT_MODIFIED):
        return
    if status in BUSY:
        seconds = retry_seconds(header(reply, "retry-after"), now)
        when = "later" if seconds is None else f"in {math.ceil(seconds)} seconds"
        raise RetryLaterError(f"{target.url} is busy (status {status}); try again {when}.", status, seconds)
    raise StatusError(f"{target.url} answers with status {status}.", status)


def retry_seconds(value: str | None, now: datetime) -> float | None:
    """The seconds a `Retry-After` asks for, as a number or a date, at most a day; None where it says nothing."""
    given = (value or "").strip()
    if re.fullmatch(r"\d{1,12}", given, re.ASCII):
        return min(float(given), MAX_RETRY_SECONDS)
    try:
        at = parsedate_to_datetime(given)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), MAX_RETRY_SECONDS)


def refuse_announced(reply: Reply, target: Target, limit: int) -> None:
    """Refuse a body by its announced length, before any of it is read; lengths that lie are met while reading.

    Raises:
        FetchTooLargeError: If more is announced than is allowed.
    """
    announced = (header(reply, "content-length") or "").strip()
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > limit:
        raise FetchTooLargeError(f"{target.url} announces {announced[:20]} bytes; {limit} are allowed.")
