import pytest

from infopos_pipeline.reporting.report import Report
from infopos_pipeline.reporting.sections.which_test import missed_text, reading_text, which_sentence
from infopos_pipeline.statistics.published import read_published
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.statistics.which_test import which_test_results
from infopos_pipeline.study import Study

from .conftest import ROOT, counts_of
from .reading import Page, report_html

READING = "* p < 0.05, ** p < 0.005"
OTHER = "* p < 0.05, ** p < 0.01"


def row(method: str, value: int, text: str = "", reading: str = READING) -> Result:
    return Result(
        "2017", "tabel_2", "", "stars_reproduced", reading, "", "", "as_published", float(value), text, 4, method
    )


ROWS = [
    row("chi_square", 3, "knelpunten_intern: - instead of *"),
    row("spearman", 4),
    row("kendall, kruskal", 3, "missen_intern: * instead of **"),
    row("student", 2, "missen_intern: * instead of **; missen_extern: ** instead of *"),
    row("chi_square", 3, "knelpunten_intern: - instead of *", OTHER),
    row("spearman", 4, "", OTHER),
    row("kendall, kruskal", 4, "", OTHER),
    row("student", 4, "", OTHER),
]


def test_one_sentence_says_which_test_gives_every_star() -> None:
    assert which_sentence(ROWS, "nl") == (
        "Alleen deze toets geeft alle 4 gedrukte uitkomsten, met of zonder ster: rangcorrelatie van Spearman "
        "(bij * p < 0,05; ** p < 0,005)."
    )
    assert which_sentence(ROWS[4:], "nl") == (
        "Deze toetsen geven alle 4 gedrukte uitkomsten, met of zonder ster: rangcorrelatie van Spearman, tau-b van "
        "Kendall (hier hetzelfde als Kruskal-Wallistoets) en t-toets van Student (bij * p < 0,05; ** p < 0,01)."
    )
    assert which_sentence(ROWS[:1], "en") == (
        "No test gives all 4 printed outcomes, starred or not (with * p < 0.05; ** p < 0.005); most of them, 3, are "
        "given by: Pearson's chi-square test."
    )


def test_the_section_names_what_contradicts_the_stars_and_where(study: Study, results: list[Result]) -> None:
    page = Page(report_html(Report(study, "2017", [*results, *ROWS])))
    text = " ".join(page.text.split())
    assert "Bij de lezing * p < 0,05; ** p < 0,01 worden ze alle gegeven door: rangcorrelatie van Spearman" in text
    assert "chi-kwadraattoets van Pearson: geen ster in plaats van * bij ‘Knelpunten interne informatie’" in text
    assert (
        "t-toets van Student: * in plaats van ** bij ‘Missen interne informatie’; ** in plaats van * bij ‘Missen "
        "externe informatie’" in text
    )
    table = page.tables["tabel_2-which-test"]
    assert table.heading == ["Toets", "* p < 0,05\n** p < 0,005", "* p < 0,05\n** p < 0,01"]
    assert table.row("tau-b van Kendall\nKruskal-Wallistoets") == [
        "3 van 4\n* in plaats van ** bij ‘Missen interne informatie’",
        "4 van 4",
    ]


def test_without_printed_stars_there_is_no_section(study: Study, results: list[Result]) -> None:
    assert "which_test" not in Page(report_html(Report(study, "2017", results))).ids


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_star_that_statistics_says_is_missed_has_its_labels(
    study: Study, respondents: list[dict[str, object]], language: str
) -> None:
    figures = read_published(ROOT / "data" / "infopos" / "2017" / "published.csv")
    rows = which_test_results(study, counts_of(study, respondents), figures, "2017")
    missed = [missed_text(row, study.tables[row.place], study, language) for row in rows if row.text]  # type: ignore[arg-type]
    assert missed
    assert any(" – " in text for text in missed)  # of one option
    for text in missed:
        assert "_" not in text
        assert ("instead of" in text) == (language == "en")
    assert all("." not in reading_text(row.category, "nl") for row in rows)


def test_what_cannot_be_read_stands_as_it_is(study: Study) -> None:
    assert missed_text(row("student", 1, "something else"), study.tables["tabel_2"], study, "nl") == "something else"
    assert reading_text("no thresholds", "nl") == "no thresholds"
