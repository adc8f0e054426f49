"""Bad input among good: it is named with its reason, and nothing else is lost."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from dedup.config import IngestLimits
from dedup.ingest import Source, read
from dedup.model import Rejection
from tests.ingest_factories import (
    LEAD,
    LIMITS,
    only,
    page,
    read_all,
    refused,
    source,
    story,
    write,
)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.html", b"", "empty"),
        ("blank.txt", b" \n\t ", "white space"),
        ("short.txt", b"Too short.", "2 words"),
        ("image.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG image"),
        ("photo.txt", b"\xff\xd8\xff\xe0" + bytes(range(256)), "JPEG image"),
        ("paper.txt", b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        ("pack.html", b"PK\x03\x04" + bytes(range(256)), "ZIP"),
        ("noise.txt", bytes(range(256)) * 20, "binary"),
        ("cut.txt.gz", gzip.compress(story().encode() * 99)[:-30], "ends too early"),
        ("bad.gz", b"\x1f\x8b\x08\x00" + b"\xff" * 200, "damaged"),
        ("feed.xml", b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "feed"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><text>a</text></svg>', "SVG"),
        ("menu.html", b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "words|no article"),
        ("deep.html", b"<html><body>" + b"<div>" * 100_000 + LEAD.encode() + b"</div>" * 100_000, "nested more than"),
        ("deep.txt", b"<b>" * 100_000 + LEAD.encode(), "nested more than"),
        ("wide.html", b"<html><body>" + b"<hr>" * 50_000 + LEAD.encode() + b"</body></html>", "elements"),
        ("brackets.html", b"<html><body>" + b"<" * 500_000, "words|no article|nothing"),
    ],
)
def test_bad_input_is_rejected_with_its_name_and_a_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = write(tmp_path / name, content)
    rejection = refused(read_all(path))
    assert rejection.source == path.as_posix()
    assert any(part in rejection.reason for part in reason.split("|")), rejection.reason


def test_a_huge_file_is_refused_by_its_size_and_not_read(tmp_path: Path) -> None:
    path = write(tmp_path / "huge.html", page() + " " * 100_000)
    with path.open("ab") as stream:
        stream.truncate(200_000_000)
    sizes: list[int] = []
    (rejection,) = read([source(path)], LIMITS, on_bytes=sizes.append)
    assert isinstance(rejection, Rejection)
    assert "200 MB" in rejection.reason
    assert sum(sizes) < 1_000_000


def test_a_bomb_is_refused_before_it_unfolds(tmp_path: Path) -> None:
    packer = gzip.compress(b'{"id": "1", "text": "' + b"a" * 60_000_000)
    rejection = refused(read_all(write(tmp_path / "bomb.jsonl.gz", packer), IngestLimits(max_bytes=10_000_000)))
    assert "200 times" in rejection.reason
    assert rejection.source.endswith("bomb.jsonl.gz:1")


def test_one_endless_line_is_refused(tmp_path: Path) -> None:
    rejection = refused(read_all(write(tmp_path / "line.txt", "word " * 2_000_000), IngestLimits(max_chars=100_000)))
    assert "larger than" in rejection.reason


def test_stray_nuls_and_broken_bytes_are_mended(tmp_path: Path) -> None:
    accents = " – naïve façade, déjà vu – señor Ibáñez über den Käse –"
    text = (story().replace("ferry", "fer\0ry") + accents).encode() + b" \xff\xfe " + story(1).encode()
    article = only(read_all(write(tmp_path / "a.txt", text)))
    assert LEAD in article.text
    assert [(finding.code, finding.count) for finding in article.findings] == [("encoding_repaired", 2)]


def test_a_file_that_vanishes_or_turns_into_a_pipe_is_rejected(tmp_path: Path) -> None:
    gone = Source("gone.txt", tmp_path / "gone.txt", 100)
    assert "no such file" in refused(list(read([gone], LIMITS))).reason
    os.mkfifo(tmp_path / "pipe.txt")
    turned = Source("pipe.txt", tmp_path / "pipe.txt", 100)
    assert "not a regular file" in refused(list(read([turned], LIMITS))).reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read every file")
def test_an_unreadable_file_is_rejected(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", story())
    path.chmod(0)
    assert "permission denied" in refused(read_all(path)).reason
