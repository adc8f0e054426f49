"""A page that was read again: whether its text changed, or only what stands around it.

Menus, counters, requests and the time of the last change differ whenever a page is fetched, and what they say is no
statement of the article. They are told by their form, and by what is known as furniture of the outlet by then; a line
that nobody can tell from text is text. Letters, case and punctuation count: corrections are made of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator

from dedup.archive.prepare import Prepared
from dedup.ingest.furniture import is_credit, is_furniture
from dedup.store import ArticleRow, Reader
from dedup.text.lines import LineKind, lines_of
from dedup.text.passing import is_passing
from dedup.text.words import Words, words_of

# Marks that a site's software exchanges without anybody's doing.
_ALIKE = str.maketrans({**dict.fromkeys("‘’ʼ`´", "'"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‐‑–—―", "-")})


def same_body(reader: Reader, row: ArticleRow, item: Prepared) -> bool:
    """Whether an article that came has the text of the one that is held, apart from what stands around it."""
    if row.article.text == item.article.text:
        return True
    outlets = [outlet for outlet in (row.article.outlet, item.article.outlet) if outlet]
    known = reader.furniture(outlets) if outlets else {}
    furniture = frozenset().union(*known.values())
    before = list(body(row.article.text, words_of(row.article.text), furniture))
    return bool(before) and before == list(body(item.article.text, item.words, furniture))


def body(text: str, words: Words, furniture: Collection[int]) -> Iterator[str]:
    """The lines of a text that are the article's own, with their white space and quotation marks made alike.

    `furniture` are keys of lines that the outlet prints under everything. A line that names a source is never left out.
    """
    for line in lines_of(text, words):
        written = text[line.start : line.end].strip()
        passing = (
            line.key in furniture
            or line.kind is LineKind.STOCK
            or is_furniture(written)
            or is_passing(written, words.words[line.first : line.last])
        )
        if written and (not passing or is_credit(written)):
            yield " ".join(unicodedata.normalize("NFKC", written).translate(_ALIKE).split())
