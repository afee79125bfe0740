"""The blocks of a report as paragraphs, tables and pictures of a Word document.

Here: what each block becomes. Not here: what stands around the sections (``word``) and how styles look
(``word_styles``).
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, assert_never

from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.table import CT_Tbl
from docx.shared import Inches, Length, Mm, Pt, Twips
from docx.text.paragraph import Paragraph as WordParagraph

from infopos_pipeline.reporting.document import (
    Block,
    Card,
    Cards,
    Facts,
    Findings,
    Heading,
    Listing,
    Notice,
    Paragraph,
    Picture,
    PlaceName,
    Section,
    TableBlock,
    Tile,
    Tiles,
)
from infopos_pipeline.reporting.formats import word_tables
from infopos_pipeline.reporting.formats.office_text import readable
from infopos_pipeline.reporting.formats.word_columns import PORTRAIT_WIDTH, columns_of
from infopos_pipeline.reporting.formats.word_pictures import PIXELS_AN_INCH, png, size
from infopos_pipeline.reporting.formats.word_text import add_field, add_spans, add_text, bookmarked
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.study.model import Language

_TALLEST: Length = Mm(215)
"""Of a picture, so that its heading and caption stand on its page."""

_TILES_A_ROW = 4
_ABOVE_NOTES = Pt(4)
_INTRODUCING = 4
"""Headings and paragraphs that go with a wide table to its page."""

_LIST_INDENT = Mm(6.35)
_LIST_STYLES = {"ordered": "List Number"}
_FACTS_STYLES = {"facts": "Facts", "provenance": "Provenance"}


@dataclass(frozen=True)
class Entry:
    """An entry of the table of contents: level 1 or 2, text and bookmark."""

    level: int
    text: str
    bookmark: str


@dataclass
class Writer:
    """Writes blocks at the end of a document.

    Attributes:
        bookmarks: the bookmark of every section and card that a link may lead to.
        contents: the headings that were written, in order.
    """

    file: WordFile
    language: Language
    bookmarks: Mapping[str, str]
    contents: list[Entry] = field(default_factory=list)
    _captions: Counter[str] = field(default_factory=Counter)
    _styles: dict[str, str | None] = field(default_factory=dict)
    _bookmarked: int = 0
    _landscape: bool = False

    def section(self, section: Section, *, new_page: bool) -> None:
        """A section under its heading."""
        self._turn(_is_turned(section.blocks))
        heading = self._heading(section.title, 1, anchor=section.name)
        heading.paragraph_format.page_break_before = new_page or None
        self.blocks(section.blocks)

    def blocks(self, blocks: Sequence[Block]) -> None:
        """Blocks under each other, each on a page that is turned as it needs."""
        for place, block in enumerate(blocks):
            if not isinstance(block, Cards):
                self._turn(_is_turned(blocks[place:]))
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._paragraph(block, "Normal")
            case Heading():
                self._heading(block.text, block.level - 1, block.label)
            case Notice():
                add_spans(self._add("Notice"), block.spans, self.bookmarks)
            case Picture():
                self._picture(block, captioned=True)
            case Cards():
                for card in block.cards:
                    self._card(card, block.level - 1)
            case _:
                self._set_out(block)

    def _set_out(self, block: Listing | TableBlock | Facts | Tiles | Findings) -> None:
        match block:
            case Listing():
                self._listing(block)
            case TableBlock():
                self._table(block)
            case Facts():
                self._facts(block)
            case Tiles():
                for start in range(0, len(block.tiles), _TILES_A_ROW):
                    self._tiles(block.tiles[start : start + _TILES_A_ROW])
            case Findings():
                self._findings(block)
            case _:
                assert_never(block)

    def _add(self, style: str, text: str = "") -> WordParagraph:
        if style not in self._styles:  # python-docx looks through all styles for each paragraph
            self._styles[style] = self.file.part.get_style_id(style, WD_STYLE_TYPE.PARAGRAPH)  # type: ignore[no-untyped-call]
        paragraph = self.file.add_paragraph()
        paragraph._p.style = self._styles[style]
        if text:
            add_text(paragraph, text)
        return paragraph

    def _paragraph(self, block: Paragraph, style: str) -> WordParagraph:
        paragraph = self._add({"lead": "Lead", "proof": "Proof"}.get(block.role, style))
        add_spans(paragraph, block.spans, self.bookmarks)
        return paragraph

    def _heading(self, text: str, level: int, label: PlaceName | None = None, anchor: str = "") -> WordParagraph:
        """A heading, bookmarked and noted for the contents."""
        paragraph = self._add(f"Heading {level}")
        shown = self._named(paragraph, text, label)
        self._bookmarked += 1
        bookmark = self.bookmarks.get(anchor) or f"_Toc{self._bookmarked:06}"
        bookmarked(paragraph, bookmark, self._bookmarked)
        self.contents.append(Entry(level, shown, bookmark))
        return paragraph

    def _named(self, paragraph: WordParagraph, title: str, label: PlaceName | None) -> str:
        """A title after the name under which it was published, in the language of that name; as text too."""
        if label is None:
            add_text(paragraph, title)
            return title
        add_text(paragraph, label.text, language=label.language)
        add_text(paragraph, f": {title}")
        return f"{label.text}: {title}"

    def _caption(self, kind: Literal["Table", "Figure"], title: str, label: PlaceName | None) -> None:
        """A caption over a table or picture: under its published name, else numbered."""
        paragraph = self._add("Caption")
        if label is None:
            self._captions[kind] += 1
            add_text(paragraph, say(f"caption_{kind.lower()}", self.language) + " ")
            add_field(paragraph, f"SEQ {kind}", str(self._captions[kind]))  # type: ignore[arg-type]
            add_text(paragraph, f": {title}")
        else:
            self._named(paragraph, title, label)

    def _listing(self, block: Listing) -> None:
        style = _LIST_STYLES.get(block.role, "List Bullet")
        number = self._numbering() if style == "List Number" else None
        for entry in block.entries:
            for place, part in enumerate(entry):
                if not isinstance(part, Paragraph):
                    self._block(part)
                elif place:
                    following = self._paragraph(part, "List Continue")
                    following.paragraph_format.left_indent = _LIST_INDENT
                else:
                    paragraph = self._paragraph(part, style)
                    if number is not None:
                        paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number

    def _numbering(self) -> int:
        """A list of its own, which starts at one: a style alone would count on through the document."""
        numbering = self.file.part.numbering_part.element
        style = self.file.styles["List Number"].element
        model = numbering.num_having_numId(style.pPr.numPr.numId.val)
        made = numbering.add_num(model.abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)

    def _table(self, block: TableBlock) -> None:
        """A table under its caption, its notes under it."""
        self._caption("Table", block.model.title, block.label)
        self._append(word_tables.table(block.model, columns_of(block.model)))
        notes = block.model.notes or ("",)  # a paragraph parts tables that would run together
        for place, note in enumerate(notes):
            look = self._add("Table Note", note).paragraph_format
            look.space_before = None if place else _ABOVE_NOTES
            look.keep_with_next = place < len(notes) - 1 or None

    def _append(self, table: CT_Tbl) -> None:
        self.file.element.body.insert_element_before(table, "w:sectPr")

    def _card(self, card: Card, level: int) -> None:
        """A card under its heading; a picture that it names has no caption that would say the same."""
        self._turn(_is_turned(card.blocks))
        self._heading(card.title, level, card.label, card.anchor)
        for block in card.blocks:
            match block:
                case Picture():
                    self._picture(block, captioned=block.title != card.title)
                case Paragraph():  # what it shows stands on its page
                    self._paragraph(block, "Normal").paragraph_format.keep_with_next = True
                case _:
                    self.blocks([block])

    def _picture(self, block: Picture, *, captioned: bool) -> None:
        """A picture, smaller where the page is, with all it shows in words."""
        if captioned:
            self._caption("Figure", block.title, None)
        wide, high = (Inches(pixels / PIXELS_AN_INCH) for pixels in size(block.svg))
        fitting = min(1.0, Twips(PORTRAIT_WIDTH) / wide, _TALLEST / high)
        run = self._add("Picture").add_run()
        shape = run.add_picture(io.BytesIO(png(block.svg)), width=Length(int(wide * fitting)))
        said = shape._inline.docPr
        said.set("title", readable(block.title))
        said.set("descr", readable(block.description))
        said.set("name", readable(block.name))

    def _facts(self, block: Facts) -> None:
        if block.kind == "values":
            paragraph = self._add("List Continue")
            for place, (label, value) in enumerate(block.entries):
                add_text(paragraph, f"{'    ' if place else ''}{label}: ")
                add_text(paragraph, value, "Strong")
            return
        for label, value in block.entries:
            paragraph = self._add(_FACTS_STYLES[block.kind])
            add_text(paragraph, f"{label}\t")
            add_text(paragraph, value, "Strong" if block.kind == "facts" else None)

    def _tiles(self, tiles: Sequence[Tile]) -> None:
        """Tiles as a table: what the numbers are of, and the numbers."""
        width = PORTRAIT_WIDTH // len(tiles)
        text = word_tables.cell_paragraph
        heads = [word_tables.cell(width, [text(tile.label, "TableHeading", keep=True)]) for tile in tiles]
        numbers = [
            word_tables.cell(width, [text(tile.number, "TileNumber"), text(tile.below, "TableText")]) for tile in tiles
        ]
        rows = [word_tables.header_row(heads), word_tables.whole_row(numbers)]
        self._append(word_tables.bare_table(rows, [width] * len(tiles), tiles[0].label))
        self._add("Table Note")

    def _findings(self, block: Findings) -> None:
        for finding in block.findings:
            paragraph = self._add("Finding")
            add_text(paragraph, f"{finding.number}\t", "Strong")
            add_text(paragraph, finding.what, "Strong")
            add_text(paragraph, "\n")
            add_spans(paragraph, finding.where, self.bookmarks)

    def _turn(self, landscape: bool) -> None:
        """Go on in a page that is turned or upright, a new one if this one is not."""
        if self._landscape == landscape:  # python-docx would look through all paragraphs for the last section
            return
        self._landscape = landscape
        before, turned = self.file.sections[-1], self.file.add_section()
        self.file.element.body.p_lst[-1].style = "SectionEnd"  # the empty paragraph that ends the section before
        turned.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        turned.page_width, turned.page_height = before.page_height, before.page_width


def _is_turned(blocks: Sequence[Block]) -> bool:
    """Whether the next table is too wide for an upright page: what introduces it stands on its page."""
    for block in blocks[: _INTRODUCING + 1]:
        match block:
            case Heading() | Paragraph():
                continue
            case TableBlock():
                return columns_of(block.model).landscape
            case _:
                return False
    return False
