"""Answers become responses: who answered leaves, facts and derived variables join."""

from __future__ import annotations

import pytest
from builders import Export
from kept import kept

from infopos_pipeline.ingest.export import read_export
from infopos_pipeline.privacy import Key
from infopos_pipeline.privacy.responses import pseudonym
from infopos_pipeline.quality import validate
from infopos_pipeline.quality.reading import read_answers
from infopos_pipeline.study import load_study
from infopos_pipeline.study.columns import response_columns
from infopos_pipeline.study.missing import Missing


def responses_of(export, study, key, frame=None):
    return kept(read_answers(export.content(), frame, study, ("export", "frame")), study, key).responses


def in_order(responses, key, rows):
    """Responses in the order of the rows of the export again, found by their tokens."""
    return responses.set_index("pseudonym").loc[[pseudonym(key, f"t{number}") for number in range(rows)]].reset_index()


@pytest.fixture
def derived_of(export, study, key):
    """The values of a derived variable, one a row of cells."""

    def values(name, *rows):
        fresh = Export(export.headings)
        for number, row in enumerate(rows):
            fresh.add(**{"token": f"t{number}", **row})
        cells = read_export(fresh.content(), "export.csv", study)
        return in_order(kept(validate(cells, None, study), study, key).responses, key, len(rows))[name].tolist()

    return values


def test_a_pseudonym_is_hmac_sha_256():
    """RFC 4231, test cases 1 and 2."""
    assert (
        pseudonym(Key(b"\x0b" * 20), "Hi There") == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    )
    assert pseudonym(Key(b"Jefe"), "what do ya want for nothing?") == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_one_municipality_has_one_pseudonym_however_it_is_spelt_or_found(export, make_frame, study, key):
    frame = make_frame(("t1", "Sint Jansteën", "Zuid", "9000"))
    ways = [{"token": "t1"}, {"gemeente": "sint-jansteen"}, {"token": "t1", "gemeente": "SINT JANSTEEN"}]
    found = {responses_of(Export(export.headings).add(**way), study, key, frame)["pseudonym"][0] for way in ways}
    assert found == {pseudonym(key, "sintjansteen")}


def test_another_key_gives_no_pseudonym_in_common(sample_answers, sample_responses, study, key):
    other = kept(sample_answers, study, Key(b"\x01" * 32))
    assert set(other.responses["pseudonym"]).isdisjoint(sample_responses.responses["pseudonym"])
    assert set(other.responses["key_id"]).isdisjoint(sample_responses.responses["key_id"])
    assert set(sample_responses.responses["key_id"]) == {key.key_id}


def test_the_same_key_gives_the_same_responses(sample_answers, sample_responses, study, key):
    again = kept(sample_answers, study, key)
    assert again.responses.equals(sample_responses.responses)
    assert again.approached.equals(sample_responses.approached)


def test_responses_have_the_declared_columns_and_no_other(sample_responses, study):
    declared = [column.name for column in response_columns(study)]
    assert list(sample_responses.responses.columns) == ["pseudonym", "key_id", *declared]
    assert list(sample_responses.approached.columns) == ["pseudonym", "key_id", "regio", "grootteklasse"]


def test_no_identifier_and_no_open_answer_is_in_responses(sample_responses, sample_rows):
    private = (
        "token",
        "ipaddr",
        "gemeente",
        "naam",
        "email",
        "toelint",
        "knexparo",
        "misexparo",
        "toelext",
        "toeljur",
        "opm",
    )
    texts = {row[heading].casefold() for row in sample_rows for heading in private if row[heading]}
    assert len(texts) > 300
    stored = {str(cell).casefold() for frame in (sample_responses.responses, sample_responses.approached)
              for column in frame for cell in frame[column]}  # fmt: skip
    assert stored.isdisjoint(texts)


def test_everybody_approached_is_there_under_the_pseudonym_they_answer_by(sample_responses):
    approached = sample_responses.approached["pseudonym"]
    assert approached.is_unique
    assert len(approached) == 81
    assert set(sample_responses.responses["pseudonym"]) < set(approached)


def test_the_order_of_the_export_is_gone(sample_answers, sample_responses, study, key):
    for frame in (sample_responses.responses, sample_responses.approached):
        assert frame["pseudonym"].is_monotonic_increasing
        assert list(frame.index) == list(range(len(frame)))
    in_order = [pseudonym(key, municipality) for municipality in sample_answers.municipalities]
    assert in_order != sample_responses.responses["pseudonym"].tolist()


