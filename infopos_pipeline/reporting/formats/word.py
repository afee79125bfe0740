"""A report as a Word document, by python-docx: the same bytes for the same report.

Here: the front page, the table of contents, the head and foot of every page, the properties of the file. Not here:
the blocks of sections (``word_blocks``) and how they look (``word_styles``).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from docx.document import Document as WordFile
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.text.paragraph import Paragraph

from infopos_pipeline.files import timeless
from infopos_pipeline.reporting.document import Cards, Document
from infopos_pipeline.reporting.formats.office_text import readable
from infopos_pipeline.reporting.formats.word_blocks import Entry, Writer
from infopos_pipeline.reporting.formats.word_styles import styled_file
from infopos_pipeline.reporting.formats.word_text import (
    LANGUAGE_TAGS,
    add_field,
    add_link,
    add_text,
    begin_field,
    end_field,
)
from infopos_pipeline.reporting.words.wording import say

_CREATED = datetime(2000, 1, 1)
"""A document must name a day; this one says nothing."""

_LONGEST_PROPERTY = 255
"""Characters."""

_WARNINGS = ("internal", "synthetic")


def word_document(document: Document) -> bytes:
    """The document: its front page with contents, its summary on a page of its own, its other sections."""
    file = styled_file(document.language)
    _properties(file, document)
    _head_and_foot(file, document)
    contents = _front(file, document)
    writer = Writer(file, document.language, _bookmarks(document))
    for place, section in enumerate(document.sections):
        writer.section(section, new_page=place < 2)
    _contents(contents, writer.contents)
    last = file.add_paragraph(style="Closing")
    add_text(last, f"{document.title} – {document.wave}. {document.footer}")
    content = io.BytesIO()
    file.save(content)
    return timeless(content.getvalue())


def _properties(file: WordFile, document: Document) -> None:
    properties = file.core_properties
    properties.title = readable(f"{document.title} – {document.wave}")[:_LONGEST_PROPERTY]
    properties.language = LANGUAGE_TAGS[document.language]
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = _CREATED


def _head_and_foot(file: WordFile, document: Document) -> None:
    """On every page: which report, what nobody may overlook, and the number of the page."""
    section = file.sections[0]
    header, footer = section.header, section.footer
    add_text(header.paragraphs[0], f"{document.title} – {document.wave}")
    marks = " · ".join(banner.mark.upper() for banner in document.banners)
    if marks:
        add_text(header.add_paragraph(style="Header Mark"), marks)
    paragraph = footer.paragraphs[0]
    paragraph.alignment = WD_PARAGRAPH_ALIGNMENT.RIGHT
    add_text(paragraph, say("page_number", document.language) + " ")
    add_field(paragraph, "PAGE", "1")
    add_text(paragraph, f" {say('page_of', document.language)} ")
    add_field(paragraph, "NUMPAGES", "1")


def _front(file: WordFile, document: Document) -> Paragraph:
    """Wave, title, banners; the last paragraph, before which the contents come."""
    add_text(file.add_paragraph(style="Subtitle"), document.wave)
    add_text(file.add_paragraph(style="Title"), document.title)
    for banner in document.banners:
        style = "Banner Warning" if banner.kind in _WARNINGS else "Banner"
        paragraph = file.add_paragraph(style=style)
        add_text(paragraph, f"{banner.mark}:", "Strong")
        add_text(paragraph, f" {banner.text}")
    add_text(file.add_paragraph(style="TOC Heading"), say("contents", document.language))
    return file.add_paragraph(style="toc 1")


def _contents(last: Paragraph, entries: Sequence[Entry]) -> None:
    """The table of contents, filled in: Word adds page numbers when it is asked to bring it up to date (F9)."""
    shown = [entry for entry in entries if entry.level <= 2]
    for place, entry in enumerate(shown):
        paragraph = last.insert_paragraph_before(style=f"toc {entry.level}")
        if place == 0:
            begin_field(paragraph, r'TOC \o "1-2" \h \z \u')
        add_link(paragraph, entry.text, entry.bookmark)
        if place == len(shown) - 1:
            end_field(paragraph)
    last._p.getparent().remove(last._p)


def _bookmarks(document: Document) -> dict[str, str]:
    """The bookmark of every section and card; names of Word's own kind, which it hides from its list."""
    return {anchor: f"_Ref{number:06}" for number, anchor in enumerate(dict.fromkeys(_anchors(document)), start=1)}


def _anchors(document: Document) -> Iterator[str]:
    yield from (section.name for section in document.sections)
    for _, block in document.blocks():
        if isinstance(block, Cards):
            yield from (card.anchor for card in block.cards)
