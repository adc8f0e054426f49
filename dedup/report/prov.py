"""Stories as W3C PROV, written as PROV-JSON (W3C member submission of 2013) by the library `prov`.

Articles and sources that are not held are entities; publishers, reviewers and this program agents; the analysis an
activity that generated the stories, and a review one that influenced a story. A story is a collection of its members.
PROV-JSON writes revisions, quotations and primary sources as `wasDerivedFrom` with a `prov:type`. Each story is made
into a document of its own and its records are put by in a file for each sort, so that memory is bounded by the largest
story.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from dedup.errors import MissingLibraryError
from dedup.model import Analysis, Edge, EdgeSort, Node, NodeSort, OriginStatus, Review, Story, StoryGraph, Vertex
from dedup.report.graphs import clue_lines
from dedup.report.plain import plain
from dedup.report.writers import json_text

if TYPE_CHECKING:
    from prov.model import ProvDocument

# Names of things, and of what is said about them. URNs, because nothing answers at an address.
_NAMESPACES = {
    "article": "urn:dedup:article:",
    "source": "urn:dedup:source:",
    "story": "urn:dedup:story:",
    "publisher": "urn:dedup:publisher:",
    "reviewer": "urn:dedup:reviewer:",
    "step": "urn:dedup:step:",
    "dedup": "urn:dedup:vocabulary:",
    "dcterms": "http://purl.org/dc/terms/",
}
_ANALYSIS, _PROGRAM = "dedup:analysis", "dedup:program"
# What the grammar of qualified names does not allow at that place without an escape, and `quote` leaves alone.
_NOT_LOCAL = re.compile(r"^[-.]|~|\.$")

Attributes = list[tuple[str, Any]]


def write_prov(graphs: Iterable[StoryGraph], analysis: Analysis, stream: TextIO) -> int:
    """Write stories as one PROV-JSON document, a record a line, and give their number.

    Raises MissingLibraryError where `prov` is not installed.
    """
    number = 0
    with ExitStack() as stack:
        sections = _Sections(stack)
        sections.add(_frame(analysis))
        known = {_ANALYSIS, _PROGRAM}
        for graph in graphs:
            sections.add(_story_document(graph, known))
            number += 1
        sections.write(stream)
    return number


class _Sections:
    """The parts of a PROV-JSON document, each in a file until all are complete."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._files: dict[str, TextIO] = {}
        self._unnamed = 0

    def add(self, document: ProvDocument) -> None:
        """Put the records of a document by; no two documents may have a record of one name."""
        parts = json.loads(document.serialize(format="json") or "{}")
        del parts["prefix"]
        for section, records in parts.items():
            file = self._files.get(section)
            for named, record in records.items():
                name = named
                if name.startswith("_:"):  # a membership has no name, and each document counts them anew
                    self._unnamed += 1
                    name = f"_:id{self._unnamed}"
                if file is None:
                    opened = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 - the stack's
                    file = self._files[section] = self._stack.enter_context(opened)
                else:
                    file.write(",\n")
                file.write(f"{json_text(name)}: {json_text(record)}")

    def write(self, stream: TextIO) -> None:
        """Write the document."""
        stream.write(f'{{"prefix": {json_text(_NAMESPACES)}')
        for section, file in sorted(self._files.items()):
            stream.write(f",\n{json_text(section)}: {{\n")
            file.seek(0)
            shutil.copyfileobj(file, stream)
            stream.write("\n}")
        stream.write("}\n")


def _document() -> ProvDocument:
    try:
        from prov.model import ProvDocument  # noqa: PLC0415 - an extra that no other export needs
    except ImportError as error:
        raise MissingLibraryError(
            "PROV-JSON is written by the library prov, which is not installed; "
            "install it with `pip install 'dedup[exports]'`."
        ) from error
    document = ProvDocument()
    for prefix, uri in _NAMESPACES.items():
        document.add_namespace(prefix, uri)
    return document


