"""What stands before a name, looked through once for the forms of words of `dedup.provenance.cues` and for signs.

Most places hold neither. They are told from the others by what hints at one: a pattern costs a hundred times as much as
looking for the hints of all of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from dedup.model import Cue
from dedup.provenance import cues, tongues
from dedup.provenance.cues import Form
from dedup.text.literals import Literals

BEFORE = (*cues.BEFORE, *tongues.BEFORE)
"""The forms of all languages."""


@dataclass(frozen=True, slots=True, eq=False)
class Sign:
    """A pattern of what stands before a name that names no source by itself; `hints` is as a form has it."""

    pattern: re.Pattern[str]
    hints: tuple[str, ...]


def _sign(pattern: str, *, hints: str) -> Sign:
    return Sign(re.compile(pattern), tuple(hints.split("|")))


STATE_MEDIA = _sign(
    r"\b(?:[Ss]tate(?:-run|-owned|-controlled)? (?:media|television|TV|radio|broadcaster|(?:news )?agency|newspaper)"
    r"|(?:news|press) agency|[Nn]achrichtenagentur|agence de presse|agenzia di stampa)(?: outlet)? [\"“„«]?$",
    hints="state|agency|nachrichtenagentur|agence|agenzia",
)
# Between "Photo:" and the agency stand names at most: Photo: Ann Lee / AP.
_NAMES = r"(?:(?:[A-ZÀ-ÖØ-Þ@][\w.’'-]*+|the|for|via|of|and|by|–|-|/|\||©)[ ,]{0,2}[/|]?\s?){0,8}$"
PHOTO_BEFORE = _sign(
    r"(?i:\b(?:photo(?:graph)?s?|fotos?|pictures?|images?|picture credit|photo credit|image credit|video|graphic"
    r"|illustration|map|bild(?:er)?"
    r"|crédits?(?: photo)?|crédito|imagen|imagem|courtesy|screengrab|screenshot|still|photographer)"
    r"(?:\s(?:by|from|credit|courtesy|credit to|courtesy of|provided by))?(?:\s?[:/|–—-]|\sby|\sfrom"
    r"|\scourtesy(?: of)?|\svia))\s?"
    + _NAMES
    + r"|(?i:\b(?:photo(?:graph)?|picture|image|video|footage|still)s? (?:released|provided|supplied|taken"
    r"|distributed|issued|obtained|shown|from|on)[^.,\n]{0,30}?(?:\s(?:by|via|from))?\s(?:the )?$)",
    hints=(
        "photo|foto|picture|image|video|graphic|illustration|map|bild|crédit|courtesy|screengrab|screenshot|still"
        "|footage"
    ),
)
COPYRIGHT = _sign(
    r"(?i:(?:©|\(c\)|\bcopyright\b)\W{0,3}(?:copyright\W{0,3})?(?:(?:19|20)\d\d(?:\W{1,3}(?:19"
    r"|20)\d\d)?)?,?\s?(?:by )?(?:the )?$)",
    hints="©|(c)|copyright",
)
SIGNS = (STATE_MEDIA, PHOTO_BEFORE, COPYRIGHT)


class _Hints:
    """The hints of some patterns, looked for all at once."""

    def __init__(self, hinted: Sequence[Form | Sign]) -> None:
        forms = {
            hint: sum(1 << place for place, one in enumerate(hinted) if hint in one.hints)
            for hint in dict.fromkeys(hint for one in hinted for hint in one.hints)
        }
        self._letters = {hint: bits for hint, bits in forms.items() if len(hint.encode()) == 1}
        self._found = Literals(*(hint for hint in forms if hint not in self._letters))
        self._bits = tuple(bits for hint, bits in forms.items() if hint not in self._letters)

    def of(self, lowered: str) -> int:
        """Which of the patterns a text in lower case hints at, as bits by their places."""
        found = 0
        for _, number in self._found.places(lowered):
            found |= self._bits[number]
        for letter, bits in self._letters.items():
            found |= bits if letter in lowered else 0
        return found


# Apart, as the first are looked for in one pass that takes at most 255 hints.
_FORMS, _FURTHER, _SIGNS = _Hints(cues.BEFORE), _Hints(tongues.BEFORE), _Hints(SIGNS)


class Before:
    """What stands before a name. Each question is answered as its pattern alone would answer it."""

    __slots__ = ("_further", "_lowered", "_signs", "text")

    def __init__(self, text: str, *, further: bool = True) -> None:
        """`further` says whether the forms of `dedup.provenance.tongues` are looked for as well."""
        self.text = text
        self._further = further
        self._lowered = text.lower()
        self._signs: int | None = None

    def forms(self, among: Collection[Cue] = frozenset(Cue)) -> Iterator[tuple[Form, re.Match[str]]]:
        """The forms of words of some cues that the text ends with, in their order, and where they stand."""
        likely = _FORMS.of(self._lowered)
        if self._further:
            likely |= _FURTHER.of(self._lowered) << len(cues.BEFORE)
        for place, form in enumerate(BEFORE):
            if likely >> place & 1 and form.cue in among and (match := form.pattern.search(self.text)):
                yield form, match

    def sign(self, sign: Sign) -> re.Match[str] | None:
        """Where the text has one of the signs of this module."""
        if self._signs is None:
            self._signs = _SIGNS.of(self._lowered)
        return sign.pattern.search(self.text) if self._signs >> SIGNS.index(sign) & 1 else None
