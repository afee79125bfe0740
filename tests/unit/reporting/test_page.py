import dataclasses
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from infopos_pipeline.reporting.charts.bars import chart_picture
from infopos_pipeline.reporting.formats.great_tables_html import table_html
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.statistics.audit import Audit, audit
from infopos_pipeline.statistics.counting import Counts
from infopos_pipeline.statistics.descriptives import place_results
from infopos_pipeline.statistics.errata import read_errata
from infopos_pipeline.statistics.published import read_published
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.outline import Written

from .conftest import HOSTILE, ROOT, results_of
from .followed import trend_report
from .reading import Page, report_html

NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@pytest.fixture(scope="module")
def audited(study: Study, results: list[Result]) -> Audit:
    """The printed figures against twelve respondents who gave none of them."""
    folder = ROOT / "data" / "infopos" / "2017"
    figures = read_published(folder / "published.csv")
    declared = read_errata(folder / "errata.yaml", figures)
    return audit(study.name, "2017", figures, declared.errata, results, declared.verdicts)


def report(study: Study, results: list[Result], language: Language = "nl", audit: Audit | None = None) -> Report:
    return Report(
        study=study,
        wave="2017",
        results=results,
        audit=audit,
        synthetic=True,
        notes=("Eén gemeente is terzijde gelegd: 26.000 inwoners of meer.",),
        provenance={"Export": "export.csv", "Vingerafdruk": "0" * 64},
        charts={chart.name: chart_picture(chart, study, results, language) for chart in study.charts.values()},
        language=language,
    )


@pytest.fixture(scope="module")
def html(study: Study, results: list[Result], audited: Audit) -> str:
    return report_html(report(study, results, audit=audited))


def test_the_page_stands_on_its_own(html: str) -> None:
    page = Page(html)
    assert set(re.findall(r"https?://[^\"'\s<)]+", html)) <= NAMESPACES
    assert "script" not in page.tags
    assert "@import" not in html
    assert "url(" not in re.sub(r"url\(#", "", html)
    for _, name, value in page.attributes:
        assert not name.startswith("on")
        if name in ("href", "src", "xlink:href"):
            assert value.startswith("#")
            assert value[1:] in page.ids
    assert len(html.encode()) < 2_000_000


def test_ids_are_unique_and_references_resolve(html: str) -> None:
    page = Page(html)
    assert len(page.ids) == len(set(page.ids))
    for _, name, value in page.attributes:
        if name in ("aria-labelledby", "headers"):
            assert set(value.split()) <= set(page.ids)


def test_headings_go_down_one_level_at_a_time_and_landmarks_are_there(html: str) -> None:
    page = Page(html)
    levels = [level for level, _ in page.headings]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert {"header", "nav", "main", "footer"} <= set(page.tags)
    assert [text for level, text in page.headings if level == 2] == [
        "Samenvatting",
        "Inleiding",
        "Theorie",
        "Steekproef en veldwerk",
        "Vergelijkingen",
        "Verwachtingen",
        "Verkennende toetsen",
        "Interviews",
        "Conclusies",
        "Aanbevelingen",
        "Methode",
        "Betrouwbaarheid en non-respons",
        "Controle van de publicatie",
        "Bijlage: kenmerken",
        "Bijlage: stappenplan",
        "Herkomst",
    ]


def test_it_says_first_that_it_is_internal_and_synthetic(html: str) -> None:
    text = Page(html[: html.index("<nav")] + "</div></body></html>").text
    assert "Deze cijfers zijn niet statistisch beveiligd" in text
    assert "De antwoorden zijn verzonnen en de gemeenten bestaan niet" in text


def test_real_data_carry_no_synthetic_banner(study: Study, results: list[Result]) -> None:
    html = report_html(dataclasses.replace(report(study, results), synthetic=False))
    assert "verzonnen" not in html
    assert "niet statistisch beveiligd" in html


def test_response_and_findings_come_from_results(html: str) -> None:
    text = " ".join(Page(html).text.split())
    assert "Respons12 van de 15 benaderde gemeenten" in text
    assert "75,0% Tevreden Tevredenheid met de huidige informatiepositie (N = 12 gemeenten)" in text
    assert "Eén gemeente is terzijde gelegd: 26.000 inwoners of meer." in text


def test_every_chart_has_its_picture_sentence_and_table(study: Study, html: str) -> None:
    page = Page(html)
    for name, chart in study.charts.items():
        assert f"about-{name}" in page.ids
        assert page.tables[name].caption == chart.title.nl
        assert f"chart-{name}-title" in page.ids
    assert "Het meest gegeven antwoord is ‘Tevreden’: 75,0% van de 12 gemeenten (9)." in page.text


def test_verdicts_stand_beside_the_published_ones(study: Study, html: str) -> None:
    table = Page(html).tables["verdicts"]
    assert table.heading[:4] == [
        "Verwachting",
        "Gepubliceerd oordeel",
        "Volgens de gepubliceerde toetsen",
        "Volgens de aanbevolen toetsen",
    ]
    first, third = (study.hypotheses[name].statement.nl for name in ("verwachting_1", "verwachting_3"))
    assert table.row(f"1. {first}")[:2] == ["aangenomen", "ondersteund\n2 van 2 toetsen met ster"]
    # Printed as accepted against the report's own rule; here its tests have stars, which is another difference.
    assert table.row(f"3. {third}")[:2] == ["aangenomen†", "ondersteund\n4 van 8 toetsen met ster"]
    assert table.notes[0].startswith("† Het gepubliceerde oordeel volgt niet uit de toetsen")
    # Only what has a verdict is there.
    assert len(table.rows) - 1 == sum(not hypothesis.exploratory for hypothesis in study.hypotheses.values())


