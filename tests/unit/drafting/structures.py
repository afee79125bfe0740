"""Small LimeSurvey structure files, in the form before version 4 (a row a language) and in that since."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass, field

SURVEY = "123456"


@dataclass
class Asked:
    """A question for a structure file: ``parts`` are (code, text[, scale]) and ``answers`` (code, text[, scale])."""

    kind: str
    code: str
    text: str = ""
    group: int = 1
    parts: Sequence[tuple] = ()
    answers: Sequence[tuple] = ()
    relevance: str = "1"
    settings: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)


def document(
    kind: str = "Survey", version: str = "485", tables: dict[str, list[dict[str, str]]] | None = None
) -> bytes:
    """A file of these tables."""
    root = ElementTree.Element("document")
    ElementTree.SubElement(root, "LimeSurveyDocType").text = kind
    ElementTree.SubElement(root, "DBVersion").text = version
    for name, rows in (tables or {}).items():
        listed = ElementTree.SubElement(ElementTree.SubElement(root, name), "rows")
        for row in rows:
            cells = ElementTree.SubElement(listed, "row")
            for column, text in row.items():
                ElementTree.SubElement(cells, column).text = text
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root)


def structure(*asked: Asked, old: bool = False, survey: dict[str, str] | None = None, **tables) -> bytes:
    """A survey with these questions, in Dutch. ``tables`` are taken as they are, and replace what is made of them."""
    groups = sorted({one.group for one in asked})
    made = {
        "surveys": [{"sid": SURVEY, "language": "nl", "additional_languages": "", "format": "G", **(survey or {})}],
        "surveys_languagesettings": [{"surveyls_language": "nl", "surveyls_title": "Een <b>peiling</b>"}],
        "groups": [
            {"gid": str(group), "sid": SURVEY, "group_order": str(group), "grelevance": "1"} for group in groups
        ],
        "questions": [],
        "subquestions": [],
        "question_l10ns": [],
        "answers": [],
        "answer_l10ns": [],
        "question_attributes": [],
    }
    if old:
        made["groups"] = [{**group, "language": "nl", "group_name": "g"} for group in made["groups"]]
    for place, one in enumerate(asked, start=1):
        _add(made, one, place, old)
    return document(version="164" if old else "485", tables={n: rows for n, rows in (made | tables).items() if rows})


def _add(made, one: Asked, place: int, old: bool) -> None:
    number = str(10 * place)
    common = {"sid": SURVEY, "gid": str(one.group), "other": "N", "mandatory": "N", "scale_id": "0"}

    def question(table: str, cells: dict[str, str], text: str) -> None:
        localised = {"question": text, "language": "nl"}
        made[table].append({**common, **cells, **(localised if old else {})})
        if not old:
            made["question_l10ns"].append({"id": cells["qid"], "qid": cells["qid"], **localised})

    order = {"question_order": str(place)}
    cells = {"qid": number, "parent_qid": "0", "type": one.kind, "title": one.code, "relevance": one.relevance}
    question("questions", {**cells, **order, **one.columns}, one.text)
    for row, (code, text, *rest) in enumerate(one.parts, start=1):
        part = {
            "qid": f"{number}{row:02}",
            "parent_qid": number,
            "type": "T",
            "title": code,
            "question_order": str(row),
        }
        scale, relevance = (*rest, "0", "1")[:2] if len(rest) < 2 else rest
        question("subquestions", {**part, "scale_id": scale, "relevance": relevance}, text)
    for row, (code, text, *rest) in enumerate(one.answers, start=1):
        scale, score = (*rest, "0", "0")[:2]
        answer = {"qid": number, "code": code, "sortorder": str(row), "scale_id": scale, "assessment_value": score}
        key = f"{number}{row:02}"
        localised = {"answer": text, "language": "nl"}
        made["answers"].append({**answer, **localised} if old else {"aid": key, **answer})
        if not old:
            made["answer_l10ns"].append({"id": key, "aid": key, **localised})
    for name, value in one.settings.items():
        made["question_attributes"].append({"qid": number, "attribute": name, "value": value, "language": ""})
