"""Readers of labels: what they take, and how they refuse the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dedup.errors import UnreadableError, UnusableError
from dedup.evaluation import LabelledPair, TrueDerivation, read_clusters, read_families, read_pairs
from dedup.model import Kind


def lines(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n")
    return path


def test_labels_are_read_from_lines(tmp_path: Path) -> None:
    pairs = lines(tmp_path / "p.jsonl", {"a": "b", "b": "a", "label": "copy", "note": 1})
    clusters = lines(tmp_path / "c.jsonl", {"id": "a", "cluster": "1"}, {"id": "b", "cluster": "1"})
    family = {
        "family": "1",
        "articles": ["a", "b", "c", "d"],
        "derived": [
            {"derivative": "b", "origin": "a", "kind": "rewrite", "credited": True, "via": "c"},
            {"derivative": "c", "origin": "NOT_HELD", "kind": "summary"},
        ],
        "quotes_only": [["d", "a"]],
        "revisions": [{"later": "c", "earlier": "a"}],
    }
    assert read_pairs(pairs) == (LabelledPair("b", "a", "copy"),)
    assert read_clusters(clusters) == {"a": "1", "b": "1"}
    (read,) = read_families(lines(tmp_path / "f.jsonl", family))
    assert read.derived == (
        TrueDerivation("b", "a", Kind.REWRITE, credited=True, via="c"),
        TrueDerivation("c", None, Kind.SUMMARY),
    )
    assert (read.quotes_only, read.revisions) == ((("d", "a"),), (("c", "a"),))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "holds no labelled pair"),
        ("{", ":1: is not a line of JSON"),
        ("[" * 200_000, ":1: is not a line of JSON"),
        ("[1]", ":1: holds list"),
        ('\n{"a": "x", "b": "y"}', ":2: needs a text as 'label'"),
        ('{"a": 1, "b": "y", "label": "copy"}', ":1: needs a text as 'a'"),
        ('{"a": "x", "b": "x", "label": "copy"}', "with itself"),
        ('{"a":"x","b":"y","label":"copy"}\n{"a":"y","b":"x","label":"summary"}', ":2: .* is labelled 'copy' above"),
    ],
)
def test_a_bad_file_of_pairs_is_refused_by_line(tmp_path: Path, text: str, where: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(text)
    with pytest.raises(UnusableError, match=where):
        read_pairs(path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(b'{"a": "\xff\xfe"}')
    with pytest.raises(UnusableError, match=r"pairs\.jsonl:1"):
        read_pairs(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"nowhere\.jsonl"):
        read_clusters(tmp_path / "nowhere.jsonl")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"derived": [{"derivative": "b", "origin": "a", "kind": "theft"}]}, "no kind of relation"),
        ({"derived": [{"derivative": "z", "origin": "a", "kind": "rewrite"}]}, "names z"),
        ({"derived": ["b"]}, "list of objects"),
        ({"quotes_only": [["a"]]}, "pairs of ids"),
        ({"quotes_only": "ab"}, "needs a list"),
        ({"independent": [3]}, "needs a text as 'independent'"),
    ],
)
def test_a_bad_family_is_refused(tmp_path: Path, change: dict[str, object], message: str) -> None:
    path = lines(tmp_path / "truth.jsonl", {"family": "1", "articles": ["a", "b"]} | change)
    with pytest.raises(UnusableError, match=message):
        read_families(path)


def test_an_article_in_two_clusters_is_refused(tmp_path: Path) -> None:
    path = lines(tmp_path / "c.jsonl", {"id": "a", "cluster": "1"}, {"id": "a", "cluster": "2"})
    with pytest.raises(UnusableError, match=":2"):
        read_clusters(path)
