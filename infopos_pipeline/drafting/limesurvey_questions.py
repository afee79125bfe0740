"""What each type of LimeSurvey question asks, and what its columns are called in an export with question codes.

Source of types and headings: LimeSurvey's manual, "Question types", and its source, ``viewHelper::getFieldCode`` (for
headings) and ``createFieldMap`` (for the names that expressions use).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from infopos_pipeline.drafting.limesurvey_tables import AnswerRow, QuestionRow, Texts
from infopos_pipeline.drafting.markup import joined
from infopos_pipeline.drafting.questions import Answer, Question
from infopos_pipeline.study.model import Kind, Privacy

OTHER_CODE = "-oth-"
"""What an export writes for "other, namely" in the column of a question with one answer."""

CHECK_ORDER = "Check that the answers stand in the order of a scale; if they are no scale, make it single."

_YES: Texts = {"nl": "Ja", "en": "Yes"}
_NO: Texts = {"nl": "Nee", "en": "No"}
_UNCERTAIN: Texts = {"nl": "Onzeker", "en": "Uncertain"}
_NAMELY: Texts = {"nl": "Anders", "en": "Other"}


def _numbers(last: int) -> tuple[tuple[str, Texts], ...]:
    return tuple((str(number), {"nl": str(number), "en": str(number)}) for number in range(1, last + 1))


_FIXED: Mapping[str, tuple[tuple[str, Texts], ...]] = {
    "Y": (("Y", _YES), ("N", _NO)),
    "G": (("F", {"nl": "Vrouw", "en": "Female"}), ("M", {"nl": "Man", "en": "Male"})),
    "5": _numbers(5),
    "A": _numbers(5),
    "B": _numbers(10),
    "C": (("Y", _YES), ("U", _UNCERTAIN), ("N", _NO)),
    "E": (
        ("I", {"nl": "Toegenomen", "en": "Increased"}),
        ("S", {"nl": "Gelijk gebleven", "en": "Stayed the same"}),
        ("D", {"nl": "Afgenomen", "en": "Decreased"}),
    ),
}
"""The answers of types that bring their own: code and text."""


@dataclass(frozen=True)
class Asked:
    """A question and how expressions name its columns: a name with the answer code of the tick box, else None."""

    question: Question
    names: Mapping[str, str | None]
    relevance: str = ""


def questions_of(row: QuestionRow, survey: str, languages: Sequence[str]) -> Iterator[Asked]:
    """The questions that a row of the questions table asks: a battery asks one a row. Pages and conditions come later.

    Args:
        row: the question.
        survey: the number of the survey, which old names of columns begin with.
        languages: those of the survey.
    """
    remarks = _remarks(row)
    names = _Names(row, survey)
    of_type = _WITH_PARTS.get(row.kind)
    for asked in of_type(row, names) if of_type else [Asked(_alone(row, languages), names())]:
        question = replace(asked.question, mandatory=row.mandatory, remarks=(*remarks, *asked.question.remarks))
        if row.encrypted and question.kind == "text":
            question = replace(question, privacy=Privacy.DIRECT)
        yield replace(asked, question=question)


def administration_of(row: QuestionRow) -> tuple[str, ...]:
    """The columns that are no answers: an uploaded file is described in two."""
    return (row.code, f"{row.code}[filecount]") if row.kind == "|" else ()


def _alone(row: QuestionRow, languages: Sequence[str]) -> Question:
    """A question with one column and no rows."""
    match row.kind:
        case "Y" | "G":
            return Question(row.code, row.text, "single", _fixed(row.kind))
        case "5":
            return Question(row.code, row.text, "ordinal", _fixed(row.kind))
        case "I":
            return Question(row.code, row.text, "single", tuple(Answer(name, {"": name}) for name in languages))
        case "N":
            return Question(row.code, row.text, "number")
        case "S" | "T" | "U":
            return _text(row.code, row.text, row.pattern)
    remark = _TEXT_REMARKS.get(row.kind, f"Its type '{row.kind}' is not known.")
    return _text(row.code, row.text, row.pattern, remark)


_TEXT_REMARKS = {
    "D": "Its answers are dates.",
    "*": "The survey system computes it; if it is a number or one of a few words, declare it so, else leave it out.",
}


@dataclass(frozen=True)
class _Names:
    """How expressions name the columns of a question: by its code, and by the numbers of survey, group and question."""

    row: QuestionRow
    survey: str

    def __call__(
        self, part: str = "", number: str = "", scale: str = "", box: str | None = None
    ) -> dict[str, str | None]:
        """The names of a column: of the whole question, of a part with its number, of a scale of that."""
        row = self.row
        old = f"{self.survey}X{row.group}X{row.number}{part}"
        names = [f"{row.code}_{part}" if part else row.code, old]
        if scale:
            names = [f"{names[0]}_{scale}", f"{old}#{scale}"]
        elif number or not part:
            names.append(f"Q{row.number}_S{number}" if number else f"Q{row.number}")
        return dict.fromkeys(names, box)


def _single(row: QuestionRow, names: _Names) -> Iterator[Asked]:
    answers = _listed(row.answers)
    scores = [answer.score for answer in row.answers if answer.scale == 0]
    scored = len(scores) > 1 and scores in (sorted(set(scores)), sorted(set(scores), reverse=True))
    other = f"{row.code}[other]" if row.other else ""
    if row.other:
        answers += (Answer(OTHER_CODE, _other_text(row)),)
    kind: Kind = "ordinal" if scored else "single"
    remarks = (CHECK_ORDER,) if scored else ()
    yield Asked(Question(row.code, row.text, kind, answers, other=other, remarks=remarks), names())
    if row.kind == "O":
        yield Asked(_text(f"{row.code}[comment]", row.text), names("comment"))


def _multiple(row: QuestionRow, names: _Names) -> Iterator[Asked]:
    alone = row.attribute("exclude_all_others").split(";")
    answers = tuple(
        Answer(box.code, box.text, f"{row.code}[{box.code}]", exclusive=box.code in alone) for box in row.rows()
    )
    remarks = []
    if any(_conditional(box.relevance) for box in row.rows()):
        remarks.append("Some of its boxes are shown under a condition only.")
    if row.other:
        remarks.append("Whoever wrote in the column for 'other' ticked that as well: it has no box of its own.")
    called = {name: box for part in row.rows() for name, box in names(part.code, part.number, box=part.code).items()}
    other = f"{row.code}[other]" if row.other else ""
    question = Question(row.code, row.text, "multiple", answers, other=other, remarks=tuple(remarks))
    yield Asked(question, called | names())
    for box in row.rows() if row.kind == "P" else ():
        heading = f"{row.code}[{box.code}comment]"
        yield Asked(_text(heading, joined([row.text, box.text])), names(f"{box.code}comment"))


def _battery(row: QuestionRow, names: _Names) -> Iterator[Asked]:
    answers = _fixed(row.kind) if row.kind in _FIXED else _listed(row.answers)
    remarks = () if row.kind in ("A", "B") else (CHECK_ORDER,)
    for part in row.rows():
        heading, text = f"{row.code}[{part.code}]", joined([row.text, part.text])
        question = Question(heading, text, "ordinal", answers, remarks=remarks)
        yield Asked(question, names(part.code, part.number), part.relevance)


def _rows(row: QuestionRow, names: _Names) -> Iterator[Asked]:
    """Several numbers or texts."""
    for part in row.rows():
        heading, text = f"{row.code}[{part.code}]", joined([row.text, part.text])
        question = Question(heading, text, "number") if row.kind == "K" else _text(heading, text, row.pattern)
        yield Asked(question, names(part.code, part.number), part.relevance)


def _two_scales(row: QuestionRow, names: _Names) -> Iterator[Asked]:
    headers = [row.attributes.get(name, {}) for name in ("dualscale_headerA", "dualscale_headerB")]
    for part in row.rows():
        for scale, header in enumerate(headers):
            text = joined([row.text, part.text, header])
            answers = _listed(row.answers, scale)
            question = Question(
                f"{row.code}[{part.code}][{scale + 1}]", text, "ordinal", answers, remarks=(CHECK_ORDER,)
            )
            yield Asked(question, names(part.code, part.number, str(scale)), part.relevance)


def _cells(row: QuestionRow, names: _Names) -> Iterator[Asked]:
    """An array of numbers or texts asks one a cell; one of check boxes has several boxes a row."""
    columns = row.rows(scale=1)
    for part in row.rows():
        cells = {column.code: f"{part.code}_{column.code}" for column in columns}
        if row.kind == ":" and row.attribute("multiflexible_checkbox") == "1":
            boxes = tuple(Answer(column.code, column.text, f"{row.code}[{cells[column.code]}]") for column in columns)
            called = {name: box for box, cell in cells.items() for name in names(cell)}
            question = Question(f"{row.code}[{part.code}]", joined([row.text, part.text]), "multiple", boxes)
            yield Asked(question, called, part.relevance)
            continue
        for column in columns:
            heading, text = f"{row.code}[{cells[column.code]}]", joined([row.text, part.text, column.text])
            question = _text(heading, text, row.pattern) if row.kind == ";" else Question(heading, text, "number")
            yield Asked(question, names(cells[column.code]), part.relevance)


def _ranking(row: QuestionRow, names: _Names) -> Iterator[Asked]:
    """A column a rank, each with what stands there; versions keep what is ranked as answers or as rows."""
    ranked = _listed(row.answers) or tuple(Answer(part.code, part.text) for part in row.rows())
    limits = [row.attribute(name) for name in ("max_subquestions", "max_answers")]
    ranks = min([len(ranked), *(int(limit) for limit in limits if limit.isdecimal() and int(limit))])
    for rank in range(1, ranks + 1):
        text = joined([row.text, dict.fromkeys(row.text, str(rank))])
        yield Asked(Question(f"{row.code}[{rank}]", text, "single", ranked), names(str(rank)))


def _text(heading: str, text: Texts, pattern: str = "", remark: str = "") -> Question:
    """Free text; a pattern with an @ wants an e-mail address."""
    privacy = Privacy.DIRECT if "@" in pattern else Privacy.OPEN
    return Question(heading, text, "text", privacy=privacy, remarks=(remark,) if remark else ())


def _listed(rows: Sequence[AnswerRow], scale: int = 0) -> tuple[Answer, ...]:
    return tuple(Answer(row.code, row.text) for row in rows if row.scale == scale)


def _fixed(kind: str) -> tuple[Answer, ...]:
    return tuple(Answer(code, text) for code, text in _FIXED[kind])


def _other_text(row: QuestionRow) -> Texts:
    return {
        language: text for language, text in row.attributes.get("other_replace_text", {}).items() if language
    } or _NAMELY


def _conditional(relevance: str) -> bool:
    return relevance.strip() not in ("", "1")


def _remarks(row: QuestionRow) -> tuple[str, ...]:
    """What a person has to know of the whole question."""
    found: list[tuple[Callable[[], bool], str]] = [
        (lambda: row.attribute("hidden") == "1", "It is hidden from respondents."),
        (
            lambda: bool(row.attribute("array_filter") or row.attribute("array_filter_exclude")),
            "What it shows depends on the answers to another question (array filter).",
        ),
    ]
    return tuple(remark for holds, remark in found if holds())


def _nothing(row: QuestionRow, names: _Names) -> Iterator[Asked]:
    """A text that is shown, or a file that is uploaded."""
    yield from ()


_WITH_PARTS: Mapping[str, Callable[[QuestionRow, _Names], Iterator[Asked]]] = {
    **dict.fromkeys("L!OWZ", _single),
    **dict.fromkeys("MP", _multiple),
    **dict.fromkeys("ABCEFH", _battery),
    **dict.fromkeys("KQ", _rows),
    "1": _two_scales,
    **dict.fromkeys(":;", _cells),
    "R": _ranking,
    **dict.fromkeys("X|", _nothing),
}
"""The types that have answers of their own, rows or columns, by letter; W and Z are older lists."""
