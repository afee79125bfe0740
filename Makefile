# Everything runs from .venv, which is made from requirements.lock (hashes, no addresses).
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help run dev test lint types walls tests coverage lock bench pictures clean

help:           ## what can be made
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: .*## /\t/' | expand -t 8

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "infopos needs Python 3.11 or newer; make PYTHON=python3.12 picks another one")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(READY)   ## set up, run the sample study, say where the report is
	$(BIN)/infopos run

dev: $(READY)   ## set up, open the Dagster UI on 127.0.0.1:3000
	$(BIN)/infopos dev

test: lint types walls tests  ## set up, lint, check types and import walls, run all tests

lint: $(READY)  ## ruff: rules and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) ## mypy, strict
	$(BIN)/mypy

walls: $(READY) ## rooms in one direction, libraries in their rooms
	$(BIN)/lint-imports

tests: $(READY) ## all tests
	$(BIN)/python -m pytest

coverage: $(READY) ## all tests, with the lines they do not reach; takes half as long again
	$(BIN)/python -m pytest --cov=infopos_pipeline --cov-report=term-missing:skip-covered

bench: $(READY) ## times, into benchmarks/results.md; some of them with PARTS="big beyond"
	$(BIN)/python -m benchmarks $(PARTS)

pictures: $(READY) ## renew the pictures of the documents; needs chromium, libreoffice-writer and poppler-utils
	$(BIN)/python docs/pictures/make.py

COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --quiet

lock: $(READY)  ## renew requirements.lock from pyproject.toml, and that of the image with the same versions
	$(COMPILE) --upgrade --group dev pyproject.toml --output-file requirements.lock
	$(COMPILE) --no-annotate --constraint requirements.lock --extra deploy pyproject.toml --output-file deploy/requirements.lock

clean:          ## remove the environment and caches (never a home)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage
