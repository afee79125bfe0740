"""How often the dear parts of a report are made: each once, however many documents hold it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import vl_convert

from infopos_pipeline.reporting import composing
from infopos_pipeline.reporting.documents import report_files
from infopos_pipeline.reporting.formats import pdf
from infopos_pipeline.reporting.formats.excel import document_workbook
from infopos_pipeline.reporting.formats.page import NONE_MADE
from infopos_pipeline.reporting.pictures import with_pictures
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each was called; each does what it always does."""
    calls: Counter[str] = Counter()
    for where, name in (
        (composing, "compose"),
        (pdf, "_compiled"),
        (vl_convert, "vegalite_to_svg"),
        (vl_convert, "svg_to_png"),
    ):
        monkeypatch.setattr(where, name, counted(getattr(where, name), calls))
    return calls


def counted(function: Callable[..., Any], calls: Counter[str]) -> Callable[..., Any]:
    def called(*arguments: Any, **named: Any) -> Any:
        calls[function.__name__] += 1
        return function(*arguments, **named)

    return called


def test_a_report_in_all_formats_is_composed_once_and_every_picture_drawn_once(
    study: Study, results: Sequence[Result], made: Counter[str]
) -> None:
    report = with_pictures(Report(study, "2017", results))
    pictures = [*report.charts.values(), *(picture for those in report.groups.values() for picture in those)]
    if report.conceptual:
        pictures.append(report.conceptual)
    assert made == {"vegalite_to_svg": len(pictures)}
    files = report_files(report, NONE_MADE)
    assert list(files) == ["report.html", "report.docx", "report.pdf", "tables.xlsx"]
    # Word takes no SVG: each picture becomes pixels once.
    assert made == {
        "vegalite_to_svg": len(pictures),
        "svg_to_png": len(pictures),
        "compose": 1,
        "_compiled": 1,
    }
    # Written beside each other or alone, they are the same.
    assert files["tables.xlsx"] == document_workbook(composing.compose(report))


def test_charts_that_an_asset_drew_are_not_drawn_again_for_the_report(
    study: Study, results: Sequence[Result], made: Counter[str]
) -> None:
    report = Report(study, "2017", results)
    drawn = with_pictures(report)
    before = made["vegalite_to_svg"]
    again = with_pictures(report, {name: picture.svg for name, picture in drawn.charts.items()})
    assert made["vegalite_to_svg"] == 2 * before - len(study.charts)
    assert again == drawn
