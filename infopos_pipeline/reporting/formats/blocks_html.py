"""The blocks of a report as HTML, for a page with the style sheet of the report.

Here: what each block looks like in marks. Not here: the page around them (``page``) and how it looks (``style.css``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import assert_never

from infopos_pipeline.reporting.document import (
    Block,
    Card,
    Cards,
    Facts,
    Finding,
    Findings,
    Heading,
    Line,
    Listing,
    Notice,
    Paragraph,
    Picture,
    PlaceName,
    Span,
    TableBlock,
    Tile,
    Tiles,
)
from infopos_pipeline.reporting.formats.great_tables_html import embedded
from infopos_pipeline.reporting.formats.plain_html import plain_html

Made = Mapping[str, str]
"""Tables as great_tables made them, by their name; one that is not given is made plainly."""


def blocks_html(blocks: Sequence[Block], made: Made) -> str:
    """Blocks under each other; tables that unfold from the same line stand behind it together."""
    parts = []
    for folded, those in groupby(blocks, key=lambda block: block.folded if isinstance(block, TableBlock) else ""):
        html = "\n".join(_block(block, made) for block in those)
        parts.append(f"<details><summary>{escape(folded)}</summary>\n{html}</details>" if folded else html)
    return "\n".join(parts)


def _block(block: Block, made: Made) -> str:
    match block:
        case Listing():
            return _listing(block, made)
        case TableBlock():
            return _table(block, made)
        case Cards():
            cards = "".join(_card(card, block.level, made) for card in block.cards)
            return f'<div class="cards">\n{cards}</div>'
        case Tiles():
            return f'<dl class="tiles">{"".join(map(_tile, block.tiles))}</dl>'
        case Findings():
            return f'<ol class="findings">\n{"".join(map(_finding, block.findings))}</ol>'
        case _:
            return _simple_block(block)


def _simple_block(block: Paragraph | Heading | Notice | Facts | Picture) -> str:
    match block:
        case Paragraph():
            return f"<p{_class(block.role, 'body')}>{line_html(block.spans)}</p>"
        case Heading():
            return _heading(block.text, block.label, block.level)
        case Notice():
            return f'<p class="notice" role="note">{line_html(block.spans)}</p>'
        case Facts():
            return _facts(block)
        case Picture():
            return f'<figure class="plate">{block.svg}</figure>'
        case _:
            assert_never(block)


def line_html(spans: Line) -> str:
    """A line with its emphasis, languages and links."""
    return "".join(map(_span, spans))


_MARKS: Mapping[str, tuple[str, str]] = {
    "strong": ("strong", ""),
    "emphasis": ("em", ""),
    "soft": ("span", ' class="base"'),
    "label": ("span", ' class="kind"'),
}


def _span(span: Span) -> str:
    text = escape(span.text)
    if span.target:
        text = f'<a href="#{escape(span.target)}">{text}</a>'
    language = f' lang="{span.language}"' if span.language else ""
    if span.emphasis:
        mark, kind = _MARKS[span.emphasis]
        return f"<{mark}{kind}{language}>{text}</{mark}>"
    return f"<span{language}>{text}</span>" if language else text


def _class(name: str, ordinary: str) -> str:
    return "" if name == ordinary else f' class="{name}"'


def _heading(text: str, label: PlaceName | None, level: int) -> str:
    """A heading with the name under which a table or chart was published.

    The title behind it is for those who go through a page by its headings: others see it in the table or picture right
    under it.
    """
    if label is None:
        return f"<h{level}>{escape(text)}</h{level}>"
    name = f"<span{f' lang={_quoted(label.language)}' if label.language else ''}>{escape(label.text)}</span>"
    return f'<h{level}>{name}<span class="unseen">: {escape(text)}</span></h{level}>'


def _quoted(text: str) -> str:
    return f'"{escape(text)}"'


def _listing(block: Listing, made: Made) -> str:
    mark = "ol" if block.role == "ordered" else "ul"
    entries = "".join(f"<li>{_entry(entry, made)}</li>\n" for entry in block.entries)
    kind = "" if block.role in ("plain", "ordered") else f' class="{block.role}"'
    return f"<{mark}{kind}>\n{entries}</{mark}>"


def _entry(blocks: Sequence[Block], made: Made) -> str:
    """The text of an entry that is no more than that, else its blocks."""
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph) and blocks[0].role == "body":
        return line_html(blocks[0].spans)
    return blocks_html(blocks, made)


_FACTS = {"facts": "facts", "values": "values", "provenance": "provenance-list"}


def _facts(block: Facts) -> str:
    entries = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>\n" for label, value in block.entries
    )
    return f'<dl class="{_FACTS[block.kind]}">\n{entries}</dl>'


def _tile(tile: Tile) -> str:
    below = f"<b>{escape(tile.number)}</b> <span>{escape(tile.below)}</span>"
    return f"<div><dt>{escape(tile.label)}</dt><dd>{below}</dd></div>"


def _finding(finding: Finding) -> str:
    return (
        f'<li><b>{escape(finding.number)}</b> <span class="what">{escape(finding.what)}</span> '
        f'<span class="where">{line_html(finding.where)}</span></li>\n'
    )


def _table(block: TableBlock, made: Made) -> str:
    heading = f"{_heading(block.model.title, block.label, 3)}\n" if block.label else ""
    ready = made.get(block.model.name)
    return heading + (embedded(ready) if ready else plain_html(block.model, stacked=block.stacked))


def _card(card: Card, level: int, made: Made) -> str:
    if card.label:
        heading = _heading(card.title, card.label, level)
    else:  # the picture under it says its title
        heading = f'<h{level} class="unseen">{escape(card.title)}</h{level}>'
    return (
        f'<article class="card" id="{escape(card.anchor)}">\n{heading}\n{blocks_html(card.blocks, made)}\n</article>\n'
    )


def contents_html(entries: Iterable[tuple[str, str]], label: str) -> str:
    """The contents of a page, folded away on a narrow screen: anchors with their headings."""
    links = "\n".join(f'<li><a href="#{escape(name)}">{escape(title)}</a></li>' for name, title in entries)
    folded = f"<details><summary>{escape(label)}</summary>\n<ul>\n{links}\n</ul></details>"
    return f'<nav class="contents" aria-label="{escape(label)}">\n{folded}\n</nav>'
