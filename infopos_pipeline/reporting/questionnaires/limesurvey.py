"""The declared study as a LimeSurvey structure file (``.lss``), so that the next wave starts from the same source.

The file has the tables and columns that LimeSurvey 4 and later write; what LimeSurvey fills in itself when it reads one
is left out. Here: the rows of these tables. Not here: which question asks an item (``question_codes``), routing
(``relevance``) and XML (``limesurvey_xml``).
"""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from infopos_pipeline.messages import said
from infopos_pipeline.problems import UserError
from infopos_pipeline.reporting.questionnaires.invitations import MUNICIPALITY_ATTRIBUTE, TOKEN_LENGTH
from infopos_pipeline.reporting.questionnaires.limesurvey_xml import Cells, structure_document
from infopos_pipeline.reporting.questionnaires.question_codes import (
    OTHER_CODE,
    AskedQuestion,
    Codes,
    codes_of,
    questions_in,
)
from infopos_pipeline.reporting.questionnaires.relevance import InexpressibleError, Names, equation
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Item, Label, Language

_THEMES = {
    "L": "listradio",
    "O": "list_with_comment",
    "M": "multiplechoice",
    "N": "numerical",
    "S": "shortfreetext",
    "T": "longfreetext",
    "F": "arrays/array",
    "K": "multiplenumeric",
    "Q": "multipleshorttext",
}
_PAGE = Label(nl="Pagina", en="Page")
_BATTERY = " – "
"""Stands between a battery and its row in the label of an item."""


def limesurvey_structure(asked: Study) -> tuple[bytes, list[str]]:
    """The structure file of a wave's questionnaire, and what a person has to know about it.

    Args:
        asked: the study as it is asked in the wave (:meth:`Study.at`).

    Raises:
        UserError: a page has no question, or routing turns on what LimeSurvey cannot compute.
    """
    codes, remarks = codes_of(asked)
    pages = questions_in(asked, codes)
    if gaps := sorted(set(range(1, max(pages) + 1)) - set(pages)):
        raise UserError(
            said(
                "Page {page} of {study} has no question. LimeSurvey numbers pages without gaps, so that "
                "later ones would have another number than in the study: number them anew in "
                "questionnaire.yaml.",
                page=gaps[0],
                study=asked.name,
            )
        )
    structure = _Structure(asked, codes)
    for page, questions in pages.items():
        structure.add_page(page, questions)
    return structure.file(), remarks