def _frame(analysis: Analysis) -> ProvDocument:
    """The program and what it did, once a document."""
    document = _document()
    software = [("prov:type", _name(document, "prov:SoftwareAgent")), ("prov:label", "dedup")]
    document.agent(_PROGRAM, [*software, ("dedup:version", _version())])
    digests = {
        "fingerprintParameters": analysis.fingerprint,
        "comparisonParameters": analysis.compare,
        "creditsScheme": analysis.credits,
        "tracingScheme": analysis.tracing,
    }
    document.activity(_ANALYSIS, other_attributes=[(f"dedup:{name}", said) for name, said in digests.items() if said])
    document.association(_ANALYSIS, _PROGRAM, identifier="step:association")
    return document


def _version() -> str:
    try:
        return version("dedup")
    except PackageNotFoundError:
        return "unknown"


def _story_document(graph: StoryGraph, known: set[str]) -> ProvDocument:
    """The records of one story, without those of the names that are known from an earlier one."""
    document = _document()
    story = graph.story
    _add_story(document, story)
    for node in graph.nodes:
        name = entity_name(node.vertex)
        if name not in known and node.vertex.sort is not NodeSort.STORY:
            known.add(name)
            document.entity(name, _entity_attributes(document, node))
            _attribute(document, node, name, known)
    for member in story.members:
        if member.role.belongs:
            document.membership(f"story:{story.id}", entity_name(Vertex(NodeSort.ARTICLE, member.article)))
    for edge in graph.edges:
        _add_edge(document, edge)
    _add_primary_sources(document, story)
    for review in graph.reviews:
        _add_review(document, review, story, known)
    return document


def _add_story(document: ProvDocument, story: Story) -> None:
    name = f"story:{story.id}"
    document.entity(
        name,
        [
            ("prov:type", _name(document, "prov:Collection")),
            ("prov:type", _name(document, "dedup:Story")),
            ("dedup:originStatus", story.origin.status.value),
            ("dedup:certainty", story.certainty),
            ("dedup:canonical", _name(document, entity_name(Vertex(NodeSort.ARTICLE, story.canonical)))),
            ("dedup:reason", plain(story.reason)),
        ],
    )
    document.generation(name, _ANALYSIS, identifier=f"step:generation-{story.id}")


def _entity_attributes(document: ProvDocument, node: Node) -> Attributes:
    sort = "dedup:Article" if node.vertex.sort is NodeSort.ARTICLE else "dedup:SourceNotHeld"
    said = {
        "prov:label": node.label,
        "dedup:key": node.vertex.key,
        "dcterms:title": node.title if node.vertex.sort is NodeSort.ARTICLE else None,
        "dcterms:publisher": node.publisher,
        "dedup:url": node.url,
        "dedup:domain": node.domain,
        "dcterms:language": node.language,
        "dcterms:issued": node.published,
        "dcterms:modified": node.modified,
        "dedup:firstSeen": node.first_seen,
        "dedup:payloadSha256": node.digest,
        "dedup:role": node.role.value if node.role else None,
        "dedup:kind": node.kind.value if node.kind else None,
    }
    texts = [(name, plain(value)) for name, value in said.items() if value is not None]
    return [("prov:type", _name(document, sort)), *((name, value) for name, value in texts if value)]


def _attribute(document: ProvDocument, node: Node, name: str, known: set[str]) -> None:
    """Say who published an entity, and who that is where it is not known yet."""
    if node.house is None:
        return
    agent = f"publisher:{local_name(node.house)}"
    if agent not in known:
        known.add(agent)
        outlet = node.outlet
        called = plain((outlet.name or outlet.domain if outlet else None) or node.house)
        document.agent(agent, [("prov:type", _name(document, "prov:Organization")), ("prov:label", called)])
    document.attribution(name, agent, identifier=f"step:attribution-{node.vertex.id}")


