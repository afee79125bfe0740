"""A home with two waves, of one of which a correction landed, for tests that disturb its run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
from filelock import FileLock, Timeout
from running import Cli
from village_polls import STUDY, export_of, frame_of, project_of
from warm_runs import Server, warm_server
from wave_versions import Version, version_of

WAVE, OTHER = "2024", "2022"
"""The wave of which two exports landed, and one before it."""


@dataclass(frozen=True)
class Waves:
    """The home, and what it shows with the first export of the wave and with the second.

    ``saved`` is a copy of the home with the second export; what landed of the first is in it too.
    """

    cli: Cli
    server: Server
    files: Path
    first: Version
    second: Version
    saved: Path

    @property
    def home(self) -> Path:
        return self.cli.home

    @property
    def frame(self) -> Path:
        return self.files / "frame.csv"

    def point(self, version: Version, home: Path | None = None) -> None:
        """Have the export that a version was made from be the one that counts."""
        name = "first" if version is self.first else "second"
        pointer = (home or self.home) / "landing" / STUDY / WAVE / "current.json"
        pointer.write_bytes((self.files / f"{name}.json").read_bytes())

    def fresh(self) -> None:
        """The home as it is with the second export, run."""
        shutil.rmtree(self.home)
        shutil.copytree(self.saved, self.home)

    def stale(self) -> None:
        """The home as it is with the second export, run, when the first one counts again and was not run."""
        self.fresh()
        self.point(self.first)


@contextmanager
def corrected_waves(folder: Path) -> Iterator[Waves]:
    """A home of this kind under a folder, without charts and documents, and a server to run commands in it."""
    project = project_of(folder / "project", whole=False)
    cli = Cli(folder / "user", folder / "home", {"INFOPOS_PROJECT": str(project)})
    (folder / "frame.csv").write_bytes(frame_of(40))
    for name, content in (("other", export_of(36)), ("first", export_of(33, 2)), ("second", export_of(30, 5))):
        (folder / f"{name}.csv").write_bytes(content)
    landed, versions = cli.home / "landing" / STUDY / WAVE, []
    given = ("--frame", folder / "frame.csv")
    with warm_server() as server:
        server.learn(cli, "add", folder / "other.csv", "--wave", OTHER, *given)
        for name in ("first", "second"):
            server.done(cli, "add", folder / f"{name}.csv", "--wave", WAVE, *given)
            versions.append(version_of(cli.home, STUDY))
            shutil.copy(landed / "current.json", folder / f"{name}.json")
            shutil.copytree(landed, folder / "landed", dirs_exist_ok=True)
        shutil.copytree(folder / "landed", landed, dirs_exist_ok=True)
        shutil.copytree(cli.home, folder / "saved")
        yield Waves(cli, server, folder, *versions, folder / "saved")


@contextmanager
def history(home: Path) -> Iterator[dg.DagsterInstance]:
    """Dagster's history of a home."""
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        yield instance


def held(path: Path) -> bool:
    """Whether some process holds a lock."""
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True
