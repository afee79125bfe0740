"""The report of a wave, put together from its slices and outputs, and the files it is written as.

Here: what goes into a report and which file each format is. Not here: what stands in it and how it is written
(reporting), and when (assets).
"""

from __future__ import annotations

from infopos_pipeline.disclosure.risk import risks
from infopos_pipeline.ingest.landing import LandedWave
from infopos_pipeline.orchestration.provenance import named
from infopos_pipeline.orchestration.quotes import shown_quotes
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.reviews import reviewed_answers
from infopos_pipeline.orchestration.slices import WaveSlices
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.statistics.audit import audit_wave
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language


def report_of(slices: WaveSlices, language: Language | None = None) -> Report:
    """The report of a wave without its pictures, in a language; in that of the study if none is given.

    Raises:
        OutdatedError: something was made from something else than there is now.
    """
    study, asked, wave = slices.study, slices.asked, slices.wave
    language, results = language or study.declared.language, slices.results()
    return Report(
        study=asked,
        wave=wave,
        results=results,
        audit=audit_wave(slices.data, asked, wave, results),
        synthetic=slices.landed.arrival.synthetic,
        provenance=named(slices.sources, slices.landed.arrival.landed),
        open_answers=reviewed_answers(slices.warehouse, study, wave),
        interviews=shown_quotes(slices, results),
        risks=risks(asked, slices.counts()),
        language=language,
        all_waves=study,
        waves=tuple(one.wave for one in slices.compared),
    )


def reports_in(study: Study, workplace: Workplace, landed: LandedWave, language: Language) -> dict[str, bytes]:
    """The report of a wave in a language, in every format, by the name of its file.

    Raises:
        UserError: something was made from something else than there is now, or the warehouse is in use.
    """
    from infopos_pipeline.reporting.documents import report_files
    from infopos_pipeline.reporting.formats.page import NONE_MADE
    from infopos_pipeline.reporting.pictures import with_pictures

    with workplace.at_work():
        report = report_of(WaveSlices(workplace, study, landed.wave, landed), language)
    return report_files(with_pictures(report), NONE_MADE)
