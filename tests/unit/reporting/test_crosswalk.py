"""The crosswalk: one row an item, one column a wave, blank where absent, and what moved says where it went."""

from __future__ import annotations

import csv
import io

import pytest

from infopos_pipeline.reporting.tables.crosswalk import BETWEEN_MEANINGS, comparability, crosswalk_csv, crosswalk_model
from infopos_pipeline.reporting.tables.models import Row
from infopos_pipeline.study import Study
from infopos_pipeline.study.comparability import meanings
from infopos_pipeline.study.model import Group, ItemVersion, Label, Option

from .followed import WAVES, trend_report, with_items


def rows_of(study: Study, waves: tuple[str, ...] = WAVES) -> dict[tuple[str, str], dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(crosswalk_csv(study, waves), newline="")))
    found = {(row["item"], row["option"]): row for row in rows}
    assert len(found) == len(rows)
    return found


def shown(study: Study, item: str, waves: tuple[str, ...] = WAVES) -> list[str]:
    model = crosswalk_model(trend_report(study, [], waves))
    assert model is not None
    row: Row = next(row for row in model.groups[0].rows if row.label == study.items[item].label.nl)
    return [cell.text for cell in row.cells]


@pytest.fixture
def moved(study: Study) -> Study:
    """A question whose answers were other ones twice: first one was renamed, then one was split."""
    ja, nee = study.items["doelstelling"].options.values()
    parts = {"soms": Option(nl="Soms", en="Sometimes"), "vaak": Option(nl="Vaak", en="Often")}
    first = ItemVersion(until="2017", comparability="recoded", recode={"nee": "nooit"}, options={"ja": ja, "nee": nee})
    second = ItemVersion(until="2019", comparability="recoded", recode={"ja": "wel"}, options={"ja": ja, "nooit": nee})
    return with_items(
        study,
        doelstelling={
            "options": {**parts, "nooit": nee},
            "groups": {"wel": Group(options=tuple(parts), label=Label(nl="Wel", en="At all"))},
            "versions": (first, second),
        },
    )


def test_every_question_that_was_asked_is_a_row_with_its_label_of_then_and_blank_where_absent(study: Study) -> None:
    rows = rows_of(study)
    asked = {name for name, item in study.items.items() if any(item.asked_in(wave) for wave in WAVES)}
    assert [item for item, option in rows if not option] == [name for name in study.items if name in asked]
    for wave in WAVES:
        then = study.at(wave)
        for (name, option), row in rows.items():
            item = then.items[name]
            label = item.label if not option else item.options.get(option)
            assert row[wave] == (label.nl if label is not None and then.asked(name) else "")


def test_what_an_answer_of_then_means_now_is_what_trends_read_it_as(study: Study) -> None:
    rows = rows_of(study)
    for wave in WAVES[:-1]:
        for (name, option), row in rows.items():
            if option:
                meant = meanings(study, name, wave, WAVES[-1]) or {}
                assert set(filter(None, row[f"meaning_{wave}"].split(BETWEEN_MEANINGS))) == meant.get(option, set())


def test_answers_that_moved_twice_say_where_they_went_in_the_order_of_now(moved: Study) -> None:
    rows = rows_of(moved)
    assert [option for item, option in rows if item == "doelstelling"] == ["", "soms", "vaak", "nooit", "ja", "nee"]
    question, ja, nee = (rows["doelstelling", option] for option in ("", "ja", "nee"))
    assert (question["meaning_2017"], question["meaning_2019"]) == ("recoded", "recoded")
    assert (ja["2017"], ja["2019"], ja["2021"]) == ("Ja", "Ja", "")
    assert (ja["meaning_2017"], ja["meaning_2019"]) == ("soms | vaak", "soms | vaak")
    assert (nee["2019"], nee["meaning_2017"], nee["meaning_2019"]) == ("", "nooit", "")
    assert shown(moved, "doelstelling") == ["andere antwoorden\nhercodeerd"] * 2 + ["ja"]


def test_the_least_comparable_of_all_steps_counts(study: Study) -> None:
    steps = [("2011", "comparable"), ("2013", "not_comparable"), ("2015", "recoded"), ("2017", "comparable")]
    versions = tuple(ItemVersion(until=until, comparability=kind) for until, kind in steps)  # type: ignore[arg-type]
    item = study.items["doelstelling"].model_copy(update={"versions": versions})
    waves = ("2011", "2013", "2015", "2017", "2019")
    assert [comparability(item, wave, "2019") for wave in waves] == [
        "not_comparable",
        "not_comparable",
        "recoded",
        "comparable",
        "comparable",
    ]
    assert comparability(item, "2011", "2013") == "comparable"


def test_a_question_that_does_not_compare_has_no_meanings(study: Study) -> None:
    rows = rows_of(study)
    assert rows["prioritering_mogelijk", ""]["meaning_2017"] == "not_comparable"
    assert rows["prioritering_mogelijk", "ja"]["meaning_2017"] == ""
    assert rows["communicatie_bronnen", ""]["meaning_2017"] == ""  # not asked any more
    assert rows["dashboard", ""]["meaning_2019"] == ""  # not asked yet


def test_the_table_says_yes_or_what_was_otherwise_and_how_it_compares(study: Study) -> None:
    assert shown(study, "doelstelling") == ["ja", "ja", "ja"]
    assert shown(study, "dashboard") == ["", "", "ja"]
    assert shown(study, "communicatie_bronnen") == ["ja", "ja", ""]
    before = "‘Prioritering van veiligheidsthema's mogelijk’\nniet vergelijkbaar"
    assert shown(study, "prioritering_mogelijk") == [before, before, "ja"]
    assert shown(study, "juridisch_kader_bekend")[0].endswith("op informatie-uitwisseling’\nvergelijkbaar")


def test_another_page_or_routing_is_the_same_question_to_who_answers_it(study: Study) -> None:
    version = ItemVersion(until="2017", comparability="comparable", page=9)
    assert shown(with_items(study, doelstelling={"versions": (version,)}), "doelstelling") == ["ja", "ja", "ja"]


def test_labels_with_commas_quotes_and_line_ends_come_back_as_they_were(study: Study) -> None:
    label = Label(nl='Ja, "altijd"\nof vaak', en="Yes")
    rows = rows_of(with_items(study, doelstelling={"label": label}))
    assert rows["doelstelling", ""]["2017"] == label.nl
    assert "\r" not in crosswalk_csv(study, WAVES)


def test_a_single_wave_has_no_meanings_and_no_table(study: Study) -> None:
    assert crosswalk_csv(study, ("2017",)).splitlines()[0] == "item,option,2017"
    assert crosswalk_model(trend_report(study, [], ("2017",))) is None
