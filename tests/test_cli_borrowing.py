"""`dedup sources`, and the conditions of `dedup stories`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.archive_factories import BANK, BEETLE, HARBOUR, RAIL, SCHOOL, edited
from tests.cli_factories import HOSTILE, Done, archive, dedup, record

TEXT = "\n\n".join(HARBOUR)
WIRE = "VESSHOLM (Northern Wire Agency) — "
CLEANED = HOSTILE.replace("\x1b", "").replace("\a", "").replace("\x9b", "›")
NOBODY = "Nobody is found to take from anybody here.\n"


def item(key: str, text: str, publisher: str | None, day: str | None = None, **fields: object) -> dict[str, object]:
    return record(key, text, publisher=publisher, published=day, **fields)


REPORTED = "As first reported by the Vessholm Post.\n\n"
RAILS = (("Karlby Echo", RAIL), ("Ostrand Globe", RAIL[:4]), (HOSTILE, RAIL[1:]))

RECORDS = [
    # Taken from the Post, which spells itself in two ways: once with credit, three times without.
    item("lock", TEXT, "Vessholm Post", "2024-10-09T06:30:00Z", url="https://post.example/lock"),
    item("lock-2", REPORTED + "\n\n".join(HARBOUR[:5]), "Karlby Echo", "2024-10-10"),
    item("lock-3", "\n\n".join(HARBOUR[:4]), "Lagoon Weekly", "2024-10-12"),
    item("lock-4", edited(TEXT, 0.05, 1), None, "2024-10-13"),
    item("bank", "\n\n".join(BANK), "The Vessholm Post", "2024-11-01T06:30:00Z", url="https://www.post.example/bank"),
    item("bank-2", "\n\n".join(BANK[:5]), "Lagoon Weekly", "2024-11-02"),
    item("bank-3", REPORTED + "\n\n".join(BANK[:4]), "Sarnow Globe", "2024-11-03"),
    # Taken from an agency of which nothing is held.
    *(
        item(f"rail-{number}", WIRE + "\n\n".join(paragraphs), name, f"2024-12-0{number}")
        for number, (name, paragraphs) in enumerate(RAILS, start=1)
    ),
    # Of the same day, without a word about one another.
    item("school", "\n\n".join(SCHOOL), "Ostrand Globe"),
    item("school-2", "\n\n".join(SCHOOL), "Karlby Echo"),
    item("beetle", "\n\n".join(BEETLE), "Vessholm Post"),
]  # fmt: skip


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("borrowing"), RECORDS)


def canonicals(done: Done) -> list[str]:
    assert done.code == 0
    return sorted(line["canonical"] for line in done.lines())


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([], ["bank", "lock", "rail-1", "school"]),
        (["--origin", "held"], ["bank", "lock"]),
        (["--origin", "not_held"], ["rail-1"]),
        (["--origin", "undetermined"], ["school"]),
        (["--uncredited"], ["bank", "lock"]),
        (["--publisher", "the vessholm post"], ["bank", "lock"]),
        (["--publisher", "www.post.example"], ["bank", "lock"]),
        (["--publisher", "https://post.example/elsewhere"], ["bank", "lock"]),
        (["--publisher", "Northern Wire Agency"], ["rail-1"]),
        (["--publisher", "Karlby Echo"], ["lock", "rail-1", "school"]),
        (["--publisher", "Karlby Echo", "--origin", "held"], ["lock"]),
        (["--publisher", "Sarnow Globe", "--uncredited"], ["bank"]),
        (["--publisher", "Ostrand Globe", "--uncredited"], []),
        (["--publisher", "Nobody's Gazette"], []),
        (["--publisher", ""], []),
        (["--publisher", "\x1b[31m"], []),
    ],
)
def test_the_conditions_of_stories(db: Path, conditions: list[str], expected: list[str]) -> None:
    assert canonicals(dedup("stories", "--db", db, "--format", "jsonl", *conditions)) == expected


def test_no_such_story(db: Path) -> None:
    asked = ("stories", "--db", db, "--publisher", "Nobody's Gazette")
    assert dedup(*asked).out == "No such stories.\n"
    assert dedup(*asked, "--format", "json").out == "[]\n"
    assert dedup(*asked, "--format", "csv").out.count("\n") == 1


def test_an_unknown_status_is_wrong_usage(db: Path) -> None:
    done = dedup("stories", "--db", db, "--origin", "lost")
    assert (done.code, done.out) == (2, "")
    assert "'lost' is not one of 'held', 'not_held', 'undetermined'" in done.err


def test_who_is_copied_by_whom(db: Path) -> None:
    rows = dedup("sources", "--db", db, "--format", "jsonl").lines()
    assert rows[0] == {
        "source": "Vessholm Post",
        "source_domain": "post.example",
        "source_held": True,
        "taker": "Lagoon Weekly",
        "taker_domain": None,
        "articles": 2,
        "credited": 0,
        "uncredited": 2,
        "undetermined": 0,
        "stories": 2,
        "first": "2024-10-12",
        "last": "2024-11-02",
    }
    shown = [
        (row["source"], row["taker"], row["source_held"], row["articles"], row["credited"], row["undetermined"])
        for row in rows[1:]
    ]
    agency = "Northern Wire Agency"
    assert shown == [
        (agency, "Karlby Echo", False, 1, 1, 0),
        (agency, "Ostrand Globe", False, 1, 1, 0),
        (agency, CLEANED, False, 1, 1, 0),
        ("Vessholm Post", "Karlby Echo", True, 1, 1, 0),
        ("Vessholm Post", "Sarnow Globe", True, 1, 1, 0),
        ("Vessholm Post", None, True, 1, 0, 0),
        ("Karlby Echo", "Ostrand Globe", True, 0, 0, 1),
    ]


def test_who_is_copied_by_whom_over_time(db: Path) -> None:
    asked = ("sources", "--db", db, "--publisher", "Vessholm Post", "--by", "month")
    rows = dedup(*asked, "--format", "jsonl").lines()
    assert [(row["period"], row["taker"], row["articles"], row["uncredited"]) for row in rows] == [
        ("2024-10-01", "Lagoon Weekly", 1, 1),
        ("2024-10-01", "Karlby Echo", 1, 0),
        ("2024-10-01", None, 1, 1),
        ("2024-11-01", "Lagoon Weekly", 1, 1),
        ("2024-11-01", "Sarnow Globe", 1, 0),
    ]
    assert dedup(*asked, "--format", "csv").out.startswith("period,source,source_domain,")
    table = dedup(*asked).out
    assert table.index("month of 2024-10-01") < table.index("month of 2024-11-01")
    weeks = dedup("sources", "--db", db, "--by", "week", "--format", "jsonl").lines()
    assert {row["period"] for row in weeks} >= {
        "2024-10-07",
        "2024-10-28",
        None,
    }  # Mondays, and articles without a date
    assert sum(row["undetermined"] for row in weeks) == 1
    assert "Nobody is found" in dedup("sources", "--db", db, "--by", "year", "--publisher", "Nobody").out


@pytest.mark.parametrize(
    ("conditions", "takers"),
    [
        (["--publisher", "Sarnow Globe"], ["Sarnow Globe"]),
        (["--publisher", "northern wire agency"], ["Karlby Echo", "Ostrand Globe", CLEANED]),
        (["--publisher", "Karlby Echo"], ["Karlby Echo", "Karlby Echo", "Ostrand Globe"]),
        (["--uncredited"], ["Lagoon Weekly", None]),
        (["--uncredited", "--publisher", "Karlby Echo"], []),
        (["--publisher", "Nobody's Gazette"], []),
    ],
)
def test_the_conditions_of_sources(db: Path, conditions: list[str], takers: list[str | None]) -> None:
    done = dedup("sources", "--db", db, "--format", "jsonl", *conditions)
    assert (done.code, [row["taker"] for row in done.lines()]) == (0, takers)


def test_sources_for_people(db: Path) -> None:
    assert dedup("sources", "--db", db).out == (
        "articles   credited   not   taken from\n" + "─" * 80 + "\n"
        "       5          2     3   Vessholm Post\n"
        "       2          0     2     by Lagoon Weekly, 2 stories, 2024-10-12 to\n"
        "                            2024-11-02\n"
        "       1          1     0     by Karlby Echo, 2024-10-10\n"
        "       1          1     0     by Sarnow Globe, 2024-11-03\n"
        "       1          0     1     by publisher not known, 2024-10-13\n"
        "\n"
        "       3          3     0   Northern Wire Agency – not held\n"
        "       1          1     0     by Karlby Echo, 2024-12-01\n"
        "       1          1     0     by Ostrand Globe, 2024-12-02\n"
        "       1          1     0     by [31mRED[0m [bold]news[/bold] ›2Jevil :boom: {a}\n"
        "                            =1+1, 2024-12-03\n"
        "\n"
        "`not` counts the articles that do not name the source where a reader sees it.\n"
        "\n"
        "Who took from whom is undetermined\n"
        "pairs   stories   publishers\n"
        "───────────────────────────────────────────────\n"
        "    1         1   Karlby Echo and Ostrand Globe\n"
    )


def test_nobody_takes_from_anybody(db: Path) -> None:
    assert dedup("sources", "--db", db, "--publisher", "Nobody's Gazette").out == NOBODY
    done = dedup("sources", "--db", db, "--publisher", "Nobody's Gazette", "--format", "csv")
    assert done.out == (
        "source,source_domain,source_held,taker,taker_domain,articles,credited,uncredited,undetermined,stories,first,last\n"
    )


def test_without_an_archive(tmp_path: Path) -> None:
    done = dedup("sources", "--db", tmp_path / "none.db")
    assert (done.code, done.out) == (2, "")
    assert "none.db" in done.err
