# Everything is run from the virtual environment in .venv, which the first target that needs it sets up.
# Needs Python 3.11 or later, make and a shell; `make PYTHON=python3.12 test` takes another interpreter.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
ARGS ?=

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
export PYTHONUTF8 := 1
PIP := $(BIN)/python -m pip install -qq -c constraints.txt

.PHONY: help install demo test check fix eval fit bench docs fuzz screenshots clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 14

install: $(STAMP)  ## set up .venv with the pinned versions
	@:

$(STAMP): pyproject.toml constraints.txt $(wildcard dedup/kernels/build.py dedup/kernels/*.[ch])
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'dedup needs Python 3.11 or later: call make PYTHON=/path/to/python3.11' >&2; exit 1; }
	@echo 'Setting up $(VENV) (only after a change of pyproject.toml, constraints.txt or the compiled kernels) ...' >&2
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	@$(PIP) hatchling editables
	@$(PIP) --no-build-isolation -e '.[dev]'
	@touch $@

demo: $(STAMP)  ## ingest samples/ into a fresh archive, show the stories and one comparison with its proof
	@BIN=$(BIN) sh samples/demo.sh

test: $(STAMP)  ## run all tests; ARGS='-k name' picks some
	@$(BIN)/python -m pytest -q -n auto --dist loadfile $(ARGS)

check: $(STAMP)  ## format, lint, types, migrations, generated docs, limits of length
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/python -m mypy
	@$(BIN)/python -m alembic check
	@$(BIN)/python -m tests.documentation --check
	@$(BIN)/python -m pytest -q tests/test_imports.py

fix: $(STAMP)  ## format, and mend what the linter can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

eval: $(STAMP)  ## measure quality on the labelled corpora in ../shared against the pinned floors
	@$(BIN)/python -m tests.evaluation.gate $(ARGS)

fit: $(STAMP)  ## fit the rewrite model anew on the labelled corpora in ../shared and tests/evaluation/families
	@mkdir -p build
	@$(BIN)/python -m tests.evaluation.fit_pairs ../shared/corpora build/documents.jsonl build/pairs.jsonl
	@$(BIN)/python -m tests.evaluation.fit_rewrites build/documents.jsonl build/pairs.jsonl --report

bench: $(STAMP)  ## measure speed, memory and quality beside the peers on generated articles
	@$(BIN)/python -m tests.benchmarks.bench $(ARGS)

fuzz: $(STAMP)  ## let a fuzzer loose on the review desk for two minutes; ARGS='--seconds 600' for longer
	@$(BIN)/python -m tests.desk_fuzz $(ARGS)

screenshots: $(STAMP)  ## take pictures of each page of the review desk into build/screenshots, to be looked at
	@$(BIN)/python -m tests.desk_shots $(ARGS)

docs: $(STAMP)  ## write the generated parts of README.md anew
	@$(BIN)/python -m tests.documentation

clean:  ## remove the environment, caches and build products
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis tests/benchmarks/results
	rm -f dedup/kernels/*.so
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
