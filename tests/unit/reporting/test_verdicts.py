import re

import pytest

from infopos_pipeline.reporting.formats.plain_html import plain_html
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.reporting.tables.verdicts import partly_texts, reading_texts, verdict_model
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language

from .making import Made, Triple, made_results
from .reading import Page, report_html

STANDS = Made(0.001, (0.004, 0.04, 0.02), (0.61, 0.25, 0.81), "*")
FALLS = Made(0.04, (0.081, 0.9, 0.3), (0.38, 0.02, 0.62), "*")
TINY = Made(0.91, (1.0, 1.0, 0.95), (0.013, -0.09, 0.11))
INTERNAL, EXTERNAL = "knelpunten_intern", "knelpunten_extern"


@pytest.fixture(scope="module")
def made(study: Study) -> list[Result]:
    """A hypothesis of each verdict; the published tests say the opposite wherever they can."""
    missing = ("missen_intern", "missen_extern")
    options = list(study.variables["behoefte_middelen"].options)
    none = {(name, option): TINY for name in missing for option in options}
    return [
        *made_results(
            study, "verwachting_1", "as_published", {(INTERNAL, ""): FALLS, (EXTERNAL, ""): STANDS}, "supported"
        ),
        *made_results(
            study, "verwachting_1", "recommended", {(INTERNAL, ""): STANDS, (EXTERNAL, ""): STANDS}, "supported"
        ),
        *made_results(study, "verwachting_2", "recommended", {(name, ""): TINY for name in missing}, "not supported"),
        *made_results(
            study,
            "verwachting_4",
            "recommended",
            none | {("missen_extern", options[0]): STANDS},
            "partly supported",
            {options[0]: (-0.52, -0.83, -0.11)},
        ),
        *made_results(
            study,
            "verwachting_5",
            "recommended",
            {(INTERNAL, ""): FALLS, (EXTERNAL, ""): STANDS},
            "partly supported",
            {"": (-0.23, -0.54, 0.07)},
        ),
        *made_results(
            study, "verwachting_3", "recommended", {(INTERNAL, option): TINY for option in options}, "inconclusive"
        ),
        *made_results(study, "verwachting_6", "as_published", {(name, ""): TINY for name in missing}, "not supported"),
    ]


def verdicts(study: Study, results: list[Result], language: Language = "nl") -> dict[int, list[str]]:
    table = Page(plain_html(verdict_model(study, results, None, language), stacked=True)).tables["verdicts"]
    return {int(row[0].split(".")[0]): row[1:] for row in table.rows[1:]}


def test_each_hypothesis_has_both_verdicts_what_stands_and_its_effects(study: Study, made: list[Result]) -> None:
    published, recommended, effects = verdicts(study, made)[1]
    assert published == "ondersteund\n2 van 2 toetsen met ster"
    assert recommended == "ondersteund\n2 van 2 houdt stand na Holm"
    assert effects.splitlines() == [
        "rangbiseriële correlatie",
        "✓ Knelpunten interne informatie: 0,61 [0,25; 0,81]",
        "✓ Knelpunten externe informatie: 0,61 [0,25; 0,81]",
    ]


def test_partly_supported_shows_the_contrast(study: Study, made: list[Result]) -> None:
    published, recommended, effects = verdicts(study, made)[5]
    assert published == "-"
    assert recommended == "deels ondersteund\n1 van 2 houdt stand na Holm"
    assert effects.splitlines() == [
        "g van Hedges",
        "Knelpunten interne informatie: 0,38 [0,02; 0,62]",
        "✓ Knelpunten externe informatie: 0,61 [0,25; 0,81]",
        "Verschil tussen beide: -0,23 [-0,54; 0,07]",
    ]
    fourth, fifth = partly_texts(study, made, "nl")
    assert fifth.startswith(
        "Verwachting 5 is deels ondersteund: ‘Knelpunten externe informatie’ houdt stand, ‘Knelpunten interne "
        "informatie’ niet. Dat de ene toets standhoudt en de andere niet, is nog geen verschil tussen beide."
    )
    assert fifth.endswith(
        "-0,23 [-0,54; 0,07]: dat interval bevat nul, dus dat de twee verschillen is niet aangetoond."
    )
    assert fourth.endswith("-0,52 [-0,83; -0,11]: dat interval bevat nul niet, wat erop wijst dat de twee verschillen.")


def test_of_many_options_those_that_stand_or_else_the_range(study: Study, made: list[Result]) -> None:
    option = next(iter(study.variables["behoefte_middelen"].options.values())).nl
    assert verdicts(study, made)[4][2].splitlines() == [
        "risicoverschil",
        "Missen interne informatie: 0,01 tot 0,01 over 4 antwoorden",
        f"✓ Missen externe informatie – {option}: 0,61 [0,25; 0,81]",
        f"Verschil tussen beide op ‘{option}’: -0,52 [-0,83; -0,11]",
    ]


