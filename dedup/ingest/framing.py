"""Tables that lay a page out, as old pages and letters have them, told from tables of data and opened.

An extraction prints a row of a table as one line. Of an article that stands in a cell it would leave one paragraph,
into which headline, byline and source are run.
"""

from __future__ import annotations

from lxml.html import HtmlElement

from dedup.ingest.markup import elements_at, word_total

_LEAST = 40  # words of a cell that holds more than a datum
_BLOCKS = ("p", "br", "h1", "h2", "h3", "div", "table")
_PRESENTED = frozenset({"presentation", "none"})
_PATIENCE = 30  # times its words that a page may be looked through for cells within cells
_CELLS = elements_at("body/descendant::*[self::td or self::th]")
_PARTS = frozenset({"tbody", "thead", "tfoot", "tr", "td", "th"})


def open_frames(tree: HtmlElement) -> None:
    """Turn the tables that lay a page out, with their rows and cells, into plain blocks; tables of data stay."""
    cells = _CELLS(tree)
    left = _PATIENCE * word_total(tree) if cells else 0
    opened: dict[HtmlElement, bool] = {}
    for cell in cells:
        table = next((above for above in cell.iterancestors("table")), None)
        if table is None or opened.get(table):
            continue
        opened[table] = (table.get("role") or "").lower() in _PRESENTED
        if not opened[table] and any(True for _ in cell.iter(*_BLOCKS)):
            words = word_total(cell)
            left -= words
            if left < 0:
                break
            opened[table] = words >= _LEAST
    for table, frames in opened.items():
        if frames:
            _open(table)


def _open(table: HtmlElement) -> None:
    table.tag = "div"
    open_ = list(table)
    while open_:
        part = open_.pop()
        if part.tag in _PARTS:
            part.tag = "div"
            open_ += part
