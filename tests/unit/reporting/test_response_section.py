"""Response against the frame in words and numbers, and weights only where a study asks for them."""

from __future__ import annotations

import dataclasses

import pytest

from infopos_pipeline.reporting.report import Release, Report
from infopos_pipeline.reporting.sections.response import response
from infopos_pipeline.statistics.counting import CountedCell, Counts, contingency_tables
from infopos_pipeline.statistics.descriptives import place_results
from infopos_pipeline.statistics.response_results import response_results
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language

from .conftest import counts_of, results_of
from .reading import Page, html_of, report_html

NORTH, SOUTH = ("noord", "tot_10000"), ("zuid", "tot_26000")


def counted(study: Study, responded: dict[tuple[str, str], int], approached: dict[tuple[str, str], int]) -> Counts:
    """So many of each region and size class who answered, all the same, and so many who were asked to."""
    people = [
        {"regio": region, "grootteklasse": size, "doelstelling": "ja" if region == "noord" else "nee"}
        for (region, size), n in responded.items()
        for _ in range(n)
    ]
    answers = counts_of(study, people)
    cells = [
        CountedCell(name, tuple(cell.items()), n, n)
        for name, variables in contingency_tables(study).items()
        for cell, n in answers.cells(*variables)
    ]
    frame = [
        CountedCell("approached", (("regio", region), ("grootteklasse", size)), n, n)
        for (region, size), n in approached.items()
    ]
    return Counts([*cells, *frame], study)


def report_of(study: Study, counts: Counts, language: Language = "nl") -> Report:
    charts = [row for name in study.charts for row in place_results(study.places()[name], study, counts, "2021")]
    return Report(study, "2021", [*charts, *response_results(study, counts, "2021")], language=language)


def weighing(study: Study) -> Study:
    assert study.frame is not None
    frame = study.frame.model_copy(update={"weights": ("regio", "grootteklasse")})
    return dataclasses.replace(study, declared=study.declared.model_copy(update={"frame": frame}))


def text_of(report: Report) -> str:
    return " ".join(Page(html_of(response(report))).text.split())


def test_a_difference_is_said_with_its_test_effect_and_the_ends_of_the_response(study: Study) -> None:
    counts = counted(study, {NORTH: 10, SOUTH: 2}, {NORTH: 10, SOUTH: 10})
    text = text_of(report_of(study, counts))
    # Fisher's exact test of 10 of 10 against 2 of 10: 2 (45 / 125970) = 0.000714.
    assert "Regio: wie meedeed, is anders verdeeld dan wie benaderd is (p < 0,001; V van Cramér = 0," in text
    assert "De respons is het laagst bij ‘Zuid’ (20,0%) en het hoogst bij ‘Noord’ (100,0%)." in text


def test_no_difference_is_only_one_that_was_not_shown_and_no_end_is_singled_out(study: Study) -> None:
    counts = counted(study, {NORTH: 5, SOUTH: 6}, {NORTH: 10, SOUTH: 10})
    text = text_of(report_of(study, counts))
    assert "Regio: wie meedeed, is niet aantoonbaar anders verdeeld dan wie benaderd is (p = 1,000" in text
    assert "het laagst bij" not in text
    english = text_of(report_of(study, counts, "en"))
    assert "Region: those who took part were not shown to be distributed otherwise" in english


def test_the_table_has_every_category_of_every_fact(study: Study) -> None:
    counts = counted(study, {NORTH: 5, SOUTH: 6}, {NORTH: 10, SOUTH: 8})
    table = Page(html_of(response(report_of(study, counts)))).tables["response-by-fact"]
    assert table.heading == ["Groep", "Benaderd", "Deed mee", "%"]
    assert table.row("Noord", "Regio") == ["10", "5", "50,0"]
    assert table.row("Midden", "Regio") == ["0", "0", "-"]
    assert table.row("18.000 tot 26.000", "Grootteklasse") == ["8", "6", "75,0"]
    assert "exacte toets van de respons" in table.notes[0]


def test_where_all_answered_or_all_are_alike_there_is_nothing_to_compare(study: Study) -> None:
    counts = counted(study, {NORTH: 10, SOUTH: 10}, {NORTH: 10, SOUTH: 10})
    text = text_of(report_of(study, counts))
    assert "wie meedeed, is anders" not in text
    nobody = text_of(report_of(study, counted(study, {}, {NORTH: 10, SOUTH: 10})))
    assert "wie meedeed, is anders" not in nobody


def test_weights_come_with_their_range_design_effect_and_shares(study: Study) -> None:
    weighed = weighing(study)
    counts = counted(weighed, {NORTH: 6, SOUTH: 3}, {NORTH: 10, SOUTH: 10})
    report = report_of(weighed, counts)
    page = Page(html_of(response(report)))
    text = " ".join(page.text.split())
    # Scaled to nine respondents each of the six weighs 4.5/6, each of the three 4.5/3; Kish: 9 Σw² / 81.
    assert "geeft gewichten van 0,75 tot 1,50; het designeffect (Kish) is 1,13." in text
    table = page.tables["weighted-shares"]
    yes = table.row("Ja", study.items["doelstelling"].label.nl)
    assert yes[:2] == ["66,7", "50,0"]
    assert yes[2].startswith("[")


def test_weights_that_cannot_be_made_are_said_to_fail(study: Study) -> None:
    weighed = weighing(study)
    text = text_of(report_of(weighed, counted(weighed, {NORTH: 6}, {NORTH: 10, SOUTH: 10})))
    assert "lukt niet: in sommige groepen deed niemand of bijna niemand mee" in text


def test_without_declared_weights_nothing_is_weighted(study: Study) -> None:
    assert (
        "gewogen" not in text_of(report_of(study, counted(study, {NORTH: 6, SOUTH: 3}, {NORTH: 9, SOUTH: 9}))).lower()
    )


def test_it_stands_after_the_sample_and_is_never_public(study: Study, respondents: list[dict[str, object]]) -> None:
    found = report_of(study, counted(study, {NORTH: 10, SOUTH: 2}, {NORTH: 10, SOUTH: 10})).results
    report = Report(study, "2021", [*results_of(study, respondents), *found])
    titles = [text for level, text in Page(report_html(report)).headings if level == 2]
    assert titles[titles.index("Respons en non-respons") - 1] == "Steekproef en veldwerk"
    assert "Respons en non-respons" not in report_html(dataclasses.replace(report, release=Release(1)))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_study_without_a_frame_says_nothing(study: Study, language: Language) -> None:
    assert html_of(response(Report(study, "2021", [], language=language))) == ""
