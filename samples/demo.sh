#!/bin/sh
# What `make demo` runs: the samples into a fresh archive, its stories, one story, one comparison with its proof. The
# archive stays in build/ to be looked into.
# BIN names the folder of the environment that holds `dedup`.
set -eu

dedup="$(cd "${BIN:?names the folder that holds dedup}" && pwd)/dedup"
python="${BIN}/python"
mkdir -p build
rm -f build/demo.*
export DEDUP_DB=build/demo.db

# Shows a command as it would be typed, then runs it.
show() {
    printf '\n$ dedup'
    printf ' %s' "$@"
    printf '\n'
    "$dedup" "$@"
}

show ingest samples/*/
show stories

# The story with the most members, its canonical copy, and the first member that says it in other words.
"$dedup" stories --format jsonl >build/demo.jsonl
"$python" - build/demo.jsonl >build/demo.chosen <<'PYTHON'
import json
import sys
from pathlib import Path

stories = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
story = max(stories, key=lambda story: len(story["members"]))
print(story["story"])
print(story["canonical"])
print(next(member["article"] for member in story["members"] if member["kind"] == "rewrite"))
PYTHON
{
    read -r story
    read -r canonical
    read -r derivative
} <build/demo.chosen

show story "$story"
show compare "$canonical" "$derivative" --passages 3
