"""Groups side by side: a dot is a number of the results, what is withheld is not drawn, no text covers another."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import altair
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.reporting.charts.colours import GROUPS
from infopos_pipeline.reporting.charts.drawing import PLOT, WIDTH
from infopos_pipeline.reporting.charts.groups import (
    apart,
    groups_in_words,
    groups_picture,
    groups_pictures,
    groups_spec,
    groups_svg,
    has_groups,
)
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Label
from infopos_pipeline.study.shown import Filter, Table

from .conftest import results_of
from .drawn import SVG, boxes, marks, overlapping, texts, withheld

LEFT, RIGHT = 36, PLOT - 40
"""The ends of a track."""


def specified(study: Study, results: list[Result], name: str) -> dict[str, Any]:
    return groups_spec(study.tables[name], study, results, "nl")


def dots(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Those on tracks, without the ones of the keys."""
    return [row for row in marks(spec, "point") if row["x"] >= LEFT and row["y"] in tracks(spec)]


def tracks(spec: dict[str, Any]) -> set[float]:
    return {row["y"] for row in marks(spec, "line") if row["width"] == 4}


def shares(spec: dict[str, Any]) -> list[float]:
    return [100 * (row["x"] - LEFT) / (RIGHT - LEFT) for row in dots(spec)]


def test_tables_that_compare_groups_have_a_picture(study: Study) -> None:
    shown = [name for name, table in study.tables.items() if has_groups(table, study)]
    assert shown == ["tabel_2", "tabel_3", "tabel_4"]


@pytest.mark.parametrize("name", ["tabel_2", "tabel_3"])
def test_every_percentage_has_a_dot_where_the_results_say_in_the_order_of_the_options(
    study: Study, results: list[Result], name: str
) -> None:
    spec, table = specified(study, results, name), study.tables[name]
    item = study.variables[table.items[0]]
    expected = [
        sorted(
            row.value
            for row in results
            if (row.place, row.statistic, row.category, row.group) == (name, "pct", option, predictor)
            if row.value is not None
        )
        for predictor in table.by
        for option in item.options
    ]
    assert shares(spec) == pytest.approx([value for row in expected for value in row], abs=0.01)
    labels = [row["text"] for row in marks(spec, "left") if row["text"] in {o.nl for o in item.options.values()}]
    assert labels == [option.nl for _ in table.by for option in item.options.values()]


def test_means_stand_on_the_scale_of_their_item(study: Study, results: list[Result]) -> None:
    spec = specified(study, results, "tabel_4")
    ends = [row["text"] for row in marks(spec, "left", "right") if row["size"] == 12 and ":" not in row["text"]]
    assert set(ends) == {"1", "4"}
    (item,) = study.tables["tabel_4"].items
    own = [row for row in results if (row.place, row.statistic, row.item) == ("tabel_4", "mean", item) and row.group]
    drawn = [1 + 3 * share / 100 for share in shares(spec)]
    assert sorted(drawn) == pytest.approx(sorted(row.value for row in own if row.value is not None), abs=0.001)
    # Four of twelve desire four benefits and eight one, and the four are those with bottlenecks.
    assert {"4,00", "1,00"} <= {row["text"] for row in marks(spec, "centred-bold")}


def test_every_group_has_its_n_its_shape_and_one_line_joins_them(study: Study, results: list[Result]) -> None:
    spec = specified(study, results, "tabel_2")
    key = [row["text"] for row in marks(spec, "left") if "(N = " in row["text"]]
    assert key[:4] == ["Ja (N = 4)", "Nee (N = 8)"] * 2
    assert [row["text"] for row in marks(spec, "left-bold")] == [
        study.variables[name].label.nl for name in study.tables["tabel_2"].by
    ]
    told = {(row["fill"], row["shape"]) for row in dots(spec)}
    assert told == {(fill, shape) for _, fill, shape in GROUPS[:2]}
    joined = [row for row in marks(spec, "line") if row["width"] == 2]
    by_row = {y: [row["x"] for row in dots(spec) if row["y"] == y] for y in tracks(spec)}
    assert all((line["x"], line["x2"]) == (min(by_row[line["y"]]), max(by_row[line["y"]])) for line in joined)


def test_what_is_withheld_is_not_drawn_and_is_said(study: Study, results: list[Result]) -> None:
    def small(row: Result) -> bool:
        place = (row.place, row.category, row.group, row.group_value)
        return place == ("tabel_2", "ontevreden", "knelpunten_intern", "ja")

    spec, public = specified(study, results, "tabel_2"), withheld(results, small)
    hidden = specified(study, public, "tabel_2")
    assert len(dots(hidden)) == len(dots(spec)) - 1
    assert [row["text"] for row in marks(hidden, "left") if "openbaar" in row["text"]] == ["Ja: niet openbaar"]
    assert "Ontevreden: Ja niet openbaar, Nee 0,0%" in groups_in_words(study.tables["tabel_2"], study, public, "nl")


