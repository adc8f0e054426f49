"""Web archives: every page of a crawl is read where it stands, and damage costs no more than what it hit."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.config import IngestLimits
from dedup.ingest import Source, read
from dedup.ingest.tape import Tape, members, plain
from dedup.ingest.warc import Damage, Record, records
from dedup.model import Article, Medium, MetaSource, Rejection
from tests.capture_factories import (
    WRAPPED,
    address,
    fastwarc_archive,
    http,
    numbered,
    packed,
    pages,
    record,
    warcio_archive,
    wget_archive,
    write_pages,
)
from tests.cli_factories import ROOT
from tests.ingest_factories import LIMITS, STORY, articles, page, read_all, rejections, write

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

AT = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)


def keys(found: list[Article | Rejection]) -> list[str]:
    return [article.key for article in articles(found)]


def first(*numbers: int) -> list[str]:
    return [address(number) for number in numbers]


def crawl(tmp_path: Path, *blocks: bytes) -> list[Article | Rejection]:
    """What a plain archive of these records gives."""
    return read_all(write(tmp_path / "a.warc", b"".join(blocks)))


def refusal(tmp_path: Path, block: bytes, limits: IngestLimits = LIMITS) -> str:
    """Why a record is rejected that stands between two sound ones, which are read."""
    one, three = pages(3)[::2]
    path = write(tmp_path / "a.warc", one + block + three)
    found = read_all(path, limits)
    assert keys(found) == first(1, 3)
    (rejection,) = rejections(found)
    assert rejection.source == f"{path.as_posix()}:{len(one)}"
    return rejection.reason


# --- what is read -----------------------------------------------------------------------------------------------------


def test_a_page_of_a_crawl_is_an_article_with_its_address_and_the_time_of_its_capture(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc", record(http(page())))
    (article,) = articles(read_all(path))
    assert (article.key, article.uri) == (address(1), address(1))
    assert article.text == "\n\n".join(STORY)
    assert article.capture.source == f"{path.as_posix()}:0"
    assert article.capture.medium is Medium.PAGE
    assert article.capture.retrieved_at == AT
    assert article.capture.digest == hashlib.sha256(page().encode()).hexdigest()
    assert article.first_seen is not None
    assert (article.first_seen.at, article.first_seen.source) == (AT, MetaSource.CAPTURE)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain", b"".join(pages(3))),
        ("members", packed(pages(3))),
        ("one member", gzip.compress(b"".join(pages(3)))),
        ("wget", wget_archive(3)),
        ("warcio", warcio_archive(3, packing=True)),
        ("warcio plain", warcio_archive(3, packing=False)),
        ("fastwarc", fastwarc_archive(3)),
        ("padded", b"\0\0".join(packed([item]) for item in pages(3))),
        ("1.1", b"".join(pages(3)).replace(b"WARC/1.0", b"WARC/1.1")),
        ("line feeds", b"".join(pages(3)).replace(b"\r\n", b"\n")),
    ],
)
@pytest.mark.parametrize("ending", ["a.warc.gz", "a.warc", "crawl"])
def test_every_layout_is_read_whatever_its_name(tmp_path: Path, name: str, content: bytes, ending: str) -> None:
    if name == "line feeds":  # lengths count the bytes of the blocks, which lose some
        content = b"".join(
            record(http(numbered(n)).replace(b"\r\n", b"\n"), uri=address(n)).replace(b"\r\n", b"\n")
            for n in range(1, 4)
        )
    found = read_all(write(tmp_path / ending, content))
    assert rejections(found) == []
    assert keys(found) == first(1, 2, 3)


def test_an_archive_is_read_from_standard_input() -> None:
    found = list(read([Source("-", None)], LIMITS, stdin=io.BytesIO(packed(pages(2)))))
    assert keys(found) == first(1, 2)
    assert articles(found)[0].capture.source == "-:0"


@pytest.mark.parametrize(
    "other",
    [
        record(http(page(), status="404 Not Found")),
        record(http(page(), status="301 Moved")),
        record(http(page(), status="206 Partial Content")),
        record(http("GIF89a", content_type="image/gif")),
        record(http('{"a": 1}', content_type="application/json")),
        record(http("plain words", content_type=None)),
        record(http(page()), kind="revisit"),
        record(http(page()), kind="request"),
        record(http(page()), uri="urn:page:1"),
        record(b"text", kind="conversion", Content_Type="text/plain"),
        record(b"93.184.216.34", uri="dns:courier.example", Content_Type="text/dns"),
        record(b"no answer of HTTP"),
        record(http(b"x" * 300_000, content_type="video/mp4")),
    ],
)
def test_what_is_no_page_is_passed_over(tmp_path: Path, other: bytes) -> None:
    path = write(tmp_path / "a.warc", other + pages(1)[0])
    found = read_all(path, IngestLimits(max_capture_bytes=200_000))
    assert (keys(found), rejections(found)) == (first(1), [])
    alone = read_all(write(tmp_path / "b.warc", other), IngestLimits(max_capture_bytes=200_000))
    assert [str(item.reason) for item in rejections(alone)] == [
        "holds no captured page; none of its 1 records is HTML that was received whole"
    ]


def test_resources_and_answers_without_a_type_that_are_pages_are_read(tmp_path: Path) -> None:
    found = crawl(
        tmp_path,
        record(page().encode(), kind="resource"),
        record(http(numbered(2), content_type=None), uri=address(2)),
        record(http(numbered(3), version="2", content_type="application/xhtml+xml"), uri=address(3)),
    )
    assert keys(found) == first(1, 2, 3)


CYRILLIC = (
    "Паром к острову Чаек с понедельника будет отходить от угольной пристани, сообщил начальник порта Ида Реннер "
    "журналистам.",
    "Жители острова жалуются, что на пристани нет навеса, а ступени в прилив уходят под воду, и просят построить "
    "новый причал до зимы.",
)


def test_the_charset_of_the_headers_is_honoured(tmp_path: Path) -> None:
    for charset, label in (("koi8-r", "KOI8-R"), ("utf-16-le", "utf-16le"), ("iso8859-5", '"ISO-8859-5"')):
        body = page(*CYRILLIC).replace('<meta charset="utf-8">', "").encode(charset)
        (article,) = crawl(tmp_path, record(http(body, content_type=f"text/html; charset={label}")))
        assert isinstance(article, Article)
        assert article.text == "\n\n".join(CYRILLIC)


@pytest.mark.parametrize("label", ["hex", "idna", "undefined", "unicode_escape", "utf-16", "\0", "none-such"])
def test_a_charset_that_cannot_be_meant_is_no_harm(tmp_path: Path, label: str) -> None:
    body = page("Das Café an der Brücke schließt.", *STORY).replace("utf-8", label).encode("cp1252")
    (article,) = crawl(tmp_path, record(http(body, content_type=f"text/html; charset={label}")))
    assert isinstance(article, Article)
    assert article.text.startswith("Das Café an der Brücke schließt.")


# --- what is damaged or hostile ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (record(http(numbered(2)), length=99_999_999_999_999_999_999), "does not say how long it is"),
        (record(http(numbered(2)), length="-5"), "does not say how long it is"),
        (record(http(numbered(2)), length=200), "is not of the 200 bytes that it says it has"),
        (record(http(numbered(2)), length=2000), "is not of the 2,000 bytes that it says it has"),
        (record(http(numbered(2)), length=900_000), "ends "),
        (b"XARC/1.0" + record(http(numbered(2)))[8:], "is no record of a web archive"),
        (b"\xff\x00" * 999 + b"\r\n\r\n", "is no record of a web archive"),
        (b"WARC/1.0\r\n" + b"A: b\r\n" * 20_000 + b"\r\n\r\n", "has endless headers"),
        (b"WARC/1.0\r\nA: " + b"b" * 100_000 + b"\r\n\r\n", "has endless headers"),
        (record(http(numbered(2)), WARC_Block_Digest="sha1:" + "A" * 32), "does not match its own digest"),
        (record(http(numbered(2)), WARC_Segment_Number="1"), "only a part of a page"),
        (record(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"), "HTTP headers without an end"),
        (record(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 20_000), "endless HTTP headers"),
        (record(http(page() + "x" * 500_000)), "is a record of 501,"),
        (record(http(gzip.compress(b"a" * 900_000), "Content-Encoding: gzip")), "unpacks to more than the 200,000"),
        (record(http(brotli.compress(b"a" * 900_000), "Content-Encoding: br")), "unpacks to more than the 200,000"),
        (record(http(zstd.compress(b"a" * 900_000), "Content-Encoding: zstd")), "unpacks to more than the 200,000"),
        (record(http(WRAPPED["gzip"][:-20], "Content-Encoding: gzip")), "its compression ends too early"),
        (record(http(b"\x1f\x8b\x08\0" + b"\xff" * 99, "Content-Encoding: gzip")), "its compression is damaged"),
        (record(http(b"\xff" * 99, "Content-Encoding: br")), "its compression is damaged"),
        (record(http(b"x", "Content-Encoding: rot13")), "'rot13', which is not known"),
        (record(http(b"x", "Content-Encoding: br,br,br,br")), "wrapped in 4 content codings"),
        (record(http(b"5\r\n<html\r\nzz\r\n", "Transfer-Encoding: chunked")), "its chunks are broken"),
        (record(http(b"ff\r\n<html>", "Transfer-Encoding: chunked")), "ends before its last chunk"),
        (record(http(b"\x89PNG\r\n\x1a\n" + bytes(99))), "is a PNG image, not text"),
        (record(http("<html><body><p>Short.</p></body></html>")), "less than the 20"),
        (record(http("")), "is empty"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_used_is_named_and_the_rest_is_read(tmp_path: Path, block: bytes, reason: str) -> None:
    limits = IngestLimits(max_capture_bytes=200_000)
    if reason == "ends ":  # longer than what is left of the file: what it swallows of a plain file is lost
        one = pages(1)[0]
        found = read_all(write(tmp_path / "a.warc", one + block), limits)
        assert keys(found) == first(1)
        assert rejections(found)[0].reason.startswith(reason)
        return
    assert reason in refusal(tmp_path, block, limits)


def test_the_digest_of_a_sound_record_is_accepted_in_every_spelling(tmp_path: Path) -> None:
    block = http(page())
    digest = hashlib.sha1(block, usedforsecurity=False).digest()
    spelled = ["sha1:" + base64.b32encode(digest).decode(), f"SHA-1:{digest.hex()}", "xyz:1", ""]
    spelled += ["sha256:" + base64.b32encode(hashlib.sha256(block).digest()).decode().rstrip("=").lower()]
    for value in spelled:
        assert keys(crawl(tmp_path, record(block, WARC_Block_Digest=value))) == first(1)


def test_damage_in_a_packed_record_costs_that_record(tmp_path: Path) -> None:
    parts = [packed([item]) for item in pages(5)]
    start = len(parts[0]) + len(parts[1])
    whole = parts[2]
    for damaged, reason in (
        (whole[:100] + bytes(50) + whole[150:], "its gzip member is damaged"),
        (whole[:-300], "its gzip member is damaged"),
        (whole[:-8] + bytes(8), "its gzip member is damaged"),
        (b"\x1f\x8b\x08\xff" + whole[4:], "its gzip member is damaged"),
        (bytes([7]) * 500, "its gzip member is damaged"),
        (whole[-300:], "its gzip member is damaged"),
        (gzip.compress(pages(1)[0][:-700]), "ends 6"),
        (gzip.compress(b"no record"), "is no record of a web archive"),
        (gzip.compress(b"WARC/1.0\r\n"), "ends within its headers"),
    ):
        path = write(tmp_path / "a.warc.gz", b"".join([*parts[:2], damaged, *parts[3:]]))
        found = read_all(path)
        assert keys(found) == first(1, 2, 4, 5)
        (rejection,) = rejections(found)
        assert rejection.source == f"{path.as_posix()}:{start}"
        assert rejection.reason.startswith(reason), rejection.reason


@pytest.mark.parametrize("packing", [True, False])
def test_an_archive_that_ends_too_early_gives_what_is_whole(tmp_path: Path, packing: bool) -> None:
    parts = [packed([item]) for item in pages(3)] if packing else pages(3)
    path = write(tmp_path / "a.warc.gz", b"".join(parts)[:-200])
    found = read_all(path)
    assert keys(found) == first(1, 2)
    (rejection,) = rejections(found)
    assert rejection.source == f"{path.as_posix()}:{len(parts[0]) + len(parts[1])}"
    assert "ends " in rejection.reason


def test_the_first_record_may_be_the_damaged_one(tmp_path: Path) -> None:
    parts = [packed([item]) for item in pages(2)]
    found = read_all(write(tmp_path / "a.warc.gz", parts[0][:10] + bytes(90) + parts[0][100:] + parts[1]))
    assert keys(found) == first(2)
    assert len(rejections(found)) == 1


def test_a_record_shown_inside_a_page_is_not_taken_for_one(tmp_path: Path) -> None:
    forged = record(http(numbered(9)), uri="https://other.example/forged").decode()
    found = crawl(tmp_path, record(http(page() + f"<pre>\r\n\r\n{forged}</pre>")), pages(2)[1])
    assert (keys(found), rejections(found)) == (first(1, 2), [])


def test_a_bomb_among_the_members_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    bomb = packed([record(b"a" * 30_000_000)])
    one, three = (packed([item]) for item in pages(3)[::2])
    path = write(tmp_path / "a.warc.gz", one + bomb + three)
    found = read_all(path, IngestLimits(max_bytes=5_000_000))
    assert keys(found) == first(1, 3)
    assert "more than 200 times" in rejections(found)[0].reason


def test_false_beginnings_of_members_do_not_hold_the_search_up() -> None:
    lure = b"\x1f\x8b\x08\x00\x00\x00" * 300_000
    (damage,) = records(Tape(members(iter([packed(pages(1))[:-300], lure]), 1000)), 1000)
    assert isinstance(damage, Damage)


@given(
    cuts=st.lists(st.integers(1, 400), max_size=8),
    damage=st.binary(max_size=40),
    place=st.integers(0, 4000),
    packing=st.booleans(),
)
def test_any_damage_in_any_pieces_loses_no_record_before_it(
    cuts: list[int], damage: bytes, place: int, packing: bool
) -> None:
    parts = [packed([item]) if packing else item for item in pages(3)]
    whole = b"".join(parts)
    place = min(place, len(whole))
    hurt = whole[:place] + damage + whole[place + len(damage) :]
    sizes = iter(cuts)
    pieces = []
    rest = hurt
    while rest:
        size = next(sizes, 500)
        pieces.append(rest[:size])
        rest = rest[size:]
    events = members(iter(pieces), 10_000_000) if packing else plain(iter(pieces))
    found = list(records(Tape(events), 100_000))
    sound = [item.block for item in found if isinstance(item, Record)]
    before = sum(1 for number in range(1, 4) if sum(map(len, parts[:number])) <= place)
    assert sound[:before] == [http(numbered(number)) for number in range(1, before + 1)]
    if hurt == whole:
        assert len(sound) == 3


# --- size -------------------------------------------------------------------------------------------------------------

PEAK = """
import sys
from pathlib import Path
from dedup.config import IngestLimits
from dedup.errors import InputError
from dedup.ingest import Source, read
from dedup.model import Article
from tests.memory import peak_kib
path = Path(sys.argv[1])
found = sum(isinstance(item, Article) for item in read([Source(path.name, path, None)], IngestLimits()))
print(found, peak_kib() // 1024)
"""


def peak(path: Path) -> tuple[int, int]:
    """Articles read from an archive in a process of its own, and the most memory that it held, in MiB."""
    done = subprocess.run([sys.executable, "-c", PEAK, path], cwd=ROOT, capture_output=True, text=True, check=True)
    found, held = done.stdout.split()
    return int(found), int(held)


def test_two_thousand_pages_need_no_more_memory_than_two_hundred(tmp_path: Path) -> None:
    samples = [path.read_bytes() for path in sorted((ROOT / "samples" / "ferry").glob("*.html"))]
    few = write_pages(tmp_path / "few.warc.gz", [*samples, *(numbered(n) for n in range(len(samples), 200))])
    many = write_pages(tmp_path / "many.warc.gz", [*samples, *(numbered(n) for n in range(len(samples), 2000))])
    (little, low), (much, high) = peak(few), peak(many)
    assert (little, much) == (200, 2000)
    assert high <= low + 10
