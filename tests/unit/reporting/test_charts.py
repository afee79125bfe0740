"""Charts of frequencies: what is drawn is what the results say, every text fits, and everything is said in words."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import altair
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.disclosure.recoding import public_study
from infopos_pipeline.reporting.charts.bars import chart_picture, chart_spec, chart_svg
from infopos_pipeline.reporting.charts.drawing import PLOT, TRACK_COLOUR, WIDTH, own_ids
from infopos_pipeline.reporting.charts.lettering import fixed_widths, width, wrapped
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.shown import Chart

from .conftest import HOSTILE, ROOT
from .drawn import SVG, boxes, marks, overlapping, texts, withheld

TRACK = 308
"""Pixels of the track of a bar, from 0 to 100%."""


def specified(study: Study, results: list[Result], name: str) -> dict[str, Any]:
    return chart_spec(study.charts[name], study, results, "nl")


def value_of(results: list[Result], place: str, category: str, statistic: str = "pct") -> float:
    (row,) = [r for r in results if (r.place, r.category, r.statistic) == (place, category, statistic) and not r.method]
    assert row.value is not None
    return row.value


def filled(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Bars and segments, without their tracks."""
    return [row for row in marks(spec, "rect") if row["colour"] != TRACK_COLOUR]


def plain(chart: Chart) -> Chart:
    return chart.model_copy(update={"form": "bars", "positive": (), "middle": ()})


def test_every_specification_is_valid_vega_lite(study: Study, results: list[Result]) -> None:
    for name in ("vergelijking_1", "vergelijking_2"):
        altair.Chart.from_dict(specified(study, results, name), validate=True)


def test_bars_are_the_results_in_the_order_of_the_options(study: Study, results: list[Result]) -> None:
    for chart in map(plain, study.charts.values()):
        spec, variable = chart_spec(chart, study, results, "nl"), study.variables[chart.item]
        expected = {
            row.category: row.value
            for row in results
            if (row.place, row.statistic) == (chart.name, "pct") and row.category in variable.options
        }
        written = " ".join(row["text"] for row in marks(spec, "left"))
        if all(value is None for value in expected.values()):
            assert written == "Geen antwoorden"
            continue
        assert written == " ".join(variable.options[category].nl for category in variable.options)
        shares = [expected[category] or 0.0 for category in variable.options]
        assert [row["x2"] for row in filled(spec)] == pytest.approx([TRACK * s / 100 for s in shares if s], abs=0.01)
        assert len(marks(spec, "rect")) == len(shares) + sum(map(bool, shares))
        assert [row["text"] for row in marks(spec, "left-bold")] == [f"{s:.1f}%".replace(".", ",") for s in shares]


def test_the_picture_shows_title_base_labels_and_percentages(study: Study, results: list[Result]) -> None:
    shown = texts(chart_svg(plain(study.charts["vergelijking_2"]), study, results, "nl"))
    assert "N = 12 gemeenten; lijn: 95%-interval" in shown
    assert [text for text in shown if text.endswith("evreden") or text == "Neutraal"] == [
        "Zeer tevreden",
        "Tevreden",
        "Neutraal",
        "Ontevreden",
        "Zeer ontevreden",
    ]
    assert [text for text in shown if "%" in text and "N" not in text] == ["0,0%", "75,0%", "0,0%", "25,0%", "0,0%"]
    mentions = texts(chart_svg(study.charts["vergelijking_5"], study, results, "en"))
    assert "N = 8 mentions; line: 95% interval" in mentions
    assert "50.0%" in mentions


def test_merges_of_options_are_no_bars(study: Study, results: list[Result]) -> None:
    merged = study.items["informatie_intern"].groups["knelpunten_of_missen"].label.nl
    assert merged not in [row["text"] for row in marks(specified(study, results, "vergelijking_3"), "left")]


def test_an_interval_is_a_line_across_its_bar_where_the_results_say(study: Study, results: list[Result]) -> None:
    spec = specified(study, results, "vergelijking_1")
    level = [row for row in marks(spec, "line") if row["y"] == row["y2"]]
    drawn = {(row["x"], row["x2"]) for row in level}
    # Wilson's interval of 3 of 12: 8.9% to 53.2% (Wilson 1927; Newcombe 1998, method 3).
    assert len(drawn) == 2
    first = min(drawn)
    assert [100 * x / TRACK for x in first] == pytest.approx([8.9, 53.2], abs=0.05)
    assert len({row["width"] for row in level}) == 2  # a halo, and the line on it


