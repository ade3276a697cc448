# `make demo` shows the product, `make test` tries it in minutes, `make prove` runs what takes longer.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test prove lint bench zoo fuzz lock samples clean

demo: .venv/installed
	@$(BIN)/python -m sample_feeds.demo out

test: .venv/dev
	$(BIN)/pytest

prove: .venv/dev
	$(BIN)/pytest -m slow

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/dev
	$(BIN)/python -m tests.benchmarks
	$(BIN)/python -m tests.benchmarks.guarding

# The odd and hostile files of the tests, to look at or to try elsewhere.
zoo: .venv/dev
	$(BIN)/python -m tests.zoo out/zoo

fuzz: .venv/dev
	$(BIN)/python -m tests.fuzz --inputs 100000 --keep

samples: .venv/dev
	$(BIN)/python -m sample_feeds.make

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("orderfeeds needs Python 3.11 or newer: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/dev: .venv/installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.lock
	@touch $@

# The newest versions that pyproject.toml allows, written down exactly.
lock: .venv/dev
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --output-file requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf .venv out build *.egg-info
