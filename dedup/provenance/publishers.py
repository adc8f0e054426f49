"""The registry of publishers: which names and domains belong to whom, and who is an agency.

It ships as data (`publishers.tsv`) and is extended by a file of the same format: a line that has a name or a domain in
common with a known publisher adds to it, any other makes a new one. What is not registered is judged by its looks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path

from dedup.errors import TooLargeError, UnreadableError, UnusableError
from dedup.text.hosts import registered_part

_SHIPPED = "publishers.tsv"
_MAX_BYTES = 8_000_000  # the shipped file has 30 kB; one of every outlet there is would have about 4 MB
_FIELDS = 4
ARTICLES = (
    "the", "der", "die", "das", "dem", "den", "des", "le", "la", "les", "l", "el", "los", "las", "il", "lo", "gli", "i",
    "o", "a", "os", "as", "de", "het",
)  # fmt: skip
# Words of a name that its abbreviation leaves out: Agence *de* Presse *du* Littoral is APL.
_PARTICLES = frozenset(
    {*ARTICLES, "of", "for", "and", "di", "do", "da", "du", "del", "della", "et", "y", "e", "und", "für"}
)
_WORD = re.compile(r"\w+")
_KEPT = 8_192  # names and hosts whose plain form is remembered: the same few are compared again and again
_LEAST_LABEL = 4  # letters of a host's name that can be held against a publisher's
_RUN_INTO = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_MARKS = "^~"
_SHOUTABLE = 4  # letters of a name that may stand in capitals; a shorter one is another abbreviation then
# German papers are named in the case that the sentence asks for: der Hügelischen Allgemeinen.
_INFLECTED = re.compile(r"(sch|allgemein|\bneu)e[mnrs]?\b")


Beginnings = tuple[frozenset[str], frozenset[tuple[str, str]]]
_NONE: Beginnings = (frozenset(), frozenset())


class PublisherKind(StrEnum):
    """What a publisher is to the texts of others."""

    AGENCY = "agency"
    OUTLET = "outlet"
    PICTURES = "pictures"
    PLATFORM = "platform"


class Trust(StrEnum):
    """When a name is to be believed: always, after an article or in quotation marks, or where a publisher stands."""

    ALWAYS = ""
    ARTICLE = "^"
    PLACE = "~"


@dataclass(frozen=True, slots=True)
class Publisher:
    """One publisher: the name it goes by, others it is written with (marks as in the file), and its domains."""

    name: str
    kind: PublisherKind = PublisherKind.OUTLET
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()

    @property
    def agency(self) -> bool:
        """Whether it writes for other publishers to print."""
        return self.kind is PublisherKind.AGENCY


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a publisher's name, as words, and when to believe it."""

    words: tuple[str, ...]
    publisher: Publisher
    trust: Trust