def test_a_number_that_is_withheld_has_no_bar_and_no_interval(study: Study, results: list[Result]) -> None:
    public = withheld(results, lambda row: row.place == "vergelijking_1" and bool(row.category))
    spec = specified(study, public, "vergelijking_1")
    assert not filled(spec)
    assert not marks(spec, "line")
    assert [row["text"] for row in marks(spec, "left-bold")] == ["×", "×"]
    assert spec["title"]["subtitle"] == ["N = 12 gemeenten; ×: niet openbaar"]
    assert (
        "Ja: niet openbaar; Nee: niet openbaar"
        in chart_picture(study.charts["vergelijking_1"], study, public, "nl").description
    )


def test_of_whom_the_frame_describes_everyone_no_interval_is_drawn(study: Study, results: list[Result]) -> None:
    chart = Chart(name="tabel_1", title=study.tables["tabel_1"].title, item="regio")
    spec = chart_spec(chart, study, results, "nl")
    assert filled(spec)
    assert not marks(spec, "line")


# diverging


SATISFACTION = ("zeer_ontevreden", "ontevreden", "neutraal", "tevreden", "zeer_tevreden")
"""From left to right."""


def satisfied(results: list[Result], *shares: float) -> list[Result]:
    """Results in which the answers to the question on satisfaction have these percentages, from left to right."""
    given = dict(zip(SATISFACTION, shares, strict=True))
    return [
        dataclasses.replace(row, value=given[row.category])
        if (row.place, row.statistic) == ("vergelijking_2", "pct") and row.category in given
        else row
        for row in results
    ]


def test_a_diverging_bar_has_its_middle_at_the_zero_line_and_its_sides_beside_it(
    study: Study, results: list[Result]
) -> None:
    spec = specified(study, satisfied(results, 5.0, 15.0, 30.0, 40.0, 10.0), "vergelijking_2")
    segments = filled(spec)
    lengths = [row["x2"] - row["x"] for row in segments]
    assert lengths == pytest.approx([PLOT / 200 * share for share in (5, 15, 30, 40, 10)], abs=0.03)
    assert [one["x2"] for one in segments[:-1]] == [other["x"] for other in segments[1:]]
    assert (segments[2]["x"] + segments[2]["x2"]) / 2 == pytest.approx(PLOT / 2, abs=0.02)
    (zero,) = [row for row in marks(spec, "line") if row["width"] == 2]
    assert zero["x"] == zero["x2"] == PLOT / 2


def test_every_segment_has_its_label_also_one_that_nobody_chose(study: Study, results: list[Result]) -> None:
    spec = specified(study, satisfied(results, 0.0, 1.0, 0.0, 99.0, 0.0), "vergelijking_2")
    assert len(filled(spec)) == 2
    written = {
        label["text"]: pct["text"]
        for label in marks(spec, "left", "right")
        for pct in marks(spec, "left-bold", "right-bold")
        if label["y"] == pct["y"]
    }
    assert written == {
        "Zeer tevreden": "0,0%",
        "Tevreden": "99,0%",
        "Neutraal": "0,0%",
        "Ontevreden": "1,0%",
        "Zeer ontevreden": "0,0%",
    }


@given(shares=st.lists(st.integers(0, 100), min_size=5, max_size=5).filter(any))
def test_no_line_of_a_label_runs_through_another_label(study: Study, results: list[Result], shares: list[int]) -> None:
    total = sum(shares)
    spec = specified(study, satisfied(results, *(100 * share / total for share in shares)), "vergelijking_2")
    leaders = [row for row in marks(spec, "line") if row["width"] == 1]
    assert len(leaders) == 5
    for row in marks(spec, "left", "right", "left-bold", "right-bold"):
        bold = row["mark"].endswith("bold")
        long = width(row["text"], row["size"], bold=bold)
        left = row["x"] - (long if row["mark"].startswith("right") else 0)
        assert -0.01 <= left <= left + long <= PLOT + 0.01, row["text"]
        for line in leaders:
            high, low = sorted((line["y"], line["y2"]))
            crosses = left < line["x"] < left + long and high < row["y"] + 12 and row["y"] + 2 < low
            assert not crosses, (row["text"], line)


