"""What a report says of change: numbers from results, nothing that was not shown, totals and panel apart."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

import pytest

from infopos_pipeline.reporting.report import Release, Report
from infopos_pipeline.reporting.sections.trends import trends
from infopos_pipeline.reporting.words.words_of_trends import WORDS_OF_TRENDS
from infopos_pipeline.statistics.panel_counting import AnswerPattern
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import ItemVersion, Language
from infopos_pipeline.study.trends import Indicator
from infopos_pipeline.study.trends import Trends as DeclaredTrends

from .conftest import HOSTILE, results_of
from .followed import PATTERNS, WAVES, pattern, trend_report, with_items
from .reading import Page, ReadTable, html_of, report_html

GOAL = "Doelstelling voor informatiepositie op gebied van veiligheid: Ja"
SATISFACTION = "Tevredenheid huidige informatiepositie (gemiddelde)"
NEIGHBOURS = "Samenwerking aangrenzende gemeenten: Ja"


def read(report: Report) -> Page:
    return Page(html_of(trends(report)))


def text_of(report: Report) -> str:
    return " ".join(read(report).text.split())


def cells(table: ReadTable, label: str) -> dict[str, str]:
    """The cells of a row by heading; headings that come twice are numbered."""
    headings: list[str] = []
    for heading in table.heading[1:]:
        name = heading.replace("\N{NO-BREAK SPACE}", " ")
        headings.append(name if name not in headings else f"{name} 2")
    return dict(zip(headings, table.row(label), strict=True))


def of_family(study: Study, *family: str) -> Study:
    declared = tuple(Indicator(item=item, category="ja") for item in family)
    return dataclasses.replace(study, trends=DeclaredTrends(family=declared))


def test_what_changed_stands_first_with_its_values_interval_and_adjusted_p(study: Study) -> None:
    text = text_of(trend_report(study))
    assert "Deze meting (2021) is vergeleken met die van 2017 en 2019." in text
    assert "Van de zes gevolgde kenmerken is er één veranderd ten opzichte van 2017:" in text
    # 10 of 48 and 40 of 48 said yes.
    assert re.search(
        rf"\+62,5 {re.escape(GOAL)} van 20,8% naar 83,3%: \+62,5 procentpunt, "
        r"95%-interval \d\d,\d tot \d\d,\d, p Holm < 0,001 Bij de andere vijf is er geen aantoonbare verandering\.",
        text,
    )


def test_what_was_not_shown_is_never_said_to_be_absent(study: Study) -> None:
    same = [pattern("doelstelling", ("ja", "ja", "ja"), 10), pattern("doelstelling", ("nee", "nee", "nee"), 10)]
    text = text_of(trend_report(study, same))
    assert "Ten opzichte van 2017 is er bij de" in text
    assert "geen aantoonbare verandering" in text
    for words in (text, *(dutch for dutch, _ in WORDS_OF_TRENDS.values())):
        assert not re.search(r"gelijk gebleven|onveranderd|niet veranderd|geen verandering|bleef gelijk", words)
    for _, words in WORDS_OF_TRENDS.values():
        assert not re.search(r"no change\b(?! was shown)|unchanged|remained|stayed", words)


@pytest.mark.parametrize(
    ("changed", "other", "expected"),
    [
        ([], [], "Ten opzichte van 2019 is er bij het gevolgde kenmerk geen aantoonbare verandering."),
        (["doelstelling"], [], "Ten opzichte van 2019 is er een verandering bij het gevolgde kenmerk:"),
        (
            ["doelstelling"],
            ["bronnen_intern_bekend"],
            "Van de twee gevolgde kenmerken is er één veranderd ten opzichte van 2019:",
        ),
        (
            ["doelstelling", "bronnen_intern_bekend"],
            ["samenwerking_buurgemeenten"],
            "Van de drie gevolgde kenmerken zijn er twee",
        ),
    ],
)
def test_numbers_and_verbs_agree(study: Study, changed: list[str], other: list[str], expected: str) -> None:
    family = [*changed, *other] or ["doelstelling"]
    patterns = [pattern(item, ("nee", "nee", "ja"), 30) for item in changed]
    patterns += [pattern(item, ("nee", "ja", "ja"), 1) for item in family if item not in changed]
    text = text_of(trend_report(of_family(study, *family), patterns))
    assert expected in text
    assert ("Bij het andere kenmerk is er geen" in text) == (len(other) == 1 and bool(changed))


def test_the_table_of_totals_has_every_wave_and_the_change_since_the_first_and_the_last(study: Study) -> None:
    report = trend_report(study)
    table = read(report).tables["trends-totals"]
    found = cells(table, GOAL)
    assert list(found) == ["2017", "2019", "2021", "Sinds 2017", "p Holm", "Sinds 2019", "p Holm 2"]
    assert found["2017"] == "20,8%\n[11,7; 34,3]"  # Wilson's interval of 10 of 48
    assert found["Sinds 2017"].startswith("+62,5\n[")
    assert found["p Holm"] == found["p Holm 2"] == "< 0,001"
    assert cells(table, SATISFACTION)["2017"].startswith("2,19\n")  # 26 with a score of 2, 6 with 3
    notes = " ".join(table.notes)
    assert "exacte toets voor overlappende metingen, tweezijdig; gecorrigeerd volgens Holm" in notes
    assert f"{SATISFACTION}: 1 = Zeer tevreden, 5 = Zeer ontevreden." in notes


def test_the_panel_stands_apart_with_those_that_answered_both(study: Study) -> None:
    page = read(trend_report(study))
    assert list(page.tables)[:3] == ["trends-totals", "trends-panel", "trends-all-waves"]
    table = page.tables["trends-panel"]
    assert cells(table, GOAL)["N"] == "48"
    found = cells(table, SATISFACTION)
    assert found["N"] == "26"  # six more answered 2017 and 2019 only
    assert found["Sinds 2017"].startswith("0,00\n") or found["Sinds 2017"] == "0,00"
    assert "exacte McNemartoets en exacte toets op marginale homogeniteit" in " ".join(table.notes)
    assert "In het panel is er een verandering aangetoond bij ‘" + GOAL + "’ (+62,5 procentpunt, N = 48)." in (
        " ".join(page.text.split())
    )
    assert "Het panel met 2017 telt 0 tot 48 gemeenten" in " ".join(page.text.split())


def test_the_trend_over_all_waves_is_per_year_if_waves_are_years_and_per_wave_otherwise(study: Study) -> None:
    page = read(trend_report(study))
    found = cells(page.tables["trends-all-waves"], GOAL)
    assert found["N"] == "48"
    assert found["Trend per jaar"].startswith("+15,6\n")  # 30 of 48 rise by one between the last of 0, 2, 4 years
    assert "een trend aangetoond bij ‘" + GOAL + "’ (+15,6 procentpunt per jaar)" in " ".join(page.text.split())
    assert cells(page.tables["trends-all-waves"], SATISFACTION)["p Holm: Q-toets van Cochran (exact)"] == "-"
    named = ("a_1", "a_2", "a_3")
    renamed = [
        AnswerPattern(p.variable, tuple((named[WAVES.index(w)], cell) for w, cell in p.answers), p.n) for p in PATTERNS
    ]
    open_ended = of_family(study, "doelstelling")
    assert "Trend per meting" in read(trend_report(open_ended, renamed, named)).tables["trends-all-waves"].heading


def test_two_waves_have_one_change_and_no_trend_over_all(study: Study) -> None:
    report = trend_report(study, [pattern("doelstelling", ("nee", "ja"), 20, ("2017", "2019"))], ("2017", "2019"))
    page = read(report)
    assert [heading.replace("\N{NO-BREAK SPACE}", " ") for heading in page.tables["trends-totals"].heading] == [
        "Gevolgd kenmerk",
        "2017",
        "2019",
        "Sinds 2017",
        "p Holm",
    ]
    assert "trends-all-waves" not in page.tables
    assert "Over alle metingen" not in page.text


def test_a_change_stands_under_its_own_wave_where_indicators_begin_at_different_ones(study: Study) -> None:
    """The second question cannot be compared with 2017."""
    version = ItemVersion(until="2017", comparability="not_comparable")
    reworded = of_family(
        with_items(study, bronnen_intern_bekend={"versions": (version,)}), "doelstelling", "bronnen_intern_bekend"
    )
    patterns = [pattern(item, ("nee", "nee", "ja"), 9) for item in ("doelstelling", "bronnen_intern_bekend")]
    report = trend_report(reworded, patterns)
    table = read(report).tables["trends-totals"]
    label = f"{study.items['bronnen_intern_bekend'].label.nl}: {study.items['bronnen_intern_bekend'].options['ja'].nl}"
    found = cells(table, label)
    assert found["Sinds de eerste vergelijkbare meting"].startswith("2019: +100,0")
    assert found["2017"].startswith("0,0%†")
    assert "† Niet te vergelijken met wat het laatst gevraagd is" in " ".join(table.notes)
    assert "het gevolgde kenmerk dat met 2017 te vergelijken is" in text_of(report)


def test_an_indicator_without_any_comparable_wave_is_named_and_gets_no_change(study: Study) -> None:
    report = trend_report(of_family(study, "doelstelling", "prioritering_mogelijk"))
    label = f"{study.items['prioritering_mogelijk'].label.nl}: Ja"
    found = cells(read(report).tables["trends-totals"], label)
    assert (found["Sinds 2017"], found["p Holm"]) == ("-", "-")
    assert found["2019"].startswith("100,0%†")
    assert f"Niet te vergelijken met een eerdere meting: ‘{label}’." in text_of(report)


def test_everything_that_is_described_is_folded_away_with_its_marks(study: Study) -> None:
    html = html_of(trends(trend_report(study)))
    folded = Page(html[html.index("<details>") :])
    table = folded.tables["trends-described"]
    change = "Verandering"
    goal = study.items["doelstelling"].label.nl
    assert dict(zip(table.heading[1:], table.row("N", goal), strict=True)) == {
        "2017": "48",
        "2019": "48",
        "2021": "48",
        change: "",
    }
    assert table.row("Nee", goal)[:3] == ["79,2%", "79,2%", "16,7%"]
    assert table.row("Nee", goal)[3].startswith("-62,5 [-")
    assert table.row("Ja", study.items["dashboard"].label.nl) == ["n.g.", "n.g.", "30,0%", "-"]
    assert table.row("Ja", study.items["communicatie_bronnen"].label.nl) == ["45,0%", "0,0%", "n.g.", "-"]
    assert table.row("Ja", study.items["prioritering_mogelijk"].label.nl) == ["75,0%†", "100,0%†", "25,0%", "-"]
    assert table.row("Anders", study.items["functie"].label.nl)[:2] == ["20,0%†", "20,0%†"]
    notes = " ".join(table.notes)
    assert "n.g. = niet gevraagd in die meting." in notes
    assert "† Niet te vergelijken" in notes
    assert "crosswalk" in folded.tables


def test_eleven_waves_leave_five_columns_and_a_note(study: Study) -> None:
    waves = [str(year) for year in range(2011, 2022)]
    patterns = [pattern("doelstelling", ["nee"] * 5 + ["ja"] * 6, 20, waves)]
    page = read(trend_report(of_family(study, "doelstelling"), patterns, waves))
    for name in ("trends-totals", "trends-described"):
        assert page.tables[name].heading[1:6] == waves[-5:]
        assert any("laatste 5 metingen" in note for note in page.tables[name].notes)
    assert cells(page.tables["trends-totals"], GOAL)["Sinds 2011"].startswith("+100,0")
    assert set(waves) <= set(re.findall(r"\d{4}(?=:)", page.text))  # the picture has them all


def test_the_pictures_are_those_of_the_family_and_of_what_was_added_dropped_or_reworded(study: Study) -> None:
    page = read(trend_report(study))
    titles = [text for level, text in page.headings if level == 4]
    labels = {
        item: study.items[item].label.nl for item in ("dashboard", "communicatie_bronnen", "bronnen_intern_bekend")
    }
    assert titles[:2] == [GOAL, SATISFACTION]
    assert f"{labels['dashboard']}: Ja" in titles
    assert f"{labels['communicatie_bronnen']}: Ja" in titles
    assert f"{labels['bronnen_intern_bekend']}: Ja" not in titles
    text = " ".join(page.text.split())
    assert "Nieuw in 2021." in text
    assert "Voor het laatst gevraagd in 2019." in text
    assert "Tot en met 2019: ‘Prioritering van veiligheidsthema's mogelijk’ (niet vergelijkbaar)." in text
    assert "Veranderd sinds 2017 en 2019." in text


def test_a_study_without_a_frame_has_separate_samples_and_no_panel(study: Study) -> None:
    declared = study.declared.model_copy(update={"frame": None})
    frameless = dataclasses.replace(of_family(study, "doelstelling"), declared=declared)
    patterns = [
        pattern("doelstelling", [answer if place == wave else None for place in range(3)], n)
        for wave, counted in enumerate(((4, 16), (9, 11), (17, 3)))
        for answer, n in zip(("ja", "nee"), counted, strict=True)
    ]
    report = trend_report(frameless, patterns)
    page = read(report)
    assert "trends-panel" not in page.tables
    assert "panel" not in page.text.lower()
    assert "elke meting geldt als een steekproef op zichzelf" in page.text
    assert "p Holm: Cochran-Armitage-trendtoets" in page.tables["trends-all-waves"].heading
    assert "respondenten" not in page.tables["trends-all-waves"].caption


def test_without_a_family_everything_is_described_and_nothing_tested(study: Study) -> None:
    page = read(trend_report(of_family(study)))
    assert "trends-totals" not in page.tables
    assert "Holm" not in page.text
    assert "trends-described" in page.tables


@pytest.mark.parametrize("patterns", [[], [pattern("doelstelling", ("ja", None, None), 3)]], ids=["nobody", "one"])
def test_waves_without_answers_are_told_as_such(study: Study, patterns: Sequence[AnswerPattern]) -> None:
    page = read(trend_report(study, patterns))
    assert cells(page.tables["trends-totals"], GOAL)["2021"] == "-"
    assert "aangetoond bij" not in page.text


def test_a_first_wave_and_a_public_report_have_no_trends(study: Study) -> None:
    whole = trend_report(study)
    assert html_of(trends(whole))
    for less in ({"waves": ("2021",)}, {"all_waves": None}, {"release": Release(1)}, {"results": ()}):
        assert html_of(trends(dataclasses.replace(whole, **less))) == ""  # type: ignore[arg-type]


def test_the_page_has_them_after_the_tests_and_public_pages_leave_them_out(
    study: Study, respondents: list[dict[str, object]], results: list[Result]
) -> None:
    whole = trend_report(study)
    report = dataclasses.replace(whole, results=[*results_of(study, respondents), *whole.results])
    titles = [text for level, text in Page(report_html(report)).headings if level == 2]
    assert titles[titles.index("Ontwikkelingen") - 1] == "Verkennende toetsen"
    public = report_html(dataclasses.replace(report, release=Release(1)))
    assert "Ontwikkelingen" not in public
    assert "trends-" not in public


@pytest.mark.parametrize("language", ["nl", "en"])
def test_both_languages_write_whole_and_repeatable_pages(hostile: Study, language: Language) -> None:
    report = trend_report(hostile, language=language)
    html = html_of(trends(report))
    page = Page(html)
    assert html == html_of(trends(report))
    assert "script" not in page.tags
    assert HOSTILE in page.text
    assert len(page.ids) == len(set(page.ids))
    for _, name, value in page.attributes:
        if name == "aria-labelledby":
            assert set(value.split()) <= set(page.ids)
