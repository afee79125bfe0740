"""What the texts of an export mean: options however they are written, ticks, numbers, and each reason for no answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import yaml
from builders import delimited

from infopos_pipeline.problems import InputError
from infopos_pipeline.quality.reading import read_answers
from infopos_pipeline.study import load_study
from infopos_pipeline.study.missing import NOT_TICKED, TICKED, Missing

LETTER = "Per brief, post of e-mail"
ITEMS = {
    "oordeel": {
        "kind": "ordinal",
        "page": 1,
        "label": {"nl": "Oordeel", "en": "Opinion"},
        "options": {
            "goed": {"nl": "Zeer goed", "en": "Very good"},
            "matig": {"nl": "Matig", "en": "Fair"},
            "slecht": {"nl": "Slecht", "en": "Bad"},
        },
    },
    "vervolg": {
        "kind": "single",
        "page": 2,
        "asked_if": "oordeel in (goed, matig)",
        "label": {"nl": "Vervolg", "en": "Next"},
        "options": {"ja": {"nl": "Ja", "en": "Yes"}, "nee": {"nl": "Nee", "en": "No"}},
    },
    "hoe": {
        "kind": "multiple",
        "page": 2,
        "label": {"nl": "Hoe", "en": "How"},
        "options": {
            "brief": {"nl": LETTER, "en": "By letter; or mail"},
            "brieven": {"nl": "Per brief", "en": "By letters"},
            "telefoon": {"nl": "Telefoon", "en": "Phone"},
        },
    },
    "aantal": {"kind": "number", "page": 3, "label": {"nl": "Aantal", "en": "Number"}},
    "uitleg": {
        "kind": "text",
        "page": 3,
        "privacy": "open answer",
        "label": {"nl": "Toelichting", "en": "Remarks"},
    },
}
BOXES = {"columns": {"brief": "hoe1", "brieven": "hoe2", "telefoon": "hoe3"}}
BOUND = {
    "oordeel": {"column": "oordeel"},
    "vervolg": {"column": "vervolg"},
    "hoe": BOXES,
    "aantal": {"column": "aantal"},
    "uitleg": {"column": "uitleg"},
}


@pytest.fixture
def declared(tmp_path):
    """A study with one binding, changed as told: items of the binding, items of the questionnaire, its other fields."""

    def declare(bound=None, items=None, **binding):
        folder = tmp_path / "peiling"
        (folder / "bindings").mkdir(parents=True, exist_ok=True)
        questionnaire = {name: {**item, **(items or {}).get(name, {})} for name, item in ITEMS.items()}
        how = {"format": "table", "administration": ["id"], "items": {**BOUND, **(bound or {})}}
        how |= binding or {"complete": True}
        files = {
            "study.yaml": {"title": {"nl": "Peiling", "en": "Poll"}, "language": "nl"},
            "questionnaire.yaml": {"items": questionnaire},
            "bindings/table.yaml": how,
        }
        for name, content in files.items():
            (folder / name).write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
        return load_study(folder)

    return declare


def export(*rows: dict[str, str], headings=()) -> bytes:
    """An export of respondents; what a row does not say is empty."""
    columns = list(dict.fromkeys(["id", *headings, *(heading for row in rows for heading in row)]))
    for bound in BOUND.values():
        names = [bound["column"]] if "column" in bound else bound["columns"].values()
        columns += [name for name in names if name not in columns]
    lines = [{"id": str(number), **row} for number, row in enumerate(rows, start=1)]
    return delimited([columns, *([line.get(column, "") for column in columns] for line in lines)])


def read(study, content: bytes):
    return read_answers(content, None, study, ("export.csv", "frame.csv"))


def of(study, column: str, *cells: str, heading: str = "") -> list[object]:
    """The answers in a column, from its cells."""
    return read(study, export(*({heading or column: cell} for cell in cells))).answers[column].tolist()


def refused(study, content: bytes):
    with pytest.raises(InputError) as caught:
        read(study, content)
    return caught.value.problems


# Options


@pytest.mark.parametrize("cell", ["Zeer goed", "Very good", "goed", " Zeer goed\xa0", "ZEER  GOED"])
def test_an_option_is_known_by_its_label_in_either_language_or_its_name(declared, cell):
    assert of(declared(), "oordeel", cell) == ["goed"]


def test_codes_come_before_labels_and_labels_before_names(declared):
    """Codes that are the labels and names of other options; whoever declares them means them."""
    study = declared({"oordeel": {"column": "oordeel", "codes": {"Slecht": "goed", "matig": "slecht", "1": "matig"}}})
    assert of(study, "oordeel", "Slecht", "matig", "1", "Matig", "goed") == ["goed", "slecht", "matig", "matig", "goed"]
    study = declared(items={"oordeel": {"options": {"a": {"nl": "b", "en": "x"}, "b": {"nl": "c", "en": "y"}}},
                            "vervolg": {"asked_if": "oordeel in (a, b)"}})  # fmt: skip
    assert of(study, "oordeel", "b", "c", "a") == ["a", "b", "a"]


def test_a_code_is_known_as_a_number_with_decimals_too(declared):
    study = declared({"oordeel": {"column": "oordeel", "codes": {"1": "goed", "2": "matig", "3": "slecht"}}})
    assert of(study, "oordeel", "1", "1.0", "2.00") == ["goed", "goed", "matig"]
    assert refused(study, export({"oordeel": "1.5"}))[0].found == "1.5"


@pytest.fixture
def data_file(tmp_path):
    """An SPSS file with one answered column and the others empty."""

    def write(values, labels=None, missing=None) -> bytes:
        empty = {name: [""] * len(values) for name in ("vervolg", "hoe1", "hoe2", "hoe3", "aantal", "uitleg")}
        pyreadstat.write_sav(
            pd.DataFrame({"oordeel": values, **empty}),
            tmp_path / "export.sav",
            variable_value_labels={"oordeel": labels or {}},
            missing_ranges={"oordeel": missing or []} if missing else None,
        )
        return (tmp_path / "export.sav").read_bytes()

    return write


def test_the_labels_of_the_file_tell_what_its_codes_mean(declared, data_file):
    content = data_file([1.0, 2.0, 3.0, np.nan], {1.0: "Slecht", 2.0: "Matig", 3.0: "Zeer goed"})
    assert read(declared(), content).answers["oordeel"].tolist() == ["slecht", "matig", "goed", Missing.SKIPPED]


def test_a_declared_code_comes_before_the_label_of_the_file(declared, data_file):
    study = declared({"oordeel": {"column": "oordeel", "codes": {"1": "goed", "2": "slecht", "3": "matig"}}})
    content = data_file([1.0, 4.0], {1.0: "Slecht", 4.0: "Matig"})
    assert read(study, content).answers["oordeel"].tolist() == ["goed", "matig"]


def test_an_unknown_label_of_the_file_is_refused_by_its_code(declared, data_file):
    (problem,) = refused(declared(), data_file([1.0, 9.0], {1.0: "Slecht", 9.0: "Zwaluwkanarie"}))
    assert (problem.code, problem.row, problem.found) == ("unknown_code", 2, "9")
    assert "Zwaluwkanarie" not in str(problem)


# Spellings and languages


def test_a_label_in_another_spelling_is_understood_and_noticed(declared):
    checked = read(
        declared(), export(*({"oordeel": cell} for cell in ("Zeer goed", "zeer  goed", "Matig", "zeer  goed")))
    )
    assert checked.answers["oordeel"].tolist() == ["goed", "goed", "matig", "goed"]
    (notice,) = checked.notices
    assert (notice.code, notice.row, notice.question) == ("spelling", 3, "oordeel")
    assert "1 more" in notice.advice


def test_a_spelling_that_fits_two_options_is_neither(declared):
    study = declared(items={"oordeel": {"options": {"een": {"nl": "Nee", "en": "a"}, "twee": {"nl": "NEE", "en": "b"}}},
                            "vervolg": {"asked_if": "oordeel in (een,)"}})  # fmt: skip
    assert of(study, "oordeel", "Nee", "NEE") == ["een", "twee"]
    assert [problem.code for problem in refused(study, export({"oordeel": "nee"}))] == ["unknown_code"]


def test_labels_of_two_languages_are_understood_and_noticed(declared):
    checked = read(declared(), export({"oordeel": "Zeer goed"}, {"oordeel": "Bad"}))
    assert checked.answers["oordeel"].tolist() == ["goed", "slecht"]
    assert [(notice.code, notice.question) for notice in checked.notices] == [("two_languages", "oordeel")]


def test_a_column_in_another_language_than_the_others_is_noticed(declared):
    row = {"oordeel": "Zeer goed", "vervolg": "Yes", "hoe": "Telefoon"}
    study = declared({"hoe": {"column": "hoe", "delimiter": ";"}})
    checked = read(study, export(row, headings=["hoe"]))
    assert [(notice.code, notice.question) for notice in checked.notices if notice.code != "unknown_column"] == [
        ("two_languages", "vervolg")
    ]


@pytest.mark.parametrize("labels", [("Zeer goed", "Slecht"), ("Very good", "Bad")])
def test_labels_of_one_language_are_no_notice(declared, labels):
    assert read(declared(), export(*({"oordeel": label} for label in labels))).notices == ()


@pytest.mark.parametrize(
    ("cell", "meant"), [("Zeer goeed", "Zeer goed"), ("Slegt", "Slecht"), ("Very god", "Very good")]
)
def test_an_unknown_label_is_refused_with_the_nearest_one(declared, cell, meant):
    (problem,) = refused(declared(), export({"oordeel": "Matig"}, {"oordeel": cell}))
    assert (problem.code, problem.row, problem.question) == ("unknown_code", 3, "oordeel")
    assert problem.expected == "one of the answers Zeer goed, Very good, Matig, Fair, Slecht, Bad, or nothing"
    assert f"Did you mean '{meant}'?" in problem.hint
    assert cell not in str(problem)


# Several answers in a column


@pytest.mark.parametrize(
    ("delimiter", "cell", "ticked"),
    [
        (";", "Telefoon;Per brief", {"telefoon", "brieven"}),
        (";", "Telefoon; Per brief;", {"telefoon", "brieven"}),
        (", ", f"{LETTER}, Telefoon", {"brief", "telefoon"}),
        (",", f"Telefoon,{LETTER}", {"telefoon", "brief"}),
        (",", f"Per brief,{LETTER}", {"brieven", "brief"}),
        (";", "By letter; or mail;Phone", {"brief", "telefoon"}),
        (";", "telefoon", {"telefoon"}),
        (";", "Telefoon;Telefoon", {"telefoon"}),
    ],
)
def test_answers_that_are_joined_are_told_apart_also_where_a_label_holds_the_delimiter(
    declared, delimiter, cell, ticked
):
    study = declared({"hoe": {"column": "hoe", "delimiter": delimiter}})
    answers = read(study, export({"hoe": cell}, headings=["hoe"])).answers.iloc[0]
    assert {option for option in ITEMS["hoe"]["options"] if answers[f"hoe__{option}"] == TICKED} == ticked


@pytest.mark.parametrize("cell", ["Telefoon;Fax", "Fax", "Telefoon,Per brief"])
def test_an_unknown_answer_among_joined_ones_is_refused(declared, cell):
    study = declared({"hoe": {"column": "hoe", "delimiter": ";"}})
    (problem,) = refused(study, export({"hoe": cell}, headings=["hoe"]))
    assert (problem.code, problem.question) == ("unknown_code", "hoe")
    assert "joined by ';'" in problem.expected


def test_joined_codes_are_told_apart(declared):
    bound = {"column": "hoe", "delimiter": ",", "codes": {"1": "brief", "2": "brieven", "12": "telefoon"}}
    answers = read(declared({"hoe": bound}), export({"hoe": "1,12"}, headings=["hoe"])).answers.iloc[0]
    assert [answers[f"hoe__{option}"] for option in ITEMS["hoe"]["options"]] == [TICKED, NOT_TICKED, TICKED]


# Ticks


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("Telefoon", TICKED),
        ("PHONE", TICKED),
        ("telefoon", TICKED),
        ("1.0", TICKED),
        ("0.0", NOT_TICKED),
        ("", NOT_TICKED),
    ],
)
def test_a_box_is_ticked_by_a_word_a_number_or_its_own_label(declared, cell, meant):
    answers = read(declared(), export({"hoe1": "Y", "hoe3": cell})).answers.iloc[0]
    assert answers["hoe__telefoon"] == meant


@pytest.mark.parametrize("cell", ["Per brief", "x!", "3", "Maybe"])
def test_any_other_word_in_a_box_is_refused(declared, cell):
    (problem,) = refused(declared(), export({"hoe3": cell}))
    assert (problem.code, problem.question) == ("unknown_code", "hoe (hoe3)")


def test_declared_words_for_a_tick_take_the_place_of_the_usual_ones(declared):
    study = declared({"hoe": {**BOXES, "ticked": ["2"], "not_ticked": ["1"]}})
    answers = read(study, export({"hoe1": "1", "hoe2": "2"})).answers.iloc[0]
    assert (answers["hoe__brief"], answers["hoe__brieven"]) == (NOT_TICKED, TICKED)
    assert "one of 2, 1" in refused(study, export({"hoe1": "Y"}))[0].expected


def test_a_declared_word_for_a_tick_alone_leaves_the_usual_words_for_none(declared):
    study = declared({"hoe": {**BOXES, "ticked": ["2"]}})
    answers = read(study, export({"hoe1": "0", "hoe2": "2"})).answers.iloc[0]
    assert (answers["hoe__brief"], answers["hoe__brieven"]) == (NOT_TICKED, TICKED)
    assert [problem.code for problem in refused(study, export({"hoe1": "1"}))] == ["unknown_code"]


@pytest.mark.parametrize(
    ("none_ticked", "row", "state"),
    [
        ("skipped", {}, Missing.SKIPPED),
        ("skipped", {"hoe1": "0", "hoe2": "0", "hoe3": "0"}, Missing.SKIPPED),
        ("answer", {}, NOT_TICKED),
        ("answer", {"hoe1": "0", "hoe2": "0", "hoe3": "0"}, NOT_TICKED),
    ],
)
def test_no_box_ticked_is_an_answer_if_it_is_declared_as_one(declared, none_ticked, row, state):
    study = declared(items={"hoe": {"none_ticked": none_ticked}})
    answers = read(study, export(row)).answers.iloc[0]
    assert {answers[f"hoe__{option}"] for option in ITEMS["hoe"]["options"]} == {state}


def test_where_the_export_says_no_to_some_nothing_at_all_is_no_answer(declared):
    """An export with a word for not ticked leaves empty what was skipped."""
    study = declared(items={"hoe": {"none_ticked": "answer"}})
    answers = read(study, export({"hoe1": "0", "hoe2": "0", "hoe3": "0"}, {})).answers
    assert answers["hoe__brief"].tolist() == [NOT_TICKED, Missing.SKIPPED]


# Reasons for no answer


WORDS = {"-1": "skipped", "-2": "not_applicable", "-3": "not_reached", "-4": "not_asked", "-5": "dont_know"}


@pytest.mark.parametrize("column", ["oordeel", "vervolg", "aantal__state", "hoe__brief"])
def test_the_words_of_an_export_for_no_answer_stay_apart(declared, column):
    study = declared(missing=WORDS, finished="klaar")
    heading = {"aantal__state": "aantal", "hoe__brief": "hoe1"}.get(column, column)
    rows = [{"klaar": "1", **({"oordeel": "goed"} if column != "oordeel" else {}), heading: word} for word in WORDS]
    answers = read(study, export(*rows)).answers
    assert answers[column].tolist() == [f"~{state}" for state in WORDS.values()]


def test_a_word_for_no_answer_may_be_another_in_one_item(declared):
    study = declared({"aantal": {"column": "aantal", "missing": {"99": "dont_know", "-1": "not_asked"}}}, missing=WORDS,
                     finished="klaar")  # fmt: skip
    rows = [{"klaar": "1", "oordeel": word, "aantal": word} for word in ("-1", "-5")]
    answers = read(study, export(*rows, {"klaar": "1", "oordeel": "Matig", "aantal": "99"})).answers
    assert answers["oordeel"].tolist() == [Missing.SKIPPED, Missing.DONT_KNOW, "matig"]
    assert answers["aantal__state"].tolist() == [Missing.NOT_ASKED, Missing.DONT_KNOW, Missing.DONT_KNOW]
    assert np.isnan(answers["aantal"]).all()


def test_a_word_for_no_answer_is_known_as_a_number_with_decimals_and_by_the_label_of_the_file(declared, data_file):
    study = declared({"oordeel": {"column": "oordeel", "missing": {"-5": "dont_know", "Wil niet": "skipped"}}})
    assert of(study, "oordeel", "-5.0") == [Missing.DONT_KNOW]
    content = data_file([-5.0, -6.0], {-5.0: "Weet niet", -6.0: "Wil niet"}, [{"lo": -9.0, "hi": -1.0}])
    assert read(study, content).answers["oordeel"].tolist() == [Missing.DONT_KNOW, Missing.SKIPPED]


def test_what_was_routed_out_or_not_reached_is_so_whatever_the_cell_says_but_do_not_know(declared):
    study = declared(missing=WORDS, progress="pagina")
    rows = [
        {"pagina": "3", "oordeel": "slecht", "vervolg": "-1"},
        {"pagina": "1", "oordeel": "goed", "vervolg": "-1"},
        {"pagina": "1", "oordeel": "goed", "vervolg": "-5"},
        {"pagina": "3", "oordeel": "slecht", "vervolg": "-5"},
        {"pagina": "3", "oordeel": "goed", "vervolg": ""},
    ]
    assert read(study, export(*rows)).answers["vervolg"].tolist() == [
        Missing.NOT_APPLICABLE,
        Missing.NOT_REACHED,
        Missing.DONT_KNOW,
        Missing.NOT_APPLICABLE,
        Missing.SKIPPED,
    ]


def test_a_value_that_the_file_marks_as_missing_and_nobody_declared_is_refused(declared, data_file):
    content = data_file([1.0, -8.0], {1.0: "Matig", -8.0: "Weet niet"}, [{"lo": -9.0, "hi": -1.0}])
    (problem,) = refused(declared(), content)
    assert (problem.code, problem.row, problem.found) == ("unknown_code", 2, "-8")
    assert "marks this value as missing" in problem.hint
    assert "'missing'" in problem.hint


def test_a_number_that_the_file_marks_as_missing_is_no_number(declared, tmp_path):
    frame = {"oordeel": ["", ""], "vervolg": ["", ""], "hoe1": ["", ""], "hoe2": ["", ""], "hoe3": ["", ""]}
    frame |= {"aantal": [4.0, 999.0], "uitleg": ["", ""]}
    pyreadstat.write_sav(pd.DataFrame(frame), tmp_path / "n.sav", missing_ranges={"aantal": [999.0]})
    content = (tmp_path / "n.sav").read_bytes()
    (problem,) = refused(declared(), content)
    assert (problem.code, problem.row, problem.found) == ("no_number", 2, "999")
    assert "'missing'" in problem.hint
    known = read(declared({"aantal": {"column": "aantal", "missing": {"999": "dont_know"}}}), content).answers
    assert known["aantal__state"].tolist() == ["answered", Missing.DONT_KNOW]


@pytest.mark.parametrize("cell", ["0.3333333333333333", "3.3000000000000003", "-0.0000001", "17,5"])
def test_a_number_may_have_as_many_decimals_as_programs_write(declared, cell):
    assert of(declared(), "aantal", cell) == [float(cell.replace(",", "."))]


# How far somebody got


GONE = [{"oordeel": "goed"}, {"oordeel": "goed", "vervolg": "ja"}, {"oordeel": "goed", "aantal": "4"}, {}]


@pytest.mark.parametrize(
    ("binding", "told", "expected"),
    [
        ({"progress": "pagina"}, ["1", "2", "3", ""], ["reached", "2", "3", "0"]),
        ({"progress": "pagina"}, ["1.0", " 2", "3", "0"], ["reached", "2", "3", "0"]),
        ({"finished": "pagina"}, ["1", "True", "2019-01-01 10:00", "ja"], ["3", "3", "3", "3"]),
        ({"finished": "pagina"}, ["", "0", "False", "Nee"], ["reached", "2", "3", "0"]),
        ({"complete": True}, ["", "", "", ""], ["3", "3", "3", "3"]),
        ({"administration": []}, ["", "", "", ""], ["reached", "2", "3", "0"]),
    ],
    ids=["by page", "by page otherwise written", "finished", "not finished", "complete", "inferred"],
)
def test_the_last_page_is_told_by_the_system_or_by_the_last_answer(declared, binding, told, expected):
    """Of an item on each page: not reached by whoever stopped before it."""
    study = declared(**binding)
    rows = [{**row, "pagina": page} for row, page in zip(GONE, told, strict=True)]
    answers = read(study, export(*rows)).answers
    pages = [1 if page == "reached" else int(page) for page in expected]
    for page, column in enumerate(("oordeel", "hoe__brief", "aantal__state"), start=1):
        reached = [state != Missing.NOT_REACHED for state in answers[column]]
        assert reached == [page <= last for last in pages], column


def test_do_not_know_is_an_answer_as_far_as_pages_go_and_a_word_for_none_is_not(declared):
    study = declared(missing=WORDS)
    answers = read(study, export({"oordeel": "goed", "vervolg": "-5"}, {"oordeel": "goed", "vervolg": "-1"})).answers
    assert answers["vervolg"].tolist() == [Missing.DONT_KNOW, Missing.NOT_REACHED]
    assert answers["hoe__brief"].tolist() == [Missing.SKIPPED, Missing.NOT_REACHED]


# Columns that no binding knows


def test_a_column_that_no_binding_knows_is_listed_with_the_nearest_heading(declared):
    (notice,) = read(declared(), export({"uitlegg": "x"})).notices
    assert (notice.code, notice.row, notice.question) == ("unknown_column", 1, "uitlegg")
    assert "Did you mean 'uitleg'?" in notice.hint


def test_a_strict_binding_refuses_a_column_that_it_does_not_know(declared):
    study = declared(strict=True, complete=True)
    assert read(study, export({"oordeel": "goed"})).notices == ()
    (problem,) = refused(study, export({"uitlegg": "x"}))
    assert (problem.code, problem.row, problem.question) == ("undeclared_column", 1, "uitlegg")
    assert "Did you mean 'uitleg'?" in problem.hint


def test_cells_below_no_heading_are_noticed(declared):
    content = export({"oordeel": "goed"}).replace(b'"id"', b'""')
    assert [(n.code, n.found) for n in read(declared(), content).notices] == [
        ("unknown_column", "cells in column 1, which has no heading")
    ]


# What LimeSurvey's VV file has of nobody's answer


def test_what_a_vv_file_has_no_value_of_is_empty_in_the_columns_of_the_system(declared):
    study = declared(format="limesurvey", progress="lastpage", finished="submitdate", token="token")
    codes = [
        "id",
        "token",
        "submitdate",
        "lastpage",
        *["oordeel", "vervolg", "hoe1", "hoe2", "hoe3", "aantal", "uitleg"],
    ]
    none = "{question_not_shown}"
    rows = [codes, codes, ["1", none, none, "1", "goed", *[none] * 6], ["2", none, none, none, *[none] * 7]]
    rows[0] = [code.upper() for code in codes]
    checked = read(study, "\n".join("\t".join(row) for row in rows).encode())
    assert checked.answers["oordeel"].tolist() == ["goed", Missing.NOT_REACHED]
    assert checked.answers["vervolg"].tolist() == [Missing.NOT_REACHED] * 2
    assert checked.open_answers.texts == ()
    assert len(set(checked.municipalities)) == 2
