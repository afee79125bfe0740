"""A wave of hand-made respondents over the declared study, counted here and computed by the statistics functions."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from programs import chromium_path, needed

from infopos_pipeline.statistics.counting import CountedCell, Counts, contingency_tables
from infopos_pipeline.statistics.descriptives import place_results
from infopos_pipeline.statistics.hypotheses import hypotheses_results
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study, load_study
from infopos_pipeline.study.columns import variable_columns
from infopos_pipeline.study.missing import NOT_TICKED, TICKED, Missing

ROOT = Path(__file__).parents[3]
Answers = Mapping[str, Any]


@pytest.fixture(scope="session")
def study() -> Study:
    return load_study(ROOT / "schemas" / "infopos")


@pytest.fixture(scope="session")
def respondents() -> list[dict[str, Any]]:
    """Twelve: eight without bottlenecks and satisfied, four with bottlenecks, of whom three are dissatisfied."""
    return [_respondent(number) for number in range(12)]


def _respondent(number: int) -> dict[str, Any]:
    troubled = number >= 8
    yes, no = ("ja", "nee")
    return {
        "regio": "noord" if number % 2 else "zuid",
        "doelstelling": yes if number < 3 else no,
        "tevredenheid": "ontevreden" if number >= 9 else "tevreden",
        "gewenste_voordelen": ("trend", "driehoek", "positie", "effectief") if troubled else ("trend",),
        "aantal_gewenste_voordelen": "4_of_meer" if troubled else "1",
        "aantal_gewenste_voordelen_volledig": "4" if troubled else "1",
        "informatie_intern": "knelpunten" if troubled else "nee",
        "knelpunten_afdelingen": ("zorg_welzijn", "burgerzaken") if troubled else Missing.NOT_APPLICABLE,
        "knelpunten_intern": yes if troubled else no,
        "knelpunten_extern": yes if troubled else no,
        "missen_intern": no,
        "missen_extern": yes if number == 11 else no,
        "behoefte_middelen": ("ict_systeem",) if troubled else ("geen",),
        "interview_bereid": yes if number < 5 else no,
    }


def results_of(study: Study, respondents: Sequence[Answers], approached: int = 15, wave: str = "2017") -> list[Result]:
    """Every result of a wave of these respondents; whatever a respondent does not say was skipped."""
    counts = counts_of(study, respondents, approached)
    descriptive = [row for place in study.places().values() for row in place_results(place, study, counts, wave)]
    tested = [row for rows in hypotheses_results(study, counts, wave).values() for row in rows]
    return descriptive + tested


def counts_of(study: Study, respondents: Sequence[Answers], approached: int = 15) -> Counts:
    cells: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()
    for table, names in contingency_tables(study).items():
        for answers in respondents:
            cells[table, tuple(pair for name in names for pair in _columns(study, name, answers))] += 1
    counted = [CountedCell(table, cell, n, n) for (table, cell), n in cells.items()]
    counted.append(CountedCell("approached", (("regio", "noord"),), approached, approached))
    return Counts(counted, study)


def _columns(study: Study, name: str, answers: Answers) -> list[tuple[str, str]]:
    variable, answer = study.variables[name], answers.get(name, Missing.SKIPPED)
    columns = variable_columns(variable)
    if variable.kind == "multiple" and isinstance(answer, tuple):
        return [
            (column.name, TICKED if option in answer else NOT_TICKED)
            for column, option in zip(columns, variable.options, strict=True)
        ]
    if variable.kind == "number" and not isinstance(answer, Missing):
        return [(columns[0].name, answer), (columns[1].name, "answered")]
    return [(column.name, str(answer)) for column in columns]


@pytest.fixture(scope="session")
def results(study: Study, respondents: list[dict[str, Any]]) -> list[Result]:
    return results_of(study, respondents)


@pytest.fixture(scope="session")
def nobody(study: Study) -> list[Result]:
    """A wave in which nobody answered anything."""
    return results_of(study, [{}])


@pytest.fixture(scope="session")
def hostile(study: Study) -> Study:
    """The study with labels that would break out of a page, were they not escaped."""
    option = study.items["doelstelling"].options["ja"].model_copy(update={"nl": HOSTILE, "en": HOSTILE})
    item = study.items["doelstelling"]
    label = item.label.model_copy(update={"nl": HOSTILE, "en": HOSTILE})
    items = {
        **study.items,
        item.name: item.model_copy(update={"label": label, "options": {**item.options, "ja": option}}),
    }
    chart = study.charts["vergelijking_1"]
    charts = {**study.charts, chart.name: chart.model_copy(update={"title": label})}
    return dataclasses.replace(study, items=items, charts=charts)


HOSTILE = """<script>alert("&amp;")</script> R&D 'x' ]]>"""


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser for the tests that need one."""
    return chromium_path()


@pytest.fixture(scope="session")
def pspp() -> str:
    """GNU PSPP, for the tests that run SPSS syntax."""
    return needed("pspp", "pspp")


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice, for the tests that open what Word and Excel are to open."""
    return needed("libreoffice-writer libreoffice-calc", "soffice", "libreoffice")


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """Poppler's reader of PDF."""
    return needed("poppler-utils", "pdftotext")
