"""Addresses that carry another one: copies in web archives, AMP caches, and redirects that count clicks.

Only services known by name are unwrapped. Any server can answer to `/20240101000000/https://other.example/`; were such
an address believed, its text would stand as a revision of the other's page. Services whose addresses hold no target
(`t.co`, `feedproxy.google.com`, short links, `perma.cc`) cannot be told without asking them and stay as they are, and
so do pages shown in translation, whose text is not the page's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import SplitResult, parse_qsl, unquote

_INNER = re.compile(r"https?:/{1,3}(?=[^/])", re.IGNORECASE)
_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[:/?#]|$)")
_ARCHIVES: Mapping[str, re.Pattern[str]] = {
    host: re.compile(rf"/{collection}(?P<stamp>\d{{1,14}}|\*)(?:[a-z]{{2}}_)?/(?P<inner>.+)", re.DOTALL)
    for host, collection in (
        ("web.archive.org", "(?:web|wayback)/"),
        ("wayback.archive.org", "web/"),
        ("web.archive.org.au", "awa/"),
        ("wayback.archive-it.org", r"(?:all|\d+)/"),
        ("arquivo.pt", "(?:wayback|noFrame/replay)/"),
        ("webarchive.org.uk", "wayback/(?:en/)?archive/"),
        ("webarchive.nationalarchives.gov.uk", "(?:ukgwa/)?"),
        ("vefsafn.is", "is/"),
        ("timetravel.mementoweb.org", "(?:memento|reconstruct)/"),
        ("webarchive.loc.gov", r"(?:all|\w+)/"),
    )
}
_TODAY = frozenset(
    {"archive.today", "archive.ph", "archive.is", "archive.li", "archive.vn", "archive.fo", "archive.md"}
)
_TODAY_PATH = re.compile(
    r"/(?:(?P<stamp>\d{14}|\d{4}\.\d{2}\.\d{2}-\d{6})|newest|oldest|o/\w{4,6})/(?P<inner>.+)", re.DOTALL
)
_UNSTAMPED = re.compile(r"/web/(?P<inner>https?:.+)", re.DOTALL | re.IGNORECASE)
_AMP_CACHE = re.compile(r"/(?:[a-z]{1,3}/)?(?P<secure>s/)?(?P<inner>[^/]+\.[^/]+/?.*)", re.DOTALL)
_AMP_VIEWER = re.compile(r"/amp/(?P<secure>s/)?(?P<inner>[^/]+\.[^/]+/?.*)", re.DOTALL)
_CACHED = re.compile(r"cache:(?:[\w-]{12}:)?(?P<inner>\S+)")
# Redirects, by host (without www) and beginning of the path, with the parameters that hold the target.
_SHIMS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("l.facebook.com", "/l.php", ("u",)),
    ("lm.facebook.com", "/l.php", ("u",)),
    ("facebook.com", "/l.php", ("u",)),
    ("facebook.com", "/flx/warn", ("u",)),
    ("l.instagram.com", "/", ("u",)),
    ("l.threads.net", "/", ("u",)),
    ("l.messenger.com", "/l.php", ("u",)),
    ("l.workplace.com", "/l.php", ("u",)),
    ("youtube.com", "/redirect", ("q",)),
    ("out.reddit.com", "/", ("url",)),
    ("vk.com", "/away.php", ("to",)),
    ("t.umblr.com", "/redirect", ("z",)),
    ("linkedin.com", "/redir/redirect", ("url",)),
    ("linkedin.com", "/safety/go", ("url",)),
    ("slack-redir.net", "/link", ("url",)),
    ("duckduckgo.com", "/l/", ("uddg",)),
    ("bing.com", "/news/apiclick.aspx", ("url",)),
    ("flipboard.com", "/redirect", ("url",)),
    ("disq.us", "/url", ("url",)),
    ("steamcommunity.com", "/linkfilter", ("url", "u")),
    ("exit.sc", "/", ("url",)),
)
_GOOGLE = re.compile(r"(?:(?:news|plus|scholar)\.)?google\.(?:[a-z]{2,3}|com?\.[a-z]{2})")
_HOSTS = frozenset(
    {
        *_ARCHIVES, *_TODAY, *(host for host, _, _ in _SHIMS),
        "cdn.ampproject.org", "bing-amp.com", "bing.com", "webcache.googleusercontent.com",
    }
)  # fmt: skip
_UNDER = (".cdn.ampproject.org", ".bing-amp.com", ".safelinks.protection.outlook.com")
_MAX_FIELDS = 100


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The address found inside another, and when the page was captured, if a web archive says so to the second."""

    inner: str
    captured_at: datetime | None = None


