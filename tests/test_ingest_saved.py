"""Pages as browsers and crawlers save them with all they need: MHTML, a page beside its folder, WACZ."""

from __future__ import annotations

import base64
import io
import quopri
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.config import IngestLimits
from dedup.ingest import Source, expand, read
from dedup.model import Article, MetaSource, Rejection
from tests.capture_factories import address, http, packed, pages, record
from tests.ingest_factories import LIMITS, STORY, articles, only, page, read_all, rejections, source, write

URI = "https://courier.example/a/landing?id=7"
TOP = (
    "From: <Saved by Blink>",
    f"Snapshot-Content-Location: {URI}",
    "Subject: Rotten piles",
    "Date: Wed, 4 Mar 2026 10:30:00 -0000",
    "MIME-Version: 1.0",
    'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--b--"',
)


def part(content: bytes | str, *headers: str) -> bytes:
    body = content.encode() if isinstance(content, str) else content
    return b"----b--\r\n" + "\r\n".join((*headers, "", "")).encode() + body + b"\r\n"


def mhtml(*parts: bytes, top: tuple[str, ...] = TOP, end: bytes = b"----b----\r\n") -> bytes:
    return "\r\n".join((*top, "", "")).encode() + b"\r\n" + b"".join(parts) + end


def html_part(text: str, encoding: str = "quoted-printable", charset: str = "utf-8") -> bytes:
    raw = text.encode(charset)
    packed_by = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}
    body = packed_by.get(encoding, bytes)(raw).replace(b"\n", b"\r\n")
    headers = (f"Content-Type: text/html; charset={charset}", f"Content-Transfer-Encoding: {encoding}")
    return part(body, *headers, f"Content-Location: {URI}")


PICTURE = part(b"\x89PNG\xff\xff", "Content-Type: image/png", "Content-Transfer-Encoding: binary")


def reason(found: list[Article | Rejection]) -> str:
    (item,) = found
    assert isinstance(item, Rejection), item
    return item.reason


# --- MHTML ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit", "binary"])
@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "a.html", "a"])
def test_the_page_of_an_mhtml_file_is_an_article(tmp_path: Path, encoding: str, name: str) -> None:
    path = write(tmp_path / name, mhtml(html_part(page("Déjà vu – again.", *STORY), encoding), PICTURE))
    article = only(read_all(path))
    assert article.text == "\n\n".join(("Déjà vu – again.", *STORY))
    assert (article.key, article.uri, article.capture.source) == (URI, URI, path.as_posix())
    assert article.first_seen is not None
    assert article.first_seen.at == article.capture.retrieved_at == datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
    assert article.first_seen.source is MetaSource.CAPTURE


def test_other_ways_to_write_mhtml_are_read(tmp_path: Path) -> None:
    alternative = "MIME-Version: 1.0", 'Content-Type: multipart/related; boundary="--b--"'
    inner = (
        b'----b--\r\nContent-Type: multipart/alternative; boundary="in"\r\n\r\n--in\r\nContent-Type: text/plain\r\n\r\n'
        b"plain\r\n--in\r\nContent-Type: text/html\r\n\r\n" + page().encode() + b"\r\n--in--\r\n"
    )
    single = "\r\n".join(("MIME-Version: 1.0", "Content-Type: text/html", f"Content-Location: {URI}", "", page()))
    for content in (
        mhtml(PICTURE, html_part(page())),
        mhtml(html_part(page(), charset="cp1252"), top=alternative),
        mhtml(inner, top=alternative),
        mhtml(html_part(page())).replace(b"\r\n", b"\n"),
        b"\xef\xbb\xbf\r\n" + mhtml(html_part(page())),
        single.encode(),
    ):
        assert only(read_all(write(tmp_path / "a.mht", content))).text == "\n\n".join(STORY)


