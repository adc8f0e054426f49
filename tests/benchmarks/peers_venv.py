"""The environment of the peers' libraries, which no install of `dedup` has: made when it is first needed."""

from __future__ import annotations

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.process import ROOT

PINS = Path(__file__).with_name("peers.txt")
HOME = ROOT / "build" / "peers"


@dataclass(frozen=True, slots=True)
class Peers:
    """The interpreters of ours and of the peers, and which of them did not install, with the reason."""

    ours: Path
    theirs: Path
    missing: dict[str, str]

    def have(self, side: str) -> bool:
        """Whether a side (`datasketch, xxhash` is datasketch) can be measured."""
        return side.partition(",")[0] not in self.missing


def peers() -> Peers:
    """Install what is not there yet, from wheels alone, each library by itself so that one can fail."""
    theirs = HOME / "bin" / "python"
    missing: dict[str, str] = {}
    if not theirs.exists():
        print(f"Setting up {HOME.relative_to(ROOT)} ...", file=sys.stderr)
        venv.create(HOME, with_pip=True)
    pins = [line.strip() for line in PINS.read_text(encoding="utf-8").splitlines()]
    for pin in (line for line in pins if line and not line.startswith("#")):
        name, _, version = pin.partition("==")
        if _installed(theirs, name) == version:
            continue
        command = [str(theirs), "-m", "pip", "install", "-qq", "--only-binary", ":all:", pin]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            missing[name] = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    return Peers(Path(sys.executable), theirs, missing)


def _installed(python: Path, name: str) -> str:
    asked = f"from importlib.metadata import version; print(version({name!r}))"
    return subprocess.run([python, "-c", asked], capture_output=True, text=True, check=False).stdout.strip()
