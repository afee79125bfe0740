"""Which reader a questionnaire file needs, told by its first bytes."""

from __future__ import annotations

from dataclasses import replace

from infopos_pipeline.drafting.from_data import questionnaire_of
from infopos_pipeline.drafting.limesurvey import read_limesurvey
from infopos_pipeline.drafting.qualtrics import read_qualtrics
from infopos_pipeline.drafting.questions import Questionnaire
from infopos_pipeline.ingest.spss import SIGNATURES, read_spss
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem


def read_questionnaire(content: bytes, file: str) -> Questionnaire:
    """The questions of a LimeSurvey survey (.lss), a Qualtrics survey (.qsf), or the dictionary of an SPSS file.

    Raises:
        InputError: the file is none of these, or is damaged.
    """
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<":
        return replace(read_limesurvey(content, file), paged=True)
    if start == b"{":
        return read_qualtrics(content, file)
    if content.startswith(SIGNATURES):
        return questionnaire_of(read_spss(content, file))
    expected = said("a LimeSurvey survey (.lss), a Qualtrics survey (.qsf) or an SPSS file (.sav)")
    raise InputError(
        [Problem(code="not_a_questionnaire", file=file, expected=expected, hint=said("Export the survey itself."))]
    )
