"""Excel workbooks: what is read as it is meant, and what nobody can see is refused and named."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula

from infopos_pipeline.ingest.reading import read_source
from infopos_pipeline.problems import InputError

CANARY = "Zwaluwkanarie"
ROWS = [["id", "naam", "doel"], [1, CANARY, "A1"], [2, CANARY, "A2"]]


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def workbook(change=lambda sheet: None, rows=ROWS) -> bytes:
    """A workbook with rows, changed by ``change``."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    return saved(book)


def with_part(content: bytes, name: str, change) -> bytes:
    """The same workbook with one part of the zip file changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def read(content: bytes) -> list[list[str]]:
    table = read_source(content, "export.xlsx")
    return [
        list(table.headings),
        *map(list, zip(*(column.to_pylist() for column in table.columns.columns), strict=True)),
    ]


def refused(content: bytes):
    """The problems of a workbook that is refused; none of them shows a name."""
    with pytest.raises(InputError) as caught:
        read_source(content, "export.xlsx")
    for problem in caught.value.problems:
        assert problem.file == "export.xlsx"
        assert problem.expected
        assert problem.hint
    assert CANARY not in str(caught.value)
    return caught.value.problems


def one(content: bytes, code: str):
    (problem,) = refused(content)
    assert problem.code == code
    return problem


# What is read


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1, "General", "1"),
        (1.0, "General", "1"),
        (-97.0, "0.00", "-97"),
        (0.1, "General", "0.1"),
        (1 / 3, "0.00", "0.3333333333333333"),
        (1e-7, "General", "0.0000001"),
        (0.25, "0%", "0.25"),
        (1234567.5, "#.##0,00", "1234567.5"),
        (True, "General", "TRUE"),
        (False, "General", "FALSE"),
        (date(2019, 3, 4), "dd-mm-yyyy", "2019-03-04"),
        (datetime(2019, 3, 4), "dd-mm-yyyy", "2019-03-04"),
        (datetime(2019, 3, 4), "dd-mm-yyyy hh:mm", "2019-03-04 00:00:00"),
        (datetime(2019, 3, 4, 10, 30), "d-m-yyyy", "2019-03-04 10:30:00"),
        (time(10, 30), "hh:mm", "10:30:00"),
        ("01", "General", "01"),
        ("NA", "General", "NA"),
        (" Ja ", "@", " Ja "),
        ("é“”–", "General", "é“”–"),
    ],
)
def test_a_cell_is_the_text_of_its_value(value, number_format, text):
    def change(sheet):
        sheet["C2"] = value
        sheet["C2"].number_format = number_format

    assert read(workbook(change))[1][2] == text


def test_strings_are_read_wherever_and_however_they_are_stored():
    """Shared, rich and with signs that XML cannot hold as another program writes them; inline as openpyxl does."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["a", "b", "c", "d"])
    sheet.write_string(1, 0, "een\rtwee\n")
    sheet.write_string(1, 1, "_x0041_")
    sheet.write_rich_string(1, 2, "half ", book.add_format({"bold": True}), "vet", " en niet")
    sheet.write_string(1, 3, "=1+1")
    book.close()
    assert read(out.getvalue())[1] == ["een\rtwee\n", "_x0041_", "half vet en niet", "=1+1"]


def test_an_inline_rich_text_is_its_runs_together():
    def change(sheet: bytes) -> bytes:
        old, new = (
            b'<c r="A2" t="n"><v>1</v></c>',
            b'<c r="A2" t="inlineStr"><is><r><t>ri</t></r><r><t>jk</t></r></is></c>',
        )
        assert old in sheet
        return sheet.replace(old, new)

    assert read(with_part(workbook(), SHEET, change))[1][0] == "rijk"


def test_the_rows_are_counted_as_excel_shows_them():
    table = read_source(workbook(rows=[[], [], *ROWS]), "export.xlsx")
    assert (table.first_row, table.columns.num_rows) == (4, 2)


def test_empty_rows_and_columns_around_the_cells_are_none():
    def change(sheet):
        for place in ("C9", "H2", "XFD1048576"):
            sheet[place].font = Font(bold=True)
        sheet["B8"] = "  "
        sheet.row_dimensions[9].hidden = True
        sheet.column_dimensions.group("F", "XFD", hidden=True)

    assert read(workbook(change)) == read(workbook())


