"""What came of verifying a packet, as JSON values and for people."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dedup.model import Against, Difference, Verification
from dedup.report.console import text
from dedup.report.origins import Record
from dedup.report.plain import counted

_HEADINGS = {
    Against.FILE: "In the file, against the page that its own data makes",
    Against.ARCHIVE: "In its data, against what the archive says now",
}
_OTHER = {Against.FILE: "its data makes", Against.ARCHIVE: "the archive says"}


def verification_record(result: Verification) -> Record:
    """What came of verifying a packet."""
    return {
        "matches": result.matches,
        "page_checked": result.page_checked,
        "made_at": result.made_at.isoformat(),
        "made_with": result.made_with,
        "digest": result.digest,
        "articles": dict(result.articles),
        "differences": [
            {"against": one.against.value, "place": one.place, "packet": one.here, "other": one.there}
            for one in result.differences
        ],
        "notes": list(result.notes),
    }


def print_verification(console: Console, result: Verification) -> None:
    """Say whether a packet matches, and name each difference with what either side says."""
    said = "matches" if result.matches else f"differs in {counted(len(result.differences), 'place')}"
    if result.matches and not result.page_checked:
        said = "matches in its data; its page could not be checked"
    console.print(Text(said, style="bold"))
    for against, heading in _HEADINGS.items():
        found = [one for one in result.differences if one.against is against]
        if found:
            console.print(Text(f"\n{heading}", style="bold"))
        for one in found:
            _print_difference(console, one)
    for name, key in result.articles:
        console.print(Text.assemble((f"{name}: ", "dim"), text(key, "dim")))
    for note in result.notes:
        console.print(text(note, "dim"))
    console.print(Text(f"Made {result.made_at:%Y-%m-%d %H:%M:%S} UTC; data sha256 {result.digest}", style="dim"))


def _print_difference(console: Console, one: Difference) -> None:
    console.print(Padding(text(one.place), (0, 0, 0, 2)))
    for who, said in (("the packet says", one.here), (_OTHER[one.against], one.there)):
        console.print(Padding(Text.assemble((f"{who}: ", "dim"), text(said, missing="nothing")), (0, 0, 0, 4)))