def test_where_a_number_is_withheld_the_bar_would_mislead_and_there_are_bars_instead(
    study: Study, results: list[Result]
) -> None:
    public = withheld(
        results, lambda row: row.place == "vergelijking_2" and row.category == "neutraal" and row.statistic != "p_value"
    )
    spec = specified(study, public, "vergelijking_2")
    assert {row["x"] for row in marks(spec, "rect")} == {0}
    assert "×" in [row["text"] for row in marks(spec, "left-bold")]


@pytest.mark.parametrize(
    ("merges", "starts"),
    [
        ({"tevreden_samen": ("zeer_tevreden", "tevreden"), "ontevreden_samen": ("ontevreden", "zeer_ontevreden")}, 3),
        ({"tevreden_samen": ("zeer_tevreden", "tevreden"), "niet_tevreden": SATISFACTION[:3]}, 1),
    ],
    ids=["within the sides", "across them"],
)
def test_merges_of_disclosure_control_keep_their_side_and_those_across_sides_are_bars(
    study: Study, results: list[Result], merges: dict[str, tuple[str, ...]], starts: int
) -> None:
    merged = {option: name for name, options in merges.items() for option in options}
    rows = [row for row in results if row.place == "vergelijking_2" and row.statistic in ("n", "pct")]
    rows = [dataclasses.replace(row, category=merged.get(row.category, row.category)) for row in rows]
    once = list(dict.fromkeys(row.key() for row in rows))
    public = [next(dataclasses.replace(row, value=20.0) for row in rows if row.key() == key) for key in once]
    segments = filled(specified(public_study(study), public, "vergelijking_2"))
    assert len({row["x"] for row in segments}) == starts


# letters


LETTERS = "".join(map(chr, [*range(33, 127), *range(161, 256)])).replace("\xad", "") + "‘’“”–—…€†≤≥−œŒšŠžŽŸ•"


def measured(text: str, *, bold: bool) -> int:
    """The width of a text a thousand pixels high in the font that vl-convert carries, rounded up."""
    look = {
        "text": {"value": text},
        "fontSize": {"value": 1000},
        "font": {"value": "Liberation Sans"},
        "fontWeight": {"value": "bold" if bold else "normal"},
    }
    mark = {"type": "text", "encode": {"enter": look}}
    spec = {"width": 1, "height": 1, "autosize": "pad", "padding": 0, "marks": [mark]}
    found = re.search(r'width="(\d+)"', vl_convert.vega_to_svg(spec))
    assert found is not None
    return int(found[1])


@pytest.mark.parametrize("bold", [False, True], ids=["regular", "bold"])
def test_letters_are_as_wide_as_in_the_font_of_vl_convert(bold: bool) -> None:
    off = {letter: (width(letter, 1000, bold=bold), measured(letter, bold=bold)) for letter in LETTERS}
    wrong = {letter: pair for letter, pair in off.items() if abs(pair[0] - pair[1]) > 8}
    assert not wrong
    space = measured("n n", bold=bold) - measured("nn", bold=bold)
    assert width(" ", 1000, bold=bold) == pytest.approx(space, abs=2)


@given(text=st.text("abcij WMé-", min_size=1, max_size=60), room=st.floats(20, 300))
def test_wrapping_loses_no_letter_and_no_line_is_too_wide(text: str, room: float) -> None:
    lines = wrapped(text, room, 14)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line, 14) <= room for line in lines)


def test_a_text_without_known_letters_is_left_as_wide_as_its_font_makes_it() -> None:
    known = '<text font-size="10px" font-weight="bold">R&amp;D</text>'
    assert 'textLength="21.66"' in fixed_widths(known)  # 7.22 each, as Helvetica-Bold has R, & and D
    unknown = '<text font-size="10px">Ω</text>'
    assert fixed_widths(unknown) == unknown


def test_no_text_leaves_its_picture_or_covers_another_whatever_fonts_there_are(
    study: Study, results: list[Result], nobody: list[Result], chromium: str, tmp_path: Path
) -> None:
    drawn = [chart_svg(chart, study, results, "nl") for chart in study.charts.values()]
    drawn += [chart_svg(study.charts["vergelijking_2"], study, rows, "en") for rows in (results, nobody)]
    for found in boxes(drawn, chromium, tmp_path):
        assert all(-1 <= left <= right <= WIDTH + 1 and top >= -1 for _, left, top, right, _ in found)
        assert overlapping(found) == []
        # Fitted to the width it was measured at, also where the browser has another font.
        base = [box for box in found if box[0].startswith("N = ")]
        assert [right - left for _, left, _, right, _ in base] == [pytest.approx(width(base[0][0], 14), abs=1)]


