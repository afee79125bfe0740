# Everything runs from .venv: infopos from requirements.lock, its tests from tests/requirements.lock on top of that (hashes,
# no addresses).
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
TESTABLE := .venv/.testable
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run dev test lint types walls tests coverage lock bench pictures clean

help:           ## what can be made
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: .*## /\t/' | expand -t 8

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "infopos needs Python 3.11 or newer; make PYTHON=python3.12 picks another one")'
	$(PYTHON) -m venv .venv
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(TESTABLE): $(READY) tests/requirements.lock
	$(INSTALL) --require-hashes -r tests/requirements.lock
	@touch $@

run: $(READY)   ## set up, run the sample study, say where the report is
	$(BIN)/infopos run

dev: $(READY)   ## set up, open the Dagster UI on 127.0.0.1:3000
	$(BIN)/infopos dev

test: lint types walls tests  ## set up, lint, check types and import walls, run all tests

lint: $(TESTABLE)  ## ruff: rules and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TESTABLE) ## mypy, strict
	$(BIN)/mypy

walls: $(TESTABLE) ## rooms in one direction, libraries in their rooms
	$(BIN)/lint-imports

tests: $(TESTABLE) ## all tests
	$(BIN)/python -m pytest

coverage: $(TESTABLE) ## all tests, with the lines they do not reach; takes half as long again
	$(BIN)/python -m pytest --cov=infopos_pipeline --cov-report=term-missing:skip-covered

bench: $(TESTABLE) ## times, into benchmarks/results.md; some of them with PARTS="big beyond"
	$(BIN)/python -m benchmarks $(PARTS)

pictures: $(TESTABLE) ## renew the pictures of the documents; needs chromium, libreoffice-writer and poppler-utils
	$(BIN)/python docs/pictures/make.py

COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --no-annotate --quiet pyproject.toml
SAME := --constraint tests/requirements.lock

lock: $(TESTABLE)  ## renew what tests need from pyproject.toml, then what infopos runs on, here and in the image, in the same versions
	$(COMPILE) --upgrade --group dev --output-file tests/requirements.lock
	$(COMPILE) $(SAME) --group build --output-file requirements.lock
	$(COMPILE) $(SAME) --extra deploy --output-file deploy/requirements.lock

clean:          ## remove the environment and caches (never a home)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage
