"""Tables 1 to 4 and the appendix of the sample report, row by row beside what was printed: same rows, same order, same
figures but for the errata, same notes.

What was printed is ``data/infopos/2017/published.csv``, one figure a line in the order of the page.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
import yaml
from running import PROJECT, Ran

PRINTED = PROJECT / "data" / "infopos" / "2017"
STUDY = PROJECT / "schemas" / "infopos"


def printed(place: str) -> list[dict[str, str]]:
    """The figures of a table in the order of print."""
    with (PRINTED / "published.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["place"] == place]


def labels() -> dict[str, dict[str, str]]:
    """The Dutch label of every option, of every item, fact and derived variable."""
    content = {
        "questionnaire.yaml": "items",
        "derivations.yaml": "derived",
    }
    found = {
        name: {option: one["nl"] for option, one in (variable.get("options") or {}).items()}
        for file, field in content.items()
        for name, variable in yaml.safe_load((STUDY / file).read_text("utf-8"))[field].items()
    }
    facts = yaml.safe_load((STUDY / "study.yaml").read_text("utf-8"))["frame"]["facts"]
    return found | {name: {o: one["nl"] for o, one in fact["options"].items()} for name, fact in facts.items()}


def table_of(sample: Ran, place: str) -> tuple[list[list[str]], list[str]]:
    """The rows of a made table with a cell each, headings of groups as rows of one cell, and its notes."""
    html = (sample.cli.output("2017") / "tables" / f"{place}.html").read_text("utf-8")
    (frame,) = pd.read_html(io.StringIO(html), flavor="lxml", decimal="@", thousands=None, keep_default_na=False)
    rows = [[str(cell) for cell in row] for row in frame.itertuples(index=False)]
    rows = [row[:1] if len(set(row)) == 1 and len(row) > 1 else row for row in rows]
    body = re.search(r"<tfoot.*?</tfoot>", html, re.DOTALL)
    notes = re.findall(r"<td[^>]*>(.*?)</td>", body[0], re.DOTALL) if body else []
    return rows[: len(rows) - len(notes)], notes


def errata() -> set[tuple[str, ...]]:
    """Which printed figures are wrong, or printed under a wrong label, as ``errata.yaml`` proves."""
    declared = yaml.safe_load((PRINTED / "errata.yaml").read_text("utf-8"))["errata"]
    keys = ("place", "item", "category", "group", "group_value", "statistic")
    return {tuple(str(one["figure"].get(key, "")) for key in keys) for one in declared if "figure" in one}


def said(row: dict[str, str]) -> str:
    """A figure as a table writes it."""
    value = row["value"].replace(".", ",")
    return "-" if row["statistic"] == "pct" and value in ("0", "0,0") else value


def of_group(place: str) -> Iterator[tuple[str, list[str]]]:
    """Each row of tables 2 and 3 in the order of print: the label of the group, and its figures."""
    names, rows = labels(), dict[tuple[str, str], list[str]]()
    for row in printed(place):
        if row["group_value"]:
            rows.setdefault((row["group"], row["group_value"]), []).append(said(row))
    for (group, value), figures in rows.items():
        yield names[group][value], figures


@pytest.mark.parametrize("place", ["tabel_2", "tabel_3"])
def test_groups_stand_row_by_row_as_they_were_printed(sample: Ran, place: str) -> None:
    rows, _ = table_of(sample, place)
    made = [(row[0], [cell.rstrip("*\N{NO-BREAK SPACE} ") for cell in row[1:]]) for row in rows if len(row) > 1]
    assert made == list(of_group(place))


def test_means_stand_row_by_row_as_they_were_printed(sample: Ran) -> None:
    rows, _ = table_of(sample, "tabel_4")
    wrong, expected = errata(), dict[str, list[str]]()
    for row in printed("tabel_4"):
        if row["statistic"] != "stars":
            key = tuple(row[name] for name in ("place", "item", "category", "group", "group_value", "statistic"))
            expected.setdefault(row["group"], []).append("erratum" if key in wrong else said(row))
    assert len(rows) == len(expected)
    for made, figures in zip(rows, expected.values(), strict=True):
        shown = [part.strip("()") for cell in made[1:] for part in cell.split(" ")]
        assert [was for was, now in zip(figures, shown, strict=True) if was not in (now, "erratum")] == []


@pytest.mark.parametrize("place", ["tabel_2", "tabel_3", "tabel_4"])
def test_stars_stand_with_what_they_were_printed_with(sample: Ran, place: str) -> None:
    rows, _ = table_of(sample, place)
    stars = [mark for row in rows for cell in row for mark in re.findall(r"[*]+", cell)]
    print_ = [row["value"] for row in printed(place) if row["statistic"] == "stars" and row["value"]]
    assert stars == print_


def test_the_table_of_regions_has_the_rows_of_print(sample: Ran) -> None:
    rows, _ = table_of(sample, "tabel_1")
    names = labels()["regio"]
    figures: dict[str, list[str]] = {}
    for row in printed("tabel_1"):
        if row["category"]:
            figures.setdefault(names[row["category"]], []).append(said(row))
    assert [(row[0], row[1:]) for row in rows if row[0] != "Totaal"] == list(figures.items())


def asked_as(item: dict[str, Any]) -> str:
    """The label of an item in the first wave: that of its first version, if it has one of its own."""
    first = (item.get("versions") or [{}])[0]
    return str((first.get("label") or item["label"])["nl"])


def test_the_appendix_has_the_items_and_answers_of_print_in_their_order(sample: Ran) -> None:
    rows, _ = table_of(sample, "bijlage_1")
    names, items = labels(), yaml.safe_load((STUDY / "questionnaire.yaml").read_text("utf-8"))["items"]
    items |= yaml.safe_load((STUDY / "derivations.yaml").read_text("utf-8"))["derived"]
    expected: list[tuple[str, str]] = []
    for row in printed("bijlage_1"):
        if row["statistic"] == "n" and not row["category"]:
            expected.append((asked_as(items[row["item"]]), row["value"]))
        elif row["statistic"] == "pct":
            expected.append((names[row["item"]][row["category"]], said(row)))
    made = []
    for row in rows:
        if len(row) == 1:
            heading = re.fullmatch(r"(.*) \(N = (\d+)(?:, [^)]*)?\)", row[0])
            assert heading, row
            made.append((heading[1], heading[2]))
        else:
            made.append((row[0], row[2]))
    assert made == expected


@pytest.mark.parametrize(
    ("place", "note"),
    [
        ("tabel_2", "* p < 0,05"),
        ("tabel_2", "** p < 0,005"),
        ("tabel_3", "* p < 0,10"),
        ("tabel_3", "** p < 0,05"),
        ("tabel_4", "* p < 0,05"),
        ("tabel_4", "Vier of meer gewenste voordelen tellen als vier."),
    ],
)
def test_notes_say_what_the_printed_ones_said(sample: Ran, place: str, note: str) -> None:
    _, notes = table_of(sample, place)
    assert any(note in text.replace("&lt;", "<") for text in notes), notes
