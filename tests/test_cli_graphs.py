"""Stories as graphs, read back by readers that are not ours: prov, networkx, pydot, csv."""

from __future__ import annotations

import csv
import io
import json
import sys
import warnings
from pathlib import Path
from typing import Any
from unittest import mock

import networkx
import prov.model
import pydot
import pytest
from prov.model import ProvDocument

from dedup.archive import Archive
from dedup.cli.graphs import DRAWINGS
from tests.archive_factories import BANK, HARBOUR
from tests.cli_factories import HOSTILE, ROOT, archive, dedup, record

FERRY = "samples/ferry/lannochherald-skerrow-ferry-contract-inquiry.html"
HOSTILE_KEY = f'key --> ]]> "quoted" \\ \x00\x01\ufffe\ud800 <a b="c"> {HOSTILE}'


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ferry (origin held, a revision, one that cites) and the club (origin not held)."""
    db = tmp_path_factory.mktemp("samples") / "a.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert dedup("ingest", "samples/ferry", "samples/club", "--db", db).code == 0
    return db


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two copies, both with keys, titles and publishers that would break a careless writer."""
    texts = ("\n\n".join(BANK), "\n\n".join(BANK[:5]))
    fields: dict[str, Any] = {"title": HOSTILE_KEY, "publisher": HOSTILE_KEY, "url": 'https://x.example/?a=1&b=<">'}
    return archive(
        tmp_path_factory.mktemp("hostile"),
        [record(f"{HOSTILE_KEY} {number}", text, **fields) for number, text in enumerate(texts)],
    )


def exported(db: Path, form: str, *more: str) -> str:
    done = dedup("export", "stories", "--db", db, "--format", form, *more)
    assert (done.code, done.err) == (0, "")
    return done.out


def read_graphml(text: str) -> networkx.DiGraph:
    graph = networkx.parse_graphml(text)
    assert isinstance(graph, networkx.DiGraph)
    return graph


def read_prov(text: str) -> ProvDocument:
    """A document that says the same after it has been written and read once more, by PROV-N as well."""
    document = ProvDocument.deserialize(content=text, format="json")
    again = ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
    assert document == again
    assert ProvDocument.deserialize(content=document.get_provn(), format="provn") == document
    return document


def steps(document: ProvDocument, sort: str | None) -> set[tuple[str, str]]:
    """The derivations of one sort (`prov:Revision` …; None for plain ones): from whom, to whom."""
    found = set()
    for line in document.get_records(prov.model.ProvDerivation):
        types = {str(value) for value in line.get_attribute("prov:type")}
        if types == ({sort} if sort else set()):
            ends = {name: str(value) for name, value in line.formal_attributes}
            found.add((ends[prov.model.PROV_ATTR_GENERATED_ENTITY], ends[prov.model.PROV_ATTR_USED_ENTITY]))
    return found


def test_graphml_is_read_by_networkx(db: Path) -> None:
    graph = read_graphml(exported(db, "graphml"))
    keys = {node: data["key"] for node, data in graph.nodes(data=True)}
    assert len(keys) == 19
    into = sorted((data["relation"], data.get("kind")) for _, end, data in graph.edges(data=True) if keys[end] == FERRY)
    assert into == [
        ("derived", "excerpt"), ("derived", "near_copy"), ("derived", "near_copy"), ("derived", "rewrite"),
        ("derived", "rewrite"), ("derived", "rewrite"), ("derived", "rewrite"), ("quoted", "quotation"),
        ("revision", "near_copy"),
    ]  # fmt: skip
    origin = next(data for data in dict(graph.nodes(data=True)).values() if data["key"] == FERRY)
    assert (origin["role"], origin["canonical"], origin["publisher"]) == ("origin", True, "The Lannoch Herald")
    source = next(data for data in dict(graph.nodes(data=True)).values() if data["sort"] == "source")
    assert (source["key"], source["label"]) == ("Meridian Wire", "Meridian Wire (not held)")


def read_dot(text: str) -> pydot.Dot:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # pydot's own calls of pyparsing
        graphs = pydot.graph_from_dot_data(text)
    assert graphs is not None
    (graph,) = graphs
    return graph


