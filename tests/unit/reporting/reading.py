"""Reads a page back: its tables, ids, headings and links, with the standard library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from infopos_pipeline.reporting.composing import compose
from infopos_pipeline.reporting.document import Section
from infopos_pipeline.reporting.formats.blocks_html import blocks_html
from infopos_pipeline.reporting.formats.page import NONE_MADE, page_html
from infopos_pipeline.reporting.report import Report

VOID = {"meta", "link", "br", "img", "input", "hr", "rect", "path", "line", "circle"}


def report_html(report: Report, tables: Mapping[str, str] = NONE_MADE) -> str:
    """The page of a report."""
    return page_html(compose(report), tables)


def html_of(section: Section) -> str:
    """A section without its heading, as HTML."""
    return blocks_html(section.blocks, NONE_MADE)


@dataclass
class ReadTable:
    id: str = ""
    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)

    @property
    def heading(self) -> list[str]:
        return self.rows[0]

    def row(self, label: str, after: str = "") -> list[str]:
        """The cells of the first row with this label, after the row headed ``after``."""
        labels = [row[0] for row in self.rows]
        start = next((place for place, text in enumerate(labels) if text.startswith(after)), 0) if after else 1
        return self.rows[labels.index(label, start)][1:]


class Page(HTMLParser):
    """A page in the parts that tests look at."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: dict[str, ReadTable] = {}
        self.ids: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.tags: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self._table: ReadTable | None = None
        self._foot = False
        self.feed(html)
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in values.items()]
        if "id" in values:
            self.ids.append(values["id"])
        if tag not in VOID:
            self._open.append(tag)
        if tag == "br":
            self.handle_data("\n")
        if tag == "table":
            self._table = ReadTable(values.get("aria-labelledby", "").removesuffix("-title"))
            self.tables[self._table.id] = self._table
        elif tag in ("h1", "h2", "h3", "h4"):
            self.headings.append((int(tag[1]), ""))
        if self._table is not None:
            self._in_table(self._table, tag, values)

    def _in_table(self, table: ReadTable, tag: str, values: dict[str, str]) -> None:
        if tag == "tfoot":
            self._foot = True
        elif tag == "tr":
            (table.notes.append("") if self._foot else table.rows.append([]))
        elif tag in ("td", "th") and not self._foot:
            table.rows[-1].append("")
            if tag == "th":
                table.scopes.append(values.get("scope", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag
        if tag == "table":
            self._table = None
        elif tag == "tfoot":
            self._foot = False

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            return
        self.text += data
        if self.headings and self._open and any(tag in ("h1", "h2", "h3", "h4") for tag in self._open):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)
        if self._table is None:
            return
        if "caption" in self._open:
            self._table.caption += data
        elif self._foot and "td" in self._open:
            self._table.notes[-1] += data
        elif "td" in self._open or "th" in self._open:
            self._table.rows[-1][-1] += data
