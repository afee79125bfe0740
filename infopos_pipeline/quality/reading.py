"""From the bytes of an export and its frame to answers: ingest and quality in one call, for the pipeline and for
``check``.
"""

from __future__ import annotations

from infopos_pipeline.ingest.export import read_export
from infopos_pipeline.ingest.frame import read_frame
from infopos_pipeline.problems import discreet
from infopos_pipeline.quality.validation import Answers, validate
from infopos_pipeline.study import Study
from infopos_pipeline.study.bindings import Format


@discreet
def read_answers(
    export: bytes, frame: bytes | None, study: Study, names: tuple[str, str], given: Format | None = None
) -> Answers:
    """Answers from the bytes of an export and its frame; ``names`` is what messages call the two files,
    ``given`` the format of the export, if somebody said so.

    Raises:
        InputError: with every problem found.
        UnforeseenError: in place of whatever else goes wrong.
    """
    cells = read_export(export, names[0], study, given)
    table = (read_frame(frame, names[1], study.frame), names[1]) if frame is not None and study.frame else None
    return validate(cells, table, study)
