"""Drafts from the dictionary of a data file: labels, missing values and multiple-response sets.

``pyreadstat`` writes the files; sets, which it cannot write, are added to what the reader gives.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
from drafted_studies import Drafted, drafted

from infopos_pipeline.drafting.from_data import questionnaire_of
from infopos_pipeline.ingest.reading import read_source


@pytest.fixture
def written(tmp_path: Path):
    """The bytes of a data file with these columns and this dictionary."""

    def write(columns: dict[str, list], **dictionary: Any) -> bytes:
        path = tmp_path / "export.sav"
        pyreadstat.write_sav(pd.DataFrame(columns), path, **dictionary)
        return path.read_bytes()

    return write


@pytest.fixture
def made(written):
    """The draft of such a file."""

    def make(columns: dict[str, list], **dictionary: Any) -> Drafted:
        return drafted(written(columns, **dictionary), "export.sav")

    return make


def test_labels_of_variables_and_values_become_questions_and_answers(made) -> None:
    found = made(
        {"v1": [1.0, 2.0, 1.0, None], "v2": [3.0, 1.0, 2.0, 2.0]},
        column_labels=["Heeft u een fiets?", "Hoe tevreden bent u?"],
        variable_value_labels={
            "v1": {1.0: "Ja", 2.0: "Nee", 3.0: "Had ik vroeger"},
            "v2": {1.0: "Tevreden", 2.0: "Neutraal", 3.0: "Ontevreden"},
        },
    )
    assert found.study.items["v1"].label.nl == "Heeft u een fiets?"
    assert found.kinds() == {"v1": "single", "v2": "ordinal"}
    assert found.count("v1") == {"Ja": 2, "Nee": 1, "Had ik vroeger": 0}
    assert found.labels("v2") == ["Ontevreden", "Neutraal", "Tevreden"]
    assert found.draft.decisions == 2  # the title, and that nothing tells how far somebody got


@pytest.mark.parametrize(
    ("label", "state"),
    [
        ("Weet niet", "dont_know"),
        ("Don't know / no opinion", "dont_know"),
        ("Weiß nicht", "dont_know"),
        ("Niet van toepassing", "not_applicable"),
        ("Inapplicable", "not_applicable"),
        ("Niet gesteld", "not_asked"),
        ("Not asked in this wave", "not_asked"),
        ("Niet bereikt", "not_reached"),
        ("Geen antwoord", "skipped"),
        ("Refused", "skipped"),
        ("", "skipped"),
    ],
)
def test_what_a_file_marks_as_missing_gets_its_reason_from_its_label(made, label: str, state: str) -> None:
    found = made(
        {"v1": [1.0, 2.0, 8.0, 1.0], "v2": [1.0, 1.0, 1.0, 2.0]},
        variable_value_labels={"v1": {1.0: "Rood", 2.0: "Blauw"} | ({8.0: label} if label else {})},
        missing_ranges={"v1": [8.0]},
    )
    assert found.binding["items"]["v1"]["missing"] == {"8": state}
    assert found.labels("v1") == ["Rood", "Blauw"]
    assert found.states("v1") == {f"~{state}": 1}


def test_a_scale_with_named_ends_has_all_its_steps(made) -> None:
    found = made(
        {"v1": [1.0, 3.0, 7.0, 99.0]},
        variable_value_labels={"v1": {1.0: "Heel slecht", 7.0: "Heel goed", 99.0: "Weet niet"}},
    )
    assert found.labels("v1") == ["Heel slecht", "2", "3", "4", "5", "6", "Heel goed"]
    assert found.binding["items"]["v1"]["missing"] == {"99": "dont_know"}
    assert "only some of the steps" in found.todos("v1")[0]


def test_a_number_with_a_name_for_no_answer_stays_a_number(made) -> None:
    ages = [float(age) for age in (18, 25, 37, 44, 52, 61, 79, 83, 99, 99)]
    columns = {"v1": ages, "v2": [1.0, 2.0] * 5}
    found = made(columns, column_labels=["Leeftijd", ""], variable_value_labels={"v1": {99.0: "Weigert"}})
    assert found.kinds() == {"v1": "number", "v2": "single"}
    assert found.answers["v1"].max() == 83
    assert found.states("v1") == {"~skipped": 2}
    assert found.todos("v1") == []
    top = made({"v1": ages}, variable_value_labels={"v1": {99.0: "99 jaar en ouder"}})
    assert top.answers["v1"].max() == 99
    assert "names for 99" in top.todos("v1")[0]


def test_labels_that_repeat_the_number_are_a_number(made) -> None:
    years = [8.0, 12.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0]
    found = made({"v1": years}, variable_value_labels={"v1": {year: f"{year:g}" for year in years}})
    assert found.kinds() == {"v1": "number"}


def test_no_opinion_in_the_middle_of_a_scale_is_a_step_of_it(made) -> None:
    steps = ["Strongly disagree", "Disagree", "No opinion", "Agree", "Strongly agree"]
    found = made(
        {"v1": [1.0, 3.0, 5.0]}, variable_value_labels={"v1": {float(n): step for n, step in enumerate(steps, start=1)}}
    )
    assert found.labels("v1") == steps
    last = made(
        {"v1": [1.0, 2.0, 9.0]},
        variable_value_labels={"v1": {1.0: "Never", 2.0: "Sometimes", 3.0: "Always", 9.0: "Don't know/Refused"}},
    )
    assert last.labels("v1") == ["Never", "Sometimes", "Always"]
    assert last.states("v1") == {"~dont_know": 1}


def test_codes_that_are_texts_keep_their_labels(made) -> None:
    found = made(
        {"v1": ["m", "f", "f", "u"]},
        variable_value_labels={"v1": {"m": "man", "f": "vrouw", "u": "onbekend"}},
        missing_ranges={"v1": [{"lo": "u", "hi": "u"}]},
    )
    assert found.count("v1") == {"man": 1, "vrouw": 2}
    assert found.states("v1") == {"~dont_know": 1}


def test_moments_and_weights_are_left_out_with_a_remark(made) -> None:
    found = made(
        {
            "v1": [1.0, 2.0, 1.0],
            "wanneer": pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01"]).date.tolist(),
            "weging": [0.9, 1.1, 1.0],
        },
        column_labels=["Vraag", "Wanneer bent u verhuisd?", "Weegfactor"],
    )
    assert list(found.study.items) == ["v1"]
    assert found.binding["administration"] == ["wanneer", "weging"]
    remarks = found.draft.files["bindings/spss.yaml"]
    assert "# TODO: wanneer is a moment" in remarks
    assert "# TODO: weging looks like a weight" in remarks


BOXES = {"fiets": [1.0, 0.0, 1.0], "auto": [0.0, 1.0, 1.0], "leeftijd": [20.0, 30.0, 47.0]}
LABELS = {"column_labels": ["Wat is uw vervoer? Fiets", "Wat is uw vervoer? Auto", "Leeftijd"]}


def questions(content: bytes, **sets: tuple[int, ...]):
    table = replace(read_source(content, "export.sav"), sets=sets)
    return {question.code: question for question in questionnaire_of(table).questions}


def test_a_set_of_boxes_is_one_question(written) -> None:
    found = questions(written(BOXES, **LABELS), vervoer=(0, 1))
    assert found["fiets"].kind == "multiple"
    assert found["fiets"].text == {"": "Wat is uw vervoer?"}
    assert [answer.text[""] for answer in found["fiets"].answers] == ["Fiets", "Auto"]
    assert found["fiets"].remarks == ()
    assert found["leeftijd"].kind == "number"


def test_columns_of_a_set_need_not_stand_together(written) -> None:
    apart = {name: BOXES[name] for name in ("fiets", "leeftijd", "auto")}
    found = questions(written(apart), vervoer=(0, 2))
    assert [answer.column for answer in found["fiets"].answers] == ["fiets", "auto"]
    assert list(found) == ["fiets", "leeftijd"]


def test_a_set_of_what_are_no_boxes_is_taken_for_questions_of_their_own(written) -> None:
    found = questions(written(BOXES, **LABELS), mist=(0, 1, 2))
    assert {code: question.kind for code, question in found.items()} == {
        "fiets": "single",
        "auto": "single",
        "leeftijd": "number",
    }


def test_boxes_without_a_set_are_told_by_their_codes(made) -> None:
    found = made(
        {"v1_1": [1.0, 0.0, 1.0], "v1_2": [0.0, 1.0, 1.0]},
        column_labels=["Vervoer: Fiets", "Vervoer: Auto"],
        variable_value_labels={name: {0.0: "Niet gekozen", 1.0: "Gekozen"} for name in ("v1_1", "v1_2")},
    )
    assert found.count("v1") == {"Fiets": 2, "Auto": 2}
