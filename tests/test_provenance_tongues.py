"""Credits in languages beyond the six of `dedup.provenance.cues`, and names that run into the words around them."""

from __future__ import annotations

import pytest

from dedup.model import Article, Capture, Claim, Medium, MetaSource
from dedup.provenance.credits import credited, read_credits
from tests.provenance_factories import credits_of

NAMED = {
    "nl": ("Dagblad Veenrijk", "Volgens Dagblad Veenrijk blijft de sluis dicht."),
    "sv": ("Sundviks Tidning", "Slussen är stängd, skriver Sundviks Tidning."),
    "da": ("Havneby Tidende", "Ifølge Havneby Tidende er slusen lukket."),
    "fi": ("Lahden Viesti", "Asiasta kertoi ensimmäisenä Lahden Viesti."),
    "pl": ("Głos Śluzy", "Jak podaje „Głos Śluzy”, śluza jest zamknięta."),
    "ru": ("Речной вестник", "Об этом сообщает газета «Речной вестник»."),
    "uk": ("Річковий вісник", "Про це повідомляє «Річковий вісник»."),
    "tr": ("Kanal Postası", "Kanal Postası’nın haberine göre kapak kapalı."),
    "ar": ("أخبار القناة", "نقلاً عن صحيفة أخبار القناة فإن البوابة مغلقة."),
    "fa": ("پیام بندر", "به گزارش روزنامه پیام بندر، دریچه بسته است."),
    "he": ("קול התעלה", 'כך דיווח "קול התעלה" ביום שלישי.'),
    "el": ("Φωνή του Ισθμού", "Σύμφωνα με τη Φωνή του Ισθμού, η διώρυγα έκλεισε."),
    "vi": ("Báo Bến Cảng", "Theo Báo Bến Cảng, cửa cống đã đóng."),
    "id": ("Suara Muara", "Seperti dilansir Suara Muara, pintu air ditutup."),
    "zh": ("河港晚报", "据河港晚报报道，船闸关闭。"),
    "zh, in marks": ("河港晚报", "《河港晚报》报道称，船闸关闭。"),
    "ja": ("港北日報", "水門が閉まると港北日報が伝えた。"),
    "ko": ("나루일보", "나루일보에 따르면 갑문이 닫혔다."),
    "fr": ("Courrier du Canal", "Comme l’a révélé le « Courrier du Canal », l’écluse est fermée."),
    "es": ("La Voz del Canal", "Tal y como adelantó La Voz del Canal, la esclusa está cerrada."),
}
NOT_NAMED = {
    "ru": ("Речной вестник", "Суд оштрафовал «Речной вестник» на сто тысяч."),
    "pl": ("Głos Śluzy", "Miasto kupiło budynek, w którym mieścił się Głos Śluzy."),
    "zh, a company": ("河港晚报", "据河港晚报社员工介绍，大楼停电。"),
    "zh, another paper": ("河港晚报", "据新河港晚报报道，船闸关闭。"),
    "ja": ("港北日報", "港北日報の社屋が移転する。"),
    "ko": ("나루일보", "나루일보 사옥이 이전한다."),
}


def written(text: str, language: str) -> Article:
    return Article(
        key="a",
        text=text,
        capture=Capture(source="a", medium=Medium.TEXT, digest="0"),
        language=Claim(language[:2], MetaSource.TEXT),
    )


@pytest.mark.parametrize("case", NAMED)
def test_a_source_is_named_in_the_words_of_the_language(case: str) -> None:
    name, text = NAMED[case]
    found = credited(written(text, case), name, "held.example")
    assert found
    assert all(one.name == name for one in found)


@pytest.mark.parametrize("case", NOT_NAMED)
def test_who_is_only_spoken_of_is_no_source(case: str) -> None:
    name, text = NOT_NAMED[case]
    assert not credited(written(text, case), name, "held.example")


def test_further_forms_are_not_looked_for_in_languages_that_have_their_own() -> None:
    text = "Volgens Reuters blijft de sluis dicht."
    assert [one.name for one in read_credits(written(text, "nl"))] == ["Reuters"]
    assert not read_credits(written(text, "en"))


def test_a_name_that_goes_on_with_of_a_place_is_no_known_one_that_begins_so() -> None:
    assert [one.name for one in credits_of("Lo riferisce il Corriere della Chiusa.")] == ["Corriere della Chiusa"]
    assert [one.name for one in credits_of("Lo riferisce il Corriere.")] == ["Corriere della Sera"]
