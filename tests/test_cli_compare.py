from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.archive_factories import BANK, HARBOUR
from tests.cli_factories import HOSTILE, archive, dedup, jsonl, record


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("family"))


def written(folder: Path, name: str, *paragraphs: str) -> Path:
    path = folder / name
    path.write_text("\n\n".join(paragraphs), encoding="utf-8")
    return path


def test_two_held_articles(db: Path) -> None:
    done = dedup("compare", "harbour/origin", "harbour/reprint", "--db", db, "--format", "json")
    assert (done.code, done.err) == (0, "")
    told = done.json()
    assert list(told)[:9] == [
        "a", "b", "kind", "score", "overlap", "evidence", "passages", "direction", "params",
    ]  # fmt: skip
    assert (told["a"], told["b"], told["kind"], told["score"]) == (
        "harbour/origin",
        "harbour/reprint",
        "near_copy",
        1.0,
    )
    assert told["direction"] == "b_from_a"
    assert told["overlap"] == {
        "words_a": 207,
        "words_b": 175,
        "shared_a": 175,
        "shared_b": 175,
        "containment_a": 0.8454,
        "containment_b": 1.0,
    }
    passages, evidence = told["passages"], told["evidence"]
    assert isinstance(passages, list)
    assert isinstance(evidence, list)
    text = "\n\n".join(HARBOUR)
    (passage,) = passages
    assert passage["text_a"] == text[slice(*passage["a"])]
    assert passage["text_a"] == passage["text_b"]
    assert (passage["words"], passage["quoted"], passage["stock"]) == (175, False, False)
    assert set(evidence[0]) == {"name", "sentence", "weight", "value", "passages"}
    assert evidence[0]["name"] == "prior"
    assert evidence[1]["passages"] == [0]


def test_an_article_is_found_by_its_address(db: Path) -> None:
    told = dedup("compare", "https://post.example/lock", "beetle", "--db", db, "--format", "json").json()
    assert (told["a"], told["kind"]) == ("harbour/origin", "unrelated")


def test_the_proof_for_people(db: Path) -> None:
    done = dedup("compare", "harbour/origin", "harbour/reprint", "--db", db, "--passages", 1)
    assert done.code == 0
    assert done.out.startswith(
        "near copy   score 1.000  (probability that the pair is derived)\n"
        "One text is a lightly changed copy of the other, or both are copies of a third.\n"
        "B descends from A. (certainty 0.86)\n"
        "A match is no proof of wrongdoing: agencies license their texts, outlets share\n"
        "them by agreement, and press releases are written to be reprinted.\n"
        "\n"
        "A  Lock at Vessholm stays shut – Vessholm Post, 2024-10-09 06:30\n"
        "   harbour/origin\n"
        "B  Barges wait at broken lock – Karlby Echo, 2024-10-10\n"
        "   harbour/reprint\n"
        "\n"
        " 85 % of A stands in B (175 of 207 words)\n"
        "100 % of B stands in A (175 of 175 words)\n"
    )
    assert "\nLedger\n" in done.out
    assert "\nShared passages, 1\n\n175 words   A 0–1040   B 0–1040\n = The lock at Vessholm" in done.out


def test_a_report_that_credits_the_other_is_not_called_independent(tmp_path: Path) -> None:
    report = (
        "Skippers whose barges cannot pass the lock at Vessholm want the council to pay for 600 tonnes of grain.",
        "Forty vessels have been moored along the embankment since divers found a crack in the northern gate, as the "
        "Vessholm Post reported. Per Storli, who carries timber for a firm in Eidsund, has sent harbour master Ilse "
        "Tornquist a bill for 40,000 crowns, with 12 photographs of wet barley.",
        "Marit Aune, of the insurers Nordlys, said that her company had written to 19 owners in August. A lawyer in "
        "Bergen, Knut Dahl, expects the case to last until 2027.",
    )
    a, b = written(tmp_path, "a.txt", *HARBOUR), written(tmp_path, "b.txt", *report)
    done = dedup("compare", a, b, "--db", tmp_path / "none.db")
    assert done.out.startswith("same event")
    assert "Both texts report one event; their wording does not show that one was made from" in done.out


