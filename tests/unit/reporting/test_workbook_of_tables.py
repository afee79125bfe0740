"""Tables as a workbook, read by openpyxl and by LibreOffice."""

import csv
import dataclasses
import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from infopos_pipeline.reporting.document import Card, Cards, Document, PlaceName, Section, TableBlock
from infopos_pipeline.reporting.formats.excel import document_workbook
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel

from .documents import HARMFUL, converted, every_block, harmful_table, pages_of, table


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def of_tables(*blocks: TableBlock | Cards) -> Document:
    return dataclasses.replace(every_block(), sections=(Section("s", "Deel", blocks),))


@pytest.fixture(scope="module")
def document() -> Document:
    return every_block()


@pytest.fixture(scope="module")
def book(document: Document) -> Workbook:
    return opened(document_workbook(document))


def values(sheet: Worksheet) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_same_tables_give_the_same_bytes_on_a_day_that_says_nothing(document: Document, book: Workbook) -> None:
    assert document_workbook(document) == document_workbook(every_block())
    assert book.properties.created == book.properties.modified == datetime(2000, 1, 1)
    assert book.properties.title == "Onderzoek naar informatie – Meting 2017"
    assert not book.properties.creator


def test_every_table_of_a_report_has_a_sheet_named_as_on_paper(book: Workbook) -> None:
    assert book.sheetnames == ["Inhoud", "Vergelijking 1", "Tabel 2", "Overzicht 2", "Overzicht 3"]


def test_the_index_leads_to_each_sheet_with_its_title_and_section(book: Workbook) -> None:
    index = book["Inhoud"]
    assert index["A1"].value == "Onderzoek naar informatie – Meting 2017"
    assert [index["A2"].value, index["A3"].value] == ["Intern: Niet verspreiden.", "Synthetisch: Verzonnen."]
    rows = list(index.iter_rows(min_row=5))
    assert [[cell.value for cell in row] for row in rows] == [
        ["Blad", "Titel", "Onderdeel"],
        ["Vergelijking 1", "Titel van vergelijking_1", "Vergelijkingen"],
        ["Tabel 2", "Tevredenheid", "Vergelijkingen"],
        ["Overzicht 2", "Titel van breed", "Breed"],
        ["Overzicht 3", "=1+1", "=Koek"],
    ]
    for row in rows[1:]:
        name, cell = re.fullmatch(r"'(.*)'!(A1)", row[0].hyperlink.location).groups()  # type: ignore[union-attr]
        assert book[name][cell].value == row[1].value


def test_a_sheet_has_title_header_rows_and_notes(book: Workbook) -> None:
    assert values(book["Tabel 2"]) == [
        ["Tevredenheid", None, None, None],
        [None] * 4,
        ["Groep", "Kolom 1", "Kolom 2", "Uitleg"],
        ["Knelpunten *", None, None, None],
        ["Ja", 34.2466, 34.2466, "-"],
        ["Nee", 34.2466, 34.2466, "-"],
        ["Anders", "12 (24,0)", "12 (24,0)", "regel een\nregel twee"],
        [None] * 4,
        ["N: gemeenten met een antwoord, tabel_2.", None, None, None],
        ["** p < 0,05", None, None, None],
    ]


def test_numbers_are_numbers_and_show_their_decimals_and_mark(book: Workbook) -> None:
    cell = book["Tabel 2"]["B5"]
    assert (cell.data_type, cell.number_format) == ("n", '0.0"**"')


