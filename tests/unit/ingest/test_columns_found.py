"""Which column a heading means: by codes or by questions, in whatever spelling, and of two with one heading."""

from __future__ import annotations

import pyarrow as pa
import pytest

from infopos_pipeline.ingest.columns_found import ColumnsFound, Wanted, canonical
from infopos_pipeline.ingest.headings import numbered, tidy
from infopos_pipeline.ingest.source import SourceTable


def found(headings, wanted, texts=None, format="table"):
    """Columns looked for in a table with these headings."""
    codes = numbered([tidy(heading) for heading in headings])
    nothing = pa.array([""]).dictionary_encode()
    columns = pa.table({str(place): nothing for place in range(len(codes))})
    return ColumnsFound(SourceTable("f", format, codes, tuple(texts or [""] * len(codes)), columns), wanted)


def answers(**headings: str) -> dict[str, Wanted]:
    """An item a column, found by its heading or by the question ``Vraag <item>``."""
    return {item: Wanted(heading, (f"Vraag {item}", f"Question {item}"), item) for item, heading in headings.items()}


@pytest.mark.parametrize("heading", ["doel", " doel ", "doel\xa0", "\ufeffdoel", "doel\n"])
def test_spaces_around_a_code_make_no_difference(heading):
    assert found(["id", heading], answers(doel="doel")).place("doel") == 1


@pytest.mark.parametrize("heading", ["zorg[SQ001]", "zorg_SQ001", "zorg_SQ001_"])
def test_a_box_is_found_in_every_spelling_of_its_code(heading):
    assert canonical(heading) == "zorg[SQ001]"
    assert found(["id", heading], answers(zorg="zorg[SQ001]")).place("zorg") == 1


@pytest.mark.parametrize(
    "heading",
    [
        "Vraag doel",
        "vraag  DOEL ",
        "Vraag\xa0doel",
        "Vraag doel:",
        "Vraag doel *",
        "<b>Vraag</b> doel",
        "Question doel",
    ],
)
def test_a_question_is_found_whatever_its_markup_spaces_capitals_and_last_mark(heading):
    assert found(["x", heading], answers(doel="doel")).place("doel") == 1


def test_questions_beside_codes_are_looked_at_if_codes_find_nothing():
    table = found(["Q1", "Q2"], answers(doel="doel", tevr="tevr"), ["Vraag tevr", "Vraag doel"])
    assert (table.place("doel"), table.place("tevr")) == (1, 0)


def test_a_code_that_is_gone_is_not_replaced_by_a_question_that_is_called_so():
    """Most headings are codes, so they all are; a column of free text with that name is no answer to the question."""
    wanted = answers(doel="doel", tevr="tevr", prior="prior")
    assert found(["doel", "tevr", "Vraag prior"], wanted).place("prior") is None
    assert found(["Vraag doel", "Vraag tevr", "Vraag prior"], wanted).place("prior") == 2


def test_columns_of_the_system_are_found_by_what_it_calls_them():
    wanted = {"page": Wanted("lastpage", system=True), **answers(doel="doel")}
    for heading in ("Laatste pagina", "Last page", "lastpage"):
        assert found([heading, "Vraag doel"], wanted).place("page") == 0


def test_what_is_not_there_has_no_place():
    table = found(["id"], answers(doel="doel"))
    assert (table.places("doel"), table.place("doel"), table.place("other")) == ([], None, None)


# The same heading twice


def test_a_heading_that_is_there_twice_may_mean_either():
    table = found(["doel", "tevr", "doel "], answers(doel="doel"))
    assert table.places("doel") == [0, 2]
    assert table.twice(2)
    assert not table.twice(0)


def test_two_spellings_of_a_box_are_the_same_heading_twice():
    assert found(["zorg[SQ001]", "zorg_SQ001"], answers(zorg="zorg[SQ001]")).places("zorg") == [0, 1]


def test_a_question_that_is_there_twice_may_mean_either_unless_the_second_is_bound_by_number():
    headings = ["Toelichting", "Toelichting\xa0", "Toelichting"]
    assert found(headings, answers(een="Toelichting")).places("een") == [0, 1, 2]
    both = found(headings[:2], answers(een="Toelichting", twee="Toelichting #2"))
    assert (both.places("een"), both.places("twee")) == ([0], [1])


def test_a_third_one_is_still_one_too_many():
    table = found(["a", "a", "a"], answers(een="a", twee="a #2"))
    assert (table.places("een"), table.places("twee")) == ([0, 2], [1])


def test_a_double_of_a_column_that_is_not_wanted_is_none():
    table = found(["doel", "x", "x"], answers(doel="doel"))
    assert table.places("doel") == [0]
    assert not table.twice(2)


def test_columns_of_administration_are_found_by_code_and_by_name():
    table = found(["id", "Startdatum", "IP address", "doel"], answers(doel="doel"))
    assert table.administration(["id", "startdate", "ipaddr", "seed"]) == {0, 1, 2}
