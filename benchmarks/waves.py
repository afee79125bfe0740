"""What it costs to add a wave when 2, 12 or 200 are there: whole processes of ``infopos add``.

The waves are copies of the sample wave of 2021 under other names. Twelve are run, one after the other in one process;
the slices and outputs of more are copied, with no runs of theirs in Dagster's history. The one that is measured is a
process of its own. A wave is compared with the ten before it, so that from twelve on nothing should grow any more.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.processes import seconds
from benchmarks.results import markdown_table
from infopos_pipeline.ingest.landing import land
from infopos_pipeline.orchestration.instance import open_instance
from infopos_pipeline.orchestration.resources import Workplace, open_warehouse
from infopos_pipeline.orchestration.runs import register_waves, run_waves
from infopos_pipeline.project import Home, find_project
from infopos_pipeline.study import Study, load_study
from infopos_pipeline.warehouse import Warehouse
from infopos_pipeline.warehouse.tables import study_tables

STUDY, SAMPLE = "infopos", "2021"
RUN = 12
"""Waves that are really run."""


def measure_waves(numbers: Sequence[int], times: int) -> str:
    """The seconds of adding one more wave to homes with so many waves, with the ratio to the first."""
    project = find_project(os.environ)
    sample = project.wave_data(STUDY, SAMPLE)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["INFOPOS_KEY_FILE"] = str(Path(folder) / "pseudonym.key")
        home = Home(Path(folder) / "home")
        first, made = 0.0, 0
        rows = []
        for number in numbers:
            start = time.perf_counter()
            make_waves(home, made, number)
            made = number
            print(f"made up to {number} waves in {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
            taken = []
            for turn in range(times + 1):
                copy = Path(folder) / "copy"
                shutil.copytree(home.root, copy)
                arguments = ("add", str(sample / "export.csv"), "--frame", str(sample / "frame.csv"))
                infopos = str(Path(sys.executable).with_name("infopos"))
                spent = seconds(infopos, *arguments, "--wave", wave_name(number), "--home", str(copy))
                shutil.rmtree(copy)
                if turn:
                    taken.append(spent)
            first = first or median(taken)
            seconds_taken = [f"{one:.2f}" for one in (min(taken), median(taken), max(taken))]
            rows.append([f"wave {number + 1}", *seconds_taken, f"{median(taken) / first:.2f}"])
    return markdown_table(["adding one more", "minimum", "median", "maximum", "÷ the first"], rows)


def wave_name(place: int) -> str:
    """Names that sort after the sample waves, so that all ask the questionnaire of now."""
    return f"3{place:03}"


def make_waves(home: Home, made: int, number: int) -> None:
    """Land the waves from ``made`` up to ``number``; run them, or from the thirteenth on copy what a run leaves."""
    project = find_project(os.environ)
    sample = project.wave_data(STUDY, SAMPLE)
    study = load_study(project.schema_folder(STUDY))
    workplace = Workplace(project_folder=str(project.root), home_folder=str(home.root))
    export, frame = (sample / "export.csv").read_bytes(), (sample / "frame.csv").read_bytes()
    home.prepare()
    names = [wave_name(place) for place in range(made, number)]
    with open_instance(home) as instance:
        for place, name in enumerate(names, start=made):
            land(home.landing(STUDY), name, export, frame, synthetic=False)
            if place < RUN:
                (outcome,) = run_waves(instance, study, workplace, [name])
                assert outcome.success, outcome.failures
        register_waves(instance, study, names)
    with open_warehouse(home, study) as warehouse:
        for name in [name for place, name in enumerate(names, start=made) if place >= RUN]:
            copy_slices(warehouse, study, wave_name(RUN - 1), name)
            shutil.copytree(home.output(STUDY, wave_name(RUN - 1)), home.output(STUDY, name))


def copy_slices(warehouse: Warehouse, study: Study, wave: str, name: str) -> None:
    """Put the rows of a wave into the warehouse once more, under another name."""
    for table, definition in study_tables(study).items():
        columns = [f"'{name}' AS wave" if column == "wave" else f'"{column}"' for column in definition.columns]
        full = f'"{study.name}"."{table}"'
        selected = f"SELECT {', '.join(columns)} FROM {full} WHERE wave = '{wave}'"
        warehouse.connection.execute(f"INSERT INTO {full} BY NAME {selected}")
