"""The file of a packet: it loads and runs nothing, and any character of it that changes is found and named."""

from __future__ import annotations

import base64
import hashlib
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.archive import Archive
from dedup.errors import NotFoundError, TooLargeError, UnreadableError, UnusableError
from dedup.model import PACKET_LAYOUT, Against, Difference, Review, TextsKept, Verification, Word
from dedup.report.packet.data import data_digest, data_text
from dedup.version import installed_version
from dedup.web.packet import DATA_BEGINS, SEAL_BEGINS, SEAL_ENDS, packet_page, seal
from dedup.web.verifying import packet_in, read_packet, verified
from tests.packet_factories import COPY, MADE, ORIGIN, filled, making, small
from tests.web_factories import client

# What the page of `small` is, for each layout that was given out. Where the same data makes another page, this test
# fails: raise PACKET_LAYOUT, so that older files are not called changed, and note the new page here.
LAYOUTS: Final = {1: "9b8a79e1a56350fb4ec6f075a34df822bdbdf8e79d3389ab8c08dc383b5b38a0"}
ELEMENTS = {
    "a", "b", "bdi", "body", "br", "code", "details", "div", "footer", "h1", "h2", "h3", "h4", "head", "header", "html",
    "li", "main", "meta", "nav", "ol", "p", "pre", "rect", "section", "span", "strong", "style", "summary", "sup",
    "svg",
    "table", "tbody", "td", "th", "thead", "title", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "aria-hidden", "aria-label", "charset", "class", "content", "data-of", "dir", "height", "href", "http-equiv", "id",
    "lang", "name", "preserveaspectratio", "role", "scope", "viewbox", "width", "x",
}  # fmt: skip


