"""What a wave did not ask: items of another time, and items that an export turns out to lack."""

from __future__ import annotations

import pytest
from builders import Export
from kept import kept
from weather_poll import POLL, WAVES

from infopos_pipeline.ingest.export import read_export
from infopos_pipeline.problems import InputError
from infopos_pipeline.quality import validate
from infopos_pipeline.quality.response_progress import response_progress
from infopos_pipeline.study import Study, load_study
from infopos_pipeline.study.columns import answer_columns, variable_columns
from infopos_pipeline.study.missing import Missing


@pytest.fixture(scope="module")
def poll() -> Study:
    return load_study(POLL)


def headings(asked: Study) -> list[str]:
    """The columns of an export of a wave."""
    binding = asked.bindings["limesurvey"]
    bound = [heading for item in binding.items.values() for heading in (item.column, *item.columns.values()) if heading]
    return ["id", "token", "lastpage", *bound]


@pytest.fixture
def export_of(poll):
    """An export of a wave without respondents, without some columns and with others besides."""

    def make(wave, without=(), besides=()):
        return Export([heading for heading in headings(poll.at(wave)) if heading not in without] + list(besides))

    return make


def checked(export, asked):
    return validate(read_export(export.content(), "export.csv", asked), None, asked)


def refused(export, asked):
    with pytest.raises(InputError) as caught:
        checked(export, asked)
    return [(problem.code, problem.question) for problem in caught.value.problems]


def states(answers, asked, item):
    """What stands in the columns of an item, numbers aside."""
    columns = [column for column in variable_columns(asked.items[item]) if column.content != "measure"]
    return {str(state) for column in columns for state in answers.answers[column.name]}


@pytest.mark.parametrize("wave", WAVES)
def test_an_export_of_a_wave_has_the_columns_of_that_wave_and_answers_of_every_item(poll, export_of, wave):
    asked = poll.at(wave)
    answers = checked(export_of(wave).add(gemeente="Bakelhorn").add(gemeente="Zuurbesveen", lastpage="0"), asked)
    assert answers.notices == ()
    assert list(answers.answers.columns) == [column.name for column in answer_columns(asked)]
    for name, item in asked.items.items():
        if item.kind != "text":
            not_asked = states(answers, asked, name) == {Missing.NOT_ASKED}
            assert not_asked != asked.asked(name), name
            assert (Missing.NOT_ASKED in states(answers, asked, name)) == not_asked


def test_an_item_asked_in_a_wave_is_read_as_it_was_asked_then(poll, export_of):
    for wave, code, option in (("2001", "A2", "nat"), ("2002", "A2", "mist"), ("2003", "A2", "motregen")):
        answers = checked(export_of(wave).add(neers=code), poll.at(wave))
        assert answers.answers["neerslag"].tolist() == [option]
    assert checked(export_of("2001").add(jasmee="N"), poll.at("2001")).answers["jas"].tolist() == ["nee"]
    old, new = (
        checked(export_of(wave).add(mee__1="Y", mee__2="N"), poll.at(wave)).answers for wave in ("2002", "2003")
    )
    assert (old["mee__muts"][0], old["mee__stok"][0]) == ("ticked", "not_ticked")
    assert (new["mee__hoed"][0], new["mee__pet"][0], new["mee__stok"][0]) == ("ticked", "not_ticked", "not_ticked")
    assert "mee__muts" not in new


def test_who_is_routed_out_follows_the_routing_of_the_wave(poll, export_of):
    for wave, state in (("2002", Missing.SKIPPED), ("2003", Missing.NOT_APPLICABLE)):
        answers = checked(export_of(wave).add(wind="A3"), poll.at(wave))
        assert states(answers, poll.at(wave), "handschoenen") == {state}


def test_a_code_of_another_version_is_an_error(poll, export_of):
    assert refused(export_of("2003").add(wind="A2"), poll.at("2003")) == [("unknown_code", "wind")]
    assert checked(export_of("2002").add(wind="A2"), poll.at("2002")).answers["wind"].tolist() == ["zwak"]
    assert refused(export_of("2001").add(neers="A4"), poll.at("2001")) == [("unknown_code", "neerslag (neers)")]


def test_the_exclusive_option_of_a_version_is_the_one_that_is_noticed(poll, export_of):
    row = {"mee__1": "Y", "mee__5": "Y"}
    (notice,) = checked(export_of("2003").add(**row), poll.at("2003")).notices
    assert (notice.code, notice.question) == ("not_exclusive", "mee (mee[SQ005])")
    assert checked(export_of("2002").add(mee__1="Y", mee__2="Y"), poll.at("2002")).notices == ()


# An export that lacks what the study says was asked.

