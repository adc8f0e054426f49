"""The pair page: what it shows and withholds, where its links lead, and what deciding does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dedup.archive import Archive, Asked, Memory, ReviewSession
from dedup.model import Direction, Word
from tests.archive_factories import BANK, HARBOUR, SCHOOL, article, edited, fill
from tests.cli_factories import HOSTILE, dedup
from tests.web_factories import client, voucher

COPY = edited("\n\n".join(HARBOUR), 0.05, 1)
HUGE = "x" * 1_900_000 + " " + " ".join(HARBOUR)
MARKUP = '<script>alert("1")</script><svg onload=alert(1)> \u202eevil\u202c \x00 &amp; '
LONG = [f"Entry {n} of {n * n % 97} in the log: {text}" for n in range(25) for text in (*SCHOOL, *BANK)]
ITEMS = [
    article("https://one.example/h", HARBOUR, title=HOSTILE, published="2024-10-09"),
    article("https://two.example/copy", COPY, published="2024-10-10T08:00:00+00:00"),
    article("odd", [MARKUP + HARBOUR[0], *HARBOUR[1:], MARKUP], title=MARKUP),
    article("huge", HUGE),
    article("s", SCHOOL),
    article("long", LONG),
    article("long-copy", LONG[3:]),
]
A, B = "https://one.example/h", "https://two.example/copy"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "news.db"
    fill(path, ITEMS).close()
    return path


@pytest.fixture
def archive(filled: Path, tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    path.write_bytes(filled.read_bytes())
    return path


@pytest.fixture
def browser(archive: Path) -> Iterator[TestClient]:
    with client(archive) as opened:
        yield opened


def shown(browser: TestClient, a: str = A, b: str = B, start: int = 0) -> str:
    answer = browser.get("/pair", params={"a": a, "b": b, "from": start})
    assert answer.status_code == 200, answer.text
    return answer.text


def send(browser: TestClient, path: str, **fields: str) -> str:
    answer = browser.post(path, data={"voucher": voucher(browser), "a": A, "b": B, **fields})
    assert answer.status_code == 200, answer.text
    return answer.text


def blind(browser: TestClient, *, on: bool = True) -> None:
    given = {"voucher": voucher(browser), "reviewer": "Mara Lind"} | ({"blind": "1"} if on else {})
    assert browser.post("/reviewer", data=given).status_code == 200


def words(archive: Path) -> list[tuple[Word, Direction | None, bool, bool]]:
    with Archive.open(archive) as opened:
        reviews = [status.review for status in opened.reviews()]
    return [(one.word, one.direction, one.score_seen, one.undone_at is not None) for one in reviews]


def test_the_proof_is_there_with_the_score(browser: TestClient) -> None:
    page = shown(browser)
    assert "near copy" in page
    assert "1.000" in page
    assert "stand word for word in both" in page
    assert "2024-10-10 08:00" in page


@pytest.mark.parametrize(("a", "b"), [(A, B), (B, A), ("odd", A), (A, "s"), ("huge", A)])
def test_every_link_into_the_texts_leads_somewhere(browser: TestClient, a: str, b: str) -> None:
    page = shown(browser, a, b)
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    for other in re.findall(r'href="(/pair\?[^"#]+)#', page)[:3]:
        assert browser.get(unescape(other)).status_code == 200


def test_markup_in_texts_stays_text(browser: TestClient) -> None:
    page = shown(browser, "odd", A)
    assert "<script>alert" not in page
    assert "<svg onload" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;alert" in page
    assert not re.search(r"<[^>]+\s(style|on\w+)=", page)


def test_a_word_of_two_megabytes_is_cut_and_the_rest_is_reached(browser: TestClient) -> None:
    page = shown(browser, "huge", A)
    assert len(page) < 300_000
    left_out = re.search(r"([\d,]+) characters left out", page)
    assert left_out is not None
    assert 1_890_000 < int(left_out[1].replace(",", "")) < 1_900_000


def test_a_long_article_comes_in_parts_whose_links_lead_to_one_another(browser: TestClient) -> None:
    page, seen = shown(browser, "long", "long-copy"), 0
    while found := re.search(r'href="(/pair\?[^"#]+)">Further rows', page):
        page = browser.get(unescape(found[1])).text
        seen += 1
    assert seen >= 2
    back = re.search(r'href="(/pair\?[^"#]+)">Earlier rows', page)
    assert back is not None
    far = re.search(r'href="(/pair\?[^"#]+)#(a-[^"]+)"', page)
    assert far is not None
    assert f'id="{far[2]}"' in browser.get(unescape(far[1])).text


def test_blindly_nothing_of_the_verdict_is_told_until_it_is_decided(browser: TestClient, archive: Path) -> None:
    blind(browser)
    assert "near copy</span>" not in browser.get("/").text
    page = shown(browser)
    assert "near copy" not in page
    assert "1.000" not in page
    assert "descends" not in page
    assert not re.search(r'class="figure weight"', page)
    assert "stand word for word in both" in page
    send(browser, "/pair/decision", said="same")
    assert "near copy" in shown(browser)
    assert words(archive) == [(Word.SAME, None, False, False)]


def test_what_was_revealed_is_remembered_with_the_word(browser: TestClient, archive: Path) -> None:
    blind(browser)
    assert "near copy" in send(browser, "/pair/reveal")
    send(browser, "/pair/decision", said="b_from_a", note="checked by phone")
    assert words(archive) == [(Word.SAME, Direction.B_FROM_A, True, False)]


def test_whether_the_source_is_named_goes_with_a_word_of_sameness(browser: TestClient, archive: Path) -> None:
    send(browser, "/pair/decision", said="b_from_a", credited="no")
    assert "the source is not named" in shown(browser)
    send(browser, "/pair/decision", said="not_same", credited="yes")
    with Archive.open(archive) as opened:
        assert [one.review.credited for one in opened.reviews()] == [False, None]


def test_the_direction_is_that_of_the_page_whichever_way_round(browser: TestClient, archive: Path) -> None:
    send(browser, "/pair/decision", a=B, b=A, said="a_from_b")
    assert A < B
    assert words(archive) == [(Word.SAME, Direction.B_FROM_A, False, False)]


def test_a_word_given_here_is_undone_there_and_the_other_way_round(browser: TestClient, archive: Path) -> None:
    send(browser, "/pair/decision", said="not_same", note="two reports")
    assert "two reports" in shown(browser)
    done = dedup("review", A, B, "--undo", "--reviewer", "Mara Lind", "--db", archive)
    assert done.code == 0, done.err
    assert words(archive)[-1][3]
    done = dedup("review", A, B, "--word", "unsure", "--reviewer", "Mara Lind", "--db", archive)
    assert done.code == 0, done.err
    assert "may or may not be" in shown(browser)
    send(browser, "/pair/undo")
    assert all(undone for *_, undone in words(archive))


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/pair/decision", {"said": "perhaps"}, 400),
        ("/pair/decision", {"said": "same", "b": "nowhere"}, 404),
        ("/pair/decision", {"said": "same", "b": A}, 400),
        ("/pair/decision", {"said": "same", "note": "x" * 3000}, 400),
        ("/pair/undo", {}, 404),
        ("/pair/reveal", {"a": "nowhere"}, 404),
        ("/pair/decision", {}, 400),
    ],
)
def test_what_cannot_be_said_is_refused_in_words(
    browser: TestClient, archive: Path, path: str, fields: dict[str, str], status: int
) -> None:
    answer = browser.post(path, data={"voucher": voucher(browser), "a": A, "b": B, **fields})
    assert answer.status_code == status
    assert '<p class="notice warn">' in answer.text
    assert words(archive) == []


@pytest.mark.parametrize("query", ["a=odd", "a=odd&b=nowhere", "a=odd&b=odd", "a=odd&b=s&from=-1", "a=odd&b=s&from=x"])
def test_a_pair_that_is_none_is_a_page(browser: TestClient, query: str) -> None:
    assert browser.get(f"/pair?{query}").status_code in {400, 404}


def test_the_queue_is_walked_with_its_conditions(browser: TestClient) -> None:
    queue = browser.get("/", params={"level": "all", "wide": "1"}).text
    first = re.search(r'class="pick" href="([^"]+)"', queue)
    assert first is not None
    page = browser.get(unescape(first[1]))
    assert page.url.params["level"] == "all"
    seen = [page.url]
    while found := re.search(r'rel="next"[^>]+href="([^"]+)"', page.text):
        page = browser.get(unescape(found[1]))
        seen.append(page.url)
    assert f"Pair {len(seen)} of {len(seen)} in the" in page.text
    assert len(set(seen)) == len(seen) > 2
    back = re.search(r'rel="prev"[^>]+href="([^"]+)"', page.text)
    assert back is not None
    assert browser.get(unescape(back[1])).url == seen[-2]


def test_a_decision_leads_to_the_next_pair_and_tells_how_to_take_it_back(browser: TestClient) -> None:
    first = re.search(r'class="pick" href="([^"]+)"', browser.get("/").text)
    assert first is not None
    page = browser.get(unescape(first[1]))
    pair = {"a": page.url.params["a"], "b": page.url.params["b"]}
    after = browser.post("/pair/decision", data={"voucher": voucher(browser), "said": "same", **pair})
    assert after.url.path == "/pair"
    assert {after.url.params["a"], after.url.params["b"]} != set(pair.values())
    assert "are the same story" in after.text
    assert browser.get(unescape(first[1])).url.params["a"] == pair["a"]
    assert first[1] not in browser.get("/").text
    given = {"voucher": voucher(browser), "back": "/?decision=all", **pair}
    assert str(browser.post("/pair/undo", data=given).url).endswith("/?decision=all")
    assert first[1] in browser.get("/").text


def test_two_reviewers_have_words_of_their_own(archive: Path) -> None:
    with client(archive) as one:
        send(one, "/pair/decision", said="same")
        with TestClient(one.app, base_url=str(one.base_url)) as other:
            given = {"voucher": voucher(other), "reviewer": "Ines Falk"}
            assert other.post("/reviewer", data=given).status_code == 200
            assert "are the same story" in shown(other)
            refused = other.post("/pair/undo", data={"voucher": voucher(other), "a": A, "b": B})
            assert refused.status_code == 404


def test_a_session_goes_on_with_the_memory_of_another(archive: Path) -> None:
    memory = Memory()
    with Archive.open(archive) as opened:
        asked = Asked(reviewer="Mara Lind")
        ReviewSession(opened, asked, pair=(A, B), memory=memory).decide(Word.SAME)
        later = ReviewSession(opened, asked, pair=("odd", "s"), memory=memory)
        assert set(later.undo().pair) == {A, B}
        assert later.current is not None
        assert {later.current.a.key, later.current.b.key} == {A, B}
        assert memory.made == []
