"""Headings bound to items, and frames read: what is found, and what is said of what is not."""

from __future__ import annotations

import re

import pytest

from infopos_pipeline.files import content_hash, read_file
from infopos_pipeline.ingest.export import read_export
from infopos_pipeline.ingest.frame import frame_columns, read_frame
from infopos_pipeline.problems import InputError
from infopos_pipeline.study import load_study


def problems_of(content: bytes, study):
    with pytest.raises(InputError) as caught:
        read_export(content, "export.csv", study)
    return caught.value.problems


def test_every_bound_column_of_the_sample_is_found_with_its_cells(study, sample_export, sample_rows):
    cells = read_export(sample_export, "export.csv", study)
    assert cells.rows == len(sample_rows) == 75
    assert cells.unknown == ()
    assert len(cells.columns) == len(sample_rows[0]) - len(("lastpage", "token", *cells.binding.administration))
    for name, heading in cells.headings.items():
        assert list(cells.columns[name]) == [row[heading] for row in sample_rows]
    assert list(cells.progress) == [row["lastpage"] for row in sample_rows]
    assert list(cells.token) == [row["token"] for row in sample_rows]


def test_underscored_headings_are_the_bracketed_ones(study, sample_export):
    renamed = re.sub(rb"\[(SQ\d+)\]", rb"_\1", sample_export)
    assert renamed != sample_export
    one, other = (read_export(content, "export.csv", study) for content in (sample_export, renamed))
    assert all(list(one.columns[name]) == list(other.columns[name]) for name in one.columns)


def test_columns_are_found_by_heading_in_any_order(study, export):
    export.add(gemeente="Bakelhorn", doel="A1", tevr="A2")
    export.headings.reverse()
    cells = read_export(export.content(), "export.csv", study)
    assert (cells.columns["doelstelling"][0], cells.columns["tevredenheid"][0]) == ("A1", "A2")


def test_every_missing_column_is_reported_with_question_and_heading(study, export):
    export.add(gemeente="Bakelhorn")
    for heading in ("doel", "voord[SQ003]", "lastpage"):
        export.headings.remove(heading)
    found = problems_of(export.content(), study)
    assert [(problem.code, problem.row, problem.question) for problem in found] == [
        ("missing_column", 1, "doelstelling (doel)"),
        ("missing_column", 1, "gewenste_voordelen (voord[SQ003])"),
        ("missing_column", 1, "lastpage"),
    ]
    assert all(problem.expected and problem.hint for problem in found)


def test_a_misspelt_heading_is_suggested(study, export):
    export.add()
    export.headings[export.headings.index("tevrpol")] = "tevrpoll"
    (problem,) = problems_of(export.content(), study)
    assert "Did you mean 'tevrpoll'?" in problem.hint


def test_a_missing_token_is_no_problem(study, export):
    export.add()
    export.headings.remove("token")
    assert read_export(export.content(), "export.csv", study).token is None


@pytest.mark.parametrize("second", ["voord[SQ001]", "voord_SQ001"])
def test_a_double_column_is_reported_with_its_places(study, export, second):
    export.add()
    export.headings.append(second)
    (problem,) = problems_of(export.content(), study)
    assert (problem.code, problem.row, problem.question) == ("double_column", 1, "voord[SQ001]")
    assert problem.found == "columns 17, 70 with this heading"


def test_a_column_that_is_there_very_often_is_reported_with_its_first_places(study, export):
    export.add()
    export.headings.extend(["voord[SQ001]"] * 5000)
    (problem,) = problems_of(export.content(), study)
    assert problem.found == "columns 17, 70, 71, 72, 73, 74, 75, 76, 77, 78 and 4991 more with this heading"


def test_missing_and_double_columns_are_reported_together(study, export):
    export.add()
    export.headings[export.headings.index("doel")] = "tevr"
    assert {problem.code for problem in problems_of(export.content(), study)} == {"missing_column", "double_column"}


def test_headings_that_no_binding_knows_are_kept_for_a_notice(study, export):
    export.add()
    export.headings.append("tevredenheid_nieuw")
    assert read_export(export.content(), "export.csv", study).unknown == ("tevredenheid_nieuw",)


@pytest.mark.parametrize("cell", ["Gemeente A", "naams", "e-mail", "doell"])
def test_a_file_without_headings_is_one_problem_that_shows_no_cell(study, export, cell):
    """Its first row is a respondent's: even a suggestion would print what they wrote."""
    export.add(gemeente=cell, naam=cell, email=cell, opm=cell)
    table = export.table()[1:] * 2
    content = "\r\n".join(",".join(f'"{text}"' for text in row) for row in table).encode()
    (problem,) = problems_of(content, study)
    assert (problem.code, problem.row) == ("no_headings", 1)
    assert cell not in str(problem)


def test_the_nearest_of_several_bindings_speaks(changed_study, schemas, export):
    text = (schemas / "infopos" / "bindings" / "limesurvey.yaml").read_text()
    folder = changed_study("bindings/limesurvey.yaml", "column: doel\n", "column: goal\n")
    (folder / "bindings" / "a.yaml").write_text(
        text.replace("column: tevr\n", "column: sat\n").replace("column: doel\n", "column: x\n")
    )
    export.add()
    (problem,) = problems_of(export.content(), load_study(folder))
    assert problem.question == "doelstelling (goal)"


def test_a_frame_is_read_by_its_declared_columns_alone(study, make_frame):
    content = make_frame(
        ("x", "t1", " Bakelhorn ", "Zuid", "9000"), headings=("note", "token", "gemeente", "regio", "inwoners")
    )
    table = read_frame(content, "frame.csv", study.frame)
    assert list(table.columns) == ["token", "gemeente", "regio", "inwoners"] == list(frame_columns(study.frame))
    assert table.iloc[0].tolist() == ["t1", "Bakelhorn", "Zuid", "9000"]


@pytest.mark.parametrize(
    ("headings", "code", "question"),
    [
        (("token", "gemeente", "regio", "inwonertal"), "missing_column", "inwoners"),
        (("token", "gemeente", "gemeente", "regio", "inwoners"), "double_column", "gemeente"),
    ],
)
def test_a_frame_with_a_missing_or_double_column_is_refused(study, make_frame, headings, code, question):
    with pytest.raises(InputError) as caught:
        read_frame(make_frame(("1",) * len(headings), headings=headings), "frame.csv", study.frame)
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.question) == (code, 1, question)
    assert "token, gemeente, regio, inwoners" in problem.hint


def test_a_frame_without_headings_shows_no_municipality(study, make_frame):
    content = make_frame(("t2", "Gemeente B", "Regio Zuid", "9"), headings=("t1", "Gemeente A", "Regio", "10"))
    with pytest.raises(InputError) as caught:
        read_frame(content, "frame.csv", study.frame)
    (problem,) = caught.value.problems
    assert problem.code == "no_headings"
    assert "Gemeente A" not in str(problem)


def test_a_file_that_is_not_there_is_said_without_its_path(tmp_path):
    for path, found in ((tmp_path / "absent.csv", "no readable file"), (tmp_path, "a folder")):
        with pytest.raises(InputError) as caught:
            read_file(path, "absent.csv")
        (problem,) = caught.value.problems
        assert (problem.code, problem.file, problem.found) == ("no_file", "absent.csv", found)


def test_the_fingerprint_of_an_export_is_sha_256():
    """The example of FIPS 180-4 for the message "abc"."""
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert content_hash(b"abc") == expected
