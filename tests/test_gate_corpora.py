"""How each sort of corpus is measured, on tiny made-up ones, through the real command line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.benchmarks.generated import articles
from tests.evaluation.corpora import (
    Measure,
    events,
    families,
    families_as_pages,
    families_as_texts,
    pages,
    passages,
    wires,
)
from tests.evaluation.frontdoor import FrontDoor, Row
from tests.evaluation.origins import origin_figures

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


def test_families_are_measured_as_pages_and_as_texts_under_the_names_of_the_labels(
    corpus: Path, tmp_path: Path
) -> None:
    texts = {
        "f-origin": ONE,
        "f-copy": f"As first reported by the Vessholm Post.\n\n{ONE}",
        "f-own": ONE,
        "f-lone": OTHER,
    }
    papers = {"f-origin": "Vessholm Post", "f-copy": "Karlby Echo", "f-own": "Vessholm Post", "f-lone": "Sarnow Globe"}
    days = {"f-origin": "2024-10-09", "f-copy": "2024-10-10", "f-own": "2024-10-11", "f-lone": "2024-10-09"}
    rows, articles = [], []
    for key, text in texts.items():
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
        page = (
            f'<html lang="en"><head><title>{key}</title><meta property="og:site_name" content="{papers[key]}">'
            f'<meta property="article:published_time" content="{days[key]}"></head>'
            f"<body><article><h1>{key}</h1>{paragraphs}</article></body></html>"
        )
        rows.append({"id": key, "html": page})
        articles.append({"id": key, "text": text, "publisher": papers[key], "published": days[key], "byline": None})
    write(corpus / "documents.jsonl", rows)
    (corpus / "families").mkdir()
    (corpus / "families" / "family1.json").write_text(json.dumps({"articles": articles}))
    family = {
        "family": "1",
        "articles": list(texts),
        "origin": {"held": "f-origin"},
        "derived": [{"derivative": "f-copy", "origin": "f-origin", "kind": "near_copy", "credited": True}],
        "revisions": [{"later": "f-own", "earlier": "f-origin"}],
        "independent": ["f-lone"],
    }
    write(corpus / "truth.jsonl", [family])
    for number, method in enumerate((families_as_pages, families_as_texts)):
        (tmp_path / str(number)).mkdir()
        found = figures(method, corpus, tmp_path / str(number))
        assert found["near_copy found"] == found["direction right, share"] == 1
        assert (found["origins right"], found["origins wrong"]) == (1, 0)
        assert found["credited right"] == found["revisions recognised"] == 1
        assert found["independents in stories"] == 0
        assert "origins not held, named" not in found


def member(article: str, role: str = "derivative", *, state_of: str | None = None, credited: bool = False) -> Row:
    parents = [{"article": state_of, "revision": True}] if state_of else []
    return {"article": article, "role": role, "credited": credited, "parents": parents}


def test_origins_are_held_against_the_truth(tmp_path: Path) -> None:
    family = {
        "family": "1",
        "origin": {"not_held": "Meridian Wire", "domain": "wire.example"},
        "derived": [
            {"derivative": "a", "credited": True}, {"derivative": "b", "credited": True},
            {"derivative": "lost", "credited": False},
        ],
        "independent": ["own", "alone", "cites"],
        "revisions": [{"later": "own-3", "earlier": "own"}, {"later": "own", "earlier": "own-3"}],
    }  # fmt: skip
    silent = {"family": "2", "origin": {"held": "x"}, "derived": [{"derivative": "y", "credited": False}]}
    write(tmp_path / "truth.jsonl", [family, silent])
    origin = {"status": "not_held", "article": None, "name": "meridian wire", "domain": None}
    members = [
        member("a", "witness", credited=True), member("b"), member("own"), member("own-2", state_of="own"),
        member("own-3", state_of="own-2"), member("cites", "citing"),
    ]  # fmt: skip
    found = origin_figures([{"story": "s", "origin": origin, "members": members}], tmp_path / "truth.jsonl")
    assert {figure.name: figure.rounded for figure in found} == {
        "origins right": 1,
        "origins wrong": 0,
        "origins undetermined": 1,
        "credited right": 0.5,
        "independents in stories": 1,
        "origins not held, named": 1,
        "revisions recognised": 0.5,
    }


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
