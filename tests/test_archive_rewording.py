"""Archives whose texts were read into another normal form than today's."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from dedup.archive import Archive
from tests.archive_factories import BANK, HARBOUR, article

STRETCHED = "المجـــلس البلدي صوّت ليلة الثلاثاء بأغلبية كبيرة على إغلاق البوابة الشمالية للقناة حتى إشعار آخر"


def test_texts_of_an_earlier_normal_form_move_to_the_words_that_they_have_now(tmp_path: Path) -> None:
    path = tmp_path / "dedup.db"
    said = (*HARBOUR, STRETCHED)
    with Archive.open(path) as archive:
        archive.ingest([article("a", said), article("b", BANK)])
    with sqlite3.connect(path) as connection:
        changed = connection.execute(
            "UPDATE content SET digest = x'00' WHERE id = (SELECT content FROM article WHERE key = 'a')"
        )
        assert changed.rowcount == 1
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'scheme.words'")
    with Archive.open(path) as archive:
        report = archive.ingest([article("c", said)])
        assert (report.stored, report.unchanged, report.revised) == (1, 0, 0)
        assert {member.article for story in archive.stories() for member in story.members} == {"a", "c"}
        assert archive.revisions("a") == []
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM content").fetchone() == (2,)
        assert connection.execute("SELECT value FROM meta WHERE key = 'scheme.words'").fetchone() == ("2",)
