"""What tests of every room share: the declared study, the sample wave, and builders of small inputs."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from builders import Export, delimited, small_export
from hypothesis import settings
from kept import kept

from infopos_pipeline.ingest.export import read_export
from infopos_pipeline.ingest.frame import read_frame
from infopos_pipeline.privacy import Key
from infopos_pipeline.quality import validate
from infopos_pipeline.study import load_study

ROOT = Path(__file__).resolve().parents[1]

settings.register_profile("infopos", derandomize=True, deadline=None, database=None, max_examples=50)
settings.load_profile("infopos")


def pytest_terminal_summary(terminalreporter):
    """Print what tests have to show, from whichever process ran them: ``record_property("shown", text)``."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, text in report.user_properties if report.when == "call" else ():
                if name == "shown":
                    terminalreporter.section(text.partition("\n")[0])
                    terminalreporter.write_line(text.partition("\n")[2])


@pytest.fixture(scope="session")
def small_responses(small_study, key):
    """Respondents of the small study, pseudonymised, from rows of cells."""

    def responses(*rows):
        cells = read_export(small_export(*rows).content(), "export.csv", small_study)
        return kept(validate(cells, None, small_study), small_study, key)

    return responses


@pytest.fixture(scope="session")
def schemas() -> Path:
    return ROOT / "schemas"


@pytest.fixture(scope="session")
def study_of_2017(schemas):
    """The study as it was asked in the sample wave of 2017; what is made once for all tests is made with this one."""
    return load_study(schemas / "infopos").at("2017")


@pytest.fixture(scope="session")
def study(study_of_2017):
    """The same; tests of some rooms have another one in its place."""
    return study_of_2017


@pytest.fixture(scope="session")
def declared_study(schemas):
    """The study as declared, of all waves."""
    return load_study(schemas / "infopos")


@pytest.fixture(scope="session")
def small_study():
    """Another study: a number item, no frame, no hypotheses."""
    return load_study(ROOT / "tests" / "fixtures" / "schemas" / "buurt-peiling")


@pytest.fixture(scope="session")
def sample_export() -> bytes:
    return (ROOT / "data" / "infopos" / "2017" / "export.csv").read_bytes()


@pytest.fixture(scope="session")
def sample_frame() -> bytes:
    return (ROOT / "data" / "infopos" / "2017" / "frame.csv").read_bytes()


@pytest.fixture(scope="session")
def sample_rows(sample_export) -> list[dict[str, str]]:
    """The sample wave as the standard library reads it."""
    return list(csv.DictReader(io.StringIO(sample_export.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="session")
def sample_answers(study_of_2017, sample_export, sample_frame):
    """The sample wave, checked."""
    cells = read_export(sample_export, "export.csv", study_of_2017)
    frame = read_frame(sample_frame, "frame.csv", study_of_2017.frame), "frame.csv"
    return validate(cells, frame, study_of_2017)


@pytest.fixture(scope="session")
def key() -> Key:
    return Key(bytes(range(32)))


@pytest.fixture(scope="session")
def sample_responses(sample_answers, study_of_2017, key):
    """The sample wave, pseudonymised."""
    return kept(sample_answers, study_of_2017, key)


@pytest.fixture
def export(sample_export) -> Export:
    """An export without respondents yet."""
    return Export(next(csv.reader(io.StringIO(sample_export.decode("utf-8-sig"), newline=""))))


@pytest.fixture(scope="session")
def make_frame():
    """A frame file of (token, municipality, region, inhabitants)."""

    def make(*rows, headings=("token", "gemeente", "regio", "inwoners"), **how) -> bytes:
        return delimited(
            [headings, *rows], **{"quoting": csv.QUOTE_MINIMAL, "newline": "\n", "encoding": "utf-8"} | how
        )

    return make


@pytest.fixture
def changed_study(schemas, tmp_path):
    """Copy a study and change its declarations: ``changed_study("tables.yaml", "old text", "new text")``."""

    def change(file: str, old: str, new: str, folder: Path = schemas / "infopos") -> Path:
        copy = tmp_path / folder.name
        if not copy.exists():
            shutil.copytree(folder, copy)
        path = copy / file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return copy

    return change
