"""A report as the files that a study declares: the page, and the documents beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from infopos_pipeline.study.outline import DocumentFormat

if TYPE_CHECKING:
    from infopos_pipeline.reporting.document import Document
    from infopos_pipeline.reporting.formats.blocks_html import Made
    from infopos_pipeline.reporting.report import Report

PAGE = "report.html"
FILES: Mapping[DocumentFormat, str] = {"word": "report.docx", "pdf": "report.pdf", "excel": "tables.xlsx"}
"""The file of each document; all hold what the page holds."""


def declared_files(declared: Collection[DocumentFormat]) -> tuple[str, ...]:
    """The names of the files of a report with these documents, page first."""
    return (PAGE, *(name for chosen, name in FILES.items() if chosen in declared))


def report_files(report: Report, made: Made) -> dict[str, bytes]:
    """The files of a report by name, page first; ``made`` are its tables as great_tables made them."""
    from infopos_pipeline.reporting.composing import compose

    document = compose(report)
    declared = report.study.written.outline.documents
    # Typst, and what packs the pictures for Word, work beside the interpreter: each file in a thread of its own.
    with ThreadPoolExecutor() as beside:
        being_written: dict[str, Future[bytes]] = {}
        for chosen in ("pdf", "word", "excel"):  # the longest first
            if chosen in declared:
                being_written[FILES[chosen]] = beside.submit(_written, document, chosen)
        being_written[PAGE] = beside.submit(_page, document, made)
        return {name: being_written[name].result() for name in declared_files(declared)}


def _page(document: Document, made: Made) -> bytes:
    from infopos_pipeline.reporting.formats.page import page_html

    return page_html(document, made).encode()


def _written(document: Document, chosen: DocumentFormat) -> bytes:
    # A format is imported when it is written: their libraries take a quarter of a second.
    if chosen == "word":
        from infopos_pipeline.reporting.formats.word import word_document

        return word_document(document)
    if chosen == "pdf":
        from infopos_pipeline.reporting.formats.pdf import pdf_document

        return pdf_document(document)
    from infopos_pipeline.reporting.formats.excel import document_workbook

    return document_workbook(document)
