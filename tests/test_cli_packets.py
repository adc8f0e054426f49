"""`dedup packet` and `dedup verify` as they are called."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dedup.model import PACKET_LAYOUT
from dedup.version import installed_version
from dedup.web.packet import DATA_BEGINS, packet_page
from dedup.web.verifying import read_packet
from tests.cli_factories import dedup
from tests.packet_factories import COPY, ORIGIN, filled


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return filled(tmp_path / "a.db")


@pytest.fixture
def file(db: Path, tmp_path: Path) -> Path:
    made = tmp_path / "packet.html"
    assert dedup("packet", COPY, ORIGIN, "-o", made, "--db", db, "-q").code == 0
    return made


def test_a_packet_is_written_and_matches(db: Path, tmp_path: Path) -> None:
    made = tmp_path / "packet.html"
    done = dedup("packet", COPY, ORIGIN, "-o", made, "--db", db)
    assert (done.code, done.out) == (0, "")
    assert done.err == f"Wrote the evidence on 2 articles to {made}; `dedup verify {made}` checks it.\n"
    checked = dedup("verify", made, "--db", db, columns=200)
    assert checked.code == 0
    assert checked.out.splitlines()[:3] == ["matches", f"A: {COPY}", f"B: {ORIGIN}"]
    assert dedup("verify", made, "--db", db, "--format", "json").json()["matches"] is True


def test_a_packet_goes_to_stdout_and_may_be_of_a_story_or_without_texts(db: Path, tmp_path: Path) -> None:
    for arguments in (["--story", ORIGIN], [COPY, ORIGIN, "--texts", "passages"]):
        done = dedup("packet", *arguments, "--db", db)
        assert (done.code, done.err) == (0, "")
        made = tmp_path / "packet.html"
        made.write_text(done.out, encoding="utf-8")
        assert dedup("verify", made, "--db", db).code == 0
        assert read_packet(made).packet.made_with == installed_version()


@pytest.mark.parametrize(
    "arguments",
    [[], [COPY], [COPY, ORIGIN, "third"], [COPY, "--story", ORIGIN], [COPY, ORIGIN, "--story", ORIGIN], [COPY, COPY]],
)
def test_a_wrong_call_is_told(db: Path, arguments: list[str]) -> None:
    done = dedup("packet", *arguments, "--db", db)
    assert done.code == 2
    assert "A packet is of" in done.err


def test_an_article_that_is_not_held_is_told(db: Path, tmp_path: Path) -> None:
    made = tmp_path / "packet.html"
    assert dedup("packet", COPY, "nobody", "-o", made, "--db", db).code == 2
    assert not made.exists()


def test_what_differs_is_named_and_ends_with_1(db: Path, file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("no proof of wrong", "a proof of wrong"), encoding="utf-8")
    done = dedup("verify", file, "--db", db, columns=200)
    assert done.code == 1
    assert "In the file, against the page that its own data makes\n" in done.out
    assert "the packet says: A match is ⟦a⟧ proof of wrongdoing" in done.out
    assert "its data makes: A match is ⟦no⟧ proof of wrongdoing" in done.out
    record = dedup("verify", file, "--db", db, "--format", "json").json()
    assert {one["against"] for one in record["differences"]} == {"file"}


def test_a_file_that_is_no_packet_ends_with_1(db: Path, file: Path) -> None:
    file.write_text(f"{DATA_BEGINS}{{}}</pre>", encoding="utf-8")
    done = dedup("verify", file, "--db", db)
    assert (done.code, done.out) == (1, "")
    assert str(file) in done.err
    assert dedup("verify", file.with_name("none.html"), "--db", db).code == 2


def test_another_layout_ends_with_3_and_its_data_can_be_laid_out_anew(db: Path, file: Path) -> None:
    packet = replace(read_packet(file).packet, layout=PACKET_LAYOUT + 1)
    file.write_text(packet_page(packet), encoding="utf-8")
    new = file.with_name("new.html")
    done = dedup("verify", file, "--db", db, "--page", new, columns=200)
    assert done.code == 3
    assert "matches in its data; its page could not be checked" in done.out
    assert read_packet(new).packet == replace(packet, layout=PACKET_LAYOUT)
    assert dedup("verify", new, "--db", db).code == 0
