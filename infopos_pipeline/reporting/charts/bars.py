"""A chart as a Vega-Lite specification, by Altair, and as SVG: the same bytes on every run, and without a network.

Horizontal bars in the order of the options, each under its own label and with its percentage beside it, on a track
that runs from 0 to 100: so pictures can be compared, long labels fit a narrow screen, and no axis is needed. Everything
is placed in pixels, so that no installed font decides where a label ends. An option nobody chose stands here with 0%:
a scale is seen whole.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from html import escape
from typing import Any

from infopos_pipeline.reporting.document import Picture
from infopos_pipeline.reporting.figures import Answer, Figures
from infopos_pipeline.reporting.sentences import base_text, chart_sentence
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language, Variable
from infopos_pipeline.study.shown import Chart

WIDTH = 400
"""Pixels of a chart, margins included: at 360 px wide the texts are still 11 px high."""

MARGIN, _TRACK = 16, 308
_TITLE, _TITLE_LINE, TEXT = 17, 21, 14
_LINE, _BAR, _GAP = 18, 16, 16
_TITLE_CHARACTERS, _SUBTITLE_CHARACTERS, _LABEL_CHARACTERS = 34, 46, 54
INK, MUTED, TRACK_COLOUR, NOMINAL = "#1b1b1b", "#555555", "#ececec", "#1f5a94"
_FONT = "Helvetica, Arial, sans-serif"
_SEQUENCE = ("#08264d", "#6ca0d6")
"""First and last colour of an ordered scale: one hue whose lightness alone rises, so that grey print and every kind of
colour blindness keep its order; the lightest still stands out from the plate."""


@dataclass(frozen=True)
class _Bar:
    """One bar with its texts, its edges in pixels from the top."""

    label: str
    text: str
    pct: float
    label_top: int
    top: int
    bottom: int
    colour: str

    def values(self) -> dict[str, Any]:
        return {**asdict(self), "middle": (self.top + self.bottom) / 2}


def chart_spec(chart: Chart, study: Study, results: Sequence[Result], language: Language) -> dict[str, Any]:
    """The Vega-Lite specification of a chart, from the results of one wave."""
    figures = Figures(results, chart.name)
    variable = study.variables[chart.item]
    if figures.asked(chart.item):
        bars = _bars(figures.answers(variable, language), variable, language)
    else:
        bars = [_line(say("not_asked", language))]
    return {
        **_template(),
        "data": {"values": [bar.values() for bar in bars]},
        **framed(chart.title.text(language), base_text(chart, study, figures, language), bars[-1].bottom),
    }


def chart_picture(
    chart: Chart, study: Study, results: Sequence[Result], language: Language, drawn: str = ""
) -> Picture:
    """The chart as a picture of a report; ``drawn`` is its SVG if :func:`chart_svg` made it before."""
    svg = drawn or chart_svg(chart, study, results, language)
    return Picture(chart.name, chart.title.text(language), _description(chart, study, results, language), svg)


def chart_svg(chart: Chart, study: Study, results: Sequence[Result], language: Language) -> str:
    """The chart as SVG with a title and a description for those who do not see it."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(chart_spec(chart, study, results, language))
    description = _description(chart, study, results, language)
    return accessible(own_ids(svg, chart.name), chart.name, chart.title.text(language), description)


def framed(title: str, subtitle: str, height: int) -> dict[str, Any]:
    """The part of a specification around a plot of some height: its title and subtitle, with room for their lines."""
    text, below = textwrap.wrap(title, _TITLE_CHARACTERS), textwrap.wrap(subtitle, _SUBTITLE_CHARACTERS)
    heading = len(text) * _TITLE_LINE + len(below) * _LINE + _GAP
    return {
        "height": height,
        "padding": {"left": MARGIN, "right": MARGIN, "top": MARGIN + heading, "bottom": MARGIN},
        "title": {"text": text, "subtitle": below},
    }


