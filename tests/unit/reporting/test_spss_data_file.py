"""The .sav that goes out: read back by pyreadstat (ReadStat) and by GNU PSPP, two readers that are not ours."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.reporting.data_out.codebook import MISSING_CODES, codebook, spss_names
from infopos_pipeline.reporting.data_out.spss_file import cut, sav_file
from infopos_pipeline.reporting.data_out.spss_records import MultipleDichotomy, finished
from infopos_pipeline.study import Study
from infopos_pipeline.study.missing import MISSING_STATES
from infopos_pipeline.study.model import Item

from .exported import Exported, read_sav, run_pspp


@pytest.fixture(scope="module")
def sample(sample_responses, declared_study) -> Exported:
    return Exported.of(sample_responses.responses, declared_study, synthetic=True)


@pytest.fixture(scope="module")
def read(sample, tmp_path_factory):
    return read_sav(sav_file(sample.book, sample.rows), tmp_path_factory.mktemp("sav"))


SMALL_ROWS = (
    {"lft": "40", "oord": "A1", "kind": "2", "zorg__1": "Y", "zorg__2": "Y"},
    {"lft": "-3", "oord": "A2", "zorg__3": "Y"},
    {"lft": "17,5", "oord": "A3"},
    {"lft": "-1", "lastpage": "1"},
    {},
)


@pytest.fixture(scope="module")
def small(small_responses, small_study) -> Exported:
    return Exported.of(small_responses(*SMALL_ROWS).responses, small_study, "2030")


def test_every_missing_state_has_a_code_of_its_own_below_zero() -> None:
    assert set(MISSING_STATES) <= MISSING_CODES.keys()
    assert len(set(MISSING_CODES.values())) == len(MISSING_CODES)
    assert max(MISSING_CODES.values()) < 0


def test_every_answer_and_missing_state_is_counted_as_often_as_in_the_slice(sample, read) -> None:
    data, about = read
    assert len(data) == 75
    seen = set()
    for entry in sample.book.entries:
        if not entry.values:
            continue
        by_code = {value.code: value.category for value in entry.values}
        counts = {by_code[int(code)]: n for code, n in data[entry.spss_name].value_counts().items()}
        assert counts == dict(sample.counted(entry.name)), entry.name
        seen |= counts.keys()
        assert about.missing_ranges[entry.spss_name] == [{"lo": -5.0, "hi": -1.0}]
    assert {"~skipped", "~not_applicable", "~not_reached", "~not_asked"} <= seen


def test_every_row_is_the_row_of_its_pseudonym(sample, read) -> None:
    data, _ = read
    assert data["pseudonym"].to_list() == sample.rows["pseudonym"].to_pylist()
    assert data["pseudonym"].is_monotonic_increasing
    for entry in sample.book.entries:
        if entry.values:
            codes = {value.category: float(value.code) for value in entry.values}
            assert data[entry.spss_name].to_list() == [codes[one] for one in sample.rows[entry.name].to_pylist()]


def test_labels_and_levels_of_measurement_are_those_declared(sample, read, study) -> None:
    _, about = read
    for name, variable in study.at("2017").variables.items():
        if name not in about.column_names or variable.kind == "number":
            continue
        assert about.column_names_to_labels[name] == variable.label.nl
        labels = about.variable_value_labels[name]
        for option in variable.options.values():
            assert option.nl in labels.values()
        assert labels[-1.0] == "Overgeslagen"
        assert about.variable_measure[name] == ("ordinal" if variable.kind == "ordinal" else "nominal")
    assert about.file_label.startswith("Intern")
    assert "verzonnen" in " ".join(about.notes)


def test_labels_can_be_english(sample, tmp_path) -> None:
    book = codebook(sample.book.study, "2017", sample.rows, language="en")
    _, about = read_sav(sav_file(book, sample.rows), tmp_path)
    assert about.column_names_to_labels["regio"] == "Region"
    assert about.variable_value_labels["regio"][1.0] == "North"
    assert about.file_label.startswith("Internal")


def test_codes_are_the_same_in_every_wave_also_where_an_option_came_later(sample_responses, declared_study) -> None:
    """Options of 2017 and 2021 differ; files of both can be put under each other."""
    codes = []
    for wave in ("2017", "2021"):
        book = Exported.of(sample_responses.responses, declared_study, wave).book
        codes.append({(e.name, v.category): v.code for e in book.entries for v in e.values})
        assert [entry.name for entry in book.entries] == ["wave", "pseudonym", *sorted_columns(declared_study)]
    assert codes[0] == codes[1]


def sorted_columns(study: Study) -> list[str]:
    from infopos_pipeline.study.columns import response_columns

    return [column.name for column in response_columns(study)]


def test_tick_boxes_are_sets_that_are_read_back(sample, read, study) -> None:
    _, about = read
    several = {name: v for name, v in study.variables.items() if v.kind == "multiple"}
    assert about.mr_sets.keys() == several.keys()
    for name, item in several.items():
        found = about.mr_sets[name]
        assert found["is_dichotomy"]
        assert found["counted_value"] == 1
        assert found["label"] == item.label.nl
        assert found["variable_list"] == [f"{name}__{option}" for option in item.options]


def test_pspp_reads_the_sets(sample, study, tmp_path, pspp) -> None:
    (tmp_path / "out.sav").write_bytes(sav_file(sample.book, sample.rows))
    (tmp_path / "sets.sps").write_text("GET FILE='out.sav'.\nMRSETS /DISPLAY NAME=ALL.\n")
    (table,) = run_pspp(pspp, tmp_path / "sets.sps")
    sets = {row[0]: row for row in table.rows[1:] if row[0]}
    assert sets.keys() == {f"${name}" for name, variable in study.variables.items() if variable.kind == "multiple"}
    boxes = re.findall(r"\w+__\w+", " ".join(sets["$behoefte_middelen"]))
    assert boxes == [f"behoefte_middelen__{option}" for option in study.items["behoefte_middelen"].options]
    assert sets["$behoefte_middelen"][1:4] == [study.items["behoefte_middelen"].label.nl, "Dichotomies", "1"]


def test_a_negative_number_is_no_missing_state_and_no_number_is_no_zero(small, tmp_path) -> None:
    data, about = read_sav(sav_file(small.book, small.rows), tmp_path)
    given = {name: sorted(data[name].dropna()) for name in ("leeftijd", "kinderen")}
    assert given == {"leeftijd": [-3.0, -1.0, 17.5, 40.0], "kinderen": [2.0]}
    assert "leeftijd" not in about.missing_ranges
    assert about.variable_measure["leeftijd"] == "scale"
    codes = {value.category: value.code for value in small.book.by_variable["kinderen"][1].values}
    assert sorted(data["kinderen__state"]) == sorted(codes[c] for c in small.rows["kinderen__state"].to_pylist())
    assert data["kinderen__state"][data["kinderen"].notna()].to_list() == [1.0]


def test_the_same_responses_give_the_same_bytes_made_on_no_day(sample, tmp_path) -> None:
    first, again = (sav_file(sample.book, sample.rows) for _ in range(2))
    assert first == again
    _, about = read_sav(first, tmp_path)
    assert about.creation_time == datetime(2000, 1, 1)


def test_nobody_is_named_and_no_open_answer_is_in_it(sample, sample_rows, study) -> None:
    content = sav_file(sample.book, sample.rows)
    names = {entry.variable.name for entry in sample.book.entries if entry.variable}
    assert not names & {name for name, item in study.items.items() if item.identifying}
    cells = {cell for row in sample_rows for heading, cell in row.items() if len(cell) > 8 and "@" in cell}
    assert cells
    assert not [cell for cell in cells if cell.encode() in content]


def test_a_study_without_tick_boxes_has_no_sets(small, tmp_path) -> None:
    """And one box alone is no set: SPSS wants two."""
    item = small.book.study.items["zorgen"]
    one = {"verkeer": item.options["verkeer"]}
    narrow = _with(small.book.study, zorgen=item.model_copy(update={"options": one, "groups": {}, "exclusive": None}))
    _, about = read_sav(sav_file(codebook(narrow, "2030", small.rows), small.rows), tmp_path)
    assert about.mr_sets in ({}, None)
    assert about.creation_time == datetime(2000, 1, 1)


def _with(study: Study, **items: Item) -> Study:
    from dataclasses import replace

    derived = {name: one for name, one in study.derived.items() if name != "last"}
    numbers = {name: one for name, one in study.numbers.items() if name != "last"}
    return replace(study, items={**study.items, **items}, derived=derived, numbers=numbers)


def test_a_response_that_the_codebook_does_not_have_is_refused(sample) -> None:
    place = sample.rows.column_names.index("regio")
    rows = sample.rows.set_column(place, "regio", [["elsewhere"] * len(sample.rows)])
    with pytest.raises(ValueError, match="regio"):
        sav_file(sample.book, rows)


def test_labels_that_are_too_long_are_cut_at_a_letter(small, tmp_path) -> None:
    item = small.book.study.items["oordeel"]
    long = item.model_copy(update={"label": item.label.model_copy(update={"en": "é" * 200})})
    options = {name: one.model_copy(update={"en": "€" * 100}) for name, one in item.options.items()}
    study = _with(small.book.study, oordeel=long.model_copy(update={"options": options}))
    _, about = read_sav(sav_file(codebook(study, "2030", small.rows), small.rows), tmp_path)
    assert about.column_names_to_labels["oordeel"] == "é" * 126 + "…"
    assert about.variable_value_labels["oordeel"][1.0] == "€" * 39 + "…"


@given(st.text(), st.integers(3, 300))
def test_a_text_is_cut_to_the_bytes_there_are(text: str, longest: int) -> None:
    text = text.encode(errors="ignore").decode()
    shown = cut(text, longest)
    assert len(shown.encode()) <= longest
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))


VALID = re.compile(r"[a-z](?:[a-z0-9_]*[a-z0-9])?")
RESERVED = {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}
COLUMNS = st.from_regex(r"[a-z0-9]{1,40}(_{1,2}[a-z0-9]{1,40}){0,3}", fullmatch=True)


@given(st.lists(st.one_of(COLUMNS, st.sampled_from(sorted(RESERVED))), unique=True))
def test_names_are_such_as_spss_takes_and_each_stands_once(names: list[str]) -> None:
    """IBM SPSS Statistics Command Syntax Reference, "Variable Names"."""
    found = spss_names(names)
    assert list(found) == names
    assert len(set(found.values())) == len(names)
    for name in found.values():
        assert VALID.fullmatch(name)
        assert len(name) <= 64
        assert name not in RESERVED


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=60),
    st.lists(st.from_regex(r"[a-z]{1,20}(_[a-z0-9]{1,20})?", fullmatch=True), min_size=2, max_size=6, unique=True),
    st.booleans(),
)
def test_any_set_is_read_back_as_it_was(tmp_path_factory, label: str, names: list[str], with_labels: bool) -> None:
    import pyreadstat

    folder = tmp_path_factory.mktemp("any")
    data = pd.DataFrame({name: [1.0, 0.0, -1.0] for name in names})
    labels = {name: {1.0: "x" * place, 0.0: ""} for place, name in enumerate(names)} if with_labels else {}
    own = {name: name for name in names}
    pyreadstat.write_sav(data, folder / "a.sav", variable_value_labels=labels, column_labels=own)
    content = finished((folder / "a.sav").read_bytes(), [MultipleDichotomy("$a_set", label, tuple(names))])
    again, about = read_sav(content, folder)
    assert about.mr_sets["a_set"]["variable_list"] == names
    assert about.mr_sets["a_set"]["label"].strip() == label.strip()
    pd.testing.assert_frame_equal(again, data)


def test_a_file_of_another_making_is_refused_rather_than_spoiled(tmp_path: Path) -> None:
    broken = b"$FL2" + bytes(172) + (5).to_bytes(4, "little") + bytes(64)
    with pytest.raises(ValueError, match="record of type 5"):
        finished(broken, [])
