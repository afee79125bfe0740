"""Any export as a table of text: which reader a file needs shows in its first bytes."""

from __future__ import annotations

import re
from dataclasses import replace

from infopos_pipeline.ingest.delimited import read_delimited
from infopos_pipeline.ingest.source import SourceTable
from infopos_pipeline.ingest.spss import SIGNATURES, read_spss
from infopos_pipeline.ingest.workbook import OLD_SIGNATURE, SIGNATURE, read_workbook
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem
from infopos_pipeline.study.bindings import Format

_NO_EXPORT = {
    rb"\x1f\x8b": said("a gzip file"),
    rb"%PDF-": said("a PDF file"),
    rb"PK\x05\x06": said("an empty zip file"),
    rb"(\xef\xbb\xbf)?\s*(?i:<(!doctype|html|head|body|table|\?xml)\b)": said("a web page or an XML file"),
}
"""What else people take for an export, by what it begins with; survey systems call a web page ``.xls``, too."""


def is_text(content: bytes) -> bool:
    """Whether a file is read as delimited text, by its first bytes."""
    return not content.startswith((*SIGNATURES, SIGNATURE, OLD_SIGNATURE))


def read_source(content: bytes, file: str, given: Format | None = None) -> SourceTable:
    """An export as a table of text, whatever wrote it; ``given`` overrides what its headings look like.

    Raises:
        InputError: the file is no export, or is damaged.
    """
    if kind := next((kind for start, kind in _NO_EXPORT.items() if re.match(start, content)), None):
        hint = said("This is {kind}; export as CSV, Excel (.xlsx) or SPSS (.sav).", kind=kind)
        raise InputError([Problem(code="not_text", file=file, expected=said("an export of a survey"), hint=hint)])
    if content.startswith(SIGNATURES):
        table = read_spss(content, file)
        return replace(table, format=given) if given else table
    read = read_delimited if is_text(content) else read_workbook
    return read(content, file, given)
