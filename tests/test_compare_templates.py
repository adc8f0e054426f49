"""Template twins: reports that repeat their wording with other facts are no copies; corrected reprints are."""

from __future__ import annotations

import itertools
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.compare import Judgement, document, judge
from dedup.compare.figures import changed_figures, placed_figures, plain_changed
from dedup.compare.order import in_order
from dedup.config import CompareParams
from dedup.kernels import COMPILED, kernels
from dedup.model import Kind
from tests.writing import FERRY, LIBRARY, edited, renumbered

WEATHER_SHORT = """\
Saltmere, {day}. {sky} over the estuary with {rain} mm of rain since midnight. Highest temperature {high} degrees at \
{hour}, lowest {low} degrees on the {where}. Wind from the {wind} at {speed} kilometres an hour. Outlook for \
{next}: {outlook}.
"""
WEATHER_SHORT_FACTS = [
    {
        "day": "Monday", "sky": "Broken cloud", "rain": "2.4", "high": "14", "hour": "15:10", "low": "6", "where": "northern shore",
        "wind": "west", "speed": "22", "next": "Tuesday", "outlook": "brighter, with sun by noon",
    },
    {
        "day": "Thursday", "sky": "Clear skies", "rain": "0.0", "high": "19", "hour": "14:35", "low": "9", "where": "upper quay",
        "wind": "south-east", "speed": "11", "next": "Friday", "outlook": "mist at first, then warm",
    },
]  # fmt: skip

WEATHER_LONG = """\
The weather service in Saltmere has issued its forecast for {day}. Temperatures will reach {high} degrees in the \
capital and {high2} degrees on the coast, while the hills stay at {hill}. Winds will blow from the {wind} at up to \
{speed} kilometres an hour, with gusts of {gust} near the capes.

Between {rain1} and {rain2} millimetres of rain are expected in the {region} during the {part}, most of it after {hour} \
o'clock. The chance of thunder is put at {thunder} percent. Visibility should be {sight} kilometres at sea.

High water at the harbour is at {tide1} with {level1} metres and again at {tide2} with {level2} metres. Small boats are \
advised to watch the forecast. The sun rises at {rise} and sets at {set}. Pollen counts are {pollen}.

The outlook for the two days after that: {outlook}. The next bulletin will be issued at six in the evening by the duty \
forecaster, and warnings are updated every three hours on the service's page and by telephone.
"""
WEATHER_LONG_FACTS = [
    {
        "day": "Tuesday", "high": "21", "high2": "18", "hill": "12", "wind": "north-west", "speed": "35", "gust": "60", "rain1": "4", "rain2": "9",
        "region": "eastern districts", "part": "afternoon", "hour": "three", "thunder": "20", "sight": "12", "tide1": "04:12", "level1": "3.1",
        "tide2": "16:40", "level2": "3.3", "rise": "06:02", "set": "20:41", "pollen": "low", "outlook": "cooler with showers from the sea",
    },
    {
        "day": "Saturday", "high": "27", "high2": "24", "hill": "19", "wind": "south", "speed": "15", "gust": "30", "rain1": "0", "rain2": "2",
        "region": "lake country", "part": "evening", "hour": "eight", "thunder": "55", "sight": "25", "tide1": "07:55", "level1": "2.6",
        "tide2": "20:21", "level2": "2.8", "rise": "06:09", "set": "20:33", "pollen": "very high", "outlook": "hot, with storms inland",
    },
    {
        "day": "Wednesday", "high": "9", "high2": "11", "hill": "3", "wind": "east", "speed": "48", "gust": "85", "rain1": "12", "rain2": "20",
        "region": "whole country", "part": "night", "hour": "ten", "thunder": "5", "sight": "4", "tide1": "01:31", "level1": "3.9",
        "tide2": "13:58", "level2": "4.0", "rise": "06:48", "set": "19:20", "pollen": "nil", "outlook": "windy, sleet on high ground",
    },
]  # fmt: skip

