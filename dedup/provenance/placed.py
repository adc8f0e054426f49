"""Credits that hold by where they stand: datelines, bylines, signatures at the end, lines about rights."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dedup.model import CreditSort, Cue
from dedup.provenance import cues
from dedup.provenance.before import COPYRIGHT, Before
from dedup.provenance.layout import BODY_WORDS, Layout, Line
from dedup.provenance.mentions import Look, Mention
from dedup.provenance.outlets import looks_like_agency, no_surname

SHORT_LINE = (14, 130)  # words and characters of a line that can be a byline or a source line
PERSON = r"[A-ZÀ-ÖØ-Þ][\w.’'-]*(?:\s(?:[a-z]{1,3}\s)?[A-ZÀ-ÖØ-Þ][\w.’'-]*){0,3}"
_BESIDE_NAME = re.compile(
    r"^\W*+(?:(?:by|on|am|pm|hrs|ago|avec|mit|con|com|with|and|und|et|y|e|for|of|in|at|the|from|de|da|di|van|von|der|al|el|bin"
    r"|[A-ZÀ-ÖØ-Þ][\w.’'-]*+|\d[\d.:,/-]*+(?:[ap]\.?m\.?)?|[ap]\.m\.?)\W++){0,14}$"
)
SLASH_BEFORE, SLASH_AFTER = re.compile(r"\w\s?/\s?$"), re.compile(r"\s?/\s?\w")  # Ann Lee / AP signs a picture
_ABBREVIATED = re.compile(r"(?: \([A-Z]{2,6}\))?[ .,;)\]*/|]*$")  # a name's own abbreviation, and what closes a line
_BY_NAME = re.compile(r"\b[Bb]y\s(?:the |The )?$")
_FROM = re.compile(r"\W{0,3}(?:From|Aus)\s(the |The |der |dem )?[\"“„«‘]?")  # before a name that ends its line
_RULES = " \t|·•–—-"
_NAME_LINE = re.compile(rf"^\W*(?:By |BY |by )?{PERSON}\W*$")
_DATED = re.compile(
    r"\b\d{1,2},? (?:19|20)\d\d\b|\b(?:19|20)\d\d[-/.]\d|\d[-/.](?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b"
    r"|\b(?:[Pp]osted|[Pp]ublished|[Uu]pdated)\b"
)
# A headline that is cut ends in dots, a time in "a.m."; neither is a sentence.
_ENDS_SENTENCE = re.compile(r"(?<![.…])(?<![ap]\.m)[.!?][\"”’»)]*\s*$")


_BRACKET_BEFORE, _BRACKET_AFTER = re.compile(r"[\w.!?”\"»] ?[(\[](?:[Tt]he )?$"), re.compile(r"[)\]]\s?[.]?\s*$")


@dataclass(frozen=True, slots=True)
class Found:
    """A credit as found: its cue, what it covers, and its characters."""

    cue: Cue
    sort: CreditSort
    start: int
    end: int


def placed_credit(page: Layout, line: Line, mention: Mention, left: Before, right: str) -> Found | None:
    """Datelines, bylines, signatures and rights: forms that hold only in their place."""
    text = page.text
    whole = CreditSort.WHOLE_TEXT
    if line.head or line.first_body:
        closed = _dateline_end(text, line, mention)
        if closed:
            return Found(Cue.DATELINE, whole, line.start, closed)
        bare = not text[line.start : mention.start].strip(" (*•“\"'")
        if bare and line.words >= 8 and cues.HEAD_DASH.match(right) and mention.look is not Look.SHAPED:
            return Found(Cue.LEFTOVER, whole, line.start, mention.end)
    short = line.words <= SHORT_LINE[0]
    if short and is_agency(mention) and cues.WITH.search(left.text) and _ABBREVIATED.match(right):
        return Found(Cue.CONTRIBUTED, CreditSort.CONTRIBUTION, mention.start, mention.end)
    copyright_mark = left.sign(COPYRIGHT)
    if copyright_mark is not None:
        rest = text[line.start : line.end]
        if re.search(r"\d{4}|(?i:copyright)", copyright_mark[0]) or cues.RESERVED.search(rest):
            return Found(Cue.COPYRIGHT, whole, mention.start - len(copyright_mark[0]), mention.end)
        return Found(Cue.PHOTO, CreditSort.PHOTO, mention.start, mention.end)
    if short and (line.head or line.tail) and _is_source_line(text[line.start : mention.start], mention, right):
        return Found(Cue.ORIGINAL_SOURCE, whole, line.start, mention.end)
    if (line.head or line.tail) and _is_byline(page, line, mention):
        return Found(Cue.BYLINE, whole, line.start, mention.end)
    if line.tail and _is_signature(page, line, mention, left.text, right):
        return Found(Cue.SIGNATURE, whole, mention.start, mention.end)
    if (
        not line.caption
        and mention.look is not Look.DOMAIN  # which belongs to the name before it
        and (line.words >= BODY_WORDS or right.rstrip().endswith("."))
        and _closes_line(left.text, right)
    ):
        return Found(Cue.SIGNATURE, CreditSort.CLAIM, mention.start, mention.end)
    return None


def _closes_line(left: str, right: str) -> bool:
    """Whether a name stands in brackets of its own at the end of a line: the source of what the paragraph says."""
    return _BRACKET_BEFORE.search(left) is not None and _BRACKET_AFTER.match(right) is not None


def _dateline_end(text: str, line: Line, mention: Mention) -> int:
    """Where the brackets of a dateline that holds the mention close; 0 if there is no such dateline."""
    whole = text[line.start : min(line.end, line.start + 200)]
    bare = whole.lstrip("\ufeff ")
    offset = line.start + len(whole) - len(bare)
    match = cues.DATELINE.match(bare)
    if match is None:
        return 0
    inside = offset + match.start("name") <= mention.start and mention.end <= offset + match.end("name")
    city = match["city"].strip(" ,.")
    return offset + match.end("name") + 1 if inside and (not city or cues.CITY.match(city)) else 0


def _is_byline(page: Layout, line: Line, mention: Mention) -> bool:
    if (
        line.words > SHORT_LINE[0]
        or len(" ".join(page.text[line.start : line.end][:1000].split())) > SHORT_LINE[1]
        or line.caption
    ):
        return False
    before, after = page.text[line.start : mention.start], page.text[mention.end : line.end]
    if _ENDS_SENTENCE.search(after) and len(after) > 3:
        return False
    if not (_BESIDE_NAME.match(before + " ") and _BESIDE_NAME.match(after + " ")):
        return False
    if cues.BY.match(page.text[line.start : line.end]) or _BY_NAME.search(before):
        return mention.look in {Look.KNOWN, Look.DOMAIN, Look.INTRODUCED} or no_surname(mention.name)
    if not is_agency(mention):
        return False
    if SLASH_BEFORE.search(before) or SLASH_AFTER.match(after):
        return False
    alone = not before.strip(_RULES) and not after.strip(_RULES)
    if page.is_last(line):
        return alone or "|" in before
    # Below a sentence or a date, a name beside an agency's signs the picture on top of the page, not the text.
    above = page.above(line)
    if not line.head or (above and _ENDS_SENTENCE.search(above[-1])):
        return False
    if alone:
        return not above or _NAME_LINE.match(above[-1]) is not None or not any(map(_DATED.search, above))
    several = re.search(r",.*,| and | und | et | y ", before) is not None
    return several or not any(map(_DATED.search, above))


def _is_source_line(before: str, mention: Mention, right: str) -> bool:
    """Whether a line says no more than whom the text is from: From the Hill Mercury."""
    match = _FROM.fullmatch(before)
    if match is None or right.strip(" .)"):
        return False
    sure = mention.look in {Look.KNOWN, Look.INTRODUCED} or no_surname(mention.name)
    return sure or match[1] is not None


def is_agency(mention: Mention) -> bool:
    """Whether the publisher named writes for others to print."""
    return mention.publisher.agency if mention.publisher is not None else looks_like_agency(mention.name)


def _is_signature(page: Layout, line: Line, mention: Mention, left: str, right: str) -> bool:
    """Whether a name closes the text: in brackets or after a dash, and after the end of the last sentence."""
    if right.strip(" .)]*") or not page.is_last(line):
        return False
    if left.strip() in {"(", "["} and not is_agency(mention):
        return True  # in a line of its own an agency's name signs a picture as often as the text
    if not is_agency(mention) or (line.caption and line.words < BODY_WORDS):
        return False
    return re.search(r"[.!?”\"»]\s{0,3}(?:[(\[–—-]|--)\s?$", left) is not None