def carries(host: str) -> bool:
    """Whether addresses at a host, which is in the plain form, may carry others."""
    return host in _HOSTS or host.endswith(_UNDER) or _GOOGLE.fullmatch(host) is not None


def unwrap(parts: SplitResult, host: str) -> Wrapped | None:
    """The address that another one carries; `host` is its host in the plain form. None if it carries none."""
    if not carries(host):
        return None
    whole = parts.path + (f"?{parts.query}" if parts.query else "")
    found = _archived(whole, host) or _in_amp(whole, parts.path, host) or _behind(parts, host)
    if found is None:
        return None
    inner = _INNER.sub(lambda scheme: scheme[0].rstrip("/").lower() + "//", found.inner.strip(), count=1)
    if not _INNER.match(inner):
        if not _BARE.match(inner):
            return None
        inner = f"http://{inner}"
    return Wrapped(inner, found.captured_at)


def _archived(whole: str, host: str) -> Wrapped | None:
    form = _TODAY_PATH if host in _TODAY else _ARCHIVES.get(host)
    found = form.fullmatch(whole) if form else None
    if found is None and host == "web.archive.org":
        found = _UNSTAMPED.fullmatch(whole)
    if found is None:
        return None
    inner = found["inner"]
    if re.match(r"https?%3A", inner, re.IGNORECASE):
        inner = unquote(inner)
    return Wrapped(inner, _moment(found.groupdict().get("stamp")))


def _moment(stamp: str | None) -> datetime | None:
    """The second that a stamp names; a shorter one asks for the copy nearest to a day and tells no capture."""
    digits = re.sub(r"\D", "", stamp or "")
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC) if len(digits) == 14 else None
    except ValueError:
        return None


def _in_amp(whole: str, path: str, host: str) -> Wrapped | None:
    cached = host.endswith(".cdn.ampproject.org") or host in {"cdn.ampproject.org", "bing-amp.com"}
    if cached or host.endswith(".bing-amp.com"):
        found = _AMP_CACHE.fullmatch(whole)
    elif _GOOGLE.fullmatch(host) or host == "bing.com":
        found = _AMP_VIEWER.fullmatch(whole)
    else:
        return None
    if found is None or not _BARE.match(found["inner"]):
        return None
    return Wrapped(f"{'https' if found['secure'] else 'http'}://{found['inner']}")


def _behind(parts: SplitResult, host: str) -> Wrapped | None:
    names: tuple[str, ...]
    if _GOOGLE.fullmatch(host) and parts.path == "/url":
        names = ("q", "url")
    elif host.endswith(".safelinks.protection.outlook.com"):
        names = ("url",)
    else:
        names = next((fields for site, path, fields in _SHIMS if host == site and parts.path.startswith(path)), ())
    if host == "webcache.googleusercontent.com":
        cached = _CACHED.match(_field(parts.query, ("q",)) or "")
        return Wrapped(cached["inner"]) if cached else None
    target = _field(parts.query, names) if names else None
    return Wrapped(target) if target and _INNER.match(target) else None


def _field(query: str, names: tuple[str, ...]) -> str | None:
    try:
        fields = dict(parse_qsl(query, max_num_fields=_MAX_FIELDS))
    except ValueError:
        return None
    return next((fields[name] for name in names if name in fields), None)
