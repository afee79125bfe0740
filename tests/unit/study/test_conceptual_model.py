"""``model.yaml`` is loaded whole or refused with file, line and field; so is the form of a chart."""

from __future__ import annotations

import pytest

from infopos_pipeline.study import StudyError, load_study

M, C = "model.yaml", "charts.yaml"
SIDES = "    form: diverging\n    positive: [zeer_tevreden, tevreden]\n    middle: [neutraal]\n"
FIRST = "  - {from: factoren, to: uitwisseling}\n"


def test_the_declared_model_is_loaded_whole(declared_study):
    model = declared_study.conceptual
    assert [[one.name for one in layer] for layer in model.layers] == [
        ["factoren"],
        ["uitwisseling"],
        ["informatiepositie", "behoeften"],
    ]
    assert [(arrow.source, arrow.target, len(arrow.hypotheses)) for arrow in model.arrows] == [
        ("factoren", "uitwisseling", 0),
        ("uitwisseling", "informatiepositie", 2),
        ("uitwisseling", "behoeften", 4),
    ]
    tested = {name for arrow in model.arrows for name in arrow.hypotheses}
    assert tested == {name for name, one in declared_study.hypotheses.items() if not one.exploratory}


def test_a_study_without_the_file_has_none(small_study):
    assert small_study.conceptual is None


def test_the_declared_chart_diverges(declared_study):
    chart = declared_study.charts["vergelijking_2"]
    assert (chart.form, chart.positive, chart.middle) == ("diverging", ("zeer_tevreden", "tevreden"), ("neutraal",))
    assert declared_study.charts["vergelijking_1"].form == "bars"


MISTAKES = {
    "an unknown item": (M, "- capaciteit\n", "- capacitiet\n", "constructs.factoren.items.4", "mean 'capaciteit'"),
    "an unknown source": (M, "{from: factoren,", "{from: factor,", "arrows.0.from", "no construct is called 'factor'"),
    "an unknown target": (M, "to: behoeften", "to: behoefte", "arrows.2.to", "Did you mean 'behoeften'?"),
    "an unknown hypothesis": (M, "[verwachting_1,", "[verwachting_11,", "arrows.1.hypotheses.0", "'verwachting_1'?"),
    "an exploratory hypothesis": (
        M,
        "[verwachting_1,",
        "[verkenning_uitval,",
        "arrows.1.hypotheses.0",
        "nothing was expected",
    ),
    "an arrow upwards": (M, "{from: factoren, to: uit", "{to: factoren, from: uit", "arrows.0.to", "in no later one"),
    "an arrow to itself": (M, "{from: factoren,", "{from: uitwisseling,", "arrows.0.to", "in no later one"),
    "an arrow twice": (M, FIRST, 2 * FIRST, "arrows.1.to", "twice"),
    "an unknown field": (M, "    layer: 1", "    lair: 1", "constructs.factoren.lair", "unknown field"),
    "a missing field": (M, "{from: factoren, to: uitwisseling}", "{from: factoren}", "arrows.0.to", "missing"),
    "a layer above the first": (M, "layer: 1", "layer: 0", "constructs.factoren.layer", "greater"),
    "a second name": (M, "    layer: 1\n", "    layer: 1\n    name: x\n", "constructs.factoren.name", "the key above"),
    "no constructs": (M, "constructs:\n", "constructs: {}\nrest:\n", "rest", "unknown field"),
    "an unknown form": (C, "form: diverging", "form: divergent", "charts.vergelijking_2.form", "'bars' or 'diverging'"),
    "sides of bars": (C, "    form: diverging\n", "", "charts.vergelijking_2.positive", "only a chart with"),
    "a diverging chart without sides": (
        C,
        SIDES,
        "    form: diverging\n",
        "charts.vergelijking_2.positive",
        "this field is missing",
    ),
    "an unknown option": (C, "[neutraal]", "[neutral]", "charts.vergelijking_2.middle.0", "Did you mean 'neutraal'?"),
    "a side with a hole": (C, "[zeer_tevreden, t", "[t", "charts.vergelijking_2.positive", "at one end of the scale"),
    "a middle at the other end": (C, "[neutraal]", "[zeer_ontevreden]", "charts.vergelijking_2.positive", "one end"),
    "one side alone": (
        C,
        "[neutraal]",
        "[neutraal, ontevreden, zeer_ontevreden]",
        "charts.vergelijking_2.positive",
        "others left",
    ),
    "no scale": (
        C,
        "    item: doelstelling\n",
        "    item: doelstelling\n    form: diverging\n    positive: [ja]\n",
        "charts.vergelijking_1.form",
        "only an ordinal item has two sides",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "field", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_refused_with_file_line_and_field(changed_study, file, old, new, field, said):
    folder = changed_study(file, old, new)
    with pytest.raises(StudyError) as caught:
        load_study(folder)
    assert caught.value.file == folder / file
    assert caught.value.line is not None
    assert caught.value.field == field
    assert said in str(caught.value.message)


def test_a_scale_whose_positive_end_comes_last_and_that_has_no_middle_diverges_too(changed_study):
    new = "    form: diverging\n    positive: [neutraal, ontevreden, zeer_ontevreden]\n"
    assert load_study(changed_study(C, SIDES, new)).charts["vergelijking_2"].middle == ()
