"""What each interview added, drawn: a bar is all codes so far, its end in colour those that were new."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import altair
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.reporting.charts.drawing import NOMINAL, PLOT, TRACK_COLOUR, WIDTH
from infopos_pipeline.reporting.charts.saturation import Curve, saturation_picture, saturation_spec
from infopos_pipeline.study.model import Language

from .drawn import SVG, boxes, marks, overlapping, texts


def curve(*new: int) -> Curve:
    """Interviews that add so many codes each."""
    return [(f"{place:02}", added, sum(new[:place])) for place, added in enumerate(new, start=1)]


SIX = curve(11, 7, 4, 2, 1, 0)
ONE, NOTHING, THIRTY = curve(3), curve(0, 0), curve(*[120, *range(28, -1, -1)])
MANY = curve(*[9] * 120)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=40))
def test_bars_are_as_long_as_the_codes_and_stand_beside_each_other_on_one_line(new: list[int]) -> None:
    drawn = curve(*new)
    spec = saturation_spec(drawn, "nl")
    (bottom,) = {row["y"] for row in marks(spec, "line")}
    grey, coloured = (
        [row for row in marks(spec, "rect") if row["colour"] == colour] for colour in (TRACK_COLOUR, NOMINAL)
    )
    most = max(1, sum(new))
    whole = 150 / most
    for old, end, (_, added, so_far) in zip(grey, coloured, drawn, strict=True):
        assert old["y2"] == bottom
        assert end["y2"] == old["y"]
        assert bottom - old["y"] == pytest.approx(whole * (so_far - added), abs=0.02)
        assert bottom - end["y"] == pytest.approx(whole * so_far, abs=0.02)
    edges = [edge for row in grey for edge in (row["x"], row["x2"])]
    assert edges == sorted(edges)
    assert edges[0] >= 0
    assert edges[-1] <= PLOT


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("drawn", [SIX, ONE, NOTHING, THIRTY, MANY], ids=["six", "one", "nothing", "thirty", "many"])
def test_a_reader_who_does_not_see_it_gets_every_number(drawn: Curve, language: Language) -> None:
    shown = saturation_picture(drawn, language)
    word = {"nl": "interview {}: {} nieuw, {} in totaal", "en": "interview {}: {} new, {} in all"}[language]
    assert [part.strip(" .") for part in shown.description.split(". ", 1)[1].split(";")] == [
        word.format(*point) for point in drawn
    ]
    assert ElementTree.fromstring(shown.svg).find(f"{SVG}desc").text == shown.description  # type: ignore[union-attr]
    assert shown.title == {"nl": "Nieuwe codes per interview", "en": "New codes by interview"}[language]


def test_each_bar_has_the_number_of_its_interview_and_what_it_added() -> None:
    found = texts(saturation_picture(SIX, "nl").svg)
    assert [text for text in found if text.startswith("+")] == ["+11", "+7", "+4", "+2", "+1", "+0"]
    assert [text for text in found if text.isdigit()] == ["01", "02", "03", "04", "05", "06"]


def test_no_text_leaves_its_picture_or_covers_another_however_many_interviews_there_are(
    chromium: str, tmp_path: Path
) -> None:
    drawn = [
        saturation_picture(one, language).svg
        for one in (ONE, NOTHING, SIX, THIRTY, MANY, curve(*[10] * 18))
        for language in ("nl", "en")
    ]
    for svg, found in zip(drawn, boxes(drawn, chromium, tmp_path), strict=True):
        height = float(ElementTree.fromstring(svg).get("height", ""))
        assert all(-1 <= left <= right <= WIDTH + 1 for _, left, _, right, _ in found)
        assert all(-1 <= top <= bottom <= height + 1 for _, _, top, _, bottom in found)
        assert overlapping(found) == []
        assert len(found) > 4


def test_of_many_interviews_the_last_is_named() -> None:
    found = texts(saturation_picture(MANY, "nl").svg)
    assert "120" in found
    assert "+9" in found


@pytest.mark.parametrize("drawn", [SIX, ONE, THIRTY])
def test_its_specification_is_valid_vega_lite(drawn: Curve) -> None:
    altair.Chart.from_dict(saturation_spec(drawn, "nl"), validate=True)


def test_ids_are_its_own_and_bytes_do_not_depend_on_what_was_drawn_before() -> None:
    first = saturation_picture(SIX, "nl").svg
    saturation_picture(THIRTY, "en")
    assert saturation_picture(SIX, "nl").svg == first
    ids = [node.get("id") for node in ElementTree.fromstring(first).iter() if node.get("id")]
    assert all(str(one).startswith("chart-saturation") for one in ids)
