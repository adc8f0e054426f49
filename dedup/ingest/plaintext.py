"""Articles that come as text: pasted, exported, copied off a page, or a fragment of one."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from dedup.config import IngestLimits
from dedup.ingest import furniture, jsonld
from dedup.ingest.dates import read_date
from dedup.ingest.markup import fragment_lines
from dedup.ingest.sniff import has_markup
from dedup.model import DateClaim, MetaSource

_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_SCRIPT = re.compile(r"<script\b[^>]{0,500}>(.*?)(?:</script\s{0,20}>|\Z)", re.IGNORECASE | re.DOTALL)
_FRONT = re.compile(r"\A\s*---[ \t]*\n(.{0,5000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(
    r"\A[ \t]*(title|headline|author|byline|date|published|publication date|posted|updated|modified|publisher|source"
    r"|site|url|link|language|lang)"
    r"[ \t]*:[ \t]*(\S.{0,400})$",
    re.IGNORECASE,
)
_LEADING_DATE = re.compile(
    r"\A\s*(?:date|published|posted|dated)\b[ \t:]*"
    r"(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?)[ \t]*(?=\s|\Z)",
    re.IGNORECASE,
)
_FIELD_NAMES = {
    "title": "title", "headline": "title", "author": "author", "byline": "author", "date": "published",
    "published": "published",
    "publication date": "published", "posted": "published", "updated": "modified", "modified": "modified",
    "publisher": "publisher",
    "source": "publisher", "site": "publisher", "url": "url", "link": "url", "language": "language", "lang": "language",
}  # fmt: skip

_MARKS = ("**", "__", "](", "`")  # of Markdown, wherever they stand
_MARKED_LINE = re.compile(r"\n(?:#{1,6} |[^\S\n]*[*+-] |> |\||[=-]{3,}$)", re.MULTILINE)
_IMAGE = re.compile(r"!\[[^\]\n]{0,300}\]\([^)\s]{0,2000}(?:\s\"[^\"\n]{0,300}\")?\)")
_LINK = re.compile(r"\[([^\]\n]{1,300})\]\((?:[^()\s]|\([^()\s]*\)){0,2000}(?:\s\"[^\"\n]{0,300}\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^\n]{1,1000}?)(?<=\S)\1")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,500}?)(?<=[^\s*])\*(?![\w*])|(?<![\w_])_(?=[^\s_])([^_\n]{1,500}?)(?<=[^\s_])_(?![\w_])"
)
_CODE = re.compile(r"`([^`\n]{1,300})`")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.*?)[ \t]*#*$")
_QUOTED = re.compile(r"^(?:>[ \t]?)+")
_BULLET = re.compile(r"^[ \t]*[*+-][ \t]+(?=\S)")
_TABLE_RULE = re.compile(r"^\|?[ \t:|-]+\|[ \t:|-]*$")

_BYLINE = re.compile(r"^(?:by|von|par|por|di|door)[:\s]\s*((?:[^\W\d_]|[A-Z]).{1,90})$", re.IGNORECASE)
_DATE_WORD = re.compile(r"\b(?:19|20)\d{2}\b")
_DATE_LINE = re.compile(
    r"^(?:(?:first |last )?(?:published|posted|updated|modified|created|date)\b(?: on| at)?[:\s]*)?(.{6,60})$",
    re.IGNORECASE,
)
_DASH = re.compile(r"^[—–-]{1,2}$")
_SHORT = 40  # characters; what is shorter up to a dash on a line of its own, as a dateline is, goes on behind it
_BLANK = re.compile(r"\n[ \t\u00a0]*\n[\s\u00a0]*")

_HEAD_LINES = 8  # lines at the top in which a by-line or a date may stand
_WRAPPED_WIDTH = 120  # columns; hard-wrapped text has 60 to 100
_LOWER_JOINTS = 0.35  # share of line breaks before a small letter that tells wrapped prose from a list of headlines
_TITLE_WORDS = (3, 25)


@dataclass(slots=True)
class TextParts:
    """What a text was found to hold. Values of `claims` are as written; `nodes` are JSON-LD objects found in it.

    `broken` counts the lines that broke off in mid-sentence where the text was not set to a width.
    """

    paragraphs: list[str] = field(default_factory=list)
    claims: dict[str, str] = field(default_factory=dict)
    nodes: list[jsonld.Node] = field(default_factory=list)
    broken: int = 0


def take_apart(text: str, limits: IngestLimits, *, title: str | None = None, headed: bool = True) -> TextParts:
    """Split a text into its body's paragraphs and what it says about itself; `title` is the headline if it is known.

    Of a text that is `headed` a first line that reads like a headline is one, and no part of the body.
    Raises TooLargeError for a fragment of a page that is nested too deep.
    """
    parts = TextParts()
    if "<" in text and has_markup(text):
        text = _unfold_markup(text, parts, limits)
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    text = _take_front_matter(text.strip(), parts)
    marked_title = None
    if _is_markdown(text):
        text, marked_title = _strip_markdown(text)
    lines, parts.broken = _paragraphs(text)
    if marked_title and not title:
        parts.claims.setdefault("title", marked_title)
    parts.paragraphs = _clean(lines, parts, title, headed=headed)
    return parts


def _unfold_markup(text: str, parts: TextParts, limits: IngestLimits) -> str:
    blocks = [block for block in _SCRIPT.findall(text) if "@context" in block or "@type" in block]
    parts.nodes = jsonld.parse_blocks(blocks)
    return "\n\n".join(fragment_lines(_SCRIPT.sub("\n", text), limits))


def _take_front_matter(text: str, parts: TextParts) -> str:
    """Read a head of `name: value` lines, fenced by dashes or not, or a lone leading date."""
    fenced = _FRONT.match(text)
    if fenced:
        rows = [row for row in map(_FIELD.match, fenced[1].split("\n")) if row]
        for row in rows:
            _claim(parts, row[1], row[2])
        if rows:
            return text[fenced.end() :].lstrip()
    rest = text
    found: list[tuple[str, str]] = []
    while len(found) < _HEAD_LINES:
        first, _, following = rest.partition("\n")
        named = _FIELD.match(first)
        if not named:
            break
        found.append((named[1], named[2]))
        rest = following.lstrip()
    if found and rest and (len(found) > 1 or _FIELD_NAMES[found[0][0].lower()] in {"title", "published", "url"}):
        for name, value in found:
            _claim(parts, name, value)
        text = rest
    leading = _LEADING_DATE.match(text)
    if leading:
        _claim(parts, "date", leading[1])
        text = text[leading.end() :].lstrip()
    return text


def _claim(parts: TextParts, name: str, value: str) -> None:
    plain = value.strip().strip("\"'").strip()
    if plain:
        parts.claims.setdefault(_FIELD_NAMES[name.lower()], plain)


def _is_markdown(text: str) -> bool:
    return any(mark in text for mark in _MARKS) or _MARKED_LINE.search(f"\n{text}") is not None


def _strip_markdown(text: str) -> tuple[str, str | None]:
    """Take Markdown's marks off, and give the first heading if it opens the text."""
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    text = _EMPHASIS.sub(lambda m: m[1] or m[2], _STRONG.sub(r"\2", text))
    text = _CODE.sub(r"\1", text)
    title = None
    kept: list[str] = []
    for row in text.split("\n"):
        heading = _HEADING.match(row)
        if heading:
            if not any(kept) and title is None:
                title = heading[1]
                continue
            kept.extend(("", heading[1], ""))
            continue
        if "|" in row and _TABLE_RULE.match(row):
            continue
        plain = _BULLET.sub("", _QUOTED.sub("", row))
        if plain.count("|") > 1 and plain.strip().startswith("|"):
            plain = " – ".join(cell.strip() for cell in plain.strip().strip("|").split("|"))
        kept.append(plain)
    return "\n".join(kept).strip(), title


