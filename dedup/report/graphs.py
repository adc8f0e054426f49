"""Stories as a graph for other programs: lists of nodes and edges, GraphML (Gephi, yEd, networkx), DOT (Graphviz).

Every edge leads from what was made to what it was made from, as in W3C PROV. Nodes are written as they come and edges
are put by in a file until all nodes are written, as some readers want them in this order; so an export takes as much
memory as the largest story.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TextIO
from xml.sax.saxutils import escape

from dedup.model import Edge, EdgeSort, Node, NodeSort, StoryGraph
from dedup.report.origins import Record
from dedup.report.plain import plain, shorten

NODE_COLUMNS = (
    "id", "label", "sort", "key", "title", "publisher", "domain", "url", "language", "published", "modified",
    "first_seen", "digest", "story", "role", "kind", "canonical",
)  # fmt: skip
EDGE_COLUMNS = (
    "source", "target", "relation", "kind", "score", "certainty", "credited", "story", "why", "clues",
    "source_key", "target_key",
)  # fmt: skip

_XML_TYPES = {"canonical": "boolean", "credited": "boolean", "score": "double", "certainty": "double"}
_NODE_DATA = NODE_COLUMNS[1:]
_EDGE_DATA = EDGE_COLUMNS[2:10]
_NOT_XML = str.maketrans(dict.fromkeys("\ufffe\uffff", "\ufffd"))  # XML 1.0 leaves these out, beside controls
_LABEL = 60  # characters of a title on a drawing

_SHAPES = {
    NodeSort.ARTICLE: "shape=box",
    NodeSort.SOURCE: "shape=ellipse, style=dashed",
    NodeSort.STORY: "shape=diamond, style=dashed",
}
_LINES = {
    EdgeSort.DERIVED: "style=solid",
    EdgeSort.REVISION: "style=dashed",
    EdgeSort.QUOTED: "style=dotted",
    EdgeSort.MEMBER: "style=dotted, dir=none",
}


# --- lists ------------------------------------------------------------------------------------------------------------


def node_record(node: Node) -> Record:
    """A node with what is known of it."""
    return {
        "id": node.vertex.id,
        "label": node.label,
        "sort": node.vertex.sort.value,
        "key": node.vertex.key,
        "title": node.title,
        "publisher": node.publisher,
        "domain": node.domain,
        "url": node.url,
        "language": node.language,
        "published": node.published,
        "modified": node.modified,
        "first_seen": node.first_seen,
        "digest": node.digest,
        "story": node.story,
        "role": node.role.value if node.role else None,
        "kind": node.kind.value if node.kind else None,
        "canonical": node.canonical,
    }


def edge_record(edge: Edge) -> Record:
    """An edge with its reasons; in the clues the article that it leaves is A."""
    return {
        "source": edge.source.id,
        "target": edge.target.id,
        "relation": edge.sort.value,
        "kind": edge.kind.value if edge.kind else None,
        "score": edge.score,
        "certainty": edge.certainty,
        "credited": edge.credited,
        "story": edge.story,
        "why": edge.why,
        "clues": clue_lines(edge),
        "source_key": edge.source.key,
        "target_key": edge.target.key,
    }


def clue_lines(edge: Edge) -> list[str]:
    """The clues for and against the direction of an edge, each with its weight; the article that it leaves is A."""
    if edge.derivation is None:
        return []
    toward = edge.derivation.direction
    return [
        f"{clue.weight if clue.toward is toward else -clue.weight:+.2f} {clue.sentence}"
        if clue.weight
        else clue.sentence
        for clue in edge.derivation.clues
    ]


def nodes_of(graphs: Iterable[StoryGraph]) -> Iterator[Node]:
    """The nodes of all stories, each once: a source that is not held can be that of several."""
    seen: set[str] = set()
    for graph in graphs:
        for node in graph.nodes:
            if node.vertex.sort is NodeSort.SOURCE:
                if node.vertex.id in seen:
                    continue
                seen.add(node.vertex.id)
            yield node


# --- drawings ---------------------------------------------------------------------------------------------------------


def write_graphml(graphs: Iterable[StoryGraph], stream: TextIO) -> int:
    """Write stories as one GraphML document and give their number."""
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    for scope, names in (("node", _NODE_DATA), ("edge", _EDGE_DATA)):
        for name in names:
            kind = _XML_TYPES.get(name, "string")
            stream.write(f'  <key id="{scope}-{name}" for="{scope}" attr.name="{name}" attr.type="{kind}"/>\n')
    stream.write('  <graph edgedefault="directed">\n')
    number = _nodes_then_edges(graphs, stream, _xml_node, _xml_edge)
    stream.write("  </graph>\n</graphml>\n")
    return number


def write_dot(graphs: Iterable[StoryGraph], stream: TextIO) -> int:
    """Write stories as one DOT digraph, what was made from something below it, and give their number."""
    stream.write('digraph stories {\n  rankdir=BT;\n  node [fontname="sans-serif"];\n')
    number = _nodes_then_edges(graphs, stream, _dot_node, _dot_edge)
    stream.write("}\n")
    return number


def _nodes_then_edges(
    graphs: Iterable[StoryGraph], stream: TextIO, node_text: Callable[[Node], str], edge_text: Callable[[Edge], str]
) -> int:
    number = 0

    def passed(edges: TextIO) -> Iterator[StoryGraph]:
        nonlocal number
        for graph in graphs:
            number += 1
            edges.writelines(map(edge_text, graph.edges))
            yield graph

    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as edges:
        stream.writelines(map(node_text, nodes_of(passed(edges))))
        edges.seek(0)
        shutil.copyfileobj(edges, stream)
    return number


def _xml_node(node: Node) -> str:
    return f'    <node id="{node.vertex.id}">{_xml_data("node", _NODE_DATA, node_record(node))}</node>\n'


def _xml_edge(edge: Edge) -> str:
    ends = f'source="{edge.source.id}" target="{edge.target.id}"'
    return f"    <edge {ends}>{_xml_data('edge', _EDGE_DATA, edge_record(edge))}</edge>\n"


def _xml_data(scope: str, names: Iterable[str], record: Mapping[str, object]) -> str:
    written = ((name, _xml_value(record[name])) for name in names)
    return "".join(f'<data key="{scope}-{name}">{value}</data>' for name, value in written if value)


def _xml_value(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " | ".join(value) if isinstance(value, list) else str(value)
    return escape(plain(text).translate(_NOT_XML))


def _dot_node(node: Node) -> str:
    label = _dot_text(shorten(plain(node.label), _LABEL))
    aside = ", ".join(plain(part) for part in (node.publisher, (node.published or "")[:10]) if part and plain(part))
    if node.vertex.sort is NodeSort.ARTICLE and aside:
        label += "\\n" + _dot_text(shorten(aside, _LABEL))
    bold = ", penwidth=2" if node.canonical else ""
    key = _dot_text(plain(node.vertex.key))
    return f'  {node.vertex.id} [label="{label}", tooltip="{key}", {_SHAPES[node.vertex.sort]}{bold}];\n'


def _dot_edge(edge: Edge) -> str:
    said = edge.kind.value.replace("_", " ") if edge.kind else ""
    if edge.sort in {EdgeSort.REVISION, EdgeSort.QUOTED}:
        said = edge.sort.value
    if edge.certainty is not None:
        said = f"{said} {edge.certainty:.2f}".strip()
    label = f'label="{said}", ' if said else ""
    why = _dot_text(plain(edge.why))
    return f'  {edge.source.id} -> {edge.target.id} [{label}tooltip="{why}", {_LINES[edge.sort]}];\n'


def _dot_text(text: str) -> str:
    """A text inside a quoted string; Graphviz reads character entities there, and backslashes as escapes."""
    return text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
