"""A report as a PDF on A4, by Typst: tagged for those who hear it (PDF/UA-1), and the same bytes on every run.

Here: how a document becomes a PDF. Not here: the data that Typst reads (``pdf_data``) and how it looks (``report.typ``
and what it imports). No text of a study is ever markup: the template takes it from JSON as it was typed.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from infopos_pipeline.reporting.document import Document
from infopos_pipeline.reporting.formats.pdf_data import document_data

if TYPE_CHECKING:
    from typst import Compiler

_STANDARD: Final = "ua-1"
"""ISO 14289-1: Typst checks what a program can check of it, and refuses a document that breaks it."""

_TEMPLATES = {
    "main.typ": "report.typ",
    "report_blocks.typ": "report_blocks.typ",
    "report_tables.typ": "report_tables.typ",
}
_UNKNOWN = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def pdf_document(document: Document) -> bytes:
    """The report as PDF. A character that its fonts do not have is written as �."""
    import typst

    data = json.dumps(document_data(document), ensure_ascii=False)
    while True:
        try:
            return _compiled(data)
        except typst.TypstError as error:
            known = data
            for found in _UNKNOWN.findall(error.diagnostic):
                known = known.replace(_unescaped(found), "\N{REPLACEMENT CHARACTER}")
            if known == data:
                raise
            data = known


def _unescaped(text: str) -> str:
    """A character as Typst quotes it: in the manner of Rust where it cannot be seen."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _compiled(data: str) -> bytes:
    # A report is a virtual folder: nothing is read from a disk, and nothing is fetched.
    made = _compiler().compile(
        {**_templates(), "report.json": data.encode()},  # type: ignore[type-var]
        format="pdf",
        pdf_standards=_STANDARD,
    )
    assert isinstance(made, bytes)
    return made


@cache
def _templates() -> dict[str, bytes]:
    """The templates by the name that Typst knows them by."""
    here = files("infopos_pipeline.reporting.formats")
    return {name: here.joinpath(file).read_bytes() for name, file in _TEMPLATES.items()}


@cache
def _compiler() -> Compiler:
    """Typst with the fonts that it carries: what is installed on a machine decides nothing."""
    import typst

    return typst.Compiler(font_paths=typst.Fonts(include_system_fonts=False))
