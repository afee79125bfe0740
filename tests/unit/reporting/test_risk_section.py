"""The report says how many can be recognised and what recoding would cure, in sizes alone, and never in public."""

from __future__ import annotations

import dataclasses
import re

import pytest

from infopos_pipeline.disclosure.risk import Risk
from infopos_pipeline.reporting.report import Release, Report
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study

from .conftest import HOSTILE
from .reading import Page, ReadTable, report_html

NAMES = ("regio", "doelstelling")
DECLARED = Risk("", (), NAMES, {("noord", "ja"): 1, ("noord", "nee"): 2, ("zuid", "ja"): 1, ("zuid", "nee"): 8}, 3, 1)
RECODED = (
    Risk("regio", (), ("doelstelling",), {("ja",): 2, ("nee",): 10}, 3, 0),
    Risk("doelstelling", (), ("regio",), {("noord",): 3, ("zuid",): 9}, 3, 1),
    Risk("doelstelling", ("ja", "nee"), NAMES, {("noord", "ja + nee"): 3, ("zuid", "ja + nee"): 9}, 3, 0),
)


@pytest.fixture
def page(study: Study, results: list[Result]):
    def make(*risks: Risk, **changed: object) -> str:
        report = Report(study=study, wave="2017", results=results, risks=risks)
        return report_html(dataclasses.replace(report, **changed))

    return make


def section(html: str) -> str:
    return html.partition('<section id="risk"')[2].partition("</section>")[0]


def table(html: str) -> ReadTable:
    return Page(html).tables["risk-recodings"]


def sentence(html: str) -> str:
    return re.sub(r"<[^>]+>", "", section(html).partition("</h2>")[2].partition("</p>")[0]).strip()


def test_the_risk_is_said_in_a_sentence(page, study: Study) -> None:
    label = study.variables["doelstelling"].label.nl
    assert sentence(page(DECLARED, *RECODED)) == (
        f"Van de 12 gemeenten hebben er 2 een combinatie van ‘Regio’ en ‘{label}’ die geen andere heeft, en zitten er "
        "4 in een groep van minder dan 3 (k = 1)."
    )


@pytest.mark.parametrize(
    ("classes", "nl", "en"),
    [
        ((3, 9), ("heeft er geen", "zit er geen"), ("none has", "none is")),
        ((1, 11), ("heeft er 1 ", "zit er 1 "), ("1 has", "1 is")),
        ((1, 1, 2, 8), ("hebben er 2 ", "zitten er 4 "), ("2 have", "4 are")),
    ],
)
def test_none_one_and_several_have_verbs_of_their_own(page, classes, nl, en) -> None:
    risk = dataclasses.replace(DECLARED, classes={(str(number), ""): n for number, n in enumerate(classes)})
    for language, words in (("nl", nl), ("en", en)):
        assert all(text in sentence(page(risk, language=language)) for text in words)


def test_recodings_stand_under_the_risk_without_any_those_that_leave_the_fewest_first(page) -> None:
    found = table(page(DECLARED, *RECODED))
    assert [row[1:] for row in found.rows] == [
        ["k", "Uniek in de steekproef", "In een groep van minder dan 3", "Uniek in het kader"],
        ["1", "2", "4", "1"],
        ["3", "0", "0", "1"],
        ["3", "0", "0", "0"],
        ["2", "0", "2", "0"],
    ]
    first, *recoded = [row[0] for row in found.rows[1:]]
    assert first == "Geen"
    assert recoded[0].endswith(" weggelaten")
    assert re.fullmatch(r".+: ‘Ja’ en ‘Nee’ samengevoegd", recoded[1])
    assert recoded[2] == "Regio weggelaten"


def test_the_notes_say_what_the_columns_mean(page) -> None:
    notes = " ".join(table(page(DECLARED, *RECODED)).notes)
    for term in ("k-anonimiteit", "Uniek in de steekproef", "Uniek in het kader"):
        assert term in notes


def test_a_study_whose_quasi_identifiers_are_no_facts_of_the_frame_has_no_population_uniques(page) -> None:
    risks = [dataclasses.replace(risk, population_uniques=None) for risk in (DECLARED, *RECODED)]
    found = table(page(*risks))
    assert {len(row) for row in found.rows} == {4}
    assert "kader" not in section(page(*risks))


def test_no_class_is_named(page, study: Study) -> None:
    """Classes are given by options that no recoding merges; their labels stand nowhere in the section."""
    shown = section(page(DECLARED, *RECODED[:2]))
    for option in (*study.variables["regio"].options.values(), *study.variables["doelstelling"].options.values()):
        assert not re.search(rf"\b{re.escape(option.nl)}\b", shown)
    for name in ("noord", "zuid"):
        assert name not in shown.casefold()


@pytest.mark.parametrize("risks", [(), (dataclasses.replace(DECLARED, classes={}),)])
def test_without_quasi_identifiers_or_respondents_there_is_no_such_section(page, risks) -> None:
    html = page(*risks)
    assert section(html) == ""
    assert "#risk" not in html


def test_a_public_report_has_none_even_if_it_is_given_one(page) -> None:
    html = page(DECLARED, *RECODED, release=Release(1))
    assert "#risk" not in html
    assert "risk-recodings" not in html
    assert '<a href="#risk">' in page(DECLARED, *RECODED)


def test_the_section_is_in_the_language_of_the_report(page) -> None:
    html = page(DECLARED, *RECODED, language="en")
    assert (2, "Recognisability") in Page(html).headings
    assert "of ‘Region’ and " in sentence(html)
    assert table(html).heading[1:] == ["k", "Sample uniques", "In a class of fewer than 3", "Population uniques"]
    assert not re.search(r"samengevoegd|weggelaten|gemeenten", section(html))


def test_labels_are_text_and_nothing_else(hostile: Study, page) -> None:
    html = page(DECLARED, *RECODED, study=hostile)
    assert "script" not in Page(html).tags
    assert HOSTILE in Page(html).text
