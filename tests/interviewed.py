"""The sample interviews as a report gets them: their rows, and what was selected as quotes, as if all were accepted."""

from __future__ import annotations

from pathlib import Path

from infopos_pipeline.interviews.coded_csv import read_codes
from infopos_pipeline.interviews.coding import coded_spans
from infopos_pipeline.interviews.counting import interview_results
from infopos_pipeline.interviews.material import Material
from infopos_pipeline.reporting.report import ShownQuote, ShownQuotes
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "infopos" / "2017" / "interviews"


def sample_material() -> Material:
    """The transcripts with the selections of both coders."""
    transcripts = {path.stem: path.read_text("utf-8") for path in sorted(SAMPLE.glob("interview_*.md"))}
    codes = [read_codes(path.read_bytes(), path.name, transcripts, None) for path in sorted(SAMPLE.glob("codes_?.csv"))]
    return Material(transcripts, tuple(one for own in codes for one in own))


def sample_results(study: Study, wave: str) -> list[Result]:
    """What the sample interviews say in numbers."""
    assert study.interviews is not None
    return interview_results(sample_material(), study.interviews, wave)


def sample_quotes(study: Study) -> ShownQuotes:
    """Every stretch that was selected, once, with the first region: the places and persons in them are made up."""
    assert study.interviews is not None
    material = sample_material()
    found: dict[str, tuple[set[str], set[tuple[str, str]]]] = {}
    for span in coded_spans(material, study.interviews):
        themes, stances = found.setdefault(material.transcripts[span.interview][span.start : span.end], (set(), set()))
        themes.update(span.meaning.themes)
        stances.update(span.meaning.stances)
    facts = (("regio", next(iter(study.variables["regio"].options))),)
    return ShownQuotes(
        tuple(
            ShownQuote(text, tuple(sorted(themes)), tuple(sorted(stances)), facts)  # type: ignore[arg-type]
            for text, (themes, stances) in sorted(found.items())
            if themes or stances
        ),
        waiting=2,
        dropped=3,
    )
