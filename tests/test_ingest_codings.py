"""Pages as HTTP wraps them: chunks and content codings are taken off within bounds, wherever headers tell the truth."""

from __future__ import annotations

import contextlib
import gzip
import zlib
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.errors import InputError
from dedup.ingest.codings import unchunk, unwrap
from dedup.model import Article, Rejection
from tests.capture_factories import WRAPPED, http, record
from tests.ingest_factories import STORY, page, read_all, write


def crawl(tmp_path: Path, *blocks: bytes) -> list[Article | Rejection]:
    """What a plain archive of these records gives."""
    return read_all(write(tmp_path / "a.warc", b"".join(blocks)))


def chunked(body: bytes, size: int = 100) -> bytes:
    parts = [body[place : place + size] for place in range(0, len(body), size)]
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize("coding", WRAPPED)
@pytest.mark.parametrize("chunking", [False, True])
def test_codings_and_chunks_are_taken_off(tmp_path: Path, coding: str, chunking: bool) -> None:
    body = chunked(WRAPPED[coding]) if chunking else WRAPPED[coding]
    headers = [f"Content-Encoding: {coding}", *(["Transfer-Encoding: chunked"] if chunking else [])]
    (article,) = crawl(tmp_path, record(http(body, *headers)))
    assert isinstance(article, Article)
    assert article.text == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "header", [*(f"Content-Encoding: {coding}" for coding in WRAPPED), "Transfer-Encoding: chunked"]
)
def test_headers_that_outlived_their_wrapping_are_no_harm(tmp_path: Path, header: str) -> None:
    (article,) = crawl(tmp_path, record(http(page(), header)))
    assert isinstance(article, Article)
    assert article.text == "\n\n".join(STORY)


def test_codings_without_their_own_header_and_several_are_taken_off() -> None:
    bare = zlib.compressobj(wbits=-15)
    assert unwrap(bare.compress(b"words") + bare.flush(), "deflate", 100) == b"words"
    assert unwrap(gzip.compress(b"wo") + gzip.compress(b"rds") + bytes(9), "gzip", 100) == b"words"
    assert [unwrap(b"", coding, 100) for coding in WRAPPED] == [b""] * len(WRAPPED)
    for many in (gzip.compress(b"") * 2000, gzip.compress(b"word" * 10) * 3):
        with pytest.raises(InputError):
            unwrap(many, "gzip", 100)
    assert unwrap(gzip.compress(brotli.compress(b"words" * 9)), "br, GZIP", 100) == b"words" * 9


@given(body=st.binary(max_size=400), size=st.integers(1, 50))
def test_chunks_are_joined(body: bytes, size: int) -> None:
    assert unchunk(chunked(body, size)) == (body, True)


@given(body=st.binary(max_size=200), coding=st.sampled_from(sorted(WRAPPED)))
def test_any_bytes_are_unwrapped_or_refused(body: bytes, coding: str) -> None:
    for attempt in (body, WRAPPED[coding][: len(body)], WRAPPED[coding][:20] + body):
        with contextlib.suppress(InputError):
            assert len(unwrap(attempt, coding, 1000)) <= 1000


def test_the_beginning_of_a_page_that_a_crawler_cut_is_read_and_marked(tmp_path: Path) -> None:
    cut = gzip.compress(page(*STORY, *STORY).encode(), 0)[:1400]
    (article,) = crawl(tmp_path, record(http(cut, "Content-Encoding: gzip"), WARC_Truncated="length"))
    assert isinstance(article, Article)
    assert article.text.startswith(STORY[0])
    assert [finding.code for finding in article.findings] == ["capture_cut"]
