"""Tables and sections of a report as Markdown, for previews in a user interface (CommonMark with the tables of GitHub
Flavored Markdown 0.29).

A text of a study stays a text: whatever in it could be markup is escaped, and no address in it becomes a link. There is
no HTML here, since an interface may show it as text; lines within a cell therefore stand behind each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from infopos_pipeline.reporting.document import (
    Block,
    Cards,
    Facts,
    Findings,
    Heading,
    Line,
    Listing,
    Notice,
    Paragraph,
    Picture,
    Section,
    TableBlock,
    Tiles,
    text_of,
)
from infopos_pipeline.reporting.tables.models import Column, Row, TableModel

_MARKUP = re.compile(r"([\\`*_\[\]<>&|~])")
"""What can be markup within a line; a backslash takes that from it (CommonMark 0.31, 2.4)."""

_OPENING = re.compile(r"^(\d{0,9})([-+=#.):])")
"""What can be markup at the beginning of a line: of headings, lists and rules."""

_ADDRESS = re.compile(r"(?i)(www(?=\.)|(?:https?|ftp|mailto|xmpp)(?=:)|(?=@))")
"""Where GitHub's tables and links would find an address, also behind backslashes."""

_WORD_JOINER = "\N{WORD JOINER}"
_BETWEEN_LINES = " · "


def escaped(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    one_line = _BETWEEN_LINES.join(line.strip() for line in text.splitlines() if line.strip())
    return _OPENING.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", _ADDRESS.sub(rf"\1{_WORD_JOINER}", one_line)))


def table_markdown(model: TableModel) -> str:
    """A table under its title, with its notes: labels and texts as a reader sees them."""
    head = [Column(model.stub or model.title, "texts"), *model.columns]
    lines = [_row(column.label for column in head), _row(map(_side, head), raw=True)]
    for group in model.groups:
        if group.label:
            lines.append(_row([f"**{escaped(group.label)}**", *[""] * len(model.columns)], raw=True))
        lines += [_row(_texts(row)) for row in group.rows]
    return "\n\n".join([f"**{escaped(model.title)}**", "\n".join(lines), *map(escaped, model.notes)])


def section_markdown(section: Section) -> str:
    """A section under its heading. Pictures are left out: what they show stands in the text or table beside them."""
    return "\n\n".join([f"## {escaped(section.title)}", *_blocks(section.blocks)])


def _row(cells: Iterator[str] | Sequence[str] | map[str], *, raw: bool = False) -> str:
    return f"| {' | '.join(cell if raw else escaped(cell) for cell in cells)} |"


def _side(column: Column) -> str:
    return ":---" if column.holds == "texts" else "---:"


def _texts(row: Row) -> list[str]:
    return [row.label, *(f"{cell.text}{cell.mark}" for cell in row.cells)]


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                yield _line(block.spans)
            case Notice():
                yield f"> {_line(block.spans)}"
            case Heading():
                yield f"{'#' * block.level} {escaped(block.text)}"
            case TableBlock():
                yield table_markdown(block.model)
            case Cards():
                for card in block.cards:
                    yield f"{'#' * block.level} {escaped(card.title)}"
                    yield from _blocks(card.blocks)
            case Picture():
                pass
            case _:
                yield "\n".join(f"- {entry}" for entry in _entries(block))


def _entries(block: Listing | Facts | Tiles | Findings) -> Iterator[str]:
    """What stands in a list, also where other formats lay it out otherwise."""
    match block:
        case Listing():
            # The later blocks of an entry belong to it by their indentation.
            yield from ("\n\n".join(_blocks(entry)).replace("\n", "\n  ") for entry in block.entries)
        case Facts():
            yield from (f"{escaped(label)}: **{escaped(value)}**" for label, value in block.entries)
        case Tiles():
            yield from (f"{escaped(one.label)}: **{escaped(one.number)}** {escaped(one.below)}" for one in block.tiles)
        case Findings():
            yield from (f"**{escaped(one.number)}** {escaped(one.what)} – {_line(one.where)}" for one in block.findings)


def _line(spans: Line) -> str:
    return escaped(text_of(spans))
