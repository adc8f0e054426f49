"""Listings for people: what an ingest did, stories, relations, articles, and what a text is related to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dedup.model import (
    Article,
    CandidatePair,
    Edge,
    IngestReport,
    Kind,
    Node,
    Origin,
    OriginStatus,
    Rejection,
    Relation,
    Story,
)
from dedup.report.console import day, headline, kind_text, member_headline, relation_text, text
from dedup.report.passages import print_rewording
from dedup.report.plain import counted, percent, plain, shorten_name

_PROOF = 3  # sentences of each match that `check` shows; `compare` shows them all
_FIGURES = 32  # columns that a relation's figures take beside its names


def listing(*columns: str, right: Sequence[str] = ()) -> Table:
    """An empty table in the house style: a rule under the head, nothing else drawn."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", expand=False)
    for name in columns:
        table.add_column(name, justify="right" if name in right else "left", overflow="ellipsis")
    return table


def drawn(console: Console, table: Table) -> int:
    """Draw a table unless it is empty; gives the number of its rows."""
    if table.rows:
        console.print(table)
    return len(table.rows)


def print_ingest(console: Console, report: IngestReport, place: str, articles: int, stories: int) -> None:
    """What an ingest did, and what the archive holds now."""
    parts = (f"{report.stored:,} stored", f"{report.unchanged:,} unchanged", f"{report.revised:,} revised")
    console.print(f"Read {report.read:,}: {', '.join(parts)}, {len(report.rejected):,} rejected.", soft_wrap=True)
    told = f", and {counted(stories, 'story', 'stories')} of two or more of them" if articles else ""
    held = f"now holds {counted(articles, 'article')}{told}"
    console.print(f"{plain(place)} {held}.", soft_wrap=True)


def rejection_line(rejection: Rejection) -> str:
    """One rejected input with its reason; the reason may be a sentence of its own or go on from the name."""
    source, reason = plain(rejection.source), plain(rejection.reason)
    return f"rejected {source}: {reason}"


def print_stories(console: Console, stories: Iterable[Story], *, chosen: bool = False) -> int:
    """Stories, largest first: id, canonical copy, number of members, and what they are. Gives their number.

    `chosen` tells that they are those of some condition.
    """
    ordered = sorted(stories, key=lambda story: (-len(story.members), story.id))
    if not ordered:
        nothing = "No such stories." if chosen else "No stories yet: nothing held descends from anything else held."
        console.print(nothing)
        return 0
    table = listing("story", "members", "canonical copy", right=("members",))
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    table.columns[2].overflow = "fold"
    for story in ordered:
        canonical = next(member for member in story.members if member.article == story.canonical)
        described = member_headline(canonical)
        described.append("\n").append_text(_kinds(story))
        described.append(f"; {_origin_words(story.origin)}", style="not bold dim")
        table.add_row(text(story.id), str(len(story.members)), described)
        table.add_row("", "", "")
    console.print(table)
    console.print(
        f"{counted(len(ordered), 'story', 'stories')}; `dedup story STORY` shows the members and the reasons of one.",
        style="dim",
    )
    return len(ordered)


_PLURALS = {
    Kind.IDENTICAL: "identical",
    Kind.NEAR_COPY: "near copies",
    Kind.EXCERPT: "excerpts",
    Kind.REWRITE: "rewrites",
    Kind.SUMMARY: "summaries",
    Kind.QUOTATION: "quotations",
    Kind.SAME_EVENT: "of the same event",
    Kind.UNRELATED: "unrelated",
}


def _kinds(story: Story) -> Text:
    """How many members there are of each kind; later states of a publisher's own article are no copies of it."""
    others = [member.kind for member in story.members if member.kind and not member.later_state]
    counts = Counter(sorted(others, key=lambda kind: kind.rank))
    named = [
        f"{count} {_PLURALS[kind] if count > 1 else kind.value.replace('_', ' ')}" for kind, count in counts.items()
    ]
    later = sum(member.later_state for member in story.members)
    if later:
        named.append(counted(later, "later state"))
    return Text(", ".join(named), style="not bold")


def _origin_words(origin: Origin) -> str:
    if origin.status is OriginStatus.HELD:
        return "origin held"
    if origin.status is OriginStatus.NOT_HELD:
        return f"origin not held: {plain(origin.name or origin.domain or 'unnamed')}"
    return "origin undetermined"