@pytest.mark.parametrize(
    ("cell", "value", "shown"),
    [
        (Cell("26", numbers=(26,)), 26, "0"),
        (Cell("0,010", numbers=(0.0102,)), 0.0102, "0.000"),
        (Cell("-0.36", "*", (-0.361,)), -0.361, '0.00"*"'),
        (Cell("12,5%", numbers=(12.5,)), "12,5%", "General"),
        (Cell("< 0,001", numbers=(0.0002,)), "< 0,001", "General"),
        (Cell("2017"), "2017", "General"),
        (Cell("3,18 (0,94)", numbers=(3.18, 0.94)), "3,18 (0,94)", "General"),
    ],
)
def test_only_what_is_one_number_becomes_one(cell: Cell, value: Any, shown: str) -> None:
    model = TableModel("t", "T", "S", (Column("K"),), (RowGroup("", (Row("r", (cell,)),)),))
    found = opened(document_workbook(of_tables(TableBlock(model))))["Overzicht 1"]["B4"]
    assert (found.value, found.number_format) == (value, shown)


def test_the_header_stays_in_sight_and_repeats_in_print_on_a_turned_page(book: Workbook) -> None:
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B4"
        assert sheet.print_title_rows == "$3:$3"
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # 1 where it is not said


def test_columns_are_as_wide_as_what_they_hold(book: Workbook) -> None:
    sheet = book["Tabel 2"]
    assert sheet.column_dimensions["B"].width > len("12 (24,0)")
    assert sheet.row_dimensions[7].height == 2 * 15  # the row of two lines


def test_no_cell_is_a_formula_and_harmful_texts_stay_whole(book: Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type in ("s", "n") for cell in cells)
    rows = values(book["Overzicht 3"])
    shown = list(HARMFUL.values())
    start = 4  # after title, header and the heading of the group
    assert [row[:2] for row in rows[start : start + len(shown)]] == [[text, text] for text in shown]
    assert [row[0] for row in rows[-len(shown) :]] == shown


def test_a_text_that_is_too_long_for_excel_says_that_it_was_cut() -> None:
    model = TableModel("t", "T", "S", (Column("K", "texts"),), (RowGroup("", (Row("r", (Cell("x" * 40000),)),)),))
    value = opened(document_workbook(of_tables(TableBlock(model))))["Overzicht 1"]["B4"].value
    assert value == "x" * 32766 + "…"


def test_names_of_sheets_are_legal_and_each_its_own() -> None:
    labels = [
        "Tabel 1",
        "tabel 1",
        "Een/heel:lange [naam]?* die te lang is 1",
        "Een/heel:lange [naam]?* die te lang is 2",
    ]
    labels += ["Inhoud", "'", "History", "😀" * 20]
    blocks = [TableBlock(table(f"t{place}"), PlaceName(label)) for place, label in enumerate(labels)]
    names = opened(document_workbook(of_tables(*blocks))).sheetnames
    assert len({name.casefold() for name in names}) == len(labels) + 1
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", name)
        assert name.casefold() != "history"


def test_a_table_behind_a_chart_has_the_name_of_the_chart() -> None:
    card = Card("about-a", "Titel", (TableBlock(table("a"), folded="Tabel"),), PlaceName("Vergelijking 1"))
    document = of_tables(TableBlock(table("b"), PlaceName("Tabel 1")), Cards((card,)), TableBlock(table("c")))
    assert opened(document_workbook(document)).sheetnames == ["Inhoud", "Tabel 1", "Vergelijking 1", "Overzicht 2"]


def test_libreoffice_opens_it_prints_every_sheet_and_finds_text_in_every_cell(
    soffice: str, pdftotext: str, tmp_path: Path
) -> None:
    harmful = dataclasses.replace(harmful_table(), notes=())
    path = tmp_path / "tables.xlsx"
    path.write_bytes(document_workbook(of_tables(TableBlock(table("t1")), TableBlock(harmful))))
    # comma, quote, UTF-8; the last -1 is every sheet, each in a file of its own
    converted(soffice, path, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1")
    with (tmp_path / "tables-Overzicht 2.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[1] for row in rows[4:]] == list(HARMFUL.values())
    printed = " ".join(" ".join(pages_of(pdftotext, converted(soffice, path, "pdf"))).split())
    for text in ("Overzicht 1", "Titel van t1", "12 (24,0)", "** p < 0,05"):
        assert text in printed
    assert re.search(r"34[.,]2\*\*", printed)
