"""`dedup search`."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.archive_factories import BANK, HARBOUR, SCHOOL
from tests.cli_factories import HOSTILE, archive, dedup, record


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(
        tmp_path_factory.mktemp("search"),
        [
            record("lock", "\n\n".join(HARBOUR), title="Lock shut", publisher="Post", published="2024-10-09T06:30:00Z"),
            record("short", "\n\n".join(HARBOUR[:3]), title="Barges wait", publisher="Echo"),
            record("bank", "\n\n".join(BANK), title=HOSTILE),
            record("school", "\n\n".join(SCHOOL), url="https://oakmere.example/school"),
        ],
    )


def test_for_people(db: Path) -> None:
    done = dedup("search", "mathematics", "pupils", "--db", db)
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "1 article.\n"
        "\n"
        "school\n"
        "  school\n"
        "    Pupils in the Oakmere valley will begin lessons an hour later from\n"
        "    September, after a two-year trial in which teenagers slept longer, missed\n"
        "    fewer mornings and scored better in mathematics than classmates elsewhere.\n"
        "    Headteacher Rowan Achterberg told parents that …\n"
        "\n"
        "Searched: 4 articles held, as they are now.\n"
    )


def test_for_programs(db: Path) -> None:
    found = dedup("search", '"northern gate"', "--db", db, "--format", "json").json()
    assert (found["total"], found["held"], found["pending"]) == (2, 4, 0)
    assert {hit["article"] for hit in found["hits"]} == {"lock", "short"}
    hit = next(hit for hit in found["hits"] if hit["article"] == "lock")
    assert hit["story"] == dedup("story", "lock", "--db", db, "--format", "json").json()["story"]
    assert [hit["excerpt"][start:end] for start, end in hit["marks"]] == ["northern gate"]
    done = dedup("search", "the", "--db", db, "--format", "csv", "--limit", "2", "--from", "2")
    assert len(list(csv.DictReader(io.StringIO(done.out)))) == 2
    assert done.err == "4 articles found. Searched: 4 articles held, as they are now.\n"
    assert len(dedup("search", "the", "--db", db, "--format", "jsonl", "-q").lines()) == 4


def test_what_is_not_found_is_not_denied(db: Path) -> None:
    done = dedup("search", "volcano", "--db", db)
    assert done.code == 0
    assert done.out.startswith("Nothing found. Articles that are not held were not searched.\n")


def test_an_address(db: Path) -> None:
    held = dedup("search", "http://www.oakmere.example/school/?utm_source=x", "--db", db)
    assert held.out == "Held of the page https://oakmere.example/school:\n  school\n"
    assert "nothing is held" in dedup("search", "https://oakmere.example/other", "--db", db).out


def test_no_title_draws_on_the_terminal(db: Path) -> None:
    assert "\x1b" not in dedup("search", "vineyards", "--db", db).out


def test_an_index_is_made_anew(db: Path) -> None:
    before = dedup("search", "gate", "--db", db).out
    assert dedup("search", "gate", "--db", db, "--rebuild").out == before


@pytest.mark.parametrize(("asked", "code"), [("…", 2), ("x" * 2000, 2)])
def test_what_is_no_query_is_wrong_usage(db: Path, asked: str, code: int) -> None:
    done = dedup("search", asked, "--db", db)
    assert (done.code, done.out) == (code, "")


def test_an_archive_is_not_made_by_searching(tmp_path: Path) -> None:
    assert dedup("search", "lock", "--db", tmp_path / "none.db").code == 2
    assert not list(tmp_path.iterdir())
