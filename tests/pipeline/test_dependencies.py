"""What infopos needs: it declares what it imports, and runs, here and in the image of a cluster, on what was tested."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import dagster as dg
import pytest
from kubernetes_api import DEPLOY
from running import PROJECT


def test_what_the_package_imports_is_declared() -> None:
    """Tests have more at hand than a user: a library of theirs, or of another library's, would not be missed here."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [need for needs in project["optional-dependencies"].values() for need in needs]
    declared = {re.split(r"[\[><=]", need)[0] for need in [*project["dependencies"], *extras]}
    brought = {name: {each.lower() for each in those} for name, those in packages_distributions().items()}
    imported = {name for file in (PROJECT / "infopos_pipeline").rglob("*.py") for name in imported_by(file)}
    libraries = imported - {*sys.stdlib_module_names, "infopos_pipeline"}
    assert {"dagster", "pandas", "yaml"} <= libraries
    assert {name for name in libraries if declared.isdisjoint(brought.get(name, ()))} == set()


def imported_by(file: Path) -> Iterator[str]:
    """The first names of the modules that a file imports anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_the_image_has_dagster_s_parts_for_a_cluster() -> None:
    image = pinned(DEPLOY / "requirements.lock")
    assert {"dagster", "dagster-k8s", "dagster-postgres", "dagster-webserver"} <= set(image)
    assert image["dagster"] == dg.__version__


@pytest.mark.parametrize("where", [PROJECT, DEPLOY], ids=["here", "the image"])
def test_what_infopos_runs_on_is_what_is_tested_and_nothing_that_tests_alone_need(where: Path) -> None:
    tested, run_on = pinned(PROJECT / "tests" / "requirements.lock"), pinned(where / "requirements.lock")
    assert {name: version for name, version in run_on.items() if tested.get(name) != version} == {}
    assert {"dagster", "duckdb", "pandas"} <= set(run_on)
    assert {"pytest", "mypy", "playwright", "pyspark"} & set(run_on) == set()


def pinned(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==([^ ;]+)", lock.read_text(encoding="utf-8"), re.MULTILINE))
