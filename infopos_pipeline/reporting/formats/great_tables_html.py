"""A table model as HTML by great_tables: the same bytes on every run.

What stands in a table is laid out in :mod:`~infopos_pipeline.reporting.tables`; another format is another renderer of
its model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from infopos_pipeline.reporting.tables.layouts import has_table, table_model
from infopos_pipeline.reporting.tables.models import TableModel
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.shown import Table

__all__ = ["TableModel", "embedded", "has_table", "model_html", "table_html", "table_model"]

_STUB, _GROUP = "stub", "group"
_LINE_BREAK = "\N{LINE SEPARATOR}"
"""Stands for a line break while great_tables writes the table, whose own HTML is full of ordinary ones."""

_INVISIBLE = "\N{ZERO WIDTH SPACE}"
_LOOK: Mapping[str, Any] = {
    "container_padding_y": "0px",
    "table_width": "100%",
    "table_font_size": "15px",
    "table_font_color": "#1b1b1b",
    "column_labels_font_weight": "600",
    "row_group_font_weight": "600",
    "heading_align": "left",
    "heading_title_font_weight": "600",
    "data_row_padding": "5px",
    "data_row_padding_horizontal": "8px",
    "stub_border_style": "none",
    "table_body_hlines_color": "#e6e6e6",
    "source_notes_font_size": "85%",
    "source_notes_padding": "2px",
}

_HEADING = re.compile(r"<thead>\s*<tr class=\"gt_heading\">\s*<td [^>]*id=\"([^\"]*)\">(.*?)</td>\s*</tr>", re.DOTALL)
_STYLE = re.compile(r"<style>.*?</style>\s*", re.DOTALL)
_WIDE = re.compile(r"(<t[hd] class=\"gt_(?:group_heading|sourcenote)\"[^>]*>)(.*?)(</t[hd]>)", re.DOTALL)
_WRAPPER = re.compile(r"<div id=\"([^\"]*)\" style=\"[^\"]*\">")


def table_html(
    place: Table, study: Study, results: Sequence[Result], language: Language, synthetic: bool = False
) -> str:
    """The table of a place (one that ``has_table``), from all results of a wave, as HTML with a style sheet of its own.

    ``synthetic`` adds the note that the answers are invented.
    """
    return model_html(table_model(place, study, results, language, synthetic))


def model_html(model: TableModel) -> str:
    """Any table as a fragment of HTML. Its id is the table's name: great_tables would draw a random one."""
    import great_tables
    import pandas as pd

    columns = [f"c{index}" for index in range(len(model.columns))]
    grouped = any(group.label for group in model.groups)
    frame = pd.DataFrame(_records(model, columns), columns=[_GROUP, _STUB, *columns], dtype=object)
    table = great_tables.GT(
        frame if grouped else frame.drop(columns=_GROUP),
        rowname_col=_STUB,
        groupname_col=_GROUP if grouped else None,
        id=model.name,
        auto_align=False,
    )
    table = (
        table.tab_header(model.title)
        .tab_stubhead(model.stub)
        .cols_label({name: column.label for name, column in zip(columns, model.columns, strict=True)})
        .tab_options(**_LOOK)
    )
    for name, column in zip(columns, model.columns, strict=True):
        table = table.cols_align("right" if column.holds == "numbers" else "left", columns=name)
    for note in model.notes:
        table = table.tab_source_note(note)
    # A caption names a table to every reader; great_tables writes a cell of the head instead.
    html = table.as_raw_html().replace(_LINE_BREAK, "<br>")
    return _HEADING.sub(r'<caption class="gt_title" id="\1">\2</caption>\n<thead>', html, count=1)


def _records(model: TableModel, columns: Sequence[str]) -> list[dict[str, str]]:
    return [
        {
            # Groups are told apart by their text: two with one label would run together.
            _GROUP: _lines(group.label)
            + _INVISIBLE * sum(earlier.label == group.label for earlier in model.groups[:place]),
            _STUB: _lines(row.label),
            **{column: _lines(cell.text) + cell.mark for column, cell in zip(columns, row.cells, strict=True)},
        }
        for place, group in enumerate(model.groups)
        for row in group.rows
    ]


def _lines(text: str) -> str:
    return text.replace("\n", _LINE_BREAK)


def embedded(html: str) -> str:
    """A table for a page with a style sheet: without the table's own, and scrolling sideways in a box of its own.

    What goes over all its columns stands in an element of its own, which stays in sight while the rest scrolls.
    """
    return _WRAPPER.sub(
        r'<div id="\1" class="table-box" tabindex="0" role="region" aria-labelledby="\1-title">',
        _WIDE.sub(r"\1<span>\2</span>\3", _STYLE.sub("", html)),
        count=1,
    )
