"""Stories: articles that descend from one another, and which of them is canonical."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dedup.model.comparison import Kind
from dedup.model.credit import CreditLine


class OriginStatus(StrEnum):
    """What is known of a story's origin."""

    HELD = "held"
    NOT_HELD = "not_held"
    UNDETERMINED = "undetermined"


class Role(StrEnum):
    """What a member is to its story. `witness` is the canonical copy of a story whose origin is not established."""

    ORIGIN = "origin"
    WITNESS = "witness"
    DERIVATIVE = "derivative"
    CITING = "citing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A story's origin: an article that is held, a name for one that is not, or neither."""

    status: OriginStatus
    article: str | None = None
    name: str | None = None
    domain: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One article's place in a story. `kind` is its relation to `via`, the member it hangs on.

    The canonical copy hangs on none and has neither. `credited` says whether the member names the publisher of the
    story's origin, or of the canonical copy where the origin is not known; None where there is no other publisher to
    name. `credits` are the words by which it does.
    """

    article: str
    role: Role
    kind: Kind | None
    via: str | None
    score: float | None
    reason: str
    credited: bool | None = None
    credits: tuple[CreditLine, ...] = ()
    title: str | None = None
    publisher: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles that descend from one another, the canonical copy among them, and why it is canonical."""

    id: str
    origin: Origin
    canonical: str
    reason: str
    members: tuple[Member, ...]
