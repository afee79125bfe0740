"""The XML of a LimeSurvey structure file: tables of the survey system's database, each with its fields and rows."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence

Cells = Mapping[str, str]

DATABASE_VERSION = "485"
"""That of LimeSurvey 5: before 4 the tables with texts are not known; what is newer converts what is older."""

_ORDER = (
    "answers",
    "answer_l10ns",
    "groups",
    "group_l10ns",
    "questions",
    "subquestions",
    "question_l10ns",
    "question_attributes",
    "surveys",
    "surveys_languagesettings",
)


def structure_document(languages: Sequence[str], tables: Mapping[str, Sequence[Cells]]) -> bytes:
    """The file with these tables, of which every row has the columns of the first."""
    root = ElementTree.Element("document")
    _text(root, "LimeSurveyDocType", "Survey")
    _text(root, "DBVersion", DATABASE_VERSION)
    listed = ElementTree.SubElement(root, "languages")
    for language in languages:
        _text(listed, "language", language)
    for name in _ORDER:
        if rows := tables.get(name):
            _table(root, name, rows)
    ElementTree.indent(root, " ")
    document: str = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n'.encode()


def _table(root: ElementTree.Element, name: str, rows: Sequence[Cells]) -> None:
    table = ElementTree.SubElement(root, name)
    fields = ElementTree.SubElement(table, "fields")
    for column in rows[0]:
        _text(fields, "fieldname", column)
    listed = ElementTree.SubElement(table, "rows")
    for row in rows:
        cells = ElementTree.SubElement(listed, "row")
        for column, text in row.items():
            _text(cells, column, text)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text or None