class Registry:
    """Publishers by name and by domain. Never changes; `extended` gives a new one."""

    def __init__(self, publishers: Iterable[Publisher], *, beside: Registry | None = None) -> None:
        """Merge and file publishers; `beside` is a registry to begin with, of which none of them adds to any."""
        self._beside = beside
        added = tuple(_merged(publishers))
        self.publishers: tuple[Publisher, ...] = (*beside.publishers, *added) if beside else added
        self._by_domain: dict[str, Publisher] = dict(beside._by_domain) if beside else {}
        self._by_name: dict[str, Publisher] = dict(beside._by_name) if beside else {}
        for owner in added:
            for domain in owner.domains:
                self._by_domain.setdefault(domain, owner)
            for name in (owner.name, *owner.aliases):
                self._by_name.setdefault(plain_name(name), owner)
        self._forms: dict[str, tuple[Form, ...]] = _forms(added, beside._forms if beside else {})

    def by_domain(self, domain: str | None) -> Publisher | None:
        """The publisher of a host: `edition.cnn.com` belongs to cnn.com, the most exact entry wins."""
        labels = (domain or "").lower().rstrip(".").split(".")
        for first in range(min(len(labels) - 1, 20)):
            owner = self._by_domain.get(".".join(labels[first:]))
            if owner is not None:
                return owner
        return None

    def by_name(self, name: str | None) -> Publisher | None:
        """The publisher that goes by a name; case and a leading article make no difference."""
        return self._by_name.get(plain_name(name)) if name else None

    @cached_property
    def beginnings(self) -> Beginnings:
        """The words that are written forms by themselves, and the first two of every longer form."""
        filed, (alone, pairs) = (self._beside._forms, self._beside.beginnings) if self._beside else ({}, _NONE)
        new = [form.words for first, forms in self._forms.items() if filed.get(first) is not forms for form in forms]
        return (
            alone.union(words[0] for words in new if len(words) == 1),
            pairs.union((words[0], words[1]) for words in new if len(words) > 1),
        )

    @cached_property
    def run_into(self) -> tuple[Form, ...]:
        """The written forms of one word in scripts that run a name into the words around it: Han, kana, Hangul."""
        filed, before = (self._beside._forms, self._beside.run_into) if self._beside else ({}, ())
        new = [form for first, forms in self._forms.items() if filed.get(first) is not forms for form in forms]
        return (*before, *(form for form in new if len(form.words) == 1 and _RUN_INTO.match(form.words[0])))

    def forms_from(self, word: str) -> tuple[Form, ...]:
        """The written forms that begin with a word (exact capitals), longest first."""
        return self._forms.get(word, ())

    @cached_property
    def digest(self) -> str:
        """Names the publishers and all that is known of them: 12 hex digits."""
        listed = [[one.name, one.kind, one.aliases, one.domains] for one in self.publishers]
        return hashlib.sha256(json.dumps(listed).encode()).hexdigest()[:12]

    def extended(self, publishers: Iterable[Publisher]) -> Registry:
        """This registry with more publishers; one that shares a name or a domain with a known one adds to it.

        A story has a registry of its own: what is filed already is taken over where nothing of it changes.
        """
        more = tuple(publishers)
        if self._taken is not None and not any(key in self._taken for one in more for key in _keys(one)):
            return Registry(more, beside=self)
        return Registry((*self.publishers, *more))

    @cached_property
    def _taken(self) -> frozenset[str] | None:
        """The keys by which another publisher would add to one of these.

        None if some of these would add to one another: one that was merged later can link two that came before it.
        """
        keys = frozenset(key for one in self.publishers for key in _keys(one))
        return keys if tuple(_merged(self.publishers)) == self.publishers else None

    def same(self, name: str | None, domain: str | None, other_name: str | None, other_domain: str | None) -> bool:
        """Whether two namings (a name, a domain, or both) mean one publisher.

        Registered ones are compared as such; else domains by the part that is registered, names by their words, and a
        name against a domain by its letters (Hill Gazette, hillgazette.co.uk).
        """
        mine = self.by_domain(domain) or self.by_name(name)
        other = self.by_domain(other_domain) or self.by_name(other_name)
        if mine is not None and other is not None:
            return mine is other
        if _abbreviates(name, other_name) or _abbreviates(other_name, name):
            return True
        base, other_base = registered_part(domain), registered_part(other_domain)
        if base and base == other_base:
            return True
        plain, other_plain = spoken_names(name), spoken_names(other_name)
        if plain & other_plain:
            return True
        return any(_spells(one, other_base) for one in plain) or any(_spells(one, base) for one in other_plain)


@lru_cache(maxsize=_KEPT)
def plain_name(name: str | None) -> str:
    """A publisher's name for comparison: lower case, words alone, without its article and the marks of the file."""
    words = _WORD.findall(_INFLECTED.sub(r"\1e", (name or "")[:300].casefold()))
    for least in (1, 2):  # two of them in The Los Feliz Times
        if len(words) > least and words[0] in ARTICLES:
            words = words[1:]
    if words and words[-1] == "s" and "'" in (name or "").replace("’", "'")[-3:]:
        words = words[:-1]
    return " ".join(words)


_BRACKETED = re.compile(r"^(.{2,200}?)\s*\(([^()]{2,100})\)\s*$")


@lru_cache(maxsize=_KEPT)
def spoken_names(name: str | None) -> frozenset[str]:
    """The ways to say a name: `Coastal News Bureau (CNB)` gives the whole, the part before the brackets, and CNB."""
    match = _BRACKETED.match((name or "")[:300])
    parts = (name, match[1], match[2]) if match else (name,)
    return frozenset(plain for part in parts if (plain := plain_name(part)))


def _abbreviates(short: str | None, name: str | None) -> bool:
    """Whether a name of two to six capitals is made of the first letters of another."""
    if short is None or not (2 <= len(short) <= 6 and short.isalpha() and short.isupper()):
        return False
    return any(short in initials(plain) for plain in spoken_names(name) if " " in plain)


@lru_cache(maxsize=_KEPT)
def initials(plain: str) -> frozenset[str]:
    """The abbreviations of a plain name: the first letters of its words, with and without its particles."""
    words = plain.split()
    telling = [word for word in words if word not in _PARTICLES]
    return frozenset("".join(word[0] for word in kept).upper() for kept in (words, telling))


def _spells(plain: str, base: str) -> bool:
    label = base.partition(".")[0].replace("-", "")
    letters = plain.replace(" ", "")
    return len(letters) >= _LEAST_LABEL and label in {letters, f"the{letters}", f"{letters}news", f"{letters}online"}


def spelt_by(domain: str | None, name: str | None) -> bool:
    """Whether a domain is made of words of a name in their order: `tarnledger.example`, Tarn County Ledger."""
    label = registered_part(domain).partition(".")[0].replace("-", "")
    rest = label.removeprefix("the")
    for word in plain_name((name or "").replace("&", " and ")).split():
        rest = rest.removeprefix(word)
    return len(label) >= _LEAST_LABEL and not rest


