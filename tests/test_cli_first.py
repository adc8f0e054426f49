from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.archive_factories import BANK, HARBOUR, SCHOOL
from tests.cli_factories import HOSTILE, archive, dedup, record

SAID = "Nobody in this harbour had looked at the sill since the dredger struck it"
ASKED = "the fracture ran for almost two metres below the waterline"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An origin, its undated reprint, and two papers that quote one sentence, whole and cut."""
    said = [f"“{SAID},” said the harbour master, Ilse Tornquist.", *HARBOUR]
    return archive(
        tmp_path_factory.mktemp("first"),
        [
            record("origin", "\n\n".join(said), title="Lock shut", publisher="Post", published="2024-10-09T06:30:00Z"),
            record("reprint", "\n\n".join(said[:5]), title="Barges wait", publisher="Echo"),
            record(
                "quoting",
                "\n\n".join([*SCHOOL[:4], f"As for the port, {SAID.lower().replace('struck', 'hit')}, we hear."]),
                title="Week",
                publisher="Lagoon",
                published="2024-10-12",
            ),
            record(
                "cut", "\n\n".join([*BANK[:4], f"“{' '.join(SAID.split()[:9])}…” said she."]), first_seen="2024-10-20"
            ),
            record("other", "\n\n".join(BANK[2:]), title="Bank", published="2024-01-01"),
        ],
    )


def test_for_people(db: Path) -> None:
    done = dedup("first", SAID, "--db", db)
    assert (done.code, done.err) == (0, "")
    story, bank = (dedup("story", key, "--db", db, "--format", "json").json()["story"] for key in ("origin", "cut"))
    assert done.out == (
        "Asked for  Nobody in this harbour had looked at the sill since the dredger\n"
        "struck it\n"
        "Looked at 5 articles held; it stands in 4, the earliest first.\n"
        "\n"
        "First: cannot tell\n"
        "  origin (2024-10-09T06:30:00+00:00) and reprint (no date) cannot be put in\n"
        "  order.\n"
        "\n"
        "Lock shut – Post\n"
        "  origin\n"
        "  published 2024-10-09 06:30 (given); word for word; as direct speech; said by\n"
        f"  Ilse Tornquist; story {story}\n"
        "    Nobody in this harbour had looked at the sill since the dredger struck it\n"
        "\n"
        "Week – Lagoon\n"
        "  quoting\n"
        "  published 2024-10-12 (given); altered\n"
        "    nobody in this harbour had looked at the sill since the dredger [hit] it\n"
        "\n"
        "cut\n"
        "  cut\n"
        f"  first seen 2024-10-20 (given); cut; as direct speech; story {bank}\n"
        "    Nobody in this harbour had looked at the sill\n"
        "\n"
        "Without a date\n"
        "\n"
        "Barges wait – Echo\n"
        "  reprint\n"
        f"  word for word; as direct speech; said by Ilse Tornquist; story {story}\n"
        "    Nobody in this harbour had looked at the sill since the dredger struck it\n"
    )


def test_for_programs(db: Path) -> None:
    told = dedup("first", SAID, "--db", db, "--format", "json").json()
    assert (told["asked"], told["looked_at"], told["first"]) == (SAID, 5, None)
    assert [(one["article"], one["wording"], one["quoted"], one["speaker"]) for one in told["sightings"]] == [
        ("origin", "verbatim", True, "Ilse Tornquist"),
        ("quoting", "altered", False, None),
        ("cut", "cut", True, None),
        ("reprint", "verbatim", True, "Ilse Tornquist"),
    ]
    cut = told["sightings"][2]
    assert (cut["date"], cut["date_is"], cut["date_source"]) == ("2024-10-20", "first_seen", "given")
    lines = dedup("first", SAID, "--db", db, "--format", "jsonl", "--quiet").lines()
    assert lines == told["sightings"]
    listed = dedup("first", SAID, "--db", db, "--format", "csv")
    assert [row["article"] for row in csv.DictReader(io.StringIO(listed.out))] == [one["article"] for one in lines]
    assert listed.err == (
        "First: cannot tell. origin (2024-10-09T06:30:00+00:00) and reprint (no date) cannot be put in order.\n"
    )


def test_spans_point_into_the_text(db: Path) -> None:
    texts = {line["id"]: line["text"] for line in dedup("export", "articles", "--db", db).lines()}
    for one in dedup("first", SAID, "--db", db, "--format", "json").json()["sightings"]:
        assert texts[one["article"]][one["start"] : one["end"]] == one["passage"]


def test_the_story_decides_before_dates(tmp_path: Path) -> None:
    """A copy that claims to be older than the origin it names does not have the sentence first."""
    credit = "This article first appeared in the Vessholm Post (vessholmpost.example)."
    db = archive(
        tmp_path,
        [
            record(
                "origin", "\n\n".join(HARBOUR), publisher="Vessholm Post", published="2024-10-09T06:30:00Z",
                url="https://vessholmpost.example/lock",
            ),
            record("copy", "\n\n".join([*HARBOUR[:5], credit]), publisher="Karlby Echo", published="2024-10-08"),
            record("late", "\n\n".join([*HARBOUR[1:5], credit]), publisher="Lagoon", published="2024-10-10"),
        ],
    )  # fmt: skip
    told = dedup("first", ASKED, "--db", db, "--format", "json").json()
    assert told["first"] == "origin"
    story = told["sightings"][0]["story"]
    assert told["reason"] == f"It is the origin of the story {story}; 2 others were made from it, as the story tells."
    assert [one["article"] for one in told["sightings"]] == ["copy", "origin", "late"]


def test_dates_decide_where_no_story_does(tmp_path: Path) -> None:
    asked = "Night trains return to the coast after eleven years away"
    texts = [f"{asked}, we hear. " + "\n\n".join(part) for part in (HARBOUR[:3], SCHOOL[:3], BANK[:3])]
    records = [
        record(key, text, published=f"2024-10-0{day}T08:00:00Z")
        for key, text, day in zip("abc", texts, (3, 1, 2), strict=True)
    ]
    told = dedup("first", asked, "--db", archive(tmp_path, records), "--format", "json").json()
    assert (told["first"], told["reason"]) == ("b", "2 others are dated later.")
    assert [one["article"] for one in told["sightings"]] == ["b", "c", "a"]


def test_equal_dates_decide_nothing(tmp_path: Path) -> None:
    asked = "Night trains return to the coast after eleven years away"
    records = [
        record(key, f"{asked}. " + "\n\n".join(part), published="2024-10-03")
        for key, part in (("a", HARBOUR[:3]), ("b", SCHOOL[:3]))
    ]
    told = dedup("first", asked, "--db", archive(tmp_path, records), "--format", "json").json()
    assert (told["first"], told["reason"]) == (None, "a (2024-10-03) and b (2024-10-03) cannot be put in order.")


def test_the_origin_that_is_not_held_is_named(tmp_path: Path) -> None:
    credit = "This article first appeared in the Vessholm Post (vessholmpost.example)."
    db = archive(
        tmp_path,
        [
            record("one", "\n\n".join([*HARBOUR[:5], credit]), publisher="Karlby Echo", published="2024-10-10"),
            record("two", "\n\n".join([*HARBOUR[1:], credit]), publisher="Lagoon Weekly", published="2024-10-11"),
        ],
    )
    told = dedup("first", ASKED, "--db", db, "--format", "json").json()
    assert told["first"] == "one"
    assert told["notes"] == [
        f"The origin of the story {told['sightings'][0]['story']} is not held; it seems to be Vessholm Post, and may "
        "have had it first."
    ]


def test_nothing_found(db: Path) -> None:
    done = dedup("first", "Peat cutting on the eastern edge is licensed until next summer", "--db", db)
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(
        "Looked at 5 articles held; it stands in none of them. Articles that are not held\nwere not looked at.\n"
    )
    told = dedup("first", "Peat cutting on the eastern edge is licensed", "--db", db, "--format", "json").json()
    assert (told["first"], told["sightings"], told["reason"]) == (None, [], "It stands in none of the articles held.")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("", "dedup: '' is too short to be looked for; give a sentence, or a phrase of three words or more.\n"),
        ("…!", "is too short to be looked for"),
        ("it is so", "is too short to be looked for"),
        ("extraordinary", "is too short to be looked for"),
        ("word " * 401, "dedup: This is a text of 401 words; give a passage, or use `dedup check` for an article.\n"),
    ],
)
def test_what_cannot_be_looked_for(db: Path, asked: str, message: str) -> None:
    done = dedup("first", asked, "--db", db)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_nothing_hostile_comes_out(tmp_path: Path, form: str) -> None:
    hostile = f"{ASKED} {HOSTILE} \x00\ud800"
    db = archive(tmp_path, [record("x", f"{HARBOUR[0]} {hostile} {HARBOUR[2]}", title=HOSTILE, publisher=HOSTILE)])
    done = dedup("first", hostile.replace("\x00", ""), "--db", db, "--format", form)
    assert done.code == 0
    assert "x" in done.out
    assert not any(char in done.out + done.err for char in "\x00\x1b\x9b\x07\u202e")


def test_the_order_of_arrival_makes_no_difference(tmp_path: Path) -> None:
    records = [
        record("b", "\n\n".join(HARBOUR), published="2024-10-09"),
        record("a", "\n\n".join(HARBOUR[:5]), published="2024-10-11"),
        record("c", "\n\n".join([*HARBOUR[1:4], *BANK[:2]])),
    ]
    said = []
    for name, ordered in (("there", records), ("back", records[::-1])):
        (tmp_path / name).mkdir()
        told = dedup("first", ASKED, "--db", archive(tmp_path / name, ordered), "--format", "json")
        said.append(json.loads(told.out))
    assert said[0] == said[1]


def test_a_passage_of_several_sentences(tmp_path: Path) -> None:
    """A text that holds one sentence of a long passage has it cut; one that holds none of it is left out."""
    db = archive(
        tmp_path,
        [
            record("whole", "\n\n".join(HARBOUR), published="2024-10-09T06:30:00Z"),
            record("sentence", "\n\n".join([*BANK[:4], HARBOUR[2]]), published="2024-10-11T06:30:00Z"),
            record("none", "\n\n".join(SCHOOL)),
        ],
    )
    told = dedup("first", " ".join(HARBOUR[1:4]), "--db", db, "--format", "json").json()
    assert [(one["article"], one["wording"]) for one in told["sightings"]] == [
        ("whole", "verbatim"),
        ("sentence", "cut"),
    ]
    assert told["first"] == "whole"
    assert told["sightings"][1]["passage"] == HARBOUR[2].rstrip(".")
