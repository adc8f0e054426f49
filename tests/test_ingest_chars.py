"""From bytes to characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.ingest import chars
from dedup.ingest.chars import _REPAIRS, decode, repair
from tests.ingest_factories import STORY

ACCENTED = "Die Käferbrücke über die Weiß kostet “fünf” Millionen – naïve façade, déjà vu. " + STORY[0]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "cp1252"]
)
def test_text_is_read_in_its_encoding(encoding: str) -> None:
    decoded = decode(ACCENTED.encode(encoding))
    assert decoded.text == ACCENTED
    assert decoded.replaced == 0


def test_a_declaration_is_believed_only_where_utf_8_fails() -> None:
    head = '<meta charset="iso-8859-1">'
    assert decode((head + ACCENTED).encode()).text == head + ACCENTED
    assert decode((head + ACCENTED).encode("cp1252")).text == head + ACCENTED


def test_a_wrong_declaration_of_utf_8_does_no_harm() -> None:
    page = '<meta charset="utf-8">' + ACCENTED
    assert decode(page.encode("cp1252")).text == page


def test_other_scripts_are_recognised_without_a_declaration() -> None:
    text = "Совет порта решил во вторник закрыть старую пристань, потому что сваи сгнили. " * 5
    assert decode(text.encode("cp1251")).text == text


@pytest.mark.parametrize("head", ["", '<meta charset="utf-8">', '<meta charset="iso-8859-1">'])
def test_japanese_is_recognised_under_a_wrong_declaration_and_none(head: str) -> None:
    page = head + "港の委員会は火曜日に、古い渡し場を閉じることを決めた。杭が腐っていたためだという。" * 5
    assert decode(page.encode("cp932")).text == page


def test_bytes_that_are_damaged_make_no_other_encoding_of_a_western_text() -> None:
    page = (ACCENTED * 40).encode("cp1252")
    assert decode(page + b"\x81\x8d\x8f\x90\x9d" + page).encoding == "cp1252"


def test_declared_asian_encodings_are_read() -> None:
    page = '<meta charset="Shift_JIS">' + "港の委員会は火曜日に古い渡し場を閉じることを決めた。" * 5
    assert decode(page.encode("cp932")).text == page


def test_a_broken_byte_in_utf_8_is_counted_and_the_rest_survives() -> None:
    decoded = decode(ACCENTED.encode() + b" \xff " + ACCENTED.encode())
    assert decoded.text == f"{ACCENTED} \ufffd {ACCENTED}"
    assert (decoded.encoding, decoded.replaced) == ("utf-8", 1)


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("one\x00two\x1b[31m", "onetwo[31m"),
        ("it\x92s \x93so\x94", "it’s “so”"),
        ("a\u2028b", "a\nb"),
        ("\ud83d\ude00 \ud83d alone", "😀 \ufffd alone"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("soft\u00adhyphen and zero\u200bwidth", "soft\u00adhyphen and zero\u200bwidth"),
    ],
)
def test_characters_that_cannot_be_meant_are_mended(broken: str, mended: str) -> None:
    assert repair(broken) == mended


@given(st.text(alphabet=st.characters()))
def test_mended_text_holds_no_controls_and_can_be_stored(text: str) -> None:
    mended = repair(text)
    assert mended.encode().decode() == mended
    assert not any((char < " " and char not in "\n\t") or "\x7f" <= char <= "\x9f" for char in mended)
    assert repair(mended) == mended


@given(st.text(alphabet=st.sampled_from("a\r\n\t\x00\x0b\x92\x9d\u2028\ufffe\ud83d\ude00é😀")))
def test_mending_in_places_is_mending_throughout(text: str) -> None:
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert repair(text) == joined.replace("\r\n", "\n").translate(_REPAIRS)


@given(st.binary(max_size=400))
def test_any_bytes_can_be_decoded(payload: bytes) -> None:
    assert isinstance(decode(payload).text, str)


@given(
    st.text(st.one_of(st.sampled_from("\t\n\r\x0b\x1f\x7f\x85\u2028\ufffe\ud800é ab"), st.characters()), max_size=30)
)
def test_what_is_broken_is_seen(text: str) -> None:
    assert chars._is_broken(text) == (chars._BROKEN.search(text) is not None)