LEFT_OUT = {
    "a box item": ("2003", ["dier[SQ001]", "dier[SQ002]"], "dieren", "2003"),
    "an item with one answer": ("2003", ["parap"], "paraplu", "2002"),
    "free text": ("2004", ["opm"], "opmerking", "2003"),
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_an_item_added_later_that_has_no_column_counts_as_not_asked_and_is_noticed(poll, export_of, case):
    wave, without, item, since = LEFT_OUT[case]
    asked = poll.at(wave)
    answers = checked(export_of(wave, without).add(gemeente="Bakelhorn").add(gemeente="x", lastpage="0"), asked)
    (notice,) = answers.notices
    assert (notice.code, notice.question, notice.row, notice.found) == ("left_out", item, 1, None)
    assert f"since it is asked from wave {since} on" in notice.expected
    assert "counts as not asked" in notice.hint
    assert list(answers.answers.columns) == [column.name for column in answer_columns(asked)]
    if asked.items[item].kind != "text":
        assert states(answers, asked, item) == {Missing.NOT_ASKED}
    others = [name for name, other in asked.asked_items.items() if other.kind != "text" and name != item]
    assert all(Missing.NOT_ASKED not in states(answers, asked, name) for name in others)


def test_several_that_have_no_column_are_noticed_one_by_one(poll, export_of):
    export = export_of("2003", ["dier[SQ001]", "dier[SQ002]", "opm", "parap"]).add(gemeente="Bakelhorn")
    assert [notice.question for notice in checked(export, poll.at("2003")).notices] == [
        "paraplu",
        "dieren",
        "opmerking",
    ]


def test_what_is_derived_from_it_is_not_asked_either(poll, export_of, key):
    asked = poll.at("2003")
    with_it, without = (
        kept(checked(export_of("2003", left_out).add(token="a", jas="A1"), asked), asked, key).responses
        for left_out in ((), ["parap"])
    )
    assert (with_it["beschut"][0], without["beschut"][0]) == (Missing.SKIPPED, Missing.NOT_ASKED)
    assert with_it["gekleed"][0] == without["gekleed"][0] == "ja"
    assert list(with_it.columns) == list(without.columns)


@pytest.mark.parametrize("missing", ["dier[SQ001]", "dier[SQ002]"])
def test_with_one_of_its_boxes_there_a_missing_one_is_an_error(poll, export_of, missing):
    found = refused(export_of("2003", [missing]).add(gemeente="Bakelhorn"), poll.at("2003"))
    assert found == [("missing_column", f"dieren ({missing})")]


def test_boxes_are_found_under_either_way_to_write_their_headings(poll, export_of):
    export = export_of("2003", ["dier[SQ001]", "dier[SQ002]"], ["dier_SQ001", "dier_SQ002"])
    export.rows.append({"lastpage": "3", "dier_SQ001": "Y"})
    answers = checked(export, poll.at("2003"))
    assert answers.notices == ()
    assert answers.answers["dieren__hond"].tolist() == ["ticked"]


def test_a_binding_may_write_the_headings_of_boxes_either_way_too(changed_study, export_of):
    folder = changed_study("bindings/limesurvey.yaml", "dier[SQ001]", "dier_SQ001", POLL)
    asked = load_study(changed_study("bindings/limesurvey.yaml", "dier[SQ002]", "dier_SQ002", folder)).at("2003")
    export = export_of("2003").add(dier__1="Y")
    answers = checked(export, asked)
    assert answers.notices == ()
    assert answers.answers["dieren__hond"].tolist() == ["ticked"]


@pytest.mark.parametrize(("wave", "missing", "item"), [("2003", "sjaal", "sjaal"), ("2003", "lucht", "lucht")])
def test_an_item_without_a_first_wave_that_has_no_column_is_an_error_as_ever(poll, export_of, wave, missing, item):
    found = refused(export_of(wave, [missing]).add(gemeente="Bakelhorn"), poll.at(wave))
    assert found == [("missing_column", item)]


def test_boxes_of_an_item_without_a_first_wave_are_an_error_each(poll, export_of):
    without = [f"mee[SQ00{place}]" for place in range(1, 6)]
    found = refused(export_of("2003", without).add(gemeente="Bakelhorn"), poll.at("2003"))
    assert found == [("missing_column", f"mee ({heading})") for heading in without]


# Columns of what was not asked.


def test_a_column_of_what_the_wave_did_not_ask_is_unknown_and_not_read(poll, export_of):
    export = export_of("2001", besides=["parap", "dier[SQ001]"])
    export.rows.append({"lastpage": "9", "parap": "A1", "dier[SQ001]": "Y"})
    asked = poll.at("2001")
    answers = checked(export, asked)
    assert [(notice.code, notice.question) for notice in answers.notices] == [
        ("unknown_column", "parap"),
        ("unknown_column", "dier[SQ001]"),
    ]
    assert states(answers, asked, "paraplu") == states(answers, asked, "dieren") == {Missing.NOT_ASKED}


def test_open_answers_to_what_was_not_asked_are_not_read(poll, export_of):
    export = export_of("2002", besides=["opm"])
    export.rows.append({"lastpage": "9", "gemeente": "Bakelhorn", "opm": "Het regent."})
    answers = checked(export, poll.at("2002"))
    assert answers.open_answers.texts == ()
    (notice,) = answers.notices
    assert (notice.code, notice.question) == ("unknown_column", "opm")
    assert "regent" not in str(notice)
    later = checked(export_of("2003").add(opm="Het regent."), poll.at("2003"))
    assert later.open_answers.texts == (("opmerking", "Het regent."),)


def test_open_answers_of_an_item_that_has_no_column_are_none(poll, export_of):
    answers = checked(export_of("2003", ["opm"]).add(gemeente="Bakelhorn", lucht="A1"), poll.at("2003"))
    assert answers.open_answers.texts == ()
    assert answers.open_answers.municipalities == ("Bakelhorn",)


def test_an_item_that_the_export_does_not_have_lets_nobody_finish(poll, export_of):
    """Where it is the only closed item of the last page, the page before it is the last that tells."""
    asked = poll.at("2003")
    pages = sorted({item.page for item in asked.asked_items.values() if item.kind != "text"})
    last = [item.name for item in asked.asked_items.values() if item.kind != "text" and item.page == pages[-1]]
    headings = [
        heading
        for name in last
        for bound in [asked.bindings["limesurvey"].items[name]]
        for heading in ([bound.column] if bound.column else bound.columns.values())
    ]
    assert all(asked.items[name].since for name in last), "the last page can be left out as a whole"
    export = export_of("2003", headings).add(token="a", lastpage=str(pages[-2])).add(token="b", lastpage="0")
    (everyone, *_) = response_progress(checked(export, asked), asked)
    assert (everyone.started, everyone.finished) == (2, 1)
