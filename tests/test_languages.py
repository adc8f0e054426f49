"""Rewrites and views in languages other than English, on texts written for these tests.

Each file of tests/languages holds an original, its rewrite, an independent report on the same event, and a text on
something else.
"""

from pathlib import Path

import numpy as np
import pytest
import Stemmer

from dedup.candidates import LIKE, likeness
from dedup.compare.rewrite import assess
from dedup.text.sentences import sentence_starts
from dedup.text.stems import has_stems
from dedup.text.telling import Keyed, wording
from dedup.text.views import Views, views
from dedup.text.words import words_of

LANGUAGES = ("ar", "de", "en", "es", "fr", "ja", "ru", "zh")
TEXTS = Path(__file__).parent / "languages"
THAI = (
    "เมืองวัลมาร์ปิดสะพานรถไฟข้ามแม่น้ำซอร์นเมื่อคืนวันจันทร์ หลังวิศวกรพบรอยร้าว 17 แห่งที่ส่วนโค้งด้านเหนือ"
    " รถไฟไปชายฝั่งจะหยุดที่สถานีออร์บาคจนถึงวันที่ 9 พฤศจิกายน สะพานสร้างเมื่อปี 1911 มีรถไฟผ่านวันละ 86 ขบวน",
    "พบรอยร้าว 17 แห่งที่ส่วนโค้งด้านเหนือ ทำให้เมืองวัลมาร์ต้องปิดสะพานรถไฟข้ามแม่น้ำซอร์นในคืนวันจันทร์"
    " จนถึงวันที่ 9 พฤศจิกายน รถไฟไปชายฝั่งจะวิ่งถึงแค่สถานีออร์บาค มีรถไฟวันละ 86 ขบวนข้ามสะพานที่สร้างในปี 1911",
    "พิพิธภัณฑ์ท้องถิ่นเปิดแสดงกล่องดนตรีโบราณตั้งแต่วันอาทิตย์ ผู้อำนวยการรวบรวมของ 54 ชิ้นจากสามประเทศ"
    " ชิ้นเก่าที่สุดทำขึ้นในปี 1798 ค่าเข้าชมสี่ยูโร เด็กเข้าฟรี วงดนตรีของหมู่บ้านจะบรรเลงเพลงในวันเปิดงาน",
)


def read(text: str, language: str | None) -> Views:
    return views(text, words_of(text), language)


def quartet(language: str) -> list[Views]:
    return [read(text.strip(), language) for text in (TEXTS / f"{language}.txt").read_text("utf-8").split("===")]


def worded(view: Views) -> Keyed:
    return wording(view.stems, view.rarity, view.number | view.name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rewrite_is_told_from_another_report(language: str) -> None:
    original, rewrite, independent, unrelated = quartet(language)
    found = assess(original, rewrite)
    assert found.kind.derived
    assert found.probability > 0.8
    for other in (original, rewrite):
        assert not assess(other, independent).kind.derived
        assert assess(other, independent).probability < 0.3
        assert assess(other, unrelated).probability < 0.2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cheap_look_lets_every_rewrite_through(language: str) -> None:
    original, rewrite, *_ = quartet(language)
    assert likeness(worded(original), worded(rewrite)) >= LIKE


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_of_unknown_language_is_still_told_apart(language: str) -> None:
    original, rewrite, independent, _ = [
        read(text, None) for text in (TEXTS / f"{language}.txt").read_text("utf-8").split("===")
    ]
    assert assess(original, rewrite).probability > 0.5 > assess(original, independent).probability


def test_thai_is_compared_without_a_table_of_words() -> None:
    original, rewrite, unrelated = (read(text * 2, "th") for text in THAI)
    assert assess(original, rewrite).probability > assess(original, unrelated).probability
    assert assess(original, unrelated).probability < 0.2
    assert likeness(worded(original), worded(rewrite)) >= LIKE


def test_thai_sentences_end_at_spaces_where_no_mark_does() -> None:
    text = THAI[0] * 4
    words = words_of(text)
    starts = sentence_starts(text, words)
    assert len(starts) > 3
    assert all(text[int(words.starts[start]) - 1] == " " for start in starts[1:-1].tolist())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "港口今天关闭了。渔民很生气！他们问为什么？「没有人知道。」市长说；他走了。"),
        ("ja", "港は閉鎖された。漁師は怒った！なぜか？「誰も知らない。」市長は言った；帰った。"),
    ],
)
def test_sentences_end_without_a_space(language: str, text: str) -> None:
    assert len(sentence_starts(text, words_of(text))) - 1 == 6


def test_particles_weigh_nothing_in_chinese_and_japanese() -> None:
    for text, language, particles in (("渔民的船在港口里了", "zh", "的在了"), ("漁師の船は港にある", "ja", "のはに")):
        seen = read(text, language)
        assert all(seen.rarity[seen.words.words.index(particle)] == 0 for particle in particles)
        assert (seen.rarity > 0).any()


def test_a_word_of_several_characters_counts_once() -> None:
    alone, inside = read("渔民", "zh"), read("昨天渔民在港口抗议。", "zh")
    assert (alone.rarity > 0).tolist() == [True, False]
    assert set(alone.stems[:1].tolist()) <= set(inside.stems[inside.rarity > 0].tolist())


def test_katakana_writes_one_word() -> None:
    seen = read("ペルワースへ行くペルワース号", "ja")
    places = np.flatnonzero(seen.name)
    assert len(places) == 2
    assert seen.stems[places[0]] == seen.stems[places[1]]


def test_han_numbers_meet_digits() -> None:
    spelled, digits = read("约一千四百艘渔船", "zh"), read("约1400艘渔船", "zh")
    assert set(spelled.stems[spelled.number].tolist()) == set(digits.stems[digits.number].tolist()) != set()


def test_every_stemmer_has_its_language() -> None:
    stems = {"ar", "ca", "cs", "da", "de", "el", "en", "eo", "es", "et", "eu", "fa", "fi", "fr", "ga", "hi", "hu", "hy"}
    stems |= {"id", "it", "lt", "nb", "ne", "nl", "no", "pl", "pt", "ro", "ru", "sr", "st", "sv", "ta", "tr", "yi"}
    for code in stems:
        assert has_stems(code), code
        assert len(read("Vallmar 17 stop 2.4 ΑΒΓ мост", code)) == 6
    variants = {"porter", "dutch_porter"}
    assert len(stems - {"no"}) == len(set(Stemmer.algorithms()) - variants)


def test_hebrew_and_arabic_are_read_from_right_to_left_like_any_text() -> None:
    text = "העיר סגרה את הגשר ביום שני. מהנדסת מצאה 17 סדקים בקשת הצפונית."
    seen = read(text, "he")
    assert len(seen.sentences) == 3
    assert seen.number.sum() == 1
