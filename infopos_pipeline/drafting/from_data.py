"""The questions of an export by inspection: which columns are of one question, and what each of them is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from infopos_pipeline.drafting.inspection import CODES_ONLY, NOT_COUNTED, Inspected, closed, inspect, only_codes
from infopos_pipeline.drafting.left_out import left_out
from infopos_pipeline.drafting.observed import Column, chosen_texts, nothing_in, observed, rows_with
from infopos_pipeline.drafting.parts import Part, beside_other, grouped, is_other, is_path, labels_of, question_of
from infopos_pipeline.drafting.questions import Answer, Question, Questionnaire
from infopos_pipeline.drafting.scales import plain_text, scale_order
from infopos_pipeline.drafting.vocabulary import (
    NOT_TICKED,
    TICKED,
    YES_OR_NO,
    identifies,
    known_to_others,
    locates,
    no_answer,
)
from infopos_pipeline.ingest.source import SourceTable
from infopos_pipeline.quality.meanings import TICK_WORDS
from infopos_pipeline.study.bindings import MissingName
from infopos_pipeline.study.model import Kind, Privacy

_YES = frozenset({word.casefold() for word, ticked in TICK_WORDS.items() if ticked} | TICKED)
_NO = frozenset({word.casefold() for word, ticked in TICK_WORDS.items() if not ticked} | NOT_TICKED)
_READ = frozenset(word.casefold() for word in TICK_WORDS)
_MOST_LABELS = 400
"""Different texts in the columns of a battery above which they are no steps of a scale."""
_MOST_PLACES = 12
"""Places that can be named in a table; of more, or of one that somebody alone is from, it says who somebody is."""


def questionnaire_of(table: SourceTable) -> Questionnaire:
    """The questions of an export by inspection, each on a page of its own; a battery shares one."""
    columns = observed(table)
    outside = left_out(columns)
    asking = [column for column in columns if column.place not in outside]
    questions: list[Question] = []
    used: set[int] = set()
    others = {other for column in columns if (other := beside_other(column.code))}
    page, last = 0, ""
    for group in grouped(asking, table.sets):
        used |= {part.column.place for part in group}
        battery = group[0].group
        page += not (battery and battery == last)
        last = battery
        code = battery or group[0].column.code
        questions += [replace(question, page=page) for question in _questions(table, group, code in others)]
    idle = [column for column in columns if column.place not in used and column.code]
    return Questionnaire(
        title={},
        questions=tuple(_said_once(questions)),
        administration=tuple(column.code for column in idle),
        missing=nothing_in(table),
        remarks={column.code: remark for column in idle if (remark := outside.get(column.place))},
    )


def _said_once(questions: Sequence[Question]) -> Iterator[Question]:
    """The questions, with a remark that holds for all of them at the first, and so of questions with the same answers
    that follow each other.
    """
    said: set[str] = set()
    before = None
    for question in questions:
        known = said | set(before.remarks if before and before.answers == question.answers else ())
        yield replace(question, remarks=tuple(remark for remark in question.remarks if remark not in known))
        said |= {NOT_COUNTED, CODES_ONLY} & set(question.remarks)
        before = question if question.remarks or before is None or before.answers != question.answers else before


def _questions(table: SourceTable, group: Sequence[Part], with_other: bool) -> Iterator[Question]:
    """The questions of some columns: one with tick boxes, or one a column."""
    labels = labels_of(group)
    boxes = all(_is_box(part.column, label) for part, label in zip(group, labels, strict=True))
    if len(group) > 1 and boxes and any(part.column.answers for part in group):
        yield _boxes(table, group, labels, with_other)
        return
    battery = _battery([part.column for part in group])
    found = inspect(_pooled(battery), with_other) if battery else None
    for part in group:
        if found is None or found.kind == "text" or part.column not in battery:
            yield _one(part, inspect(part.column, with_other))
            continue
        yield _one(part, found)
        found = replace(found, remarks=())


def _battery(columns: Sequence[Column]) -> list[Column]:
    """Those of some columns that are rows of one battery: they share answers, or have steps of one scale."""
    alike = [column for column in columns if (column.labels, column.marked) == (columns[0].labels, columns[0].marked)]
    if len(alike) < 2:
        return []
    if not _one_scale({label for column in alike for label in column.shown}):
        alike = [column for column in alike if _shares(column, [other for other in alike if other is not column])]
    return alike if len(alike) > 1 else []


def _one_scale(labels: set[str]) -> bool:
    """Whether labels are the steps of one scale that has words; numbers may be anything."""
    steps = sorted(labels) if len(labels) <= _MOST_LABELS else []
    steps = [label for label in steps if not no_answer(label)]
    return scale_order(steps) is not None and not all(label.isdecimal() for label in steps)


def _shares(column: Column, others: Sequence[Column]) -> bool:
    given = {text for other in others for text in other.answers}
    return 2 * len(given & column.answers.keys()) >= len(column.answers)


def _pooled(columns: Sequence[Column]) -> Column:
    """The rows of a battery as one column: a row may lack an answer that nobody chose there."""
    return replace(columns[0], given=sum((column.given for column in columns), Counter()))


def _is_box(column: Column, label: str) -> bool:
    """Whether a column can be of one tick box: only words for a tick, or its own label, stand in it.

    Qualtrics leaves a box that was not ticked empty: what it has a number above 1 for is an answer.
    """
    if len(column.answers) > len(_YES | _NO):
        return False
    given = {plain_text(text) for text in column.shown}
    words = _YES if column.system == "qualtrics" else _YES | _NO
    return given <= words or given in ({plain_text(label)}, {plain_text(column.code)})


def _boxes(table: SourceTable, group: Sequence[Part], labels: Sequence[str], with_other: bool) -> Question:
    shown = [text for part in group for text in part.column.shown]
    plain = {text.casefold() for text in shown}
    other = plain & (_YES | _NO) - _READ
    in_set = any(part.column.place in places for part in group for places in table.sets.values())
    certain = in_set or with_other or not plain & _NO or not plain & YES_OR_NO
    missing: dict[str, MissingName] = {}
    for part in group:
        missing |= inspect(part.column).missing
    return Question(
        code=group[0].group or group[0].column.code,
        text={"": question_of(group)},
        kind="multiple",
        answers=tuple(
            Answer("", {"": label}, column=part.column.code) for part, label in zip(group, labels, strict=True)
        ),
        missing=missing,
        none_ticked=_says_no_to_all(table, group),
        ticked=tuple(sorted({text for text in shown if text.casefold() in _YES})) if other else (),
        not_ticked=tuple(sorted({text for text in shown if text.casefold() in _NO})) if other else (),
        remarks=tuple(_remarks_on_boxes(labels, certain)),
    )


def _remarks_on_boxes(labels: Sequence[str], certain: bool) -> Iterator[str]:
    if not certain:
        yield "Tick boxes by the look of their columns; are they questions of their own?"
    if only_codes(labels) or all(label.isdecimal() for label in labels):
        yield CODES_ONLY


def _says_no_to_all(table: SourceTable, group: Sequence[Part]) -> bool:
    """Whether somebody has a word for "not ticked" in every box: then leaving them open was possible."""
    rows = None
    for part in group:
        said = rows_with(table, part.column.place, chosen_texts(part.column, _NO))
        rows = said if rows is None else rows & said
    return rows is not None and bool(rows.any())


def _one(part: Part, found: Inspected) -> Question:
    column = part.column
    written = is_other(column.code) or is_other(column.text)
    kind, privacy = _private(column, "text" if written else found.kind, len(found.answers))
    empty = () if column.answers or written else ("Nobody answered this; say what kind of question it is.",)
    listed = kind not in ("text", "number")
    return Question(
        code=column.code,
        text={"": _text(part)},
        kind=kind,
        answers=found.answers if listed else (),
        privacy=privacy,
        delimiter=found.delimiter if listed else "",
        missing=found.missing,
        remarks=(*empty, *(found.remarks if kind == found.kind else ())),
    )


def _private(column: Column, kind: Kind, options: int) -> tuple[Kind, Privacy]:
    """The kind of a question, and what its answers give away; a name is text, whatever its column looks like."""
    once = any(number == 1 for number in column.answers.values())
    named = bool(column.labels.keys() - column.marked)
    if identifies(column.heading) and not closed(column):
        return "text", Privacy.DIRECT
    if locates(column.heading) and not named and (kind in ("text", "number") or once or options > _MOST_PLACES):
        return "text", Privacy.DIRECT
    if kind == "text":
        return kind, Privacy.OPEN
    return kind, Privacy.QUASI if known_to_others(column.heading) else Privacy.NONE


def _text(part: Part) -> str:
    """The question; of a row of a battery, the question before it and the row."""
    column = part.column
    if part.group and (label := labels_of([part])[0]) != column.text:
        question = question_of([part])
        return f"{question}: {label}" if question and label and question != label else label or question
    text = re.sub(r"\s*\[\s*\]$", "", column.text or column.code)
    return text.rpartition("/")[2] if is_path(text) else text
