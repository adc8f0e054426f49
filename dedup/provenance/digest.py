"""What tracing depends on beside the articles: the registry of publishers, the fitted tables and the weights."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import resources

from dedup.provenance import direction, origin
from dedup.provenance.publishers import Registry

TRACING_SCHEME = "6"
"""Another number has the next ingest trace everything anew: for changes of code that no table or weight shows."""

_TABLES = ("idiom.json", "direction.json")


def tracing_digest(registry: Registry) -> str:
    """16 hex digits that change with anything that can move an origin or a direction."""
    return _digest(registry.digest)


@lru_cache(maxsize=4)
def _digest(publishers: str) -> str:
    digest = hashlib.sha256(TRACING_SCHEME.encode())
    for name in _TABLES:
        digest.update(resources.files(__package__).joinpath(name).read_bytes())
    bars = (origin.DECIDED, origin.ABSENT, origin.UNNAMED, direction.DECIDED)
    digest.update(repr((sorted(origin.WEIGHTS.items()), bars)).encode())
    digest.update(publishers.encode())
    return digest.hexdigest()[:16]
