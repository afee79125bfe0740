import re
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree

import altair
import pytest
import vl_convert

from infopos_pipeline.reporting.charts.bars import WIDTH, chart_spec, chart_svg, own_ids
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language

from .conftest import HOSTILE, ROOT

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def bars(study: Study, results: list[Result], name: str) -> list[dict[str, object]]:
    values = chart_spec(study.charts[name], study, results, "nl")["data"]["values"]
    assert isinstance(values, list)
    return values


def test_every_specification_is_valid_vega_lite(study: Study, results: list[Result]) -> None:
    for chart in study.charts.values():
        altair.Chart.from_dict(chart_spec(chart, study, results, "nl"), validate=True)


def test_bars_are_the_results_in_the_order_of_the_options(study: Study, results: list[Result]) -> None:
    for chart in study.charts.values():
        variable = study.variables[chart.item]
        expected = {
            row.category: row.value
            for row in results
            if (row.place, row.statistic) == (chart.name, "pct") and row.category in variable.options
        }
        drawn = bars(study, results, chart.name)
        if all(value is None for value in expected.values()):
            assert [bar["label"] for bar in drawn] == ["Geen antwoorden"]
            continue
        assert [str(bar["label"]).replace("\n", " ") for bar in drawn] == [
            variable.options[category].nl for category in variable.options
        ]
        assert [bar["pct"] for bar in drawn] == [expected[category] for category in variable.options]


def test_the_picture_shows_title_base_labels_and_percentages(study: Study, results: list[Result]) -> None:
    shown = texts(chart_svg(study.charts["vergelijking_2"], study, results, "nl"))
    assert "N = 12 gemeenten" in shown
    assert shown[:5] == ["Zeer tevreden", "Tevreden", "Neutraal", "Ontevreden", "Zeer ontevreden"]
    assert shown[5:10] == ["0,0%", "75,0%", "0,0%", "25,0%", "0,0%"]
    mentions = texts(chart_svg(study.charts["vergelijking_5"], study, results, "en"))
    assert "N = 8 mentions" in mentions
    assert "50.0%" in mentions


def test_merges_of_options_are_no_bars(study: Study, results: list[Result]) -> None:
    merged = study.items["informatie_intern"].groups["knelpunten_of_missen"].label.nl
    assert merged not in [bar["label"] for bar in bars(study, results, "vergelijking_3")]


def test_long_labels_wrap_and_everything_fits_the_width(study: Study, results: list[Result]) -> None:
    drawn = bars(study, results, "vergelijking_1b")
    assert any("\n" in str(bar["label"]) for bar in drawn)
    for chart in study.charts.values():
        root = ElementTree.fromstring(chart_svg(chart, study, results, "nl"))
        assert root.get("width") == str(WIDTH)
        assert root.get("viewBox", "").startswith(f"0 0 {WIDTH} ")
        tops = [bar["label_top"] for bar in bars(study, results, chart.name)]
        assert tops == sorted(set(tops))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_ordered_scales_rise_in_lightness_and_stand_out_from_the_plate(study: Study, results: list[Result]) -> None:
    ordered = [str(bar["colour"]) for bar in bars(study, results, "vergelijking_2")]
    greys = [luminance(colour) for colour in ordered]
    assert greys == sorted(greys)
    assert min(later / earlier for earlier, later in pairwise(greys)) > 1.3
    for colour in [*ordered, *(str(bar["colour"]) for bar in bars(study, results, "vergelijking_1"))]:
        assert 1.05 / (luminance(colour) + 0.05) > 2.5
    assert len({bar["colour"] for bar in bars(study, results, "vergelijking_3")}) == 1


def test_a_reader_who_does_not_see_it_gets_every_number(study: Study, results: list[Result]) -> None:
    root = ElementTree.fromstring(chart_svg(study.charts["vergelijking_2"], study, results, "nl"))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert title.text == study.charts["vergelijking_2"].title.nl
    assert "Tevreden: 75,0%; Neutraal: 0,0%; Ontevreden: 25,0%" in (description.text or "")
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
    assert HOSTILE in texts(svg)


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
