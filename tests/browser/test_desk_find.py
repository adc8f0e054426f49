"""What is looked for at the desk: by words, by a pasted text, by who took from whom; and carried away as a packet."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from dedup.archive import Archive
from tests.browsing import Visitor
from tests.desk_archive import FOREIGN, MARKUP, NOT_HELD, ORIGIN, OWN, PAGES, REPRINT, REWRITE
from tests.desk_server import REVIEWER, Desk

pytestmark = pytest.mark.browser

PAIR = "/pair?" + urlencode({"a": ORIGIN, "b": REWRITE})


def text_of(desk: Desk, key: str) -> str:
    with Archive.open(desk.file, create=False) as archive:
        return archive.article(key).text


def asked(page: Page) -> dict[str, str]:
    """What the address of a page asks for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


@pytest.mark.parametrize("script", [True, False])
def test_a_phrase_is_found_from_any_page(person: Visitor, reader: Visitor, *, script: bool) -> None:
    page = (person if script else reader).open(PAIR)
    if script:
        with page.expect_navigation():
            page.keyboard.press("/")
    else:
        page.get_by_role("navigation", name="Pages").get_by_role("link", name="Search").click()
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    box.fill('"Skerrow ferry contract"')
    with page.expect_navigation():
        box.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text("article")
    first = page.locator(".hits h3 a").first
    expect(first).to_contain_text("Skerrow")
    expect(page.locator(".hits mark").first).to_be_visible()


@pytest.mark.parametrize("query", ['"', "AND OR NOT", "a" * 900, "*", "site:", "(((", "\u202egnirts", *MARKUP])
def test_no_query_breaks_the_search(reader: Visitor, query: str) -> None:
    page = reader.open("/search?" + urlencode({"q": query}))
    box = page.get_by_role("searchbox")
    expect(box).to_be_visible()
    assert box.input_value().replace("\u202e", "") == query.replace("\u202e", "")


def test_a_pasted_text_is_told_from_ours_and_is_not_kept(reader: Visitor, desk: Desk) -> None:
    """A reprint with a line of its own is recognised; the archive holds no article more."""
    page = reader.open("/search")
    page.get_by_text("Is this text ours?").click()
    page.get_by_label("The text").fill("A line of our own.\n\n" + text_of(desk, REPRINT) + MARKUP[0])
    page.get_by_role("button", name="Compare").click()
    found = page.locator("section[aria-labelledby=found]")
    expect(found.locator("tbody tr").first).to_contain_text("near copy")
    assert MARKUP[0] in page.get_by_label("The text").input_value()
    with Archive.open(desk.file, create=False) as archive:
        before = archive.counts().articles
    page.get_by_label("The text").fill("Nothing that anybody here has ever written about at all. " * 20)
    page.get_by_role("button", name="Compare").click()
    expect(found).to_contain_text("Related to nothing")
    with Archive.open(desk.file, create=False) as archive:
        assert archive.counts().articles == before


def test_an_address_is_told_to_be_held_or_not(reader: Visitor) -> None:
    page = reader.open("/search?" + urlencode({"q": "https://arabic.example/arabic?utm_source=x"}))
    expect(page.get_by_role("heading", level=2)).to_have_text("Held")
    page.goto(reader.origin + "/search?" + urlencode({"q": f"{FOREIGN}/not-here"}))
    expect(page.get_by_role("heading", level=2)).to_have_text("Not held")


def test_two_that_were_found_are_set_side_by_side(reader: Visitor) -> None:
    page = reader.open("/search?q=ferry")
    page.get_by_role("radio", name="A:").nth(0).check()
    page.get_by_role("radio", name="B:").nth(1).check()
    page.get_by_role("button", name="Set A and B side by side").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Side by side")
    assert asked(page)["a"] != asked(page)["b"]