def test_without_an_address_the_key_is_the_path(tmp_path: Path) -> None:
    top = tuple(line for line in TOP if "http" not in line)
    path = write(
        tmp_path / "a.mht", mhtml(part(page(), "Content-Type: text/html", "Content-Location: file:///c:/a"), top=top)
    )
    article = only(read_all(path))
    assert (article.key, article.uri) == (path.as_posix(), None)


def nested(number: int) -> bytes:
    """The beginning of a part of parts."""
    inside = f'Content-Type: multipart/related; boundary="b{number}"'
    return f"----b--\r\n{inside}\r\n\r\n--b{number}\r\n".encode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (mhtml(PICTURE), "without its HTML"),
        (mhtml(html_part(page()))[:900], "ends within the page"),
        (mhtml(part("!" * 99, "Content-Type: text/html", "Content-Transfer-Encoding: base64")), "is empty"),
        (mhtml(part("abcde", "Content-Type: text/html", "Content-Transfer-Encoding: base64")), "its HTML is damaged"),
        (mhtml(html_part(page()), top=(*TOP[:5], "Content-Type: multipart/related")), "where its parts end"),
        (mhtml(part(page(), *("A: " + "b" * 50 for _ in range(3000)))), "headers of more than"),
        (mhtml(html_part("<html>" + "x" * 300_000)), "larger than the 200,000 bytes"),
        (mhtml(html_part("<html>" + "x" * 300_000, "base64")), "larger than the 200,000 bytes"),
        (mhtml(*map(nested, range(99))), "without its HTML"),
    ],
)  # fmt: skip
def test_a_broken_mhtml_file_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    limits = IngestLimits(max_capture_bytes=200_000)
    assert why in reason(read_all(write(tmp_path / "a.mht", content), limits))


@given(st.binary(max_size=300), st.integers(0, 2000))
def test_any_bytes_in_an_mhtml_file_are_read_or_refused(noise: bytes, place: int) -> None:
    whole = mhtml(html_part(page()), PICTURE)
    content = whole[:place] + noise + whole[place + len(noise) :]
    assert len(list(read([Source("-", None)], LIMITS, stdin=io.BytesIO(content)))) == 1


def test_a_letter_that_mentions_mime_is_text(tmp_path: Path) -> None:
    text = "Note: the header below is what the harbour office sent.\n\n" + "\n\n".join(STORY) + "\n\nMIME-Version: 1.0"
    assert only(read_all(write(tmp_path / "a.txt", text))).text.endswith("MIME-Version: 1.0")


# --- pages beside their folder ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["_files", ".files", "-Dateien", "_fichiers", "_archivos"])
def test_the_folder_of_a_page_saved_whole_holds_no_articles(tmp_path: Path, mark: str) -> None:
    saved = f"<!-- saved from url=(0038){URI} -->"
    write(tmp_path / "Rotten piles.html", page().replace("<html", saved + "<html", 1))
    folder = tmp_path / f"Rotten piles{mark}"
    folder.mkdir()
    write(folder / "frame.html", page("An advertisement that fills a frame of its own with forty words." * 4))
    write(folder / "style.css", "p { margin: 0 }")
    other = tmp_path / f"Other{mark}"
    other.mkdir()
    write(other / "b.html", page())
    found = list(expand([str(tmp_path)], LIMITS))
    names = [item.path.relative_to(tmp_path).as_posix() for item in found if isinstance(item, Source) and item.path]
    assert names == [f"Other{mark}/b.html", "Rotten piles.html"]
    assert only(read_all(tmp_path / "Rotten piles.html")).uri == URI
    assert len(list(expand([str(folder)], LIMITS))) == 2


# --- WACZ -------------------------------------------------------------------------------------------------------------


