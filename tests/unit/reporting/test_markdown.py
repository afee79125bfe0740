"""Markdown of tables and sections, read by another program (markdown-it, CommonMark with tables and strikethrough)."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from infopos_pipeline.reporting.document import (
    Card,
    Cards,
    Facts,
    Finding,
    Findings,
    Heading,
    Listing,
    Notice,
    Paragraph,
    Picture,
    Section,
    TableBlock,
    Tile,
    Tiles,
    line,
    paragraphs,
)
from infopos_pipeline.reporting.formats.markdown import escaped, section_markdown, table_markdown
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
JOINER = "\N{WORD JOINER}"
HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](http://a.example/x.svg)",
    "a|b",
    "a\\|b",
    "`x`|`y`",
    "**x** _y_ ~~z~~",
    "&lt;b&gt;",
    "<http://a.example>",
    "# x",
    "1. x",
    "- x",
    "> x",
    "---",
    "===",
    "[x]: http://a.example",
    "| --- |",
    "\\",
    "    x",
]
texts = st.text(alphabet="ab1 <>[]()!|\\`*_~&;#-+=.:/@\"'{}$\t", max_size=30) | st.sampled_from(HOSTILE)


def read(token: Token) -> str:
    """The text that a reader sees of one inline token, none of which may be markup."""
    kinds = {child.type for child in token.children or ()}
    assert kinds <= {"text", "text_special"}, kinds
    return "".join(child.content for child in token.children or ()).replace(JOINER, "")


def bare(text: str) -> str:
    """A text without what Markdown drops at both ends of a line."""
    return text.strip()


@given(texts)
@example("".join(HOSTILE))
def test_a_text_is_read_as_the_text_it_is_and_never_as_markup(text: str) -> None:
    tokens = READER.parse(escaped(text))
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    assert "".join(read(token) for token in tokens if token.type == "inline") == bare(text)


@given(st.lists(texts.filter(bare), min_size=4, max_size=4), texts)
def test_a_table_is_read_with_every_label_cell_and_note_in_its_place(cells: list[str], note: str) -> None:
    stub, heading, label, value = cells
    rows = (Row(label, (Cell(value, "*"),)), Row(value, (Cell(label),)))
    model = TableModel("x", "Title", stub, (Column(heading),), (RowGroup("", rows),), (note,))
    tokens = READER.parse(table_markdown(model))
    inline = [token for token in tokens if token.type == "inline"]
    shown = [stub, heading, label, f"{value}*", value, label]
    assert [read(token) for token in inline[1:7]] == [bare(text) for text in shown]
    assert [token.type for token in tokens if token.type in ("th_open", "td_open")] == ["th_open"] * 2 + ["td_open"] * 4
    assert [read(token) for token in inline[7:]] == ([bare(note)] if bare(note) else [])


def test_addresses_do_not_become_links_where_tables_are_githubs() -> None:
    """Its readers look for addresses in the text itself: a joiner that nobody sees stands in them."""
    for address in ("http://a.example", "HTTPS://a.example", "www.a.example", "a@b.example", "mailto:a@b.example"):
        shown = escaped(address)
        assert JOINER in shown, address
        assert not any(found in shown.lower() for found in ("http:", "https:", "mailto:", "www.", "a@b")), address


def test_lines_of_a_cell_stand_behind_each_other_and_groups_have_a_row_of_their_own() -> None:
    model = TableModel("x", "T", "Group", (Column("Text", "texts"),), (RowGroup("A\nB", (Row("r", (Cell("1\n2"),)),)),))
    assert table_markdown(model) == "**T**\n\n| Group | Text |\n| :--- | :--- |\n| **A · B** |  |\n| r | 1 · 2 |"


def test_every_kind_of_block_is_written_and_no_picture() -> None:
    table = TableModel("t", "Table", "s", (Column("c"),), (RowGroup("", (Row("r", (Cell("1"),)),)),))
    blocks = (
        *paragraphs(["One <b>"]),
        Notice(line("mind")),
        Heading("Head", 4),
        Listing(((Paragraph(line("first")), Paragraph(line("second"))),)),
        Facts((("label", "value"),)),
        Tiles((Tile("response", "75", "of 81"),)),
        Findings((Finding("65%", "no", line("where")),)),
        Cards((Card("a", "Card", (TableBlock(table),)),)),
        Picture("p", "title", "description", "<svg/>"),
    )
    assert section_markdown(Section("s", "Title", blocks)) == "\n\n".join(
        [
            "## Title",
            "One \\<b\\>",
            "> mind",
            "#### Head",
            "- first\n  \n  second",
            "- label: **value**",
            "- response: **75** of 81",
            "- **65%** no – where",
            "### Card",
            table_markdown(table),
        ]
    )