def test_a_figure_of_the_sources_opens_the_list_behind_it(reader: Visitor) -> None:
    page = reader.open("/sources")
    row = page.locator("tbody tr", has_text=OWN).filter(has_text="NewsQuill")
    expect(row).to_contain_text("1 uncredited")
    row.locator("td a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("Investigation Commanded")
    page.goto(reader.origin + "/sources")
    expect(page.locator("tbody tr", has_text=NOT_HELD).first).to_contain_text("nothing is held")


def test_the_queue_is_narrowed_by_its_form_and_never_says_that_nobody_copied(reader: Visitor) -> None:
    page = reader.open("/")
    rows = page.locator("tbody tr")
    whole = rows.count()
    page.get_by_label("Kind").select_option("rewrite")
    page.get_by_role("button", name="List").click()
    assert 0 < rows.count() < whole
    for place in range(rows.count()):
        expect(rows.nth(place).locator("td[data-label=Kind]")).to_contain_text("rewrite")
    page.get_by_label("Publisher").fill("Nobody's Gazette")
    page.get_by_role("button", name="List").click()
    expect(page.locator("main")).to_contain_text("does not mean that nobody copied")
    expect(page.locator("main")).to_contain_text("what the archive does not hold, it cannot find")


def test_own_outlets_come_first_and_those_that_name_no_source_before_those_that_do(reader: Visitor) -> None:
    own = "[...row.querySelectorAll('.by .chip')].some((chip) => chip.textContent === 'own')"
    rows = (
        reader.open("/")
        .locator("tbody tr")
        .evaluate_all(f"(all) => all.map((row) => [{own}, row.innerText.includes('not named')])")
    )
    assert rows == sorted(rows, key=lambda row: (not row[0], not row[1]))
    assert [True, True] in rows
    assert [False, True] in rows


def test_a_packet_is_carried_away_from_the_pair(person: Visitor) -> None:
    page = person.open(PAIR)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Evidence packet").first.click()
    assert coming.value.suggested_filename.endswith(".html")
    assert "Skerrow" in coming.value.path().read_text(encoding="utf-8")


def test_a_story_draws_an_origin_that_is_not_held_and_says_the_same_in_words(reader: Visitor) -> None:
    page = reader.open(PAGES["story of an origin not held"])
    expect(page.locator("svg .absent.origin")).to_have_count(1)
    expect(page.locator("svg .mark")).to_have_count(page.locator("section[aria-labelledby=members] tbody tr").count())
    expect(page.locator("main")).to_contain_text(f"it seems to be {NOT_HELD}")
    expect(page.locator("section[aria-labelledby=tree]")).to_contain_text(f"{NOT_HELD}, the origin, not held")


def test_two_members_of_a_story_open_side_by_side(reader: Visitor) -> None:
    page = reader.open(PAGES["story"])
    members = page.locator("section[aria-labelledby=members] tbody tr")
    members.nth(1).get_by_role("radio", name="A:").check()
    members.nth(3).get_by_role("radio", name="B:").check()
    page.get_by_role("button", name="Set A and B side by side").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Side by side")
    page.get_by_role("link", name="Their story").click()
    assert urlsplit(page.url).path == PAGES["story"]


def test_a_word_that_takes_an_article_out_of_a_story_is_told_there(reader: Visitor, desk: Desk) -> None:
    page = reader.open(PAGES["story"])
    members = page.locator("section[aria-labelledby=members] tbody tr")
    before = members.count()
    page.goto(desk.origin + PAIR)
    page.get_by_role("button", name="Not the same").click()
    page.goto(desk.origin + PAGES["story"])
    expect(members).to_have_count(before - 1)
    expect(page.locator("section[aria-labelledby=history]")).to_contain_text(REVIEWER)


def test_a_story_is_carried_away_as_one_packet(person: Visitor) -> None:
    page = person.open(PAGES["story"])
    with page.expect_download() as coming:
        page.get_by_role("link", name="Evidence packet").click()
    text = coming.value.path().read_text(encoding="utf-8")
    assert "Quarrybank Post" in text
    assert "InsightLoop" in text


def test_a_passage_of_an_article_leads_to_where_it_stood_first(reader: Visitor) -> None:
    page = reader.open(PAGES["article"])
    expect(page.locator("main")).to_contain_text("stood first elsewhere")
    origin = page.locator("section[aria-labelledby=related] tbody tr", has_text="Inquiry ordered into")
    expect(origin).to_contain_text("this comes from it")
    origin.get_by_role("link", name="Side by side").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Side by side")
