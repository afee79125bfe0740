import dataclasses

import pytest

from infopos_pipeline.reporting.formats.great_tables_html import (
    embedded,
    has_table,
    model_html,
    table_html,
    table_model,
)
from infopos_pipeline.reporting.tables.models import RowGroup
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.shown import Table

from .conftest import HOSTILE, results_of
from .reading import Page, ReadTable


def read(place: Table | str, study: Study, results: list[Result], language: Language = "nl") -> ReadTable:
    declared = study.places()[place] if isinstance(place, str) else place
    page = Page(table_html(declared, study, results, language))
    assert len(page.ids) == len(set(page.ids))
    return page.tables[declared.name]


def test_frequencies_read_back_as_counts_percentages_and_total(study: Study, results: list[Result]) -> None:
    table = read("tabel_1", study, results)
    assert table.caption == study.tables["tabel_1"].title.nl
    assert table.heading == ["Regio", "Aantal", "%"]
    assert table.row("Noord") == ["6", "50,0"]
    assert table.row("Totaal") == ["12", "100,0"]
    assert "Midden" not in [row[0] for row in table.rows]
    assert table.notes == ["N: gemeenten die meededen.", "Door niemand gekozen en daarom weggelaten: Midden."]


def test_every_number_of_the_appendix_is_that_of_its_result(study: Study, results: list[Result]) -> None:
    place = study.tables["bijlage_1"]
    model = table_model(place, study, results, "nl")
    shown = [row.cells for group in model.groups for row in group.rows if row.cells[0].numbers]
    expected = [
        (row.value, next(r.value for r in results if r.key() == dataclasses.replace(row, statistic="pct").key()))
        for row in results
        if row.place == place.name and row.statistic == "n" and row.category and row.value
        if row.category not in study.variables[row.item].groups
    ]
    found = [(n.numbers[0], pct.numbers[0]) for n, pct in shown if pct.numbers]
    assert found == expected
    assert [group.label.split(" (N")[0] for group in model.groups] == [
        study.variables[name].label.nl for name in place.items
    ]


def test_the_appendix_heads_every_item_with_its_base(study: Study, results: list[Result]) -> None:
    table = read("bijlage_1", study, results)
    labels = [row[0] for row in table.rows]
    assert f"{study.items['doelstelling'].label.nl} (N = 12)" in labels
    assert f"{study.items['gewenste_voordelen'].label.nl} (N = 12, meer antwoorden mogelijk)" in labels
    assert table.row("Inzicht in trends en ontwikkelingen") == ["12", "100,0"]
    # A merge of options is no answer.
    assert study.items["informatie_intern"].groups["knelpunten_of_missen"].label.nl not in labels
    assert table.row("Geen antwoorden", after=study.items["capaciteit"].label.nl) == ["0", "-"]


def test_a_crosstab_has_base_row_percentages_and_the_stars_of_each_predictor(
    study: Study, results: list[Result]
) -> None:
    table = read("tabel_2", study, results)
    assert table.heading == ["Groep", "N", "Tevreden", "Ontevreden"]
    predictor = study.derived["knelpunten_intern"].label.nl
    assert table.row("Ja", after=predictor) == ["4", "25,0", "75,0"]
    assert table.row("Nee", after=predictor) == ["8", "100,0", "-"]
    assert f"{predictor}\N{NO-BREAK SPACE}**" in [row[0] for row in table.rows]
    assert table.row("Ja", after=study.derived["missen_intern"].label.nl) == ["0", "-", "-"]
    notes = " ".join(table.notes)
    assert "- geen waarnemingen." in notes
    assert "Zeer tevreden, Neutraal en Zeer ontevreden" in notes
    assert "Toets: rangcorrelatie van Spearman, tweezijdig." in notes
    assert "* p < 0,05; ** p < 0,005; de sterren horen bij p-waarden zonder correctie voor het aantal toetsen." in notes
    assert "Aanbevolen toets: Mann-Whitneytoets (exact), tweezijdig, met correctie volgens Holm" in notes


def test_stars_of_one_option_stand_in_its_own_cell(study: Study, results: list[Result]) -> None:
    table = read("tabel_3", study, results)
    assert table.heading[2:] == ["ICT-systeem", "Geen bovenstaande opties"]
    assert table.row("Ja", after=study.derived["knelpunten_intern"].label.nl) == ["4", "100,0**", "-**"]
    assert table.row("Nee", after=study.derived["knelpunten_intern"].label.nl) == ["8", "-", "100,0"]
    assert "Toets: exacte toets van Fisher, tweezijdig." in table.notes
    assert any(note.startswith("* p < 0,10; ** p < 0,05; ") for note in table.notes)


