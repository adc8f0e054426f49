"""Who said what stands at a place of a text, where the words beside it tell: `…,” said Ilse Tornquist`.

Verbs of saying of six languages, in the forms that news uses, next to a name in capitals. A pronoun names nobody.
"""

from __future__ import annotations

import re

from dedup.model import Span

_SAID = (
    "said|says|told|added|adds|stated|explained|warned|insisted|noted|argued|claimed|recalled|replied|wrote|tweeted|announced"
    "|sagte|sagt|erklärte|betonte|teilte|schrieb|warnte|meinte"
    "|dit|déclaré|déclare|affirmé|affirme|expliqué|explique|ajouté|ajoute"
    "|dijo|dice|afirmó|declaró|explicó|añadió|aseguró"
    "|disse|diz|afirmou|declarou|ha detto|ha dichiarato|spiegato"
)
_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_CAPITAL = rf"(?:{_UPPER}\.|(?:Dr|Mr|Mrs|Ms|Prof|Gen|Col|Lt|Capt|Sgt|Rev|St)\.|{_UPPER}[\w'’-]*)"
_NAME = (
    rf"{_CAPITAL}(?:[ \u00a0]+(?:(?:de|del|della|van|von|der|den|al|bin|da|do|dos|la|le)[ \u00a0]+)?{_CAPITAL}){{0,4}}"
)
_ROLE = r"(?:(?:[^\W\dA-Z_][\w’'-]*,?\s+){0,6})"  # the harbour master; its managing director,
_SAYS_WHO = rf"(?:(?:a|ha|hat)\s+)?(?:{_SAID})\s+{_ROLE}(?P<late>{_NAME})"
_WHO_SAYS = rf"(?P<early>{_NAME})(?:,[^,.“”\"]{{1,60}},)?\s+(?:a\s+|has\s+|had\s+|also\s+)?(?:{_SAID})\b"
_CITED = rf"(?:[Aa]ccording to|[Ll]aut|[Ss]elon|[Ss]egún|[Ss]econdo|[Ss]egundo)\s+{_ROLE}(?P<cited>{_NAME})"
_AFTER = re.compile(rf"[ \u00a0,;–—-]*(?:{_SAYS_WHO}|{_WHO_SAYS}|(?:,\s*)?{_CITED})")
_BEFORE = re.compile(rf"(?:{_WHO_SAYS}|{_SAYS_WHO}|{_CITED})[^“”\".!?\n]{{0,40}}(?P<stop>[,.:]?)\s*$")
_INSIDE = re.compile(rf"{_WHO_SAYS}|{_CITED}|{_SAYS_WHO}")
_CLOSERS = '”"»“’』」›'
_GOES_ON = re.compile(rf"[{_CLOSERS}][^.!?]*$")
_REACH = 160  # characters beside a passage in which a speaker is looked for
# Words with which sentences begin, and pronouns: in capitals no name either.
_NO_NAME = frozenset({
    "he", "she", "they", "it", "we", "i", "you", "but", "and", "the", "a", "an", "in", "on", "at", "as", "this", "that",
    "these", "those", "who", "er", "sie", "es", "wir", "der", "die", "das", "il", "elle", "ils", "elles", "él", "ella",
    "ellos", "lui", "lei", "ele", "ela",
})  # fmt: skip
_SENTENCE_BREAK = re.compile(r"[.!?…][\"”’»)]*\s+(?=[^\W\d_a-z])|\n")


def speaker_of(text: str, place: Span, quoted: Span | None) -> str | None:
    """The name of whoever is said to have said the passage at a place, or None.

    `quoted` is the direct speech that the passage stands in, with its marks: the speaker stands beside it. Of what is
    reported without marks the speaker stands in the same sentence.
    """
    if quoted is not None:
        return _named_after(text, quoted) or _named_before(text, quoted)
    reach = max(0, place.start - _REACH)
    head = text[reach : place.start + 1]
    start = reach + max((match.end() for match in _SENTENCE_BREAK.finditer(head)), default=0)
    cut = _SENTENCE_BREAK.search(text[place.end : place.end + _REACH])
    end = place.end + (cut.start() if cut else _REACH)
    return next((name for found in _INSIDE.finditer(text[start:end]) if (name := _name(found))), None)


def _named_after(text: str, quoted: Span) -> str | None:
    """Who is named behind a quotation, unless that has ended its sentence: the next one introduces the next speaker."""
    following = text[quoted.end : quoted.end + _REACH]
    ended = text[quoted.start : quoted.end].rstrip(_CLOSERS)[-1:] in {".", "…"}
    found = None if ended and following[:1] != "," else _AFTER.match(following)
    return _name(found) if found else None


def _named_before(text: str, quoted: Span) -> str | None:
    """Who is named before a quotation, in its sentence or between it and an earlier part: `…,” said Tornquist. “…”`."""
    before = text[max(0, quoted.start - _REACH) : quoted.start].rpartition("\n")[2]
    found = _BEFORE.search(before)
    if found is None:
        return None
    if found["stop"] == "." and not _GOES_ON.search(before[: found.start()]):
        return None
    return _name(found)


def _name(found: re.Match[str]) -> str | None:
    name = next((found[group] for group in ("early", "late", "cited") if found[group]), "")
    words = name.split()
    while words and words[0].lower() in _NO_NAME:
        words = words[1:]
    return " ".join(words).rstrip(".,") or None
