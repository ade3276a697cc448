PYTHON ?= python3
BIN := .venv/bin
LOCKED := --quiet --universal --python-version 3.11 --extra all --no-header --no-annotate --no-emit-index-url --no-emit-find-links --generate-hashes
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test prove coverage lint bench zoo fuzz lock samples clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "  make %-10s %s\n", $$1, $$2 }'

demo: .venv/installed ## installs the product into .venv and shows it on the sample files
	@$(BIN)/python -m sample_feeds.demo out

test: .venv/dev ## the tests that take minutes
	$(BIN)/pytest

prove: .venv/dev ## the tests that take longer
	$(BIN)/pytest -m slow

coverage: .venv/dev ## the same tests as make test, and which files they reach too little of; TESTS=tests/rules for some
	$(BIN)/pytest -p tests.coverage_of_child --cov --cov-report= $(TESTS)
	$(BIN)/python -m tests.coverage_shown

lint: .venv/dev ## ruff, ruff format and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/dev ## writes tests/benchmarks/RESULTS.md; nothing else should run meanwhile
	$(BIN)/python -m tests.benchmarks
	$(BIN)/python -m tests.benchmarks.guarding

zoo: .venv/dev ## writes the odd and hostile files of the tests into out/zoo
	$(BIN)/python -m tests.zoo out/zoo

fuzz: .venv/dev ## reads 100,000 damaged files and keeps those that surprise
	$(BIN)/python -m tests.fuzz --inputs 100000 --keep

samples: .venv/dev ## makes the sample files anew, after a change of wording or rules
	$(BIN)/python -m tests.sample_files.make

lock: .venv/dev ## the newest versions that pyproject.toml allows, with their hashes
	$(BIN)/uv pip compile $(LOCKED) --upgrade --output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile $(LOCKED) --upgrade --group dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean: ## removes what make has made
	rm -rf .venv out build *.egg-info

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("orderfeeds needs Python 3.11 or newer: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(PIP) --requirement requirements.lock
	$(PIP) --no-deps --editable .
	@touch $@

.venv/dev: .venv/installed requirements-dev.lock
	$(PIP) --requirement requirements-dev.lock
	@touch $@