def test_dot_is_read_by_pydot(db: Path) -> None:
    graph = read_dot(exported(db, "dot"))
    drawn = read_graphml(exported(db, "graphml"))
    assert {node.get_name() for node in graph.get_nodes()} - {"node"} == set(drawn.nodes)
    assert {(edge.get_source(), edge.get_destination()) for edge in graph.get_edges()} == set(drawn.edges)


def test_prov_is_read_by_prov(db: Path) -> None:
    document = read_prov(exported(db, "prov-json"))
    origin = "article:samples%2Fferry%2Flannochherald-skerrow-ferry-contract-inquiry.html"
    assert steps(document, "prov:Revision") == {
        ("article:samples%2Fferry%2Flannochherald-skerrow-ferry-inquiry-board-meets.html", origin)
    }
    assert steps(document, "prov:Quotation") == {
        ("article:samples%2Fferry%2Fkelderbay-quay-talk-ferry-inquiry.htm", origin),
        ("article:samples%2Fclub%2Fcoastwatch-lido-trustees-want-love-for-drains.html", "source:Meridian%20Wire"),
        (
            "article:samples%2Fclub%2Fdailybrimble-pensioner-sells-club-bought-for-a-pound.html",
            "source:Meridian%20Wire",
        ),
    }
    made = steps(document, None)
    assert {end for _, end in made} == {origin, "source:Meridian%20Wire"}
    assert {start for start, _ in made} < {start for start, _ in steps(document, "prov:PrimarySource")}
    agents = {str(agent.identifier): agent.label for agent in document.get_records(prov.model.ProvAgent)}
    assert agents["publisher:lannochherald.example"] == "The Lannoch Herald"
    assert agents["dedup:program"] == "dedup"
    declared = {str(line.identifier) for line in document.get_records(prov.model.ProvElement)}
    named = {
        str(value) for line in document.get_records(prov.model.ProvRelation) for _, value in line.formal_attributes
    }
    assert named - {"None"} <= declared


def test_prov_says_why(db: Path) -> None:
    told = json.loads(exported(db, "prov-json"))["wasDerivedFrom"]
    step = next(line for line in told.values() if "newsquill" in line["prov:generatedEntity"] and "dedup:clue" in line)
    assert step["dedup:kind"] == "rewrite"
    assert step["dedup:credited"] is False
    assert float(step["dedup:certainty"]["$"]) > 0.9
    assert "+2.50 B is the origin of the story." in step["dedup:clue"]


def test_prov_names_the_reviewer(tmp_path: Path) -> None:
    db = archive(tmp_path, [record("one", "\n\n".join(BANK)), record("two", "\n\n".join(BANK[:5]))])
    words = ("--word", "same", "--direction", "b_from_a", "--note", "Seen <both> at the desk")
    assert dedup("review", "one", "two", *words, "--reviewer", "Ada L.", "--db", db).code == 0
    document = json.loads(exported(db, "prov-json"))
    ((activity, review),) = ((name, one) for name, one in document["activity"].items() if name != "dedup:analysis")
    assert (review["dedup:word"], review["dedup:note"]) == ("same", "Seen <both> at the desk")
    assert review["dedup:source"]["$"] == "article:one"
    assert review["prov:startTime"] == review["prov:endTime"]
    (person,) = (one for name, one in document["agent"].items() if name.startswith("reviewer:"))
    assert person["prov:label"] == "Ada L."
    used = [one["prov:entity"] for one in document["used"].values() if one["prov:activity"] == activity]
    assert sorted(used) == ["article:one", "article:two"]
    ((story, influence),) = ((one["prov:influencee"], one) for one in document["wasInfluencedBy"].values())
    assert (influence["prov:influencer"], story in document["entity"]) == (activity, True)
    assert dedup("review", "one", "two", "--undo", "--reviewer", "Ada L.", "--db", db).code == 0
    assert "wasInfluencedBy" not in json.loads(exported(db, "prov-json"))


def test_nodes_and_edges_are_the_same_graph(db: Path) -> None:
    graph = read_graphml(exported(db, "graphml"))
    rows = {what: list(csv.DictReader(io.StringIO(dedup("export", what, "--db", db, "--format", "csv").out)))
            for what in ("nodes", "edges")}  # fmt: skip
    assert {row["id"] for row in rows["nodes"]} == set(graph.nodes)
    assert {(row["source"], row["target"]) for row in rows["edges"]} == set(graph.edges)
    for what, listed in rows.items():
        assert len(dedup("export", what, "--db", db).lines()) == len(listed)
    drawn = dedup("export", "edges", "--db", db, "--format", "table").out.splitlines()
    assert drawn[-3:] == [
        "quoted                      1.00   samples/club/da…lls-club-bought-for-a-pound.…",
        "                                   Meridian Wire",
        "17 edges. The first line of each was made from the second.",
    ]
    assert dedup("export", "nodes", "--db", db, "--format", "table").out.endswith("\n19 nodes.\n")


