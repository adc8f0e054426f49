"""Stories as a graph: articles and sources that are not held, and what was made from what."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.borrowing import Outlet
    from dedup.model.comparison import Kind
    from dedup.model.derivation import Derivation
    from dedup.model.review import Review
    from dedup.model.story import Role, Story

_ID_DIGITS = 16  # 64 bits: of a million nodes two share an id with a probability of one in forty million


class NodeSort(StrEnum):
    """What a node stands for."""

    ARTICLE = "article"
    SOURCE = "source"  # a publisher whose article is not held
    STORY = "story"  # a story whose origin is undetermined, for those of its members that hang on nothing


class EdgeSort(StrEnum):
    """How the node that an edge leaves goes back to the one it leads to."""

    DERIVED = "derived"
    REVISION = "revision"  # a later state of one publisher's article
    QUOTED = "quoted"  # only cites it
    MEMBER = "member"  # belongs to a story, on whom it hangs being undetermined


@dataclass(frozen=True, slots=True)
class Vertex:
    """What a node is, whatever else is known of it: an article's key, a source's name or a story's id."""

    sort: NodeSort
    key: str

    @property
    def id(self) -> str:
        """A name of letters and digits, the same in every export and fit for any format."""
        named = f"{self.sort.value}:{self.key}".encode("utf-8", "surrogatepass")
        return f"{self.sort.value[0]}{hashlib.sha256(named).hexdigest()[:_ID_DIGITS]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node with what is known of it; dates are ISO 8601, `digest` is the SHA-256 of an article's payload.

    `publisher` is as the article claims; `house` tells publishers apart however they are spelt, `outlet` is what that
    one is called. `story` is the story that an article belongs to; None for one that only cites stories. `kind` is that
    of the article's relation to what it hangs on, else to the canonical copy.
    """

    vertex: Vertex
    title: str | None = None
    publisher: str | None = None
    house: str | None = None
    outlet: Outlet | None = None
    domain: str | None = None
    url: str | None = None
    language: str | None = None
    published: str | None = None
    modified: str | None = None
    first_seen: str | None = None
    digest: str | None = None
    story: str | None = None
    role: Role | None = None
    kind: Kind | None = None
    canonical: bool = False

    @property
    def label(self) -> str:
        """What to call it on a drawing."""
        return self.title or self.vertex.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """From what was made to what it was made from, or from what cites to what is cited.

    `kind` and `score` are those of the two articles' relation, `derivation` their direction, the article that the edge
    leaves being A; None where they are not known or the source is not held. `credited` goes with edges to the origin.
    """

    source: Vertex
    target: Vertex
    sort: EdgeSort
    story: str
    why: str
    kind: Kind | None = None
    score: float | None = None
    credited: bool | None = None
    derivation: Derivation | None = None
    certainty: float | None = None  # of the direction, or that the origin is the source which is not held; 0..1


@dataclass(frozen=True, slots=True)
class StoryGraph:
    """One story as a graph, and what people said of pairs in it that they have not taken back.

    In an export of all stories an article that cites several is a node of one of them.
    """

    story: Story
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """What an archive was analysed with: digests of the parameters of each step; None before the first ingest."""

    fingerprint: str | None
    compare: str | None
    credits: str | None
    tracing: str | None
