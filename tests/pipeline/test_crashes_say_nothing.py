"""A program error in the middle of a step says what it is and where, and no more: libraries quote cells in what they
say, and Dagster would keep that for good.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pyarrow as pa
import pytest
from canaries import Planted, Search, planted, project_of
from running import Cli

from infopos_pipeline.ingest.landing import land
from infopos_pipeline.orchestration import landed_responses
from infopos_pipeline.orchestration.assets import responses
from infopos_pipeline.privacy.responses import Responses
from infopos_pipeline.project import Home
from infopos_pipeline.quality import Answers, reading

EXPORT: Planted = planted("crash", 31, respondents=5)
SEARCH = Search(EXPORT.words)
NUMBER = "aantal_gewenste_voordelen_volledig"
"""A number, which DuckDB makes of a text, or says which text it is that is none."""
real_pseudonymise = landed_responses.pseudonymise


def fails(error: Callable[[str], Exception], quoted: Callable[..., object]) -> Callable[..., NoReturn]:
    """A function that fails as libraries do: with a cell in what it says, and in that of the error behind it."""

    def fail(*arguments: Any, **named: Any) -> NoReturn:
        cells = repr(quoted(*arguments))
        assert SEARCH.places(cells.encode())
        try:
            raise ValueError(f"could not convert {cells}")
        except ValueError as cause:
            raise error(cells) from cause

    return fail


def spoilt(answers: Answers, *others: Any) -> Responses:
    """Responses with a name where a number belongs."""
    kept = real_pseudonymise(answers, *others)
    names = pa.array([f"naam {EXPORT.words['name']}"] * kept.responses.num_rows)
    place = kept.responses.column_names.index(NUMBER)
    return replace(kept, responses=kept.responses.set_column(place, NUMBER, names))


CHECKED = fails(KeyError, lambda cells, *_: [list(column) for column in cells.columns.values()])
CRASHES: dict[str, tuple[Any, str, Callable[..., Any], str]] = {
    # what fails: where it stands, its name, what takes its place, what is said of it
    "the check": (reading, "validate", CHECKED, "KeyError in infopos_pipeline.quality.reading, line "),
    "pseudonyms": (
        landed_responses,
        "pseudonymise",
        fails(ValueError, lambda answers, *_: answers.municipalities),
        "ValueError in ",
    ),
    "seals": (responses, "seal_answers", fails(RuntimeError, lambda given, *_: given.texts), "RuntimeError in "),
    "DuckDB": (
        landed_responses, "pseudonymise", spoilt, "ConversionException in infopos_pipeline.warehouse.store, line "
    ),
}  # fmt: skip


def crash(monkeypatch: pytest.MonkeyPatch, name: str) -> str:
    module, function, substitute, told = CRASHES[name]
    monkeypatch.setattr(module, function, substitute)
    return told


def says_nothing(output: str, told: str) -> None:
    assert told in output, output
    assert "may quote a cell" in output
    assert "Traceback" not in output
    assert SEARCH.places(output.encode()) == set()


@pytest.mark.parametrize("name", CRASHES)
def test_the_history_of_a_run_that_crashed_holds_no_cell(
    infopos: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    infopos = replace(infopos, extra={"INFOPOS_PROJECT": str(project_of(tmp_path / "project", EXPORT))})
    land(Home(infopos.home).landing("infopos"), "2019", EXPORT.content, EXPORT.frame_content, synthetic=False)
    told = crash(monkeypatch, name)
    finished = infopos.here("run")
    assert finished.exit_code == 1
    says_nothing(finished.output, told)
    found = SEARCH.in_folder(infopos.home)
    assert {where for _, where in found if "/export" not in where and "/frame" not in where} == set()
    assert Search({"what is said": told.strip()}).in_folder(infopos.home / "dagster"), "the history does say it"


@pytest.mark.parametrize(
    "command", [("check",), ("check", "--json"), ("add", "--wave", "2019")], ids=lambda command: " ".join(command)
)
def test_a_check_that_crashes_quotes_no_cell_and_stores_nothing(
    infopos: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    export, frame = EXPORT.write(tmp_path / "files")
    told = crash(monkeypatch, "the check")
    finished = infopos.here(*command, export, "--frame", frame)
    assert finished.exit_code == 1
    says_nothing(finished.output, told)
    assert not [path for path in infopos.home.rglob("*") if path.is_file()]