@cache
def _template() -> Mapping[str, Any]:
    """What all charts share. Altair takes 50 ms to build it: it is built once, and every chart fills in its own."""
    import altair as alt

    chart = alt.Chart(alt.InlineData(values=[]))
    across = alt.X("pct:Q", axis=None, scale=alt.Scale(domain=[0, 100], range=[0, _TRACK]))
    vertical = {"y": alt.Y("top:Q", axis=None, scale=None), "y2": "bottom:Q"}
    colour = alt.Color("colour:N", scale=None, legend=None)
    layers = alt.layer(
        chart.mark_text(align="left", baseline="top", lineBreak="\n", lineHeight=_LINE).encode(
            x=alt.value(0), y=alt.Y("label_top:Q", axis=None, scale=None), text="label:N"
        ),
        chart.mark_rect(color=TRACK_COLOUR).encode(x=alt.value(0), x2=alt.value(_TRACK), **vertical),
        chart.mark_rect().encode(x=across, x2=alt.datum(0), color=colour, **vertical),
        chart.mark_text(align="left", baseline="middle", dx=6, fontWeight="bold").encode(
            x=across, y=alt.Y("middle:Q", axis=None, scale=None), text="text:N"
        ),
    )
    # The check against the schema would cost as much again; a test makes it.
    drawn = layers.properties(width=WIDTH - 2 * MARGIN, autosize="none").configure(**CONFIG)
    template: dict[str, Any] = drawn.to_dict(validate=False)
    return template


def _bars(answers: Sequence[Answer], variable: Variable, language: Language) -> list[_Bar]:
    """The bars under each other; without any answer a line that says so, above a bar of no height."""
    if all(answer.pct is None and not answer.withheld for answer in answers):
        return [_line(say("no_answers", language))]
    colours = _colours(variable, len(answers))
    bars, top = [], 0
    for answer, colour in zip(answers, colours, strict=True):
        lines = textwrap.wrap(answer.label, _LABEL_CHARACTERS) or [""]
        bar_top = top + len(lines) * _LINE
        text = numbers.percentage(answer.pct, language, absent=answer.absent)
        bars.append(_Bar("\n".join(lines), text, answer.pct or 0.0, top, bar_top, bar_top + _BAR, colour))
        top = bar_top + _BAR + _GAP
    return bars


def _line(text: str) -> _Bar:
    """A line in place of bars."""
    return _Bar(text, "", 0.0, 0, _LINE, _LINE, NOMINAL)


def _colours(variable: Variable, number: int) -> list[str]:
    """One colour for options without an order; from dark to light for those that have one."""
    if variable.kind != "ordinal":
        return [NOMINAL] * number
    dark, light = ([int(colour[place : place + 2], 16) for place in (1, 3, 5)] for colour in _SEQUENCE)
    shares = [place / max(1, number - 1) for place in range(number)]
    return [
        "#" + "".join(f"{round(low + share * (high - low)):02x}" for low, high in zip(dark, light, strict=True))
        for share in shares
    ]


def _description(chart: Chart, study: Study, results: Sequence[Result], language: Language) -> str:
    """Every number of the picture in words, after what it shows."""
    figures = Figures(results, chart.name)
    answers = figures.answers(study.variables[chart.item], language)
    shown = [(answer.label, numbers.percentage(answer.pct, language, absent=answer.absent)) for answer in answers]
    every = "; ".join(f"{label}: {text}" for label, text in shown)
    sentence = chart_sentence(chart, study, results, language)
    return f"{base_text(chart, study, figures, language)}. {sentence} {every}."


def own_ids(svg: str, name: str) -> str:
    """Ids that start with the chart's name: vl-convert counts on through a process, and a page holds many charts."""
    found = dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg))
    own = {old: f"chart-{name}-{place}" for place, old in enumerate(found)}
    return re.sub(r'(\bid="|url\(#|href="#)([^")]+)', lambda match: match[1] + own.get(match[2], match[2]), svg)


def accessible(svg: str, name: str, title: str, description: str) -> str:
    """One picture with a name, instead of a tree of groups and paths."""
    start, end = svg.split(">", 1)
    own = f"chart-{name}"
    return (
        f'{start} role="img" aria-labelledby="{own}-title {own}-desc">'
        f'<title id="{own}-title">{escape(title)}</title><desc id="{own}-desc">{escape(description)}</desc>{end}\n'
    )


CONFIG: Mapping[str, Any] = {
    "aria": False,
    "background": "#ffffff",
    "font": _FONT,
    "view": {"stroke": None},
    "text": {"fontSize": TEXT, "color": INK},
    "title": {
        "anchor": "start",
        "frame": "group",
        "fontSize": _TITLE,
        "lineHeight": _TITLE_LINE,
        "color": INK,
        "subtitleFontSize": TEXT,
        "subtitleLineHeight": _LINE,
        "subtitleColor": MUTED,
        "subtitlePadding": 4,
        "offset": 12,
    },
}
