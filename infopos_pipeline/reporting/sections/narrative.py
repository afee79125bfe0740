"""The sections that a person wrote: Markdown, with its placeholders filled from results.

A passage that cites what may not be shown is left out and says so. A text that cites what has changed since it was
written is marked; in public it is left out, as is one that nobody declared fit to be public.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from infopos_pipeline.reporting.citing import Citations
from infopos_pipeline.reporting.document import (
    Block,
    Heading,
    Line,
    Listing,
    Notice,
    Paragraph,
    Section,
    Span,
    TableBlock,
    line,
)
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.study.narrative import Narrative


class _WithheldError(Exception):
    """A passage cites what may not be shown or is not there."""


def narrative_section(name: str, report: Report) -> Section:
    """The text of a section for the wave of a report; no blocks if nobody wrote it, or if it may not stand there."""
    narrative = report.study.written.narrative(name, report.wave, report.language)
    if narrative is None:
        return Section(name, name, ())
    citations = cited_by(narrative, report)
    stale = list(citations.changed())
    if report.release is not None and (stale or not narrative.head.public):
        return Section(name, narrative.title, ())
    notices = [
        Notice(line(report.say("stale", cited=change.name, was=change.was, now=change.now, file=narrative.file)))
        for change in stale
    ]
    blocks = _Reading(narrative, citations).blocks(narrative.markdown)
    return Section(name, citations.fill(narrative.title) or narrative.title, (*notices, *blocks))


def cited_by(narrative: Narrative, report: Report) -> Citations:
    """What a text cites, held against the results of a report."""
    return Citations(narrative.head.cites, report.study, report.results, report.wave, report.language)


def stale_texts(report: Report) -> list[str]:
    """The files of which a citation has changed since they were written, in the order of the sections."""
    written = report.study.written
    found = (written.narrative(name, report.wave, report.language) for name in written.outline.sections)
    return [one.file for one in found if one and any(cited_by(one, report).changed())]


@cache
def _markdown() -> MarkdownIt:
    """CommonMark with tables; no HTML, and nothing that leads or loads from elsewhere."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return parser.disable(["image", "link", "autolink", "reference", "html_block", "html_inline"])


class _Reading:
    """From Markdown to blocks, with the placeholders of a text filled."""

    def __init__(self, narrative: Narrative, citations: Citations) -> None:
        self.narrative = narrative
        self.citations = citations
        self.tables = 0
        self.heading = narrative.title

    def blocks(self, markdown: str) -> list[Block]:
        return list(self._blocks(SyntaxTreeNode(_markdown().parse(markdown)).children))

    def _blocks(self, nodes: Sequence[SyntaxTreeNode]) -> Iterator[Block]:
        for node in nodes:
            try:
                yield from list(self._block(node))
            except _WithheldError:
                yield Notice(line(say("passage_withheld", self.citations.language)))

    def _block(self, node: SyntaxTreeNode) -> Iterator[Block]:
        if node.type == "heading":
            self.heading = text = "".join(span.text for span in self._inline(node.children))
            yield Heading(text, 3 if int(node.tag[1:]) <= 2 else 4)  # the title of the text is level 1
        elif node.type in ("bullet_list", "ordered_list"):
            entries = tuple(tuple(self._blocks(entry.children)) for entry in node.children)
            yield Listing(entries, "ordered" if node.type == "ordered_list" else "plain")
        elif node.type == "blockquote":
            yield from self._blocks(node.children)
        elif node.type == "table":
            yield self._table(node)
        elif node.type in ("fence", "code_block"):
            yield Paragraph(line(self._text(node.content)))
        elif node.type != "hr":
            yield Paragraph(self._inline(node.children))

    def _inline(self, nodes: Sequence[SyntaxTreeNode]) -> Line:
        """The text under a node; marks inside each other count as the outer one."""
        return tuple(
            span
            for node in nodes
            for span in (self._inline(node.children) if node.type == "inline" else self._spans(node))
        )

    def _spans(self, node: SyntaxTreeNode) -> Iterator[Span]:
        if node.type in ("strong", "em"):
            text = "".join(span.text for span in self._inline(node.children))
            yield Span(text, "strong" if node.type == "strong" else "emphasis")
        elif node.type == "softbreak":
            yield Span(" ")
        elif node.type == "hardbreak":
            yield Span("\n")
        else:
            yield Span(self._text(node.content))

    def _text(self, text: str) -> str:
        filled = self.citations.fill(text)
        if filled is None:
            raise _WithheldError
        return filled

    def _table(self, node: SyntaxTreeNode) -> TableBlock:
        """A table under the name of the heading above it; its first column heads its rows."""
        rows = [[self._cell(cell) for cell in row.children] for part in node.children for row in part.children]
        heads, *body = rows
        self.tables += 1
        return TableBlock(
            TableModel(
                name=f"{self.narrative.name}-{self.tables}",
                title=self.heading,
                stub=heads[0],
                columns=tuple(Column(head, "texts") for head in heads[1:]),
                groups=(RowGroup("", tuple(Row(cells[0], tuple(map(Cell, cells[1:]))) for cells in body)),),
            ),
            stacked=True,
        )

    def _cell(self, node: SyntaxTreeNode) -> str:
        return "".join(span.text for span in self._inline(node.children))
