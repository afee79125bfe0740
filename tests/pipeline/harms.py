"""What can happen to a table of text on its way: each of these surely leaves a bad file.

What may happen to a good file that stays one (rows in another order, an open answer cut in its last cell) is left out.
A table is an export or a frame; nothing of the package is used here.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import lzma
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace

from random_exports import BINDING, Export, written

CANARY = "Zwaluwkanarie"
"""Stands in every cell that names somebody and in every open answer; nobody may ever see it, or a part of it."""
MEGABYTE = 1 << 20
FRAME_HEADINGS = ["token", "gemeente", "regio", "inwoners"]


@dataclass(frozen=True)
class Harm:
    """What became of one table, and what must be said of it; codes are separated by spaces."""

    content: bytes
    codes: str
    row: int | None = None
    question: str | None = None


Harming = Callable[[random.Random, Export], Harm]


def bound(heading: str) -> str:
    """A heading as the binding spells it."""
    return re.sub(r"_(SQ\d+)$", r"[\1]", heading)


CLOSED = {item["column"] for item in BINDING["items"].values() if "codes" in item}
BOXES = {heading for item in BINDING["items"].values() for heading in item.get("columns", {}).values()}
CODE_OF = dict.fromkeys(CLOSED | BOXES, "unknown_code") | {
    "lastpage": "no_page",
    "regio": "frame_fact",
    "inwoners": "frame_fact",
}
"""What is said of a wrong cell in a column that takes no free text."""
TEXTS = {item["column"] for item in BINDING["items"].values() if "column" in item} - CLOSED
NEEDED = CLOSED | BOXES | TEXTS | {"lastpage", *FRAME_HEADINGS}
"""Headings that a file cannot do without; the token of an export is not one of them."""


def strict(table: Export) -> list[str]:
    """The headings of a table that take no free text."""
    return [heading for heading in table.headings if bound(heading) in CODE_OF]


def needed(table: Export) -> list[str]:
    """The headings that a table must have."""
    headings = [heading for heading in table.headings if bound(heading) in NEEDED]
    return headings if table.headings == FRAME_HEADINGS else [heading for heading in headings if heading != "token"]


def lines(table: Export) -> list[bytes]:
    """Every row as it is written, the headings first."""
    below = replace(table.style, mark=False)
    return [written(table.headings, [], table.style), *(written(cells, [], below) for cells in table.rows)]


def some_row(rng: random.Random, table: Export) -> int:
    return rng.randrange(len(table.rows))


def spoilt_cell(table: Export, row: int, heading: str, text: str) -> Harm:
    """A text in a cell that cannot have it."""
    return Harm(table.with_cell(row, heading, text).content, CODE_OF[bound(heading)], row + 2, bound(heading))


# Cut, and cells or columns too few or too many


def cut_within_a_row(rng: random.Random, table: Export) -> Harm:
    """At any byte before the last cell of a row: there a cut looks like a shorter answer."""
    row = some_row(rng, table)
    below = replace(table.style, mark=False)
    before_last = written(table.rows[row][:-1], [], below).removesuffix(below.line_end.encode())
    cut = lines(table)[row + 1][: rng.randint(1, len(before_last))]
    return Harm(b"".join(lines(table)[: row + 1]) + cut, "cut_short row_length encoding")


def cut_within_the_headings(rng: random.Random, table: Export) -> Harm:
    first = lines(table)[0]
    return Harm(first[: rng.randint(1, len(first))], "empty_file cut_short not_a_table encoding")


def unequal_row(rng: random.Random, table: Export) -> Harm:
    row, rows = some_row(rng, table), [list(cells) for cells in table.rows]
    if rng.random() < 0.5:
        del rows[row][rng.randrange(1, len(rows[row])) :]
    else:
        rows[row] += [rng.choice(["", "A1", CANARY])] * rng.randint(1, 90)
    return Harm(replace(table, rows=rows).content, "row_length", row + 2)


def columns_cut_off(rng: random.Random, table: Export) -> Harm:
    kept = rng.randrange(1, len(table.headings))
    return Harm(replace(table, rows=[cells[:kept] for cells in table.rows]).content, "row_length", 2)


def columns_lost(rng: random.Random, table: Export) -> Harm:
    lost = rng.sample(needed(table), rng.randint(1, 3))
    for heading in lost:
        table = table.without_column(heading)
    return Harm(table.content, "missing_column", 1, bound(lost[0]))


def column_twice(rng: random.Random, table: Export) -> Harm:
    heading = rng.choice(needed(table))
    for _ in range(rng.choice([1, 1, 2, 300])):
        table = table.with_column_twice(heading)
    other = re.sub(r"\[(SQ\d+)\]$", r"_\1", heading) if rng.random() < 0.5 else heading
    table = replace(table, headings=[*table.headings[:-1], other])
    return Harm(table.content, "double_column missing_column", 1, bound(heading))


def too_many_columns(rng: random.Random, table: Export) -> Harm:
    more = rng.choice([16_400, 100_000])
    extra = [f"{rng.choice(table.headings)}{number}" for number in range(more)]
    wide = replace(table, headings=[*table.headings, *extra], rows=[[*cells, *[""] * more] for cells in table.rows[:2]])
    return Harm(wide.content, "too_many_columns", 1)


# Headings


def without_headings(rng: random.Random, table: Export) -> Harm:
    return Harm(b"".join(lines(table)[1:]), "no_headings", 1)


def headings_in_words(rng: random.Random, table: Export) -> Harm:
    worded = rng.choice(["Vraag {}".format, "{} (volledige vraagtekst)".format])
    return Harm(replace(table, headings=[worded(heading) for heading in table.headings]).content, "no_headings", 1)


def headings_moved(rng: random.Random, table: Export) -> Harm:
    """The headings turn, the cells do not: no token is under its heading any more, and no name."""
    turn = rng.randrange(1, len(table.headings))
    moved = replace(table, headings=table.headings[turn:] + table.headings[:turn])
    return Harm(moved.content, "frame_fact frame_row" if table.headings == FRAME_HEADINGS else "not_in_frame")


def cells_moved_in_a_row(rng: random.Random, table: Export) -> Harm:
    """One cell more before token and name, and the last one gone."""
    row, rows = some_row(rng, table), [list(cells) for cells in table.rows]
    rows[row].insert(rng.randint(0, min(map(table.headings.index, ("token", "gemeente")))), "")
    rows[row].pop()
    code, question = ("frame_fact", "inwoners") if table.headings == FRAME_HEADINGS else ("not_in_frame", "gemeente")
    return Harm(replace(table, rows=rows).content, code, row + 2, question)


def the_file_twice(rng: random.Random, table: Export) -> Harm:
    """One after the other, with headings, and with a byte order mark if the file has one."""
    return Harm(table.content * 2, "no_page frame_fact", len(table.rows) + 2)


def another_survey(rng: random.Random, table: Export) -> Harm:
    headings = ["token", *(f"{rng.choice('qvx')}{number}" for number in range(rng.randint(3, 80)))]
    rows = [[cells[table.headings.index("token")], *["A1"] * (len(headings) - 1)] for cells in table.rows]
    return Harm(replace(table, headings=headings, rows=rows).content, "wrong_study missing_column", 1)


# Cells

WRONG = ["A9", "A0", "a1", "B1", "jaa", "YY", "3.0", "x!", "?", "-", "-oth-", "-1", "1.5", "1e3", "0x1", "½", "²"]
WRONG += ["#N/A", "#REF!", "NULL", "nan", "None", "TRUEE", "A1;A2", "A1,A2", "A1\nA2", "A1\tA2", "Α1", "A1\u200b", "🙂"]
WRONG += ["\u202eA1", "A1 A1", "[object Object]", CANARY, f"{CANARY}@{CANARY}.example", "a" * 300, "negen", "1" * 12]
"""In no closed question an answer, no page, no region and no number of inhabitants."""
FORMULAS = ["=1+1", '=HYPERLINK("http://voorbeeld.example","klik")', "@SUM(A1:A9)", "-2+3+cmd|' /C calc'!A0", "=A1"]
FORMULAS += ["+cmd|'/C calc'!A0", '="A1"', "\t=1+1", "＝1+1", f'=WEBSERVICE("http://{CANARY}.example")', "{=1+1}"]


def wrong_code(rng: random.Random, table: Export) -> Harm:
    return spoilt_cell(table, some_row(rng, table), rng.choice(strict(table)), rng.choice(WRONG))


def wrong_codes_everywhere(rng: random.Random, table: Export) -> Harm:
    row = some_row(rng, table)
    rows = [[rng.choice(WRONG) if h in strict(table) else c for h, c in zip(table.headings, cells, strict=True)]
            for cells in table.rows]  # fmt: skip
    heading = rng.choice(strict(table))
    return Harm(replace(table, rows=rows).content, CODE_OF[bound(heading)], row + 2, bound(heading))


def formula(rng: random.Random, table: Export) -> Harm:
    return spoilt_cell(table, some_row(rng, table), rng.choice(strict(table)), rng.choice(FORMULAS))


def no_page(rng: random.Random, table: Export) -> Harm:
    words = ["negen", "-1", "9.5", "IX", "9999999999", "1 2", "²", "½", "0x9", "1e1", "∞", "blz. 3", CANARY, "=9"]
    return spoilt_cell(table, some_row(rng, table), "lastpage", rng.choice(words))


def huge_cell(rng: random.Random, table: Export) -> Harm:
    size = rng.choice([MEGABYTE, MEGABYTE, 10 * MEGABYTE])
    text = rng.choice(["A", "9", '"', "=1+", "é", ",", ";", CANARY, "A1\n"])
    return spoilt_cell(table, some_row(rng, table), rng.choice(strict(table)), text * (size // len(text)))


def huge_heading(rng: random.Random, table: Export) -> Harm:
    heading = rng.choice(needed(table))
    size = rng.choice([100_000, MEGABYTE])
    headings = [h * (size // len(h)) if h == heading else h for h in table.headings]
    return Harm(replace(table, headings=headings).content, "missing_column not_a_table", 1)


# Bytes


def nul_byte(rng: random.Random, table: Export) -> Harm:
    rows = lines(replace(table, style=replace(table.style, mark=False)))
    row = rng.randrange(len(rows))
    place = rng.randint(0, len(rows[row]) - 2)
    rows[row] = rows[row][:place] + b"\x00" * rng.choice([1, 1, 40]) + rows[row][place:]
    return Harm(b"".join(rows), "encoding", row + 1)


def wide_encoding(rng: random.Random, table: Export) -> Harm:
    text = table.content.decode("utf-8-sig")
    return Harm(text.encode(rng.choice(["utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])), "encoding")


def another_encoding(rng: random.Random, table: Export) -> Harm:
    text = "opm" if "opm" in table.headings else "gemeente"
    table = table.with_cell(some_row(rng, table), text, rng.choice(["coöperatie", "één", "crèche", "naïef", "Ülrum"]))
    row = next(row for row, cells in enumerate(table.rows) if not "".join(cells).isascii())
    encoding = rng.choice(["mac-roman", "cp850"])
    return Harm(replace(table, style=replace(table.style, mark=False, encoding=encoding)).content, "encoding", row + 2)


def mark_in_the_middle(rng: random.Random, table: Export) -> Harm:
    """A byte order mark where one file was pasted behind another."""
    row, heading = some_row(rng, table), rng.choice(strict(table))
    return spoilt_cell(table, row, heading, "\ufeff" + (table.cell(row, heading) or "A1"))


def binary_junk(rng: random.Random, table: Export) -> Harm:
    junk = rng.randbytes(rng.randint(200, 5000))
    if rng.random() < 0.5:
        return Harm(junk, "encoding not_text")
    place = rng.randrange(len(table.content))
    return Harm(table.content[:place] + junk + table.content[place:], "encoding")


def zipped(content: bytes, name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def another_format(rng: random.Random, table: Export) -> Harm:
    """The content is that of the table where the format can hold it plainly."""
    content = table.content
    pack: Callable[[bytes], bytes] = rng.choice(
        [
            lambda b: zipped(b, "export.csv"),
            lambda b: zipped(b, "xl/workbook.xml"),
            lambda b: gzip.compress(b, mtime=0),
            bz2.compress,
            lzma.compress,
            lambda b: b"$FL2@(#) SPSS DATA FILE".ljust(64) + (2).to_bytes(4, "little") + b,
            lambda b: b"$FL3@(#) SPSS DATA FILE".ljust(64) + (2).to_bytes(4, "little") + b,
            lambda b: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b,
            lambda b: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b,
            lambda b: b"\x89PNG\r\n\x1a\n" + b,
            lambda b: b"SQLite format 3\x00" + b,
            lambda b: b"PAR1\x15\x04\x15\x00" + b + b"PAR1",
        ]
    )
    return Harm(pack(content), "not_text encoding cut_short")


def another_text(rng: random.Random, table: Export) -> Harm:
    """Text, but no table: a page that says to log in, an object, a letter."""
    texts = [
        f"<!DOCTYPE html>\n<html><head><title>{CANARY}</title></head>\n<body>U bent uitgelogd.</body></html>\n",
        f'{{"responses": [{{"naam": "{CANARY}"}},\n{{"naam": "{CANARY}"}}]}}\n',
        f'<?xml version="1.0"?>\n<document><row>{CANARY}</row></document>\n',
        f"Beste {CANARY},\n\nBij deze de export, zoals besproken.\n\nGroet,\n{CANARY}\n",
        f"{CANARY}\n" * rng.randint(2, 4000),
    ]
    return Harm(rng.choice(texts).encode(), "no_headings row_length empty_row not_text")


def nothing(rng: random.Random, table: Export) -> Harm:
    blank = [b"", b"\n", b"\r\n", b"\r\n" * 500, b"   \n\t\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"]
    headings = [b",", b'""', b";;;;\n", lines(table)[0], lines(table)[0] + b"\r\n" * 9]
    return Harm(rng.choice(blank + headings), "empty_file not_a_table")


# Quotes, delimiters and line ends


def quote_never_closed(rng: random.Random, table: Export) -> Harm:
    place = rng.randrange(len(table.content) + 1)
    return Harm(table.content[:place] + b'"' + table.content[place:], "cut_short encoding")


def quotes_lost(rng: random.Random, table: Export) -> Harm:
    text = "opm" if "opm" in table.headings else "gemeente"
    table = table.with_cell(some_row(rng, table), text, f"{CANARY}{table.style.delimiter}en\nmeer")
    return Harm(table.content.replace(b'"', b""), "row_length")


def quotes_in_quotes(rng: random.Random, table: Export) -> Harm:
    row, heading = some_row(rng, table), rng.choice(strict(table))
    if rng.random() < 0.5:
        return spoilt_cell(table, row, heading, '"' * rng.randint(1, 3000) + rng.choice(["", "A1"]))
    content = replace(table.with_cell(row, heading, "@"), style=replace(table.style, quoting=csv.QUOTE_ALL)).content
    raw = rng.choice([b'""A1""', b'"A1""" ', b'"""A1"""', b'"" ""A1'])
    assert content.count(b'"@"') == 1
    return Harm(content.replace(b'"@"', raw), CODE_OF[bound(heading)], row + 2, bound(heading))


