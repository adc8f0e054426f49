"""What articles were read from: kept on request, once, byte for byte, and told when it is damaged."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.archive import Archive
from dedup.ingest import article_from_page
from dedup.model import Article, Hop, IngestReport, KeptPage, Payload, Received, TlsState
from dedup.report.warc import warc_record
from dedup.store import pack
from dedup.store.captures import unpack
from tests.archive_factories import BANK, HARBOUR, SCHOOL
from tests.cli_factories import HOSTILE, dedup, process

URL = "https://post.example/lock"
AT = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)
CERTIFICATE = "ab" * 32


def page(paragraphs: tuple[str, ...] = HARBOUR, title: str = "Lock shut") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = f"<!DOCTYPE html><html><head><title>{title}</title></head>"
    return f"{head}<body><article>{body}</article></body></html>".encode()


def fetched(body: bytes, *, at: datetime = AT, url: str = URL, headers: tuple[tuple[str, str], ...] = ()) -> Article:
    """An article as it comes from the web, with the answer that held it."""
    received = Received(
        asked=url,
        url=url,
        hops=(Hop(url, tls=TlsState("TLSv1.3", CERTIFICATE), status=200),),
        status=200,
        reason="OK",
        http_version="HTTP/1.1",
        headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Content-Length", "7"), *headers),
        body=body,
        raw_length=7,
        retrieved_at=at,
    )
    article = article_from_page(body, key=url, source=url, uri=url)
    capture = replace(
        article.capture, payload=Payload.of(received), retrieved_at=at, tls_verified=received.tls_verified
    )
    return replace(article, capture=capture)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A page fetched on two days, in two versions."""
    path = tmp_path / "a.db"
    with Archive.open(path) as archive:
        archive.ingest([fetched(page())], keep_pages=True)
        archive.ingest([fetched(page(SCHOOL), at=AT.replace(day=5))], keep_pages=True)
    return path


# --- keeping ----------------------------------------------------------------------------------------------------------


def test_nothing_is_kept_unasked(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.db") as archive:
        archive.ingest([fetched(page())])
        assert archive.captures(URL) == []
        assert archive.article(URL).capture.digest == hashlib.sha256(page()).hexdigest()
    done = dedup("capture", URL, "--db", tmp_path / "a.db")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"dedup: Of '{URL}' nothing is kept that it was read from; `dedup ingest --keep-pages` keeps it from now on.\n"
    )
    listed = dedup("capture", URL, "--list", "--db", tmp_path / "a.db")
    assert (listed.code, listed.out) == (0, "Nothing is kept that it was read from.\n")


def test_a_payload_is_stored_once_however_often_it_came(tmp_path: Path) -> None:
    first = fetched(page())
    again = fetched(page(), at=AT.replace(day=5))
    with Archive.open(tmp_path / "a.db") as archive:
        archive.ingest([first], keep_pages=True)
        assert archive.ingest([first, again], keep_pages=True) == IngestReport(unchanged=2)
        assert [(one.number, one.capture.retrieved_at) for one in archive.captures(URL)] == [
            (1, AT),
            (2, AT.replace(day=5)),
        ]
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        assert connection.execute("SELECT size FROM payload").fetchall() == [(len(page()),)]


