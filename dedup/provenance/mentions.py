"""Where a text names publishers: registered names, domains, and names that look like an outlet's.

An outlet that nobody registered gives itself away: it ends in a word of the trade (Hill Gazette, Radio Marsk), it is a
domain, or a noun introduces it (the newspaper Kuvio). A mention alone says nothing; `dedup.provenance.cues` judges
what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dedup.provenance import outlets, tongues
from dedup.provenance.introduced import introductions
from dedup.provenance.publishers import ARTICLES, Form, Publisher, PublisherKind, Registry, Trust, plain_name
from dedup.provenance.tokens import tokens_of


class Look(StrEnum):
    """By what a mention was recognised, from the surest on."""

    KNOWN = "known"
    DOMAIN = "domain"
    INTRODUCED = "introduced"  # the news agency X, X magazine
    SHAPED = "shaped"  # ends in a word of the trade
    SHORT = "short"  # the Gazette


@dataclass(frozen=True, slots=True)
class Mention:
    """One naming of a publisher. `start` and `end` enclose the name as written, without its article.

    `place_only` marks an abbreviation that is a publisher's only where a publisher stands.
    """

    start: int
    end: int
    name: str
    look: Look
    publisher: Publisher | None = None
    domain: str | None = None
    place_only: bool = False

    @property
    def picture(self) -> bool:
        """Whether the name is one that stands beside pictures only."""
        return self.publisher is not None and self.publisher.kind is PublisherKind.PICTURES


_GAP = re.compile(r" |\u200c|-|–|\.|\. |'|’|/| & |! |\+|,? ?\(|, (?=Inc)")
_WIDEST_GAP = 3  # characters that `_GAP` takes at most
# CITY (ABC) -, and (ABC) - CITY as the Italians have it: the only places where an unknown abbreviation is an agency's.
_DATELINE = re.compile(
    r"^[ \ufeff]{0,3}(?:[A-ZÀ-ÖØ-Þ][\w.’'-]*[ ,/]{1,2}){0,4}[A-ZÀ-ÖØ-Þ][\w.’'-]*,?(?: [\w. ]{2,20},?)?"
    r"\s[(/]([A-Z]{2,6})[)/](?=\s{0,2}[-–—]|\.\s)"
    r"|\A[ \ufeff]{0,3}\(([A-Z]{2,6})\)(?=\s{0,2}[-–—]\s{0,2}[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ])",
    re.MULTILINE,
)
_DATELINE_REACH = 1_500  # characters of a text in which its dateline stands
_MAX_NAME = 6  # words
_DOMAIN = re.compile(
    r"(?<![\w@./-])(?:https?://)?(?:www\.)?((?:[a-zA-Z0-9][a-zA-Z0-9-]{0,62}\.){1,4}[a-zA-Z]{2,10})(?![\w@-])"
    r"(?:/[^\s<>\"')\]]{0,300})?"
)
_DOTTED = re.compile(r"\.[a-zA-Z]{2}")  # stands in every domain, and in few other places
_SPACE = re.compile(r"\s")
_ABBREVIATION = re.compile(r"[(/][A-Z]{2,6}[)/]")
# What stands before a name as its article does: au Figaro, del País, im Standard.
_ARTICLES = frozenset(ARTICLES) | {
    "au",
    "aux",
    "du",
    "al",
    "del",
    "do",
    "da",
    "no",
    "na",
    "ao",
    "dal",
    "dalla",
    "im",
    "vom",
    "zum",
}
# Nothing before a name, no letter, or a particle of Chinese or Japanese: according to, from, by; that, and, is.
_PARTED_LEFT = re.compile(r"^$|[\W\d_]$|[据據由自从從经經与與和及はがとをでもや]$")
_OPENING = "\"“„«‘'’"
_OF = frozenset({"di", "della", "dello", "dell", "delle", "del", "do", "da", "de", "du", "des"})
_MAX_TEXT = 400_000  # characters read; an article has some thousands, and sources stand at its ends and near its claims
_MAX_MENTIONS = 2_000


def mentions(text: str, registry: Registry) -> list[Mention]:
    """Every naming of a publisher in a text, in order and without overlap; known names win over likenesses."""
    text = text[:_MAX_TEXT]
    tokens, known, shaped, led = tokens_of(text, registry)
    taken: list[Mention] = []
    for found in (
        _domains(text, registry),
        _known(text, tokens, known, registry),
        _run_into(text, registry),
        _abbreviated(text, registry),
        _shaped(text, tokens, shaped),
        _introduced(text, [tokens[place] for place in led]),
    ):
        more = list(found)
        taken = _joined(taken, more) if more else taken
    return _resolved(taken[:_MAX_MENTIONS], registry)


def _joined(taken: list[Mention], more: Iterable[Mention]) -> list[Mention]:
    """Add mentions that overlap none of those taken already; both are in order. A longer name that encloses a known
    one is another outlet (The Guardian Nigeria, Fox News Radio) and takes its place."""
    result: list[Mention] = []
    place = 0
    for mention in more:
        while place < len(taken) and taken[place].end <= mention.start:
            result.append(taken[place])
            place += 1
        clear = place == len(taken) or taken[place].start >= mention.end
        if clear and (not result or result[-1].end <= mention.start):
            result.append(mention)
    result.extend(taken[place:])
    return result


def _domains(text: str, registry: Registry) -> Iterator[Mention]:
    for match in _domain_matches(text):
        host = match[1].lower()
        labels = host.split(".")
        if labels[-1] not in outlets.TOP_LEVEL or (
            match[1] != host and not match[1].isupper() and registry.by_domain(host) is None
        ):
            continue
        if (
            labels[-1] in {"in", "no", "at", "is", "am", "by", "my", "us", "it"}
            and registry.by_domain(host) is None
            and "/" not in match[0]
        ):
            continue  # "the end.It was": a full stop without its space
        owner = registry.by_domain(host)
        end = match.start() + len(match[0].rstrip(".,;:!?"))
        yield Mention(match.start(), end, match[1], Look.DOMAIN, owner, host)


def _domain_matches(text: str) -> Iterator[re.Match[str]]:
    end = 0
    for dot in _DOTTED.finditer(text):
        if dot.start() >= end:
            start = max(text.rfind(" ", 0, dot.start()), text.rfind("\n", 0, dot.start()), end - 1) + 1
            space = _SPACE.search(text, dot.end())
            end = space.start() if space else len(text)
            yield from _DOMAIN.finditer(text, start, end)


def _known(text: str, tokens: Sequence[re.Match[str]], places: Iterable[int], registry: Registry) -> Iterator[Mention]:
    free = 0
    for place in places:
        form = _form_at(text, tokens, place, registry) if place >= free else None
        if form is None:
            continue
        start, end = tokens[place].start(), tokens[place + len(form.words) - 1].end()
        owner = form.publisher
        yield Mention(
            start, end, text[start:end], Look.KNOWN, owner, next(iter(owner.domains), None), form.trust is Trust.PLACE
        )
        free = place + len(form.words)


def _run_into(text: str, registry: Registry) -> Iterator[Mention]:
    """Names in scripts that put no space between a name and the words around it, and in Korean, which puts none behind.

    A letter before one makes it part of another name, unless it is a particle; so does one after it that does not begin
    the words by which a source is named.
    """
    found = []
    for form in registry.run_into:
        (name,), owner = form.words, form.publisher
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if _PARTED_LEFT.search(text, max(0, start - 1), start) and (
                not text[end : end + 1].isalpha() or tongues.RUN_ON.match(text, end)
            ):
                found.append(Mention(start, end, name, Look.KNOWN, owner, next(iter(owner.domains), None)))
            start = text.find(name, end)
    free = 0
    for mention in sorted(found, key=lambda one: (one.start, -one.end)):
        if mention.start >= free:
            free = mention.end
            yield mention


def _form_at(text: str, tokens: Sequence[re.Match[str]], place: int, registry: Registry) -> Form | None:
    first = tokens[place]
    for form in registry.forms_from(first.group()):
        if not _goes_on_as(text, tokens, place, form.words):
            continue
        if form.trust is Trust.ARTICLE and not _has_article(text, first.start()):
            continue
        if form.publisher.agency or not _is_part(text, tokens, place, form):
            return form
    return None


def _goes_on_as(text: str, tokens: Sequence[re.Match[str]], place: int, words: Sequence[str]) -> bool:
    """Whether the words of a name, the first of which stands at `place`, follow one another there."""
    if place + len(words) > len(tokens):
        return False
    if len(words) > 1:  # most do not even have the second near by
        end = tokens[place].end()
        if text.find(words[1], end, end + _WIDEST_GAP + len(words[1])) < 0:
            return False
    for at, word in enumerate(words[1:], place + 1):
        token = tokens[at]
        if token.group() != word or not _GAP.fullmatch(text, tokens[at - 1].end(), token.start()):
            return False
    return True


def _is_part(text: str, tokens: Sequence[re.Match[str]], place: int, form: Form) -> bool:
    """Whether a name made of words of the trade alone is part of a longer one.

    Hill Daily Mail is another paper, British Daily Mail and Ann Lee New York Times are not; Guardian Tower is none.
    """
    if not all(word in outlets.COMMON for word in form.words):
        return form.trust is not Trust.ALWAYS and _goes_on(text, tokens, place + len(form.words))
    if _run_left(text, tokens, place) < place and outlets.NATION.search(tokens[place - 1].group()) is None:
        return True
    return len(form.words) == 1 and (
        _goes_on(text, tokens, place + 1) or _is_of(text, tokens, place) or _is_end(text, tokens, place)
    )


def _is_end(text: str, tokens: Sequence[re.Match[str]], place: int) -> bool:
    """Whether a name that begins as an outlet's does runs on to a word: *Agence Littorale de* Presse."""
    if place == 0 or tokens[place - 1].group() not in _OF:
        return False
    before = range(place - 2, max(-1, place - _MAX_NAME), -1)
    return any(tokens[at].group() in outlets.FIRST and _run_right(text, tokens, at) >= place for at in before)


