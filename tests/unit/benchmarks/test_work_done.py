"""What the work grows with, as counts that no machine's mood changes: with the cells of an export nothing that Python
does, with its respondents next to nothing, with what is wrong in it up to a bound, and never the passes over the data.
"""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import narwhals as nw
import pytest

from benchmarks.big_exports import write_csv, write_sav
from benchmarks.big_study import CROSSTABS, QUESTIONS, STUDY, WAVE, codebook, write_study
from infopos_pipeline.privacy import Key, pseudonymise
from infopos_pipeline.problems import LISTED, InputError
from infopos_pipeline.quality.reading import read_answers
from infopos_pipeline.statistics.counting import Counts, contingency_tables, count
from infopos_pipeline.study import Study, load_study
from infopos_pipeline.warehouse import Warehouse

FEW, MANY = 2000, 6000
"""Respondents; among the fewer every answer occurs."""
BAD = 0.08
"""The share of wrong cells in every column: more than are listed."""
CODEBOOK = [*codebook("codes")["choices"], *codebook("codes")["boxes"], *codebook("codes")["numbers"]]
"""The columns with answers."""
KEY = Key(bytes(32))


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("big")
    write_study(folder)
    for rows in (FEW, MANY):
        write_csv(folder / f"{rows}.csv", rows, "codes", 0.0)
        write_csv(folder / f"bad{rows}.csv", rows, "codes", BAD)
        write_sav(folder / f"{rows}.sav", rows)
    return folder


@pytest.fixture(scope="module")
def monitor(big: Path) -> Study:
    return load_study(big / "schemas" / STUDY).at(WAVE)


def read(path: Path, study: Study) -> Any:
    return read_answers(path, None, study, ("export", "frame"))


def calls(work: Callable[[], Any]) -> int:
    """How many functions Python called, its own and those of libraries; loops in C count as one."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return pstats.Stats(profile).total_calls  # type: ignore[attr-defined]


def more_calls_a_respondent(work: Callable[[int], Callable[[], Any]]) -> float:
    work(FEW)()  # what is remembered from the first time does not count
    return (calls(work(MANY)) - calls(work(FEW))) / (MANY - FEW)


@pytest.mark.parametrize("ending", ["csv", "sav"])
def test_reading_and_checking_asks_python_nothing_of_a_cell(big: Path, monitor: Study, ending: str) -> None:
    """A respondent has some 120 cells; who it is, by its token, takes a call or two."""
    assert more_calls_a_respondent(lambda rows: lambda: read(big / f"{rows}.{ending}", monitor)) < 4


def test_pseudonyms_are_all_that_is_made_of_a_respondent(big: Path, monitor: Study) -> None:
    answers = {rows: read(big / f"{rows}.csv", monitor) for rows in (FEW, MANY)}
    assert more_calls_a_respondent(lambda rows: lambda: pseudonymise(answers[rows], monitor, KEY)) < 12


def test_what_is_wrong_is_looked_into_up_to_a_bound(big: Path, monitor: Study) -> None:
    def failing(rows: int) -> Callable[[], Any]:
        def check() -> None:
            with pytest.raises(InputError) as caught:
                read(big / f"bad{rows}.csv", monitor)
            assert len(caught.value.problems) == LISTED * len(CODEBOOK)

        return check

    # Nearly every wrong cell has a text of its own here, which is looked up once.
    assert more_calls_a_respondent(failing) / (BAD * len(CODEBOOK)) < 30


def _into(counted: list[Any], frames: list[Any], study: Study) -> None:
    counted.extend(count(*frames, study))


def test_all_tables_are_counted_in_one_pass_without_a_row_in_python(big: Path, monitor: Study, tmp_path: Path) -> None:
    asked: dict[int, list[str]] = {}
    called: dict[int, int] = {}
    for rows in (FEW, FEW, MANY):
        with Warehouse(tmp_path / f"{rows}.duckdb") as warehouse:
            warehouse.prepare(monitor)
            kept = pseudonymise(read(big / f"{rows}.csv", monitor), monitor, KEY)
            for table in ("responses", "approached"):
                warehouse.replace(monitor, table, getattr(kept, table), wave=WAVE)
            frames = [nw.from_native(warehouse.relation(monitor, table, WAVE)) for table in ("responses", "approached")]
            counted: list[Any] = []
            warehouse.connection.execute("CALL enable_logging('QueryLog')")
            called[rows] = calls(partial(_into, counted, frames, monitor))
            warehouse.connection.execute("CALL disable_logging()")
            log = "SELECT message FROM duckdb_logs WHERE type = 'QueryLog'"
            asked[rows] = [message for (message,) in warehouse.connection.execute(log).fetchall()]
        counts = Counts(counted, monitor)
        assert counts.respondents == rows
        assert not counts.tables_that_do_not_add_up()
    assert len(contingency_tables(monitor)) > len(CROSSTABS) + len(QUESTIONS)
    # Who answered more than once, and the data; of a frame there is none here.
    assert [len([query for query in queries if "responses" in query]) for queries in asked.values()] == [2, 2]
    assert (called[MANY] - called[FEW]) / (MANY - FEW) < 1