def empty_row(rng: random.Random, table: Export) -> Harm:
    row, rows = some_row(rng, table), lines(table)
    blank = written([rng.choice(["", " ", "\t"])] * len(table.headings), [], replace(table.style, mark=False))
    rows.insert(row + 1, rng.choice([blank, table.style.line_end.encode()]))
    return Harm(b"".join(rows), "empty_row", row + 2)


def line_ends_doubled(rng: random.Random, table: Export) -> Harm:
    end = rng.choice(["\n\r", "\r\r\n", "\n\n", "\r\n\r\n"])
    return Harm(replace(table, style=replace(table.style, line_end=end)).content, "empty_row", 2)


def line_ends_unknown(rng: random.Random, table: Export) -> Harm:
    end = rng.choice(["\x0b", "\x0c", "\x1e", "\x85", "\u2028", "\\n", "<br>"])
    return Harm(replace(table, style=replace(table.style, line_end=end)).content, "empty_file row_length not_a_table")


def other_delimiter_in_a_row(rng: random.Random, table: Export) -> Harm:
    row, rows = some_row(rng, table), lines(table)
    other = rng.choice([d for d in ",;\t|" if d != table.style.delimiter])
    rows[row + 1] = written(table.rows[row], [], replace(table.style, mark=False, delimiter=other))
    return Harm(b"".join(rows), "row_length", row + 2)


