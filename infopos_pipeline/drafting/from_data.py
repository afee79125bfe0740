"""The questions of an export by inspection: which columns are of one question, and what each of them is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from infopos_pipeline.drafting.inspection import inspect, is_box, texts_given
from infopos_pipeline.drafting.questions import Answer, Question, Questionnaire
from infopos_pipeline.drafting.vocabulary import identifies, scale_order
from infopos_pipeline.ingest.headings import FORMS_SYSTEM, LIMESURVEY_SYSTEM, QUALTRICS_SYSTEM
from infopos_pipeline.ingest.source import SourceTable
from infopos_pipeline.quality.meanings import TICK_WORDS
from infopos_pipeline.study.bindings import MissingName
from infopos_pipeline.study.model import Privacy

_BOX = re.compile(r"^(?P<code>.+?)(?:\[(?P<bracket>[^\[\]]+)\]|[_.](?P<rest>SQ\d+_?|[A-Za-z]?\d+))$")
"""The code of a question and of one of its parts: ``code[SQ001]``, ``code_SQ001``, ``Q3_1``."""
_OTHER = re.compile(r"(\[(other|comment)\]|_(other|text|comment)|anders, namelijk.*|other, please specify.*)$", re.I)
"""The column of what somebody wrote beside "other"."""
_SYSTEM_PATTERN = re.compile(
    r"^(interviewtime|group(time)?\d+(time)?|\w+Time|respondent_?id|response_?id|record_?id|case_?id|id|uuid|_id|"
    r"tijdstempel|timestamp|start(date|datum)|end(date|datum)|submitdate|"
    r".*_(First|Last|Page) ?(Click|Submit)|.*_Click Count)$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}( \d\d?:\d\d(:\d\d)?)?$"
)


@dataclass(frozen=True)
class _Column:
    """A column: its place, code and question, and the code of the question that it may be a part of."""

    place: int
    code: str
    text: str
    group: str
    part: str


def questionnaire_of(table: SourceTable) -> Questionnaire:
    """The questions of an export by inspection, each on a page of its own; a battery shares one."""
    system = {place for place, heading in enumerate(table.headings) if _of_the_system(table, place, heading)}
    columns = [_column(table, place) for place in range(len(table.headings)) if place not in system]
    sets = {place: name for name, places in table.sets.items() for place in places}
    questions: list[Question] = []
    page, last = 0, ""
    for group in _grouped(columns, sets):
        battery = group[0].group
        page += not (battery and battery == last)
        last = battery
        questions += [
            question if question.page == page else _on_page(question, page)
            for question in _questions(table, group, sets)
        ]
    return Questionnaire(
        title={},
        questions=tuple(questions),
        administration=tuple(table.headings[place] for place in sorted(system) if table.headings[place]),
    )


def _on_page(question: Question, page: int) -> Question:
    return replace(question, page=page)


def _of_the_system(table: SourceTable, place: int, heading: str) -> bool:
    """Whether a column is the survey system's own, a moment, or without a heading."""
    own: dict[str, set[str]] = {
        "limesurvey": {name for code, names in LIMESURVEY_SYSTEM.items() for name in (code, *names)},
        "qualtrics": set(QUALTRICS_SYSTEM),
        "forms": {name for code, names in FORMS_SYSTEM.items() for name in (code, *names)},
    }
    names = set().union(*own.values()) if table.format == "spss" else own.get(table.format, set())
    if (
        not heading
        or heading in names
        or (table.texts[place] in names and table.texts[place])
        or _SYSTEM_PATTERN.match(heading)
    ):
        return True
    given = texts_given(table, place)
    return bool(given) and all(_DATE.match(text) for text in given)


def _column(table: SourceTable, place: int) -> _Column:
    code = table.headings[place]
    found = None if table.format == "forms" else _BOX.match(code)
    part = (found["bracket"] or found["rest"]).rstrip("_") if found else ""
    if _OTHER.search(code):
        found = None
    return _Column(place, code, table.texts[place], found["code"] if found else "", part if found else "")


def _grouped(columns: list[_Column], sets: Mapping[int, str]) -> Iterator[list[_Column]]:
    """Columns next to each other that are parts of one question, or of one set of a data file."""
    group: list[_Column] = []
    for column in columns:
        if group and (
            (column.place in sets and sets[column.place] == sets.get(group[-1].place))
            or (
                column.place not in sets
                and group[-1].place not in sets
                and column.group
                and column.group == group[-1].group
            )
        ):
            group.append(column)
            continue
        if group:
            yield group
        group = [column]
    if group:
        yield group


def _questions(table: SourceTable, group: list[_Column], sets: Mapping[int, str]) -> Iterator[Question]:
    """The questions of some columns: one with tick boxes, or one a column."""
    labels = _box_labels(table, group)
    boxes = all(is_box(table, one.place, label) for one, label in zip(group, labels, strict=True))
    given = any(texts_given(table, one.place) for one in group)
    if len(group) > 1 and boxes and given:
        yield _boxes(table, group, labels, certain=group[0].place in sets)
        return
    yield from _same_scale([_one(table, column) for column in group])