def test_files_lines_and_feeds_are_kept_as_they_were_read(tmp_path: Path) -> None:
    saved = tmp_path / "page.html"
    saved.write_bytes(page())
    packed = tmp_path / "packed.html.gz"
    packed.write_bytes(gzip.compress(page(BANK)))
    lines = [json.dumps({"id": f"r{n}", "text": "\n\n".join(SCHOOL[n:])}).encode() + b"\n" for n in (0, 1)]
    records = tmp_path / "records.jsonl"
    records.write_bytes(b"".join(lines))
    texts = ["".join(f"<p>{paragraph}</p>" for paragraph in part) for part in (HARBOUR, BANK)]
    items = "".join(
        f"<item><guid>f{n}</guid><description><![CDATA[{t}]]></description></item>" for n, t in enumerate(texts)
    )
    feed = tmp_path / "feed.xml"
    feed.write_text(f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>{items}</channel></rss>')
    db = tmp_path / "a.db"
    done = dedup("ingest", saved, packed, records, feed, "--keep-pages", "--db", db, "--format", "json")
    assert done.json()["stored"] == 6, done.out
    with Archive.open(db) as archive:
        kept = {row.article.key: archive.capture(row.article.key)[1] for row in archive.articles()}
    assert kept == {
        str(saved): page(),
        str(packed): page(BANK),
        "r0": lines[0].rstrip(b"\n"),
        "r1": lines[1].rstrip(b"\n"),
        "f0": feed.read_bytes(),
        "f1": feed.read_bytes(),
    }
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("SELECT count(*) FROM payload").fetchone() == (5,)
    assert dedup("db", "check", "--db", db).code == 0


def test_large_payloads_end_a_batch_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedup.archive.growing._WEIGHT", 1)
    monkeypatch.setattr("dedup.ingest.tasks._UNHURRIED", 1)  # each is worked on before the next is read
    told: list[object] = []
    with Archive.open(tmp_path / "a.db") as archive:
        items = [fetched(page(part), url=f"https://post.example/{n}") for n, part in enumerate((HARBOUR, SCHOOL, BANK))]

        def watched() -> object:
            for item in items:
                told.append(archive.counts().articles)
                yield item

        archive.ingest(watched(), keep_pages=True)  # type: ignore[arg-type]
        assert told == [0, 0, 1]
        assert archive.counts().articles == 3


@given(st.binary(max_size=3000))
def test_what_is_packed_comes_back(body: bytes) -> None:
    packed = pack(body)
    assert unpack(packed) == body
    assert (packed.size, packed.digest) == (len(body), hashlib.sha256(body).hexdigest())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("packed = x'00112233'", "does not unpack"),
        ("packed = substr(packed, 1, length(packed) - 9)", "another length"),
        ("size = size - 1", "another length"),
        ("size = size + 1", "another length"),
        ("packed = (SELECT p.packed FROM payload AS p WHERE p.digest <> payload.digest), "
         "size = (SELECT p.size FROM payload AS p WHERE p.digest <> payload.digest)", "another SHA-256"),
    ],
)  # fmt: skip
def test_damage_is_named_and_never_written_out(db: Path, tmp_path: Path, change: str, reason: str) -> None:
    digest = hashlib.sha256(page()).hexdigest()
    with closing(sqlite3.connect(db, isolation_level=None)) as connection:
        connection.execute(f"UPDATE payload SET {change} WHERE digest = ?", (digest,))
    done = dedup("capture", URL, "--number", 1, "-o", tmp_path / "out.html", "--db", db)
    assert (done.code, done.out) == (1, "")
    assert f"the payload '{digest}' cannot be read" in done.err
    assert reason in done.err
    assert not (tmp_path / "out.html").exists()
    check = dedup("db", "check", "--db", db)
    assert check.code == 1
    assert f"the payload {digest} of a capture is damaged" in check.out
    assert dedup("capture", URL, "--db", db).out.encode() == page(SCHOOL)


def test_payloads_of_no_capture_are_found(db: Path) -> None:
    with closing(sqlite3.connect(db, isolation_level=None)) as connection:
        connection.execute("DELETE FROM capture WHERE id = 1")
    assert dedup("db", "check", "--db", db).out == "1 payloads belong to no capture\n"


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_newest_capture_is_written_byte_for_byte(db: Path, tmp_path: Path) -> None:
    assert dedup("capture", URL, "--db", db).out.encode() == page(SCHOOL)
    done = dedup("capture", URL, "--number", 1, "-o", tmp_path / "old.html", "--db", db)
    digest = hashlib.sha256(page()).hexdigest()
    assert (done.code, done.out) == (0, "")
    assert done.err == (f"Wrote capture 1, {len(page()):,} bytes with SHA-256 {digest}, to {tmp_path / 'old.html'}.\n")
    assert (tmp_path / "old.html").read_bytes() == page()
    assert sorted(path.name for path in tmp_path.glob("old*")) == ["old.html"]


def test_bytes_that_are_no_text_go_through_a_pipe_as_they_are(tmp_path: Path) -> None:
    saved = tmp_path / "page.html"
    raw = page().replace(b"metres", "mètres".encode("latin-1")) + b"<!-- \x1b[31m \r\n -->"
    saved.write_bytes(raw)
    db = tmp_path / "a.db"
    assert process("ingest", saved, "--keep-pages", "--db", db).code == 0
    copy = tmp_path / "copy.html"
    done = process(
        "-c", 'exec "$0" -m dedup capture "$1" --db "$2" > "$3"', _python(), saved, db, copy, program=("sh",)
    )
    assert done.code == 0, done.err
    assert copy.read_bytes() == raw


def _python() -> str:
    import sys  # noqa: PLC0415

    return sys.executable


def test_listed_for_people(db: Path) -> None:
    sizes, digests = zip(
        *((len(body), hashlib.sha256(body).hexdigest()) for body in (page(), page(SCHOOL))), strict=True
    )
    done = dedup("capture", URL, "--list", "--db", db)
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        f"1  retrieved 2025-03-04 05:06:07 UTC, {sizes[0]:,} bytes, TLSv1.3 checked\n"
        f"   {URL}\n"
        f"   sha256 {digests[0]}\n"
        f"2  retrieved 2025-03-05 05:06:07 UTC, {sizes[1]:,} bytes, TLSv1.3 checked\n"
        f"   {URL}\n"
        f"   sha256 {digests[1]}\n"
    )