def test_one_story_alone(db: Path) -> None:
    story = dedup("story", FERRY, "--db", db, "--format", "json").json()
    for name in (story["story"], FERRY):
        graph = read_graphml(exported(db, "graphml", "--story", name))
        assert {data["key"] for _, data in graph.nodes(data=True)} == {one["article"] for one in story["members"]}
    assert dedup("export", "stories", "--db", db, "--story", FERRY).lines()[0]["story"] == story["story"]
    assert len(dedup("export", "edges", "--db", db, "--story", FERRY).lines()) == 9
    assert "1 story;" in dedup("export", "stories", "--db", db, "--story", FERRY, "--format", "table").out


def test_an_undetermined_origin_holds_its_members_together(tmp_path: Path) -> None:
    db = archive(tmp_path)
    graph = read_graphml(exported(db, "graphml"))
    (story,) = (node for node, data in graph.nodes(data=True) if data["sort"] == "story")
    assert {end for _, end in graph.edges} == {story}
    assert {data["relation"] for *_, data in graph.edges(data=True)} == {"member"}
    assert "dir=none" in exported(db, "dot")
    assert steps(read_prov(exported(db, "prov-json")), None) == set()


def test_hostile_names_break_no_format(hostile: Path) -> None:
    graph = read_graphml(exported(hostile, "graphml"))
    assert sum(data["sort"] == "article" for _, data in graph.nodes(data=True)) == 2
    dot = read_dot(exported(hostile, "dot"))
    assert len(dot.get_edges()) == graph.number_of_edges()
    document = read_prov(exported(hostile, "prov-json"))
    entities = [str(one.identifier) for one in document.get_records(prov.model.ProvEntity)]
    assert sum(name.startswith("article:key%20--%3E%20") for name in entities) == 2
    for form in sorted(DRAWINGS):
        assert not any(char in exported(hostile, form) for char in "\x00\x01\x07\x1b\x9b\u202e\ufffe")


def test_exports_depend_on_the_articles_alone(tmp_path: Path) -> None:
    records = [
        record("one", "\n\n".join(HARBOUR), published="2024-10-09", publisher="Vessholm Post"),
        record("two", "\n\n".join(HARBOUR[:5]), published="2024-10-11", publisher="Karlby Echo"),
        record("three", "\n\n".join(BANK)),
        record("four", "\n\n".join(BANK[1:])),
    ]
    for name in ("there", "back"):
        (tmp_path / name).mkdir()
    there, back = archive(tmp_path / "there", records), archive(tmp_path / "back", records[::-1])
    for form in sorted(DRAWINGS):
        assert exported(there, form) == exported(back, form)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (("articles", "--format", "graphml"), "use `dedup export stories --format graphml`"),
        (("relations", "--story", "x"), "--story does not go with relations"),
        (("stories", "--format", "dot", "--story", "s0000000000"), "There is no story and no article"),
    ],
)
def test_what_does_not_go_together(db: Path, call: tuple[str, ...], message: str) -> None:
    done = dedup("export", *call, "--db", db)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_a_missing_library_is_named_with_its_extra(db: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    with mock.patch.dict(sys.modules, {"prov.model": None}):
        done = dedup("export", "stories", "--db", db, "--format", "prov-json", "-o", target)
    assert (done.code, done.out) == (1, "")
    assert "pip install 'dedup[exports]'" in done.err
    assert list(tmp_path.iterdir()) == []


def test_an_empty_archive_gives_empty_graphs(tmp_path: Path) -> None:
    db = archive(tmp_path, [record("alone", "\n\n".join(BANK))])
    assert len(read_graphml(exported(db, "graphml"))) == 0
    assert [
        str(one.identifier) for one in read_prov(exported(db, "prov-json")).get_records(prov.model.ProvEntity)
    ] == []
    with Archive.open(db, create=False) as opened:
        assert list(opened.graphs()) == []
