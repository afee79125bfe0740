"""The program as users start it, with keys and homes in temporary folders."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner, Result

from infopos_pipeline.cli import main

THEIRS = ("DAGSTER_", "INFOPOS_", "XDG_")
"""What would point a program at the tester's own files."""
OWN = (*THEIRS, "HOME", "DISPLAY", "WAYLAND_DISPLAY")
"""What a user has of their own."""
PROJECT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).with_name("infopos")


@dataclass(frozen=True)
class Cli:
    """The program ``infopos`` for one user: who has a key of their own, and one home unless a call names another."""

    user: Path
    home: Path
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """That of this process, pointed at the user's own folders."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(THEIRS)}
        return kept | {
            "HOME": str(self.user),
            "XDG_CONFIG_HOME": str(self.user / "config"),
            "INFOPOS_KEY_FILE": str(self.user / "pseudonym.key"),
            "INFOPOS_HOME": str(self.home),
            "INFOPOS_PROJECT": str(PROJECT),
            "INFOPOS_LANGUAGE": "en",
            "DISPLAY": "",  # nothing pops up while tests run
            "WAYLAND_DISPLAY": "",
            **self.extra,
        }

    def __call__(
        self, *arguments: str | Path, cwd: Path | None = None, typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, with ``typed`` on its standard input."""
        self.user.mkdir(parents=True, exist_ok=True)
        return subprocess.run(
            [PROGRAM, *map(str, arguments)],
            cwd=cwd or self.user,
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )

    def done(self, *arguments: str | Path) -> str:
        """Run a command that must succeed and say nothing on standard error; what it printed."""
        finished = self(*arguments)
        assert finished.returncode == 0, finished.stderr or finished.stdout
        assert finished.stderr == ""
        return finished.stdout

    def here(self, *arguments: str | Path, typed: str = "") -> Result:
        """Run a command in this process, which has imported everything already; for commands that only repeat."""
        self.user.mkdir(parents=True, exist_ok=True)
        cleared = dict.fromkeys(name for name in os.environ if name.startswith(THEIRS))
        given = {name: value for name, value in self.environment.items() if name.startswith(OWN)}
        mask = os.umask(0o077)
        try:
            finished = CliRunner(env=cleared | given).invoke(main, [*map(str, arguments)], input=typed)
        finally:
            os.umask(mask)
        if finished.exception is not None and not isinstance(finished.exception, SystemExit):
            raise finished.exception
        return finished

    def done_here(self, *arguments: str | Path, typed: str = "") -> str:
        """As :meth:`done`, in this process."""
        finished = self.here(*arguments, typed=typed)
        assert finished.exit_code == 0, finished.output
        assert finished.stderr == ""
        return finished.stdout

    def output(self, wave: str) -> Path:
        return self.home / "output" / "infopos" / wave


@dataclass(frozen=True)
class Ran:
    """A home in which a command ran, and what it printed."""

    cli: Cli
    stdout: str
    stderr: str
    exit_code: int


def project_without_documents(folder: Path, *waves: str) -> Path:
    """A project with the study and some of its sample waves, for tests of what stands in no document beside the page:
    its runs take two thirds of the time.
    """
    shutil.copytree(PROJECT / "schemas" / "infopos", folder / "schemas" / "infopos")
    for wave in waves:
        shutil.copytree(PROJECT / "data" / "infopos" / wave, folder / "data" / "infopos" / wave)
    with (folder / "schemas" / "infopos" / "report.yaml").open("a", encoding="utf-8") as file:
        file.write("documents: []\n")
    return folder


def questionnaire_project(folder: Path) -> Path:
    """A project that declares the questionnaire of the study, and nothing that is made from the answers: for tests of
    the way there, whose runs take a fifth of the time.
    """
    study = folder / "schemas" / "infopos"
    (study / "bindings").mkdir(parents=True)
    for path in (PROJECT / "schemas" / "infopos").rglob("*.yaml"):
        name = path.relative_to(PROJECT / "schemas" / "infopos")
        if name.parts[0] == "bindings" or name.stem in ON_THE_WAY:
            shutil.copy(path, study / name)
    for name, nothing in NOTHING_MADE.items():
        (study / f"{name}.yaml").write_text(f"{nothing}\n", encoding="utf-8")
    return folder


ON_THE_WAY = ("questionnaire", "study", "derivations", "herindelingen", "redaction")
"""What is declared of the way from an export to responses."""
NOTHING_MADE = {"tables": "tables: {}", "charts": "charts: {}", "report": "documents: []"}
"""Left out, they would have every question in a table and a chart, and every document."""


def hashes(folder: Path, without: tuple[str, ...] = ()) -> dict[str, str]:
    """Every file under a folder with the hash of its content; parts of the folder named in ``without`` are left out."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in without
    }


def open_to_others(folder: Path) -> list[str]:
    """The folder and what lies in it, as far as it is not 0700 or, of a file, 0600."""
    modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in (folder, *folder.rglob("*"))}
    return [f"{path} {mode:o}" for path, mode in modes.items() if mode != (0o700 if path.is_dir() else 0o600)]


def outputs(folder: Path) -> dict[str, bytes]:
    """The outputs that must be the same bytes for the same answers; a report says also when they landed."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.stem not in ("report", "provenance")
    }