def test_no_passages_on_request(db: Path) -> None:
    done = dedup("compare", "harbour/origin", "harbour/reprint", "--db", db, "--passages", 0)
    assert "The lock at Vessholm" not in done.out


def test_two_texts_stand_beside_each_other_where_there_is_room(tmp_path: Path) -> None:
    a = written(tmp_path, "a.txt", *HARBOUR)
    b = written(tmp_path, "b.txt", *[paragraph.replace("third", "fourth") for paragraph in HARBOUR])
    arguments = ("compare", a, b, "--db", tmp_path / "none.db")
    wide, narrow = (dedup(*arguments, columns=columns).out for columns in (130, 80))
    (row,) = [line for line in wide.splitlines() if "[third]" in line]
    assert "[fourth]" in row
    assert not [line for line in narrow.splitlines() if "[third]" in line and "[fourth]" in line]


def test_a_held_article_and_a_file(db: Path, tmp_path: Path) -> None:
    path = written(tmp_path, "late.txt", *HARBOUR[1:])
    told = dedup("compare", "harbour/origin", path, "--db", db, "--format", "json").json()
    assert (told["b"], told["kind"]) == (str(path), "near_copy")


def test_standard_input(db: Path) -> None:
    text = "\n\n".join(HARBOUR).encode()
    told = dedup("compare", "-", "harbour/origin", "--db", db, "--format", "json", stdin=text).json()
    assert (told["a"], told["kind"]) == ("-", "identical")
    twice = dedup("compare", "-", "-", "--db", db, stdin=text)
    assert (twice.code, twice.err) == (2, "dedup: Standard input can be one of the two articles, not both.\n")


def test_files_need_no_archive_and_make_none(tmp_path: Path) -> None:
    a, b = written(tmp_path, "a.txt", *HARBOUR), written(tmp_path, "b.txt", *HARBOUR[:4])
    db = tmp_path / "none.db"
    done = dedup("compare", a, b, "--db", db, "--format", "json")
    assert done.json()["kind"] == "near_copy"
    assert done.err == f"There is no archive at {db}; compared without what one would know of the outlets' furniture.\n"
    assert dedup("compare", a, b, "--db", db, "--quiet").err == ""
    assert sorted(tmp_path.iterdir()) == [a, b]


def test_a_key_wins_over_a_file_of_the_same_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "lock.txt", *HARBOUR)
    assert dedup("ingest", "lock.txt", "--db", "a.db").code == 0
    written(tmp_path, "lock.txt", *BANK)
    written(tmp_path, "other.txt", *HARBOUR)
    done = dedup("compare", "lock.txt", "other.txt", "--db", "a.db", "--format", "json")
    assert done.json()["kind"] == "identical"
    assert done.err == "lock.txt is both an article held and a file; the one held was taken.\n"


def test_names_that_lead_nowhere(db: Path, tmp_path: Path) -> None:
    several = jsonl(tmp_path / "two.jsonl", [record("x", "\n\n".join(BANK)), record("y", "\n\n".join(HARBOUR))])
    empty = written(tmp_path, "empty.txt")
    for name, code, message in (
        ("nowhere", 2, "nowhere is neither the key or address of an article held nor a file"),
        (several, 2, f"{several} holds several articles; name a file with a single one."),
        (empty, 1, f"{empty}: is empty"),
        ("bad\0name", 2, "badname is neither the key or address of an article held nor a file"),
    ):
        done = dedup("compare", "harbour/origin", name, "--db", db)
        assert (done.code, done.out) == (code, "")
        assert done.err.startswith(f"dedup: {message}")


# --- check ------------------------------------------------------------------------------------------------------------