def _paragraphs(text: str) -> tuple[list[str], int]:
    """Split at blank lines; line breaks inside a block are undone if it was hard-wrapped, else kept as paragraphs.

    A sentence that runs on over a break is joined in any case; beside the paragraphs it is counted how many were so.
    """
    paragraphs: list[str] = []
    broken = 0
    for block in _BLANK.split(text):
        if "\n" not in block:
            paragraphs.append(_trim(block))
            continue
        rows = [row for row in (_trim(row) for row in block.split("\n")) if row]
        joined, mended = _unwrap(rows)
        paragraphs.extend(joined)
        broken += mended
    return [paragraph for paragraph in paragraphs if paragraph], broken


def _trim(row: str) -> str:
    row = row.strip()
    return " ".join(row.split()) if "  " in row or "\t" in row else row


def _unwrap(rows: list[str]) -> tuple[list[str], int]:
    """The paragraphs of a block, and how many lines broke off in mid-sentence although it was not set to a width."""
    joints = len(rows) - 1
    if joints < 1:
        return rows, 0
    lower = sum(1 for row in rows[1:] if row[0].islower())
    widest = max(map(len, rows))
    wrapped = widest <= _WRAPPED_WIDTH and lower >= _LOWER_JOINTS * joints
    joined = [[rows[0]]]
    broken = 0
    for before, row in pairwise(rows):
        full = furniture.ends_sentence(before)
        ends_here = full and len(before) < 0.75 * widest
        continues = row[0].islower() and not full
        broken += continues and not wrapped
        if (
            (wrapped and not ends_here)
            or continues
            or _DASH.match(row)
            or (_DASH.match(before) and _is_short(joined[-1]))
        ):
            joined[-1].append(row)
        else:
            joined.append([row])
    return [" ".join(lines) for lines in joined], broken