def _is_of(text: str, tokens: Sequence[re.Match[str]], place: int) -> bool:
    """Whether a particle and a capital follow a word: Corriere *della* Valdura, Gazeta *do* Porto."""
    return (
        place + 2 < len(tokens)
        and tokens[place + 1].group() in _OF
        and tokens[place + 2].group()[0].isupper()
        and text[tokens[place].end() : tokens[place + 1].start()] == " "
        and text[tokens[place + 1].end() : tokens[place + 2].start()] in {" ", "'", "’"}
    )


def _has_article(text: str, start: int) -> bool:
    before = text[max(0, start - 12) : start]
    if before[-1:] and before[-1] in _OPENING:
        return True
    words = before.split()
    return bool(words) and before[-1:] == " " and words[-1].casefold() in _ARTICLES


def _goes_on(text: str, tokens: Sequence[re.Match[str]], place: int) -> bool:
    """Whether the token at `place` continues a name before it: a capital after a single space or a hyphen."""
    if place >= len(tokens):
        return False
    word, gap = tokens[place].group(), text[tokens[place - 1].end() : tokens[place].start()]
    return word[0].isupper() and (gap == "-" or (gap == " " and word not in outlets.AFTER_NAME))


def _shaped(text: str, tokens: Sequence[re.Match[str]], places: Iterable[int]) -> Iterator[Mention]:
    for place in places:
        word = tokens[place].group()
        titled = word.title() if word.isupper() and len(word) > 2 else word
        opens = titled in outlets.FIRST and place + 1 < len(tokens) and _run_left(text, tokens, place) == place
        if opens and (end := _run_right(text, tokens, place)) > place:
            yield _between(text, tokens, place, end)
        elif titled in outlets.AGENCY_LAST and place > 1 and tokens[place - 1].group().title() in outlets.AGENCY_FIRST:
            first = _run_left(text, tokens, place)
            if place - first > 1 and not _goes_on(text, tokens, place + 1):
                yield _between(text, tokens, first, place)
        elif titled in outlets.TRADE or titled in outlets.LIKELY:
            yield from _by_last_word(text, tokens, place, titled)


