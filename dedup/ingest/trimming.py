"""Lines that were taken for an article's and are not: its headline, by-line, date and author's card, and teasers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from dedup.ingest import furniture
from dedup.ingest.dates import MONTH_NAMES
from dedup.ingest.folding import letters

_TEASER_WORDS = 4
_OFTEN = 3  # a line that comes three times is a label of the page
_TOP = 5  # lines among which by-line and date stand
_HEADLINE = 20  # letters of a headline that is known again behind a kicker
_KICKER = 40
_PULLED = 40  # letters of a sentence that is set in large type once more
_PULLED_WORDS, _MOST_PULLED = 10, 45
_MOST_LINES = 1_000  # of a text that is looked through for such sentences: the work grows with the square
_MARK = 120  # characters of a by-line with a date
_TAIL = 4  # lines among which an author's card stands
_CARD_WORDS = 80
_NAME = 6  # letters of a name that tells of a person, three where a letter is a syllable
_BY = re.compile(
    r"\b(?:by|von|par|por|di|door|av|af|und|and|et|y|e|og|och|en|text|texte|autore?|autorin|author|posted|published|updated"
    r"|modified|on|at|the|am|pm|a\.m\.|p\.m\.|gmt|utc|bst|est|edt|et|cet|cest|stand|uhr|um|veröffentlicht|aktualisiert"
    r"|publié|mis|à|le|jour|de|del|publicado|actualizado|atualizado|às|em|pubblicato|aggiornato|alle|ore|gepubliceerd"
    r"|publicerad|uppdaterad|publisert|oppdatert|kl|first|last|reading|read|time|min|mins|minutes?|lesezeit|minuten"
    r"|mon|tue|wed|thu|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo|st|nd|rd|th|h|"
    + "|".join(MONTH_NAMES)
    + r")\b|[年月日時分]|(?<=\d)h(?=\d)",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_CARD_VERB = re.compile(
    r"\W{0,3}(?:\([^()]{1,40}\)\W{0,3})?(?:is|was|has|covers|writes|reports|works|edits|joined|lives|ist|schreibt|berichtet|arbeitet|est|couvre"
    r"|es|escribe|cubre|trabaja|é|è|scrive|jest|är|er)\b",
    re.IGNORECASE,
)


def trim(
    paragraphs: Sequence[str],
    *,
    title: str | None,
    headings: Sequence[str],
    authors: str | None,
    teasers: frozenset[str],
) -> list[str]:
    """Lines of an article without furniture, and without what stands above and below its text.

    `headings` are the page's main headings, `authors` its by-line, `teasers` the letters of links that fill a block.
    """
    plain = [letters(line) for line in paragraphs]
    whole = "\n".join(("", *plain, ""))
    searched = len(paragraphs) <= _MOST_LINES
    pulled = [searched and _is_pulled(line, folded, whole) for line, folded in zip(paragraphs, plain, strict=True)]
    counts = Counter(paragraphs)
    titles = {found for found in map(letters, (title or "", *headings)) if found}
    names = [
        name for part in re.split(r",|;|&| and | und | et | y ", authors or "") if len(name := part.strip()) >= _NAME
    ]
    kept: list[str] = []
    for place, line in enumerate(paragraphs):
        folded = plain[place]
        if place < _TOP and (_is_headline(folded, titles) or _is_mark(line, names)):
            continue
        if len(line) <= 400 and (furniture.is_furniture(line) or folded in teasers):
            continue
        if furniture.is_rule(line) or (counts[line] >= _OFTEN and len(line.split()) >= _TEASER_WORDS):
            continue
        if pulled[place] and not (pulled[place - 1] or pulled[(place + 1) % len(pulled)]):
            continue  # a list that sums up has several in a row
        if place >= len(paragraphs) - _TAIL and _is_card(line, names):
            continue
        kept.append(line)
    return _cut_tail(kept)


def _cut_tail(lines: list[str]) -> list[str]:
    """Cut a text at a heading of what stands behind articles, where headlines and requests follow it and no prose."""
    end = len(lines)
    for place in range(len(lines) - 1, -1, -1):
        if furniture.is_end_heading(lines[place]):
            end = place
        elif not furniture.may_be_beside(lines[place]):
            break
    return lines[:end] + [line for line in lines[end:] if furniture.is_credit(line)]


def _is_headline(folded: str, titles: set[str]) -> bool:
    """Whether a line is a headline of the page, maybe behind a few words that name the matter."""
    return folded in titles or any(
        len(title) >= _HEADLINE
        and folded.endswith(title)
        and (before := folded[: -len(title)]).isalpha()
        and len(before) <= _KICKER
        for title in titles
    )


def _is_pulled(line: str, folded: str, whole: str) -> bool:
    """Whether a line repeats in large type what stands within a longer one; `whole` has each line between breaks."""
    if len(folded) < _PULLED or not _PULLED_WORDS <= len(line.split()) <= _MOST_PULLED:
        return False
    return whole.count(folded) > 1 and whole.count(folded) > whole.count(f"\n{folded}\n")


def _is_mark(line: str, names: Sequence[str]) -> bool:
    """Whether a line holds the authors and a date and nothing else."""
    if len(line) > _MARK:
        return False
    rest = line
    for name in names:
        rest = re.sub(re.escape(name), " ", rest, flags=re.IGNORECASE)
    named = rest != line
    if not named and not any(map(str.isdigit, line)):
        return False
    return not _LETTER.search(_BY.sub(" ", rest))


def _is_card(line: str, names: Sequence[str]) -> bool:
    """Whether a line tells of the author: `Jane Doe covers …`."""
    if len(line.split()) > _CARD_WORDS or furniture.names_source(line):
        return False
    return any(line.startswith(name) and _CARD_VERB.match(line, len(name)) for name in names)
