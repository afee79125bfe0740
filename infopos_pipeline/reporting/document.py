"""The report model: what a report says, in order, without a word on how it looks.

A document has sections, a section has blocks. Sections (:mod:`~infopos_pipeline.reporting.sections`) make them from
results; formats (:mod:`~infopos_pipeline.reporting.formats`) write them as a page, a Word document, a workbook, a PDF.
All text is plain: a format escapes what it must.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from infopos_pipeline.reporting.tables.models import TableModel
from infopos_pipeline.study.model import Language


@dataclass(frozen=True)
class Span:
    """A run of text.

    Attributes:
        emphasis: "strong", "emphasis", "soft" (of less weight than the rest, such as a base behind a title), "label" (a
            short word that classes what follows, such as the kind of an erratum) or "".
        language: if it is another one than that of the document.
        target: the name of the section or card it leads to, in the document; "" for none.
    """

    text: str
    emphasis: Literal["", "strong", "emphasis", "soft", "label"] = ""
    language: Language | None = None
    target: str = ""


Line = tuple[Span, ...]
"""Spans one after another."""


def line(*parts: str | Span) -> Line:
    """Texts and spans as one line."""
    return tuple(Span(part) if isinstance(part, str) else part for part in parts)


def text_of(spans: Line) -> str:
    """A line without its emphasis."""
    return "".join(span.text for span in spans)


@dataclass(frozen=True)
class PlaceName:
    """The name under which a table or chart was published, such as `Tabel 1`; its language if that is another one."""

    text: str
    language: Language | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a "lead" opens what stands under it, a "proof" is evidence in small print."""

    spans: Line
    role: Literal["body", "lead", "proof"] = "body"


@dataclass(frozen=True)
class Heading:
    """A heading inside a section, level 3 or 4 (a section's own is level 2); after a published name if it has one."""

    text: str
    level: Literal[3, 4] = 3
    label: PlaceName | None = None


@dataclass(frozen=True)
class Notice:
    """What a reader must know before going on, such as that a passage was written about other figures."""

    spans: Line


@dataclass(frozen=True)
class Listing:
    """A list; each entry is blocks. "answers" are what respondents wrote, "errata" what is wrong in print."""

    entries: tuple[tuple[Block, ...], ...]
    role: Literal["plain", "ordered", "reading", "answers", "errata"] = "plain"


@dataclass(frozen=True)
class Facts:
    """Labels with their values, such as the numbers of the fieldwork, two values to compare, or the provenance."""

    entries: tuple[tuple[str, str], ...]
    kind: Literal["facts", "values", "provenance"] = "facts"


@dataclass(frozen=True)
class Tile:
    """One number in front: what it is of, the number, and what stands under it."""

    label: str
    number: str
    below: str


@dataclass(frozen=True)
class Tiles:
    """The numbers a reader with one minute takes along."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Finding:
    """A number in front of what it is of, and where it comes from."""

    number: str
    what: str
    where: Line


@dataclass(frozen=True)
class Findings:
    """Findings under each other, in order."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class TableBlock:
    """A table.

    Attributes:
        label: the name under which it was published; None if it has none.
        folded: the line behind which a screen folds it away, with those beside it that have the same line; "" if it
            stands open. On paper it stands open.
        stacked: whether its cells stand under each other on a narrow screen.
    """

    model: TableModel
    label: PlaceName | None = None
    folded: str = ""
    stacked: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture with its name in the document, its title, and all it shows in words for those who do not see it.

    The title and the base stand in the picture itself. ``svg`` is an element of its own, with ids of its own.
    """

    name: str
    title: str
    description: str
    svg: str


@dataclass(frozen=True)
class Card:
    """Blocks about one thing under a heading of their own, such as a chart with its sentence and its table.

    ``label`` is the name under which it was published; ``anchor`` is what leads to it.
    """

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    label: PlaceName | None = None


@dataclass(frozen=True)
class Cards:
    """Cards of one kind: beside each other on a wide screen, under each other elsewhere.

    ``level`` is that of their headings.
    """

    cards: tuple[Card, ...]
    level: Literal[3, 4] = 3


Block = Paragraph | Heading | Notice | Listing | Facts | Tiles | Findings | TableBlock | Picture | Cards


@dataclass(frozen=True)
class Section:
    """A section: its anchor, its heading, and its blocks, none if it has nothing to say."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Banner:
    """What nobody may overlook: its kind ("internal", "public", "synthetic" …), its mark, and what it says."""

    kind: str
    mark: str
    text: str


@dataclass(frozen=True)
class Document:
    """A report: its title, which wave it is of, its banners, its sections in order, and its last line."""

    title: str
    wave: str
    banners: tuple[Banner, ...]
    sections: tuple[Section, ...]
    footer: str
    language: Language

    def blocks(self) -> Iterator[tuple[Section, Block]]:
        """Every block with its section, also those inside lists and cards, in order."""
        for section in self.sections:
            for block in inside(section.blocks):
                yield section, block

    def tables(self) -> list[PlacedTable]:
        """Its tables, in order."""
        return [
            PlacedTable(section, block.label or label, block)
            for section in self.sections
            for label, block in _tables(section.blocks, None)
        ]


@dataclass(frozen=True)
class PlacedTable:
    """A table with the section it stands in, and the name under which it, or the chart it is behind, was published."""

    section: Section
    label: PlaceName | None
    block: TableBlock


def _tables(blocks: Sequence[Block], label: PlaceName | None) -> Iterator[tuple[PlaceName | None, TableBlock]]:
    """The tables of blocks with the name of the card that each stands in."""
    for block in blocks:
        if isinstance(block, TableBlock):
            yield label, block
        elif isinstance(block, Cards):
            for card in block.cards:
                yield from _tables(card.blocks, card.label)
        elif isinstance(block, Listing):
            for entry in block.entries:
                yield from _tables(entry, label)


def inside(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks and those inside them, in order."""
    for block in blocks:
        yield block
        if isinstance(block, Listing):
            for entry in block.entries:
                yield from inside(entry)
        elif isinstance(block, Cards):
            for card in block.cards:
                yield from inside(card.blocks)


def paragraphs(texts: Sequence[str]) -> list[Paragraph]:
    """Each text as a paragraph."""
    return [Paragraph(line(text)) for text in texts]


def listed(texts: Sequence[str], role: Literal["plain", "ordered", "reading", "answers"] = "plain") -> Listing:
    """Texts as a list, an entry each."""
    return Listing(tuple((Paragraph(line(text)),) for text in texts), role)