def test_listed_for_programs(db: Path) -> None:
    told = json.loads(dedup("capture", URL, "--format", "json", "--db", db).out)
    assert [one.pop("ingested_at")[:2] for one in told] == ["20", "20"]
    assert told[0] == {
        "article": URL,
        "number": 1,
        "retrieved_at": "2025-03-04T05:06:07+00:00",
        "url": URL,
        "source": URL,
        "medium": "page",
        "size": len(page()),
        "digest": hashlib.sha256(page()).hexdigest(),
        "status": 200,
        "tls_verified": True,
        "tls_version": "TLSv1.3",
        "tls_certificate": CERTIFICATE,
        "headers": [["Content-Type", "text/html"], ["Content-Encoding", "gzip"], ["Content-Length", "7"]],
    }
    (row,) = csv.DictReader(io.StringIO(dedup("capture", URL, "--number", 2, "--format", "csv", "--db", db).out))
    assert (row["number"], row["size"]) == ("2", str(len(page(SCHOOL))))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nobody",), "dedup: The archive holds no article 'nobody'; `dedup export articles` lists the keys."),
        ((URL, "--number", "3"), f"dedup: Of '{URL}' there are captures 1 to 2, and none of number 3."),
        ((URL, "-o", "a", "--warc", "b"), "dedup: --output and --warc both name the file; give one of them."),
    ],
)
def test_wrong_calls(db: Path, arguments: tuple[str, ...], message: str) -> None:
    done = dedup("capture", *arguments, "--db", db)
    assert (done.code, done.out, done.err) == (2, "", f"{message}\n")


def test_hostile_names_and_headers_do_no_harm(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    with Archive.open(db) as archive:
        article = fetched(page(), headers=(("X-Evil", HOSTILE), ("X\r\nInjected", "a\r\n\r\nb")))
        capture = replace(article.capture, uri=f"https://post.example/{HOSTILE}", source=HOSTILE)
        archive.ingest([replace(article, key="k", capture=capture)], keep_pages=True)
    listed = dedup("capture", "k", "--list", "--db", db).out
    assert "RED" in listed
    assert not set("\x1b\x9b\u202e\x07") & set(listed)
    assert not set("\x1b\x9b\u202e\x07") & set(dedup("capture", "k", "--format", "json", "--db", db).out)


# --- web archives -----------------------------------------------------------------------------------------------------


def test_another_reader_of_web_archives_gives_it_back(db: Path, tmp_path: Path) -> None:
    warcio = pytest.importorskip("warcio")
    path = tmp_path / "one.warc.gz"
    done = dedup("capture", URL, "--number", 1, "--warc", path, "--db", db)
    assert (done.code, done.out) == (0, "")
    first = path.read_bytes()
    dedup("capture", URL, "--number", 1, "--warc", path, "--db", db)
    assert path.read_bytes() == first, "the same capture is the same record"
    with path.open("rb") as stream:
        records = warcio.ArchiveIterator(stream, check_digests="raise")
        record = next(iter(records))
        assert record.content_stream().read() == page()
        assert record.rec_type == "response"
        assert record.http_headers.get_statuscode() == "200"
        assert record.http_headers.headers == [
            ("Content-Type", "text/html"),
            ("X-Archive-Orig-Content-Encoding", "gzip"),
            ("X-Archive-Orig-Content-Length", "7"),
            ("Content-Length", str(len(page()))),
        ]
        told = {name: record.rec_headers.get_header(name) for name in ("WARC-Target-URI", "WARC-Date")}
        assert told == {"WARC-Target-URI": URL, "WARC-Date": "2025-03-04T05:06:07Z"}


@given(
    body=st.binary(max_size=400),
    headers=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=40)), max_size=4),
    address=st.text(max_size=40),
    status=st.none() | st.integers(100, 599),
)
def test_whatever_was_received_makes_a_record_that_ends_where_it_says(
    body: bytes, headers: list[tuple[str, str]], address: str, status: int | None
) -> None:
    capture = replace(fetched(page()).capture, uri=f"https://post.example/{address}", payload=None)
    capture = replace(capture, digest=hashlib.sha256(body).hexdigest())
    kept = KeptPage("k", 1, capture, Payload(b"", status=status, headers=tuple(headers)), len(body), AT)
    record = warc_record(kept, body)
    head, _, rest = record.partition(b"\r\n\r\n")
    fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
    assert int(fields[b"Content-Length"]) == len(rest) - 4
    assert rest.endswith(body + b"\r\n\r\n")
    if status is not None:
        http_head, _, payload = rest[:-4].partition(b"\r\n\r\n")
        assert payload == body
        assert http_head.count(b"\r\n") == len(headers) + 1