def _add_edge(document: ProvDocument, edge: Edge) -> None:
    if edge.sort is EdgeSort.MEMBER:
        return
    add = {
        EdgeSort.DERIVED: document.derivation,
        EdgeSort.REVISION: document.revision,
        EdgeSort.QUOTED: document.quotation,
    }[edge.sort]
    attributes: Attributes = [("dedup:story", edge.story), ("dedup:why", plain(edge.why))]
    if edge.kind is not None:
        attributes.append(("dedup:kind", edge.kind.value))
    if edge.score is not None:
        attributes.append(("dedup:score", edge.score))
    if edge.certainty is not None:
        attributes.append(("dedup:certainty", edge.certainty))
    if edge.credited is not None:
        attributes.append(("dedup:credited", edge.credited))
    attributes.extend(("dedup:clue", plain(line)) for line in dict.fromkeys(clue_lines(edge)))
    add(
        entity_name(edge.source),
        entity_name(edge.target),
        identifier=f"step:{edge.sort.value}-{edge.story}-{edge.source.id}-{edge.target.id}",
        other_attributes=attributes,
    )


def _add_primary_sources(document: ProvDocument, story: Story) -> None:
    """Tie each member to the origin of the story, where that is established or has a name."""
    origin = story.origin
    if origin.status is OriginStatus.HELD and origin.article is not None:
        source = Vertex(NodeSort.ARTICLE, origin.article)
    elif origin.status is OriginStatus.NOT_HELD and origin.name is not None:
        source = Vertex(NodeSort.SOURCE, origin.name)
    else:
        return
    for member in story.members:
        vertex = Vertex(NodeSort.ARTICLE, member.article)
        if member.role.belongs and vertex != source:
            document.primary_source(
                entity_name(vertex),
                entity_name(source),
                identifier=f"step:primary-{story.id}-{vertex.id}",
                other_attributes=[("dedup:certainty", story.certainty)],
            )


def _add_review(document: ProvDocument, review: Review, story: Story, known: set[str]) -> None:
    """A person's word on two articles as an activity of that person which had a bearing on the story."""
    agent = f"reviewer:{local_name(review.reviewer)}"
    if agent not in known:
        known.add(agent)
        document.agent(agent, [("prov:type", _name(document, "prov:Person")), ("prov:label", plain(review.reviewer))])
    said = repr((story.id, *review.identity)).encode("utf-8", "backslashreplace")
    number = hashlib.sha256(said).hexdigest()[:16]
    activity = f"step:review-{number}"
    attributes: Attributes = [("prov:type", _name(document, "dedup:Review")), ("dedup:word", review.word.value)]
    if review.source is not None:
        source = entity_name(Vertex(NodeSort.ARTICLE, review.source))
        attributes.append(("dedup:source", _name(document, source)))
    elif review.direction is not None:
        attributes.append(("dedup:direction", review.direction.value))
    if review.note:
        attributes.append(("dedup:note", plain(review.note)))
    document.activity(activity, review.at, review.at, attributes)
    document.association(activity, agent, identifier=f"step:association-{number}")
    for key in review.pair:
        vertex = Vertex(NodeSort.ARTICLE, key)
        document.usage(activity, entity_name(vertex), identifier=f"step:usage-{number}-{vertex.id}")
    document.influence(f"story:{story.id}", activity, identifier=f"step:influence-{number}")


def entity_name(vertex: Vertex) -> str:
    """The qualified name of a node: its key, percent-encoded, in the namespace of its sort."""
    return f"{vertex.sort.value}:{local_name(vertex.key)}"


def local_name(key: str) -> str:
    """A key of any characters as the local part of a qualified name; different keys have different names."""
    escaped = quote(key, safe="", errors="surrogatepass")
    return _NOT_LOCAL.sub(lambda found: f"%{ord(found[0]):02X}", escaped)


def _name(document: ProvDocument, name: str) -> object:
    return document.valid_qualified_name(name)
