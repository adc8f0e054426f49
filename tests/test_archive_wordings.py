"""Wordings that are kept from one transaction to the next."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dedup.archive import Archive
from dedup.archive import archive as facade
from dedup.archive.library import Library
from dedup.store import Reader, Writer
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
