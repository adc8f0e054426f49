"""Wordings that are kept from one transaction to the next."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dedup.archive import Archive
from dedup.archive import growing as facade
from dedup.archive.library import Library
from dedup.archive.wordings import Kept, Stand
from dedup.compare import Document
from dedup.store import Reader, Speaker, Writer
from dedup.text.telling import Keyed
from tests.archive_factories import BEETLE, HARBOUR, article, fill


def wordings(reader: Reader, library: Library) -> list[Keyed]:
    return [library.wording(head.content) for head in reader.heads().values()]


def kept(archive: Archive) -> list[Keyed]:
    with archive._store.reading() as reader:
        return wordings(reader, archive._library(reader))


def test_a_number_given_again_after_an_undone_transaction_brings_no_wording_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(writer: Writer, library: Library, *_: object) -> bool:
        assert len(wordings(writer, library)) == 1
        raise InterruptedError

    with fill(tmp_path / "fresh.db", [article("beetle", BEETLE)]) as fresh:
        (expected,) = kept(fresh)
    with Archive.open(tmp_path / "news.db") as archive:
        with monkeypatch.context() as patch:
            patch.setattr(facade, "catch_up", fail)
            with pytest.raises(InterruptedError):
                archive.ingest([article("harbour", HARBOUR)])
        assert kept(archive) == []
        archive.ingest([article("beetle", BEETLE)])
        (found,) = kept(archive)
    assert np.array_equal(found[0], expected[0])
    assert np.array_equal(found[1], expected[1])


def documents(archive: Archive) -> dict[str, Document]:
    with archive._store.reading() as reader:
        library = archive._library(reader)
        return {head.key: library.document(head.content) for head in reader.heads().values()}


def test_a_document_is_kept_until_its_text_changes(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", [article("beetle", BEETLE), article("harbour", HARBOUR)]) as archive:
        first, again = documents(archive), documents(archive)
        assert all(again[key] is found for key, found in first.items())
        archive.ingest([article("beetle", BEETLE[1:])])
        changed = documents(archive)
        assert changed["harbour"] is first["harbour"]
        assert changed["beetle"].text != first["beetle"].text
        archive.ingest([article("beetle", BEETLE)])
        assert documents(archive)["beetle"].text == first["beetle"].text


def test_what_nobody_has_asked_for_the_longest_makes_room() -> None:
    kept: Kept[str] = Kept(10, len)
    stands = [Stand(Speaker(number, 0, "", None, None), frozenset()) for number in range(4)]
    for stand in stands[:3]:
        kept.put(stand, "four")
    assert [stand in kept for stand in stands] == [False, True, True, False]
    assert kept.get(stands[1]) == "four"
    kept.put(stands[3], "four")
    assert [stand in kept for stand in stands] == [False, True, False, True]
    kept.put(stands[0], "longer than the room")
    assert [stand in kept for stand in stands] == [True, False, False, False]
