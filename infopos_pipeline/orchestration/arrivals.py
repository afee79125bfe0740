"""An export arrives: it is checked, then it lands, or goes to quarantine with the report of what is wrong with it.

``infopos add`` and the sensor on the drop come through here, so that by hand and by itself is one way.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from infopos_pipeline.files import content_hash, write_atomic
from infopos_pipeline.ingest.landing import LandedWave, land, landed_wave
from infopos_pipeline.problems import InputError, Problem
from infopos_pipeline.project import Home
from infopos_pipeline.study import Study
from infopos_pipeline.study.bindings import Format
from infopos_pipeline.study.wording import wording

if TYPE_CHECKING:
    from infopos_pipeline.quality import Answers
    from infopos_pipeline.quality.reading_apart import CutExport

EXPORT_NAME, FRAME_NAME = "export", "frame"
"""What messages and reports call landed and quarantined files; the name a file came under may name somebody."""


def landed_answers(landed: LandedWave, asked: Study) -> Answers:
    """What the landed export of a wave says, read as the study was ``asked`` in it.

    Raises:
        InputError: it is not as the study is declared now.
        UserError: a landed file is gone, or was changed.
    """
    from infopos_pipeline.quality.reading import read_answers

    names = (EXPORT_NAME, FRAME_NAME)
    return read_answers(landed.export(), landed.frame(), asked, names, landed.arrival.given_format)


def landed_answer_parts(landed: LandedWave, asked: Study) -> Iterator[Answers]:
    """The same part by part; true once the last one was read without an error."""
    from infopos_pipeline.quality.reading import answer_parts

    names = (EXPORT_NAME, FRAME_NAME)
    return answer_parts(landed.export_file(), landed.frame(), asked, names, landed.arrival.given_format)


def landed_cut_export(landed: LandedWave, asked: Study) -> CutExport:
    """The same, to be read part by part wherever that is; raises as :func:`landed_answers`, of the first part."""
    from infopos_pipeline.quality.reading_apart import cut_export

    names = (EXPORT_NAME, FRAME_NAME)
    return cut_export(landed.export_file(), landed.frame(), asked, names, landed.arrival.given_format)


@dataclass(frozen=True)
class Arrived:
    """What became of an export: the wave as it landed, or where it is in quarantine; and what was found in it."""

    wave: str
    landed: LandedWave | None
    quarantine: Path | None
    problems: tuple[Problem, ...]


def take_in(
    home: Home,
    study: Study,
    wave: str,
    export: bytes | Path,
    frame: bytes | None,
    *,
    make_room: Callable[[], object],
    names: tuple[str, str] = (EXPORT_NAME, FRAME_NAME),
    given: Format | None = None,
) -> Arrived:
    """Check an export with its frame and put it to rest.

    Args:
        home: where it lands.
        study: what it is checked against.
        wave: the wave it is of.
        export: the bytes of the export, or the file, which stays as it is.
        frame: the bytes of the frame; None if the study has none.
        make_room: called before a good export lands, to take the synthetic waves out of the home.
        names: what problems call the two files on a screen; their reports never do.
        given: the format of the export, if somebody said so.
    """
    from infopos_pipeline.quality.reading import read_answers

    try:
        answers = read_answers(export, frame, study.at(wave), names, given)
    except InputError as error:
        return Arrived(wave, None, quarantine(home, study, wave, export, frame, error.problems, names), error.problems)
    make_room()
    asked = wording(study.at(wave))
    landed = land(
        home.landing(study.name), wave, export, frame, synthetic=False, questionnaire=asked, given_format=given
    )
    return Arrived(wave, landed, None, (*answers.set_aside, *answers.notices))


def frame_of_before(home: Home, study: Study, wave: str) -> bytes | None:
    """The frame that landed with an earlier export of the same wave; none of a synthetic sample."""
    landed = landed_wave(home.landing(study.name), wave)
    return landed.frame() if landed is not None and not landed.arrival.synthetic else None


def quarantine(
    home: Home,
    study: Study,
    wave: str,
    export: bytes | Path,
    frame: bytes | None,
    problems: Sequence[Problem],
    names: tuple[str, str] = (EXPORT_NAME, FRAME_NAME),
) -> Path:
    """Put a bad export aside with two reports of what is wrong with it: for programs, and in Dutch for people."""
    from infopos_pipeline.reporting.problem_text import problem_text

    said = {names[1]: FRAME_NAME, names[0]: EXPORT_NAME}
    unnamed = [replace(problem, file=said.get(problem.file, problem.file)) for problem in problems]
    folder = home.quarantine(study.name, wave) / content_hash(export, frame or b"")[:16]
    shutil.rmtree(folder, ignore_errors=True)
    write_atomic(folder / EXPORT_NAME, export)
    if frame is not None:
        write_atomic(folder / FRAME_NAME, frame)
    report = {"ok": False, "problems": [problem.as_dict() for problem in unnamed]}
    write_atomic(folder / "report.json", (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode())
    write_atomic(folder / "report.txt", problem_text(unnamed).encode())
    return folder
