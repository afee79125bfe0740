"""A table model as plain HTML, for tables that a reader unfolds: the marks that great_tables gives, at no cost.

great_tables takes some twenty milliseconds a table, and a report holds dozens. Only for a page with the style sheet of
the report; a table that stands on its own comes from :mod:`~infopos_pipeline.reporting.formats.great_tables_html`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel

_INTERVAL = re.compile(r"\[[^\[\];]{1,12}; [^\[\];]{1,12}\]")


def plain_html(model: TableModel, *, stacked: bool = False) -> str:
    """A table with caption, scopes and notes, scrolling sideways in a named box.

    A ``stacked`` one, for rows of texts, puts the cells of a row under each other on a narrow screen, each after its
    heading; roles keep it a table for those who hear it.
    """
    title = f"{model.name}-title"
    head = "".join(_head(column) for column in (Column(model.stub, "texts"), *model.columns))
    bodies = "\n".join(_body(group, model, stacked) for group in model.groups)
    width = len(model.columns) + 1
    notes = "".join(f'<tr><td colspan="{width}"><span>{escape(note)}</span></td></tr>\n' for note in model.notes)
    kind = 'gt_table stacked" role="table' if stacked else "gt_table"
    return (
        f'<div id="{model.name}" class="table-box" tabindex="0" role="region" aria-labelledby="{title}">\n'
        f'<table class="{kind}" aria-labelledby="{title}">\n'
        f'<caption class="gt_title" id="{title}">{escape(model.title)}</caption>\n'
        f"<thead>\n<tr>{head}</tr>\n</thead>\n{bodies}\n"
        + (f"<tfoot>\n{notes}</tfoot>\n" if notes else "")
        + "</table>"
        "</div>"
    )


def _side(column: Column) -> str:
    return {"numbers": "gt_right", "texts": "gt_left", "bars": "gt_left gt_bars"}[column.holds]


def _head(column: Column) -> str:
    return f'<th class="{_side(column)}" scope="col">{_lines(column.label)}</th>'


def _body(group: RowGroup, model: TableModel, stacked: bool) -> str:
    return (
        "<tbody>\n" + "".join(f"<tr{kind}>{cells}</tr>\n" for kind, cells in _rows(group, model, stacked)) + "</tbody>"
    )


def _rows(group: RowGroup, model: TableModel, stacked: bool) -> Iterator[tuple[str, str]]:
    """Each row with its attributes: the heading of the group, then its rows."""
    if group.label:
        heading = f'<th class="gt_group_heading" colspan="{len(model.columns) + 1}" scope="rowgroup">'
        yield ' class="gt_group_heading_row"', f"{heading}<span>{_lines(group.label)}</span></th>"
    most = [_most(place, model) for place in range(len(model.columns))]
    for row in group.rows:
        yield ' role="row"' if stacked else "", _row(row, model.columns, most, stacked)


def _row(row: Row, columns: tuple[Column, ...], most: list[float], stacked: bool) -> str:
    cells = [
        f'<td class="{_side(column)}"{_labelled(column) if stacked else ""}>'
        f"{_lines(cell.text)}{escape(cell.mark)}{_bar(cell, column, top)}</td>"
        for cell, column, top in zip(row.cells, columns, most, strict=True)
    ]
    role = ' role="rowheader"' if stacked else ""
    return f'<th class="gt_stub" scope="row"{role}>{_lines(row.label)}</th>{"".join(cells)}'


def _labelled(column: Column) -> str:
    """The heading again, for a narrow screen; a style sheet puts it before the cell."""
    return f' role="cell" data-label="{escape(column.label)}"'


def _most(place: int, model: TableModel) -> float:
    """The largest number under a column: the length of its longest bar."""
    return max((n for group in model.groups for row in group.rows for n in row.cells[place].numbers), default=0.0)


def _bar(cell: Cell, column: Column, most: float) -> str:
    """The number once more as a length, for the eye only."""
    if column.holds != "bars" or not cell.numbers or not most:
        return ""
    return f'<span class="bar" aria-hidden="true"><i style="width:{100 * cell.numbers[0] / most:.0f}%"></i></span>'


def _lines(text: str) -> str:
    """The lines of a text; an interval stays on one of them."""
    return "<br>".join(_INTERVAL.sub(r'<span class="keep">\g<0></span>', escape(line)) for line in text.split("\n"))
