"""What it costs to add a wave when 2, 12 or 200 are there: whole processes of ``infopos add``.

The waves are copies of the sample wave of 2021 under other names, made one after the other in one process; only the
last one, which is measured, is a process of its own. A wave is compared with the ten before it, so that from twelve on
nothing should grow any more.
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
from infopos_pipeline.ingest.landing import land
from infopos_pipeline.orchestration.instance import open_instance
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.runs import run_waves
from infopos_pipeline.project import Home, find_project
from infopos_pipeline.study import load_study

STUDY, SAMPLE = "infopos", "2021"


def measure_waves(numbers: Sequence[int], times: int) -> None:
    """Print the seconds of adding one more wave to homes with so many waves, with the ratio to the first."""
    project = find_project(os.environ)
    sample = project.wave_data(STUDY, SAMPLE)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["INFOPOS_KEY_FILE"] = str(Path(folder) / "pseudonym.key")
        home = Home(Path(folder) / "home")
        first, made = 0.0, 0
        for number in numbers:
            start = time.perf_counter()
            make_waves(home, made, number)
            made = number
            print(f"made up to {number} waves in {time.perf_counter() - start:.0f} s", flush=True)
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
            print(
                f"adding wave {number + 1}: {min(taken):.2f} {median(taken):.2f} {max(taken):.2f} s "
                f"(minimum, median, maximum of {times}); ratio to the first {median(taken) / first:.2f}",
                flush=True,
            )


def wave_name(place: int) -> str:
    """Names that sort after the sample waves, so that all ask the questionnaire of now."""
    return f"3{place:03}"


def make_waves(home: Home, made: int, number: int) -> None:
    """Land and run the waves from ``made`` up to ``number``."""
    project = find_project(os.environ)
    sample = project.wave_data(STUDY, SAMPLE)
    study = load_study(project.schema_folder(STUDY))
    workplace = Workplace(project_folder=str(project.root), home_folder=str(home.root))
    export, frame = (sample / "export.csv").read_bytes(), (sample / "frame.csv").read_bytes()
    home.prepare()
    for place in range(made, number):
        land(home.landing(STUDY), wave_name(place), export, frame, synthetic=False)
        with open_instance(home) as instance:
            (outcome,) = run_waves(instance, study, workplace, [wave_name(place)])
        assert outcome.success, outcome.failures
