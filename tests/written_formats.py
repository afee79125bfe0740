"""The sample wave as other survey systems and programs would write it: the same answers, other files.

Made from the cells of the LimeSurvey export and the declared labels by code of its own. Which questions were not shown
is told from the last page and the routing, as a survey system knows it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyreadstat

from infopos_pipeline.study import Study
from infopos_pipeline.study.bindings import Binding
from infopos_pipeline.study.model import Item

Row = dict[str, str]


@dataclass(frozen=True)
class Column:
    """A column of answers: its heading as a code, its question, and of a box its option."""

    code: str
    item: Item
    option: str = ""


class SampleWave:
    """The cells of the sample wave with what they mean."""

    def __init__(self, study: Study, rows: list[Row]) -> None:
        self.study, self.rows = study, rows
        self.bound = study.bindings["limesurvey"].items
        self.columns = list(self._columns())

    def _columns(self) -> Iterator[Column]:
        for name, bound in self.bound.items():
            item = self.study.items[name]
            if bound.column:
                yield Column(bound.column, item)
            for option in item.options if bound.columns else ():
                yield Column(bound.columns[option], item, option)

    def option(self, column: Column, row: Row) -> str:
        """The option chosen in a column with codes, or nothing."""
        return self.bound[column.item.name].codes.get(row[column.code], "")

    def shown(self, item: Item, row: Row) -> bool:
        """Whether a question was put: its page was reached, and the routing led there."""
        if int(row["lastpage"] or 0) < item.page:
            return False
        if not item.asked_if:
            return True
        asked, _, options = item.asked_if.partition(" in ")
        if options in self.bound:  # "option in boxes"
            return bool(row[self.bound[options].columns[asked]])
        chosen = self.option(Column(self.bound[asked].column or "", self.study.items[asked]), row)
        return chosen in options.strip("()").replace(" ", "").split(",")

    def anything(self, item: Item, row: Row) -> bool:
        """Whether there is anything in the columns of an item."""
        return any(row[column.code] for column in self.columns if column.item is item)

    def label(self, column: Column, row: Row, language: str = "nl") -> str:
        """What a cell says in words."""
        if column.item.kind == "text":
            return row[column.code]
        return column.item.options[chosen].text(language) if (chosen := self.option(column, row)) else ""

    def question(self, column: Column) -> str:
        """A heading that is a question."""
        text = column.item.label.nl
        return f"{text} [{column.item.options[column.option].nl}]" if column.option else text

    def table(
        self,
        heading: Callable[[Column], str],
        cell: Callable[[Column, Row], str],
        system: tuple[str, str] = ("lastpage", "token"),
    ) -> list[list[str]]:
        """Headings and rows, with the two columns of the system that the study reads."""
        first = [*system, *map(heading, self.columns)]
        return [first, *([row["lastpage"], row["token"], *(cell(c, row) for c in self.columns)] for row in self.rows)]


def delimited(
    rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8", newline: str = "\r\n", **how: int
) -> bytes:
    """Rows as a delimited file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=newline, **how).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue().encode(encoding)


def as_codes(wave: SampleWave, yes: str = "Y", no: str = "") -> Callable[[Column, Row], str]:
    """Cells as codes; of boxes that were shown, with a word for "not ticked"."""

    def cell(column: Column, row: Row) -> str:
        if not column.option:
            return row[column.code]
        return (
            yes if row[column.code] else no if wave.anything(column.item, row) or wave.shown(column.item, row) else ""
        )

    return cell


def in_full(wave: SampleWave, yes: str = "Ja", no: str = "Nee", not_shown: str = "N/A") -> Callable[[Column, Row], str]:
    """Cells as LimeSurvey writes answers in full."""

    def cell(column: Column, row: Row) -> str:
        if not wave.shown(column.item, row) and not wave.anything(column.item, row):
            return not_shown
        if column.option:
            return yes if row[column.code] else no
        return wave.label(column, row)

    return cell


