"""Articles of one outlet, long furniture in each: alike in a band here and there, and yet no crowd of copies."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dedup.archive import Archive
from dedup.archive.crowds import Crowds
from dedup.archive.prepare import prepare
from dedup.candidates import crowds
from dedup.config import FingerprintParams
from dedup.store import Store, migrate
from tests.archive_factories import ALPHABET, BEETLE, FURNITURE, article, edited, fill, kinds
from tests.store_factories import content
from tests.writing import FERRY, LIBRARY, ORCHARD, prose

ASKED, PAGE = 23, "p023"
LANTERN = " ".join([FURNITURE, "Write to the editors at Lantern House in Mill Street, where the door stands open."])


def body(number: int) -> str:
    """As many words as the furniture has, which stand in no other article; one has something to tell."""
    if number == ASKED:
        return " ".join(BEETLE[:3])
    dice = random.Random(number)
    return " ".join("".join(dice.choices(ALPHABET, k=7)) for _ in LANTERN.split())


def page(number: int) -> str:
    """An article with furniture in which two words are its own, so that none of its lines is that of another."""
    words = LANTERN.split()
    dice = random.Random(-1 - number)
    for place in (dice.randrange(len(words) // 2), dice.randrange(len(words) // 2, len(words))):
        words[place] = f"{words[place]}{number}"
    return f"{body(number)}\n\n{' '.join(words)}"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of forty, in which four near copies would make a crowd."""
    pages = [article(f"p{number:03}", page(number), host="lantern.example") for number in range(40)]
    excerpt = " ".join(body(ASKED).split()[:50])
    others = [article("excerpt", excerpt), article("edited", edited(body(ASKED), 0.2, 1))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crowds, "CROWD", 4)
        with fill(tmp_path_factory.mktemp("outlet") / "news.db", pages, others) as archive:
            yield archive


def test_four_hundred_articles_around_one_furniture_share_bands_and_none_is_crowded(tmp_path: Path) -> None:
    made = prepare([article("p", page(number)) for number in range(400)], FingerprintParams())
    found = [one.fingerprint for one in made]
    with Store.open(tmp_path / "news.db") as store, store.writing() as writer:
        rows = [replace(content(f"p{n}"), digest=one.digest, bands=one.bands.tolist()) for n, one in enumerate(found)]
        fresh = writer.add_contents(rows)
        holders = writer.band_apart([key for row in rows for key in row.bands])
        assert max(map(len, holders.values())) > 2 * crowds.CROWD
        assert not any(Crowds(writer).shift(fresh, fresh, ()).standings.values())


def test_none_of_forty_is_crowded(archive: Archive) -> None:
    with archive._store.reading() as reader:
        assert reader.crowded() == {}


def test_what_is_taken_from_one_of_them_is_found(archive: Archive) -> None:
    proposed = {(pair.a, pair.b): pair.proposed_by for pair in archive.candidates()}
    assert "samples" in proposed["excerpt", PAGE]
    assert "samples" in proposed["edited", PAGE]
    assert ("excerpt", PAGE) in kinds(archive)


def test_what_an_outlet_prints_under_everything_proposes_nothing(tmp_path: Path) -> None:
    told = [FERRY, LIBRARY, ORCHARD, "\n\n".join(BEETLE)]
    pages = [article(f"p{number}", f"{text}\n\n{LANTERN}", host="lantern.example") for number, text in enumerate(told)]
    guest = article("guest", f"{' '.join(prose(300, seed=3).split())}\n\n{LANTERN}", host="lantern.example")
    for number, calls in enumerate([[pages], [[one] for one in pages], [[one] for one in reversed(pages)]]):
        with fill(tmp_path / f"{number}.db", *calls) as archive:
            assert archive.candidates() == []
            assert archive.check(guest) == []
            with archive._store.reading() as reader:
                assert reader.furniture(["lantern.example"])["lantern.example"]
        assert migrate.check(tmp_path / f"{number}.db").ok


def test_an_excerpt_of_a_page_with_furniture_is_found_whichever_came_first(tmp_path: Path) -> None:
    told = [FERRY, LIBRARY, ORCHARD]
    pages = [article(f"p{number}", f"{text}\n\n{LANTERN}", host="lantern.example") for number, text in enumerate(told)]
    excerpt = article("excerpt", " ".join(FERRY.split()[20:90]), host="harbour.example")
    for number, calls in enumerate([[pages, [excerpt]], [[excerpt], pages]]):
        with fill(tmp_path / f"{number}.db", *calls) as archive:
            assert {(pair.a, pair.b) for pair in archive.candidates()} == {("excerpt", "p0")}