def _by_last_word(text: str, tokens: Sequence[re.Match[str]], place: int, word: str) -> Iterator[Mention]:
    last = place
    if place + 2 < len(tokens) and word in outlets.TRADE and _goes_of(text, tokens, place):
        last = place + 2
    elif _goes_on(text, tokens, place + 1):
        return
    first = _run_left(text, tokens, place)
    articled = _has_article(text, tokens[first].start())
    if first == last:
        if articled and text[tokens[place].start() - 1] == " " and not tokens[place].group().isupper():
            yield _between(text, tokens, place, place, Look.SHORT)
        return
    doubtful = word in outlets.LIKELY - outlets.UNLIKE_PERSONS and place - first < 2 and not articled
    yield replace(_between(text, tokens, first, last), place_only=doubtful)


def _between(text: str, tokens: Sequence[re.Match[str]], first: int, last: int, look: Look = Look.SHAPED) -> Mention:
    start, end = tokens[first].start(), tokens[last].end()
    return Mention(start, end, text[start:end], look)


def _abbreviated(text: str, registry: Registry) -> Iterator[Mention]:
    """An unknown abbreviation in a dateline."""
    head = text[:_DATELINE_REACH]
    for match in _DATELINE.finditer(head) if _ABBREVIATION.search(head) else ():
        group = 1 if match[1] else 2
        name = match[group]
        if name not in outlets.STATES and (
            match[0].split("(")[0].isupper() or text[match.end() :].lstrip()[:1] in "-–—"
        ):
            yield Mention(match.start(group), match.end(group), name, Look.INTRODUCED, registry.by_name(name))
            return