def vv(wave: SampleWave) -> bytes:
    """LimeSurvey's VV file: questions, then codes, tabs between them, and a mark for what was not shown."""
    full = in_full(wave, "Y", "", "{question_not_shown}")

    def cell(column: Column, row: Row) -> str:
        text = full(column, row) if column.option or not row[column.code] else row[column.code]
        return text.replace("\n", "{newline}").replace("\r", "{cr}").replace("\t", "{tab}").replace('"', "{quote}")

    rows = wave.table(lambda column: column.code, cell)
    rows = [["1", "", *row] for row in rows]
    rows[0] = ["id", "submitdate", *rows[0][2:]]
    questions = ["Response ID", "Date submitted", "Last page", "Token", *map(wave.question, wave.columns)]
    return delimited([questions, *rows], "\t", quoting=csv.QUOTE_NONE, quotechar=None)  # type: ignore[arg-type]


def workbook(rows: list[list[object]]) -> bytes:
    """Rows as an Excel workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


NOT_SHOWN, DONT_KNOW = -97.0, -98.0


def data_file(wave: SampleWave, folder: Path, strings: bool = False, compress: bool = False) -> bytes:
    """An SPSS file: numbers with labels and user-missing values for what was not shown, or codes as strings."""
    frame, labels, missing = {}, {}, {}
    for column in wave.columns:
        name = column.code.replace("[", "_").replace("]", "")
        options = list(column.item.options)
        if column.item.kind == "text" or strings:
            frame[name] = [row[column.code] for row in wave.rows]
            continue
        shown = [wave.shown(column.item, row) or wave.anything(column.item, row) for row in wave.rows]
        if column.option:
            values = [float(bool(row[column.code])) for row in wave.rows]
            labels[name] = {1.0: "Gekozen", 0.0: "Niet gekozen"}
        else:
            chosen = [wave.option(column, row) for row in wave.rows]
            values = [float(options.index(option) + 1) if option else None for option in chosen]
            labels[name] = {float(n): label.nl for n, label in enumerate(column.item.options.values(), start=1)}
        labels[name][NOT_SHOWN] = "Niet gesteld (routing of gestopt)"
        frame[name] = [value if seen else NOT_SHOWN for value, seen in zip(values, shown, strict=True)]
        missing[name] = [{"lo": NOT_SHOWN, "hi": NOT_SHOWN}]
    frame = {
        "lastpage": [float(row["lastpage"] or 0) for row in wave.rows],
        "token": [row["token"] for row in wave.rows],
        **frame,
    }
    path = folder / ("export.zsav" if compress else "export.sav")
    pyreadstat.write_sav(
        pd.DataFrame(frame),
        path,
        column_labels=["", "", *map(wave.question, wave.columns)],
        variable_value_labels=labels,
        missing_ranges=missing,
        row_compress=not compress,
        compress=compress,
    )
    return path.read_bytes()


def qualtrics(wave: SampleWave, joined: bool, numeric: bool, quote: str = '"') -> bytes:
    """Qualtrics' CSV: three rows of headings; boxes in a column each or joined; answers as numbers or in words."""
    items = list(dict.fromkeys(column.item.name for column in wave.columns))

    def answer(column: Column, row: Row) -> str:
        options = list(column.item.options)
        if column.option:
            if not row[column.code]:
                return ""
            return "1" if numeric else column.item.options[column.option].en
        if column.item.kind == "text":
            return row[column.code]
        chosen = wave.option(column, row)
        return "" if not chosen else str(options.index(chosen) + 1) if numeric else column.item.options[chosen].en

    columns: list[tuple[str, str, str, Callable[[Row], str]]] = [
        ("StartDate", "Start Date", "startDate", lambda row: row["startdate"]),
        ("Finished", "Finished", "finished", lambda row: "1" if row["submitdate"] else "0"),
        ("pagina", "pagina", "pagina", lambda row: row["lastpage"]),
        ("token", "token", "token", lambda row: row["token"]),
    ]
    for number, name in enumerate(items, start=1):
        own = [column for column in wave.columns if column.item.name == name]
        if own[0].option and joined:
            columns.append(
                (
                    f"Q{number}",
                    own[0].item.label.en,
                    f"QID{number}",
                    lambda row, own=own: ",".join(
                        (str(place) if numeric else answer(c, row))
                        for place, c in enumerate(own, start=1)
                        if row[c.code]
                    ),
                )
            )
            continue
        for place, c in enumerate(own, start=1):
            code = f"Q{number}_{place}" if c.option else f"Q{number}"
            text = c.item.label.en + (f" - Selected Choice - {c.item.options[c.option].en}" if c.option else "")
            columns.append((code, text, f"QID{number}", lambda row, c=c: answer(c, row)))
    spelled = [json.dumps({"ImportId": identity}).replace('"', quote) for _, _, identity, _ in columns]
    head = [[code for code, *_ in columns], [text for _, text, *_ in columns], spelled]
    return delimited([*head, *([cell(row) for *_, cell in columns] for row in wave.rows)], newline="\n")