def test_a_contrast_that_was_not_computed_is_said_to_be_missing(study: Study, made: list[Result]) -> None:
    without = [row for row in made if not row.method.startswith("contrast")]
    assert all(text.endswith("is hier niet te berekenen.") for text in partly_texts(study, without, "nl"))
    assert "Verschil" not in verdicts(study, without)[5][2]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_not_shown_is_never_said_to_be_absent(study: Study, made: list[Result], language: Language) -> None:
    words = {"nl": ("onbeslist", "niet ondersteund"), "en": ("inconclusive", "not supported")}[language]
    assert verdicts(study, made, language)[3][1].startswith(words[0])
    assert verdicts(study, made, language)[2][1].startswith(words[1])
    texts = " ".join(reading_texts(study, made, language))
    assert {"nl": "Niet aangetoond is iets anders dan afwezig.", "en": "Not shown is not absent."}[language] in texts
    page = Page(report_html(Report(study, "2017", made, language=language))).text
    claims = {"nl": r"(.{30})geen samenhang\b", "en": r"(.{30})no association\b"}[language]
    found = re.findall(claims, " ".join(page.split()))
    assert found
    allowed = {"nl": r"niet (aan )?dat er $|tonen $", "en": r"not (show )?that there is $|show $"}[language]
    assert all(re.search(allowed, before) for before in found), found


def test_only_what_occurs_is_explained(study: Study, made: list[Result]) -> None:
    supported = [row for row in made if row.item == "verwachting_1"]
    assert reading_texts(study, supported, "nl") == []
    assert len(reading_texts(study, made, "nl")) == 3


def test_a_study_with_published_tests_only_weighs_those(study: Study, made: list[Result]) -> None:
    published = [row for row in made if row.profile == "as_published"]
    model = verdict_model(study, published, None, "nl")
    assert model.columns[0].label == "Volgens de gepubliceerde toetsen"
    assert verdicts(study, published)[1][0] == "ondersteund\n2 van 2 toetsen met ster\n1 van 2 houdt stand na Holm"


def test_the_notes_name_tests_level_and_adjustment(study: Study, made: list[Result]) -> None:
    notes = " ".join(verdict_model(study, made, None, "nl").notes)
    assert "na correctie volgens Holm, voor de toetsen van dezelfde verwachting, onder 0,05" in notes
    assert "Mann-Whitneytoets (exact) (1 en 2), exacte toets van Boschloo (3 en 4)" in notes


def test_an_exploratory_hypothesis_has_no_verdict_and_is_marked(study: Study, made: list[Result]) -> None:
    name, hypothesis = next((n, h) for n, h in study.hypotheses.items() if h.exploratory)
    test = {(hypothesis.predictors[0], ""): Made(0.03, (0.24, 0.9, 0.4), (2.5, 1.1, None))}
    page = Page(
        report_html(Report(study, "2017", [*made, *made_results(study, name, "recommended", test, "exploratory")]))
    )
    assert hypothesis.statement.nl not in " ".join(row[0] for row in page.tables["verdicts"].rows)
    table = page.tables[hypothesis.table]
    assert table.caption == f"{study.tables[hypothesis.table].title.nl} (verkennend)"
    assert table.rows[1][0].startswith(f"{hypothesis.statement.nl} (verkennend)\nToets: exacte toets van Fisher")
    assert table.rows[2] == [
        study.variables[hypothesis.predictors[0]].label.nl,
        study.variables[hypothesis.profiles["recommended"].outcome].label.nl,
        "40",
        "2,50 [1,10; ∞]",
        "0,030",
        "0,240",
        "0,900",
        "0,400",
    ]
    assert any("alle verkennende toetsen samen" in note for note in table.notes)
    text = " ".join(page.text.split())
    assert "Er is dus geen oordeel" in text
    # Two of four with a verdict by the published tests are in the tile; nothing exploratory is.
    assert "volgens de aanbevolen toetsen: 1 ondersteund, 2 deels ondersteund, 1 niet ondersteund, 1 onbeslist" in text


@pytest.mark.parametrize(
    ("contrast", "says"), [((-0.2, -0.5, 0.0), "bevat nul,"), ((0.2, 0.01, 0.5), "bevat nul niet")]
)
def test_a_limit_of_nought_holds_nought(study: Study, contrast: Triple, says: str) -> None:
    tests = {(INTERNAL, ""): FALLS, (EXTERNAL, ""): STANDS}
    rows = made_results(study, "verwachting_1", "recommended", tests, "partly supported", {"": contrast})
    assert says in partly_texts(study, rows, "nl")[0]
