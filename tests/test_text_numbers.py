"""Numbers, dates and names: one value, one key, however they are written."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.numbers import numbers_of
from dedup.text.views import Views, views
from dedup.text.words import words_of


def values(text: str, language: str | None = "en") -> list[str]:
    return [number.value for number in numbers_of(text, words_of(text), language)]


def read(text: str, language: str | None = "en") -> Views:
    return views(text, words_of(text), language)


def names(text: str, language: str | None = "en") -> set[str]:
    seen = read(text, language)
    return {seen.words.words[i] for i in np.flatnonzero(seen.name)}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "1,400 boats, 1.4k boats, 1.4 thousand boats, fourteen hundred boats", ["1400"] * 4),
        ("en", "£3.5m or 3.5 million or three and a half million", ["3500000"] * 3),
        ("en", "two hundred and five tonnes, 205 tonnes", ["205", "205"]),
        ("en", "one hundred and twenty-three thousand four hundred and fifty-six", ["123456"]),
        ("en", "two million three hundred thousand", ["2300000"]),
        ("en", "a hundred people, a dozen eggs, two dozen eggs, half a million", ["100", "12", "24", "500000"]),
        ("en", "12 percent, 12%, 12 per cent, twelve percent", ["12"] * 4),
        ("en", "10-15 boats, between 10 and 15 boats, ten to fifteen", ["10", "15"] * 3),
        ("en", "the 23rd, the twenty-third, the third, the 21st and the twenty-first", ["23", "23", "3", "21", "21"]),
        ("en", "nineteen eighty-four, 1984, twenty twenty-four", ["1984", "1984", "2024"]),
        ("en", "a 400 m race and $400m", ["400", "400000000"]),
        ("en", "thousands of people, hundreds more, one of them, the first", []),
        ("en", "007 and 0.500 and 12.50", ["7", "0.5", "12.5"]),
        ("en", "1.2.3 and 192.168.0.1", ["1.2.3", "192.168.0.1"]),
        ("de", "1.400 Boote, 1400 Boote, vierzehnhundert Boote, eintausendvierhundert", ["1400"] * 4),
        ("de", "3,5 Millionen, 3.500.000, dreiundzwanzig, zweihundertfünf", ["3500000", "3500000", "23", "205"]),
        ("de", "eine Frau und ein Mann, eine Million", ["1000000"]),
        ("fr", "1 400 bateaux, 1\u202f400 bateaux, mille quatre cents", ["1400"] * 3),
        ("fr", "quatre-vingt-dix-sept, soixante et onze, vingt et un, dix-sept", ["97", "71", "21", "17"]),
        ("fr", "12 pour cent, deux cent trois mille, un homme", ["12", "203000"]),
        ("es", "1.400 barcos, mil cuatrocientos, treinta y cinco", ["1400", "1400", "35"]),
        ("es", "dos millones trescientos mil, doce por ciento", ["2300000", "12"]),
        ("ru", "1 400 лодок, тысяча четыреста, двадцать три, 3,5 млн", ["1400", "1400", "23", "3500000"]),
        ("zh", "一千四百艘，1400艘，二十三人，3000万，1亿2000万", ["1400", "1400", "23", "30000000", "120000000"]),
        ("zh", "一些人三月说", []),
        ("ja", "三千二百、１万２０００", ["3200", "12000"]),
        ("ar", "٣٤ شخصا و 5 ملايين", ["34", "5000000"]),
        (None, "1.400 and 3,5", ["1400", "3.5"]),
    ],
)  # fmt: skip
def test_a_number_is_its_value(language: str | None, text: str, expected: list[str]) -> None:
    assert values(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "on 3 May"), ("en", "on May 3"), ("en", "on May 3rd"), ("en", "on the 3rd of May"), ("en", "the 05-03, 2024-05-03"),
        ("de", "am 3. Mai"), ("de", "am 03.05."), ("de", "am 3.5.2024"), ("fr", "le 3 mai"), ("es", "el 3 de mayo"),
        ("ru", "3 мая"), ("pl", "3 maja"), ("zh", "5月3日"), ("ja", "５月３日"), ("ar", "3 مايو"), ("he", "3 מאי"),
    ],
)  # fmt: skip
def test_a_day_is_one_value(language: str, text: str) -> None:
    assert "--05-03" in values(text, language)


@pytest.mark.parametrize("text", ["you may 3 times", "in 18.30 minutes", "version 1.2.3", "on 45 May", "13.13. was it"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert not any(value.startswith("--") for value in values(text))


def test_a_surname_alone_meets_the_full_name() -> None:
    full, alone = read("Then Gen. CQ Brown spoke."), read("Then Brown spoke.")
    shared = set(full.stems[full.name].tolist()) & set(alone.stems.tolist())
    assert len(shared) == 1
    assert "brown" in names("Then Gen. CQ Brown spoke. He said that Brown was late.")


def test_a_colour_is_no_name() -> None:
    assert "brown" not in names("The Brown paper lay there. A Dr Tavistock saw it.")


def test_possessives_and_hyphens_keep_the_name() -> None:
    plain, other = read("We met Tavistock at home."), read("We met Tavistock's dog and the Tavistock-Penhaligon pair.")
    assert set(plain.stems[plain.name].tolist()) <= set(other.stems[other.name].tolist())
    assert {"tavistock", "penhaligon"} <= names("We met the Tavistock-Penhaligon pair.")


@pytest.mark.parametrize(("one", "other"), [("the U.N. said", "the UN said"), ("Then C.Q. Marsh", "Then CQ Marsh")])
def test_initials_with_and_without_stops_are_one(one: str, other: str) -> None:
    a, b = read(one), read(other)
    assert set(a.stems[a.rarity > 0].tolist()) == set(b.stems[b.rarity > 0].tolist())


def test_elided_articles_do_not_hide_a_name() -> None:
    a, b = read("Hier, le maire a quitté l’Oustalet.", "fr"), read("Hier, vers Oustalet, le maire a fui.", "fr")
    assert set(a.stems[a.name].tolist()) == set(b.stems[b.name].tolist())
    assert a.name.sum() == 1


def test_german_nouns_are_not_all_names() -> None:
    text = "Gestern hat die Inspektorin Hedda Quill im Hafen mit der Feuerwehr gesprochen. Die Pumpen der Fähre seien defekt, sagte Quill."
    found = names(text, "de")
    assert {"hedda", "quill"} <= found
    assert not {"hafen", "feuerwehr", "pumpen", "fähre"} & found


def test_ten_thousand_numbers_are_read() -> None:
    rng = random.Random(3)
    text = " ".join(f"{rng.randrange(10**6):,}" for _ in range(10_000))
    assert len(values(text)) == 10_000


@given(
    st.text(alphabet="0123456789.,' -aandtwenty hundred三十万月日", max_size=80),
    st.sampled_from(["en", "fr", "de", "zh", None]),
)
def test_numbers_are_in_order_and_apart(text: str, language: str | None) -> None:
    words = words_of(text)
    last = 0
    for number in numbers_of(text, words, language):
        assert last <= number.first < number.last <= len(words)
        last = number.last


@given(st.integers(0, 999_999))
def test_every_german_number_word_is_read(number: int) -> None:
    if number:
        assert values(german(number), "de") in ([str(number)], [])  # forms of one are no number alone
        assert number == 1 or values(german(number), "de") == [str(number)]


def german(number: int) -> str:
    """The number word, for 1 to 999,999."""
    thousands, rest = divmod(number, 1000)
    return (below_thousand(thousands) + "tausend" if thousands else "") + below_thousand(rest)


def below_thousand(number: int) -> str:
    small = "_ ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn"
    large = "_ _ zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
    units, tens = small.split(), large.split()
    hundreds, rest = divmod(number, 100)
    word = units[hundreds] + "hundert" if hundreds else ""
    if rest >= 20:
        word += (units[rest % 10] + "und" if rest % 10 else "") + tens[rest // 10]
    elif rest:
        word += units[rest]
    return word