def _same_scale(questions: list[Question]) -> list[Question]:
    """The rows of a battery with the answers of all of them: a row may lack one that nobody chose there."""
    listed = [question for question in questions if question.kind in ("single", "ordinal") and not question.missing]
    labels = list(dict.fromkeys(answer.text[""] for question in listed for answer in question.answers))
    order = scale_order(labels)
    if len(listed) < 2 or len(listed) < len(questions) or order is None:
        return questions
    codes = {answer.text[""]: answer for question in listed for answer in question.answers}
    answers = tuple(codes[labels[place]] for place in order)
    return [replace(question, kind="ordinal", answers=answers) for question in questions]


def _boxes(table: SourceTable, group: list[_Column], labels: list[str], certain: bool) -> Question:
    missing: dict[str, MissingName] = {}
    for column in group:
        missing |= inspect(table, column.place).missing or {}
    code = group[0].group or table.headings[group[0].place]
    texts = [_question_text(column) for column in group]
    remark = () if certain else ("Tick boxes by the look of their columns; are they questions of their own?",)
    return Question(
        code=code,
        text={"": texts[0] or code},
        kind="multiple",
        answers=tuple(Answer("", {"": label}, column=column.code) for column, label in zip(group, labels, strict=True)),
        missing=missing,
        none_ticked=_says_no_to_all(table, group),
        remarks=remark,
    )


def _says_no_to_all(table: SourceTable, group: list[_Column]) -> bool:
    """Whether somebody has a word for "not ticked" in every box: then leaving them open was possible."""
    no = {word.casefold() for word, ticked in TICK_WORDS.items() if not ticked}
    rows = None
    for column in group:
        named = table.labels.get(column.place, {})
        chunk = table.columns.column(column.place).chunk(0)
        said = [
            named.get(str(text).strip(), str(text).strip()).casefold() in no for text in chunk.dictionary.to_pylist()
        ]
        own = {index for index, code in enumerate(chunk.indices.to_pylist()) if said[code]}
        rows = own if rows is None else rows & own
    return bool(rows)


def _box_labels(table: SourceTable, group: list[_Column]) -> list[str]:
    """The label of every box: what its heading says in brackets or after the question, else its code."""
    texts = [column.text or (column.code if table.format == "forms" else "") for column in group]
    ends = [match[1].strip() if (match := re.search(r"\[([^\[\]]+)\]\s*$", text)) else "" for text in texts]
    if all(ends):
        return ends
    shared = _shared_start(texts) if len(texts) > 1 else ""
    rests = [
        re.sub(r"^[\s:–-]+(selected choice[\s:–-]+)?", "", text[len(shared) :], flags=re.I).strip() for text in texts
    ]
    if all(rests) and shared:
        return rests
    return [text or column.part or column.code for text, column in zip(texts, group, strict=True)]


def _shared_start(texts: list[str]) -> str:
    """What all texts begin with, up to the last sign that ends a question."""
    start = texts[0]
    for text in texts[1:]:
        while not text.startswith(start):
            start = start[:-1]
    ends = [match.end() for match in re.finditer(r"[?:.)–-](\s|$)|\s-\s", start)]
    return start[: ends[-1]] if ends else ""


def _question_text(column: _Column) -> str:
    """The question without the label of a box."""
    bare = re.sub(r"\s*\[[^\[\]]*\]\s*$", "", column.text).strip()
    return re.sub(r"\s*-\s*(Selected Choice)?\s*-?\s*[^?]*$", "", bare).strip() if "?" in bare else bare


def _one(table: SourceTable, column: _Column) -> Question:
    found = inspect(table, column.place)
    text = _battery_text(column)
    who = identifies(column.text or column.code)
    written = bool(_OTHER.search(column.code))
    kind = "text" if who or written else found.kind
    empty = () if texts_given(table, column.place) else ("Nobody answered this; say what kind of question it is.",)
    privacy = Privacy.NONE if kind != "text" else Privacy.DIRECT if who else Privacy.OPEN
    return Question(
        code=column.code,
        text={"": text},
        kind=kind,
        answers=() if kind == "text" else found.answers,
        privacy=privacy,
        delimiter="" if kind == "text" else found.delimiter,
        missing=found.missing or {},
        remarks=(*empty, *(() if kind == "text" else found.remarks)),
    )


def _battery_text(column: _Column) -> str:
    """The question; of a row of a battery, the row, with the question before it if it has one."""
    match = re.match(r"^(.*?)\s*\[(.*)\]\s*$", column.text)
    if match and column.group:
        return ": ".join(part for part in (match[1], match[2]) if part) or column.code
    return column.text or re.sub(r" #\d+$", "", column.code)
