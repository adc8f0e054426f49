"""Fetching from the web with care: vetted addresses, bounded answers, robots.txt obeyed; see `Client`.

Names are loaded when they are first asked for (PEP 562): whoever reads files has no use for the web.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.lazily import offering

if TYPE_CHECKING:
    from dedup.fetch.client import Ask, Client
    from dedup.fetch.wire import Resolver, resolve

__all__ = ["Ask", "Client", "Resolver", "resolve"]

_HOMES = {"dedup.fetch.client": ("Ask", "Client"), "dedup.fetch.wire": ("Resolver", "resolve")}

if not TYPE_CHECKING:  # a type checker would take any name for one of these
    __getattr__ = offering(__name__, _HOMES)