def _merged(publishers: Iterable[Publisher]) -> list[Publisher]:
    found: list[Publisher] = []
    by_key: dict[str, int] = {}
    for publisher in publishers:
        keys = _keys(publisher)
        place = next((by_key[key] for key in keys if key in by_key), None)
        if place is None:
            place = len(found)
            found.append(publisher)
        else:
            known = found[place]
            names = dict.fromkeys((*known.aliases, publisher.name, *publisher.aliases))
            names.pop(known.name, None)
            domains = tuple(dict.fromkeys((*known.domains, *publisher.domains)))
            found[place] = replace(known, aliases=tuple(names), domains=domains)
        for key in _keys(found[place]):
            by_key.setdefault(key, place)
    return found


def _keys(publisher: Publisher) -> list[str]:
    """What two entries have in common that are of one publisher: its plain name, a domain."""
    return [key for key in (plain_name(publisher.name), *publisher.domains) if key]


def _forms(publishers: Iterable[Publisher], filed: Mapping[str, tuple[Form, ...]]) -> dict[str, tuple[Form, ...]]:
    """The filed forms by their first word, and those of more publishers.

    A form that several publishers have is the first one's.
    """
    found: dict[tuple[str, ...], Form] = {}
    for owner in publishers:
        marked = {without_article(alias[1:]): Trust(alias[0]) for alias in owner.aliases if alias[0] in _MARKS}
        for name in (owner.name, *owner.aliases):
            bare = without_article(name.lstrip(_MARKS))
            trust = marked.get(bare, Trust.ALWAYS)
            for written in (bare, bare.upper()) if len(bare) >= _SHOUTABLE else (bare,):
                words = tuple(_WORD.findall(written))
                if words:
                    found.setdefault(words, Form(words, owner, trust))
    by_first: dict[str, list[Form]] = {}
    for words, form in found.items():
        by_first.setdefault(words[0], []).append(form)
    longest = dict(filed)
    for first, forms in by_first.items():
        held = filed.get(first, ())
        known = {form.words for form in held}
        new = (form for form in forms if form.words not in known)
        longest[first] = tuple(sorted((*held, *new), key=lambda form: -len(form.words)))
    return longest


def without_article(name: str) -> str:
    """A name without the article it begins with, its capitals kept: `The Hill` gives `Hill`."""
    words = name.split()
    return " ".join(words[1:]) if len(words) > 1 and words[0].casefold() in {"the", "die", "der", "das"} else name


def parse_publishers(text: str, source: str) -> tuple[Publisher, ...]:
    """Read a file of publishers: name, kind, other names, domains, parted by tabs; `#` begins a comment line.

    The last two fields can be left out. Raises UnusableError, naming the line, for one that does not fit.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [field.strip() for field in line.split("\t")]
        if len(fields) < 2 or len(fields) > _FIELDS or not _WORD.search(fields[0]):
            raise UnusableError(
                f"{source}:{number} is not a publisher: a name, a kind, other names, domains, parted by tabs"
            )
        name, kind, aliases, domains = (*fields, "", "")[:_FIELDS]
        if kind not in set(PublisherKind):
            raise UnusableError(f"{source}:{number} has the kind {kind!r}; it can be {', '.join(PublisherKind)}")
        hosts = tuple(host.lower().removeprefix("www.") for host in _listed(domains))
        wrong = next((host for host in hosts if not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", host)), None)
        if wrong is not None:
            raise UnusableError(f"{source}:{number} has the domain {wrong!r}, which is not a host name")
        found.append(Publisher(name, PublisherKind(kind), _listed(aliases), hosts))
    return tuple(found)


def _listed(field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in field.split("|") if _WORD.search(part)))


@lru_cache(maxsize=1)
def shipped_registry() -> Registry:
    """The registry that comes with the program."""
    text = resources.files(__package__).joinpath(_SHIPPED).read_text(encoding="utf-8")
    return Registry(parse_publishers(text, _SHIPPED))


@lru_cache(maxsize=4)
def registry_with(text: str) -> Registry:
    """The shipped registry, extended by a user's publishers in the form of the file; raises UnusableError."""
    more = parse_publishers(text, "the file of publishers")
    return shipped_registry().extended(more) if more else shipped_registry()


def publishers_text(path: Path) -> str:
    """A file of publishers, checked; raises UnreadableError, TooLargeError or UnusableError."""
    text = _read(path)
    parse_publishers(text, str(path))
    return text


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror or error}") from error
    if len(raw) > _MAX_BYTES:
        raise TooLargeError(f"{path} holds more than the {_MAX_BYTES:,} bytes allowed for a file of publishers")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableError(f"{path} is not UTF-8 text") from error
