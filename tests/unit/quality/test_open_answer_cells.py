"""Which cells are open answers, and which names redaction gets to look for in them."""

from __future__ import annotations

import pytest

from infopos_pipeline.quality.open_answers import open_items
from infopos_pipeline.quality.reading import read_answers
from infopos_pipeline.study import load_study


@pytest.fixture
def found(study):
    """The open answers of an export."""

    def read(export, frame=None, of=study):
        return read_answers(export.content(), frame, of, ("export", "frame")).open_answers

    return read


def test_every_cell_that_is_not_blank_is_an_open_answer(found, export):
    export.add(token="a", opm=" Regen. ").add(token="b", opm="\n \t").add(token="c", opm="Regen.", toelint="NA")
    assert found(export).texts == (("toelichting_intern", "NA"), ("opmerkingen", "Regen."), ("opmerkingen", "Regen."))


def test_an_answer_stays_also_where_the_item_was_routed_out_or_lies_past_the_last_page(found, export):
    export.add(token="a", lastpage="2", knexparo="Regen.", opm="Wind.")
    assert [text for _, text in found(export).texts] == ["Regen.", "Wind."]


def test_who_is_set_aside_has_no_open_answer_but_gives_names_to_look_for(found, export, make_frame):
    frame = make_frame(("t1", "Zuurbesveen", "Zuid", "9000"), ("t2", "Bakelhorn", "Zuid", "30000"))
    export.add(token="t1", naam="Anna Regen", opm="Regen.").add(token="t2", naam="Bert Wind", opm="Wind.")
    answers = found(export, frame)
    assert [text for _, text in answers.texts] == ["Regen."]
    assert answers.persons == ("Anna Regen", "Bert Wind")


def test_the_municipalities_are_those_of_the_frame_and_those_that_were_typed(found, export, make_frame):
    frame = make_frame(("t1", "Sint Jansteën", "Zuid", "9000"), ("t2", "Zuurbesveen", "Zuid", "8000"))
    export.add(gemeente="SINT-JANSTEEN", naam="Anna Regen", email="anna@zuurbesveen.example")
    answers = found(export, frame)
    assert answers.municipalities == ("SINT-JANSTEEN", "Sint Jansteën", "Zuurbesveen")
    assert answers.persons == ("Anna Regen", "anna@zuurbesveen.example")


def test_open_answers_do_not_show_in_a_representation(found, export):
    export.add(token="a", naam="Anna Regen", gemeente="Zuurbesveen", opm="Regen.")
    assert not {"Regen", "Zuurbesveen"} & set(repr(found(export)).replace("'", " ").split())
    assert "Regen" not in repr(found(export))


@pytest.mark.parametrize("privacy", ["none", "quasi-identifier"])
def test_a_text_of_another_privacy_class_is_an_open_answer_all_the_same(found, export, changed_study, privacy):
    declared = "label: {nl: Overige opmerkingen, en: Other remarks}\n    privacy: "
    study = load_study(changed_study("questionnaire.yaml", f"{declared}open answer", declared + privacy))
    assert "opmerkingen" in [item.name for item in open_items(study)]
    assert found(export.add(token="a", opm="Regen."), of=study).texts == (("opmerkingen", "Regen."),)


def test_the_municipality_is_never_an_open_answer(found, export, changed_study, study):
    folder = changed_study("questionnaire.yaml", "privacy: direct identifier", "privacy: none")
    changed = load_study(folder)
    municipality = study.frame.municipality_item
    assert changed.items[municipality].privacy == "none", "the first direct identifier of the questionnaire"
    assert municipality not in [item.name for item in open_items(changed)]
    answers = found(export.add(token="a", gemeente="Zuurbesveen"), of=changed)
    assert (answers.texts, answers.municipalities) == ((), ("Zuurbesveen",))


def test_the_open_items_of_the_study_are_the_declared_ones(study):
    assert open_items(study) == tuple(item for item in study.items.values() if item.privacy == "open answer")
    assert len(open_items(study)) == 6


def test_the_sample_has_its_open_answers(sample_answers, sample_rows, study):
    headings = ["toelint", "knexparo", "misexparo", "toelext", "toeljur", "opm"]
    cells = [row[heading].strip() for heading in headings for row in sample_rows if row[heading].strip()]
    assert len(cells) > 30
    assert len(sample_answers.open_answers.texts) <= len(cells)
    assert {text for _, text in sample_answers.open_answers.texts} <= set(cells)
    assert len(sample_answers.set_aside) > 0 or len(sample_answers.open_answers.texts) == len(cells)