def test_a_column_without_any_cell_between_others_is_kept_empty():
    assert read(workbook(rows=[["a", None, "c"], [1, None, 3]])) == [["a", "", "c"], ["1", "", "3"]]


def test_an_empty_sheet_beside_the_export_does_no_harm():
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    book.create_sheet("Blad2")
    assert len(read(saved(book))) == 3


def test_a_protected_sheet_can_be_read():
    def change(sheet):
        sheet.protection.enable()
        sheet.protection.set_password("geheim")

    assert len(read(workbook(change))) == 3


def test_what_the_library_warns_of_is_not_said(recwarn):
    """It would quote a cell: here a number too large for a date."""

    def change(sheet):
        sheet["A2"] = 99999999999
        sheet["A2"].number_format = "d-m-yyyy"

    assert one(workbook(change), "formula").found == "an error value in cell A2"
    assert [str(warning.message) for warning in recwarn] == []


# What cannot be seen, or is not what it seems


def test_merged_cells_are_named_each():
    def change(sheet):
        sheet.merge_cells("B2:C2")
        sheet.merge_cells("A2:A3")

    problems = refused(workbook(change))
    assert [(p.code, p.row, p.found) for p in problems] == [
        ("merged_cells", 2, "merged cells A2:A3"),
        ("merged_cells", 2, "merged cells B2:C2"),
    ]


@pytest.mark.parametrize("how", [b'hidden="1"', b'ht="0" customHeight="1"'])
def test_a_hidden_row_is_named(how):
    content = with_part(workbook(), SHEET, lambda sheet: sheet.replace(b'<row r="3"', b'<row r="3" ' + how))
    problem = one(content, "hidden_cells")
    assert (problem.row, problem.found) == (3, "a hidden row")


def test_rows_that_a_filter_hides_are_named():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for place, row in enumerate(ROWS):
        sheet.write_row(place, 0, row)
    sheet.autofilter("A1:C3")
    sheet.filter_column("C", "x == A1")
    sheet.set_row(2, options={"hidden": True})
    book.close()
    problem = one(out.getvalue(), "hidden_cells")
    assert problem.row == 3
    assert "filter" in problem.hint


@pytest.mark.parametrize(
    ("change", "letters"),
    [
        (lambda sheet: setattr(sheet.column_dimensions["B"], "hidden", True), ["B"]),
        (lambda sheet: sheet.column_dimensions.group("B", "C", hidden=True), ["B", "C"]),
        (lambda sheet: sheet.column_dimensions.group("C", "XFD", hidden=True), ["C"]),
    ],
    ids=["one", "a group", "a group that goes on"],
)
def test_every_hidden_column_with_cells_is_named_also_of_a_group(change, letters):
    problems = refused(workbook(change))
    assert [(p.code, p.found) for p in problems] == [("hidden_cells", f"hidden column {letter}") for letter in letters]


def test_a_column_without_width_is_hidden():
    narrow = b'<cols><col min="1" max="1" width="0" customWidth="1"/></cols><sheetData>'
    content = with_part(workbook(), SHEET, lambda sheet: sheet.replace(b"<sheetData>", narrow))
    assert one(content, "hidden_cells").found == "hidden column A"


def test_many_hidden_rows_are_listed_in_part_and_counted():
    def change(sheet):
        for row in range(2, 102):
            sheet.row_dimensions[row].hidden = True

    problems = refused(workbook(change, [["a"], *[[number] for number in range(100)]]))
    assert len(problems) == 20
    assert "80 more" in problems[-1].advice


@pytest.mark.parametrize(
    "formula", ["=1+1", '=HYPERLINK("http://voorbeeld.example","x")', ArrayFormula("C2:C3", "=B2:B3")]
)
def test_a_formula_is_named_by_its_cell(formula):
    problem = one(workbook(lambda sheet: sheet.__setitem__("C2", formula)), "formula")
    assert (problem.row, problem.found) == (2, "a formula in cell C2")


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!"])
def test_what_is_left_of_a_formula_that_failed_is_no_answer(error):
    def change(sheet):
        sheet["C3"] = error
        sheet["C3"].data_type = "e"

    problem = one(workbook(change), "formula")
    assert (problem.row, problem.found) == (3, "an error value in cell C3")


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("visible", "2 sheets with cells"),
        ("hidden", "2 sheets with cells, 1 of them hidden"),
        ("veryHidden", "2 sheets with cells, 1 of them hidden"),
    ],
)
def test_several_sheets_are_counted_hidden_ones_too(state, found):
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    book.create_sheet("Toelichting").append([CANARY])
    book["Toelichting"].sheet_state = state
    assert one(saved(book), "several_sheets").found == found


