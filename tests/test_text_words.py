"""The normal form: what counts as the same word, and that every word knows its place in the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.model import Span
from dedup.text import words as reading
from dedup.text.characters import CLOSERS, FINISHED, MARKS, WIDE_MARKS, looks_of
from dedup.text.lookalike import fold_lookalikes, is_latin_text
from dedup.text.words import Words, keys_of, words_of
from tests.writing import FERRY, LIBRARY

SCRIPTS = {
    "latin": "The quick Straße façade Ørsted İstanbul don’t 1,234.5 3.5% U.S. e-mail AT&T",
    "combining": "re\u0301sume\u0301 Z\u0336a\u0336l\u0336g\u0336o\u0336 a\u0301\u0300\u0302 \u0301\u0301 n\u0303",
    "han": "市议会星期二晚上投票决定停止两艘渡轮的服务。",
    "japanese": "港湾評議会は火曜日、カモメ号の廃止を決めた。",
    "thai": "สภาเมืองลงมติยกเลิกเรือข้ามฟากสองลำในวันอังคาร",
    "arabic": "قرّر مجلسُ المدينةِ سحبَ العبّارتين القديمتين ١٢٣",
    "hebrew": "מועצת הנמל החליטה בְּיוֹם שלישי לבטל את המעבורת",
    "hindi": "नगर परिषद ने मंगलवार को दो पुरानी नौकाएँ हटाने का निर्णय लिया",
    "korean": "항만 의회는 화요일에 낡은 여객선 두 척을 없애기로 했다",
    "emoji": "done 👍🏽 family 👩‍👩‍👧‍👦 flag 🇳🇴 heart ❤️ end",
    "hidden": "Coun\u00adcil \u200bmem\u200dbers \ufeffvoted\u2060 \u202eback\u202c",
    "surrogates": "before \ud83d after \udc00\udfff x\ud800y",
    "controls": "nul\x00byte esc\x1b[31m tab\tline\x0bfeed\x85",
}

any_text = st.one_of(
    st.text(st.characters()),  # lone surrogates included
    st.lists(st.sampled_from([piece for text in SCRIPTS.values() for piece in (*text, text)])).map("".join),
)


def check_places(text: str, words: Words) -> None:
    """What holds of every normal form: words in order, without overlap, inside the text, each equal to its own place."""
    assert len(words) == len(words.words) == len(words.keys) == len(words.starts) == len(words.ends)
    assert (words.starts < words.ends).all()
    assert (words.starts[1:] >= words.ends[:-1]).all()
    assert np.array_equal(words.keys, keys_of(list(words.words)))
    if len(words):
        assert int(words.starts[0]) >= 0
        assert int(words.ends[-1]) <= len(text)


def latin_as(text: str, raw: str) -> str:
    """A word taken out of its text, with enough of the same script around it to be read as it was there."""
    return raw if is_latin_text(text) == is_latin_text(raw) else ("abcde " * 50 if is_latin_text(text) else "жж ") + raw


@given(any_text)
def test_every_word_knows_its_place(text: str) -> None:
    words = words_of(text)
    check_places(text, words)
    for i, word in enumerate(words.words):
        span = words.span(i, i + 1)
        assert words_of(latin_as(text, text[span.start : span.end])).words[-1:] == (word,)


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=list(SCRIPTS))
def test_every_script_has_words_with_places(text: str) -> None:
    words = words_of(text)
    assert len(words) >= 3
    check_places(text, words)
    span = words.span(0, len(words))
    assert words_of(text[span.start : span.end]).words == words.words


@given(any_text)
def test_reading_is_repeatable_and_the_digest_names_the_words(text: str) -> None:
    once, again = words_of(text), words_of(text)
    assert once.words == again.words
    assert once.digest == again.digest
    assert len(once.digest) == 16
    assert words_of(text + " zzyzx").digest != once.digest


@given(any_text, st.integers(0, 30), st.integers(0, 30))
def test_words_of_a_span_are_found_again_by_the_span(text: str, start: int, length: int) -> None:
    words = words_of(text)
    first, last = min(start, len(words)), min(start + length, len(words))
    span = words.span(first, last)
    if first == last:
        assert span == Span(0, 0)
    else:
        assert words.within(span.start, span.end) == (first, last)


@given(st.text(st.characters(codec="ascii")))
def test_ascii_text_reads_the_same_inside_a_text_that_is_not_ascii(text: str) -> None:
    """The fast path for ASCII and the general path must agree."""
    assert words_of(f"{text} …").words == words_of(text).words


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_unicode_normalization_makes_no_difference(form: Literal["NFC", "NFD", "NFKC", "NFKD"]) -> None:
    text = "Le préfet d’Évreux a déjà rencontré Ørjan Škvorecký à 12,5 °C près de l'Œuvre, naïveté et ﬁn."
    assert words_of(unicodedata.normalize(form, text)).words == words_of(text).words


SAME = {
    "case": ("The Council VOTED", "the council voted"),
    "sharp s": ("STRASSE", "Straße"),
    "soft hyphen": ("the coun\u00adcil vo\u00adted", "the council voted"),
    "zero-width space": ("the coun\u200bcil voted", "the council voted"),
    "zero-width joiners": ("the c\u200cou\u200dncil voted", "the council voted"),
    "word joiner": ("the coun\u2060cil voted", "the council voted"),
    "byte order mark": ("\ufeffthe council\ufeff voted", "the council voted"),
    "bidi controls": ("\u202athe council\u202c voted", "the council voted"),
    "variation selector": ("the council\ufe0f voted", "the council voted"),
    "full-width": ("Ｔｈｅ ｃｏｕｎｃｉｌ ｖｏｔｅｄ １２", "the council voted 12"),
    "ligatures": ("the oﬃce of ﬁsh ﬂew", "the office of fish flew"),
    "mathematical letters": ("the 𝐜𝐨𝐮𝐧𝐜𝐢𝐥 voted", "the council voted"),
    "Cyrillic in a word": ("the cоuncіl vоted in the hall", "the council voted in the hall"),
    "whole word of look-alikes": ("a long English sentence says сосо here", "a long English sentence says coco here"),
    "Greek in a word": ("the cοuncil vοted", "the council voted"),
    "thousands separator": ("1,860 of 12,345,678 crowns", "1860 of 12345678 crowns"),
    "thousands with decimals": ("1,860.25 crowns", "1860.25 crowns"),
    "typographic apostrophe": ("the council’s vote isn’t", "the council's vote isn't"),
    "modifier apostrophe": ("the councilʼs vote", "the council's vote"),
    "left quotation mark as apostrophe": ("the council‘s vote", "the council's vote"),
    "full-width apostrophe": ("the council＇s vote", "the council's vote"),
    "composed and combining": ("cafe\u0301 re\u0301sume\u0301", "café résumé"),
    "no-break spaces": ("the\u00a0council\u202fvoted\u3000now", "the council voted now"),
    "dashes and quotes": ("“The council” — voted…", "The council voted"),
    "apostrophe that normalization bares": ("ship\u200b’\u200b sails", "ship sails"),
    "underscores": ("_the_ council_voted", "the council voted"),
    "controls": ("the\x00council\x1bvoted", "the council voted"),
    "stretched Arabic": ("المجـــلس صوّت", "المجلس صوت"),
    "points of Arabic": ("صَوَّتَ المَجْلِسُ", "صوت المجلس"),
    "points of Hebrew": ("הַמּוֹעָצָה הִצְבִּיעָה", "המועצה הצביעה"),
    "kaf and yeh": ("كمیته رای داد", "کمیته رای داد"),
    "Arabic digits": ("١٩٥١ و ٣٫٥", "1951 و 3.5"),
    "Persian digits": ("۱٬۸۶۰ نفر", "١٬٨٦٠ نفر"),
    "digits of Devanagari": ("१२ वोट", "12 वोट"),
    "full-width separators": ("会议１，８６０人３．５％", "会议1,860人3.5%"),
    "half-width kana": ("ｶﾞｲﾄﾞ が ﾎﾟｰﾙ", "ガイド が ポール"),
    "decomposed kana": ("か\u3099い", "がい"),
    "zero-width space before a number": ("약 \u200b38헥타르", "약 38헥타르"),
    "dotted capital": ("İznik\u2019te", "i̇znik'te"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=list(SAME))
def test_typography_makes_no_difference(one: str, other: str) -> None:
    assert words_of(one).words == words_of(other).words
    assert words_of(one).digest == words_of(other).digest


DIFFERENT = {
    "decimals are no thousands": ("1.860", "1860"),
    "lists of numbers": ("1,2,3", "123"),
    "possessive": ("councils", "council's"),
    "accent": ("resume", "résumé"),
    "dotted": ("3.5", "35"),
    "digits": ("1951", "1952"),
    "hamza is no point": ("سأل", "سال"),
    "a mark of another kana": ("がい", "かい"),
}


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=list(DIFFERENT))
def test_what_a_reader_tells_apart_stays_apart(one: str, other: str) -> None:
    assert words_of(one).words != words_of(other).words


def test_words_written_without_spaces_are_one_character_each() -> None:
    assert words_of("市议会投票").words == tuple("市议会投票")
    assert words_of("เรือ").words == tuple("เรือ")


RUSSIAN = (
    "Совет порта в среду решил снять с линии оба старых парома, сообщил в Москве его глава. Рост цен не остановить."
)
GREEK = "Το συμβούλιο του λιμανιού αποφάσισε την Τρίτη να αποσύρει τα δύο παλαιότερα πλοία από τη γραμμή."


@pytest.mark.parametrize("text", [RUSSIAN, GREEK], ids=["russian", "greek"])
def test_texts_of_other_scripts_are_left_alone(text: str) -> None:
    words = words_of(text).words
    assert not is_latin_text(text)
    assert words == tuple(text.casefold().translate(dict.fromkeys(map(ord, ",."))).split())
    assert not any(letter.isascii() for word in words for letter in word)


def test_a_russian_text_that_names_latin_brands_is_left_alone() -> None:
    words = words_of(RUSSIAN + " Компания Microsoft и канал BBC не ответили.").words
    assert "совет" in words
    assert "рост" in words
    assert "microsoft" in words


def test_a_russian_name_in_an_english_text_is_left_alone_where_it_is_not_all_look_alikes() -> None:
    assert "москва" in words_of(FERRY + " The name Москва is painted on the hull.").words


def test_one_disguised_word_costs_a_text_nothing() -> None:
    disguised = FERRY.replace("council", "соuncіl").replace("Heron", "Неrоn")
    assert disguised != FERRY
    assert words_of(disguised).words == words_of(FERRY).words


def test_folding_is_left_out_where_no_letter_passes_for_latin() -> None:
    assert fold_lookalikes("совет", latin=False) == "совет"
    assert fold_lookalikes("жук", latin=True) == "жук"
    assert fold_lookalikes("а", latin=True) == "а"  # one letter disguises nothing
    assert fold_lookalikes("расе", latin=True) == "pace"
    assert fold_lookalikes("расе", latin=False) == "расе"
    assert fold_lookalikes("pаce", latin=False) == "pace"


@pytest.mark.parametrize("text", ["", " \n\t", "… — !", "\u200b\u200b \u00ad", "\ufeff"])
def test_a_text_without_words_is_empty(text: str) -> None:
    words = words_of(text)
    assert len(words) == 0
    assert words.words == ()
    assert words.span(0, 0) == Span(0, 0)
    assert words.within(0, 5) == (0, 0)
    assert words.digest == words_of("").digest


def test_what_shows_nothing_begins_no_word() -> None:
    words = words_of("約 \u200b38 ـــ ｶﾞ\u200bx")
    assert words.words == ("約", "38", "ガ", "x")
    assert words.starts.tolist() == [0, 3, 10, 13]
    assert words.ends.tolist() == [1, 5, 12, 14]


def test_different_articles_have_different_digests() -> None:
    assert words_of(FERRY).digest != words_of(LIBRARY).digest
    assert words_of(FERRY).digest.hex() == words_of(FERRY.upper()).digest.hex()


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, "'" * 200_000, "a'" * 200_000, "1," * 200_000, "\u0301" * 200_000, "\u00ad" * 200_000],
    ids=["one word", "apostrophes", "letters and apostrophes", "digits and commas", "marks", "soft hyphens"],
)
def test_hostile_runs_are_read(text: str) -> None:
    check_places(text, words_of(text))


PAGES = range(0x110000 // reading._PAGE)
LOOKS: list[Callable[[str], bool]] = [  # from the lowest bit on
    str.isspace, str.isupper, str.islower, lambda char: char.istitle() and not char.isupper(), CLOSERS.__contains__,
    MARKS.__contains__, WIDE_MARKS.__contains__, lambda char: reading._IGNORED.match(char) is not None,
    lambda char: char.isalnum() or char == "_", FINISHED.__contains__, str.isdigit, str.isdecimal,
]  # fmt: skip


def page(number: int) -> str:
    return "".join(map(chr, range(number * reading._PAGE, (number + 1) * reading._PAGE)))


def test_pages_that_are_told_at_once_say_what_is_told_letter_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = [number for number in PAGES if reading._stands_for_itself(page(number))]
    assert {ord("一") // reading._PAGE, ord("가") // reading._PAGE} <= {*at_once}
    told = [reading._page(number) for number in at_once]
    monkeypatch.setattr(reading, "_stands_for_itself", lambda _: False)
    assert told == [reading._page(number) for number in at_once]


def test_characters_look_as_they_say_of_themselves() -> None:
    for number in PAGES:
        chars = page(number)
        looks = looks_of(chars)
        for bit, says in enumerate(LOOKS):
            assert (looks >> bit & 1).tolist() == [says(char) for char in chars]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40)))
def test_keys_are_the_same_without_compiled_code(words: list[str]) -> None:
    found, wanted = keys_of(words), reading.plain_keys(words)
    assert found.dtype == wanted.dtype
    assert found.tolist() == wanted.tolist()


def test_a_word_of_half_a_character_has_no_key() -> None:
    with pytest.raises(UnicodeEncodeError):
        keys_of(["whole", "\ud800"])
