"""A morning at the desk: the queue walked by keys, words given, taken back and seen elsewhere; also without script."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from dedup.archive import Archive, undo_last
from dedup.model import Direction, Review, Word
from tests.browsing import Visitor, visitor
from tests.cli_factories import dedup
from tests.desk_archive import ORIGIN, REPRINT, REWRITE
from tests.desk_server import REVIEWER, Desk

pytestmark = pytest.mark.browser

PAIR = "/pair?" + urlencode({"a": ORIGIN, "b": REWRITE})


def at(page: Page) -> tuple[str, str]:
    """The pair that a page shows, by its address."""
    asked = parse_qs(urlsplit(page.url).query)
    assert urlsplit(page.url).path == "/pair", page.url
    return asked["a"][0], asked["b"][0]


def words(desk: Desk) -> list[Review]:
    """What stands of what people said, as the archive has it, the oldest first."""
    with Archive.open(desk.file, create=False) as archive:
        return [one.review for one in archive.reviews() if one.review.undone_at is None]


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait for that."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_the_queue_is_walked_by_keys(person: Visitor, desk: Desk) -> None:
    page = person.open("/")
    page.keyboard.press("j")
    press(page, "Enter")
    first = at(page)
    press(page, "j")
    second = at(page)
    assert second != first
    press(page, "k")
    assert at(page) == first

    press(page, "s")
    assert at(page) != first
    expect(page.get_by_role("status")).to_contain_text(REVIEWER)
    (kept,) = words(desk)
    assert (set(kept.pair), kept.word, kept.reviewer, kept.score_seen) == (set(first), Word.SAME, REVIEWER, True)

    press(page, "u")
    assert words(desk) == []
    assert set(at(page)) == set(first)

    page.keyboard.press("g")
    press(page, "q")
    assert urlsplit(page.url).path == "/"


@pytest.mark.parametrize(
    ("key", "word", "direction"),
    [
        ("n", Word.NOT_SAME, None),
        ("?", Word.UNSURE, None),
        ("a", Word.SAME, Direction.A_FROM_B),
        ("b", Word.SAME, Direction.B_FROM_A),
        ("c", Word.SAME, Direction.COMMON_ORIGIN),
    ],
)
def test_each_word_has_its_key(person: Visitor, desk: Desk, key: str, word: Word, direction: Direction | None) -> None:
    page = person.open(PAIR)
    press(page, key)
    (kept,) = words(desk)
    assert (kept.word, kept.pair) == (word, tuple(sorted((ORIGIN, REWRITE))))
    assert kept.direction == direction or (direction is not None and kept.a != ORIGIN)


def test_a_key_pressed_while_writing_is_a_letter(person: Visitor, desk: Desk) -> None:
    page = person.open(PAIR)
    page.keyboard.press("o")
    note = page.get_by_label("A reason")
    expect(note).to_be_focused()
    page.keyboard.type("some of snug nouns, <b>bold</b> & ‘quoted’")
    expect(note).to_have_value("some of snug nouns, <b>bold</b> & ‘quoted’")
    assert words(desk) == []
    with page.expect_navigation():
        page.get_by_role("button", name="Not the same").click()
    (kept,) = words(desk)
    assert kept.note == "some of snug nouns, <b>bold</b> & ‘quoted’"
    page.goto(desk.origin + PAIR)
    expect(page.locator("main")).to_contain_text("<b>bold</b> & ‘quoted’")


def test_the_keys_can_be_read_and_turned_off(person: Visitor, desk: Desk) -> None:
    page = person.open(PAIR)
    page.keyboard.press("h")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Not the same")
    dialog.get_by_role("checkbox").uncheck()
    dialog.get_by_role("button").click()
    page.keyboard.press("s")
    page.reload()
    assert words(desk) == []


MACHINE = re.compile(r"score [01]\.\d|[−+]\d\.\d\d|not credited")
"""What only the machine says: a score, a weight, a verdict."""


def test_a_blind_reviewer_sees_no_score_before_the_word(person: Visitor, desk: Desk) -> None:
    page = person.open("/")
    page.locator(".who summary").click()
    page.get_by_role("checkbox", name="Blind").check()
    with page.expect_navigation():
        page.locator(".who").get_by_role("button").click()
    page.goto(desk.origin + PAIR)
    main = page.locator("main")
    assert not MACHINE.search(main.inner_text())
    assert not MACHINE.search(page.content())
    press(page, "n")
    page.goto(desk.origin + PAIR)
    assert MACHINE.search(main.inner_text())

    page.goto(f"{desk.origin}/pair?{urlencode({'a': ORIGIN, 'b': REPRINT})}")
    assert not MACHINE.search(main.inner_text())
    press(page, "m")
    assert MACHINE.search(main.inner_text())
    press(page, "n")
    assert {frozenset(kept.pair): kept.score_seen for kept in words(desk)} == {
        frozenset((ORIGIN, REWRITE)): False,
        frozenset((ORIGIN, REPRINT)): True,
    }


def test_a_word_is_seen_at_once_by_the_command_and_undone_from_either_side(person: Visitor, desk: Desk) -> None:
    page = person.open(PAIR)
    press(page, "n")
    listed = dedup("export", "reviews", "--db", desk.file, "--format", "json").out
    (exported,) = json.loads(listed)
    assert {exported["a"], exported["b"]} == {ORIGIN, REWRITE}
    assert exported["word"] == "not_same"

    done = dedup("review", ORIGIN, REWRITE, "--undo", "--reviewer", REVIEWER, "--db", desk.file)
    assert done.code == 0, done.err
    page.goto(desk.origin + PAIR)
    expect(page.locator("main")).not_to_contain_text("Undo")

    done = dedup("review", ORIGIN, REWRITE, "--word", "same", "--reviewer", REVIEWER, "--db", desk.file)
    assert done.code == 0, done.err
    page.reload()
    press(page, "u")
    assert words(desk) == []


def test_two_reviewers_at_once_keep_their_own_words(browser: Browser, desk: Desk) -> None:
    with visitor(browser, desk.origin) as one, visitor(browser, desk.origin) as other:
        first, second = one.open(PAIR), other.open(PAIR)
        second.locator(".who summary").click()
        second.get_by_label("Decisions here are signed").fill("Bo Inkwell")
        with second.expect_navigation():
            second.locator(".who").get_by_role("button").click()
        press(first, "s")
        press(second, "n")
        assert {(kept.reviewer, kept.word) for kept in words(desk)} == {
            (REVIEWER, Word.SAME),
            ("Bo Inkwell", Word.NOT_SAME),
        }
        first.goto(desk.origin + PAIR)
        expect(first.locator("main")).to_contain_text("Bo Inkwell")
        press(first, "u")
        (left,) = words(desk)
        assert left.reviewer == "Bo Inkwell"


def test_nothing_needs_script(reader: Visitor, desk: Desk) -> None:
    page = reader.open("/")
    page.locator("main tbody tr a").first.click()
    first = at(page)
    page.get_by_text("Add a note").click()
    page.get_by_label("A reason").fill("read without script")
    page.get_by_role("button", name="Unsure").click()
    (kept,) = words(desk)
    assert (set(kept.pair), kept.word, kept.note) == (set(first), Word.UNSURE, "read without script")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    assert words(desk) == []
    for name in ("Stories", "Sources", "Search", "Queue"):
        page.get_by_role("navigation", name="Pages").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.title() != ""


def test_a_counterpart_lights_up_under_the_pointer_and_under_the_focus(person: Visitor) -> None:
    page = person.open(PAIR)
    piece = page.locator(".facing a.m[data-g]").first
    piece.hover()
    assert page.locator(".m.lit").count() >= 2
    page.mouse.move(1, 1)
    expect(page.locator(".m.lit")).to_have_count(0)
    piece.focus()
    assert page.locator(".m.lit").count() >= 2


def test_a_line_of_the_ledger_leads_to_its_place_without_script(reader: Visitor) -> None:
    page = reader.open(PAIR)
    link = page.locator("#ledger ~ .ledger a").first
    target = str(link.get_attribute("href")).partition("#")[2]
    link.click()
    expect(page.locator(f"[id='{target}']")).to_be_in_viewport()


def test_a_word_taken_back_elsewhere_cannot_be_taken_back_again(person: Visitor, desk: Desk) -> None:
    page = person.open(PAIR)
    press(page, "s")
    page.goto(desk.origin + PAIR)
    with Archive.open(desk.file, create=False) as archive:
        undo_last(archive, ORIGIN, REWRITE, REVIEWER, words(desk)[0].at)
    press(page, "u")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "Traceback" not in page.content()
    assert words(desk) == []
