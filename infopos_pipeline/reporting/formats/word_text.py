"""Runs of text in a Word document: spans, links inside the document, bookmarks and fields.

Text of the report goes in as text only. The codes of fields are those of this module: none is made from data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from infopos_pipeline.reporting.document import Line
from infopos_pipeline.reporting.formats.office_text import readable
from infopos_pipeline.study.model import Language

LANGUAGE_TAGS: Mapping[Language, str] = {"nl": "nl-NL", "en": "en-GB"}
_STYLES = {"": None, "strong": "Strong", "emphasis": "Emphasis", "soft": "Soft", "label": "Label"}

Field = Literal["PAGE", "NUMPAGES", "SEQ Table", "SEQ Figure", r'TOC \o "1-2" \h \z \u']
"""The fields that a report has (ECMA-376 part 1, 17.16.5): page, pages, numbers of captions, table of contents."""


def add_text(paragraph: Paragraph, text: str, style: str | None = None, language: Language | None = None) -> Run:
    """A run of text; a line break is one, and the language is said if it is not that of the document."""
    run = paragraph.add_run()
    write_text(run._r, readable(text))
    if style:
        run._r.style = style  # the name is its id, too: python-docx would look for it through all styles
    if language:
        spoken = OxmlElement("w:lang", {qn("w:val"): LANGUAGE_TAGS[language]})
        run._r.get_or_add_rPr().append(spoken)
    return run


def write_text(run: CT_R, text: str) -> None:
    """The text of a new run. python-docx goes through it letter by letter, for tabs and line breaks that few have."""
    if "\t" in text or "\n" in text:
        run.text = text
    elif text:
        run.add_t(text)


def add_spans(paragraph: Paragraph, spans: Line, bookmarks: Mapping[str, str]) -> None:
    """Spans one after another; those that lead to a bookmark of the document are links to it."""
    for span in spans:
        bookmark = bookmarks.get(span.target)
        if bookmark:
            add_link(paragraph, span.text, bookmark, "Hyperlink", span.language)
        else:
            add_text(paragraph, span.text, _STYLES[span.emphasis], span.language)


def add_link(
    paragraph: Paragraph, text: str, bookmark: str, style: str | None = None, language: Language | None = None
) -> None:
    """A link to a bookmark in the document."""
    run = add_text(paragraph, text, style, language)
    link = OxmlElement("w:hyperlink", {qn("w:anchor"): bookmark, qn("w:history"): "1"})
    run._r.addprevious(link)
    link.append(run._r)


def bookmarked(paragraph: Paragraph, bookmark: str, number: int) -> None:
    """Put a bookmark around the text of a paragraph; its number is its own in the document."""
    start = OxmlElement("w:bookmarkStart", {qn("w:id"): str(number), qn("w:name"): bookmark})
    paragraph._p.insert_element_before(start, "w:r", "w:hyperlink")
    paragraph._p.append(OxmlElement("w:bookmarkEnd", {qn("w:id"): str(number)}))


def add_field(paragraph: Paragraph, field: Field, shown: str) -> None:
    """A field with what it shows until Word computes it."""
    begin_field(paragraph, field)
    paragraph.add_run(shown)
    end_field(paragraph)


def begin_field(paragraph: Paragraph, field: Field) -> None:
    """The start of a field; what it shows comes after it."""
    _field_mark(paragraph, "begin")
    code = OxmlElement("w:instrText", {qn("xml:space"): "preserve"})
    code.text = f" {field} "
    paragraph.add_run()._r.append(code)
    _field_mark(paragraph, "separate")


def end_field(paragraph: Paragraph) -> None:
    """The end of the field that was begun last."""
    _field_mark(paragraph, "end")


def _field_mark(paragraph: Paragraph, kind: str) -> None:
    paragraph.add_run()._r.append(OxmlElement("w:fldChar", {qn("w:fldCharType"): kind}))