def _goes_of(text: str, tokens: Sequence[re.Match[str]], place: int) -> bool:
    following = tokens[place + 1].group()
    return (
        following == "of"
        and text[tokens[place].end() : tokens[place + 2].end()] == f" of {tokens[place + 2].group()}"
        and tokens[place + 2].group()[0].isupper()
    )


def _run_left(text: str, tokens: Sequence[re.Match[str]], place: int) -> int:
    """The first token of a name that ends at `place`."""
    first = place
    while first > 0 and place - first < _MAX_NAME - 1:
        previous = tokens[first - 1]
        if text[previous.end() : tokens[first].start()] not in {" ", "-", "’", "'", " & "}:
            break
        word = previous.group()
        if word in outlets.NOT_NAME:
            break
        if word[0].isupper() or word[0].isdigit():
            first -= 1
        elif (
            word in outlets.PARTICLES
            and word != "the"
            and first > 1
            and place - first >= 1
            and _joins(text, tokens, first)
        ):
            first -= 2
        else:
            break
    while first < place and tokens[first].group()[0].isdigit():
        first += 1
    return first


def _joins(text: str, tokens: Sequence[re.Match[str]], first: int) -> bool:
    """Whether the two tokens before `first` are a capital and a particle of one name: Globe *and* Mail."""
    return (
        tokens[first - 2].group()[0].isupper()
        and tokens[first - 2].group() not in outlets.NOT_NAME
        and text[tokens[first - 2].end() : tokens[first].start()] == f" {tokens[first - 1].group()} "
        and tokens[first - 1].group() not in {"and", "et", "und", "y", "e"}
    )


def _run_right(text: str, tokens: Sequence[re.Match[str]], place: int) -> int:
    """The last token of a name that begins at `place`."""
    last = place
    while last + 1 < len(tokens) and last - place < _MAX_NAME - 1:
        following = tokens[last + 1]
        if text[tokens[last].end() : following.start()] not in {" ", "-"}:
            break
        word = following.group()
        if (word[0].isupper() and word not in outlets.AFTER_NAME) or word[0].isdigit():
            last += 1
        elif (
            word in {"de", "da", "do", "di", "del", "della", "du", "of"}
            and last + 2 < len(tokens)
            and tokens[last + 2].group()[0].isupper()
            and text[following.end() : tokens[last + 2].start()] == " "
        ):
            last += 2
        else:
            break
    return last


def _introduced(text: str, led: Iterable[re.Match[str]]) -> Iterator[Mention]:
    for start, name in introductions(text, led):
        yield Mention(start, start + len(name), name, Look.INTRODUCED)


def _resolved(found: list[Mention], registry: Registry) -> list[Mention]:
    """Give short forms the longer name they stand for in this text, and shaped names their publisher."""
    longer: dict[str, dict[str, Mention]] = {}
    for mention in found:
        plain = plain_name(mention.name)
        if mention.look in {Look.SHAPED, Look.KNOWN} and plain and " " in mention.name:
            longer.setdefault(plain.split()[-1], {})[plain] = mention
    return [_resolve(mention, longer, registry) for mention in found]


def _resolve(mention: Mention, longer: Mapping[str, Mapping[str, Mention]], registry: Registry) -> Mention:
    if mention.publisher is not None and (mention.look is not Look.KNOWN or " " in mention.name):
        return mention
    if mention.look is Look.SHORT or (mention.look is Look.KNOWN and mention.name in outlets.COMMON):
        meant = longer.get(plain_name(mention.name), {})
        if len(meant) == 1:
            other = next(iter(meant.values()))
            return replace(mention, publisher=other.publisher, domain=other.domain, name=other.name)
        return mention
    owner = registry.by_name(mention.name)
    if mention.publisher is None and owner is not None:
        return replace(mention, publisher=owner, domain=next(iter(owner.domains), None))
    return mention
