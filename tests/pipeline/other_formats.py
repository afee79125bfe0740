"""The table of an export as a workbook or a data file, and what can happen to it there: each of these surely leaves a
bad file. Nothing of the package is used here.
"""

from __future__ import annotations

import io
import random
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyreadstat
from harms import CANARY, CODE_OF, TEXTS, WRONG, Harm, bound, needed, some_row, strict
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.worksheet.formula import ArrayFormula
from random_exports import BINDING, Export

Sheet = Any


def workbook(table: Export, change: Callable[[Sheet], object] = lambda sheet: None, above: int = 0) -> bytes:
    """The table as an Excel workbook, with empty rows above it, changed by ``change``."""
    book = openpyxl.Workbook()
    for row in [[]] * above + [table.headings, *table.rows]:
        book.active.append([_plain(cell) for cell in row])
    change(book.active)
    return saved(book)


def _plain(cell: str) -> str | None:
    """A cell as text: what looks like a formula is none here, and nothing stays nothing."""
    return f" {cell}" if cell.startswith("=") else cell or None


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def data_file(table: Export, compress: bool = False, missing: dict[str, list[str]] | None = None) -> bytes:
    """The table as a data file of SPSS, all of it strings; ``missing`` are the texts marked as missing, by heading."""
    names = [heading.replace("[", "_").replace("]", "") for heading in table.headings]
    columns = [list(column) for column in zip(*table.rows, strict=True)]
    marked = {names[table.headings.index(heading)]: texts for heading, texts in (missing or {}).items()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.sav"
        frame = pd.DataFrame(dict(zip(names, columns, strict=True)))
        pyreadstat.write_sav(frame, path, compress=compress, missing_ranges=marked or None)
        return path.read_bytes()


def _place(rng: random.Random, table: Export) -> tuple[int, int]:
    """The row and the column of some cell below the headings, as Excel counts them."""
    return some_row(rng, table) + 2, rng.randrange(len(table.headings)) + 1


# What a workbook can hide


def merged_cells(rng: random.Random, table: Export) -> Harm:
    row, column = _place(rng, table)
    end = (row + rng.randint(0, 2), column + rng.randint(1, 3))

    def change(sheet: Sheet) -> None:
        sheet.merge_cells(start_row=row, start_column=column, end_row=end[0], end_column=end[1])

    return Harm(workbook(table, change), "merged_cells", row)


def hidden_cells(rng: random.Random, table: Export) -> Harm:
    row, column = _place(rng, table)
    letter = openpyxl.utils.get_column_letter(column)
    last = openpyxl.utils.get_column_letter(min(column + rng.randint(0, 3), len(table.headings)))
    of_a_row = rng.random() < 0.5

    def change(sheet: Sheet) -> None:
        if of_a_row:
            sheet.row_dimensions[row].hidden = True
        else:
            sheet.column_dimensions.group(letter, last, hidden=True)

    return Harm(workbook(table, change), "hidden_cells", row if of_a_row else None)


def formula_in_a_workbook(rng: random.Random, table: Export) -> Harm:
    row, column = _place(rng, table)
    text = rng.choice(["=1+1", '=HYPERLINK("http://voorbeeld.example","klik")', f'="{CANARY}"', "=A1", "#N/A"])
    at = f"{openpyxl.utils.get_column_letter(column)}{row}"

    def change(sheet: Sheet) -> None:
        sheet[at] = ArrayFormula(at, text) if text == "=A1" else text

    return Harm(workbook(table, change), "formula", row)


def several_sheets(rng: random.Random, table: Export) -> Harm:
    book = openpyxl.load_workbook(io.BytesIO(workbook(table)))
    for name in ("Blad2", "Blad3")[: rng.randint(1, 2)]:
        book.create_sheet(name).append([CANARY])
        book[name].sheet_state = rng.choice(["visible", "hidden", "veryHidden"])
    return Harm(saved(book), "several_sheets")


def password(rng: random.Random, table: Export) -> Harm:
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook(table))).encrypt(CANARY, locked)
    return Harm(locked.getvalue(), "password")


# What can be wrong in a workbook as in any table


def title_above(rng: random.Random, table: Export) -> Harm:
    above = rng.randint(1, 3)
    title = workbook(table, lambda sheet: sheet.__setitem__("A1", f"Resultaten {CANARY}"), above)
    return Harm(title, "no_headings", 1)