LEAGUE = """\
{home} beat {away} {score} in the coastal league on {day} before a crowd of {crowd}. {scorer1} opened the scoring in \
the {minute1} minute and {scorer2} added the second after {minute2} minutes. {keeper} saved a penalty late on.

{home} now have {points} points from {games} games and stand {place} in the table, while {away} drop to {place2}. The \
winners face {next} on {nextday}; the losers travel to {next2}.

Elsewhere {m1} drew {s1} with {m2}, {m3} lost {s2} to {m4}, and the match between {m5} and {m6} was put off because of \
a waterlogged pitch.
"""
LEAGUE_FACTS = [
    {
        "home": "Saltmere Rovers", "away": "Dornbach", "score": "2-0", "day": "Saturday", "crowd": "3,112", "scorer1": "Ilmar Tosk",
        "minute1": "14th", "scorer2": "Pell Anders", "minute2": "67", "keeper": "Oskar Brand", "points": "41", "games": "22", "place": "third",
        "place2": "ninth", "next": "Lower Vell", "nextday": "Wednesday", "next2": "Great Skerrow", "m1": "Harsch Town", "s1": "1-1",
        "m2": "Karnport", "m3": "Ostrey", "s2": "0-3", "m4": "Fennick", "m5": "Marl", "m6": "Quayside",
    },
    {
        "home": "Karnport", "away": "Fennick United", "score": "3-1", "day": "Sunday", "crowd": "1,874", "scorer1": "Jory Mand",
        "minute1": "31st", "scorer2": "Tam Welk", "minute2": "80", "keeper": "Lev Ostrander", "points": "28", "games": "23", "place": "eighth",
        "place2": "last", "next": "Saltmere Rovers", "nextday": "Friday", "next2": "Marl", "m1": "Dornbach", "s1": "2-2", "m2": "Ostrey",
        "m3": "Quayside", "s2": "1-4", "m4": "Lower Vell", "m5": "Harsch Town", "m6": "Great Skerrow",
    },
]  # fmt: skip

MARKET = """\
Shares on the Saltmere exchange closed {way} on {day}, with the main index {verb} {pct} percent to {level} points. \
Turnover came to {turn} million crowns, against {turn0} million the day before.

{win} led the gainers with a rise of {winp} percent to {winc} crowns, followed by {win2}, up {win2p} percent. {lose} \
fell {losep} percent to {losec} crowns and was the weakest share of the day. Banks were {banks} and shipping companies \
{ships}.

The crown stood at {fx} to the dollar in late trading. A barrel of oil cost {oil} dollars, and gold was at {gold} dollars \
an ounce. The yield on the ten-year government bond was {bond} percent.

Of the {n} shares that were traded, {up} rose, {down} fell and {same} were unchanged. The exchange will be open \
tomorrow from nine until half past five, and prices are delayed by fifteen minutes.
"""
MARKET_FACTS = [
    {
        "way": "higher", "day": "Monday", "verb": "rising", "pct": "0.8", "level": "4,312.6", "turn": "812", "turn0": "640", "win": "Heron Lines",
        "winp": "6.1", "winc": "88.20", "win2": "Dornbach Glass", "win2p": "4.4", "lose": "Vell Cider", "losep": "3.9", "losec": "12.35",
        "banks": "firm", "ships": "mixed", "fx": "7.41", "oil": "81.20", "gold": "1,988", "bond": "3.42", "n": "211", "up": "130", "down": "60",
        "same": "21",
    },
    {
        "way": "lower", "day": "Thursday", "verb": "falling", "pct": "1.3", "level": "4,201.1", "turn": "705", "turn0": "733",
        "win": "Skerrow Power", "winp": "2.2", "winc": "140.75", "win2": "Karn Mining", "win2p": "1.9", "lose": "Heron Lines", "losep": "7.7",
        "losec": "79.05", "banks": "weak", "ships": "under pressure", "fx": "7.62", "oil": "78.95", "gold": "2,014", "bond": "3.61", "n": "209",
        "up": "48", "down": "147", "same": "14",
    },
]  # fmt: skip

