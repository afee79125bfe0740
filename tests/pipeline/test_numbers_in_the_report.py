"""Every number in the text of a report is one of its results, written as the report writes numbers.

Text is what stands outside tables and pictures. The exceptions are listed here with their reason: names and thresholds
that a study declares, what the audit counts, and the passages that quote print and its proofs.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from interviewed import sample_quotes, sample_results
from running import PROJECT, Ran

from infopos_pipeline.reporting.composing import compose
from infopos_pipeline.reporting.formats.page import page_html
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.statistics.results import results_csv, results_from_csv
from infopos_pipeline.study import load_study

STUDY = PROJECT / "schemas" / "infopos"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?")
PLACE = re.compile(r"(?:Vergelijking|Tabel|Bijlage|Tekst|Paragraaf) \d+(?:\.\d+)?b?")
NOT_TEXT = {"table", "svg", "style", "head", "nav", "header"}
PIECES = {"p", "li", "dt", "dd", "h2", "h3", "h4", "summary"}

CONSTANTS = {"95%", "0,05", "0,10", "0,005", "0,0005", "0,01", "0,001", "0,15", "0,20", "0,2"}
"""The level of intervals, and levels and thresholds of tests: declared in hypotheses.yaml, and no results."""

READING = {"2004", "2020", "0,67", "0,80", "5%", "1"}
"""How agreement between coders and saturation are read: years and thresholds of what was written on them."""

QUOTING = {"audit", "provenance"}
"""Sections that quote: errata compare what was printed with what the arithmetic of it allows, and the provenance holds
versions and hashes.
"""


class Text(HTMLParser):
    """The text of a page piece by piece, with the section each stands in."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[tuple[str, str]] = []
        self._section, self._outside = "", 0
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._outside += tag in NOT_TEXT
        if tag == "section":
            self._section = dict(attributes)["id"] or ""
        if tag in PIECES:
            self.pieces.append((self._section, ""))

    def handle_endtag(self, tag: str) -> None:
        self._outside -= tag in NOT_TEXT

    def handle_data(self, data: str) -> None:
        if not self._outside and self.pieces:
            section, text = self.pieces[-1]
            self.pieces[-1] = section, text + data


def rounded(value: float, decimals: int) -> str:
    """As the report writes it: a decimal comma, halves up; the sign stands apart."""
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return format(abs(exact), "f").replace(".", ",")


def written(path: Path) -> set[str]:
    """Every result as the report can write it: counts whole, percentages at one decimal, all else at two or three."""
    found: set[str] = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["base"]:
                found.add(row["base"])
            if not row["value"]:
                continue
            value, statistic = float(row["value"]), row["statistic"]
            if statistic in ("n", "stars_reproduced"):
                found.add(str(int(value)))
            elif statistic.startswith("pct"):
                found |= {rounded(value, 1), rounded(value, 1) + "%"}
            elif row["method"].startswith("change in share"):  # said in percentage points
                found.add(rounded(100 * value, 1))
            else:
                found |= {rounded(value, 2), rounded(value, 3)}
    return found


def declared_texts() -> list[str]:
    """Names that a study gives, and numbers that are typed into its narrative as no results."""
    labels = re.findall(r'nl: (?:"([^"]*)"|([^,}\n]*))', "".join(p.read_text() for p in sorted(STUDY.glob("*.yaml"))))
    literals = [
        literal
        for path in sorted((STUDY / "narrative").rglob("*.nl.md"))
        for literal in (yaml.safe_load(path.read_text().split("---\n")[1]) or {}).get("literals", [])
    ]
    named = {text.strip() for pair in labels for text in pair if re.search(r"\d.*[a-zA-Z]|[a-zA-Z].*\d", text)}
    return sorted({*named, *literals}, key=len, reverse=True)


def not_found(page: str, results: set[str], counted: set[str], waves: list[str]) -> Iterator[tuple[str, str, str]]:
    """The numbers of a page that are no result and not counted by the audit, with their section and text."""
    names = declared_texts()
    for section, text in Text(page).pieces:
        if section in QUOTING:
            continue
        rest = PLACE.sub("", text)
        for name in [*names, *waves]:
            rest = rest.replace(name, "")
        for number in NUMBER.findall(rest):
            if number not in results and number not in CONSTANTS and number not in counted:
                yield section, number, " ".join(text.split())


@pytest.mark.parametrize("wave", ["2017", "2019", "2021"])
def test_every_number_in_the_text_is_a_result(sample: Ran, wave: str) -> None:
    output = sample.cli.output(wave)
    page, results = (output / "report.html").read_text("utf-8"), written(output / "results.csv")
    figures = json.loads((output / "audit.json").read_text("utf-8"))
    status = figures["summary"]["status"] if figures["figures"] else {}
    # What the summary says of the audit: figures found again, all of them, errata and differences.
    counted = {str(n) for n in (*status.values(), len(figures["figures"]))}
    counted.add(str(status.get("reproduced", 0) + status.get("declared", 0)))
    assert list(not_found(page, results, counted, ["2017", "2019", "2021"])) == []
    assert sum(len(NUMBER.findall(text)) for _, text in Text(page).pieces) > 100


def test_every_number_in_the_text_on_interviews_is_a_result(sample: Ran, tmp_path: Path) -> None:
    study = load_study(STUDY).at("2017")
    before = results_from_csv((sample.cli.output("2017") / "results.csv").read_text("utf-8"))
    rows, quotes = [*before, *sample_results(study, "2017")], sample_quotes(study)
    (tmp_path / "results.csv").write_text(results_csv(rows), "utf-8")
    page = page_html(compose(Report(study, "2017", rows, interviews=quotes)))
    (section,) = re.findall(r'<section id="joint_display".*?</section>', page, re.DOTALL)
    folded = int(re.search(r"per thema \((\d+)\)</summary>", section)[1])  # type: ignore[index]
    about = study.interviews.themes  # type: ignore[union-attr]
    assert folded == sum(not quote.stances and all(about[one].items for one in quote.themes) for quote in quotes.quotes)
    # What is said of quotes: how many were accepted, dropped, wait, and stand behind the line.
    counted = {str(n) for n in (len(quotes.quotes), quotes.dropped, quotes.waiting, folded)}
    results = written(tmp_path / "results.csv")
    assert list(not_found(section, results | READING, counted, ["2017"])) == []
    typed = section.replace("Gecodeerde interviews: 6", "Gecodeerde interviews: 966")
    assert [number for _, number, _ in not_found(typed, results | READING, counted, ["2017"])] == ["966"]


def test_a_number_that_is_no_result_would_be_seen(sample: Ran) -> None:
    output = sample.cli.output("2017")
    page, results = (output / "report.html").read_text("utf-8"), written(output / "results.csv")
    assert "(65,8%)" in page
    typed = page.replace("(65,8%)", "(65,9%)").replace("In de interviews", "In 999 interviews")
    seen = {number for _, number, _ in not_found(typed, results, {"248", "258", "10"}, ["2017"])}
    assert seen == {"65,9%", "999"}
