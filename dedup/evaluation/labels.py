"""What is known to be true: labelled pairs, clusters and families, and their readers.

Files hold one JSON object a line:

    pairs       {"a", "b", "label"}     `a` is the derivative and `b` its source where the label has a direction
    clusters    {"id", "cluster"}       articles of one cluster belong together, or report one event
    families    {"family", "articles": [id], "derived": [{"derivative", "origin", "kind", "credited", "via"}],
                 "quotes_only": [[a, b]], "independent": [id], "unrelated": [id], "revisions": [{"later", "earlier"}]}

A family's `origin` is an article, or `NOT_HELD` where the article that the others descend from is not among them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from dedup.errors import UnreadableError, UnusableError
from dedup.model import Kind

NOT_HELD = "NOT_HELD"

NEGATIVE_LABELS = frozenset({kind.value for kind in Kind if not kind.derived}) | {
    "quotes_only",
    "captions_only",
    "independent",
}
"""Labels of pairs that are not derived: found there means accused. Every other label names a way of deriving."""

UNDIRECTED_LABELS = frozenset({"identical", "same_text", "version", "partial_reuse"})
"""Labels that say that two texts share an ancestor and not which of them came first."""

Pair = tuple[str, str]


def pair_of(a: str, b: str) -> Pair:
    """The pair without its order, for looking it up."""
    return (a, b) if a <= b else (b, a)


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two articles and what is known about them; `a` is the derivative where the label has a direction."""

    a: str
    b: str
    label: str

    @property
    def positive(self) -> bool:
        """Whether the label says that the pair is derived."""
        return self.label not in NEGATIVE_LABELS

    @property
    def directed(self) -> bool:
        """Whether the label says that `a` was made from `b`."""
        return self.positive and self.label not in UNDIRECTED_LABELS

    @property
    def pair(self) -> Pair:
        """The pair without its order."""
        return pair_of(self.a, self.b)


