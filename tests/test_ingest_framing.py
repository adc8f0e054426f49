"""Pages that are laid out by tables."""

from __future__ import annotations

import pytest

from dedup.ingest import article_from_page
from tests.ingest_factories import LIMITS, STORY, TITLE, page

FRAMED = (
    '<html><head><title>{title}</title></head><body><table width="760"><tr><td><a href="/">Home</a> |'
    ' <a href="/s">Sport</a></tr><tr><td>{cell}</td></tr><tr><td><small>3 Quay Street</small></td></tr></table></body>'
    "</html>"
)


def body(html: str) -> list[str]:
    return article_from_page(html, key="a", source="a", limits=LIMITS).text.split("\n\n")


@pytest.mark.parametrize("parted", ["".join(f"<p>{one}</p>" for one in STORY), "<br><br>".join(STORY)])
def test_an_article_in_a_cell_of_a_table_keeps_its_paragraphs(parted: str) -> None:
    """Old pages and letters are laid out by tables, of which one row is not one paragraph."""
    nested = f"<table role='presentation'><tr><td>{parted}</td></tr></table>"
    for cell in (f"<h2>{TITLE}</h2>{parted}", f"<h2>{TITLE}</h2>{nested}"):
        assert body(FRAMED.format(title=TITLE, cell=cell))[:4] == list(STORY)


def test_a_table_of_data_stays_a_table() -> None:
    rows = "".join(f"<tr><td>Pile {number}</td><td><p>rotten</p></td></tr>" for number in range(3))
    assert "| Pile 0 | rotten |" in body(page(inside=f"<table>{rows}</table>"))
