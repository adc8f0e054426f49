"""Host names: the part that its owner registered, and the plain form in which copies of one site are written alike."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Address

import idna

_KEPT = 8_192  # hosts whose parts are remembered: the same few are asked for again and again
# Suffixes under which names are registered at the third level; a full public suffix list is not worth its size here.
_SECOND_LEVEL = frozenset(
    {"co", "com", "org", "net", "ac", "gov", "edu", "gob", "gouv", "or", "ne", "go", "nic", "mil"}
)
# Hosts whose customers publish under names of their own.
_SHARED = (
    "blogspot.com", "wordpress.com", "substack.com", "medium.com", "tumblr.com", "ghost.io", "github.io", "weebly.com",
    "wixsite.com", "uol.com.br", "globo.com", "indiatimes.com", "yahoo.com",
)  # fmt: skip
# First labels under which a site shows its pages once more, for telephones or in AMP.
_VARIANTS = frozenset({"m", "mobile", "mobil", "touch", "wap", "amp"})
_WWW = re.compile(r"www\d{0,2}")
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_LONGEST = 253  # characters of a host name (RFC 1035)


@lru_cache(maxsize=_KEPT)
def registered_part(domain: str | None) -> str:
    """The part of a host name that its owner registered: `news.example.co.uk` gives `example.co.uk`; "" for none."""
    host = (domain or "").lower().rstrip(".").removeprefix("www.")
    labels = host.split(".")
    if len(labels) < 2 or not all(labels):
        return ""
    shared = next((shared for shared in _SHARED if host.endswith(f".{shared}")), None)
    if shared is not None:
        return ".".join(labels[-shared.count(".") - 2 :])
    keep = 3 if labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-keep:])


@lru_cache(maxsize=_KEPT)
def ascii_host(host: str) -> str | None:
    """A host name in lower-case ASCII (IDNA 2008 with the mapping of UTS 46), an IPv6 address in its short form.

    None for what cannot be a host's name.
    """
    if ":" in host:
        try:
            return f"[{IPv6Address(host.partition('%')[0])}]"
        except ValueError:
            return None
    plain = host.rstrip(".").lower()
    if not plain.isascii():
        try:
            plain = idna.encode(plain, uts46=True).decode("ascii").rstrip(".")
        except (idna.IDNAError, UnicodeError):
            return None
    return plain if len(plain) <= _LONGEST and _HOST.fullmatch(plain) else None


@lru_cache(maxsize=_KEPT)
def plain_host(host: str) -> str:
    """A host in ASCII without the labels that name another showing of the same site: `www`, `m`, `mobile`, `amp`.

    As archives of the web do in their keys (SURT drops `www`); labels that are themselves registered (`m.co.uk`) stay.
    """
    if host.startswith("["):
        return host
    while True:
        labels = host.split(".")
        shown = labels[0] in _VARIANTS and registered_part(host) != host
        if len(labels) > 2 and (shown or _WWW.fullmatch(labels[0])):
            host = ".".join(labels[1:])
        elif len(labels) > 3 and labels[1] in {"m", "mobile"} and registered_part(host) == ".".join(labels[2:]):
            host = ".".join((labels[0], *labels[2:]))  # de.m.example.org, as encyclopaedias have it
        else:
            return host
