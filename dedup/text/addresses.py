"""The normal form of a page's address: the key under which one page is known, however it was linked.

Two addresses get one form only where sites that serve news answer both with one page, as the keys of web archives have
it (SURT): `http` and `https` (sites redirect one to the other, feeds go on naming the old one), with and without `www`,
a slash at the end, an index file's name; beyond them the showings for telephones, AMP and print, and parameters that
count readers. `courlan` and `w3lib` keep all of these but the last apart. courlan also cuts archive copies and
redirects where a second address begins, and drops parameters that pick the article (see `trackers`); w3lib knows no
trackers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, quote, unquote_plus, urlsplit

from dedup.text.hosts import ascii_host, plain_host
from dedup.text.trackers import tells_no_page
from dedup.text.wrappers import carries, unwrap

MAX_ADDRESS = 4_000  # characters; browsers and servers take some 2,000 to 8,000, and no article's address is near
_MAX_ROUNDS = 100  # an address inside an address inside …; each round takes off at least one character
_MAX_PIECES = 200  # parameters, and segments of a path

_EDGES = "".join(map(chr, range(0x21))) + "\x7f\u200b\u200e\u200f\u2060\ufeff"
_BREAKS = re.compile(r"[\t\n\r\x00]")
_LONE = re.compile("[\ud800-\udfff]")
_WEB = re.compile(r"(?:https?:)?[/\\]{2}", re.IGNORECASE)
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "%/!$&'()*+,;=:@"
_QUERY_SAFE = "%/!$'()*+,;:@?[]="
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
# Trackers put after a `&` where no `?` stands, or after a second `?`.
_MISPLACED = re.compile(r"&(?:amp;)?(?:utm_\w+|fbclid|gclid)=.*", re.IGNORECASE | re.DOTALL)
_SECOND_QUERY = re.compile(r"\?(?=(?:utm_|fbclid=|gclid=|ref=))", re.IGNORECASE)
_INDEX = re.compile(r"(?:index|default)\.(?:s?html?|php\d?|aspx?|jsp|cfm)", re.IGNORECASE)
_SHOWING = re.compile(r"(?:amp|print|printable|print-view|printview|amp\.html?|print\.html?)", re.IGNORECASE)
_FIRST = frozenset({"amp", "print"})
_SHOWN_FILE = re.compile(r"\.(?:amp|print)(?=\.html?$|$)", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Normal:
    """An address in its normal form.

    `unwrapped` is the address that was found inside the given one (an archive's copy, an AMP cache, a redirect), as it
    stood there; `captured_at` the second at which a web archive says that it took the copy. Without `is_web` this is no
    http(s) address that can be read, and only its edges are trimmed.
    """

    url: str
    is_web: bool
    captured_at: datetime | None = None
    unwrapped: str | None = None


def normal_url(url: str) -> Normal:
    """The normal form of an address; never raises, and the form of a form is itself.

    What is no http(s) address with a host, and what has more than `MAX_ADDRESS` characters, keeps its letters and loses
    white space at its ends.
    """
    current, readable = tidy(url), False
    captured, inner = None, None
    for _ in range(_MAX_ROUNDS):
        parts = _split(current)
        host = _host(parts) if parts else None
        readable = parts is not None and host is not None
        if parts is None or host is None:
            break
        wrapped = unwrap(parts, plain_host(host))
        if wrapped is not None:
            inner = following = tidy(wrapped.inner)
            captured = wrapped.captured_at or captured
        else:
            following = _normal(parts, host)
        if following == current:
            break
        current = following
    return Normal(current, readable, captured, inner)


def carried(url: str) -> str | None:
    """The address that one carries, `normal_url(url).unwrapped`; quicker, as few hosts have addresses that do."""
    parts = _split(tidy(url))
    host = _host(parts) if parts else None
    return normal_url(url).unwrapped if host is not None and carries(plain_host(host)) else None


def same_page(first: str, second: str) -> bool:
    """Whether two addresses have one normal form."""
    return first == second or normal_url(first).url == normal_url(second).url


def tidy(url: str) -> str:
    """An address without what a copy and paste puts around and into it: edges, line breaks, half surrogates."""
    return _BREAKS.sub("", _LONE.sub("\ufffd", url)).strip(_EDGES)


def _split(url: str) -> SplitResult | None:
    if len(url) > MAX_ADDRESS or not _WEB.match(url):
        return None
    cut = min((place for mark in "?#" if (place := url.find(mark)) >= 0), default=len(url))
    forward = url[:cut].replace("\\", "/") + url[cut:]  # as browsers read them
    try:
        return urlsplit(forward if forward[:1] != "/" else f"https:{forward}")
    except ValueError:
        return None


def _host(parts: SplitResult) -> str | None:
    """Host of an address in ASCII, None without a possible one or with an impossible port."""
    try:
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    return ascii_host(name) if name and port != 0 else None


def _normal(parts: SplitResult, host: str) -> str:
    port = parts.port
    if port is None or port == _PORTS[parts.scheme]:
        site = f"https://{plain_host(host)}"
    else:
        site = f"{parts.scheme}://{plain_host(host)}:{port}"  # another port answers to one scheme only
    query = _query(parts.query)
    fragment = _requoted(parts.fragment, _QUERY_SAFE) if parts.fragment.startswith(("!", "/")) else ""
    return site + _path(parts.path) + (f"?{query}" if query else "") + (f"#{fragment}" if len(fragment) > 1 else "")


def _path(path: str) -> str:
    plain = _requoted(_SESSION.sub("", _MISPLACED.sub("", path)), _PATH_SAFE)
    segments: list[str] = []
    for segment in plain.split("/")[:_MAX_PIECES]:
        if segment == "..":
            segments = segments[:-1]
        elif segment not in {"", "."}:
            segments.append(segment)
    while segments:
        last = segments[-1]
        if _INDEX.fullmatch(last) or (len(segments) > 1 and _SHOWING.fullmatch(last)):
            segments.pop()
        elif len(segments) > 1 and segments[0].lower() in _FIRST:
            segments.pop(0)
        elif len(bare := _SHOWN_FILE.sub("", last)) > 0 and bare != last:
            segments[-1] = bare
        else:
            break
    return "/" + "/".join(segments)


def _query(query: str) -> str:
    """The parameters that pick a page, in the order of their names, those of one name in the order given."""
    kept: dict[str, str] = {}
    for piece in _SECOND_QUERY.sub("&", query).split("&")[:_MAX_PIECES]:
        written, _, value = piece.partition("=")
        name = written.removeprefix("amp;")
        if not name or tells_no_page(unquote_plus(name).lower(), unquote_plus(value)):
            continue
        plain = _requoted(name, _QUERY_SAFE)
        kept.setdefault(f"{plain}={_requoted(value, _QUERY_SAFE)}" if value else plain, plain)
    return "&".join(sorted(kept, key=lambda pair: kept[pair]))


def _requoted(text: str, safe: str) -> str:
    """Escapes in capitals, those of plain letters undone, and everything else that needs one escaped (RFC 3986)."""
    escaped = _LONE_PERCENT.sub("%25", text)
    return quote(_ESCAPE.sub(_one_escape, escaped), safe=safe)


def _one_escape(found: re.Match[str]) -> str:
    char = chr(int(found[0][1:], 16))
    return char if char in _UNRESERVED else found[0].upper()
