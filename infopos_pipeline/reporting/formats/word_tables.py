"""A table model as a table of Word: a header that repeats on every page, rows that stay whole, widths that fit.

The elements are built one by one (ECMA-376 part 1, 17.4): python-docx looks for every cell anew, which takes long for
a report of dozens of tables.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.oxml.text.run import CT_R
from docx.oxml.xmlchemy import BaseOxmlElement

from infopos_pipeline.reporting.formats.office_text import readable
from infopos_pipeline.reporting.formats.word_columns import TABLE_TYPE, Columns
from infopos_pipeline.reporting.formats.word_text import write_text
from infopos_pipeline.reporting.tables.models import Column, TableModel

_INTERVAL = re.compile(r"\[[^\[\];]{1,12}; [^\[\];]{1,12}\]")
_TOGETHER = 24
"""Lines up to which a table stands on one page, with its notes."""


def table(model: TableModel, columns: Columns) -> CT_Tbl:
    """A table without its title and notes."""
    rows = [
        [[row.label, *(cell.text + cell.mark for cell in row.cells)] for row in group.rows] for group in model.groups
    ]
    whole = sum(columns.lines(texts) for those in rows for texts in those) <= _TOGETHER
    body = []
    for group, those in zip(model.groups, rows, strict=True):
        if group.label:
            body.append(_group_heading(group.label, columns))
        for texts in those:
            last = group is model.groups[-1] and texts is those[-1]
            body.append(_row(texts, model.columns, columns, keep=whole or last))
    return bare_table([_header(model, columns), *body], columns.widths, model.title)


def bare_table(rows: Iterable[CT_P | BaseOxmlElement], widths: Sequence[int], title: str) -> CT_Tbl:
    """Rows as a table of fixed widths; the title is for those who hear it."""
    element = OxmlElement("w:tbl")
    properties = _inside(element, "w:tblPr")
    _inside(properties, "w:tblStyle", val="ReportTable")
    _inside(properties, "w:tblW", w=str(sum(widths)), type="dxa")
    _inside(properties, "w:tblLayout", type="fixed")
    _inside(properties, "w:tblLook", firstRow="1", firstColumn="1", noHBand="1", noVBand="1")
    _inside(properties, "w:tblCaption", val=readable(title))
    grid = _inside(element, "w:tblGrid")
    for width in widths:
        _inside(grid, "w:gridCol", w=str(width))
    element.extend(rows)
    assert isinstance(element, CT_Tbl)
    return element


def header_row(cells: Iterable[BaseOxmlElement]) -> BaseOxmlElement:
    """A row that repeats at the head of every page."""
    row = whole_row(cells)
    properties = row.find(qn("w:trPr"))
    assert isinstance(properties, BaseOxmlElement)
    _inside(properties, "w:tblHeader")
    return row


def whole_row(cells: Iterable[BaseOxmlElement]) -> BaseOxmlElement:
    """A row that does not break over pages."""
    row = OxmlElement("w:tr")
    _inside(_inside(row, "w:trPr"), "w:cantSplit")
    row.extend(cells)
    return row


def cell(width: int, paragraphs: Iterable[CT_P], span: int = 1) -> BaseOxmlElement:
    """A cell of paragraphs, over so many columns."""
    element = OxmlElement("w:tc")
    properties = _inside(element, "w:tcPr")
    _inside(properties, "w:tcW", w=str(width), type="dxa")
    if span > 1:
        _inside(properties, "w:gridSpan", val=str(span))
    element.extend(paragraphs)
    return element


def cell_paragraph(
    text: str, style: str, *, right: bool = False, keep: bool = False, type_size: float = TABLE_TYPE
) -> CT_P:
    """A paragraph of a cell, of the style with this id; ``keep`` holds its row with the next one."""
    paragraph = OxmlElement("w:p")
    assert isinstance(paragraph, CT_P)
    properties = _inside(paragraph, "w:pPr")
    _inside(properties, "w:pStyle", val=style)
    if keep:
        _inside(properties, "w:keepNext")
    if right:
        _inside(properties, "w:jc", val="right")
    run = _inside(paragraph, "w:r")
    assert isinstance(run, CT_R)
    if type_size != TABLE_TYPE:
        look = _inside(run, "w:rPr")
        for size in ("w:sz", "w:szCs"):
            _inside(look, size, val=str(round(2 * type_size)))
    write_text(run, _INTERVAL.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), readable(text)))
    return paragraph


def _header(model: TableModel, columns: Columns) -> BaseOxmlElement:
    headings = (Column(model.stub, "texts"), *model.columns)
    return header_row(
        cell(width, [_text(column.label, "TableHeading", column, columns, keep=True)])
        for column, width in zip(headings, columns.widths, strict=True)
    )


def _group_heading(label: str, columns: Columns) -> BaseOxmlElement:
    text = cell_paragraph(label, "TableGroup", keep=True, type_size=columns.type_size)
    return whole_row([cell(sum(columns.widths), [text], len(columns.widths))])


def _row(texts: Sequence[str], model_columns: Sequence[Column], columns: Columns, *, keep: bool) -> BaseOxmlElement:
    headings = (Column("", "texts"), *model_columns)
    return whole_row(
        cell(width, [_text(text, "TableText", column, columns, keep=keep)])
        for text, column, width in zip(texts, headings, columns.widths, strict=True)
    )


def _text(text: str, style: str, column: Column, columns: Columns, *, keep: bool) -> CT_P:
    return cell_paragraph(text, style, right=column.holds != "texts", keep=keep, type_size=columns.type_size)


def _inside(parent: BaseOxmlElement, tag: str, **attributes: str) -> BaseOxmlElement:
    """A new element at the end of another one."""
    child: BaseOxmlElement = parent.makeelement(
        _name(tag), {_name(f"w:{name}"): value for name, value in attributes.items()}
    )
    parent.append(child)
    return child


_name = functools.cache(qn)
"""The name of an element or attribute as lxml writes it; a report asks for the same few tens of thousands of times."""
