"""When a source is looked at next: pure, so that days of watching are a test of milliseconds."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from dedup.model import SourceState

JITTER = 0.1
"""Share of an interval by which sources are spread, so that a hundred of one interval do not all come at once. It makes
intervals shorter: a look by cron every fifteen minutes then finds a source of fifteen minutes due each time."""

LONGEST_BACKOFF = 6 * 3600.0
"""Seconds between two looks at a source that keeps failing; a longer interval or `Retry-After` counts for more."""

_DOUBLINGS = 20  # beyond any back-off; keeps the power small


def spread(url: str) -> float:
    """A number of 0 to 1 that an address always gives."""
    return int.from_bytes(hashlib.sha256(url.encode("utf-8", "replace")).digest()[:4], "big") / 2**32


def wait(
    url: str, interval: float, failures: int, asked: float | None = None, longest: float = LONGEST_BACKOFF
) -> float:
    """Seconds until the next look after so many failures in a row, or more where the site `asked` for it."""
    if not failures:
        return interval * (1 - JITTER * spread(url))
    backed = min(interval * 2.0 ** min(failures - 1, _DOUBLINGS), max(longest, interval))
    return max(backed * (1 + JITTER * spread(url)), asked or 0.0)


def is_due(state: SourceState, interval: float, now: datetime) -> bool:
    """Whether a source is to be looked at. However long nobody looked, that is once.

    A time further ahead than any wait says that the clock was set back.
    """
    if state.next_at is None or state.next_at <= now:
        return True
    furthest = max(LONGEST_BACKOFF, interval, 86_400.0) * (1 + JITTER)  # 24 hours: the most that Retry-After can ask
    return state.next_at - now > timedelta(seconds=furthest)


def after_success(state: SourceState, interval: float, at: datetime) -> SourceState:
    """The state after a look at the time `at` that went well."""
    later = at + timedelta(seconds=wait(state.url, interval, 0))
    return replace(state, failures=0, said=None, next_at=later)


def after_failure(
    state: SourceState, interval: float, at: datetime, reason: str, asked: float | None = None
) -> SourceState:
    """The state after a look at the time `at` that failed. The first reason of a row of failures is kept as said."""
    failures = state.failures + 1
    later = at + timedelta(seconds=wait(state.url, interval, failures, asked))
    return replace(state, failures=failures, said=state.said or reason, next_at=later)
