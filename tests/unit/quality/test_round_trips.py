"""The sample wave in every format that is read gives the same answers, open answers and identities as its export."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pandas as pd
import pytest
import written_formats as formats

from infopos_pipeline.quality.reading import read_answers


@pytest.fixture(scope="module")
def wave(study, sample_rows):
    return formats.SampleWave(study, sample_rows)


@pytest.fixture
def read(study, sample_frame):
    """Read an export of the sample wave, with a binding beside the declared one."""

    def reading(content: bytes, binding=None):
        asked = study if binding is None else formats.with_binding(study, binding)
        return read_answers(content, sample_frame, asked, ("export", "frame.csv"))

    return reading


def same(found, expected):
    pd.testing.assert_frame_equal(found.answers, expected.answers)
    pd.testing.assert_frame_equal(found.facts, expected.facts)
    assert found.municipalities == expected.municipalities
    assert found.open_answers.texts == expected.open_answers.texts
    assert found.open_answers.persons == expected.open_answers.persons


def code(column):
    return column.code


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ticks", [("Y", ""), ("1", "0"), ("1", "2"), ("Ja", "Nee"), ("Yes", "No")], ids="/".join)
def test_limesurvey_with_codes(wave, read, sample_answers, delimiter, ticks):
    same(read(formats.delimited(wave.table(code, formats.as_codes(wave, *ticks)), delimiter)), sample_answers)


@pytest.mark.parametrize("not_shown", ["N/A", "Niet van toepassing", ""])
def test_limesurvey_with_codes_and_questions_and_answers_in_full(wave, read, sample_answers, not_shown):
    def heading(column):
        return f"{column.code}. {wave.question(column)}"

    rows = wave.table(heading, formats.in_full(wave, not_shown=not_shown), ("lastpage. Laatste pagina", "token. Token"))
    same(read(formats.delimited(rows)), sample_answers)


def test_limesurvey_with_questions_as_headings(wave, read, sample_answers):
    rows = wave.table(wave.question, formats.in_full(wave), ("Laatste pagina", "Toegangscode"))
    same(read(formats.delimited(rows, ";")), sample_answers)


def test_limesurvey_vv(wave, read, sample_answers):
    same(read(formats.vv(wave)), sample_answers)


@pytest.mark.parametrize("compress", [False, True], ids=["sav", "zsav"])
def test_spss_with_codes_as_strings(wave, read, sample_answers, tmp_path, compress):
    same(read(formats.data_file(wave, tmp_path, strings=True, compress=compress)), sample_answers)


@pytest.mark.parametrize("compress", [False, True], ids=["sav", "zsav"])
def test_spss_with_labels_and_missing_values(wave, read, sample_answers, study, tmp_path, compress):
    binding = study.bindings["limesurvey"].model_dump(exclude_defaults=True)
    binding |= {"format": "spss", "missing": {"-97": "not_applicable"}}
    for bound in binding["items"].values():
        bound.pop("codes", None)
    same(read(formats.data_file(wave, tmp_path, compress=compress), binding), sample_answers)


def test_excel_with_codes(wave, read, sample_answers):
    same(read(formats.workbook(wave.table(code, formats.as_codes(wave)))), sample_answers)


def test_excel_with_answers_in_full_and_numbers_as_numbers(wave, read, sample_answers):
    rows = wave.table(code, formats.in_full(wave, 1, 0, ""))
    same(read(formats.workbook([rows[0], *([int(row[0] or 0), *row[1:]] for row in rows[1:])])), sample_answers)


def test_csv_as_excel_in_dutch_writes_it(wave, read, sample_answers):
    rows = wave.table(code, formats.in_full(wave))
    composed = [[unicodedata.normalize("NFC", cell) for cell in row] for row in rows]  # Windows-1252 has no combining ¨
    assert composed != rows
    found = read(b"sep=;\r\n" + formats.delimited(composed, ";", "cp1252"))
    same(replace(found, open_answers=sample_answers.open_answers), sample_answers)
    assert found.open_answers.texts == sample_answers.open_answers.texts
    assert [notice.code for notice in found.notices] == ["windows_1252"]


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("numeric", [True, False], ids=["numbers", "words"])
@pytest.mark.parametrize("joined", [True, False], ids=["joined", "a column a box"])
def test_qualtrics(wave, read, sample_answers, joined, numeric, quote):
    content = formats.qualtrics(wave, joined, numeric, quote)
    same(read(content, formats.qualtrics_binding(wave, joined, numeric)), sample_answers)


@pytest.mark.parametrize("microsoft", [True, False], ids=["microsoft", "google"])
def test_forms(wave, read, sample_answers, microsoft):
    same(read(formats.forms(wave, microsoft), formats.forms_binding(wave, microsoft)), sample_answers)
