"""The locks: what infopos runs on, here and in the image of a cluster, is what its tests ran on."""

from __future__ import annotations

import re
from pathlib import Path

import dagster as dg
import pytest
from kubernetes_api import DEPLOY
from running import PROJECT


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
