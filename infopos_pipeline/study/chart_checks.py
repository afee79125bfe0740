"""What a diverging chart must say: a scale, which of its ends is the positive side, and what stands in its middle."""

from __future__ import annotations

from collections.abc import Iterator

from infopos_pipeline.problems import did_you_mean
from infopos_pipeline.study.documents import Location
from infopos_pipeline.study.model import Item, Variable
from infopos_pipeline.study.shown import Chart


def form_mistakes(chart: Chart, variable: Variable) -> Iterator[tuple[Location, str]]:
    """Every mistake in the form of a chart of a variable: at which field, and what is wrong."""
    sides = (("positive", chart.positive), ("middle", chart.middle))
    if chart.form != "diverging":
        yield from (((field,), "only a chart with 'form: diverging' has sides") for field, options in sides if options)
        return
    if variable.kind != "ordinal":
        yield ("form",), f"only an ordinal item has two sides, and '{variable.name}' is a {variable.kind} variable"
        return
    if not chart.positive:
        yield ("positive",), "this field is missing: the options at the positive end of the scale"
        return
    known = variable.every_option if isinstance(variable, Item) else variable.options
    unknown = [
        ((field, place), f"no option is called '{option}'.{did_you_mean(option, known)}")
        for field, options in sides
        for place, option in enumerate(options)
        if option not in known
    ]
    yield from unknown
    if not unknown and not all(_has_two_sides(chart, list(options)) for options in _scales(variable)):
        message = "expected the options at one end of the scale, then under 'middle' those after them, and others left"
        yield ("positive",), message


def _scales(variable: Variable) -> Iterator[list[str]]:
    """The options in their order, in every version of the item."""
    versions = variable.versions if isinstance(variable, Item) else ()
    yield list(variable.options)
    yield from (list(version.options) for version in versions if version.options is not None)


def _has_two_sides(chart: Chart, options: list[str]) -> bool:
    """Whether positive options, those in the middle and all others follow each other in the scale, or against it."""
    ranks = [0 if name in chart.positive else 1 if name in chart.middle else 2 for name in options]
    return ranks in (sorted(ranks), sorted(ranks, reverse=True)) and {0, 2} <= set(ranks)