CRIME = """\
A {age}-year-old {who} from {town} was arrested on {day} after a {what} at a {place} in {street}, police said. \
Officers were called at {hour} and found {found}. Nobody was seriously hurt.

The suspect is to appear before a magistrate on {court}. Anyone who saw what happened is asked to telephone the police \
station in {station} and to quote number {number}. Calls are free and can be made at any time of the day or night. \
Witnesses who wish to remain anonymous can use the post box in front of the town hall instead.
"""
CRIME_FACTS = [
    {
        "age": "34", "who": "man", "town": "Karnport", "day": "Sunday", "what": "break-in", "place": "jeweller's", "street": "Glass Street",
        "hour": "02:40", "found": "a broken window and an open safe", "court": "Tuesday", "station": "Karnport", "number": "4471",
    },
    {
        "age": "19", "who": "woman", "town": "Lower Vell", "day": "Friday", "what": "fire", "place": "filling station",
        "street": "Mill Lane", "hour": "18:05", "found": "two burning cars", "court": "Monday", "station": "Dornbach", "number": "5093",
    },
]  # fmt: skip

QUAKE = """\
An earthquake of magnitude {mag} shook the {region} region at {time} local time on {day}, the seismological institute \
said. The centre lay {dist} kilometres {dir} of {town}, at a depth of {depth} kilometres. There were no reports of \
damage or casualties. It was followed by {after} aftershocks, the strongest of magnitude {mag2}.

The region lies on a fault where such tremors are common. A quake of magnitude {old} killed {dead} people there in {year}.
"""
QUAKE_FACTS = [
    {
        "mag": "4.3", "region": "Ostrey", "time": "03:14", "day": "Monday", "dist": "22", "dir": "north", "town": "Fennick", "depth": "10",
        "after": "7", "mag2": "3.1", "old": "6.8", "dead": "140", "year": "1962",
    },
    {
        "mag": "5.1", "region": "Harsch", "time": "17:52", "day": "Friday", "dist": "61", "dir": "south-west", "town": "Quayside", "depth": "33",
        "after": "12", "mag2": "4.0", "old": "7.2", "dead": "2,100", "year": "1908",
    },
]  # fmt: skip

ROAD_WORKS = """\
The council of {town} has closed {road} to lorries until further notice because of the poor state of the bridge. \
Drivers are asked to use the signposted diversion and to allow more time for their journeys. The council apologises for \
the inconvenience and thanks residents for their patience while repairs are carried out by its engineers.
"""
ROAD_WORKS_FACTS = [{"town": "Saltmere", "road": "Quay Street"}, {"town": "Dornbach", "road": "Mill Lane"}]

DEATH = """\
{who}, {age}, of {town}, died on {day} after a short illness. A service will be held at {church} at {hour} on {when}. \
Flowers may be sent to the chapel; donations are welcome to the lifeboat fund. The family thanks the nurses of the \
district hospital for the kindness and care they have shown in the last weeks and asks that its privacy be respected.
"""
DEATH_FACTS = [
    {
        "who": "Ada Venn",
        "age": "81",
        "town": "Saltmere",
        "day": "Monday",
        "church": "Saint Olave",
        "hour": "noon",
        "when": "Friday",
    },
    {
        "who": "Bo Lund",
        "age": "77",
        "town": "Marl",
        "day": "Sunday",
        "church": "Saint Brice",
        "hour": "two",
        "when": "Thursday",
    },
]

LOTTERY = """\
The winning numbers in {day}'s draw were {numbers}. The jackpot of {jackpot} million crowns was {won}. The next draw \
takes place on {next}. Tickets can be bought until seven in the evening at any licensed shop.
"""
LOTTERY_FACTS = [
    {"day": "Saturday", "numbers": "3, 14, 22, 31, 40 and 46", "jackpot": "2.1", "won": "not won", "next": "Wednesday"},
    {
        "day": "Wednesday",
        "numbers": "1, 9, 17, 23, 38 and 44",
        "jackpot": "3.4",
        "won": "shared by two players",
        "next": "Saturday",
    },
]

