"""Homes for the pipeline's tests."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from running import Cli, Ran


@pytest.fixture
def infopos(tmp_path: Path) -> Cli:
    """A user without a home yet."""
    return Cli(tmp_path / "user", tmp_path / "home")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A home in which ``infopos run`` made the sample wave, for tests that read only; one for all workers."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sample"
    cli = Cli(shared / "user", shared / "home")
    said = shared / "said.json"
    with FileLock(shared.with_suffix(".lock")):
        if not said.exists():
            finished = cli("run")
            said.write_text(json.dumps([finished.stdout, finished.stderr, finished.returncode]))
    return Ran(cli, *json.loads(said.read_text()))


@pytest.fixture
def own_sample(sample: Ran, tmp_path: Path) -> Cli:
    """A copy of the home with the sample wave, for tests that change it."""
    shutil.copytree(sample.cli.home, tmp_path / "home", symlinks=True)
    return Cli(sample.cli.user, tmp_path / "home")


@pytest.fixture
def careless() -> Iterator[None]:
    """A user whose files everybody may write, unless a program says otherwise."""
    previous = os.umask(0)
    yield
    os.umask(previous)
