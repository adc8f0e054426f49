"""Witnesses of made-up articles: a text, a publisher, dates, credits; what they share is worked out from the texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import combinations

import numpy as np

from dedup.model import (
    Article,
    Capture,
    Claim,
    Credit,
    CreditSort,
    Cue,
    DateClaim,
    Kind,
    Medium,
    MetaSource,
    Overlap,
)
from dedup.provenance.credits import read_credits
from dedup.provenance.dates import Times
from dedup.provenance.party import Tie, Witness, identity
from dedup.provenance.publishers import Registry, shipped_registry
from dedup.provenance.traits import Traits

# Rewording of the made-up reports: plain words for stately ones, facts left out, direct speech made indirect.
_SPUN = (
    (" said ", " stated "), (" voted ", " resolved "), (" two ", " a pair of "), (" old ", " aged "),
    (" ending ", " terminating "), (" service ", " provision "), (" work ", " employment "),
    (" almost ", " virtually "),
    (" will ", " shall "), (" make ", " undertake "), (" told ", " apprised "), (" cost ", " necessitate "),
    (" price ", " expenditure "), (" before ", " previous to "), (" found ", " ascertained "), (" water ", " aqua "),
    (" show ", " exhibit "), (" town ", " township "), (" looked ", " appeared "), (" who ", " which "),
    (" but ", " however "), (" half ", " fifty percent "), (" asked ", " interrogated "), (" later ", " subsequent "),
    (" fear ", " trepidate "), (" change ", " alteration "), (" more than ", " in excess of "), (" have ", " possess "),
)  # fmt: skip


def at(hour: float, *, day: int = 3) -> DateClaim:
    """A moment in March 2026."""
    return DateClaim(datetime(2026, 3, day, int(hour), round(hour % 1 * 60), tzinfo=UTC), MetaSource.META)


def day_only(day: int) -> DateClaim:
    """A day in March 2026 without an hour."""
    return DateClaim(datetime(2026, 3, day, tzinfo=UTC), MetaSource.META, day_only=True)


def credit(name: str, sort: CreditSort = CreditSort.WHOLE_TEXT, cue: Cue = Cue.FIRST_REPORTED) -> Credit:
    """A credit to a publisher that is known by its name alone."""
    return Credit(name=name, cue=cue, sort=sort, written=name)


def credits_of(
    text: str, registry: Registry | None = None, *, publisher: str | None = None, domain: str | None = None
) -> tuple[Credit, ...]:
    """Credits read from a text; `publisher` and `domain` are its own, whose mentions do not count."""
    article = Article(
        key="a",
        text=text,
        capture=Capture(source="a", medium=Medium.TEXT, digest="0"),
        uri=f"https://{domain}/a" if domain else None,
        publisher=Claim(publisher, MetaSource.GIVEN) if publisher else None,
    )
    return read_credits(article, registry)


def witness(
    key: str,
    text: str,
    publisher: str | None = None,
    *,
    claimed: DateClaim | None = None,
    seen: DateClaim | None = None,
    modified: DateClaim | None = None,
    credits_: Iterable[Credit] = (),
    broken: int = 0,
) -> Witness:
    """One article of an English-language paper without a domain; `broken` of its lines broke off in mid-sentence."""
    return Witness(
        key=key,
        content=hashlib.sha256(text.encode()).digest()[:16],
        name=publisher,
        domain=None,
        publisher=identity(publisher, None, shipped_registry()),
        times=Times(claimed, seen, modified),
        credits=tuple(credits_),
        traits=Traits(text, "en", broken),
    )


def tie(a: Witness, b: Witness, kind: Kind = Kind.REWRITE) -> Tie:
    """What two texts share, by their runs of three words."""
    shared = len(np.intersect1d(a.traits.phrases, b.traits.phrases))
    return Tie(kind, Overlap(a.traits.words, b.traits.words, min(shared, a.traits.words), min(shared, b.traits.words)))


def all_tied(witnesses: Iterable[Witness]) -> dict[str, dict[str, Tie]]:
    """Every pair of a story as related."""
    found: dict[str, dict[str, Tie]] = {}
    for a, b in combinations(sorted(witnesses, key=lambda one: one.key), 2):
        between = tie(a, b)
        found.setdefault(a.key, {})[b.key] = between
        found.setdefault(b.key, {})[a.key] = between.swapped()
    return found


def spun(text: str, *, drop: int | None = None, every: int = 1) -> str:
    """A text with plain words exchanged (each, or every second), numbers in one paragraph gone with it."""
    parts = text.strip().split("\n\n")
    kept = [part for place, part in enumerate(parts) if place != drop]
    changed = "\n\n".join(kept)
    for plain, stately in _SPUN[::every]:
        changed = changed.replace(plain, stately)
    return changed
