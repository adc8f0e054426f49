"""From a cluster to a story: its id, its canonical copy, and what each member hangs on."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence

from dedup.model import Kind, Member, Origin, OriginStatus, Role, Story
from dedup.provenance.canonical import Copy, choose_canonical

_ID_DIGITS = 10  # 40 bits: two of a million stories share an id with a probability of about one half in a million


def story_id(keys: Collection[str]) -> str:
    """Name a story by its members: `s` and the smallest of their keys' SHA-256, ten hex digits.

    The id depends on the members alone. A story that grows by one to n members keeps its id with probability 1 - 1/n;
    the archive remembers the ids it had before.
    """
    return "s" + min(hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest() for key in keys)[:_ID_DIGITS]


def build_story(copies: Sequence[Copy], ties: Mapping[bytes, Mapping[bytes, tuple[Kind, float]]]) -> Story:
    """Build the story of one cluster of at least one copy.

    `ties` gives for each content the contents of the cluster it is related to by a derived kind, with kind and score. A
    member hangs on the canonical copy if the two are related, else on the strongest of its relations that lead there in
    the fewest steps.
    """
    ruling = choose_canonical(copies)
    root = next(copy.content for copy in copies if copy.key == ruling.key)
    speakers: dict[bytes, str] = {}
    for copy in sorted(copies, key=lambda copy: copy.key):
        speakers.setdefault(copy.content, copy.key)
    speakers[root] = ruling.key
    parents = _parents(root, ties)
    members = [Member(article=ruling.key, role=Role.WITNESS, kind=None, via=None, score=None, reason=ruling.reason)]
    for copy in sorted(copies, key=lambda copy: copy.key):
        if copy.key == ruling.key:
            continue
        parent, kind, score = (root, Kind.IDENTICAL, 1.0) if copy.content == root else parents[copy.content]
        via = speakers[parent]
        reason = _SENTENCES[kind].replace("{via}", via)
        members.append(Member(article=copy.key, role=Role.DERIVATIVE, kind=kind, via=via, score=score, reason=reason))
    return Story(
        id=story_id([copy.key for copy in copies]),
        origin=Origin(status=OriginStatus.UNDETERMINED),
        canonical=ruling.key,
        reason=ruling.reason,
        members=tuple(members),
    )


def _parents(
    root: bytes, ties: Mapping[bytes, Mapping[bytes, tuple[Kind, float]]]
) -> dict[bytes, tuple[bytes, Kind, float]]:
    """Breadth first from the canonical content; within a step the strongest relation wins, then the smallest digest."""
    parents: dict[bytes, tuple[bytes, Kind, float]] = {}
    reached, frontier = {root}, [root]
    while frontier:
        offers: dict[bytes, list[tuple[int, float, bytes, Kind]]] = {}
        for via in frontier:
            for content, (kind, score) in ties.get(via, {}).items():
                if content not in reached:
                    offers.setdefault(content, []).append((kind.rank, -score, via, kind))
        for content, offered in offers.items():
            _, negative, via, kind = min(offered)
            parents[content] = (via, kind, -negative)
        reached.update(offers)
        frontier = sorted(offers)
    return parents


_SENTENCES = {
    Kind.IDENTICAL: "Has the same text as {via}.",
    Kind.NEAR_COPY: "Is a near copy of {via}.",
    Kind.EXCERPT: "Shares verbatim matter with {via}.",
    Kind.REWRITE: "Tells the same in other words as {via}.",
    Kind.SUMMARY: "Is a summary of {via}, or {via} of it.",
}
