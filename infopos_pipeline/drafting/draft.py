"""A first declaration of a study, from an export and, where there is one, the questionnaire file behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from infopos_pipeline.drafting.from_data import questionnaire_of
from infopos_pipeline.drafting.questionnaire_files import read_questionnaire
from infopos_pipeline.drafting.questions import Question, Questionnaire
from infopos_pipeline.drafting.routing import routing
from infopos_pipeline.drafting.vocabulary import identifies, language_of
from infopos_pipeline.drafting.writing import System, binding_file, named, questionnaire_file, study_file
from infopos_pipeline.ingest.columns_found import canonical
from infopos_pipeline.ingest.reading import read_source
from infopos_pipeline.ingest.source import SourceTable
from infopos_pipeline.problems import InputError, Problem
from infopos_pipeline.study.bindings import Format
from infopos_pipeline.study.model import Privacy


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
    asked = seen if questionnaire is None else _merged(read_questionnaire(*questionnaire), seen, table)
    questions, absent = _in_export(asked, table)
    if not questions:
        hint = "All are moments, numbers of respondents or empty. Is the first row of the export its headings?"
        raise InputError([Problem(code="no_questions", file=export[1], expected="answers to questions", hint=hint)])
    items = named(questions)
    system = _system(table, seen, paged=questionnaire is not None)
    language = "nl" if (asked.language or language_of(questions)) == "nl" else "en"
    files = {
        "study.yaml": study_file(study, asked.title, language),
        "questionnaire.yaml": questionnaire_file(items, routing(items)),
        f"bindings/{table.format}.yaml": binding_file(items, system, absent),
    }
    return Draft(
        files=files,
        items=len(items),
        decisions=sum(content.count("TODO") for content in files.values()),
        format=table.format,
    )


def _places(table: SourceTable) -> dict[str, str]:
    """The headings of the export by how they are compared."""
    return {canonical(heading).casefold(): heading for heading in table.headings if heading}


def _merged(asked: Questionnaire, seen: Questionnaire, table: SourceTable) -> Questionnaire:
    """The questionnaire of a file, with the columns of the export that it does not know after its questions."""
    known = {canonical(code).casefold() for question in asked.questions for code in _codes(question)}
    places = _places(table)
    if not known & set(places):
        expected, hint = "questions that are in the export", "Is this the questionnaire of another survey?"
        raise InputError([Problem(code="wrong_study", file=table.file, expected=expected, hint=hint)])
    last = max((question.page for question in asked.questions), default=0)
    more = [
        replace(question, page=last + 1, remarks=(*question.remarks, "The questionnaire file does not have it."))
        for question in seen.questions
        if not {canonical(code).casefold() for code in _codes(question)} & known
    ]
    return replace(asked, questions=(*asked.questions, *more), administration=seen.administration)


def _codes(question: Question) -> Iterator[str]:
    yield question.code
    yield from (answer.column for answer in question.answers if answer.column)
    if question.other:
        yield question.other


def _in_export(asked: Questionnaire, table: SourceTable) -> tuple[list[Question], list[str]]:
    """The questions of which the export has the columns, under its headings; and the codes of the others."""
    places = _places(table)
    found: list[Question] = []
    absent: list[str] = []
    for question in asked.questions:
        here = _with_headings(question, places)
        if here is None:
            absent.append(question.code)
        else:
            found.append(here)
        if question.other and (heading := places.get(canonical(question.other).casefold())):
            text = {language: f"{words}: " for language, words in question.text.items()}
            text = {language: words + ("anders" if language == "nl" else "other") for language, words in text.items()}
            found.append(Question(heading, text, "text", page=question.page, privacy=Privacy.OPEN))
    return [_with_privacy(question) for question in found], absent


def _with_privacy(question: Question) -> Question:
    """Free text that asks who somebody is names that person, whatever the source says."""
    asks = any(identifies(text) for text in (question.code, *question.text.values()))
    return replace(question, privacy=Privacy.DIRECT) if question.kind == "text" and asks else question


def _with_headings(question: Question, places: Mapping[str, str]) -> Question | None:
    """A question under the headings that the export has; None where it has none of them."""
    whole = places.get(canonical(question.code).casefold())
    columns = [
        places.get(canonical(answer.column).casefold()) if answer.column else None for answer in question.answers
    ]
    if question.kind != "multiple" or question.delimiter:
        return None if whole is None else replace(question, column=whole)
    if any(columns):
        answers = tuple(
            replace(answer, column=heading)
            for answer, heading in zip(question.answers, columns, strict=True)
            if heading is not None
        )
        return replace(question, answers=answers)
    return None if whole is None else replace(question, column=whole, delimiter=",")


def _system(table: SourceTable, seen: Questionnaire, paged: bool) -> System:
    """What tells how far somebody got, by who wrote the export; pages are known from a questionnaire file only."""
    headings = {heading.casefold(): heading for heading in table.headings}

    def heading(*names: str) -> str:
        return next((headings[name.casefold()] for name in names if name.casefold() in headings), "")

    progress = heading("lastpage", "Last page", "Laatste pagina") if paged else ""
    finished = "" if progress else heading("submitdate", "Date submitted", "Datum ingediend", "Finished", "Voltooid")
    token = heading("token", "Access code", "Toegangscode") if table.format in ("limesurvey", "spss") else ""
    used = {progress, finished, token}
    return System(
        format=table.format,
        progress=progress,
        finished=finished,
        complete=table.format == "forms",
        token=token,
        administration=tuple(name for name in seen.administration if name not in used),
        remarks=seen.remarks,
        missing=seen.missing,
    )
