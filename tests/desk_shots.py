"""`make screenshots`: a picture of each page of the desk, wide and narrow, light and dark, to be looked at.

    python -m tests.desk_shots [FOLDER] [--only NAME ...] [--db FILE]

The archive is that of the tests, or any other with `--db`; `--only` takes names and addresses. README.md's pictures are
of what `make demo` makes (`--db build/demo.db --window`), with their colours reduced.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser

from tests.browsing import NARROW, WIDE, Scheme, chromium, pictured, visitor
from tests.desk_archive import PAGES, made
from tests.desk_server import Desk, served

SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def shots(browser: Browser, desk: Desk, pages: dict[str, str], folder: Path, *, whole: bool) -> Iterator[Path]:
    """Each picture, as it is written: of whole pages, or of what a window shows of them."""
    for width in (WIDE, NARROW):
        for scheme in SCHEMES:
            with visitor(browser, desk.origin, width=width, scheme=scheme) as person:
                for name, path in pages.items():
                    file = folder / f"{name.replace(' ', '-')}-{width}-{scheme}.png"
                    page = person.open(path)
                    pictured(page, file, whole=whole)
                    page.close()
                    yield file


def main(arguments: Sequence[str] | None = None) -> int:
    """Write all pictures, and say which."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("build/screenshots"))
    parser.add_argument("--only", action="append", metavar="NAME", help=f"one of: {', '.join(PAGES)}; or an address")
    parser.add_argument("--db", type=Path)
    parser.add_argument("--window", action="store_true", help="only what a window shows of a page")
    asked = parser.parse_args(arguments)
    pages = {one.strip("/") or "queue": one for one in asked.only or () if one.startswith("/")}
    pages |= {name: PAGES[name] for name in asked.only or PAGES if not name.startswith("/")}
    asked.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as passing,
        served(asked.db or made(Path(passing) / "desk.db")) as desk,
        chromium() as browser,
    ):
        for path in shots(browser, desk, pages, asked.folder, whole=not asked.window):
            sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