def test_a_group_of_nobody_has_no_dot_and_the_row_says_so(study: Study, respondents: list[dict[str, Any]]) -> None:
    untroubled = results_of(study, respondents[:8])
    spec = specified(study, untroubled, "tabel_2")
    assert not [row for row in marks(spec, "line") if row["width"] == 2]
    assert "Ja: geen waarnemingen" in [row["text"] for row in marks(spec, "left")]
    assert "Ja (N = 0)" in [row["text"] for row in marks(spec, "left")]


def test_a_table_of_several_groups_has_a_dot_for_each(study: Study, results: list[Result]) -> None:
    by_region = Table(
        name="tabel_2", title=study.tables["tabel_2"].title, layout="crosstab", items=("tevredenheid",), by=("regio",)
    )
    made = [
        Result("2017", "tabel_2", "tevredenheid", statistic, option, "regio", region, value=value, base=4)  # type: ignore[arg-type]
        for region in study.variables["regio"].options
        for option in study.variables["tevredenheid"].options
        for statistic, value in (("n", 1), ("pct", 25.0))
    ]
    spec = groups_spec(by_region, study, made, "nl")
    assert len(dots(spec)) == 3 * 5
    first = [row for row in marks(spec, "centred-bold") if row["y"] == min(r["y"] for r in marks(spec, "centred-bold"))]
    assert all(other["x"] - one["x"] > 40 for one, other in pairwise(first))  # three times 25,0% beside each other


@given(st.lists(st.tuples(st.floats(LEFT, RIGHT), st.floats(10, 48)), min_size=1, max_size=6))
def test_numbers_move_aside_keep_their_order_and_stay_inside(dots_and_lengths: list[tuple[float, float]]) -> None:
    places = sorted(place for place, _ in dots_and_lengths)
    lengths = [length for _, length in dots_and_lengths]
    middles = apart(places, lengths)
    edges = [(middle - length / 2, middle + length / 2) for middle, length in zip(middles, lengths, strict=True)]
    assert all(right + 7.99 <= left for (_, right), (left, _) in pairwise(edges))
    assert edges[0][0] >= -0.01
    assert edges[-1][1] <= PLOT + 0.01


def test_numbers_far_apart_stand_right_above_their_dots() -> None:
    assert apart([60, 160, 300], [40, 40, 40]) == [60, 160, 300]


def test_no_text_leaves_its_picture_or_covers_another(
    study: Study, results: list[Result], nobody: list[Result], chromium: str, tmp_path: Path
) -> None:
    tables = [study.tables[name] for name in ("tabel_2", "tabel_3", "tabel_4")]
    drawn = [groups_svg(table, study, rows, "nl") for table in tables for rows in (results, nobody)]
    for found in boxes(drawn, chromium, tmp_path):
        assert all(-1 <= left <= right <= WIDTH + 1 and top >= -1 for _, left, top, right, _ in found)
        assert overlapping(found) == []


def test_a_reader_who_does_not_see_it_gets_every_number(study: Study, results: list[Result]) -> None:
    shown = groups_picture(study.tables["tabel_2"], study, results, "nl")
    numbers = {text for text in texts(shown.svg) if text.endswith("%") and "," in text}
    assert numbers
    assert all(number in shown.description for number in numbers)
    assert "Knelpunten interne informatie: Ja (N = 4), Nee (N = 8)" in shown.description
    assert ElementTree.fromstring(shown.svg).find(f"{SVG}desc").text == shown.description  # type: ignore[union-attr]
    assert shown.title == study.tables["tabel_2"].title.nl


def test_its_specification_is_valid_vega_lite_and_bytes_do_not_depend_on_what_was_drawn_before(
    study: Study, results: list[Result]
) -> None:
    altair.Chart.from_dict(specified(study, results, "tabel_4"), validate=True)
    first = groups_svg(study.tables["tabel_4"], study, results, "nl")
    groups_svg(study.tables["tabel_3"], study, results, "nl")
    assert groups_svg(study.tables["tabel_4"], study, results, "nl") == first


def test_a_table_of_some_says_of_whom_it_is(study: Study, results: list[Result]) -> None:
    some = study.tables["tabel_2"].model_copy(
        update={"filter": Filter(when="capaciteit == voldoende", label=Label(nl="met capaciteit", en="with capacity"))}
    )
    assert "met capaciteit" in " ".join(groups_spec(some, study, results, "nl")["title"]["subtitle"])
    assert "met capaciteit" in groups_in_words(some, study, results, "nl")


def test_percentages_of_several_predictors_are_a_picture_each(study: Study, results: list[Result]) -> None:
    table = study.tables["tabel_2"]
    made = groups_pictures(table, study, results, "nl")
    assert [one.title for one in made] == [study.variables[name].label.nl for name in table.by]
    assert len({one.name for one in made}) == len(table.by)
    whole = groups_in_words(table, study, results, "nl")
    assert all(one.description in whole for one in made)
    (means,) = groups_pictures(study.tables["tabel_4"], study, results, "nl")
    assert means == groups_picture(study.tables["tabel_4"], study, results, "nl")
