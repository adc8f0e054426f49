"""How each sort of corpus is measured, on tiny made-up ones, through the real command line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.benchmarks.generated import articles
from tests.evaluation.corpora import Measure, events, families, pages, passages, wires
from tests.evaluation.frontdoor import FrontDoor

ONE, OTHER, THIRD, *_ = (article.text for article in articles(20, seed=5) if article.source is None)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def write(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def documents(corpus: Path, **texts: str) -> None:
    write(corpus / "documents.jsonl", [{"id": key, "text": text} for key, text in texts.items()])


def figures(method: Measure, corpus: Path, tmp_path: Path) -> dict[str, float]:
    work = tmp_path / "work"
    work.mkdir()
    return {figure.name: figure.rounded for figure in method(corpus, work)}


def test_passages_of_one_source_document_are_of_one_family(corpus: Path, tmp_path: Path) -> None:
    texts = {"source-document1:0:susp": ONE, "source-document1:0:src": ONE, "source-document1:1:src": ONE}
    strangers = {"source-document2:0:susp": OTHER, "source-document2:0:src": THIRD}
    documents(corpus, **texts, **strangers)
    labels = [("source-document1:0", "copy"), ("source-document2:0", "summary")]
    pairs = [{"a": f"{name}:susp", "b": f"{name}:src", "label": label} for name, label in labels]
    write(
        corpus / "pairs.jsonl",
        [*pairs, {"a": "source-document1:1:src", "b": "source-document1:0:src", "label": "copy"}],
    )
    found = figures(passages, corpus, tmp_path)
    assert found["copy found"] == 1
    assert found["summary found"] == 0
    assert found["stray per 1,000 articles"] == 0
    assert found["stories of two families"] == 0


def test_a_copy_from_another_source_document_is_stray_and_mixes_families(corpus: Path, tmp_path: Path) -> None:
    documents(corpus, **{f"source-document{n}:0:{side}": ONE for n in (1, 2) for side in ("susp", "src")})
    write(
        corpus / "pairs.jsonl",
        [{"a": f"source-document{n}:0:susp", "b": f"source-document{n}:0:src", "label": "copy"} for n in (1, 2)],
    )
    found = figures(passages, corpus, tmp_path)
    assert found["stray per 1,000 articles"] == 1000  # four pairs across the two, of four articles
    assert found["stories of two families"] == 1


def test_accusations_are_counted(corpus: Path, tmp_path: Path) -> None:
    documents(corpus, x1=ONE, x2=ONE, y1=OTHER, y2=THIRD)
    write(corpus / "clusters.jsonl", [{"id": key, "cluster": key[0]} for key in ("x1", "x2", "y1", "y2")])
    found = figures(events, corpus, tmp_path)
    assert found["same_event accused"] == 1
    assert found["stories of two families"] == 0


def test_pairs_nobody_read_are_no_strays(corpus: Path, tmp_path: Path) -> None:
    documents(corpus, a=ONE, b=ONE, c=ONE)
    labels = [{"a": "a", "b": "b", "label": "version"}, {"a": "b", "b": "c", "label": "quotes_only"}]
    write(corpus / "pairs.jsonl", labels)
    assert figures(wires, corpus, tmp_path) == {
        "version found": 1,
        "quotes_only, captions_only accused": 1,
        "unread pairs called derived": 1,
    }


def test_families_are_measured_by_kind(corpus: Path, tmp_path: Path) -> None:
    documents(corpus, origin=ONE, copy=ONE, lost=OTHER, twin=THIRD)
    family = {
        "family": "1",
        "articles": ["origin", "copy", "lost", "twin"],
        "origin": {"held": "origin"},
        "derived": [
            {"derivative": "copy", "origin": "origin", "kind": "near_copy", "credited": False},
            {"derivative": "lost", "origin": "origin", "kind": "rewrite", "credited": False},
        ],
        "unrelated": ["twin"],
    }
    write(corpus / "truth.jsonl", [family])
    found = figures(families, corpus, tmp_path)
    assert (found["near_copy found"], found["rewrite found"], found["unrelated accused"]) == (1, 0, 0)


def test_pages_are_measured_by_their_file_whatever_address_they_state(corpus: Path, tmp_path: Path) -> None:
    rows = []
    for key, text, day, gold in [
        ("right", ONE, "2024-03-05T23:30:00-05:00", "2024-03-06 04:30:00+00:00"),  # one instant, two calendars
        ("late", OTHER, "2024-03-05", "2024-03-07"),
        ("month", THIRD, "2024-03-05", "2024-03"),  # no day is known, so none can be wrong
    ]:
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
        page = (
            f'<html lang="en"><head><title>{key}</title><link rel="canonical" href="https://paper.example/{key}">'
            f'<meta property="article:published_time" content="{day}"></head>'
            f"<body><article><h1>{key}</h1>{paragraphs}</article></body></html>"
        )
        (corpus / f"{key}.html.gz").write_bytes(gzip.compress(page.encode()))
        rows.append({"id": key, "html_path": f"{key}.html.gz", "text": text, "published": gold})
    (corpus / "empty.html.gz").write_bytes(gzip.compress(b"<html></html>"))
    rows.append({"id": "empty", "html_path": "empty.html.gz", "text": ONE})
    write(corpus / "documents.jsonl", rows)
    found = figures(pages, corpus, tmp_path)
    assert found["pages stored"] == 0.75
    assert found["claimed day right"] == 0.5
    assert found["word F1"] == pytest.approx(0.75, abs=0.01)


def test_a_command_that_fails_is_reported_with_its_complaint(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_text("not a database, and long enough to be looked at as one" * 40)
    with pytest.raises(RuntimeError, match="export relations"):
        FrontDoor(tmp_path / "archive.db").relations()