class Outline(HTMLParser):
    """What elements and attributes a page has, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name == "href"}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("page") / "a.db")


@pytest.fixture(scope="module")
def pages(db: Path) -> dict[str, str]:
    with Archive.open(db) as archive:
        return {
            "pair": packet_page(archive.packet(COPY, ORIGIN, making())),
            "passages": packet_page(archive.packet(COPY, ORIGIN, making(TextsKept.PASSAGES))),
            "story": packet_page(archive.story_packet(ORIGIN, making())),
        }


def checked(page: str, db: Path) -> Verification:
    with Archive.open(db) as archive:
        return verified(packet_in(page.encode()), archive, "0.1.0")


def in_file(page: str) -> list[Difference]:
    """What is wrong with a page by itself; a page whose data cannot be read is wrong as a whole."""
    try:
        given = packet_in(page.encode("utf-8", "surrogatepass"))
    except UnusableError as error:
        return [Difference(Against.FILE, "the whole", str(error), None)]
    with_nobody = Unasked()
    return [one for one in verified(given, with_nobody, "0.1.0").differences if one.against is Against.FILE]


class Unasked(Archive):
    """An archive that holds nothing, for looking at a file alone."""

    def __init__(self) -> None:
        pass

    def packet_again(self, packet: object) -> object:  # type: ignore[override]
        raise NotFoundError("nothing is held")


@pytest.mark.parametrize("name", ["pair", "passages", "story"])
def test_the_file_loads_runs_and_links_to_nothing(pages: dict[str, str], name: str) -> None:
    page = pages[name]
    outline = Outline(page)
    assert set(outline.elements) <= ELEMENTS
    assert outline.attributes <= ATTRIBUTES
    assert outline.elements.count("style") == outline.elements.count("pre") == 1
    assert all(link.startswith("#") and f'id="{link[1:]}"' in page for link in outline.links)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" in page


def test_what_an_article_or_a_note_says_stays_text(pages: dict[str, str]) -> None:
    page = pages["pair"]
    assert "&lt;b&gt;&amp; closed" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<span class="code">U+202E</span>evil' in page
    assert "\u202e" not in page
    assert page.count(DATA_BEGINS) == 1


@pytest.mark.parametrize("name", ["pair", "passages", "story"])
def test_a_fresh_packet_matches(pages: dict[str, str], db: Path, name: str) -> None:
    result = checked(pages[name], db)
    assert result.matches
    assert result.page_checked
    assert result.notes == ()
    assert result.made_at == MADE


def test_the_same_packet_makes_the_same_file(pages: dict[str, str], db: Path) -> None:
    with Archive.open(db) as archive:
        assert packet_page(archive.packet(COPY, ORIGIN, making())) == pages["pair"]


def test_a_text_without_end_is_cut_on_the_page_and_whole_in_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    packet = small()
    whole = packet_page(packet)
    monkeypatch.setattr("dedup.report.packet.places.LONGEST", 10)
    page = packet_page(packet)
    assert "42 characters more of the two texts are left out here" in page
    assert "Boats wait" in whole.partition(DATA_BEGINS)[0]
    assert "Boats wait" not in page.partition(DATA_BEGINS)[0]
    assert data_text(packet) in page
    assert "left out here" not in whole


def test_the_findings_tell_what_a_person_decided(pages: dict[str, str]) -> None:
    said = "Mara Lind (review of 2025-03-07) says: they are the same story; A was made from B."
    assert all(said in page for page in pages.values())


def test_the_page_says_what_it_shows_and_does_not_show(pages: dict[str, str]) -> None:
    for page in pages.values():
        assert "A match is no proof of wrongdoing" in page
        assert "The archive held 3 articles when this was made." in page
        assert "This file is not signed." in page


# --- the file against its own data ------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_any_character_that_changes_in_the_file_is_found(data: st.DataObject) -> None:
    page = packet_page(small())
    at = data.draw(st.integers(0, len(page) - 1))
    letter = data.draw(st.characters(exclude_categories=()))
    cut = data.draw(st.sampled_from([0, 1]))
    other = page[:at] + letter + page[at + cut :]
    if other != page:
        assert in_file(other)
    assert in_file(page[:at] + page[at + 1 :])


@pytest.mark.parametrize(
    ("old", "new", "place", "here"),
    [
        ("A match is no proof", "A match is a proof", "“1What this packet shows, and what it does not”", "⟦a⟧"),
        ("Nobody has decided", "Mara Lind has decided", "“6What people decided”", "⟦Mara Lind⟧"),
        ("<li>A date of", "<li hidden>A date of", "“It does not show”, markup", "⟦<li hidden>⟧"),
        ("color-scheme: light dark", "color-scheme: dark", "head of the file", None),
        ("score 0.731", "score 0.931", "“What was found”", "⟦0.931⟧"),
        ("</main>", "</main>\n", "data of the packet, white space", None),
    ],
)
def test_what_changed_is_named_by_its_section_and_words(old: str, new: str, place: str, here: str | None) -> None:
    page = packet_page(small())
    assert old in page
    found = [one for one in in_file(page.replace(old, new, 1)) if one.place != "seal"]
    assert [one.place for one in found] == [place]
    assert here is None or here in (found[0].here or "")


def test_two_changes_far_apart_are_named_by_themselves(pages: dict[str, str]) -> None:
    page = pages["pair"].replace("Evidence packet</p>", "Evidence bundle</p>").replace("dedup verify", "dedup trust")
    assert [one.place for one in in_file(page) if one.place != "seal"] == [
        "“Evidence packet”",
        "“9How this was made, and how to check it”",
    ]


def test_a_file_that_was_sealed_anew_is_still_found_out() -> None:
    head = packet_page(small()).partition(SEAL_BEGINS)[0].replace("score 0.731", "score 0.231")
    page = f"{head}{SEAL_BEGINS}{seal(head)}{SEAL_ENDS}"
    assert [one.place for one in in_file(page)] == ["“What was found”"]


def test_data_that_changed_is_told_by_its_digest_once() -> None:
    packet = small()
    page = packet_page(packet)
    other = page.replace(data_text(packet), data_text(replace(packet, held=8)))
    found = in_file(other)
    assert [one.place for one in found if "held" not in one.place][:2] == ["seal", "digest of the data"]
    assert any("8" in (one.there or "") for one in found)
    assert not any("style" in (one.here or "") for one in found)


def test_a_page_that_a_browser_saved_anew_is_told_from_one_that_says_otherwise(pages: dict[str, str]) -> None:
    saved = re.sub("(<rect [^>]*)/>", r"\1></rect>", pages["pair"]).replace("&#39;", "'").replace("&#34;", '"')
    saved = saved.replace("<!doctype html>\n", "<!DOCTYPE html>").replace("</head>\n<body>", "</head><body>")
    assert [one.place for one in in_file(saved)] == ["seal", "markup"]
    assert [one.place for one in in_file(saved.replace("no proof", "a proof"))][1].startswith("“1What")


def test_what_was_added_behind_the_end_is_found(pages: dict[str, str]) -> None:
    assert [one.place for one in in_file(pages["pair"] + "<p>More</p>")] == ["end of the file"]


def test_line_endings_of_another_system_are_told_as_such(pages: dict[str, str]) -> None:
    found = in_file(pages["pair"].replace("\n", "\r\n"))
    assert [one.place for one in found] == ["line endings"]


def test_a_page_of_another_layout_is_judged_by_its_data() -> None:
    older = replace(small(), layout=PACKET_LAYOUT + 1)
    page = packet_page(older)
    result = verified(packet_in(page.encode()), Unasked(), "0.1.0")
    assert not result.page_checked
    assert any("layout" in note for note in result.notes)
    assert [one.place for one in result.differences] == ["what it is of"]
    assert "seal" in {one.place for one in in_file(page.replace("no proof", "proof"))}


def test_a_layout_has_one_page() -> None:
    assert LAYOUTS[PACKET_LAYOUT] == hashlib.sha256(packet_page(small()).encode()).hexdigest()


# --- the data against the archive -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("UPDATE article SET text = replace(text, 'forty', 'fifty') WHERE key = 'copy'", "A, text"),
        ("UPDATE article SET title = 'Lock open' WHERE key = 'copy'", "A, title"),
        ("UPDATE article SET published = '2025-03-03' WHERE key = 'copy'", "A, date of publication"),
        ("UPDATE credit SET name = 'The Post'", "A, credit"),
        ("UPDATE capture SET retrieved_at = '2025-03-04T05:06:08+00:00'", "B, capture 1"),
        ("UPDATE capture SET tls_certificate = 'cd'", "B, capture 1, tls, certificate"),
        ("UPDATE payload SET size = size + 1", "B, capture 1, size"),
        ("UPDATE payload SET packed = x'00'", "B, capture 1, intact"),
        ("UPDATE revision SET title = 'Lock ajar'", "B, state 1, title"),
        ("UPDATE revision SET text = text || '.'", "B, state 1, digest of the text"),
        ("UPDATE review SET note = 'Read one.'", "review by Mara Lind"),
        ("UPDATE review SET undone_at = at", "review by Mara Lind"),
        ("UPDATE derivation SET certainty = 0.6", "A and B, who took from whom, certainty"),
        ("UPDATE meta SET value = 'x' WHERE key = 'scheme.tracing'", "analysis, tracing"),
    ],
)  # fmt: skip
def test_what_changed_in_the_archive_is_named(
    pages: dict[str, str], db: Path, tmp_path: Path, change: str, place: str
) -> None:
    copied = tmp_path / "b.db"
    with closing(sqlite3.connect(db)) as source, closing(sqlite3.connect(copied)) as target:
        source.backup(target)
        target.execute(change)
        target.commit()
    found = checked(pages["pair"], copied).differences
    assert {one.against for one in found} == {Against.ARCHIVE}
    assert any(one.place.startswith(place) for one in found), [one.place for one in found]


def test_a_word_said_since_is_named_and_further_articles_are_noted(
    pages: dict[str, str], db: Path, tmp_path: Path
) -> None:
    copied = tmp_path / "b.db"
    with closing(sqlite3.connect(db)) as source, closing(sqlite3.connect(copied)) as target:
        source.backup(target)
    with Archive.open(copied) as archive:
        archive.review(Review(a=COPY, b=ORIGIN, word=Word.UNSURE, reviewer="Ines Falk", at=MADE + timedelta(days=1)))
    found = checked(pages["pair"], copied).differences
    assert [one.here for one in found] == [None]
    assert found[0].place.startswith("review by Ines Falk")


def test_a_packet_of_what_is_not_held_says_so(pages: dict[str, str], tmp_path: Path) -> None:
    with Archive.open(tmp_path / "empty.db"):
        pass
    for name in ("pair", "story"):
        found = checked(pages[name], tmp_path / "empty.db").differences
        assert [one.place for one in found] == ["what it is of"]


def test_another_version_is_noted(pages: dict[str, str], db: Path) -> None:
    with Archive.open(db) as archive:
        result = verified(packet_in(pages["pair"].encode()), archive, "9.9")
    assert result.matches
    assert result.notes == ("It was made with dedup 0.1.0, and this is dedup 9.9.",)


# --- files that are none ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no evidence packet"),
        (b"<html><body>Hello</body></html>", "no evidence packet"),
        (b"\xff\xfe", "not UTF-8"),
        (DATA_BEGINS.encode() + b"{}", "no evidence packet"),
        (DATA_BEGINS.encode() + b"{}</pre>", "form"),
        (DATA_BEGINS.encode() + b"<!DOCTYPE x [<!ENTITY a 'b'>]>&a;</pre>", "no JSON"),
        (DATA_BEGINS.encode() + b"{}</pre>" + DATA_BEGINS.encode() + b"{}</pre>", "two packets"),
    ],
)
def test_a_file_that_is_no_packet_is_told(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "x.html"
    file.write_bytes(content)
    with pytest.raises(UnusableError, match=reason):
        read_packet(file)


def test_files_that_cannot_be_read_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFoundError):
        read_packet(tmp_path / "none.html")
    long = tmp_path / "long.html"
    long.write_bytes(b"x" * 101)
    monkeypatch.setattr("dedup.web.verifying.MAX_FILE", 100)
    with pytest.raises(TooLargeError):
        read_packet(long)
    monkeypatch.setattr("dedup.web.packet.MAX_FILE", 100)
    with pytest.raises(TooLargeError, match="--texts passages"):
        packet_page(small())
    with pytest.raises((UnreadableError, NotFoundError)):
        read_packet(tmp_path)


# --- the desk ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked", [{"a": COPY, "b": ORIGIN}, {"a": COPY, "b": ORIGIN, "texts": "passages"}, {"story": ORIGIN}]
)
def test_the_desk_gives_a_packet_to_keep(db: Path, asked: dict[str, str]) -> None:
    with client(db) as browser:
        answer = browser.get("/packet", params=asked)
    assert answer.status_code == 200
    given = packet_in(answer.content)
    name = f"dedup-packet-{data_digest(given.data)[:16]}.html"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    with Archive.open(db) as archive:
        assert verified(given, archive, installed_version()).matches


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 400),
        ({"a": COPY}, 400),
        ({"b": COPY}, 400),
        ({"a": COPY, "b": COPY}, 400),
        ({"a": COPY, "b": ORIGIN, "story": ORIGIN}, 400),
        ({"a": COPY, "b": ORIGIN, "texts": "none"}, 400),
        ({"a": COPY, "b": "<b>nobody"}, 404),
        ({"story": "school"}, 404),
        ({"story": "\x00"}, 404),
    ],
)
def test_the_desk_says_what_is_wrong_with_a_question(db: Path, asked: dict[str, str], status: int) -> None:
    with client(db) as browser:
        answer = browser.get("/packet", params=asked)
    assert answer.status_code == status
    assert "<b>nobody" not in answer.text