HOUSE_STYLE = """\

The figures are taken from the official notices and are published without changes. They may be revised once the final \
counts have been made, and readers should consult the original tables before relying on any of them. The tables are \
drawn up every working day by the regional statistics bureau, which also keeps a record of all values since the series \
began, and can be read free of charge in the bureau's reading room or ordered by post. A full account of the methods and \
of the margins of error is given in the handbook of the bureau, which appears every spring and can be had in bookshops.
"""


def twins(template: str, facts: list[dict[str, str]]) -> list[str]:
    return [template.format(**each) for each in facts]


FAMILIES = {
    "short weather": twins(WEATHER_SHORT, WEATHER_SHORT_FACTS),
    "weather": twins(WEATHER_LONG, WEATHER_LONG_FACTS),
    "league": twins(LEAGUE, LEAGUE_FACTS),
    "market": twins(MARKET, MARKET_FACTS),
    "crime": twins(CRIME, CRIME_FACTS),
    "quake": twins(QUAKE, QUAKE_FACTS),
    "road works": twins(ROAD_WORKS, ROAD_WORKS_FACTS),
    "death notice": twins(DEATH, DEATH_FACTS),
    "lottery": twins(LOTTERY, LOTTERY_FACTS),
    "weather with constant wording": twins(WEATHER_LONG + HOUSE_STYLE, WEATHER_LONG_FACTS),
    "market with constant wording": twins(MARKET + HOUSE_STYLE, MARKET_FACTS),
    "league with constant wording": twins(LEAGUE + HOUSE_STYLE, LEAGUE_FACTS),
    "quake with constant wording": twins(QUAKE + HOUSE_STYLE, QUAKE_FACTS),
}
PAIRS = {
    f"{name} {i}": pair
    for name, family in FAMILIES.items()
    for i, pair in enumerate(itertools.combinations(family, 2), start=1)
}
CORRECTED = {
    "short weather": (FAMILIES["short weather"][0], [("14 degrees", "15 degrees"), ("2.4", "2.6")]),
    "weather": (FAMILIES["weather"][0], [("21", "22"), ("35", "38"), ("3.3", "3.2")]),
    "league": (FAMILIES["league"][0], [("3,112", "3,211"), ("67", "76")]),
    "market": (FAMILIES["market"][0], [("812", "821"), ("81.20", "82.10"), ("130", "131")]),
    "crime": (FAMILIES["crime"][0], [("34-year", "36-year"), ("02:40", "02:55")]),
    "quake": (
        FAMILIES["quake"][0],
        [("4.3", "4.4"), ("22 kilometres", "24 kilometres"), ("7 aftershocks", "9 aftershocks")],
    ),
    "death notice": (FAMILIES["death notice"][0], [("81", "82"), ("noon", "one")]),
    "road works": (FAMILIES["road works"][0], [("Quay Street", "Mill Street")]),
    "news": (FERRY, [("1,860", "1,680"), ("2.4 million", "2.7 million"), ("1951", "1953")]),
}


def verdict(a: str, b: str) -> Judgement:
    return judge(document(a), document(b), CompareParams())


@pytest.mark.parametrize(("one", "other"), PAIRS.values(), ids=list(PAIRS))
def test_twins_of_a_template_are_unrelated(one: str, other: str) -> None:
    found = verdict(one, other)
    assert found.kind is Kind.UNRELATED
    assert found.score < 0.5


@pytest.mark.parametrize(("text", "figures"), CORRECTED.values(), ids=list(CORRECTED))
def test_a_reprint_with_a_few_figures_corrected_is_a_copy(text: str, figures: list[tuple[str, str]]) -> None:
    assert verdict(text, renumbered(text, figures)).kind is Kind.NEAR_COPY


