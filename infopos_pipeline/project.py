"""Where things are: the project with its declarations and sample waves, the home with a user's state."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from infopos_pipeline.messages import said
from infopos_pipeline.problems import UserError, did_you_mean
from infopos_pipeline.study import study_names

INTERVIEWS = "interviews"
STATIONS = ("dagster", "warehouse", "incoming", "landing", "quarantine", "output", "releases", INTERVIEWS)
"""The folders of a home."""


@dataclass(frozen=True)
class Project:
    """The folder that holds ``schemas/`` and ``data/``."""

    root: Path

    @property
    def studies(self) -> tuple[str, ...]:
        """The studies declared here."""
        return study_names(self.root / "schemas")

    def schema_folder(self, study: str) -> Path:
        """Where a study is declared."""
        return self.root / "schemas" / study

    def wave_data(self, study: str, wave: str) -> Path:
        """A wave's sample and what was published about it, if the project has any."""
        return self.root / "data" / study / wave

    def sample_waves(self, study: str) -> tuple[str, ...]:
        """The waves the project has a sample export of."""
        return tuple(sorted(path.parent.name for path in (self.root / "data" / study).glob("*/export.*")))

    def choose_study(self, named: str | None) -> str:
        """The study a command is about: the one named, else the only one, else ``infopos``."""
        if named is None:
            named = self.studies[0] if len(self.studies) == 1 else "infopos"
        if named not in self.studies:
            known = ", ".join(self.studies) or said("none")
            raise UserError(
                said(
                    "No study is called '{named}' (there are: {known}).{meant}",
                    named=named,
                    known=known,
                    meant=did_you_mean(named, self.studies),
                )
            )
        return named


@dataclass(frozen=True)
class Home:
    """The folder with a user's state. Nobody else may read it."""

    root: Path

    def prepare(self) -> None:
        """Make the home, for its owner alone."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.root.chmod(0o700)

    def shut(self) -> None:
        """Make the home, and take from others whatever right they have on what lies in it, whoever put it there.

        What the pipeline writes is its owner's alone; a home that was copied, or in which plain ``dagster dev`` keeps
        its history, may be open. Nothing else in the folder is touched, since a home can be any folder, and no link is
        followed.
        """
        self.prepare()
        for station in (self.root / name for name in STATIONS):
            for path in () if station.is_symlink() else (station, *station.rglob("*")):
                # Files come and go, and some may be another user's: nobody gets at them through a home that is shut.
                with suppress(OSError):
                    mode = path.lstat().st_mode
                    if not stat.S_ISLNK(mode) and mode & 0o077:
                        path.chmod(stat.S_IMODE(mode) & 0o700)

    @property
    def warehouse(self) -> Path:
        """The DuckDB file."""
        return self.root / "warehouse" / "warehouse.duckdb"

    @property
    def dagster(self) -> Path:
        """Dagster's history."""
        return self.root / "dagster"

    def incoming(self, study: str) -> Path:
        """The drop of a study: a folder a wave."""
        return self.root / "incoming" / study

    def landing(self, study: str) -> Path:
        """The landing folder of a study."""
        return self.root / "landing" / study

    def outputs(self, study: str) -> Path:
        """The outputs of a study: a folder a wave."""
        return self.root / "output" / study

    def output(self, study: str, wave: str) -> Path:
        """The outputs of a wave."""
        return self.outputs(study) / wave

    def releases(self, study: str) -> Path:
        """The public sets of a study, and the ledger of them."""
        return self.root / "releases" / study

    def interviews(self, study: str, wave: str) -> Path:
        """What is kept of the interviews of a wave beside the warehouse: who was drawn, guides, transcripts, codes."""
        return self.root / INTERVIEWS / study / wave

    def quarantine(self, study: str, wave: str) -> Path:
        """Where bad files of a wave go, with their reports."""
        return self.root / "quarantine" / study / wave


def find_project(environment: Mapping[str, str], given: Path | None = None, start: Path | None = None) -> Project:
    """The project: as given, else INFOPOS_PROJECT, else the nearest folder upwards that has ``schemas/``.

    Raises:
        UserError: there is none.
    """
    named = given or (Path(environment["INFOPOS_PROJECT"]) if environment.get("INFOPOS_PROJECT") else None)
    if named is not None:
        if not (named / "schemas").is_dir():
            raise UserError(said("{named} is no project: it has no folder schemas/.", named=named))
        return Project(named.resolve())
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "schemas").is_dir():
            return Project(folder)
    raise UserError(said("No project here: no folder upwards has schemas/. Go to the project, or give --project DIR."))


def find_home(environment: Mapping[str, str], project: Project, given: Path | None = None) -> Home:
    """The home: as given, else INFOPOS_HOME, else ``.infopos`` in the project."""
    named = given or (Path(environment["INFOPOS_HOME"]) if environment.get("INFOPOS_HOME") else None)
    return Home((named or project.root / ".infopos").resolve())
