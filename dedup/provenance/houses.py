"""One name for each publisher of an archive, however its articles and those that name it spell it.

A publisher is the registered one, else the registered part of a domain, else a plain name; a name alone belongs to the
only publisher that goes by it. Two outlets that share a name and have domains of their own stay two.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from dedup.model import Outlet
from dedup.provenance.party import identity
from dedup.provenance.publishers import Registry, plain_name, spoken_names
from dedup.text.hosts import registered_part

_HOST = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[^\W\d_]{2,})(?:[/:].*)?", re.IGNORECASE)

Naming = tuple[str | None, str | None]
"""A publisher as an article or a credit has it: name, domain."""


class Houses:
    """The publishers that a set of namings means, given one by one or each with its number; no order counts."""

    def __init__(self, namings: Iterable[Naming] | Mapping[Naming, int], registry: Registry) -> None:
        counts = Counter(namings)
        self._registry = registry
        self._going_by: defaultdict[str, set[str]] = defaultdict(set)
        self._names: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._domains: defaultdict[str, Counter[str]] = defaultdict(Counter)
        settled = [naming for naming in counts if self._settled(naming)]
        for name, domain in settled:
            house = identity(name, domain, registry)
            for spoken in spoken_names(name) if house else ():
                self._going_by[spoken].add(house or "")
        for naming, count in counts.items():
            house = self.of(*naming)
            name, domain = naming
            if house is not None and name and plain_name(name):
                self._names[house][name.strip()] += count
            if house is not None and registered_part(domain):
                self._domains[house][registered_part(domain)] += count

    def of(self, name: str | None, domain: str | None) -> str | None:
        """What tells a publisher from every other; None where nothing is known of it."""
        if self._settled((name, domain)):
            return identity(name, domain, self._registry)
        found = self._called(name)
        return next(iter(found)) if len(found) == 1 else plain_name(name) or None

    def asked(self, publisher: str) -> frozenset[str]:
        """The publishers that somebody may mean by a name, another name, a domain or an address; none can be."""
        host = _HOST.fullmatch(publisher.strip()) if len(publisher) <= 2_000 else None
        if host is not None:
            house = identity(None, host[1].lower().removeprefix("www."), self._registry)
            found = {house} if house else set()
        else:
            found = set()
        owner = self._registry.by_name(publisher)
        return frozenset(
            {*found, *self._called(publisher), *([plain_name(owner.name)] if owner else ()), plain_name(publisher)}
            - {""}
        )

    def outlet(self, house: str | None) -> Outlet:
        """A publisher by the name to list it by: the registered one, else the most frequent, else its domain."""
        if house is None:
            return Outlet(None)
        domain = _most(self._domains[house])
        owner = self._registry.by_domain(domain) or self._registry.by_name(_most(self._names[house]) or house)
        if owner is not None and plain_name(owner.name) == house:
            return Outlet(owner.name, next(iter(owner.domains), domain))
        return Outlet(_most(self._names[house]) or domain or house, domain)

    def _settled(self, naming: Naming) -> bool:
        """Whether a naming says by itself who is meant: a domain, or a registered name."""
        name, domain = naming
        return bool(registered_part(domain)) or self._registry.by_name(name) is not None

    def _called(self, name: str | None) -> set[str]:
        """The publishers with a domain or in the registry that go by any of the ways to say a name."""
        return set[str]().union(*(self._going_by.get(spoken, set()) for spoken in spoken_names(name)))


def _most(counts: Counter[str]) -> str | None:
    return min(counts, key=lambda value: (-counts[value], value), default=None)
