import dataclasses
import re
from html import unescape

import pytest

from infopos_pipeline.reporting.report import Report
from infopos_pipeline.reporting.sections.reliability import item_bases
from infopos_pipeline.reporting.tables.intervals import interval_model
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.statistics.uncertainty import FINITE_POPULATION, WILSON, WORST_CASE
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language

from .conftest import results_of
from .reading import Page, report_html


def limits(results: list[Result], place: str, category: str, method: str) -> str:
    low, high = (
        next(
            row.value
            for row in results
            if (row.place, row.category, row.statistic, row.method, row.group) == (place, category, name, method, "")
        )
        for name in ("pct_low", "pct_high")
    )
    return f"[{numbers.percentage(low, 'nl', '')}; {numbers.percentage(high, 'nl', '')}]"


@pytest.fixture(scope="module")
def page(study: Study, results: list[Result]) -> Page:
    return Page(report_html(Report(study, "2017", results)))


def test_the_table_behind_a_chart_names_and_shows_the_interval(page: Page, results: list[Result]) -> None:
    table = page.tables["vergelijking_2"]
    assert table.heading[1:] == ["Aantal", "%", "95%-interval"]
    assert table.row("Tevreden") == ["9", "75,0", limits(results, "vergelijking_2", "tevreden", WILSON)]
    assert "95%-interval van een percentage van gemeenten: Wilson." in table.notes
    mentions = page.tables["vergelijking_5"]
    assert any(note.startswith("95%-interval van een percentage van vermeldingen: clusterb") for note in mentions.notes)
    assert not any("Wilson" in note for note in mentions.notes)


def test_the_appendix_has_its_intervals_behind_it_each_by_its_method(page: Page, results: list[Result]) -> None:
    table = page.tables["bijlage_1-intervals"]
    assert table.heading[1:] == ["Aantal", "%", "95%-interval", "95%-interval voor de lijst", "Uiterste grenzen"]
    assert table.row("Tevreden") == [
        "9",
        "75,0",
        *(limits(results, "bijlage_1", "tevreden", method) for method in (WILSON, FINITE_POPULATION, WORST_CASE)),
    ]
    notes = " ".join(table.notes)
    assert "alleen voor uitspraken over de benaderde gemeenten zelf" in notes
    assert "Uiterste grenzen: het percentage van alle benaderde gemeenten als niemand" in notes


def test_groups_have_wilson_intervals_and_frame_facts_none(page: Page, study: Study, results: list[Result]) -> None:
    table = page.tables["tabel_2-intervals"]
    assert re.fullmatch(r"25,0\n\[\d+,\d; \d+,\d\]", table.row("Ja")[2])
    assert interval_model(study.tables["tabel_1"], study, results, "nl") is None


def test_bases_run_in_the_order_of_the_questionnaire(page: Page, study: Study, results: list[Result]) -> None:
    bases = item_bases(Report(study, "2017", results))
    assert list(bases) == [name for name in study.items if name in bases]
    rows = {row[0].rstrip("‡"): row[1] for row in page.tables["bases"].rows[1:]}
    assert rows["Benaderde gemeenten"] == "15"
    assert rows["Deelnemende gemeenten"] == "12"
    assert all(rows[study.items[name].label.nl] == numbers.count(n) for name, n in bases.items())
    text = " ".join(page.text.split())
    assert "Van de 15 benaderde gemeenten deden er 12 mee." in text
    asked = [n for name, n in bases.items() if name not in study.routing]
    assert f"loopt het aantal antwoorden van {max(asked):.0f} tot {min(asked):.0f}." in text


def test_a_question_of_the_routing_is_marked_and_left_out_of_the_range(study: Study) -> None:
    routed = next(name for name in study.routing if study.items[name].options)
    place = study.tables["tabel_1"].model_copy(update={"items": (routed,), "name": "eigen", "layout": "frequencies"})
    own = dataclasses.replace(study, tables={"eigen": place}, charts={}, hypotheses={})
    rows = [Result("2017", "eigen", routed, "n", value=3, base=3)]
    page = Page(report_html(Report(own, "2017", rows)))
    assert [row[0] for row in page.tables["bases"].rows[1:]] == [f"{study.items[routed].label.nl}‡"]
    assert any(note.startswith("‡ Alleen gesteld na") for note in page.tables["bases"].notes)
    assert "loopt het aantal antwoorden" not in page.text


def test_main_percentages_show_what_those_who_did_not_answer_could_change(page: Page, results: list[Result]) -> None:
    table = page.tables["main-percentages"]
    assert table.row("Tevreden") == [
        "75,0",
        *(limits(results, "vergelijking_2", "tevreden", method) for method in (WILSON, FINITE_POPULATION, WORST_CASE)),
    ]
    text = " ".join(page.text.split())
    assert "Het zegt niets over wie niet antwoordde" in text
    assert re.search(
        r"Het verst reiken de grenzen bij ‘.+’ \(.+; N = \d+\): van alle benaderde gemeenten kan het", text
    )


def test_a_study_without_a_list_says_nothing_of_one(study: Study, respondents: list[dict[str, object]]) -> None:
    results = [row for row in results_of(study, respondents) if row.method not in (FINITE_POPULATION, WORST_CASE)]
    own = dataclasses.replace(
        study, declared=study.declared.model_copy(update={"frame": None}), tables={}, hypotheses={}
    )
    page = Page(report_html(Report(own, "2017", results)))
    assert page.tables["main-percentages"].heading == ["Antwoord", "%", "95%-interval"]
    assert "benaderde" not in page.text
    assert "respondenten" in page.tables["main-percentages"].rows[1][0]


SECTIONS = ("hypotheses", "exploratory", "reliability")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_number_in_the_text_is_one_of_the_results(
    study: Study, results: list[Result], language: Language
) -> None:
    html = report_html(Report(study, "2017", results, language=language))
    values = {row.value for row in results if row.value is not None} | {row.base for row in results if row.base}
    thresholds = {star.below for h in study.hypotheses.values() for test in h.profiles.values() for star in test.stars}
    starred = {str(number) for number in range(9)}  # hypotheses, and how many of their tests have a star or stand
    allowed = starred | {numbers.threshold(value, language) for value in thresholds} | {"95", "100"}
    for label in _labels(study, language):
        allowed |= set(re.findall(r"\d+", label))
    for value in values:
        allowed |= {numbers.decimal(abs(value), places, language) for places in range(4)}
    for section in SECTIONS:
        part = re.search(rf'<section id="{section}".*?</section>', html, re.DOTALL)
        assert part, section
        text = unescape(re.sub(r"<[^>]*>", " ", re.sub(r"<h3.*?</h3>", "", part[0], flags=re.DOTALL)))
        found = {number.rstrip(".,") for number in re.findall(r"\d[\d.,]*", text)}
        assert found
        assert found <= allowed | {numbers.p_value(0.0, language).removeprefix("< ")}, (section, found - allowed)


def _labels(study: Study, language: Language) -> list[str]:
    labels = [place.title.text(language) for place in study.places().values()]
    labels += [place.note.text(language) for place in study.tables.values() if place.note]
    labels += [variable.label.text(language) for variable in study.variables.values()]
    labels += [option.text(language) for v in study.variables.values() for option in v.options.values()]
    return labels
