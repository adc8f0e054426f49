"""Asking an archive: comparing, checking without storing, and the expansion of what is stored once for many."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from dedup.archive import Archive
from dedup.errors import NotFoundError
from dedup.model import Article, Comparison, Kind
from tests.archive_factories import (
    BANK,
    HARBOUR,
    RAIL,
    SCHOOL,
    article,
    edited,
    fill,
    kinds,
    mixed_family,
    said,
)


def shown(comparison: Comparison, a: Article, b: Article) -> list[tuple[str, str]]:
    """The passages as they stand in both texts."""
    return [(a.text[p.a.start : p.a.end], b.text[p.b.start : p.b.end]) for p in comparison.passages]


def test_checking_finds_what_ingesting_would_and_stores_nothing(tmp_path: Path) -> None:
    family = mixed_family()
    path = tmp_path / "news.db"
    for left_out in ("harbour-head", "round-up", "bank-reprint", "weather-2", "stranger"):
        asked = next(one for one in family if one.key == left_out)
        rest = [one for one in family if one.key != left_out]
        with fill(path, rest) as archive:
            before, counts = said(archive), archive.counts()
            found = {relation.b: relation.kind.value for relation in archive.check(asked)}
            assert (said(archive), archive.counts()) == (before, counts)
            with pytest.raises(NotFoundError):
                archive.article(left_out)
            archive.ingest([asked])
            wanted = {}
            for (a, b), kind in kinds(archive).items():
                if left_out in {a, b}:
                    wanted[b if a == left_out else a] = kind
            assert found == wanted
        path.unlink()


def test_checks_come_strongest_first_with_passages_in_both_texts(tmp_path: Path) -> None:
    held = [
        article("cut", [*SCHOOL[:3], HARBOUR[0], HARBOUR[1]]),
        article("same", "\n".join(HARBOUR).replace("'", "’")),
        article("edited", edited("\n\n".join(HARBOUR), 0.05, 1)),
        article("same-too", HARBOUR),
        article("other", BANK),
    ]
    asked = article("asked", HARBOUR)
    with fill(tmp_path / "news.db", held) as archive:
        found = archive.check(asked)
        assert [(r.a, r.b, r.kind) for r in found] == [
            ("asked", "same", Kind.IDENTICAL),
            ("asked", "same-too", Kind.IDENTICAL),
            ("asked", "edited", Kind.NEAR_COPY),
            ("asked", "cut", Kind.EXCERPT),
        ]
        for relation in found:
            here_and_there = shown(relation.comparison, asked, archive.article(relation.b))
            assert here_and_there
            for here, there in here_and_there:
                if relation.kind is not Kind.NEAR_COPY:
                    assert here.split() == there.replace("’", "'").split()
        assert shown(found[-1].comparison, asked, held[0]) == [(f"{HARBOUR[0]}\n\n{HARBOUR[1]}".removesuffix("."),) * 2]
        assert set(found[0].proposed_by) == {"bands", "samples"}


def test_a_check_leaves_out_the_article_itself(tmp_path: Path) -> None:
    page = article("page", HARBOUR)
    with fill(tmp_path / "news.db", [page, article("other", HARBOUR)]) as archive:
        assert [relation.b for relation in archive.check(page)] == ["other"]
        assert [relation.b for relation in archive.check(article("page", SCHOOL))] == []
    with Archive.open(tmp_path / "empty.db") as archive:
        assert archive.check(page) == []


def test_comparing_needs_no_archive_to_hold_the_texts(tmp_path: Path) -> None:
    first, second = article("a", HARBOUR), article("b", [BANK[0], *HARBOUR[1:3], *BANK[1:4]])
    with Archive.open(tmp_path / "news.db") as archive:
        unheld = archive.compare(first, second)
        assert unheld.kind is Kind.EXCERPT
        assert shown(unheld, first, second) == [(f"{HARBOUR[1]}\n\n{HARBOUR[2]}".removesuffix("."),) * 2]
        assert archive.counts().articles == 0
        turned = archive.compare(second, first).swapped()
        assert replace(turned, evidence=()) == replace(unheld, evidence=())
        assert [(e.name, e.weight, e.value) for e in turned.evidence] == [
            (e.name, e.weight, e.value) for e in unheld.evidence
        ]
        assert archive.compare(first, article("c", RAIL)).kind is Kind.UNRELATED
        archive.ingest([first, second])
        (relation,) = archive.relations()
        assert archive.compare(archive.article("a"), archive.article("b")) == unheld
        assert archive.compare(first, archive.article("b")) == unheld
        assert (relation.kind, relation.score) == (unheld.kind, unheld.score)
        assert relation.comparison.overlap == unheld.overlap
        assert relation.comparison.params_digest == unheld.params_digest


def test_comparing_an_article_with_itself_and_with_nothing(tmp_path: Path) -> None:
    page, empty = article("a", HARBOUR), article("e", "—")
    with Archive.open(tmp_path / "news.db") as archive:
        same = archive.compare(page, page)
        assert (same.kind, same.score) == (Kind.IDENTICAL, 1.0)
        assert shown(same, page, page) == [(page.text.removesuffix("."),) * 2]
        assert archive.compare(page, empty).kind is Kind.UNRELATED


def test_identical_texts_share_the_relations_of_their_content(tmp_path: Path) -> None:
    copies = [article(f"c{i}", HARBOUR) for i in range(3)]
    edits = [article(f"e{i}", edited("\n\n".join(HARBOUR), 0.05, 1)) for i in range(2)]
    with fill(tmp_path / "news.db", [*edits, *copies, article("alone", BANK)]) as archive:
        assert archive.counts().relations == 1, "kept once"
        relations = {(r.a, r.b): r for r in archive.relations()}
        keys = ["c0", "c1", "c2", "e0", "e1"]
        assert set(relations) == set(combinations(keys, 2))
        for (a, b), relation in relations.items():
            same = a[0] == b[0]
            assert relation.kind is (Kind.IDENTICAL if same else Kind.NEAR_COPY)
            assert relation.proposed_by == (("exact",) if same else ("bands", "samples"))
            assert relation.comparison.overlap == archive.compare(archive.article(a), archive.article(b)).overlap
            assert relation.comparison.params_digest == relations["c0", "e0"].comparison.params_digest
        assert len(list(archive.relations())) == len(relations), "each once"


def test_a_relation_reads_from_the_smaller_key_whichever_digest_is_smaller(tmp_path: Path) -> None:
    short, long = [*HARBOUR[:2], *BANK[:3]], [*HARBOUR, *RAIL[:4]]
    for number, (a, b) in enumerate([(short, long), (long, short)]):
        with fill(tmp_path / f"{number}.db", [article("a", a), article("b", b)]) as archive:
            (relation,) = archive.relations()
            overlap = relation.comparison.overlap
            assert (relation.a, relation.b) == ("a", "b")
            assert (overlap.words_a, overlap.words_b) == tuple(len(" ".join(t).split()) for t in (a, b))
            said_so = next(e.sentence for e in relation.comparison.evidence if e.name == "containment")
            share = [round(100 * s) for s in (overlap.containment_a, overlap.containment_b)]
            assert f" {share[0]} % of A's " in said_so.replace(".", " ")
            assert f" {share[1]} % of B's " in said_so.replace(".", " ")


def test_candidates_cover_every_relation_and_name_each_pair_once_in_order(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", mixed_family()) as archive:
        candidates = [(pair.a, pair.b) for pair in archive.candidates()]
        assert len(set(candidates)) == len(candidates)
        assert all(a < b for a, b in candidates)
        assert set(kinds(archive)) < set(candidates)
        assert not [pair for pair in candidates if "stranger" in pair]


def test_articles_are_found_by_key_or_by_an_address_that_only_one_has(tmp_path: Path) -> None:
    first = article("k1", HARBOUR)
    twin = replace(article("k2", SCHOOL), uri="https://shared.example/x")
    other = replace(article("k3", BANK), uri="https://shared.example/x")
    with fill(tmp_path / "news.db", [first, twin, other]) as archive:
        assert archive.article("k1") == archive.article("https://k1.example/k1") == first
        with pytest.raises(NotFoundError, match=r"holds no article 'https://shared\.example/x'"):
            archive.article("https://shared.example/x")
        with pytest.raises(NotFoundError, match="holds no article 'nobody'"):
            archive.revisions("nobody")


def test_a_listing_goes_on_as_it_began_while_articles_come_in(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", mixed_family()) as archive:
        keys = [row.article.key for row in archive.articles()]
        before = said(archive)
        articles, relations, stories = archive.articles(), archive.relations(), archive.stories()
        first = next(articles), next(relations), next(stories)
        archive.ingest([article("new", HARBOUR)])
        assert [row.article.key for row in (first[0], *articles)] == keys
        assert sorted((first[1], *relations), key=lambda r: (r.a, r.b)) == before["relations"]
        assert [first[2], *stories] == before["stories"]
        assert "new" in {row.article.key for row in archive.articles()}