def other_delimiter_in_the_headings(rng: random.Random, table: Export) -> Harm:
    rows = lines(table)
    other = rng.choice([d for d in ",;\t" if d != table.style.delimiter])
    rows[0] = written(table.headings, [], replace(table.style, delimiter=other))
    return Harm(b"".join(rows), "row_length", 2)


def unknown_delimiter(rng: random.Random, table: Export) -> Harm:
    style = replace(table.style, delimiter=rng.choice("|:^~ "))
    return Harm(replace(table, style=style).content, "no_headings row_length")


# What only a frame has


def fact_left_out(rng: random.Random, table: Export) -> Harm:
    heading = rng.choice(["regio", "inwoners"])
    words = (
        ["", "Oost", "Noord/Zuid"] if heading == "regio" else ["", "veel", "12.000", "-5", "9 000", "±9000", "9" * 30]
    )
    return spoilt_cell(table, some_row(rng, table), heading, rng.choice(words))


def municipality_twice(rng: random.Random, table: Export) -> Harm:
    one, other = sorted(rng.sample(range(len(table.rows)), 2))
    name = table.cell(one, "gemeente")
    spelling = rng.choice([name, name.upper(), f"  {name.replace('-', ' ')}", ""])
    return Harm(table.with_cell(other, "gemeente", spelling).content, "frame_row", other + 2, "gemeente")


def token_twice(rng: random.Random, table: Export) -> Harm:
    one, other = sorted(rng.sample([row for row in range(len(table.rows)) if table.cell(row, "token")], 2))
    spoilt = table.with_cell(other, "token", table.cell(one, "token"))
    return Harm(spoilt.content, "frame_row", other + 2, "token")