def test_a_table_that_was_made_before_is_taken_over(study: Study, results: list[Result]) -> None:
    made = table_html(study.tables["tabel_2"], study, results, "nl", synthetic=True)
    page = Page(report_html(dataclasses.replace(report(study, results), synthetic=False), {"tabel_2": made}))
    assert "Synthetische gegevens: de antwoorden zijn verzonnen." in page.tables["tabel_2"].notes
    assert "Synthetische gegevens: de antwoorden zijn verzonnen." not in page.tables["tabel_3"].notes


@pytest.mark.parametrize("language", ["nl", "en"])
def test_another_study_has_a_page_too(small_study: Study, language: Language) -> None:
    counts = Counts([], small_study)
    rows = [row for place in small_study.places().values() for row in place_results(place, small_study, counts, "1")]
    page = Page(report_html(Report(small_study, "1", rows, language=language)))
    assert "verdicts" not in page.tables
    assert not {"exploratory", "which-test", "audit"} & set(page.ids)
    heading = {"nl": "Groepen vergeleken", "en": "Groups compared"}[language]
    assert heading in [text for _, text in page.headings]


def test_the_audit_lists_errata_with_proof_and_unexplained_differences(audited: Audit, html: str) -> None:
    text = " ".join(Page(html).text.split())
    status = audited.summary()["status"]
    assert f"Verschilt zonder verklaring{status['different']}" in text
    assert "getal Tabel 4 – Aantal gewenste voordelen – Knelpunten interne informatie: Ja (standaardafwijking)" in text
    assert "Gedrukt0,95" in text
    assert "bewering" in text
    proofs = [figure.proof.shown for figure in audited.figures if figure.proof and figure.status == "erratum"]
    assert proofs
    assert all(" ".join(proof.split()) in text for proof in proofs)
    assert text.count("Printed is ") > 100


def test_without_a_publication_there_is_no_audit(study: Study, results: list[Result]) -> None:
    html = report_html(report(study, results))
    page = Page(html)
    assert "audit" not in page.ids
    assert page.tables["verdicts"].heading[1] == "Volgens de gepubliceerde toetsen"


def test_english_by_switch(study: Study, results: list[Result], audited: Audit) -> None:
    html = report_html(report(study, results, "en", audited))
    page = Page(html)
    assert ("html", "lang", "en") in page.attributes
    assert ("span", "lang", "nl") in page.attributes  # the Dutch names of places
    assert next(text for level, text in page.headings if level == 2) == "Summary"
    assert "The most frequent answer is ‘Satisfied’: 75.0% of the 12 municipalities (9)." in page.text
    first = study.hypotheses["verwachting_1"].statement.en
    assert page.tables["verdicts"].row(f"1. {first}")[1].startswith("supported")
    assert not re.search(r"\d,\d%", page.text)


def test_nothing_declared_breaks_out(hostile: Study, results: list[Result]) -> None:
    made = report(hostile, results)
    html = report_html(dataclasses.replace(made, wave=HOSTILE, notes=(HOSTILE,), provenance={HOSTILE: HOSTILE}))
    page = Page(html)
    assert "script" not in page.tags
    assert page.text.count(HOSTILE) > 8


def test_a_wave_in_which_nobody_answered_is_still_a_page(study: Study, nobody: list[Result]) -> None:
    page = Page(report_html(report(study, nobody)))
    assert "Niemand gaf een antwoord op deze vraag." in page.text
    verdicts = page.tables["verdicts"].rows[1]
    assert verdicts[1:] == ["niet ondersteund\n0 van 2 toetsen met ster", "onbeslist\n0 van 2 houdt stand na Holm", "-"]


def test_a_study_with_nothing_but_one_chart(study: Study, respondents: list[dict[str, object]]) -> None:
    chart = study.charts["vergelijking_1"]
    small = dataclasses.replace(study, hypotheses={}, tables={}, charts={chart.name: chart}, written=Written())
    results = [row for row in results_of(study, respondents) if row.place == chart.name]
    page = Page(report_html(Report(small, "2017", results)))
    assert [text for level, text in page.headings if level == 2] == [
        "Samenvatting",
        "Vergelijkingen",
        "Betrouwbaarheid en non-respons",
        "Methode",
    ]


@pytest.fixture(scope="module")
def html_of_a_later_wave(study: Study, results: list[Result], audited: Audit) -> str:
    """The page with trends besides."""
    trends = trend_report(study)
    whole = dataclasses.replace(report(study, results, audit=audited), all_waves=study, waves=trends.waves)
    return report_html(dataclasses.replace(whole, results=[*results, *trends.results]))


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_page_never_scrolls_sideways(html_of_a_later_wave: str, chromium: str, width: int, tmp_path: Path) -> None:
    # A frame has the width asked for, whatever the narrowest window of the browser is.
    opened = html_of_a_later_wave.replace("<details>", "<details open>")
    assert "trends-described" in opened
    (tmp_path / "page.html").write_text(opened, encoding="utf-8")
    (tmp_path / "frame.html").write_text(
        f"""<!DOCTYPE html><body><iframe src="page.html" style="width:{width}px;height:900px;border:0"></iframe>
        <script>onload = () => {{
          const page = document.querySelector("iframe").contentDocument.documentElement
          document.title = [page.clientWidth, page.scrollWidth].join(" of ")
        }}</script>""",
        encoding="utf-8",
    )
    dumped = subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--allow-file-access-from-files",
            "--hide-scrollbars",
            "--window-size=1400,1000",
            "--virtual-time-budget=5000",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom",
            (tmp_path / "frame.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
    assert f"<title>{width} of {width}</title>" in dumped
