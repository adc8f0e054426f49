"""The sample stories: the manifest tells the whole truth about them, and the pages are what it says they are."""

from __future__ import annotations

import json
import re
from collections import Counter
from difflib import SequenceMatcher
from functools import cache
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
PAGES = sorted(
    path.relative_to(SAMPLES).as_posix() for path in SAMPLES.glob("*/*") if path.suffix in {".html", ".htm", ".xhtml"}
)
MANIFEST: dict[str, Any] = json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))
FAMILIES: dict[str, dict[str, Any]] = {family["name"]: family for family in MANIFEST["families"]}
FULL = ("ferry", "water", "club")
DERIVED = [(family, entry) for family in FAMILIES.values() for entry in family["derived"]]
NEAR_COPY_SHARE = 0.6
STRANGE_SHARE = 0.05
LEAST_PAGES = 3

# The element that holds the running text in each outlet's page design.
BODY_CLASS = {
    "civicmonitor": "prose",
    "coastwatch": "entry-content",
    "dailybrimble": "article-text",
    "globebriefs": "newstext",
    "granitesun": "body-copy",
    "insightloop": "rich-text",
    "isledespatch": "text",
    "kelderbay": "copy",
    "kreisbote": "kb-inhalt",
    "lannochherald": "story-body",
    "newsquill": "post-body",
    "quarrybankpost": "article-body",
    "stateline": "sr-text",
    "talfunk": "beitrag",
    "tarrowledger": "asset-content",
    "trilakes": "rich-body",
    "wieselauer": "artikel-text",
}
# Tags and classes of matter that stands inside that element and is no running text.
OUTSIDE_BODY = {"figure", "sharedaddy", "jp-relatedposts", "inline-signup", "pic", "image-wrap"}


def outlet_of(path: str) -> str:
    """The outlet that a page's file name begins with."""
    return path.split("/")[1].split("-", maxsplit=1)[0]


