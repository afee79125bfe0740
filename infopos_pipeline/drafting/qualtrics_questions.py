"""What each type of Qualtrics question asks, and what its columns are called in an export.

A column begins with the question's export tag. Tick boxes, rows of a matrix and fields follow with their number: of a
tick box or a scale point its recode value, of a row the tag of its own if it has one. Source: Qualtrics' support pages,
"Understanding Your Data Set" and "Recode Values".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from infopos_pipeline.drafting.limesurvey_questions import CHECK_ORDER
from infopos_pipeline.drafting.markup import joined, plain
from infopos_pipeline.drafting.questions import Answer, Question
from infopos_pipeline.study.model import Privacy

_MULTIPLE = ("MAVR", "MAHR", "MACOL", "MSB")
_UNREAD = "Its type '{kind}' is not read: look in an export which columns it has, and declare them."
_ADMINISTRATION: Mapping[str, tuple[str, ...]] = {
    "Timing": ("First Click", "Last Click", "Page Submit", "Click Count"),
    "Meta": ("Browser", "Version", "Operating System", "Resolution"),
    "FileUpload": ("Id", "Name", "Size", "Type"),
    "Draw": ("Id", "Name", "Size", "Type"),
}
"""The columns of types that ask nothing that is counted."""


@dataclass(frozen=True)
class Choice:
    """A choice, statement or scale point: its ``number`` in Qualtrics, and its ``code`` in an export."""

    number: str
    code: str
    text: dict[str, str]
    exclusive: bool
    with_text: bool


@dataclass(frozen=True)
class Asked:
    """A question with what Qualtrics' logic calls it: by choice the answer code ("" by "" for a number)."""

    question: Question
    number: str
    choices: Mapping[str, str]


@dataclass(frozen=True)
class Payload:
    """The definition of a question."""

    content: Mapping[str, Any]
    language: str

    def text(self, *path: str) -> str:
        """A text member, "" if there is none."""
        value: Any = self.content
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return "" if value is None or isinstance(value, Mapping | list) else str(value)

    def mapping(self, name: str) -> Mapping[str, Any]:
        """A member that is a mapping. One whose keys are 0, 1, … is a list in the file, and so is an empty one."""
        value = self.content.get(name)
        if isinstance(value, list):
            return {str(place): one for place, one in enumerate(value)}
        return value if isinstance(value, Mapping) else {}

    @property
    def tag(self) -> str:
        """What its columns begin with."""
        return self.text("DataExportTag") or self.text("QuestionID")

    @property
    def question_text(self) -> dict[str, str]:
        """The question by language."""
        return self._by_language(self.text("QuestionText"), "QuestionText")

    def listed(self, name: str, recoded: bool) -> list[Choice]:
        """The choices or scale points in the order they are shown."""
        members, codes = self.mapping(name), self.mapping("RecodeValues" if recoded else "ChoiceDataExportTags")
        order = self.content.get(name.removesuffix("s") + "Order")
        order = list(order.values()) if isinstance(order, Mapping) else order if isinstance(order, list) else []
        numbers = [str(one) for one in order]
        numbers = [number for number in numbers if number in members] or list(members)
        return [self._choice(name, number, members[number], str(codes.get(number) or number)) for number in numbers]

    def _choice(self, name: str, number: str, member: Any, code: str) -> Choice:
        member = member if isinstance(member, Mapping) else {"Display": member}
        return Choice(
            number,
            code,
            self._by_language(str(member.get("Display") or ""), name, number, "Display"),
            str(member.get("ExclusiveAnswer")).lower() in ("true", "on"),
            str(member.get("TextEntry")).lower() in ("true", "on"),
        )

    def _by_language(self, own: str, *path: str) -> dict[str, str]:
        texts = {self.language: plain(own)}
        for name, translation in self.mapping("Language").items():
            value: Any = translation
            for part in path:
                value = value.get(part) if isinstance(value, Mapping) else None
            if isinstance(value, str) and name.isalpha():
                texts.setdefault(language(name), plain(value))
        return texts


def language(name: str) -> str:
    """Qualtrics writes languages in capitals, regions behind a hyphen."""
    return name.partition("-")[0].lower()


def questions_of(payload: Payload) -> Iterator[Asked]:
    """The questions that one of Qualtrics asks: a matrix asks one a row. Pages and conditions come later."""
    match payload.text("QuestionType"):
        case "MC":
            yield from _choice_question(payload)
        case "Matrix":
            yield from _matrix(payload, payload.tag, payload.question_text)
        case "SBS":
            for column in payload.mapping("AdditionalQuestions").values():
                if isinstance(column, Mapping):
                    inner = Payload(column, payload.language)
                    yield from _matrix(inner, inner.tag, joined([payload.question_text, inner.question_text]))
        case "TE":
            yield from _text_entry(payload)
        case "Slider" | "CS" | "RO":
            yield from _numbers(payload)
        case "DB" | "Captcha" | "Timing" | "Meta" | "FileUpload" | "Draw":
            return
        case kind:
            question = Question(
                payload.tag, payload.question_text, "text", privacy=Privacy.OPEN, remarks=(_UNREAD.format(kind=kind),)
            )
            yield Asked(question, payload.text("QuestionID"), {})


