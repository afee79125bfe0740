"""Pictures of trends: what compares is joined, what does not is a gap or a break that says so, and every text fits."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import altair
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.reporting.charts.drawing import MARGIN, WIDTH
from infopos_pipeline.reporting.charts.trends import MOST_WAVES, trend_in_words, trend_picture, trend_spec
from infopos_pipeline.reporting.trend_figures import Estimate, Point, Step, TrendLine, Trends
from infopos_pipeline.statistics.results import NOT_ASKED
from infopos_pipeline.statistics.trend_results import NOT_COMPARABLE
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import ItemVersion
from infopos_pipeline.study.trends import Indicator

from .conftest import HOSTILE
from .followed import PATTERNS, WAVES, pattern, trend_report, with_items

SVG = "{http://www.w3.org/2000/svg}"


def line_of(study: Study, item: str, category: str | None = None, patterns: Any = PATTERNS) -> TrendLine:
    return Trends(trend_report(study, patterns)).line(Indicator(item=item, category=category), WAVES, study)


def marks(line: TrendLine, kind: str) -> list[dict[str, Any]]:
    return [row for row in trend_spec(line, "nl")["data"]["values"] if row["mark"] == kind]


def joined(line: TrendLine) -> list[tuple[float, float]]:
    """From where to where lines run that go from wave to wave."""
    rules = marks(line, "line")
    upright = {row["x"] for row in rules if row["x"] == row["x2"]}
    return [(row["x"], row["x2"]) for row in rules if row["x"] != row["x2"] and row["x"] in upright]


def texts(line: TrendLine, *kinds: str) -> list[str]:
    return [row["text"] for kind in kinds for row in marks(line, kind)]


def test_comparable_waves_are_joined_each_with_its_number_base_and_interval(study: Study) -> None:
    line = line_of(study, "doelstelling", "ja")
    places = [row["x"] for row in marks(line, "point")]
    assert joined(line) == list(pairwise(places))
    assert texts(line, "number") == ["20,8%", "20,8%", "83,3%"]  # 10, 10 and 40 of 48
    assert [text for text in texts(line, "centred") if text in WAVES] == list(WAVES)
    assert texts(line, "centred").count("48") == 3
    assert not marks(line, "dashed")
    assert {row["fill"] for row in marks(line, "point")} == {"#1f5a94"}


def test_points_and_whiskers_stand_where_the_results_say(study: Study) -> None:
    line = line_of(study, "doelstelling", "ja")
    ticks = {row["text"]: row["y"] + 7 for row in marks(line, "left") if row["text"].endswith("%")}
    nought, hundred = ticks["0%"], ticks["100%"]

    def value(y: float) -> float:
        return 100 * (nought - y) / (nought - hundred)

    for row, point in zip(marks(line, "point"), line.points, strict=True):
        assert value(row["y"]) == pytest.approx(point.size.value, abs=0.01)
        (whisker,) = [rule for rule in marks(line, "line") if rule["x"] == rule["x2"] == row["x"]]
        assert (value(whisker["y"]), value(whisker["y2"])) == pytest.approx(point.size.limits, abs=0.01)


def test_a_mean_is_drawn_on_its_whole_scale_with_the_ends_in_words(study: Study) -> None:
    line = line_of(study, "tevredenheid")
    assert [text for text in texts(line, "left") if text != "N"] == ["1", "3", "5"]
    assert trend_spec(line, "nl")["title"]["subtitle"] == ["Gemiddelde: 1 = Zeer tevreden, 5 = Zeer ontevreden"]


@pytest.mark.parametrize(
    ("item", "gaps", "lines"), [("dashboard", 2, 0), ("communicatie_bronnen", 1, 1)], ids=["added", "dropped"]
)
def test_a_wave_that_did_not_ask_is_a_gap_that_says_so(study: Study, item: str, gaps: int, lines: int) -> None:
    line = line_of(study, item, "ja")
    assert texts(line, "centred", "turned").count("niet\ngevraagd") == gaps
    assert len(marks(line, "point")) == len(marks(line, "number")) == 3 - gaps
    assert len(joined(line)) == lines
    assert not marks(line, "dashed")


def test_a_question_that_was_dropped_and_came_back_is_compared_but_not_joined_over_the_gap(study: Study) -> None:
    asked = with_items(study, doelstelling={"not_in": ("2019",)})
    line = line_of(asked, "doelstelling", "ja", [pattern("doelstelling", ("ja", None, "ja"), 10)])
    assert line.steps == ("", "", "apart")
    assert joined(line) == []
    assert {row["fill"] for row in marks(line, "point")} == {"#1f5a94"}


def test_a_reworded_question_breaks_the_line_with_hollow_points_before_it(study: Study) -> None:
    line = line_of(study, "prioritering_mogelijk", "ja")
    first, second, third = marks(line, "point")
    assert [row["fill"] for row in (first, second, third)] == ["#ffffff", "#ffffff", "#1f5a94"]
    assert joined(line) == [(first["x"], second["x"])]
    (mark,) = marks(line, "dashed")
    assert second["x"] < mark["x"] == mark["x2"] < third["x"]
    assert "vraag gewijzigd" in texts(line, "left")


def test_an_answer_whose_meaning_changed_breaks_its_line_and_one_that_is_new_says_so(study: Study) -> None:
    changed = line_of(study, "functie", "anders")
    assert changed.steps == ("", "joined", "options")
    assert "antwoorden gewijzigd" in texts(changed, "left")
    assert texts(line_of(study, "functie", "bestuurder"), "centred").count("antwoord\nbestond\nniet") == 2
    merged = line_of(study, "functie", "bestuurder_of_anders")
    assert merged.steps == ("", "joined", "joined")
    assert texts(merged, "number") == ["20,0%", "20,0%", "20,0%"]  # 4 of 20 in every wave


def test_means_of_old_scales_are_joined_only_if_their_scores_are_the_same(study: Study) -> None:
    item = study.items["tevredenheid"]
    options = dict(item.options)
    moved = {name: option.model_copy(update={"score": score}) for score, (name, option) in enumerate(options.items())}

    def steps(then: dict[str, Any]) -> tuple[Step, ...]:
        versions = (
            ItemVersion(until="2017", comparability="comparable", options=then),
            ItemVersion(until="2019", comparability="not_comparable", options=options),
        )
        return line_of(with_items(study, tevredenheid={"versions": versions}), "tevredenheid").steps

    assert steps(options) == ("", "joined", "wording")
    assert steps(moved) == ("", "options", "wording")


@pytest.mark.parametrize("item", ["doelstelling", "dashboard", "prioritering_mogelijk", "tevredenheid"])
def test_every_specification_is_valid_vega_lite(study: Study, item: str) -> None:
    category = None if item == "tevredenheid" else "ja"
    altair.Chart.from_dict(trend_spec(line_of(study, item, category), "nl"), validate=True)


def test_a_reader_who_does_not_see_it_gets_every_number_gap_and_break(study: Study) -> None:
    svg = trend_picture(line_of(study, "prioritering_mogelijk", "ja"), "nl").svg
    root = ElementTree.fromstring(svg)
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    words = description.text or ""
    assert "2017: 75,0% (95%-interval 53,1% tot 88,8%; N = 20)" in words  # Wilson's interval of 15 of 20
    assert "2021: 25,0%" in words
    assert "Breuk vóór 2021: vraag gewijzigd" in words
    assert "2017: niet gevraagd; 2019: niet gevraagd" in trend_in_words(line_of(study, "dashboard", "ja"), "nl")


def test_ids_are_the_pictures_own_and_bytes_do_not_depend_on_what_was_drawn_before(study: Study) -> None:
    line = line_of(study, "doelstelling", "ja")
    first = trend_picture(line, "nl").svg
    other = trend_picture(line_of(study, "tevredenheid"), "nl").svg
    assert trend_picture(line, "nl").svg == first
    ids = [re.findall(r'\bid="([^"]+)"', svg) for svg in (first, other)]
    assert not set(ids[0]) & set(ids[1])
    assert set(re.findall(r"url\(#([^)]+)\)", first)) <= set(ids[0])
    assert ElementTree.fromstring(first).get("width") == str(WIDTH)


def test_labels_stay_text(hostile: Study) -> None:
    svg = trend_picture(line_of(hostile, "doelstelling", "ja"), "nl").svg
    assert "<script" not in svg
    assert HOSTILE.split(" ")[0] in " ".join(ElementTree.fromstring(svg).itertext())


def waves(study: Study, names: list[str], broken: int | None = None, absent: int | None = None) -> TrendLine:
    """A line through waves by these names, high and low by turns, with a break or a gap before one of them."""
    points: list[Point] = []
    steps: list[Step] = []
    for place, name in enumerate(names):
        value = 96.0 if place % 2 else 8.0
        state = NOT_ASKED if place == absent else NOT_COMPARABLE if broken and place < broken else ""
        size = Estimate(None, None, None) if place == absent else Estimate(value, value - 7, min(value + 7, 100.0))
        points.append(Point(name, None if place == absent else 75, size, state))
        seen = [one for one in points[:-1] if one.size.value is not None]
        step: Step = "options" if place == broken else "apart" if place - 1 == absent else "joined"
        steps.append("" if not seen or place == absent else step)
    return replace(line_of(study, "doelstelling", "ja", []), points=tuple(points), steps=tuple(steps))


@given(number=st.integers(1, MOST_WAVES), data=st.data())
def test_waves_stand_at_equal_distances_and_inside_the_picture(study: Study, number: int, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.from_regex(r"[a-z0-9_-]{1,24}", fullmatch=True), min_size=number, max_size=number))
    line = waves(study, names, broken=data.draw(st.none() | st.integers(1, number)))
    places = [row["x"] for row in marks(line, "point")]
    distances = {round(other - one, 1) for one, other in pairwise(places)}
    assert len(distances) < 2 or max(distances) - min(distances) <= 0.11
    assert 0 < min(places) <= max(places) < WIDTH - 2 * MARGIN
    shown = "".join(texts(line, "centred")).replace("\n", "")
    assert all(name in shown for name in names)


MEASURE = """<!DOCTYPE html><meta charset="utf-8"><body>{pictures}<pre id="found"></pre><script>
const found = [...document.querySelectorAll("svg")].map(svg => {{
  const frame = svg.getBoundingClientRect()
  return [...svg.querySelectorAll("text")].map(text => {{
    const box = text.getBoundingClientRect()
    const {{x, y}} = frame
    return [text.textContent, box.left - x, box.top - y, box.right - x, box.bottom - y]
  }})
}})
document.getElementById("found").textContent = JSON.stringify(found)
</script>"""


def test_no_text_leaves_its_picture_or_covers_another(study: Study, chromium: str, tmp_path: Path) -> None:
    long = with_items(study, doelstelling={"label": study.items["juridisch_kader_bekend"].label})
    lines = [
        waves(study, ["2017"]),
        waves(long, ["2017", "2019", "2021"], broken=2, absent=0),
        waves(study, [f"{year}-voorjaar" for year in range(2017, 2022)], broken=4),
        waves(study, [str(year) for year in range(2016, 2022)], broken=1, absent=4),
        waves(study, [str(year) for year in range(2011, 2011 + MOST_WAVES)], broken=10, absent=3),
    ]
    page = tmp_path / "pictures.html"
    page.write_text(MEASURE.format(pictures="".join(trend_picture(line, "nl").svg for line in lines)), encoding="utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000", "--dump-dom"]
    shown = subprocess.run([*command, page.as_uri()], capture_output=True, text=True, check=True).stdout
    match = re.search(r'<pre id="found">(.*?)</pre>', shown, re.DOTALL)
    assert match is not None
    pictures = json.loads(match[1])
    assert len(pictures) == len(lines)
    for boxes in pictures:
        # A number is drawn twice: first as the halo that keeps lines away from it.
        once = {tuple(round(side) for side in box[1:]): box for box in boxes}.values()
        for text, left, top, right, bottom in once:
            assert -1 <= left <= right <= WIDTH + 1, text
            assert top >= -1, text
            for other, *sides in once:
                apart = right <= sides[0] + 1 or sides[2] <= left + 1 or bottom <= sides[1] + 3 or sides[3] <= top + 3
                assert apart or (text, left, top) == (other, *sides[:2]), (text, other)
