"""Words that write numbers: their values by language, and the words for scales, months and per cent of many languages.

Small tables of the forms that news uses, not grammars: cardinals up to millions in English, German, French, Spanish
and Russian (nominative and genitive), ordinals in English, month names in a dozen languages. All in normal form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


def _count(words: str, start: int = 0, step: int = 1) -> dict[str, int]:
    """Words one after another count up by `step`; forms of one value are joined by a stroke."""
    return {
        form: start + step * place for place, forms in enumerate(words.split()) for form in forms.split("/") if form
    }


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words for thousands and more are read after digits whatever the language: none of them is a common word elsewhere.
SCALES = {
    **dict.fromkeys(("thousand", "k", "tausend", "mille", "mil", "mila", "duizend", "tusen"), 10**3),
    **dict.fromkeys(("тысяч", "тысячи", "тысяча", "тыс", "тис", "tysięcy", "tysiące", "tisíc", "bin"), 10**3),
    **dict.fromkeys(("ألف", "آلاف", "אלף", "千", "천"), 10**3),
    **dict.fromkeys(("million", "m", "mn", "mln", "mio", "millionen", "millions", "millón", "millones"), 10**6),
    **dict.fromkeys(("milione", "milioni", "milhão", "milhões", "miljoen", "miljoner", "millioner", "milyon"), 10**6),
    **dict.fromkeys(("миллион", "миллиона", "миллионов", "млн", "milionów", "miliony", "milionů"), 10**6),
    **dict.fromkeys(("مليون", "ملايين", "מיליון", "百万"), 10**6),
    **dict.fromkeys(("billion", "bn", "b", "milliarde", "milliarden", "mrd", "md", "milliard", "milliards"), 10**9),
    **dict.fromkeys(("miliardo", "miliardi", "bilhão", "bilhões", "miljard", "miljarder", "milliarder"), 10**9),
    **dict.fromkeys(("миллиард", "миллиарда", "миллиардов", "млрд", "miliardów", "miliardy", "milyar"), 10**9),
    **dict.fromkeys(("مليار", "מיליארד"), 10**9),
    **dict.fromkeys(("trillion", "tn", "триллион", "триллионов"), 10**12),
    "万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8, "억": 10**8, "兆": 10**12, "조": 10**12,
}  # fmt: skip
TOUCHING = frozenset("kmb")  # these mean a scale only right after the digits: 400m, but not "400 m"
PERCENT = _set(
    "percent pct prozent procent procento procenta prosent procenti prosenttia yüzde százalék τοις"
    " процент процента процентов процентами процентам"
)
PER_CENT = frozenset({("per", "cent"), ("pour", "cent"), ("por", "ciento"), ("por", "cento"), ("per", "cento")})
ORDINAL_ENDINGS = frozenset(["th", "st", "nd", "rd", "er", "re", "e", "ème", "eme", "º", "ª", "ste", "te", "го", "й"])

MONTHS = {
    **_count("january/jan february/feb march/mar april/apr may june/jun july/jul august/aug", 1),
    **_count("september/sept/sep october/oct november/nov december/dec", 9),
    **_count("januar/jänner februar märz april mai juni juli august september oktober november dezember", 1),
    **_count("janvier février mars avril mai juin juillet août septembre octobre novembre décembre", 1),
    **_count("enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre", 1),
    **_count("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre", 1),
    **_count("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro", 1),
    **_count("januari februari maart april mei juni juli augustus september oktober november december", 1),
    **_count("januari februari mars april maj juni juli augusti september oktober november december", 1),
    **_count("stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia", 1),
    **_count("января февраля марта апреля мая июня июля августа сентября октября ноября декабря", 1),
    **_count("январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь", 1),
    **_count("يناير فبراير مارس أبريل/ابريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر", 1),
    **_count("ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר", 1),
}
MONTH_LINKS = frozenset({"of", "de", "del", "di"})  # the 3rd of May, 3 de mayo
# What else may stand in a number but at its beginning: two and a half, two dozen, two per cent, 5月3日.
_GOING_ON = frozenset({"and", "dozen", "月", "월", *(first for first, _ in PER_CENT)})
DOUBTFUL_MONTHS = frozenset({"may", "march", "mar", "mars", "jan", "mai", "sep", "dec"})  # months with a capital only
# Where dates are written 03.05., 1.400 is a thousand and more, and 1,4 a decimal.
COMMA_DECIMAL = _set(
    "bg bs ca cs da de el es et eu fi fr gl hr hu hy id is it lt lv mk nb nl nn no pl pt ro ru sk sl sr sv tr uk vi"
)


@dataclass(frozen=True, slots=True)
class Tongue:
    """How one language writes numbers in words.

    `values` add up; `hundred` multiplies what stands before it; `thousands` are scales; `lone` are values that are
    more often other words; `links` may stand between parts; `articles` stand for one before a scale. `by_twenties`
    reads quatre-vingt-dix as 90, `years` nineteen eighty as 1980.
    """

    values: dict[str, int]
    hundred: frozenset[str] = frozenset()
    thousands: dict[str, int] = field(default_factory=dict)
    lone: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    compound: Callable[[str], int | None] | None = None
    by_twenties: bool = False
    years: bool = False

    def value(self, word: str) -> int | None:
        """The value that a word adds, None for other words."""
        found = self.values.get(word)
        return self.compound(word) if found is None and self.compound is not None else found


_GERMAN_ONE = "ein/eins/eine/einen/einem/einer"
_GERMAN_UNITS = _count(f"{_GERMAN_ONE} zwei/zwo drei vier fünf sechs sieben acht neun zehn elf zwölf", 1)
_GERMAN_TEENS = _count("dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn", 13)
_GERMAN_TENS = _count("zwanzig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig", 20, 10)
_GERMAN_BELOW = "|".join(sorted(_GERMAN_UNITS | _GERMAN_TEENS, key=len, reverse=True))
_GERMAN_PART = (
    rf"(?:(?P<hundreds{{0}}>{_GERMAN_BELOW})?(?P<hundred{{0}}>hundert)(?:und)?)?"
    rf"(?:(?:(?P<unit{{0}}>{_GERMAN_BELOW})und)?(?P<ten{{0}}>{'|'.join(_GERMAN_TENS)})|(?P<below{{0}}>{_GERMAN_BELOW}))?"
)
_GERMAN = re.compile(rf"(?:{_GERMAN_PART.format(1)}(?P<thousand>tausend)(?:und)?)?{_GERMAN_PART.format(2)}")

# Every number begins with one of these; most other words are told by that.
_GERMAN_OPENINGS = frozenset(word[:3] for word in (*_GERMAN_UNITS, *_GERMAN_TEENS, *_GERMAN_TENS, "hundert", "tausend"))


def _german(word: str) -> int | None:
    if word[:3] not in _GERMAN_OPENINGS or len(word) > 60 or (match := _GERMAN.fullmatch(word)) is None:
        return None
    small = _GERMAN_UNITS | _GERMAN_TEENS
    parts = []
    for place in "12":
        hundreds, hundred, unit, ten, below = (
            match[name + place] for name in ("hundreds", "hundred", "unit", "ten", "below")
        )
        value = small.get(hundreds or "", 1) * 100 if hundred else 0
        value += small.get(unit or "", 0) + _GERMAN_TENS.get(ten or "", 0) + small.get(below or "", 0)
        parts.append(value)
    total = max(1, parts[0]) * 1000 + parts[1] if match["thousand"] else parts[1]
    return total or None


_ENGLISH_BELOW = _count(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_ENGLISH_TENS = _count("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
_ENGLISH_ORDINALS = {
    **_count("third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth", 3),
    **_count("sixteenth seventeenth eighteenth nineteenth", 16),
    **_count("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth", 20, 10),
}
_FUSED = {  # hyphens part words, but some papers write none
    ten + unit: tens + value
    for ten, tens in _ENGLISH_TENS.items()
    for unit, value in _ENGLISH_BELOW.items()
    if 0 < value < 10
}

TONGUES = {
    "en": Tongue(
        {**_ENGLISH_BELOW, **_ENGLISH_TENS, **_ENGLISH_ORDINALS, **_FUSED, "first": 1, "second": 2},
        frozenset({"hundred"}),
        {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12},
        frozenset({"zero", "one", "first", "second"}),
        frozenset({"and"}),
        frozenset({"a", "an"}),
        years=True,
    ),
    "de": Tongue(
        {},
        frozenset(),
        {"tausend": 10**3, "million": 10**6, "millionen": 10**6, "milliarde": 10**9, "milliarden": 10**9},
        frozenset(_count(_GERMAN_ONE)),
        compound=_german,
    ),
    "fr": Tongue(
        {
            **_count(
                "zéro un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
            ),
            **_count("vingt/vingts trente quarante cinquante soixante", 20, 10),
            **{"septante": 70, "huitante": 80, "octante": 80, "nonante": 90},
        },
        frozenset({"cent", "cents"}),
        {"mille": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9},
        frozenset({"zéro", "un", "une"}),
        frozenset({"et"}),
        by_twenties=True,
    ),
    "es": Tongue(
        {
            **_count("cero uno/un/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"),
            **_count("dieciséis diecisiete dieciocho diecinueve veinte veintiuno/veintiún/veintiuna veintidós", 16),
            **_count("veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve", 23),
            **_count("treinta cuarenta cincuenta sesenta setenta ochenta noventa cien/ciento", 30, 10),
            **_count("doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas", 200, 100),
            **_count("quinientos/quinientas seiscientos/seiscientas setecientos/setecientas", 500, 100),
            **_count("ochocientos/ochocientas novecientos/novecientas", 800, 100),
        },
        frozenset(),
        {"mil": 10**3, "millón": 10**6, "millones": 10**6},
        frozenset({"cero", "uno", "un", "una"}),
        frozenset({"y"}),
    ),
    "ru": Tongue(
        {
            **_count("ноль один/одна/одного/одной два/две/двух три/трёх/трех четыре/четырёх/четырех пять/пяти"),
            **_count("шесть/шести семь/семи восемь/восьми девять/девяти десять/десяти", 6),
            **_count("одиннадцать/одиннадцати двенадцать/двенадцати тринадцать/тринадцати", 11),
            **_count("четырнадцать/четырнадцати пятнадцать/пятнадцати шестнадцать/шестнадцати", 14),
            **_count("семнадцать/семнадцати восемнадцать/восемнадцати девятнадцать/девятнадцати", 17),
            **_count("двадцать/двадцати тридцать/тридцати сорок/сорока пятьдесят/пятидесяти", 20, 10),
            **_count("шестьдесят/шестидесяти семьдесят/семидесяти восемьдесят/восьмидесяти", 60, 10),
            **_count("девяносто сто/ста", 90, 10),
            **_count("двести/двухсот триста/трёхсот/трехсот четыреста/четырёхсот пятьсот/пятисот", 200, 100),
            **_count("шестьсот/шестисот семьсот/семисот восемьсот/восьмисот девятьсот/девятисот", 600, 100),
        },
        frozenset(),
        {
            **dict.fromkeys(("тысяча", "тысячи", "тысяч"), 10**3),
            **dict.fromkeys(("миллион", "миллиона", "миллионов"), 10**6),
            **dict.fromkeys(("миллиард", "миллиарда", "миллиардов"), 10**9),
        },
        frozenset(_count("ноль/один/одна/одного/одной")),
    ),
}
NO_TONGUE = Tongue({})
HAN_DIGITS = {**_count("〇/零 一 二/两/兩 三 四 五 六 七 八 九")}
HAN_TENS = {"十": 10, "百": 100, "千": 1000}
HAN_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}


_IN_NUMBERS = frozenset().union(
    MONTHS, HAN_DIGITS, HAN_TENS, _GOING_ON, SCALES, ORDINAL_ENDINGS, MONTH_LINKS, PERCENT,
    *(words for one in TONGUES.values() for words in (one.values, one.hundred, one.thousands, one.links)),
)  # fmt: skip


def counting(words: Sequence[str], language: str | None) -> list[int]:
    """Places of the words that may be anything to a number, as `may_begin` and `may_go_on` tell: a few."""
    compound = tongue_of(language).compound
    return [
        place
        for place, word in enumerate(words)
        if word in _IN_NUMBERS or word[:1].isdecimal() or (compound is not None and compound(word) is not None)
    ]


def may_begin(word: str, language: str | None) -> bool:
    """Whether a number may begin at a word in normal form: digits, a word for a number, the name of a month."""
    if word[:1].isdecimal() or word in MONTHS or word in HAN_DIGITS or word in HAN_TENS:
        return True
    tongue = tongue_of(language)
    sized = word in tongue.thousands or word in tongue.hundred or (word == "dozen" and bool(tongue.articles))
    return sized or tongue.value(word) is not None


def is_steady(word: str, language: str | None) -> bool:
    """Whether the number that begins at a word depends on no word before it, nor on how its digits are written."""
    if word[:1].isdecimal():
        return language not in COMMA_DECIMAL or word.isdecimal()
    if word in MONTHS or word in HAN_DIGITS or word in HAN_TENS:
        return True
    tongue = tongue_of(language)
    return not tongue.articles or (word != "dozen" and tongue.value(word) is not None)


def may_go_on(word: str, language: str | None) -> bool:
    """Whether a number may go on at a word at which none begins: a scale, what joins two parts, what closes it."""
    return (
        word in _GOING_ON or word in SCALES or word in ORDINAL_ENDINGS or word in MONTH_LINKS or word in PERCENT
        or word in tongue_of(language).links
    )  # fmt: skip


def tongue_of(language: str | None) -> Tongue:
    """How a language, given by its two-letter code, writes numbers; English where the language is not known."""
    return TONGUES.get(language or "en", NO_TONGUE)