@dataclass
class _Structure:
    """The tables of the file while they fill."""

    asked: Study
    codes: Mapping[str, Codes]
    tables: dict[str, list[Cells]] = field(default_factory=dict)
    numbers: int = 0

    @property
    def languages(self) -> tuple[Language, ...]:
        """The study's own first."""
        return ("nl", "en") if self.asked.declared.language == "nl" else ("en", "nl")

    @property
    def survey(self) -> str:
        """A number of six digits that is the same for the same study; LimeSurvey takes another if it is in use."""
        digest = hashlib.sha256(self.asked.name.encode()).digest()
        return str(100_000 + int.from_bytes(digest[:4], "big") % 900_000)

    def add(self, table: str, **cells: str) -> None:
        """Add a row to a table."""
        self.tables.setdefault(table, []).append(cells)

    def number(self) -> str:
        """A number that nothing else has."""
        self.numbers += 1
        return str(self.numbers)

    def add_page(self, page: int, questions: Sequence[AskedQuestion]) -> None:
        """Add a question group with its questions."""
        group = str(page)
        self.add("groups", gid=group, sid=self.survey, group_order=group, randomization_group="", grelevance="1")
        for language in self.languages:
            name = f"{_PAGE.text(language)} {page}"
            self.add("group_l10ns", id=self.number(), gid=group, group_name=name, description="", language=language)
        for order, question in enumerate(questions, start=1):
            self.add_question(question, group, order)

    def add_question(self, question: AskedQuestion, group: str, order: int) -> None:
        """Add a question with its answers, rows or boxes, and settings."""
        first = question.items[0]
        label = first.label if question.type not in "FKQ" else _battery(question.items)
        answers = self.codes[first.name].answers if first.kind != "multiple" else {}
        other = question.other is not None or OTHER_CODE in answers.values()
        shown = self.relevance(first)
        number = self.add_row("questions", "0", group, question.type, question.code, order, shown or "1", other)
        self.add_texts("question_l10ns", "qid", number, "question", label)
        if first.kind in ("single", "ordinal"):
            self.add_answers(number, first, answers)
        for place, (code, text) in enumerate(self.parts(question, label), start=1):
            part = self.add_row("subquestions", number, group, "T", code, place)
            self.add_texts("question_l10ns", "qid", part, "question", text)
        if first.exclusive:
            alone = self.codes[first.name].boxes[first.exclusive]
            self.add("question_attributes", qid=number, attribute="exclude_all_others", value=alone, language="")

    def relevance(self, item: Item) -> str | None:
        """Under which equation a question is shown; None for always."""
        try:
            routing = self.asked.routing.get(item.name)
            return equation(routing, self.names) if routing else None
        except InexpressibleError:
            raise UserError(
                said(
                    "The routing of {item} ({asked_if}) cannot be written for LimeSurvey: it turns on "
                    "means, scores or recodes.",
                    item=item.name,
                    asked_if=item.asked_if,
                )
            ) from None

    def add_row(
        self,
        table: str,
        parent: str,
        group: str,
        kind: str,
        code: str,
        order: int,
        relevance: str = "1",
        other: bool = False,
    ) -> str:
        """Add a question or a part of one; its number."""
        number = self.number()
        self.add(
            table,
            qid=number,
            parent_qid=parent,
            sid=self.survey,
            gid=group,
            type=kind,
            title=code,
            preg="",
            other="Y" if other else "N",
            mandatory="N",
            encrypted="N",
            question_order=str(order),
            scale_id="0",
            same_default="0",
            relevance=relevance,
            question_theme_name=_THEMES[kind],
            modulename="",
        )
        return number

    def add_answers(self, number: str, item: Item, codes: Mapping[str, str]) -> None:
        """Add the answers of a question. Those of a scale have their place on it as assessment value."""
        for order, (option, label) in enumerate(item.options.items(), start=1):
            if codes[option] == OTHER_CODE:
                for language in self.languages:
                    text = _shown(label.text(language))
                    self.add(
                        "question_attributes", qid=number, attribute="other_replace_text", value=text, language=language
                    )
                continue
            answer = self.number()
            score = order if item.kind == "ordinal" else 0
            self.add(
                "answers",
                aid=answer,
                qid=number,
                code=codes[option],
                sortorder=str(order),
                assessment_value=str(score),
                scale_id="0",
            )
            self.add_texts("answer_l10ns", "aid", answer, "answer", label)

    def add_texts(self, table: str, key: str, number: str, column: str, label: Label) -> None:
        """Add a text in every language."""
        for language in self.languages:
            cells = {"id": self.number(), key: number, column: _shown(label.text(language)), "language": language}
            self.add(table, **(cells | ({"help": ""} if column == "question" else {})))

    def parts(self, question: AskedQuestion, battery: Label) -> Iterator[tuple[str, Label]]:
        """The codes and texts of boxes or rows."""
        if question.type == "M":
            (item,) = question.items
            yield from ((code, item.options[option]) for option, code in self.codes[item.name].boxes.items())
        elif question.type in "FKQ":
            for item in question.items:
                texts = {
                    language: item.label.text(language).removeprefix(battery.text(language) + _BATTERY)
                    for language in self.languages
                }
                yield self.codes[item.name].part, Label(nl=texts["nl"], en=texts["en"])

    @property
    def names(self) -> dict[str, Names]:
        """How equations name every item."""
        names = {}
        for item, codes in self.codes.items():
            parts = codes.boxes if self.asked.items[item].kind == "multiple" else {}
            boxes = {option: f"{codes.question}_{code}" for option, code in parts.items()}
            whole = f"{codes.question}_{codes.part}" if codes.part else codes.question
            names[item] = Names(tuple(boxes.values()) or (whole,), boxes, codes.answers)
        return names

    def participants(self) -> str:
        """What LimeSurvey keeps of a participant besides: the municipality, as the invitation list has it."""
        frame = self.asked.frame
        if frame is None:
            return ""
        label = self.asked.items[frame.municipality_item].label.text(self.asked.declared.language)
        settings = {"description": label, "mandatory": "N", "show_register": "N", "cpdbmap": ""}
        return json.dumps({MUNICIPALITY_ATTRIBUTE: settings}, ensure_ascii=False)

    def file(self) -> bytes:
        """The file."""
        own, *others = self.languages
        self.add(
            "surveys",
            sid=self.survey,
            gsid="1",
            admin="inherit",
            adminemail="inherit",
            anonymized="N",
            format="G",
            template="inherit",
            language=own,
            additional_languages=" ".join(others),
            datestamp="Y",
            attributedescriptions=self.participants(),
            tokenlength=str(TOKEN_LENGTH),
        )
        for language in self.languages:
            self.add(
                "surveys_languagesettings",
                surveyls_survey_id=self.survey,
                surveyls_language=language,
                surveyls_title=_shown(self.asked.declared.title.text(language)),
                surveyls_description="",
                surveyls_welcometext="",
                surveyls_endtext="",
                surveyls_url="",
                surveyls_urldescription="",
            )
        return structure_document(self.languages, self.tables)


def _shown(text: str) -> str:
    """A text as HTML, in which braces are no expression."""
    return html.escape(text, quote=False).replace("{", "&#123;").replace("}", "&#125;")


def _battery(items: Sequence[Item]) -> Label:
    """What the labels of all rows begin with, before a dash; nothing if they have no such beginning."""

    def start(language: Language) -> str:
        starts = {item.label.text(language).rpartition(_BATTERY)[0] for item in items}
        return starts.pop() if len(starts) == 1 else ""

    return Label(nl=start("nl"), en=start("en"))