def bad_table_in_a_workbook(rng: random.Random, table: Export) -> Harm:
    """Columns lost or there twice, an empty row, or rows far below."""
    heading, row = rng.choice(needed(table)), some_row(rng, table)
    match rng.randrange(4):
        case 0:
            return Harm(workbook(table.without_column(heading)), "missing_column", 1, bound(heading))
        case 1:
            return Harm(workbook(table.with_column_twice(heading)), "double_column", 1, bound(heading))
        case 2:
            rows = [*table.rows[:row], [], *table.rows[row:]]
            return Harm(workbook(replace(table, rows=rows)), "empty_row", row + 2)
        case _:
            far = rng.randint(1000, 1_048_576)
            return Harm(workbook(table, lambda sheet: sheet.cell(far, 1, "x")), "empty_row", len(table.rows) + 2)


def wrong_cell_in_a_workbook(rng: random.Random, table: Export) -> Harm:
    row, heading = some_row(rng, table), rng.choice(strict(table))
    value = rng.choice([*(word for word in WRONG if not word.startswith("#")), 1.5, -1, 1e-7])

    def change(sheet: Sheet) -> None:
        sheet.cell(row + 2, table.headings.index(heading) + 1, value)

    return Harm(workbook(table, change), CODE_OF[bound(heading)], row + 2, bound(heading))


def workbook_cut_short(rng: random.Random, table: Export) -> Harm:
    content = workbook(table)
    return Harm(content[: rng.randrange(4, len(content))], "not_text")


# Data files


def data_file_cut_short(rng: random.Random, table: Export) -> Harm:
    content = data_file(table, rng.random() < 0.5)
    return Harm(content[: rng.randrange(4, len(content))], "cut_short")


def damaged_dictionary(rng: random.Random, table: Export) -> Harm:
    """A number in the header or in the record of a variable that nothing else agrees with."""
    content = data_file(table, rng.random() < 0.5)
    place, number = rng.choice([(64, 9), (72, 9), (80, 2**31 - 1), (176, 5), (180, 2**31 - 1), (184, 7), (188, 77)])
    return Harm(content[:place] + number.to_bytes(4, "little") + content[place + 4 :], "cut_short")


def wrong_value_in_a_data_file(rng: random.Random, table: Export) -> Harm:
    row, heading = some_row(rng, table), rng.choice(strict(table))
    text = rng.choice([word for word in WRONG if word.isprintable()])
    spoilt = data_file(table.with_cell(row, heading, text), rng.random() < 0.5)
    return Harm(spoilt, CODE_OF[bound(heading)], row + 1, bound(heading))


def unknown_missing_value(rng: random.Random, table: Export) -> Harm:
    """A code that the file marks as missing, and of which nobody said what it means."""
    row, heading = some_row(rng, table), rng.choice([heading for heading in strict(table) if heading != "lastpage"])
    content = data_file(table.with_cell(row, heading, "-99"), missing={heading: ["-99"]})
    return Harm(content, "unknown_code", row + 1, bound(heading))


# Labels and encodings


GERMAN = {"ja": "Jawohl", "nee": "Nein", "zeer_tevreden": "Sehr zufrieden", "tevreden": "Zufrieden"}


def another_language(rng: random.Random, table: Export) -> Harm:
    """Answers in full, in a language that the study does not have."""
    row = some_row(rng, table)
    table = table.with_cell(row, "tevr", "A1")
    for item in BINDING["items"].values():
        if "codes" in item:
            place = table.headings.index(item["column"])
            labels = {code: GERMAN.get(option, f"Auf {option}") for code, option in item["codes"].items()}
            rows = [[labels.get(c, c) if p == place else c for p, c in enumerate(cells)] for cells in table.rows]
            table = replace(table, rows=rows)
    return Harm(rng.choice([table.content, workbook(table)]), "unknown_code", row + 2, "tevr")


def two_encodings(rng: random.Random, table: Export) -> Harm:
    """Two exports of which one was saved by Excel, one pasted behind the other: each row in its own encoding."""
    heading = rng.choice(sorted(TEXTS & set(table.headings) - {"gemeente"}))
    for row in range(len(table.rows)):
        table = table.with_cell(row, heading, f"Eén {CANARY}")
    whole = replace(table, style=replace(table.style, mark=False)).content
    parts = whole.split("Eén".encode())
    number = rng.randint(1, len(parts) - 2)
    before = "Eén".encode().join(parts[: number + 1])
    after = "Eén".encode("cp1252").join([b"", *parts[number + 1 :]])
    return Harm(before + after, "encoding", number + 2)