def wacz(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("name", ["a.wacz", "a.zip", "a"])
def test_the_archives_in_a_wacz_file_are_read_in_order(tmp_path: Path, method: int, name: str) -> None:
    one, two, three = pages(3)
    files = {
        "datapackage.json": b"{}",
        "archive/b.warc": three,
        "archive/a.warc.gz": packed([one, two]),
        "pages/pages.jsonl": b'{"url": "x"}',
    }
    path = wacz(tmp_path / name, files, method)
    sizes: list[int] = []
    found = list(read([source(path)], LIMITS, on_bytes=sizes.append))
    assert [article.key for article in articles(found)] == [address(number) for number in (1, 2, 3)]
    assert articles(found)[0].capture.source == f"{path.as_posix()}/archive/a.warc.gz:0"
    assert sum(sizes) >= len(three)


def test_a_file_of_a_wacz_that_cannot_be_read_costs_only_itself(tmp_path: Path) -> None:
    bomb = record(http("<html>" + "a" * 9_000_000))
    files = {
        "../../evil.warc": pages(1)[0],
        "archive/bomb.warc": bomb,
        "inner.wacz": b"PK\x03\x04",
        "z.warc": pages(2)[1],
    }
    path = wacz(tmp_path / "a.wacz", files, zipfile.ZIP_DEFLATED)
    found = read_all(path, IngestLimits(max_bytes=1_000_000, max_capture_bytes=1_000_000))
    assert [article.key for article in articles(found)] == [address(1), address(2)]
    assert [(item.source.removeprefix(path.as_posix()), item.reason[:30]) for item in rejections(found)] == [
        ("/inner.wacz", "is an archive inside an archiv"),
        ("/archive/bomb.warc", "unpacks to more than 200 times"),
    ]
    assert not (tmp_path.parent / "evil.warc").exists()


def test_a_damaged_file_in_a_wacz_is_named_after_what_is_sound(tmp_path: Path) -> None:
    path = wacz(tmp_path / "a.wacz", {"a.warc": b"".join(pages(40))})
    write(path, path.read_bytes().replace(b"meeting number 39 ", b"meeting number 41 "))
    found = read_all(path)
    assert len(articles(found)) > 20
    assert [item.source for item in rejections(found)] == [f"{path.as_posix()}/a.warc"]
    assert "CRC" in rejections(found)[0].reason


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda content: content[:-30], "damaged ZIP"),
        (lambda content: content[:100] + content[300:], "damaged ZIP"),
        (lambda content: content[:-10] + b"\xff\xff\xff\x7f" + content[-6:], "directory of more than"),
    ],
)
def test_a_damaged_zip_file_is_refused(tmp_path: Path, change: object, why: str) -> None:
    path = wacz(tmp_path / "a.wacz", {"a.warc": pages(1)[0]})
    assert callable(change)
    write(path, change(path.read_bytes()))
    assert why in reason(read_all(path))


def test_files_that_lie_over_one_another_are_refused(tmp_path: Path) -> None:
    path = wacz(tmp_path / "a.wacz", {"a.warc": pages(1)[0], "b.warc": pages(1)[0]})
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    for field in (20, 24):  # the sizes in the first entry of the directory
        content[entry + field : entry + field + 4] = len(content).to_bytes(4, "little")
    write(path, bytes(content))
    assert reason(read_all(path)) == "is a damaged ZIP archive: the files in it are larger than itself"


def test_other_zip_files_and_encrypted_ones_are_refused(tmp_path: Path) -> None:
    assert "office document" in reason(read_all(wacz(tmp_path / "a.docx", {"word/document.xml": b"<a/>"})))
    path = wacz(tmp_path / "a.wacz", {"a.warc": pages(1)[0]})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert reason(read_all(write(path, bytes(content)))) == "is encrypted"
    lzma = wacz(tmp_path / "b.wacz", {"a.warc": pages(1)[0]}, zipfile.ZIP_LZMA)
    assert "packed in a way" in reason(read_all(lzma))


def test_a_zip_file_from_a_pipe_is_refused_with_the_way_out() -> None:
    class Pipe(io.BytesIO):
        def seek(self, *_: object) -> int:
            raise OSError(29, "Illegal seek")

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.warc", pages(1)[0])
    found = list(read([Source("-", None)], LIMITS, stdin=Pipe(content.getvalue())))
    assert reason(found) == "is a ZIP archive, which is read from a file only; save it and name that"
