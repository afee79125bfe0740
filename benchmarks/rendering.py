"""What it costs to make a document of the sample wave's report, and to write it in each format: seconds and size.

The document is the one that a run composes; Dagster and reading are left out. Each format is written in a process of
its own, so that nothing is remembered from the turn before; what its libraries take to load is given apart.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter
from unittest.mock import patch

from benchmarks.results import markdown_table
from infopos_pipeline.ingest.landing import land
from infopos_pipeline.orchestration.instance import open_instance
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.runs import run_waves
from infopos_pipeline.project import Home, find_project
from infopos_pipeline.reporting import composing
from infopos_pipeline.reporting.document import Document
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.study import load_study

STUDY, SAMPLE = "infopos", "2017"
FORMATS = {
    "html": ("page", "page_html"),
    "docx": ("word", "word_document"),
    "xlsx": ("excel", "document_workbook"),
    "pdf": ("pdf", "pdf_document"),
}
"""The module and the function that write each format."""


def measure_rendering(times: int) -> str:
    """Run the sample wave: medians of so many turns, and sizes."""
    with tempfile.TemporaryDirectory() as folder:
        document, composed = sample_document(Path(folder))
    blocks = sum(1 for _ in document.blocks())
    whole = f"The report of {SAMPLE}: {blocks} blocks, {len(document.tables())} tables, composed in {composed:.2f} s."
    rows = []
    for name in FORMATS:
        turns = [_in_a_process(name, document) for _ in range(times)]
        loading, writing = (median(turn[place] for turn in turns) for place in (0, 1))
        rows.append([name, f"{loading:.2f}", f"{writing:.2f}", f"{turns[0][2] / 1000:.0f}"])
    return f"{whole}\n\n{markdown_table(['format', 'loading its libraries', 'writing', 'kilobytes'], rows)}"


def sample_document(folder: Path) -> tuple[Document, float]:
    """The document that a run of the sample wave composes, in a home of its own, and the seconds it took."""
    os.environ["INFOPOS_KEY_FILE"] = str(folder / "pseudonym.key")
    project, home = find_project(os.environ), Home(folder / "home")
    sample, study = project.wave_data(STUDY, SAMPLE), load_study(project.schema_folder(STUDY))
    composed: list[tuple[Document, float]] = []
    compose: Callable[[Report], Document] = composing.compose

    def recorded(report: Report) -> Document:
        start = perf_counter()
        document = compose(report)
        composed.append((document, perf_counter() - start))
        return document

    home.prepare()
    land(
        home.landing(STUDY),
        SAMPLE,
        (sample / "export.csv").read_bytes(),
        (sample / "frame.csv").read_bytes(),
        synthetic=True,
    )
    workplace = Workplace(project_folder=str(project.root), home_folder=str(home.root))
    with open_instance(home) as instance, patch.object(composing, "compose", recorded):
        (outcome,) = run_waves(instance, study, workplace, [SAMPLE])
    assert outcome.success, outcome.failures
    return composed[-1]


def _in_a_process(name: str, document: Document) -> tuple[float, float, int]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_written, name, document).result()


def _written(name: str, document: Document) -> tuple[float, float, int]:
    """The seconds of loading and of writing a format, and its bytes. A small document loads what is loaded late."""
    module, function = FORMATS[name]
    start = perf_counter()
    write = getattr(import_module(f"infopos_pipeline.reporting.formats.{module}"), function)
    write(Document("", "", (), (), "", document.language))
    loaded = perf_counter()
    content = write(document)
    written = perf_counter()
    return loaded - start, written - loaded, len(content.encode() if isinstance(content, str) else content)