def test_a_workbook_whose_only_sheet_with_cells_is_hidden_is_empty_to_see():
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    book.create_sheet("Leeg")
    book.active = 1
    book.worksheets[0].sheet_state = "hidden"
    one(saved(book), "empty_file")


@pytest.mark.parametrize("rows", [[["Resultaten van " + CANARY], *ROWS], [[], ["Titel"], [], *ROWS]])
def test_a_title_above_the_headings_is_pointed_at(rows):
    problem = one(workbook(rows=rows), "no_headings")
    assert problem.row == (1 if rows[0] else 2)
    assert "title" in problem.hint


def test_empty_rows_between_respondents_are_named():
    problems = refused(workbook(rows=[*ROWS, [], [" "], ROWS[1]]))
    assert [(p.code, p.row) for p in problems] == [("empty_row", 4), ("empty_row", 5)]


def test_a_cell_far_below_is_told_by_the_empty_rows_above_it():
    problems = refused(workbook(lambda sheet: sheet.__setitem__("A1048576", "x")))
    assert [p.row for p in problems] == list(range(4, 24))
    assert f"{1048576 - 4 - 20} more" in problems[-1].advice


def test_a_cell_far_to_the_right_is_one_more_column():
    table = read_source(workbook(lambda sheet: sheet.__setitem__("XFD1", "x")), "export.xlsx")
    assert (len(table.headings), table.headings[-1]) == (16384, "x")


@pytest.mark.parametrize("rows", [[], [["a", "b"]], [[None]]])
def test_a_workbook_without_respondents_is_empty(rows):
    one(workbook(rows=rows), "empty_file")


# Files that are no such workbook


def test_a_workbook_with_a_password_says_so():
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook())).encrypt("geheim", locked)
    assert "password" in one(locked.getvalue(), "password").hint


@pytest.mark.parametrize("part", range(10))
def test_a_workbook_cut_short_is_refused(part):
    content = workbook()
    problem = refused(content[: len(content) * part // 10 or 4])
    assert [p.code for p in problem] == ["not_text"]
    assert "cut short" in problem[0].hint


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "before 2007 (.xls)"),
        (with_part(workbook(), "", bytes).replace(b"xl/workbook.xml", b"xl/workbook.bin"), "binary workbook (.xlsb)"),
        (b"\xef\xbb\xbf\r\n<html><head></head><table><tr><td>id</td></tr></table>", "web page"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        (b"PK\x05\x06" + bytes(18), "empty zip"),
    ],
    ids=["xls", "xlsb", "html", "xml", "empty zip"],
)
def test_another_kind_of_spreadsheet_is_named(content, kind):
    assert kind in one(content, "not_text").hint


def test_an_opendocument_file_is_named():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", "<office:document-content/>")
    assert "OpenDocument" in one(out.getvalue(), "not_text").hint


def test_a_small_file_that_unpacks_to_very_much_is_refused_unread(monkeypatch):
    def blow_up(sheet: bytes) -> bytes:
        return sheet.replace(b"</sheetData>", b"<row>" + b"<c/>" * 5_000_000 + b"</row></sheetData>")

    content = with_part(workbook(), SHEET, blow_up)
    assert len(content) < 100_000
    monkeypatch.setattr(openpyxl, "load_workbook", pytest.fail)
    assert "unpacks to" in one(content, "not_text").hint


@pytest.mark.parametrize(
    "declared",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b"]>",
        b'<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/hostname">]>',
    ],
    ids=["that grow", "that are files"],
)
def test_entities_in_its_xml_are_not_followed(declared):
    def change(sheet: bytes) -> bytes:
        return declared + sheet.replace(b"<v>1</v>", b"<v>&j;</v>")

    one(with_part(workbook(), SHEET, change), "not_text")