def test_means_stand_with_their_deviation_and_the_declared_note(study: Study, results: list[Result]) -> None:
    table = read("tabel_4", study, results)
    assert table.heading == ["Voorspeller", "N", "Nee", "Ja"]  # as it was printed
    # Eleven scores of 1 (eight) and 4 (three) beside one 4: 20/11, and the root of 8·(9/11)² + 3·(24/11)² over 10.
    assert table.row(study.derived["missen_extern"].label.nl) == ["12", "1,82 (1,40)", "4,00 (-)"]
    assert study.tables["tabel_4"].note is not None
    assert study.tables["tabel_4"].note.nl in table.notes
    other = study.variables[study.hypotheses["verwachting_5"].profiles["recommended"].outcome].label.nl
    assert any(note.startswith(f"Aanbevolen toets van ‘{other}’: exacte permutatietoets") for note in table.notes)


def test_english_has_its_own_words_and_decimal_point(study: Study, results: list[Result]) -> None:
    table = read("tabel_2", study, results, "en")
    assert table.heading == ["Group", "N", "Satisfied", "Dissatisfied"]
    assert table.row("Yes") == ["4", "25.0", "75.0"]
    assert "Test: Spearman's rank correlation, two-sided." in table.notes


def test_tables_of_mentions_and_of_multiple_response_say_so(study: Study, results: list[Result]) -> None:
    mentions = read("vergelijking_5", study, results)
    assert mentions.row("Zorg & Welzijn")[:2] == ["4", "50,0"]
    assert mentions.row("Totaal") == ["8", "100,0", ""]
    assert any("vermeldingen" in note for note in mentions.notes)
    assert any("clusterbootstrap" in note for note in mentions.notes)
    several = read("vergelijking_1b", study, results)
    assert several.row("Gemeenten") == ["12", "", ""]  # the rows add to more, so it is no total
    assert any("Meer antwoorden mogelijk" in note for note in several.notes)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_wave_without_answers_gives_tables_without_numbers(
    study: Study, nobody: list[Result], language: Language
) -> None:
    for place in study.places().values():
        if has_table(place) and place.layout != "tests":
            table = read(place, study, nobody, language)
            assert {cell for row in table.rows[1:] for cell in row[1:]} <= {"0", "-", ""}, place.name


def test_one_respondent_has_a_mean_without_deviation(study: Study) -> None:
    one = results_of(study, [{"aantal_gewenste_voordelen": "2", "knelpunten_intern": "ja"}])
    table = read("tabel_4", study, one)
    assert table.row(study.derived["knelpunten_intern"].label.nl) == ["1", "-", "2,00 (-)"]


def test_labels_stay_text(hostile: Study, results: list[Result]) -> None:
    for name in ("bijlage_1", "vergelijking_1"):
        html = table_html(hostile.places()[name], hostile, results, "nl")
        assert "<script" not in html
        assert HOSTILE in [row[0] for row in Page(html).tables[name].rows]


def test_every_head_has_a_scope_and_every_table_a_caption(study: Study, results: list[Result]) -> None:
    for place in study.places().values():
        if has_table(place):
            table = read(place, study, results)
            assert table.caption == place.title.nl + (" (verkennend)" if place.layout == "tests" else "")
            assert table.scopes
            assert set(table.scopes) <= {"col", "row", "colgroup"}


def test_the_synthetic_note_comes_last(study: Study, results: list[Result]) -> None:
    model = table_model(study.tables["tabel_1"], study, results, "nl", synthetic=True)
    assert model.notes[-1] == "Synthetische gegevens: de antwoorden zijn verzonnen."


def test_groups_with_one_label_stay_apart(study: Study, results: list[Result]) -> None:
    model = table_model(study.tables["tabel_2"], study, results, "nl")
    twins = tuple(RowGroup("Twee", group.rows) for group in model.groups[:2])
    table = Page(model_html(dataclasses.replace(model, groups=twins))).tables["tabel_2"]
    assert [row[0].strip("\N{ZERO WIDTH SPACE}") for row in table.rows[1:]] == ["Twee", "Ja", "Nee"] * 2


def test_an_embedded_table_leaves_its_style_behind_and_scrolls_in_a_named_box(
    study: Study, results: list[Result]
) -> None:
    html = embedded(table_html(study.tables["tabel_1"], study, results, "nl"))
    page = Page(html)
    assert "style" not in page.tags
    assert {("div", "tabindex", "0"), ("div", "role", "region"), ("div", "aria-labelledby", "tabel_1-title")} <= set(
        page.attributes
    )
    assert "tabel_1-title" in page.ids


def test_figures_for_running_text_are_no_table(study: Study) -> None:
    assert [name for name, place in study.tables.items() if not has_table(place)] == [
        name for name, place in study.tables.items() if place.layout == "text"
    ]