def test_each_response_keeps_the_answers_and_facts_of_its_municipality(sample_answers, sample_responses, key):
    stored = sample_responses.responses.set_index("pseudonym")
    for index, municipality in enumerate(sample_answers.municipalities):
        row = stored.loc[pseudonym(key, municipality)]
        for column in sample_answers.answers:
            assert row[column] == sample_answers.answers[column][index]
        for column in sample_answers.facts:
            assert row[column] == sample_answers.facts[column][index]


@pytest.mark.parametrize(
    ("code", "bottlenecks", "missing"),
    [("A1", "nee", "nee"), ("A2", "ja", "nee"), ("A3", "nee", "ja"), ("A4", "ja", "ja")],
)
def test_both_is_on_either_side_of_the_split_of_a_four_way_item(derived_of, code, bottlenecks, missing):
    row = {"infint": code, "infext": code}
    assert derived_of("knelpunten_intern", row) == derived_of("knelpunten_extern", row) == [bottlenecks]
    assert derived_of("missen_intern", row) == derived_of("missen_extern", row) == [missing]


def test_who_did_not_answer_keeps_the_missing_state(derived_of):
    rows = [{"infint": ""}, {"lastpage": "3"}, {"lastpage": "4"}]
    assert derived_of("missen_intern", *rows) == [Missing.SKIPPED, Missing.NOT_REACHED, Missing.SKIPPED]
    assert derived_of("missen_extern", *rows) == [Missing.SKIPPED, Missing.NOT_REACHED, Missing.NOT_REACHED]


def test_four_or_more_benefits_count_as_four_and_none_is_a_missing_answer(derived_of):
    rows = [{f"voord__{box}": "Y" for box in range(1, number + 1)} for number in range(7)]
    assert derived_of("aantal_gewenste_voordelen", *rows) == [
        Missing.SKIPPED, "1", "2", "3", "4_of_meer", "4_of_meer", "4_of_meer",
    ]  # fmt: skip
    assert derived_of("aantal_gewenste_voordelen_volledig", *rows[1:]) == [1, 2, 3, 4, 5, 6]
    assert derived_of("aantal_gewenste_voordelen_volledig__state", *rows[:2]) == [Missing.SKIPPED, "answered"]
    assert derived_of("aantal_gewenste_voordelen", {"lastpage": "2"}) == [Missing.NOT_REACHED]


def test_variables_derived_from_numbers_follow_them_or_their_state(small_responses, key):
    rows = (
        {"lft": "40", "oord": "A1", "kind": "2", "zorg__1": "Y", "zorg__3": "Y"},
        {"lft": "17", "oord": "A1", "zorg__1": "Y"},
        {"lft": "40", "oord": "A3", "kind": "1"},
        {"oord": "A1", "lastpage": "1"},
        {"lft": "17,9"},
    )
    found = in_order(small_responses(*rows).responses, key, len(rows))
    assert found["volwassen"].tolist() == ["ja", "nee", "ja", Missing.SKIPPED, "nee"]
    assert found["last__state"].tolist() == [
        "answered",
        Missing.NOT_APPLICABLE,  # of children, who were not asked about
        Missing.NOT_APPLICABLE,  # of worries
        Missing.NOT_REACHED,
        Missing.NOT_APPLICABLE,
    ]
    assert found["last"][0] == 4
    assert found["last"][1:].isna().all()


def test_who_fits_no_option_of_a_derived_variable_is_not_applicable(changed_study, small_study, key):
    folder = changed_study("derivations.yaml", "when: leeftijd < 18", "when: leeftijd < 12", small_study.folder)
    export = Export(
        ["id", "token", "lastpage", "lft", "oord", "kind", *(f"zorg[SQ00{n}]" for n in range(1, 5)), "toel"]
    )
    assert responses_of(export.add(lft="15"), load_study(folder), key)["volwassen"].tolist() == [Missing.NOT_APPLICABLE]


def test_the_first_option_whose_condition_holds_counts(changed_study, small_study, key):
    folder = changed_study("derivations.yaml", "when: leeftijd < 18", "when: leeftijd > 0", small_study.folder)
    export = Export(
        ["id", "token", "lastpage", "lft", "oord", "kind", *(f"zorg[SQ00{n}]" for n in range(1, 5)), "toel"]
    )
    assert responses_of(export.add(lft="20"), load_study(folder), key)["volwassen"].tolist() == ["ja"]


def test_a_wave_without_respondents_has_no_responses(export, make_frame, study, key):
    frame = make_frame(("t1", "Bakelhorn", "Zuid", "30000"))
    answers = read_answers(export.add(token="t1").content(), frame, study, ("export", "frame"))
    found = kept(answers, study, key)
    assert len(found.responses) == len(found.approached) == 0
    assert {"pseudonym", "regio", "missen_intern"} <= set(found.responses.columns)