@pytest.mark.parametrize("name", ["weather", "market", "league", "quake"])
def test_the_ledger_says_that_it_is_a_template(name: str) -> None:
    one, other = FAMILIES[name][:2]
    line = next(line for line in verdict(one, other).evidence if line.name == "figures")
    assert "one template with other facts" in line.sentence
    assert line.weight < 0
    assert line.value is not None
    assert line.value > 0.4


def test_the_ledger_of_a_corrected_reprint_counts_the_figures_and_holds_nothing_against_it() -> None:
    text, figures = CORRECTED["news"]
    line = next(line for line in verdict(text, renumbered(text, figures)).evidence if line.name == "figures")
    assert line.weight == 0
    assert "template" not in line.sentence
    assert "numbers and names differ" in line.sentence


OTHER_FIGURES = re.sub(r"\d", lambda digit: str(9 - int(digit[0])), FERRY)


@given(st.permutations([FERRY, LIBRARY, OTHER_FIGURES]), st.integers(2, 40), st.sets(st.integers(0, 400)))
def test_figures_are_counted_as_they_are_placed(texts: list[str], every: int, stock: set[int]) -> None:
    a, b = document(texts[0]), document(edited(texts[1], every))
    for one, places in ((a, stock), (b, {place // 2 for place in stock})):
        one.stock[[place for place in places if place < len(one)]] = True
    placed = placed_figures(a, b)
    found = changed_figures(a, b, in_order(a.words.keys, b.words.keys))
    counts = Counter((number, same) for number, same, _, _ in placed)
    assert found.numbers_changed == counts[True, False]
    assert found.numbers_kept == counts[True, True]
    assert found.names_changed == counts[False, False]
    assert found.names_kept == counts[False, True]
    for number, same, i, j in placed:
        assert a.words.words[i][0].isdigit() == number
        assert (a.words.words[i] == b.words.words[j]) == same


FACTS = st.lists(st.sampled_from(["the", "of", "Orrin", "Tresk", "4", "9", "17", ".", "far", "and"]), max_size=60).map(
    " ".join
)


@given(FACTS, FACTS)
def test_figures_are_counted_alike_by_both_forms(one: str, other: str) -> None:
    a, b = document(one), document(other)
    common = in_order(a.words.keys, b.words.keys)
    assert changed_figures(a, b, common) == plain_changed(a, b, common)


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
@pytest.mark.parametrize(
    ("common", "places", "stock"),
    [
        ([0, 0, 4], [0], 3), ([0, 1, 3], [0], 3), ([1, 1, 1, 0, 2, 1], [0], 3), ([-1, 0, 1], [0], 3), ([0, 0, -1], [0], 3),
        ([0, 0], [0], 3), ([0, 0, 1], [3], 3), ([0, 0, 1], [-1], 3), ([0, 0, 1], [0, 1], 3), ([0, 0, 1], [0], 2),
    ],
)  # fmt: skip
def test_stretches_and_figures_beyond_their_texts_are_refused(common: list[int], places: list[int], stock: int) -> None:
    sides = [(np.arange(3, dtype=np.uint64), np.array(at, np.int32), b"\1") for at in ([0], places)]
    for one, other in (sides, sides[::-1]):
        with pytest.raises(ValueError, match="inside their texts"):
            kernels.changed_figures(np.array(common, np.int32), one, other, b"\0" * stock, (8, 3))


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
@pytest.mark.parametrize("places", [[150, *range(140)], [3, 3]])
def test_figures_out_of_order_are_refused(places: list[int]) -> None:
    """More of them than a gap has words would be noted for it."""
    side = np.arange(200, dtype=np.uint64), np.array(places, np.int32), b"\1" * len(places)
    with pytest.raises(ValueError, match="in order"):
        kernels.changed_figures(np.array([145, 145, 1, 160, 160, 1], np.int32), side, side, b"\0" * 200, (32, 0))