class BodyReader(HTMLParser):
    """Collects the text of one element, chosen by its class or id, without its figures and share boxes."""

    def __init__(self, wanted: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wanted = wanted
        self.tag = ""
        self.depth = 0
        self.muted: list[str] = []
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open the wanted element, or go deeper in it."""
        names = {name for key, value in attrs if key in {"class", "id"} for name in (value or "").split()}
        if self.depth == 0:
            if self.wanted in names:
                self.tag, self.depth = tag, 1
            return
        if tag == self.tag:
            self.depth += 1
        if tag in OUTSIDE_BODY or names & OUTSIDE_BODY or tag in self.muted:
            self.muted.append(tag)
        self.parts.append("\n" if tag in {"p", "li", "h2"} else "")

    def handle_endtag(self, tag: str) -> None:
        """Come up again."""
        if self.depth and tag in self.muted:
            self.muted.remove(tag)
        if self.depth and tag == self.tag:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        """Keep text of the element."""
        if self.depth and not self.muted:
            self.parts.append(data)


def source_of(path: str) -> str:
    """A page decoded as it declares."""
    data = (SAMPLES / path).read_bytes()
    declared = re.search(rb'charset="?([\w-]+)', data)
    assert declared is not None, f"{path} declares no character set"
    return data.decode(declared[1].decode("ascii"))


@cache
def words_of(path: str) -> tuple[str, ...]:
    """Lower-case words of a page's body; apostrophes and soft hyphens are dropped."""
    reader = BodyReader(BODY_CLASS[outlet_of(path)])
    reader.feed(source_of(path))
    return tuple(re.findall(r"\w+", re.sub("['’\u00ad]", "", "".join(reader.parts)).lower()))


def shingles_of(path: str) -> set[tuple[str, ...]]:
    """Five-word shingles of a page's body."""
    words = words_of(path)
    return {words[start : start + 5] for start in range(len(words) - 4)}


def share(part: str, whole: str) -> float:
    """Share of the shingles of `whole` that stand in `part`."""
    shingles = shingles_of(whole)
    return len(shingles & shingles_of(part)) / len(shingles)


def longest_run(one: str, other: str) -> int:
    """Length in words of the longest passage that two bodies share."""
    a, b = words_of(one), words_of(other)
    return SequenceMatcher(None, a, b, autojunk=False).find_longest_match().size


def sources_of(family: dict[str, Any]) -> list[str]:
    """Pages that carry the origin's own words: the origin itself, else the reprints of one that is not held."""
    held = family["origin"].get("held")
    return [held] if held else [entry["article"] for entry in family["derived"] if entry["kind"] == "near_copy"]


def named_in(family: dict[str, Any]) -> set[str]:
    """Every page that a family's entry names."""
    pairs = chain(family["quotes_only"], family["unrelated"], ([r["later"], r["earlier"]] for r in family["revisions"]))
    derived = chain.from_iterable((entry["article"], entry["from"]) for entry in family["derived"])
    origin = [family["origin"]["held"]] if "held" in family["origin"] else []
    return {*chain.from_iterable(pairs), *derived, *origin, *family["independent"]} - {"NOT_HELD"}


def of_kind(*kinds: str) -> list[Any]:
    """Parameters for every derivation of some kinds."""
    return [pytest.param(family, entry, id=entry["article"]) for family, entry in DERIVED if entry["kind"] in kinds]


def test_manifest_names_every_page_and_no_other() -> None:
    """The manifest and the folder hold the same pages, each in its own family's folder."""
    assert set().union(*map(named_in, FAMILIES.values())) == set(PAGES)
    for name, family in FAMILIES.items():
        assert {path.split("/")[0] for path in named_in(family)} == {name}


def test_no_page_has_two_origins() -> None:
    """A page is derived once at most, and is not called independent as well."""
    articles = [entry["article"] for _, entry in DERIVED]
    independent = list(chain.from_iterable(family["independent"] for family in FAMILIES.values()))
    assert max(Counter(articles + independent).values()) == 1


def test_every_sort_of_copy_is_present() -> None:
    """Each full family has every kind of copy, a citation, an independent report and template twins."""
    for name in FULL:
        family = FAMILIES[name]
        kinds = Counter(entry["kind"] for entry in family["derived"])
        assert kinds == {"near_copy": 2, "excerpt": 1, "rewrite": 3, "summary": 1}, name
        assert family["quotes_only"], name
        assert family["independent"], name
        assert family["unrelated"], name
    assert any("not_held" in family["origin"] for family in FAMILIES.values())
    assert any(family["revisions"] for family in FAMILIES.values())


def test_every_entry_is_well_formed() -> None:
    """Origins, kinds and credits have the stated shape."""
    for family, entry in DERIVED:
        expected = family["origin"].get("held", "NOT_HELD")
        assert entry["from"] == expected
        assert isinstance(entry["credited"], bool)
        assert entry["how"].strip()


@pytest.mark.parametrize("path", PAGES)
def test_page_is_whole(path: str) -> None:
    """A page has a title, Open Graph tags, a canonical link of its own outlet, a body and nothing left to fill in."""
    source = source_of(path)
    assert re.search(r"<title>[^<]+</title>", source)
    assert 'property="og:title"' in source
    canonical = re.search(r'rel="?canonical"? href="https://(?:www\.)?([\w.]+)/', source)
    assert canonical is not None
    assert canonical[1] == f"{outlet_of(path)}.example"
    assert not re.search(r"\{[a-z]+[:}]|�", re.sub(r"<script.*?</script>", "", source, flags=re.S))
    assert source.rstrip().endswith("</html>")
    assert len(words_of(path)) > 100


@pytest.mark.parametrize("path", PAGES)
def test_structured_data_is_valid(path: str) -> None:
    """Every JSON-LD block is JSON, and an XHTML page is well-formed XML."""
    for block in re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', source_of(path), flags=re.S):
        assert json.loads(block)["@context"] == "https://schema.org"
    if path.endswith(".xhtml"):
        ElementTree.fromstring((SAMPLES / path).read_bytes())


def test_canonical_links_differ() -> None:
    """No two pages claim the same address."""
    links = [re.findall(r'rel="?canonical"? href="([^"]+)"', source_of(path))[0] for path in PAGES]
    assert len(set(links)) == len(PAGES)


def test_outlets_can_be_learnt() -> None:
    """Each English outlet has at least three pages, so that its furniture repeats."""
    german = {outlet_of(path) for path in named_in(FAMILIES["bruecke"])}
    counts = Counter(outlet_of(path) for path in PAGES)
    assert {outlet for outlet, pages in counts.items() if pages < LEAST_PAGES} <= german
    assert set(counts) == set(BODY_CLASS)


@pytest.mark.parametrize("name", FULL)
def test_origin_is_a_full_report(name: str) -> None:
    """A held origin of a full family runs to 500-900 words."""
    origin = FAMILIES[name]["origin"].get("held")
    if origin is None:
        assert all(len(words_of(path)) < 900 for path in sources_of(FAMILIES[name]))
    else:
        assert 500 <= len(words_of(origin)) <= 900


@pytest.mark.parametrize(("family", "entry"), of_kind("near_copy"))
def test_reprint_keeps_most_of_its_origin(family: dict[str, Any], entry: dict[str, Any]) -> None:
    """A reprint holds more than 60 %, not all, of its origin's shingles, or of its sister's where no origin is held."""
    for source in sources_of(family):
        if source != entry["article"]:
            assert NEAR_COPY_SHARE < share(entry["article"], source) < 1


@pytest.mark.parametrize(("family", "entry"), of_kind("excerpt"))
def test_excerpt_stands_verbatim_in_a_body_of_its_own(family: dict[str, Any], entry: dict[str, Any]) -> None:
    """120-250 words stand in one run, and they are less than half of the article."""
    run = max(longest_run(entry["article"], source) for source in sources_of(family))
    assert 120 <= run <= 250
    assert run < len(words_of(entry["article"])) / 2


@pytest.mark.parametrize(("family", "entry"), of_kind("rewrite", "summary"))
def test_rewrite_shares_no_wording(family: dict[str, Any], entry: dict[str, Any]) -> None:
    """Spun, translated, paraphrased and condensed texts keep under 5 % of the origin's shingles."""
    for source in sources_of(family):
        assert share(entry["article"], source) < STRANGE_SHARE
        assert share(source, entry["article"]) < STRANGE_SHARE


@pytest.mark.parametrize("name", list(FAMILIES))
def test_independent_report_has_its_own_words(name: str) -> None:
    """An independent report shares under 5 % of its shingles with any other page of the family."""
    family = FAMILIES[name]
    for path in family["independent"]:
        for other in named_in(family) - {path}:
            assert share(other, path) < STRANGE_SHARE, other


@pytest.mark.parametrize("name", FULL)
def test_citing_report_repeats_a_quotation_and_little_else(name: str) -> None:
    """A quotation of ten words or more is shared, and under a tenth of the citing report."""
    for citing, source in FAMILIES[name]["quotes_only"]:
        assert longest_run(citing, source) >= 10
        assert share(source, citing) < 0.1


@pytest.mark.parametrize("name", list(FAMILIES))
def test_template_twins_share_wording_but_not_figures(name: str) -> None:
    """Twins share at least a fifth of their words in place, and hardly a number."""
    for one, other in FAMILIES[name]["unrelated"]:
        a, b = words_of(one), words_of(other)
        assert SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.5
        numbers = [{word for word in words if word.isdigit() and len(word) > 1} for words in (a, b)]
        assert len(numbers[0] & numbers[1]) <= len(numbers[0]) / 3


def test_revision_corrects_the_sum_that_the_copies_keep() -> None:
    """The ferry origin's error stands in its copies and is put right only in its own update."""
    family = FAMILIES["ferry"]
    (revision,) = family["revisions"]
    inheriting = [e["article"] for e in family["derived"] if "46.1" in e["how"]]
    assert inheriting
    for path in (revision["earlier"], *inheriting):
        assert {("41", "6"), ("41", "6m")} & set(zip(words_of(path), words_of(path)[1:], strict=False)), path
    assert ("46", "1") in set(zip(words_of(revision["later"]), words_of(revision["later"])[1:], strict=False))


def test_odd_pages_are_present() -> None:
    """Other encodings, endings, soft hyphens, a missing and a back-dated date stand in the samples."""
    heads = {path: (SAMPLES / path).read_bytes()[:400].lower() for path in PAGES}
    assert any(b"windows-1252" in head for head in heads.values())
    assert any(b"iso-8859-1" in head for head in heads.values())
    assert {Path(path).suffix for path in PAGES} == {".html", ".htm", ".xhtml"}
    assert any("\u00ad" in source_of(path) for path in PAGES)
    undated = source_of(FAMILIES["bruecke"]["origin"]["held"])
    assert "datePublished" not in undated
    assert "published_time" not in undated
    water = FAMILIES["water"]
    assert "2024-06-06" in source_of(water["origin"]["held"])
    assert any("2024-06-04T" in source_of(e["article"]) for e in water["derived"] if "Back-dated" in e["how"])
