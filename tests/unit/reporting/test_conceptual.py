"""The conceptual model as a picture: tested arrows bear verdicts, untested ones say so, and all is said in words."""

from __future__ import annotations

import dataclasses
from itertools import combinations
from pathlib import Path
from typing import Any

import altair
import pytest

from infopos_pipeline.reporting.charts.conceptual import (
    conceptual_in_words,
    conceptual_picture,
    conceptual_spec,
    conceptual_svg,
)
from infopos_pipeline.reporting.charts.drawing import PLATE, PLOT, WIDTH
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.conceptual_model import ConceptualModel

from .conftest import HOSTILE
from .drawn import boxes, marks, overlapping, texts, withheld

MANY: dict[str, Any] = {
    "constructs": {
        name: {"name": name, "layer": layer, "label": {"nl": f"Een {name} in woorden", "en": name}, "items": items}
        for name, layer, items in (
            ("begin", 1, ["doelstelling"]),
            ("aanleiding", 1, ["capaciteit", "oren_en_ogen"]),
            ("midden", 2, []),
            ("einde", 3, ["tevredenheid"]),
            ("slot", 3, ["juridisch_kader_bekend"]),
            ("gevolg", 3, []),
        )
    },
    "arrows": [
        {"from": "begin", "to": "midden", "label": {"nl": "gaat samen met", "en": "goes with"}},
        {"from": "aanleiding", "to": "midden", "hypotheses": ["verwachting_1"]},
        {"from": "midden", "to": "einde", "hypotheses": ["verwachting_2", "verwachting_3"]},
        {"from": "midden", "to": "gevolg"},
        {"from": "aanleiding", "to": "slot", "hypotheses": ["verwachting_4"]},
        {"from": "begin", "to": "slot"},
    ],
}
"""Two arrows into one construct, one that passes a layer, constructs without items."""


@pytest.fixture(scope="module")
def crowded(study: Study) -> Study:
    return dataclasses.replace(study, conceptual=ConceptualModel.model_validate(MANY))


def judged(results: list[Result], name: str, profile: str, verdict: str) -> list[Result]:
    return [
        dataclasses.replace(row, text=verdict)
        if (row.item, row.statistic, row.profile) == (name, "verdict", profile)
        else row
        for row in results
    ]


def without_recommended(results: list[Result]) -> list[Result]:
    return [row for row in results if (row.statistic, row.profile) != ("verdict", "recommended")]


def test_every_construct_is_a_box_with_its_label_and_items_in_layers(study: Study, results: list[Result]) -> None:
    spec = conceptual_spec(study, results, "nl")
    found = [row for row in marks(spec, "box") if row["edge"] != PLATE]
    assert study.conceptual is not None
    assert len(found) == len(study.conceptual.constructs) == 4
    factors, exchange, position, needs = found
    assert factors["y2"] < exchange["y"] < exchange["y2"] < position["y"] == needs["y"]
    assert position["x2"] < needs["x"]
    shown = " ".join(texts(conceptual_svg(study, results, "nl")))
    for construct in study.conceptual.constructs.values():
        assert construct.label.nl in shown
        assert all(study.variables[item].label.nl in shown for item in construct.items)


def test_tested_arrows_are_solid_with_verdicts_and_untested_ones_dashed_and_say_so(
    study: Study, results: list[Result]
) -> None:
    given = judged(results, "verwachting_1", "recommended", "partly supported")
    spec = conceptual_spec(study, given, "nl")
    words = [row["text"] for row in marks(spec, "centred")]
    assert words[0] == "niet getoetst"
    assert [text.partition(":")[0] for text in words[1:]] == [f"Verwachting {number}" for number in range(1, 7)]
    assert words[1] == "Verwachting 1: deels ondersteund"
    dashed, solid = marks(spec, "dashed"), marks(spec, "line")
    assert {row["x"] for row in dashed} == {PLOT / 2}
    assert len({row["x"] for row in solid}) == 2
    assert len(marks(spec, "point")) == 3  # a head each
    assert " ".join(spec["title"]["subtitle"]) == (
        "Doorgetrokken pijl: getoetst; gestreepte pijl: niet getoetst; oordelen volgens de aanbevolen toetsen"
    )


def test_without_recommended_verdicts_the_published_ones_stand_there(study: Study, results: list[Result]) -> None:
    published = judged(without_recommended(results), "verwachting_2", "as_published", "supported")
    words = conceptual_in_words(study, published, "en")
    assert "Hypothesis 2: supported" in words
    assert "verdicts by the published tests" in words


def test_a_verdict_that_is_withheld_or_that_is_not_there_is_said(study: Study, results: list[Result]) -> None:
    public = withheld(results, lambda row: (row.item, row.statistic) == ("verwachting_1", "verdict"))
    words = conceptual_in_words(study, public, "nl")
    assert "Verwachting 1: niet openbaar" in words
    assert "Verwachting 1: geen oordeel" in conceptual_in_words(study, [], "nl")
    assert "; oordelen" not in conceptual_in_words(study, [], "nl")


def test_it_is_said_in_words_what_is_measured_by_what_and_which_arrow_is_tested(
    study: Study, results: list[Result]
) -> None:
    shown = conceptual_picture(study, results, "nl")
    assert "Informatiepositie, gemeten met: Tevredenheid huidige informatiepositie." in shown.description
    assert "Van ‘Factoren die op een probleem wijzen’ naar" in shown.description
    assert shown.description.count("niet getoetst.") == 1
    assert shown.title == "Conceptueel model"
    assert 'role="img"' in shown.svg


def test_a_study_that_declares_none_has_no_picture(study: Study, results: list[Result]) -> None:
    with pytest.raises(ValueError, match="no conceptual model"):
        conceptual_svg(dataclasses.replace(study, conceptual=None), results, "nl")


def test_arrows_end_at_their_target_and_leave_from_their_source(crowded: Study, results: list[Result]) -> None:
    spec = conceptual_spec(crowded, results, "nl")
    found = [row for row in marks(spec, "box") if row["edge"] != PLATE]
    heads = marks(spec, "point")
    assert len(heads) == len(MANY["arrows"])
    assert all(any(box["x"] < head["x"] < box["x2"] and head["y"] == box["y"] - 6 for box in found) for head in heads)
    assert all(one["x"] != other["x"] for one, other in combinations(heads, 2) if one["y"] == other["y"])
    assert not any(
        one["x"] < other["x2"] and other["x"] < one["x2"] and one["y"] < other["y2"] and other["y"] < one["y2"]
        for one, other in combinations(found, 2)
    )


def test_no_text_leaves_its_picture_or_covers_another(
    study: Study, crowded: Study, results: list[Result], chromium: str, tmp_path: Path
) -> None:
    drawn = [conceptual_svg(one, results, language) for one in (study, crowded) for language in ("nl", "en")]  # type: ignore[arg-type]
    for found in boxes(drawn, chromium, tmp_path):
        assert all(-1 <= left <= right <= WIDTH + 1 and top >= -1 for _, left, top, right, _ in found)
        assert overlapping(found) == []


def test_its_specification_is_valid_its_bytes_the_same_and_labels_stay_text(
    study: Study, hostile: Study, results: list[Result]
) -> None:
    altair.Chart.from_dict(conceptual_spec(study, results, "nl"), validate=True)
    assert conceptual_svg(study, results, "nl") == conceptual_svg(study, results, "nl")
    svg = conceptual_svg(hostile, results, "nl")
    assert "<script" not in svg
    assert HOSTILE.replace(" ", "") in "".join(texts(svg)).replace(" ", "")