def administration_of(payload: Payload) -> tuple[str, ...]:
    """The columns that are no answers."""
    if payload.text("QuestionType") == "MC" and payload.text("Selector") == "NPS":
        return (f"{payload.tag}_NPS_GROUP",)
    return tuple(f"{payload.tag}_{name}" for name in _ADMINISTRATION.get(payload.text("QuestionType"), ()))


def _choice_question(payload: Payload) -> Iterator[Asked]:
    choices, tag = payload.listed("Choices", recoded=True), payload.tag
    multiple = payload.text("Selector") in _MULTIPLE
    answers = tuple(
        Answer(one.code, one.text, f"{tag}_{one.code}" if multiple else "", one.exclusive and multiple)
        for one in choices
    )
    texts = [f"{tag}_{one.code}_TEXT" for one in choices if one.with_text]
    scale = payload.text("Selector") == "NPS"
    question = Question(
        tag,
        payload.question_text,
        "multiple" if multiple else "ordinal" if scale else "single",
        answers,
        other=texts[-1] if texts else "",
        mandatory=payload.text("Validation", "Settings", "ForceResponse") == "ON",
        remarks=tuple(_choice_remarks(payload)),
    )
    yield Asked(question, payload.text("QuestionID"), {one.number: one.code for one in choices})
    for heading in texts[:-1]:
        yield Asked(_text(heading, payload.question_text), "", {})


def _choice_remarks(payload: Payload) -> Iterator[str]:
    if names := [str(name) for name in payload.mapping("VariableNaming").values()]:
        yield f"An export with texts calls its answers {', '.join(names)}."
    if payload.mapping("DynamicChoices"):
        yield "Its answers are carried forward from another question: complete them."


def _matrix(payload: Payload, tag: str, text: dict[str, str]) -> Iterator[Asked]:
    """A question a row; of a matrix of texts or numbers, one a cell."""
    points = payload.listed("Answers", recoded=True)
    answers = tuple(Answer(point.code, point.text) for point in points)
    selector, sub = payload.text("Selector"), payload.text("SubSelector")
    for row in payload.listed("Choices", recoded=False):
        heading = row.code if row.code != row.number else f"{tag}_{row.number}"
        whole = joined([text, row.text])
        if selector in ("TE", "CS", "RO"):
            for point in points:
                cell, asked = f"{heading}_{point.number}", joined([whole, point.text])
                yield Asked(_text(cell, asked) if selector == "TE" else Question(cell, asked, "number"), "", {})
        elif sub == "MultipleAnswer":
            boxes = tuple(
                Answer(point.code, point.text, f"{heading}_{point.code}", point.exclusive) for point in points
            )
            yield Asked(Question(heading, whole, "multiple", boxes), "", {})
        elif selector == "MaxDiff":
            yield Asked(Question(heading, whole, "single", answers), "", {})
        else:
            yield Asked(Question(heading, whole, "ordinal", answers, remarks=(CHECK_ORDER,)), "", {})
        if row.with_text:
            yield Asked(_text(f"{heading}_TEXT", whole), "", {})


def _text_entry(payload: Payload) -> Iterator[Asked]:
    content = payload.text("Validation", "Settings", "ContentType")
    number = payload.text("QuestionID")
    if payload.text("Selector") == "FORM":
        for field in payload.listed("Choices", recoded=False):
            heading = field.code if field.code != field.number else f"{payload.tag}_{field.number}"
            yield Asked(_text(heading, joined([payload.question_text, field.text])), "", {})
    elif content == "ValidNumber":
        yield Asked(Question(payload.tag, payload.question_text, "number"), number, {"": ""})
    else:
        direct = content in ("ValidEmail", "ValidPhone", "ValidUSState", "ValidZip")
        yield Asked(_text(payload.tag, payload.question_text, Privacy.DIRECT if direct else Privacy.OPEN), number, {})


def _numbers(payload: Payload) -> Iterator[Asked]:
    """A slider, a part of a sum or a rank for every choice."""
    ranks = payload.text("QuestionType") == "RO"
    for choice in payload.listed("Choices", recoded=True):
        text = joined([payload.question_text, choice.text])
        remarks = ("Its answers are ranks: 1 is the first.",) if ranks else ()
        yield Asked(Question(f"{payload.tag}_{choice.code}", text, "number", remarks=remarks), "", {})


def _text(heading: str, text: dict[str, str], privacy: Privacy = Privacy.OPEN) -> Question:
    return Question(heading, text, "text", privacy=privacy)
