"""`dedup export` of stories as a graph: nodes and edges as lists, and the whole in one file."""

from __future__ import annotations

from typing import TextIO

from dedup.archive import Archive
from dedup.report.console import drawing
from dedup.report.graphs import (
    EDGE_COLUMNS,
    NODE_COLUMNS,
    edge_record,
    node_record,
    nodes_of,
    write_dot,
    write_graphml,
)
from dedup.report.listings import print_edges, print_nodes
from dedup.report.prov import write_prov
from dedup.report.writers import Format, write_records

DRAWINGS = frozenset({"prov-json", "graphml", "dot"})
"""Formats that hold a whole graph."""


def write_drawing(archive: Archive, form: str, story: str | None, stream: TextIO) -> int:
    """Write stories, all or one, in a format that holds a whole graph; gives their number."""
    graphs = archive.graphs(story)
    if form == "graphml":
        return write_graphml(graphs, stream)
    if form == "dot":
        return write_dot(graphs, stream)
    return write_prov(graphs, archive.analysis(), stream)


def write_nodes(archive: Archive, form: Format, story: str | None, stream: TextIO) -> int:
    """List the articles and the sources that are not held of all stories or one; gives their number."""
    nodes = nodes_of(archive.graphs(story))
    if form is not Format.TABLE:
        return write_records(map(node_record, nodes), form, stream, NODE_COLUMNS)
    with drawing(stream) as console:
        return print_nodes(console, nodes)


def write_edges(archive: Archive, form: Format, story: str | None, stream: TextIO) -> int:
    """List what was made from what in all stories or one; gives the number of edges."""
    edges = (edge for graph in archive.graphs(story) for edge in graph.edges)
    if form is not Format.TABLE:
        return write_records(map(edge_record, edges), form, stream, EDGE_COLUMNS)
    with drawing(stream) as console:
        return print_edges(console, edges)