def print_relations(console: Console, relations: Iterable[Relation]) -> int:
    """Relations, two lines each: both articles, and how much of each stands in the other. Gives their number."""
    table = listing("kind", "score", "shared", "article", right=("score", "shared"))
    width = max(12, console.width - _FIGURES)
    for relation in relations:
        overlap = relation.comparison.overlap
        names = (shorten_name(plain(name), width) for name in (relation.a, relation.b))
        table.add_row(
            kind_text(relation.kind),
            f"{relation.score:.3f}",
            f"{percent(overlap.containment_a)}\n{percent(overlap.containment_b)}",
            Text("\n".join(names)),
        )
    number = drawn(console, table)
    if not number:
        console.print("No relations: no two articles held have matter in common.")
        return 0
    console.print(
        f"{counted(number, 'relation')}. `shared` is how much of each article stands in the other.",
        style="dim",
    )
    return number


def print_candidates(console: Console, pairs: Iterable[CandidatePair]) -> int:
    """Pairs that were worth comparing, two lines each; gives their number."""
    table = listing("strength", "proposed by", "article", right=("strength",))
    width = max(12, console.width - _FIGURES)
    for pair in pairs:
        names = (shorten_name(plain(name), width) for name in (pair.a, pair.b))
        table.add_row(f"{pair.strength:,}", "\n".join(pair.proposed_by), Text("\n".join(names)))
    number = drawn(console, table)
    console.print(f"{counted(number, 'candidate')}. `strength` is 0 to 1,000.", style="dim")
    return number


def print_articles(console: Console, articles: Iterable[Article]) -> int:
    """Articles as a table of what is claimed about them; gives their number."""
    table = listing("words", "article", right=("words",))
    table.columns[1].overflow = "fold"
    for article in articles:
        table.add_row(
            f"{len(article.text.split()):,}", article_headline(article).append(f"\n{plain(article.key)}", style="dim")
        )
    number = drawn(console, table)
    console.print(f"{counted(number, 'article')}.", style="dim")
    return number


def print_nodes(console: Console, nodes: Iterable[Node]) -> int:
    """Nodes of a graph, with their sort; gives their number."""
    table = listing("sort", "node")
    table.columns[0].no_wrap = True
    table.columns[1].overflow = "fold"
    for node in nodes:
        named = headline(node.label, node.publisher, day(node.published), node.vertex.key)
        table.add_row(node.vertex.sort.value, named.append(f"\n{plain(node.vertex.key)}", style="dim"))
    number = drawn(console, table)
    console.print(f"{counted(number, 'node')}.", style="dim")
    return number


def print_edges(console: Console, edges: Iterable[Edge]) -> int:
    """Edges of a graph, two lines each: what was made, and what from; gives their number."""
    table = listing("relation", "kind", "certainty", "article", right=("certainty",))
    width = max(12, console.width - _FIGURES)
    for edge in edges:
        names = (shorten_name(plain(name), width) for name in (edge.source.key, edge.target.key))
        certainty = f"{edge.certainty:.2f}" if edge.certainty is not None else ""
        table.add_row(edge.sort.value, kind_text(edge.kind), certainty, Text("\n".join(names)))
    number = drawn(console, table)
    console.print(f"{counted(number, 'edge')}. The first line of each was made from the second.", style="dim")
    return number


def article_headline(article: Article) -> Text:
    """An article's title with publisher and date."""
    title, publisher = (claim.value if claim else None for claim in (article.title, article.publisher))
    published = day(article.published.iso) if article.published else None
    return headline(title, publisher or article.domain, published, article.key)


def print_check(console: Console, asked: Article, found: Sequence[tuple[Relation, Article]], held: int) -> None:
    """What a text is related to among the articles held, and how far the answer reaches."""
    console.print(Text.assemble(("A  ", "bold cyan"), article_headline(asked)))
    covered = f"Compared with {counted(held, 'article')} held"
    if not found:
        console.print(
            f"{covered}; none of them shares enough with it to say anything. "
            "Articles that the archive does not hold were not looked at."
        )
        return
    console.print(
        f"{covered}; related to {len(found)}, strongest first. A is this text, B the article held. "
        "A match is no proof of wrongdoing."
    )
    for relation, article in found:
        overlap = relation.comparison.overlap
        line = Text.assemble("\n", relation_text(relation.comparison), f", score {relation.score:.3f}: ")
        line.append(f"{percent(overlap.containment_a)} of A stands in B, ")
        line.append(f"{percent(overlap.containment_b)} of B in A")
        console.print(line)
        console.print(Padding(article_headline(article), (0, 0, 0, 2)))
        console.print(Padding(text(article.key, "dim"), (0, 0, 0, 2)))
        for evidence in relation.comparison.evidence:
            if evidence.name != "prior":
                console.print(Padding(text(evidence.sentence), (0, 0, 0, 4)))
        if relation.kind.derived:
            print_rewording(console, asked.text, article.text, relation.comparison, _PROOF)