def _is_short(rows: list[str]) -> bool:
    return len(rows) < _SHORT and len(" ".join(rows)) < _SHORT


def _clean(lines: list[str], parts: TextParts, title: str | None, *, headed: bool) -> list[str]:
    """Drop what stands around the body: controls and labels, repeats, and everything after the body's end."""
    lines = _take_head(lines, parts, title, headed=headed)
    lines = _cut_tail(lines)
    seen: set[str] = set()
    kept: list[str] = []
    cut = {line for line in lines if furniture.is_cut(line)}
    in_order = sorted(set(lines)) if cut else []
    for line in lines:
        if len(line) <= 400 and furniture.is_furniture(line):
            continue
        if furniture.is_rule(line) or (line in cut and _completed(line, in_order)):
            continue
        folded = line.casefold()
        if folded in seen:
            continue
        if len(folded) > 30:
            seen.add(folded)
        kept.append(line)
    while kept and furniture.is_end_heading(kept[-1]):
        kept.pop()
    return kept


def _completed(line: str, in_order: Sequence[str]) -> bool:
    """Whether another line begins as one that was cut off; those that do stand in a row, it among them."""
    stem = line.rstrip(" .…")
    place = bisect_left(in_order, stem)
    return len(stem) > 20 and any(one != line and one.startswith(stem) for one in in_order[place : place + 2])


def _take_head(lines: list[str], parts: TextParts, title: str | None, *, headed: bool) -> list[str]:
    """Read headline, by-line and date off the top lines, and leave out those that hold nothing else."""
    head: list[str] = []
    known = (title or parts.claims.get("title") or "").casefold()
    for place, line in enumerate(lines[:_HEAD_LINES]):
        if known and line.casefold() == known:
            continue
        if len(line) > 120 or furniture.ends_sentence(line):
            head.append(line)
            continue
        byline = _BYLINE.match(line)
        if byline and len(line.split()) <= 12 and place > 0:
            parts.claims.setdefault("author", byline[1].strip())
            continue
        if _DATE_WORD.search(line) and len(line.split()) <= 9 and _date_line(line, parts):
            continue
        head.append(line)
    rest = lines[_HEAD_LINES:]
    while head and furniture.is_lone_furniture(head[0]):
        head.pop(0)
    if headed and not known and len(head) > 1:
        first = head[0]
        count = len(first.split())
        if (
            _TITLE_WORDS[0] <= count <= _TITLE_WORDS[1]
            and not furniture.ends_sentence(first)
            and not first.endswith((",", ";", ":", "-"))
            and not furniture.is_furniture(first)
            and not first[0].islower()
            and sum(len(line.split()) for line in lines[:40]) > 3 * count
        ):
            parts.claims.setdefault("title", first)
            head = head[1:]
    return head + rest


def _date_line(line: str, parts: TextParts) -> bool:
    found = _DATE_LINE.match(line)
    if not found or not isinstance(read_date(found[1].strip(" |•·"), MetaSource.TEXT), DateClaim):
        return False
    name = "modified" if re.match(r"(?:last )?(?:updated|modified)\b", line, re.IGNORECASE) else "published"
    parts.claims.setdefault(name, found[1].strip(" |•·"))
    return True


def _cut_tail(lines: list[str]) -> list[str]:
    """Cut a text at the heading that begins what stands after the article, if the article stands before it.

    One heading cuts when less than a third of all words follows it; two headings in a row cut whatever follows.
    """
    ends = [place for place, line in enumerate(lines) if len(line) <= 80 and furniture.is_end_heading(line)]
    if not ends:
        return lines
    counts = [len(line.split()) for line in lines]
    total = sum(counts)
    before = 0
    done = 0
    for place in ends:
        before += sum(counts[done:place])
        done = place
        after = total - before
        in_a_row = place + 1 in ends
        if before >= 60 and (3 * after <= total or in_a_row):
            return lines[:place] + [line for line in lines[place:] if furniture.is_credit(line)]
    return lines