@dataclass(frozen=True, slots=True)
class TrueDerivation:
    """One article of a family that was made from another; `origin` is None where that one is not held.

    `via` is the copy or corrected version that it was in fact made from: a relation to either is right.
    """

    derivative: str
    origin: str | None
    kind: Kind
    credited: bool | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Articles whose true relations are all known."""

    name: str
    articles: tuple[str, ...]
    derived: tuple[TrueDerivation, ...]
    quotes_only: tuple[Pair, ...] = ()
    independent: tuple[str, ...] = ()
    unrelated: tuple[str, ...] = ()
    revisions: tuple[Pair, ...] = ()

    def sources(self, derivation: TrueDerivation) -> tuple[str, ...]:
        """Articles of which any one is a right partner for the derivative.

        Where the origin is not held, that is every other article made from it: both descend from the same third text.
        """
        named = tuple(key for key in (derivation.origin, derivation.via) if key is not None)
        if derivation.origin is not None:
            return named
        siblings = (d.derivative for d in self.derived if d.origin is None and d.derivative != derivation.derivative)
        return tuple(dict.fromkeys((*named, *siblings)))

    def innocent_pairs(self) -> tuple[LabelledPair, ...]:
        """Pairs that must not be called derived, labelled `independent`, `unrelated` or `quotes_only`.

        An independent report stands against every other article of the family but its own revisions, an unrelated one
        against all of them.
        """
        revised = {pair_of(*pair) for pair in self.revisions}
        found: dict[Pair, LabelledPair] = {}
        for label, keys in (("unrelated", self.unrelated), ("independent", self.independent)):
            for key in keys:
                for other in self.articles:
                    pair = pair_of(key, other)
                    if other != key and pair not in revised:
                        found.setdefault(pair, LabelledPair(*pair, label))
        for pair in self.quotes_only:
            found.setdefault(pair_of(*pair), LabelledPair(*pair, "quotes_only"))
        return tuple(found.values())

    def known_pairs(self) -> frozenset[Pair]:
        """Every pair inside the family: none of them is stray."""
        return frozenset(pair_of(a, b) for a, b in combinations(self.articles, 2))


def same_cluster_pairs(clusters: Mapping[str, str]) -> frozenset[Pair]:
    """All pairs of articles that one cluster holds."""
    members: dict[str, list[str]] = {}
    for key, cluster in clusters.items():
        members.setdefault(cluster, []).append(key)
    return frozenset(pair_of(a, b) for keys in members.values() for a, b in combinations(sorted(keys), 2))


def components(keys: Iterable[str], pairs: Iterable[Pair]) -> dict[str, str]:
    """Cluster of each key when every pair joins its two: named by the smallest key in it."""
    parent = {key: key for key in keys}

    def root(key: str) -> str:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for a, b in pairs:
        first, second = sorted((root(a), root(b)))
        parent[second] = first
    return {key: root(key) for key in parent}


# --- readers ----------------------------------------------------------------------------------------------------------


def read_pairs(path: Path) -> tuple[LabelledPair, ...]:
    """Labelled pairs of a JSONL file.

    Raises `UnreadableError` for a file that cannot be opened and `UnusableError`, naming the line, for one that holds
    something else, a pair of an article with itself, or a pair with two labels.
    """
    found: dict[Pair, LabelledPair] = {}
    for where, row in _rows(path):
        labelled = LabelledPair(_text(row, "a", where), _text(row, "b", where), _text(row, "label", where))
        if labelled.a == labelled.b:
            raise UnusableError(f"{where}: pairs {labelled.a!r} with itself; correct or remove the line")
        known = found.setdefault(labelled.pair, labelled)
        if known.label != labelled.label:
            raise UnusableError(
                f"{where}: {labelled.pair} is labelled {known.label!r} above and {labelled.label!r} here"
            )
    if not found:
        raise UnusableError(f"{path}: holds no labelled pair; expected lines of {{a, b, label}}")
    return tuple(found.values())


def read_clusters(path: Path) -> dict[str, str]:
    """Cluster of each article of a JSONL file; raises like `read_pairs`."""
    clusters: dict[str, str] = {}
    for where, row in _rows(path):
        key, cluster = _text(row, "id", where), _text(row, "cluster", where)
        if clusters.setdefault(key, cluster) != cluster:
            raise UnusableError(f"{where}: {key!r} is in cluster {clusters[key]!r} above and in {cluster!r} here")
    if not clusters:
        raise UnusableError(f"{path}: holds no cluster; expected lines of {{id, cluster}}")
    return clusters


def read_families(path: Path) -> tuple[Family, ...]:
    """Families of a JSONL file; raises like `read_pairs`."""
    families = tuple(_family(row, where) for where, row in _rows(path))
    if not families:
        raise UnusableError(f"{path}: holds no family; expected lines of {{family, articles, derived, …}}")
    return families


def _rows(path: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Each JSON object of a file with the place it stands at; blank lines are passed over."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read: {error.strerror or error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UnusableError(f"{where}: is not a line of JSON: {error}") from error
        if not isinstance(row, dict):
            raise UnusableError(f"{where}: holds {type(row).__name__} where an object is expected")
        yield where, row


def _text(row: Mapping[str, object], name: str, where: str) -> str:
    """A field that must be a string with something in it."""
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise UnusableError(f"{where}: needs a text as {name!r}, and holds {value!r}")
    return value


def _list(row: Mapping[str, object], name: str, where: str) -> list[object]:
    """A field that must be a list where it is given."""
    value = row.get(name, [])
    if not isinstance(value, list):
        raise UnusableError(f"{where}: needs a list as {name!r}, and holds {value!r}")
    return value


def _texts(row: Mapping[str, object], name: str, where: str) -> tuple[str, ...]:
    """A field that must be a list of strings where it is given."""
    return tuple(_text({name: value}, name, where) for value in _list(row, name, where))


def _objects(row: Mapping[str, object], name: str, where: str) -> list[Mapping[str, object]]:
    """A field that must be a list of objects where it is given."""
    values = _list(row, name, where)
    if not all(isinstance(value, dict) for value in values):
        raise UnusableError(f"{where}: needs a list of objects as {name!r}")
    return [value for value in values if isinstance(value, dict)]


def _family(row: Mapping[str, object], where: str) -> Family:
    quotes: list[Pair] = []
    for listed in _list(row, "quotes_only", where):
        keys = _texts({"quotes_only": listed}, "quotes_only", where)
        if len(keys) != 2:
            raise UnusableError(f"{where}: needs pairs of ids as 'quotes_only', and holds {listed!r}")
        quotes.append((keys[0], keys[1]))
    family = Family(
        name=_text(row, "family", where),
        articles=_texts(row, "articles", where),
        derived=tuple(_derivation(item, where) for item in _objects(row, "derived", where)),
        quotes_only=tuple(quotes),
        independent=_texts(row, "independent", where),
        unrelated=_texts(row, "unrelated", where),
        revisions=tuple(
            (_text(item, "later", where), _text(item, "earlier", where)) for item in _objects(row, "revisions", where)
        ),
    )
    strangers = _named(family) - set(family.articles)
    if strangers:
        raise UnusableError(f"{where}: names {', '.join(sorted(strangers))}, which its 'articles' do not list")
    return family


def _named(family: Family) -> set[str]:
    """Every article that the relations of a family speak of."""
    made = {key for d in family.derived for key in (d.derivative, d.origin, d.via) if key is not None}
    pairs = {key for pair in (*family.quotes_only, *family.revisions) for key in pair}
    return made | pairs | set(family.independent) | set(family.unrelated)


def _derivation(item: Mapping[str, object], where: str) -> TrueDerivation:
    name = _text(item, "kind", where)
    if name not in {kind.value for kind in Kind}:
        raise UnusableError(f"{where}: {name!r} is no kind of relation; expected one of {', '.join(Kind)}")
    origin = _text(item, "origin", where)
    credited = item.get("credited")
    return TrueDerivation(
        derivative=_text(item, "derivative", where),
        origin=None if origin == NOT_HELD else origin,
        kind=Kind(name),
        credited=credited if isinstance(credited, bool) else None,
        via=_text(item, "via", where) if item.get("via") is not None else None,
    )
