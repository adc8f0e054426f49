"""Numbers and dates of a text by their value, however they are written: 1,400, 1.4k, fourteen hundred; 3 May, 03.05.

Values are compared as text in plain notation without trailing zeros, days of the year as --MM-DD (ISO 8601:2000).
Digits are read as the language writes them, with the scales, per cent signs and ordinal endings after them; words for
numbers in the languages of `dedup.text.numerals`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dedup.text import numerals
from dedup.text.words import Words, keys_of

_CACHED = 20_000  # numbers as written; small counts and years come again and again
_MAX_DIGITS = 18  # longer ones are identifiers; they stay as they are written
_GAPS = frozenset("\u00a0\u202f\u2009'’")  # between the thousands of one number in any language
_LOOSE = " \n\t-\u00a0\u202f\u2009\u2011"
_LARGEST = 10**15  # above every scale
_TEN = 1  # room after the word for ten: nothing but, in French, seven to nine
_YEAR_HEADS = frozenset({19, 20})  # nineteen eighty-four, twenty twenty-four


class Number(NamedTuple):
    """A number or a day: the half-open range of words that write it, and its value."""

    first: int
    last: int
    value: str

    @property
    def is_day(self) -> bool:
        """Whether it is a day of the year."""
        return is_day(self.value)


def is_day(value: str) -> bool:
    """Whether the value of a number is a day of the year."""
    return value.startswith("--")


def numbers_of(
    text: str,
    words: Words,
    language: str | None = "en",
    candidates: Iterable[int] | None = None,
    lone: Container[int] = (),
) -> list[Number]:
    """Numbers and days of a text, in order and without overlap.

    `words` is the text's normal form, `language` a two-letter code (None is read as English); `candidates` are the
    words at which one may begin (`numerals.may_begin`), ascending, where that is known. Those in `lone` are steady
    (`numerals.is_steady`), and no number goes on after them (`numerals.may_go_on`): they are read once for all texts.
    """
    reader = _Reader(text, words, language)
    if candidates is None:
        candidates = [i for i, word in enumerate(words.words) if numerals.may_begin(word, language)]
    found: list[Number] = []
    free = 0
    for index in candidates:
        if index < free:
            continue
        if index in lone and reader.is_plain(index):
            value = _alone(words.words[index], language)
            number = None if value is None else Number(index, index + 1, value)
        else:
            number = reader.read(index)
        if number is not None:
            found.append(number)
            free = number.last
    return found


@lru_cache(maxsize=_CACHED)
def _alone(word: str, language: str | None) -> str | None:
    """The value of a number of one word, where nothing stands beside it."""
    words = Words((word,), keys_of([word]), np.zeros(1, np.int32), np.array([len(word)], np.int32))
    number = _Reader(word, words, language).read(0)
    return None if number is None else number.value


class _Reader:
    """Reads the numbers of one text."""

    __slots__ = ("_capitals", "_comma", "_ends", "_starts", "_text", "_tongue", "_unknown", "_words")

    def __init__(self, text: str, words: Words, language: str | None) -> None:
        self._text, self._words = text, words.words
        # One place at a time is asked for, which a view hands out in a third of the time that an array takes.
        self._starts, self._ends = words.starts.data, words.ends.data
        self._tongue = numerals.tongue_of(language)
        self._comma = language in numerals.COMMA_DECIMAL
        self._unknown = language is None
        self._capitals = language in {"en", "de", None}  # months have a capital there

    def read(self, index: int) -> Number | None:
        """The number or day that begins at a word, None where none does."""
        word = self._words[index]
        if word[0].isdecimal():
            return self._day(index) or self._digits(index)
        if word in numerals.MONTHS:
            return self._month_first(index)
        if word in numerals.HAN_DIGITS or word in numerals.HAN_TENS:
            return self._han(index)
        return self._spelled(index)

    def is_plain(self, index: int) -> bool:
        """Whether the digits of a word stand in the text as they do in its normal form, where that matters."""
        return not self._comma or len(self._words[index]) == self._ends[index] - self._starts[index]

    def _word(self, index: int) -> str:
        return self._words[index] if index < len(self._words) else ""

    def _between(self, index: int) -> str:
        """What stands between a word and the next."""
        if index + 1 >= len(self._words):
            return self._text[self._ends[index] : self._ends[index] + 1]
        return self._text[self._ends[index] : self._starts[index + 1]]

    # Days

    def _day(self, index: int) -> Number | None:
        word, following = self._word(index), self._word(index + 1)
        if "." in word:
            return self._dotted_day(index)
        if not word.isdecimal() or len(word) > 4:
            return None
        value = int(word)
        if (
            following in {"月", "월"}
            and self._word(index + 2).isdecimal()
            and self._word(index + 3) in {"日", "号", "號", "일"}
        ):
            return _day_number(index, index + 4, value, int(self._word(index + 2)))
        if len(word) == 2 and self._between(index) == "-" and self._between(index - 1) == "-" and index:
            year = self._word(index - 1)  # 2024-05-03
            if len(year) == 4 and year.isdecimal() and len(following) == 2 and following.isdecimal():
                return _day_number(index, index + 2, value, int(following))
        last = index + 1
        if following in numerals.ORDINAL_ENDINGS and not self._between(index):
            last += 1
        if self._word(last) in numerals.MONTH_LINKS:
            last += 1
        if self._is_month(last) and self._between(last - 1).strip(" .\u00a0\n") == "":
            return _day_number(index, last + 1, numerals.MONTHS[self._word(last)], value)
        return None

    def _dotted_day(self, index: int) -> Number | None:
        """03.05., 3.5.2024: a day, a month, and a stop or a year."""
        parts = self._word(index).split(".")
        if len(parts) == 2 and len(parts[0]) == len(parts[1]) == 2 and self._comma and self._between(index)[:1] == ".":
            day, month = parts
        elif len(parts) == 3 and len(parts[2]) in {2, 4}:
            day, month = parts[0], parts[1]
        else:
            return None
        if not (day.isdecimal() and month.isdecimal() and len(day) < 3 and len(month) < 3):
            return None
        return _day_number(index, index + 1, int(month), int(day))

    def _month_first(self, index: int) -> Number | None:
        day = self._word(index + 1)
        if not self._is_month(index) or not day.isdecimal() or len(day) > 2 or self._between(index).strip(" .\u00a0\n"):
            return None
        last = index + 2
        if self._word(last) in numerals.ORDINAL_ENDINGS and not self._between(index + 1):
            last += 1
        return _day_number(index, last, numerals.MONTHS[self._word(index)], int(day))

    def _is_month(self, index: int) -> bool:
        word = self._word(index)
        if word not in numerals.MONTHS:
            return False
        if word not in numerals.DOUBTFUL_MONTHS or not self._capitals:
            return True
        return self._text[self._starts[index]].isupper()

    # Digits

    def _digits(self, index: int) -> Number:
        raw = self._text[self._starts[index] : self._ends[index]] if self._comma else self._word(index)
        last = index + 1
        if raw.isdecimal() and len(raw) <= 3:
            while last < len(self._words) and self._goes_on(last):
                raw += self._word(last)
                last += 1
        short = len(raw) <= _MAX_DIGITS
        value = _decimal(raw, comma=self._comma, unknown=self._unknown) if short else None
        if value is None:
            return Number(index, last, self._word(index))
        value, last = self._scaled(value, last)
        return Number(index, self._closed(last), _plain(value))

    def _goes_on(self, index: int) -> bool:
        """Whether a word is the next three digits of a number whose thousands stand apart: 1 400."""
        word, gap = self._word(index), self._between(index - 1)
        if not (gap in _GAPS or (gap == " " and self._comma)):
            return False
        return word[:3].isdecimal() and (len(word) == 3 or (len(word) > 3 and word[3] == ","))

    def _scaled(self, value: Decimal, last: int) -> tuple[Decimal, int]:
        """Multiply by the scales that follow; in Chinese and Japanese smaller digits may come after one: 1亿2000万."""
        half = self._half(last)
        if half and self._word(last + 3) in self._tongue.thousands:
            value, last = value + Decimal("0.5"), last + 3
        scale = 1
        while scale < 10**9 and (more := self._scale(last)):
            scale *= more
            last += 1
        more_digits = self._word(last)
        if (
            self._word(last - 1) in numerals.HAN_SCALES
            and more_digits.isdecimal()
            and len(more_digits) <= 4
            and self._near(last)
        ):
            rest = self._scale(last + 1) or 1
            if rest < scale:
                return value * scale + int(more_digits) * rest, last + 1 + (rest > 1)
        return value * scale, last

    def _scale(self, index: int) -> int:
        scale = numerals.SCALES.get(self._word(index), 0)
        if not scale or (self._word(index) in numerals.TOUCHING and self._between(index - 1)):
            return 0
        return scale if self._near(index) else 0

    def _near(self, index: int) -> bool:
        """Whether nothing but a space or a hyphen parts a word from the one before."""
        return not self._between(index - 1).strip(_LOOSE)

    def _half(self, index: int) -> bool:
        return self._word(index) == "and" and self._word(index + 1) == "a" and self._word(index + 2) == "half"

    def _closed(self, last: int) -> int:
        """Take in an ordinal ending or a word for per cent."""
        word = self._word(last)
        if word in numerals.ORDINAL_ENDINGS and not self._between(last - 1):
            return last + 1
        if word in numerals.PERCENT:
            return last + 1
        return last + 2 if (word, self._word(last + 1)) in numerals.PER_CENT else last

    # Words

    def _spelled(self, index: int) -> Number | None:
        tongue, last = self._tongue, index
        if tongue.articles and (self._word(index) == "dozen" or self._value(self._word(index)) is None):
            return self._one_of(index)
        total, group, room, scale = 0, 0, _LARGEST, _LARGEST
        while last < len(self._words) and (last == index or self._near(last)):
            if last > index and self._word(last) in tongue.links and self._links(last, room):
                last += 1
            word = self._word(last)
            if (value := self._value(word)) is not None:
                joined = self._joined(group, value, room)
                if joined is None:
                    break
                group, room = joined
            elif word in tongue.hundred and (0 < group < 100 or (not group and room >= 1000)):
                group, room = max(group, 1) * 100, 100
            elif word in tongue.thousands and tongue.thousands[word] < scale and (group or last == index):
                scale = tongue.thousands[word]
                total, group, room = total + max(group, 1) * scale, 0, 1000
            else:
                break
            last += 1
        if last == index + 1 and (
            self._word(index) in tongue.lone or tongue.thousands.get(self._word(index), 0) > 1000
        ):
            return None
        if self._word(last) == "dozen" and tongue.years and self._near(last):
            return Number(index, last + 1, str(12 * (total + group)))
        whole = Decimal(total + group)
        value_, last = self._scaled(whole, last) if self._half(last) else (whole, last)
        return Number(index, self._closed(last), _plain(value_))

    def _value(self, word: str) -> int | None:
        return self._tongue.value(word) if word else None

    def _links(self, index: int, room: int) -> bool:
        """Whether a word such as "and" joins what stands on both its sides to one number."""
        value = self._value(self._word(index + 1))
        before = self._word(index - 1)
        if value is None or value >= room:
            return False
        if "and" in self._tongue.links:
            return before in self._tongue.hundred or before in self._tongue.thousands
        return 1 < room <= 20 or room == 1000

    def _one_of(self, index: int) -> Number | None:
        """A hundred, a dozen, half a million: from the word for the size, with an article before it."""
        if not index or self._word(index - 1) not in self._tongue.articles or not self._near(index):
            return None
        word = self._word(index)
        value = {"hundred": 100, "dozen": 12}.get(word, 0) or self._tongue.thousands.get(word, 0)
        if index > 1 and self._word(index - 2) == "half" and self._near(index - 1):
            value //= 2
        return Number(index - 1, self._closed(index + 1), str(value)) if value else None

    def _joined(self, group: int, value: int, room: int) -> tuple[int, int] | None:
        """A group with a value added, and the room that it leaves below; None where another number begins."""
        if self._tongue.by_twenties:
            if group == 4 and value == 20:
                return 80, 20  # quatre-vingts
            if group % 100 in {10, 70, 90} and value in {7, 8, 9} and room == _TEN:
                return group + value, 0  # dix-sept
        elif self._tongue.years and group in _YEAR_HEADS and 10 <= value < 100:
            return group * 100 + value, self._room(value)
        if value >= room:
            return None
        return group + value, self._room(value)

    def _room(self, value: int) -> int:
        """Below which value the next word may add to a number: after twenty nine, after a hundred ninety-nine."""
        if value == 10:
            return _TEN
        if value == 60 and self._tongue.by_twenties:
            return 20
        return next((size for size in (1000, 100, 10) if value and value % size == 0), 0)

    def _han(self, index: int) -> Number | None:
        """Numbers in Chinese characters, of two and more, with one of the words for ten and more among them."""
        total = group = digit = 0
        last, scaled = index, False
        while last < len(self._words) and last - index < _MAX_DIGITS and (last == index or not self._between(last - 1)):
            word = self._words[last]
            if word in numerals.HAN_DIGITS:
                digit = numerals.HAN_DIGITS[word]
            elif word in numerals.HAN_TENS:
                group, digit, scaled = group + max(digit, 1) * numerals.HAN_TENS[word], 0, True
            elif word in numerals.HAN_SCALES and group + digit:
                total, group, digit = total + (group + digit) * numerals.HAN_SCALES[word], 0, 0
                scaled = True
            else:
                break
            last += 1
        if not scaled or last == index + 1:
            return None
        return Number(index, last, str(total + group + digit))


@lru_cache(maxsize=_CACHED)
def _decimal(raw: str, *, comma: bool, unknown: bool) -> Decimal | None:
    """The value of digits with points and commas; `comma` parts decimals there, `unknown` where that is not known."""
    if not raw.replace(".", "").replace(",", "").isdecimal():
        return None
    point, mark = (",", ".") if comma else (".", ",")
    groups = raw.split(mark)
    grouped = len(groups) > 1 and all(len(group) == 3 for group in groups[1:-1])
    if grouped and len(groups[-1].split(point)[0]) == 3 and len(groups[0]) <= 3 and groups[0].lstrip("0"):
        raw = raw.replace(mark, "")
    elif raw.count(point) > 1 and all(len(group) == 3 for group in raw.split(point)[1:]):
        raw = raw.replace(point, "")  # 1.400.000 in a text whose language groups otherwise
    elif unknown and raw.count(point) == 1 and len(raw.split(point)[1]) == 3 and raw[0] != "0":
        raw = raw.replace(point, "")  # a lone group of three separates thousands in most of the world
    try:
        return Decimal(raw.replace(",", "."))
    except InvalidOperation:
        return None  # a date or a version


def _day_number(first: int, last: int, month: int, day: int) -> Number | None:
    return Number(first, last, f"--{month:02d}-{day:02d}") if 1 <= month <= 12 and 1 <= day <= 31 else None


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text.lstrip("0") or "0"
