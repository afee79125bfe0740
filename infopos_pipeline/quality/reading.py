"""From the bytes of an export and its frame to answers: ingest and quality in one call, for the pipeline and for
``check``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from infopos_pipeline.ingest.cells import joined_cells
from infopos_pipeline.ingest.export import export_parts
from infopos_pipeline.ingest.frame import read_frame
from infopos_pipeline.problems import InputError, Problem, bounded, discreet, in_order
from infopos_pipeline.quality.validation import Answers, joined_answers, validate
from infopos_pipeline.study import Study
from infopos_pipeline.study.bindings import Format


@discreet
def read_answers(
    export: bytes | Path, frame: bytes | None, study: Study, names: tuple[str, str], given: Format | None = None
) -> Answers:
    """Answers from the bytes or the file of an export and its frame; ``names`` is what messages call the two,
    ``given`` the format of the export, if somebody said so.

    Raises:
        InputError: with every problem found.
        UnforeseenError: in place of whatever else goes wrong.
    """
    return joined_answers(list(_parts(export, frame, study, names, given)))


def answer_parts(
    export: bytes | Path, frame: bytes | None, study: Study, names: tuple[str, str], given: Format | None = None
) -> Iterator[Answers]:
    """The same in parts, for an export that is larger than memory: rows that follow each other.

    What is said of the parts before it is true only once the last one was read without an error. With a frame there is
    one part: each municipality of it is asked once.
    """
    parts = _parts(export, frame, study, names, given)
    following = discreet(next)
    while (part := following(parts, None)) is not None:
        yield part


def _parts(
    export: bytes | Path, frame: bytes | None, study: Study, names: tuple[str, str], given: Format | None
) -> Iterator[Answers]:
    cells = export_parts(export, names[0], study, given)
    if frame is not None and study.frame:
        table = read_frame(frame, names[1], study.frame), names[1]
        yield validate(joined_cells(list(cells)), table, study)
        return
    seen: Counter[bytes] = Counter()
    problems: list[Problem] = []
    for part in cells:
        try:
            answers = validate(part, None, study, seen)
        except InputError as error:
            problems = bounded([*problems, *error.problems])
        else:
            if not problems:
                yield answers
    if problems:
        raise InputError(in_order(problems))
