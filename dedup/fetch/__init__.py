"""Fetching from the web with care: vetted addresses, bounded answers, robots.txt obeyed; see `Client`."""

from dedup.fetch.client import Ask, Client
from dedup.fetch.wire import Resolver, resolve

__all__ = ["Ask", "Client", "Resolver", "resolve"]
