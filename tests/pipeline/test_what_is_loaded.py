"""Which libraries a command loads: no more than its work needs, as the interpreter itself tells (``-X importtime``)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from running import PROGRAM, PROJECT, Cli, questionnaire_project

SHOWING = {"altair", "docx", "great_tables", "typst", "vl_convert", "xlsxwriter"}
RUNNING = {"alembic", "dagster", "sqlalchemy"}
CALCULATING = {"highspy", "pandera", "scipy"}
READING = {"openpyxl", "pyreadstat"}
DATA = {"duckdb", "numpy", "pandas", "pyarrow"}


def loaded(cli: Cli, *arguments: str | Path) -> set[str]:
    """The top-level modules that a command loads."""
    told = subprocess.run(
        [sys.executable, "-X", "importtime", PROGRAM, *map(str, arguments)],
        env=cli.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found = set(re.findall(r"^import time:[^|]+\|[^|]+\|\s*(\w+)", told.stderr, re.MULTILINE))
    assert "click" in found
    return found


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("run", "--help"), ("release", "--help")])
def test_help_loads_nothing_that_works_with_data(infopos: Cli, arguments: tuple[str, ...]) -> None:
    assert not loaded(infopos, *arguments) & (SHOWING | RUNNING | CALCULATING | READING | DATA)


def test_a_check_loads_neither_dagster_nor_what_calculates_or_shows(infopos: Cli) -> None:
    used = loaded(infopos, "check", PROJECT / "data" / "infopos" / "2017" / "export.csv")
    assert "pandera" in used
    assert not used & (SHOWING | RUNNING | READING | {"duckdb", "scipy"})


def test_a_run_that_finds_nothing_changed_loads_nothing_that_runs_calculates_or_shows(tmp_path: Path) -> None:
    project = questionnaire_project(tmp_path / "project")
    sample = PROJECT / "data" / "infopos" / "2017"
    cli = Cli(tmp_path / "user", tmp_path / "home", {"INFOPOS_PROJECT": str(project)})
    cli.done("add", sample / "export.csv", "--frame", sample / "frame.csv", "--wave", "2017", "--quiet")
    assert "unchanged" in cli.done("run")
    assert not loaded(cli, "run") & (SHOWING | RUNNING | CALCULATING | READING)
