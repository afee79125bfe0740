"""Whole drafts: the sample wave in every format counts as it is declared to, with a questionnaire file or without; and
any table of text gives a study that reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from drafted_studies import Drafted, drafted, table
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from structures import Asked, structure
from written_formats import (
    Column,
    SampleWave,
    codes_of,
    data_file,
    delimited,
    forms,
    in_full,
    qualtrics,
    vv,
)

from infopos_pipeline.drafting.draft import draft
from infopos_pipeline.problems import InputError
from infopos_pipeline.reporting.questionnaires.limesurvey import limesurvey_structure
from infopos_pipeline.study.columns import box_column
from infopos_pipeline.study.missing import TICKED


@pytest.fixture(scope="module")
def wave(study, sample_rows) -> SampleWave:
    return SampleWave(study, sample_rows)


@pytest.fixture(scope="module")
def declared(study, sample_answers) -> dict[str, dict[str, int]]:
    """By declared item how many gave each option, and ticked each box."""
    found = {}
    for name, item in study.items.items():
        answers = sample_answers.answers
        if item.kind == "multiple":
            boxes = {option: answers[box_column(name, option)] for option in item.options}
            found[name] = {option: int((column == TICKED).sum()) for option, column in boxes.items()}
        elif item.kind != "text":
            given = Counter(answers[name])
            found[name] = {option: given[option] for option in item.options}
    return found


def in_numbers(column: Column, option: str) -> str:
    return str({name: place for place, name in codes_of(column.item)}[option])


def in_dutch(column: Column, option: str) -> str:
    return column.item.options[option].nl


def in_english(column: Column, option: str) -> str:
    return column.item.options[option].en


Format = tuple[Callable[[SampleWave, Path], bytes], str, Callable[[Column, str], str], Callable[[Column], str]]
"""How a file is written and called, what an option is called in it, and the heading of a column."""


def by_number(column: Column, wave: SampleWave) -> str:
    items = list(dict.fromkeys(one.item.name for one in wave.columns))
    return f"Q{items.index(column.item.name) + 1}"


FORMATS: dict[str, Format] = {
    "limesurvey in full": (
        lambda wave, _: delimited(wave.table(lambda column: column.code, in_full(wave))),
        "export.csv",
        in_dutch,
        lambda column: column.code,
    ),
    "limesurvey with codes and questions": (
        lambda wave, _: delimited(
            wave.table(
                lambda c: f"{c.code}. {wave.question(c)}", in_full(wave), ("lastpage. Last page", "token. Token")
            )
        ),
        "export.csv",
        in_dutch,
        lambda column: column.code,
    ),
    "spss": (
        lambda wave, folder: data_file(wave, folder),
        "export.sav",
        in_dutch,
        lambda column: column.code.replace("[", "_").replace("]", ""),
    ),
    "google forms": (lambda wave, _: forms(wave, False), "export.csv", in_dutch, lambda column: column.item.label.nl),
    "microsoft forms": (lambda wave, _: forms(wave, True), "a.xlsx", in_dutch, lambda column: column.item.label.nl),
    "qualtrics in words, joined": (lambda wave, _: qualtrics(wave, True, False), "a.csv", in_english, lambda _: ""),
    "qualtrics in numbers": (lambda wave, _: qualtrics(wave, False, True, "'"), "a.csv", in_numbers, lambda _: ""),
}


def counted(made: Drafted, wave: SampleWave, heading: Callable[[Column], str], called: Callable[[Column, str], str]):
    """By declared item how many gave each option in a draft, matched by headings and labels."""
    items: dict[str, str] = {}
    boxes: dict[str, tuple[str, str]] = {}
    for name, bound in made.study.bindings[made.draft.format].items.items():
        items |= {bound.column: name} if bound.column else {}
        boxes |= {column: (name, option) for option, column in bound.columns.items()}
    for column in wave.columns:
        if column.item.kind == "text":
            continue
        code = heading(column) or by_number(column, wave)
        if code in boxes or f"{code}_{column.option and in_numbers(column, column.option)}" in boxes:
            name, option = boxes.get(code) or boxes[f"{code}_{in_numbers(column, column.option)}"]
            yield column.item.name, column.option, made.count(name)[made.study.items[name].options[option].nl]
            continue
        given = made.count(items[code])
        for option in [column.option] if column.option else column.item.options:
            yield column.item.name, option, given.get(called(column, option), 0)


@pytest.mark.parametrize("name", FORMATS)
def test_the_sample_wave_counts_in_a_draft_as_it_is_declared_to(name, wave, declared, tmp_path) -> None:
    write, file, called, heading = FORMATS[name]
    made = drafted(write(wave, tmp_path), file)
    found = list(counted(made, wave, heading, called))
    assert len(found) > 80
    assert [(item, option, n) for item, option, n in found if declared[item][option] != n] == []


def test_nobodys_own_words_stand_in_a_draft_of_the_sample_wave(wave, tmp_path) -> None:
    own = {
        row[column.code].strip()
        for column in wave.columns
        for row in wave.rows
        if column.item.kind == "text" and len(row[column.code].strip()) > 5
    }
    assert len(own) > 100
    for write, file, _, _ in FORMATS.values():
        made = drafted(write(wave, tmp_path), file)
        assert [text for text in own if text in made.written] == []


@pytest.fixture(scope="module")
def survey(study) -> bytes:
    """The declared questionnaire as LimeSurvey has it."""
    return limesurvey_structure(study)[0]


WITH_A_SURVEY: dict[str, Callable[[SampleWave, Path], tuple[bytes, str]]] = {
    "vv": lambda wave, _: (vv(wave), "export.csv"),
    "in full": lambda wave, _: (delimited(wave.table(lambda column: column.code, in_full(wave))), "export.csv"),
    "questions as headings": lambda wave, _: (
        delimited(wave.table(wave.question, in_full(wave), ("Laatste pagina", "Toegangscode"))),
        "export.csv",
    ),
    "codes and questions": lambda wave, _: (
        delimited(
            wave.table(
                lambda c: f"{c.code}. {wave.question(c)}", in_full(wave), ("lastpage. Last page", "token. Token")
            )
        ),
        "export.csv",
    ),
    "spss with codes": lambda wave, folder: (data_file(wave, folder, strings=True), "export.sav"),
    "spss": lambda wave, folder: (data_file(wave, folder), "export.sav"),
}


@pytest.mark.parametrize("name", WITH_A_SURVEY)
def test_with_the_survey_itself_pages_routing_and_labels_are_those_declared(
    name, wave, study, survey, declared, sample_answers, tmp_path
) -> None:
    content, file = WITH_A_SURVEY[name](wave, tmp_path)
    made = drafted(content, file, (survey, "survey.lss"))
    items = list(made.study.items.values())
    asked = list(study.asked_items.values())
    assert [item.label for item in items] == [item.label for item in asked]
    assert [item.page for item in items] == [item.page for item in asked]
    assert [bool(item.asked_if) for item in items] == [bool(item.asked_if) for item in asked]
    assert made.binding["progress"] in ("lastpage", "Laatste pagina")
    for item, own in zip(asked, items, strict=True):
        assert [option.nl for option in own.options.values()] == [option.nl for option in item.options.values()]
        if item.kind != "text":
            assert list(made.count(own.name).values()) == list(declared[item.name].values()), item.name
        if item.kind in ("single", "ordinal"):
            states = Counter(str(state) for state in sample_answers.answers[item.name] if str(state)[0] == "~")
            assert made.states(own.name) == states or name == "spss", item.name


def lss() -> bytes:
    return structure(
        Asked("L", "q1", "Heeft u een fiets?", answers=[("A1", "Ja"), ("A2", "Nee")], columns={"other": "Y"}),
        Asked("S", "q2", "Wat is uw naam?", group=2, relevance='((q1.NAOK == "A1"))'),
        Asked("N", "q3", "Hoe oud is uw fiets?", group=3),
    )


def test_columns_that_only_one_of_survey_and_export_has_are_said() -> None:
    rows = [
        ["1", "3", "A1", "", "Klaas", "Ja"],
        ["2", "3", "-oth-", "een step", "", "Nee"],
        ["3", "1", "A2", "", "", ""],
    ]
    made = drafted(table(["id", "lastpage", "q1", "q1[other]", "q2", "extra"], *rows), questionnaire=(lss(), "s.lss"))
    assert list(made.study.items) == ["q1", "q1_other", "q2", "extra"]
    assert made.count("q1") == {"Ja": 1, "Nee": 1, "Anders": 1}
    assert made.study.items["q2"].asked_if == "q1 in (ja,)"
    assert made.study.items["q2"].privacy.value == "direct identifier"
    assert made.study.items["extra"].page == 4
    assert "The questionnaire file does not have it" in made.todos("extra")[0]
    assert "# TODO: asked, but not in this export: q3" in made.draft.files["bindings/limesurvey.yaml"]
    assert "Klaas" not in made.written
    assert "step" not in made.written


def test_the_survey_of_another_study_is_refused() -> None:
    with pytest.raises(InputError, match="another survey"):
        drafted(table(["vraag"], ["Ja"], ["Nee"]), questionnaire=(lss(), "s.lss"))


def test_an_export_in_which_nothing_is_asked_is_refused() -> None:
    with pytest.raises(InputError, match="no_questions"):
        drafted(table(["id", "startdate"], *([str(n), "2026-01-01"] for n in range(12))))


CELLS = st.one_of(
    st.sampled_from(
        ["", "", "Ja", "Nee", "1", "2", "99", "-99", "3,5", "NA", "eens", "oneens", "weet niet", "A1", "a; b"]
    ),
    st.sampled_from(["a, b", "b, c", "N/A", "-oth-", "{question_not_shown}", "1;2", "0612345678", "a@b.nl", "Ja, nee"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12),
)
HEADINGS = st.one_of(
    st.sampled_from(
        ["q1", "q1", "q1[SQ001]", "q1[SQ002]", "q2_1", "q2_2", "id", "lastpage", "token", "naam", "weight"]
    ),
    st.sampled_from(
        ["a/b", "a/b/c", "a/b/d", "x___1", "x___2", "Vraag [Rij 1]", "Vraag [Rij 2]", "wave", "ja", "1", "True"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12),
)


@st.composite
def exports(draw: st.DrawFn) -> bytes:
    width = draw(st.integers(1, 6))
    headings = draw(st.lists(HEADINGS, min_size=width, max_size=width))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=14))
    return table(headings, *rows)


@given(exports())
@settings(max_examples=200, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
def test_a_draft_of_any_table_of_text_is_a_study_that_reads_it(content: bytes) -> None:
    try:
        files = draft((content, "export.csv"), "trial").files
    except InputError:  # the file is no table of respondents, or nothing is asked in it
        assume(False)
    made = drafted(content)
    assert made.study.items
    assert made.draft.files == files
    unknown = [notice.question for notice in made.notices if notice.code == "unknown_column"]
    assert set(unknown) <= {None}  # a column without a heading
