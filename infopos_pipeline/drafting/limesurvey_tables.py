"""A LimeSurvey structure file (``.lss``): the tables of its database as XML, put together to groups and questions.

Up to version 3 a table has a row a language; since version 4 the texts have tables of their own (``…_l10ns``). Here:
reading both into one form. Not here: what a question of some type means (``limesurvey_questions``).
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from infopos_pipeline.drafting.markup import plain
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem

Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]
Texts = dict[str, str]

_EXPORT_AGAIN = said("In LimeSurvey: Display/Export, Survey structure (.lss).")


@dataclass(frozen=True)
class AnswerRow:
    """An answer code of a question; ``scale`` is 1 for the second scale of an array with two."""

    code: str
    text: Texts
    scale: int
    score: int


@dataclass(frozen=True)
class QuestionRow:
    """A question or a row of one, with the letter of its ``kind``; ``scale`` is 1 for a column of an array."""

    number: str
    group: str
    kind: str
    code: str
    text: Texts
    other: bool
    mandatory: bool
    encrypted: bool
    relevance: str
    pattern: str
    scale: int
    answers: tuple[AnswerRow, ...]
    parts: tuple[QuestionRow, ...]
    attributes: Mapping[str, Texts]

    def attribute(self, name: str) -> str:
        """A setting that is the same in every language; "" where it was not set."""
        return next(iter(self.attributes.get(name, {}).values()), "")

    def rows(self, scale: int = 0) -> list[QuestionRow]:
        """The rows of an array or the boxes of a multiple-response question; of scale 1, the columns of an array."""
        return [part for part in self.parts if part.scale == scale]


@dataclass(frozen=True)
class Group:
    """A question group, with its questions in order."""

    relevance: str
    randomised: bool
    questions: tuple[QuestionRow, ...]


@dataclass(frozen=True)
class Survey:
    """The whole file; ``format`` is A for all on one page, S for a page a question, else there is a page a group."""

    number: str
    title: Texts
    languages: tuple[str, ...]
    format: str
    groups: tuple[Group, ...]
    conditions: tuple[Row, ...]


def read_survey(content: bytes, file: str) -> Survey:
    """The groups and questions of a structure file, in the order they are asked.

    Raises:
        InputError: it is no LimeSurvey structure file, is damaged, or has no question.
    """
    tables = read_tables(content, file)
    survey = dict(next(iter(tables.get("surveys", [])), {}))
    base = _language(survey.get("language", ""))
    others = [_language(name) for name in survey.get("additional_languages", "").split()]
    settings = sorted(tables.get("surveys_languagesettings", []), key=lambda row: _of(row, "surveyls_language") != base)
    title = {_of(row, "surveyls_language"): plain(row.get("surveyls_title", "")) for row in settings}
    questions = _questions(tables, base)
    if not questions:
        raise InputError(
            [_problem("no_questions", file, said("a survey with questions"), said("Is this the right survey?"))]
        )
    if lost := sorted(questions.keys() - {row["gid"] for row in tables.get("groups", [])}):
        found = said("questions of group {group}, which is not there", group=lost[0])
        raise InputError([_problem("damaged", file, said("a group for every question"), _EXPORT_AGAIN, found=found)])
    return Survey(
        number=survey.get("sid", ""),
        title=title,
        languages=tuple(dict.fromkeys(name for name in (base, *others, *title) if name)),
        format=survey.get("format", ""),
        groups=tuple(
            Group(
                row.get("grelevance", ""),
                bool(row.get("randomization_group", "")),
                tuple(questions.get(row.get("gid", ""), [])),
            )
            for row in _once(tables.get("groups", []), "gid", "group_order", base)
        ),
        conditions=tuple(tables.get("conditions", [])),
    )


def read_tables(content: bytes, file: str) -> Tables:
    """Every table of a structure file by name, a row a mapping from column to text.

    A document type is refused before it is read, and with it every entity: no text can grow, no other file is opened.
    LimeSurvey writes none.

    Raises:
        InputError: it is no XML, or another LimeSurvey file than a survey's structure.
    """
    parser = ElementTree.XMLParser(target=_NoDocumentType())  # noqa: S314 - the target refuses entities
    try:
        parser.feed(content)
        root = parser.close()
    except _DocumentTypeError:
        expected = said("a file without a document type, as LimeSurvey writes it")
        raise InputError([_problem("document_type", file, expected, _EXPORT_AGAIN)]) from None
    except ElementTree.ParseError as error:
        line = error.position[0]
        hint = said("Is it whole? {export_again}", export_again=_EXPORT_AGAIN)
        raise InputError([_problem("not_xml", file, said("a LimeSurvey structure file (XML)"), hint, line)]) from None
    except (ValueError, LookupError, AssertionError):
        hint = said("Its encoding is not known. {export_again}", export_again=_EXPORT_AGAIN)
        raise InputError([_problem("not_xml", file, said("a LimeSurvey structure file (XML, UTF-8)"), hint)]) from None
    kind = (root.findtext("LimeSurveyDocType") or "").strip()
    if kind != "Survey":
        found = said("a LimeSurvey file of the kind '{kind}'", kind=kind[:40]) if kind else said("another XML file")
        expected = said("the structure of a whole LimeSurvey survey")
        raise InputError([_problem("not_a_survey", file, expected, _EXPORT_AGAIN, found=found)])
    tables = {
        table.tag: [{cell.tag: "".join(cell.itertext()).strip() for cell in row} for row in table.iterfind("rows/row")]
        for table in root
    }
    for table, needed in (("groups", "gid"), ("questions", "qid gid type title"), ("subquestions", "qid parent_qid")):
        for place, row in enumerate(tables.get(table, []), start=1):
            for column in needed.split():
                if not row.get(column):
                    found = said(
                        "row {place} of the table {table} without {column}", place=place, table=table, column=column
                    )
                    raise InputError([_problem("damaged", file, said("whole rows"), _EXPORT_AGAIN, found=found)])
    return tables


class _DocumentTypeError(Exception):
    """The file declares a document type."""


class _NoDocumentType(ElementTree.TreeBuilder):
    """Stops at the first sign of a document type, before the parser gets to what it declares."""

    def doctype(self, name: str, public: str, system: str) -> None:
        raise _DocumentTypeError


def _questions(tables: Tables, base: str) -> dict[str, list[QuestionRow]]:
    """The questions of every group, in order."""
    answers, attributes = _answers(tables, base), _attributes(tables)
    every = [*tables.get("questions", []), *tables.get("subquestions", [])]
    texts = _texts(tables.get("question_l10ns") or every, "qid", "question", base)

    def row(entry: Row, parts: Iterable[QuestionRow]) -> QuestionRow:
        number = entry["qid"]
        return QuestionRow(
            number=number,
            group=entry.get("gid", ""),
            kind=entry.get("type", ""),
            code=entry.get("title", ""),
            text=texts.get(number, {}),
            other=entry.get("other") == "Y",
            mandatory=entry.get("mandatory") in ("Y", "S"),
            encrypted=entry.get("encrypted") == "Y",
            relevance=entry.get("relevance", ""),
            pattern=entry.get("preg", ""),
            scale=_integer(entry.get("scale_id")),
            answers=tuple(answers.get(number, ())),
            parts=tuple(parts),
            attributes=attributes.get(number, {}),
        )

    parts: dict[str, list[QuestionRow]] = {}
    questions: dict[str, list[QuestionRow]] = {}
    for entry in _once(every, "qid", "question_order", base):
        if (parent := entry.get("parent_qid", "0")) not in ("", "0"):
            parts.setdefault(parent, []).append(row(entry, ()))
    for entry in _once(every, "qid", "question_order", base):
        if entry.get("parent_qid", "0") in ("", "0"):
            questions.setdefault(entry.get("gid", ""), []).append(row(entry, parts.get(entry["qid"], ())))
    return questions


def _answers(tables: Tables, base: str) -> dict[str, list[AnswerRow]]:
    """The answers of every question, in order."""
    rows = [
        {**row, "key": " ".join(row.get(part, "") for part in ("qid", "scale_id", "code"))}
        for row in tables.get("answers", [])
    ]
    keys = {row.get("aid", ""): row["key"] for row in rows}
    localised = [{**row, "key": keys.get(row.get("aid", ""), "")} for row in tables.get("answer_l10ns", [])]
    texts = _texts(localised or rows, "key", "answer", base)
    answers: dict[str, list[AnswerRow]] = {}
    for row in _once(rows, "key", "sortorder", base):
        answers.setdefault(row.get("qid", ""), []).append(
            AnswerRow(
                row.get("code", ""),
                texts.get(row["key"], {}),
                _integer(row.get("scale_id")),
                _integer(row.get("assessment_value")),
            )
        )
    return answers


def _attributes(tables: Tables) -> dict[str, dict[str, Texts]]:
    """The settings of every question: by name, the value by language ("" where it has none)."""
    attributes: dict[str, dict[str, Texts]] = {}
    for row in tables.get("question_attributes", []):
        if value := row.get("value", ""):
            of_question = attributes.setdefault(row.get("qid", ""), {})
            of_question.setdefault(row.get("attribute", ""), {})[_of(row, "language")] = value
    return attributes


def _texts(rows: Iterable[Row], key: str, column: str, base: str) -> dict[str, Texts]:
    """A text by language of everything that has one, the survey's own language first."""
    texts: dict[str, Texts] = {}
    for row in sorted(rows, key=lambda row: _of(row, "language") != base):
        if text := plain(row.get(column, "")):
            texts.setdefault(row.get(key, ""), {}).setdefault(_of(row, "language"), text)
    return texts


def _once(rows: Iterable[Row], key: str, order: str, base: str) -> Iterator[Row]:
    """The rows in order, one a key: that of the survey's own language, or the first."""
    chosen: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: _of(row, "language") not in (base, "")):
        chosen.setdefault(row.get(key, ""), row)
    yield from sorted(chosen.values(), key=lambda row: _integer(row.get(order)))


def _of(row: Row, column: str) -> str:
    return _language(row.get(column, ""))


def _language(name: str) -> str:
    """LimeSurvey's ``nl-informal`` is Dutch too."""
    return name.partition("-")[0].lower()


def _integer(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0


def _problem(
    code: str, file: str, expected: str, hint: str, line: int | None = None, found: str | None = None
) -> Problem:
    return Problem(code=code, file=file, expected=expected, hint=hint, row=line, found=found)
