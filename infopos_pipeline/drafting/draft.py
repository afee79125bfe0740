"""A first declaration of a study, from an export and, where there is one, the questionnaire file behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from infopos_pipeline.drafting.from_data import questionnaire_of
from infopos_pipeline.drafting.merging import Merged, merged
from infopos_pipeline.drafting.questionnaire_files import read_questionnaire
from infopos_pipeline.drafting.questions import Questionnaire
from infopos_pipeline.drafting.routing import routing
from infopos_pipeline.drafting.vocabulary import language_of
from infopos_pipeline.drafting.writing import System, binding_file, named, questionnaire_file, study_file
from infopos_pipeline.ingest.reading import read_source
from infopos_pipeline.ingest.source import SourceTable
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem, discreet
from infopos_pipeline.study.bindings import Format


@dataclass(frozen=True)
class Draft:
    """The files of a draft by their path in the study's folder, and what is in them.

    Attributes:
        files: path and content.
        items: how many items are declared.
        decisions: how many things a person has to decide: the TODO comments.
        format: what the export was recognised as.
    """

    files: Mapping[str, str]
    items: int
    decisions: int
    format: Format


@discreet
def draft(
    export: tuple[bytes, str], study: str, questionnaire: tuple[bytes, str] | None = None, given: Format | None = None
) -> Draft:
    """The declaration files of a study called ``study``.

    ``export`` and ``questionnaire`` are the content of a file and what messages call it; ``given`` is the format of the
    export, if somebody said so.

    Raises:
        InputError: a file cannot be read, or the questionnaire is of another survey.
    """
    table = read_source(*export, given)
    seen = questionnaire_of(table)
    asked = seen if questionnaire is None else read_questionnaire(*questionnaire)
    found = Merged(seen.questions) if asked is seen else merged(asked, seen, table)
    questions = found.questions
    if not questions:
        hint = said("All are moments, numbers of respondents or empty. Is the first row of the export its headings?")
        raise InputError(
            [Problem(code="no_questions", file=export[1], expected=said("answers to questions"), hint=hint)]
        )
    items = named(questions)
    system = _system(table, seen, found.used, asked.paged)
    language = "nl" if (asked.language or language_of(questions)) == "nl" else "en"
    files = {
        "study.yaml": study_file(study, asked.title, language),
        "questionnaire.yaml": questionnaire_file(items, routing(items)),
        f"bindings/{table.format}.yaml": binding_file(items, system, found.absent),
    }
    return Draft(
        files=files,
        items=len(items),
        decisions=sum(content.count("TODO") for content in files.values()),
        format=table.format,
    )


def _system(table: SourceTable, seen: Questionnaire, asked: frozenset[str], paged: bool) -> System:
    """What tells how far somebody got, by who wrote the export; pages are known from LimeSurvey's files only."""
    headings = {heading.casefold(): heading for heading in table.headings}

    def heading(*names: str) -> str:
        return next((headings[name.casefold()] for name in names if name.casefold() in headings), "")

    progress = heading("lastpage", "Last page", "Laatste pagina") if paged else ""
    finished = "" if progress else heading("submitdate", "Date submitted", "Datum ingediend", "Finished", "Voltooid")
    token = heading("token", "Access code", "Toegangscode") if table.format in ("limesurvey", "spss") else ""
    used = {progress, finished, token, *asked}
    return System(
        format=table.format,
        progress=progress,
        finished=finished,
        complete=table.format == "forms",
        token=token,
        administration=tuple(name for name in seen.administration if name not in used),
        remarks=tuple(f"{name} {remark}." for name, remark in seen.remarks.items() if name not in used),
        missing=seen.missing,
    )
