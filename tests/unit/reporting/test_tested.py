import dataclasses
import re

from infopos_pipeline.reporting.formats.great_tables_html import model_html, table_model
from infopos_pipeline.reporting.formats.plain_html import plain_html
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.reporting.tables.layouts import means_of_tests
from infopos_pipeline.reporting.tables.tested import model_of_tests
from infopos_pipeline.statistics.results import Profile, Result
from infopos_pipeline.study import Study

from .making import Made, made_results
from .reading import Page, ReadTable, report_html


def behind(place: str, study: Study, results: list[Result], profile: Profile) -> ReadTable:
    html = plain_html(model_of_tests(study.tables[place], study, results, "nl", profile))
    return Page(html).tables[f"{place}-{profile}"]


def test_raw_and_adjusted_p_values_stand_side_by_side(study: Study) -> None:
    tests = {("knelpunten_intern", ""): Made(0.0012, (0.0024, 0.0456, 0.0101), (0.4, 0.1, 0.6), "*")}
    table = behind("tabel_2", study, made_results(study, "verwachting_1", "recommended", tests, ""), "recommended")
    assert table.heading == [
        "Voorspeller",
        "N",
        "Effect [95%-interval]",
        "p",
        "p Holm, verwachting",
        "p Holm, studie",
        "p BH, studie",
        "Sterren",
    ]
    assert table.row("Knelpunten interne informatie") == [
        "40",
        "0,40 [0,10; 0,60]",
        "0,001",
        "0,002",
        "0,046",
        "0,010",
        "*",
    ]
    assert table.rows[1][0].endswith("Toets: Mann-Whitneytoets (exact); effect: rangbiseriële correlatie")
    notes = " ".join(table.notes)
    assert "de groep ‘Ja’ scoort hoger dan de groep ‘Nee’ (laagste score: ‘Zeer tevreden’" in notes
    assert "p Holm, verwachting: gecorrigeerd volgens Holm voor de toetsen onder hetzelfde kopje." in notes


def test_the_tests_of_each_profile_are_those_of_the_results(study: Study, results: list[Result]) -> None:
    table = behind("tabel_2", study, results, "as_published")
    predictor = study.derived["knelpunten_intern"].label.nl
    row = table.row(predictor)
    assert row[0] == "12"
    assert re.fullmatch(r"-0,\d\d \[-0,\d\d; -0,\d\d\]", row[1])
    assert row[-1] == "**"
    # Rho counts from "yes" to "no": there a positive one means that the last group scores higher.
    assert any("Rho van Spearman boven 0: de groep ‘Nee’ scoort hoger" in note for note in table.notes)
    options = behind("tabel_3", study, results, "as_published")
    assert f"{predictor} – ICT-systeem" in [line[0] for line in options.rows]
    assert any("Oddsratio boven 1: de groep ‘Ja’ geeft dit antwoord vaker" in note for note in options.notes)


def test_another_outcome_is_named_and_its_means_stand_with_the_tests(study: Study, results: list[Result]) -> None:
    place = study.tables["tabel_4"]
    outcome = study.variables[study.hypotheses["verwachting_5"].profiles["recommended"].outcome].label.nl
    tests = behind("tabel_4", study, results, "recommended")
    assert f"Uitkomst van de toets: ‘{outcome}’, niet die van de tabel." in tests.notes
    model = means_of_tests(place, study, results, "nl", "recommended")
    assert model is not None
    means = Page(plain_html(model)).tables["tabel_4-recommended-means"]
    assert means.caption == f"Gemiddelden waarop de toets rust, aanbevolen: {outcome}"
    label = study.derived["missen_extern"].label.nl
    assert next(row for row in means.rows if row[0].startswith(label))[1:] == ["12", "1,82 (1,40)", "4,00 (-)"]
    assert means_of_tests(place, study, results, "nl", "as_published") is None
    assert means_of_tests(study.tables["tabel_2"], study, results, "nl", "recommended") is None


def test_a_page_holds_the_tests_of_both_profiles(study: Study, results: list[Result]) -> None:
    tables = Page(report_html(Report(study, "2017", results))).tables
    for place in ("tabel_2", "tabel_3", "tabel_4"):
        assert {f"{place}-as_published", f"{place}-recommended"} <= set(tables)
    assert "tabel_4-recommended-means" in tables


def test_plain_tables_read_back_as_those_of_great_tables(study: Study, results: list[Result]) -> None:
    for name in ("tabel_2", "tabel_4", "bijlage_1", "verkenning"):
        model = table_model(study.places()[name], study, results, "nl")
        plain, great = (Page(html).tables[name] for html in (plain_html(model), model_html(model)))
        assert dataclasses.replace(plain, scopes=[]) == dataclasses.replace(great, scopes=[])
        assert set(plain.scopes) <= {"col", "row", "rowgroup"}


def test_a_study_with_recommended_tests_only_shows_their_stars(study: Study, results: list[Result]) -> None:
    hypotheses = {
        name: hypothesis.model_copy(update={"profiles": {"recommended": hypothesis.profiles["recommended"]}})
        for name, hypothesis in study.hypotheses.items()
    }
    own = dataclasses.replace(study, hypotheses=hypotheses)
    rows = [row for row in results if row.profile != "as_published"]
    model = table_model(own.tables["tabel_2"], own, rows, "nl")
    assert "Toets: Mann-Whitneytoets (exact), tweezijdig." in model.notes
    assert not any(note.startswith("Aanbevolen") for note in model.notes)
    assert any(group.label.endswith("*") for group in model.groups)


def test_effects_of_several_kinds_are_named_one_by_one_and_missing_ones_left_open(study: Study) -> None:
    name, hypothesis = next((n, h) for n, h in study.hypotheses.items() if h.exploratory and len(h.predictors) > 3)
    first, second, third = hypothesis.predictors[:3]
    made = made_results(
        study,
        name,
        "recommended",
        {(predictor, ""): Made(0.5, (1.0, 1.0, 0.8), (2.0, 0.5, None)) for predictor in (first, second, third)},
        "exploratory",
    )
    rows = [
        dataclasses.replace(row, method="Cramér's V (bias-corrected)")
        if row.group == second and row.statistic.startswith("effect")
        else dataclasses.replace(row, value=None)
        if row.group == third and row.statistic in ("effect", "p_value")
        else row
        for row in made
    ]
    table = Page(plain_html(table_model(study.tables[hypothesis.table], study, rows, "nl"))).tables[hypothesis.table]
    effects = [row[3] for row in table.rows[2:]]
    assert effects == ["oddsratio\n2,00 [0,50; ∞]", "V van Cramér\n2,00 [0,50; ∞]", "oddsratio\n-"]
    assert table.rows[4][4] == "-"
    assert "- niet te berekenen." in table.notes


def test_tests_that_no_hypothesis_declares_stand_last_under_their_own_name(study: Study, results: list[Result]) -> None:
    more = [dataclasses.replace(row, profile="recommended") for row in results if row.profile == "as_published"]
    rows = [row for row in results if row.profile != "recommended"] + more
    table = behind("tabel_4", study, rows, "recommended")
    assert table.rows[1] == ["Toets: t-toets van Student; effect: g van Hedges"]