def qualtrics_binding(wave: SampleWave, joined: bool, numeric: bool) -> dict[str, object]:
    """The binding of those files, as somebody would write it who has that survey."""
    bound: dict[str, object] = {}
    items = list(dict.fromkeys(column.item.name for column in wave.columns))
    for number, name in enumerate(items, start=1):
        item = wave.study.items[name]
        codes = {str(place): option for place, option in enumerate(item.options, start=1)}
        if item.kind != "multiple":
            bound[name] = {"column": f"Q{number}", **({"codes": codes} if numeric and codes else {})}
        elif joined:
            bound[name] = {"column": f"Q{number}", "delimiter": ",", **({"codes": codes} if numeric else {})}
        else:
            bound[name] = {"columns": {option: f"Q{number}_{place}" for place, option in codes_of(item)}}
    return {
        "format": "qualtrics",
        "progress": "pagina",
        "token": "token",
        "administration": ["StartDate", "Finished"],
        "items": bound,
    }


def codes_of(item: Item) -> list[tuple[int, str]]:
    """The options with the numbers that a survey system would give them."""
    return list(enumerate(item.options, start=1))


def forms(wave: SampleWave, microsoft: bool) -> bytes:
    """An export of Google Forms or Microsoft Forms: questions as headings, several answers in a cell."""
    items = list(dict.fromkeys(column.item.name for column in wave.columns))
    end = ";" if microsoft else ""
    between = ";" if microsoft else ", "
    own = {name: [column for column in wave.columns if column.item.name == name] for name in items}

    def cell(name: str, row: Row) -> str:
        first = own[name][0]
        if first.option:
            chosen = [c.item.options[c.option].nl for c in own[name] if row[c.code]]
            return between.join(chosen) + end if chosen else ""
        return wave.label(first, row)

    system = ["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam"] if microsoft else ["Tijdstempel"]
    head = [
        *system,
        "Op welke pagina bent u?",
        "Uw code ",
        *(f"{wave.study.items[name].label.nl}\xa0 " for name in items),
    ]
    rows = [
        [*[str(number)] * len(system), row["lastpage"], row["token"], *(cell(name, row) for name in items)]
        for number, row in enumerate(wave.rows, start=1)
    ]
    return workbook([head, *rows]) if microsoft else delimited([head, *rows])


def forms_binding(wave: SampleWave, microsoft: bool) -> dict[str, object]:
    """The binding of those files: headings are questions."""
    bound = {}
    for name in dict.fromkeys(column.item.name for column in wave.columns):
        item = wave.study.items[name]
        bound[name] = {"column": item.label.nl}
        if item.kind == "multiple":
            bound[name]["delimiter"] = ";" if microsoft else ", "
    system = ["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam"] if microsoft else ["Tijdstempel"]
    return {
        "format": "forms",
        "progress": "Op welke pagina bent u?",
        "token": "Uw code",
        "administration": system,
        "items": bound,
    }


def with_binding(study: Study, declared: dict[str, object]) -> Study:
    """The study of a wave with one more binding."""
    return replace(study, bindings={**study.bindings, "other": Binding.model_validate(declared)})


def for_every_wave(study: Study, wave: str, declared: dict[str, Any]) -> dict[str, Any]:
    """A binding of one wave's export as a binding of all waves, of which there are no such exports."""
    items: dict[str, Any] = {}
    for name, item in study.items.items():
        boxes = item.kind == "multiple" and "delimiter" not in declared["items"].get(name, {})
        later: dict[str, Any] = {"columns": {option: f"later_{name}_{option}" for option in item.options}}
        items[name] = later if boxes else {"column": f"later_{name}"}
        if (then := declared["items"].get(name)) is not None:
            moved = {key: value for key, value in then.items() if key in ("column", "columns", "codes")}
            items[name] |= {key: value for key, value in then.items() if key not in moved}
            items[name]["versions"] = [{"until": wave, **moved}]
    return {**declared, "items": items}