def test_everything_fits_the_width(study: Study, results: list[Result]) -> None:
    spec = specified(study, results, "vergelijking_1b")
    assert len(marks(spec, "left")) > len(marks(spec, "left-bold"))  # labels that wrap
    for chart in study.charts.values():
        root = ElementTree.fromstring(chart_svg(chart, study, results, "nl"))
        assert root.get("width") == str(WIDTH)
        assert root.get("viewBox", "").startswith(f"0 0 {WIDTH} ")


def test_a_reader_who_does_not_see_it_gets_every_number(study: Study, results: list[Result]) -> None:
    root = ElementTree.fromstring(chart_svg(study.charts["vergelijking_2"], study, results, "nl"))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert title.text == study.charts["vergelijking_2"].title.nl
    assert "Tevreden: 75,0%; Neutraal: 0,0%; Ontevreden: 25,0%" in (description.text or "")
    intervals = chart_picture(study.charts["vergelijking_1"], study, results, "nl").description
    assert "Ja: 25,0% (95%-interval 8,9% tot 53,2%)" in intervals
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_ids_of_charts_do_not_collide_and_references_stay_inside(study: Study, results: list[Result]) -> None:
    found: list[str] = []
    for chart in study.charts.values():
        svg = chart_svg(chart, study, results, "nl")
        ids = re.findall(r'\bid="([^"]+)"', svg)
        assert all(f"chart-{chart.name}-" in name for name in ids)
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids)
        found += ids
    assert len(found) == len(set(found))


def test_ids_that_vl_convert_counts_through_a_process_become_the_charts_own() -> None:
    spec = {
        "data": {"values": [{"a": 1}]},
        "mark": {"type": "bar", "clip": True},
        "encoding": {"x": {"field": "a", "type": "quantitative"}},
    }
    first, second = (vl_convert.vegalite_to_svg(spec) for _ in range(2))
    assert first != second  # the reason for all this; when it goes, so may own_ids
    assert own_ids(first, "a") == own_ids(second, "a")
    assert 'id="chart-a-0"' in own_ids(first, "a")
    assert "url(#chart-a-0)" in own_ids(first, "a")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_wave_without_answers_is_drawn_as_such(study: Study, nobody: list[Result], language: Language) -> None:
    svg = chart_svg(study.charts["vergelijking_2"], study, nobody, language)
    assert {"nl": "Geen antwoorden", "en": "No answers"}[language] in texts(svg)


def test_labels_stay_text(hostile: Study, results: list[Result]) -> None:
    svg = chart_svg(hostile.charts["vergelijking_1"], hostile, results, "nl")
    assert "<script" not in svg
    assert HOSTILE.replace(" ", "") in "".join(texts(svg)).replace(" ", "")


SCRIPT = """
import sys
from pathlib import Path
from infopos_pipeline.reporting.charts.bars import chart_picture
from infopos_pipeline.reporting.formats.great_tables_html import has_table, table_html
from infopos_pipeline.reporting.composing import compose
from infopos_pipeline.reporting.formats.page import page_html
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import load_study
study = load_study(Path(sys.argv[1]))
results = [Result(*row) for row in eval(sys.stdin.read())]
charts = {c.name: chart_picture(c, study, results, "nl") for c in reversed(study.charts.values())}
tables = {p.name: table_html(p, study, results, "nl") for p in study.places().values() if has_table(p)}
print(page_html(compose(Report(study, "2017", results, charts=charts)), tables))
print(sorted(charts.items()), sorted(tables.items()))
"""


def test_two_processes_write_the_same_bytes(study: Study, results: list[Result]) -> None:
    rows = repr([tuple(getattr(row, field) for field in row.__dataclass_fields__) for row in results])
    runs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(ROOT / "schemas" / "infopos")],
            input=rows,
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert "<svg" in runs[0]
    # Charts drawn here, after others and in another order, are the same as well.
    assert chart_svg(study.charts["vergelijking_2"], study, results, "nl") in runs[0]