def test_check_names_what_is_held_strongest_first(db: Path, tmp_path: Path) -> None:
    path = written(tmp_path, "new.txt", *HARBOUR[:5])
    done = dedup("check", path, "--db", db, "--format", "json")
    assert done.code == 0
    told = done.json()
    assert (told["source"], told["article"], told["held"]) == (str(path), str(path), 5)
    relations = told["relations"]
    assert isinstance(relations, list)
    assert [(r["b"], r["kind"], r["title"], r["publisher"], r["published"]) for r in relations] == [
        ("harbour/reprint", "identical", "Barges wait at broken lock", "Karlby Echo", "2024-10-10"),
        ("harbour/origin", "near_copy", "Lock at Vessholm stays shut", "Vessholm Post", "2024-10-09T06:30:00+00:00"),
        ("harbour/excerpt", "near_copy", "Round-up of the week", "Lagoon Weekly", "2024-10-13"),
    ]
    assert dedup("check", path, "--db", db, "--format", "jsonl").lines() == relations
    rows = list(csv.DictReader(io.StringIO(dedup("check", path, "--db", db, "--format", "csv").out)))
    assert [row["b"] for row in rows] == [relation["b"] for relation in relations]


def test_check_for_people(db: Path) -> None:
    done = dedup("check", "-", "--db", db, stdin="\n\n".join(HARBOUR[:5]).encode())
    assert done.code == 0
    head = " ".join(done.out.split("\n\n")[0].split())
    assert "Compared with 5 articles held; related to 3, strongest first." in head
    assert "A match is no proof of wrongdoing." in head
    assert (
        "identical, score 1.000: 100 % of A stands in B, 100 % of B in A\n"
        "  Barges wait at broken lock – Karlby Echo, 2024-10-10\n"
        "  harbour/reprint\n"
    ) in done.out


def test_check_stores_nothing(db: Path, tmp_path: Path) -> None:
    before = dedup("export", "articles", "--db", db).out
    dedup("check", written(tmp_path, "new.txt", *HARBOUR), "--db", db)
    assert dedup("export", "articles", "--db", db).out == before


def test_an_empty_answer_says_what_was_looked_at(db: Path, tmp_path: Path) -> None:
    path = written(tmp_path, "bank.txt", *BANK)
    done = dedup("check", path, "--db", db)
    assert done.code == 0
    assert "Compared with 5 articles held; none of them shares enough with it" in " ".join(done.out.split())
    assert "Articles that the archive does not hold were not looked at." in " ".join(done.out.split())
    piped = dedup("check", path, "--db", db, "--format", "jsonl")
    assert (piped.code, piped.out) == (0, "")
    assert piped.err == "Compared with 5 articles held; articles that are not held were not looked at.\n"
    assert json.loads(dedup("check", path, "--db", db, "--format", "json").out)["held"] == 5


def test_an_article_that_is_held_is_not_compared_with_itself(tmp_path: Path) -> None:
    path = written(tmp_path, "lock.txt", *HARBOUR)
    db = tmp_path / "a.db"
    assert dedup("ingest", path, "--db", db).code == 0
    done = dedup("check", path, "--db", db, "--format", "json")
    assert done.json()["relations"] == []
    assert done.err == f"{path} is held under this key itself; it was compared with the others.\n"


def test_what_cannot_be_checked(db: Path, tmp_path: Path) -> None:
    several = jsonl(tmp_path / "two.jsonl", [record("x", "\n\n".join(BANK)), record("y", "\n\n".join(HARBOUR))])
    short = written(tmp_path, "short.txt", "Too short.")
    for source, code in ((several, 2), (tmp_path, 2), (tmp_path / "none", 2), (short, 1)):
        done = dedup("check", source, "--db", db)
        assert (done.code, done.out) == (code, "")
        assert done.err.startswith("dedup: ")
        assert str(source) in done.err


def test_a_hostile_article_is_compared_without_harm(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "one.jsonl", [record(HOSTILE, "\n\n".join([*HARBOUR, HOSTILE]), title=HOSTILE)])
    db = archive(tmp_path)
    for done in (dedup("check", path, "--db", db), dedup("compare", path, "hostile", "--db", db)):
        assert done.code == 0
        assert not any(char in done.out + done.err for char in "\x1b\x9b\x07\u202e")
        assert "[bold]news[/bold]" in done.out
