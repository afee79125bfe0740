"""What all pictures share: size, colours, the frame around a plot, and the marks that a plot is made of.

A picture is laid out in pixels by its own module, as rows of marks; here they become a Vega-Lite specification, by
Altair, and an SVG with a name and a description: the same bytes on every run, and without a network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from typing import Any, Literal

from infopos_pipeline.reporting.charts.lettering import FONT, fixed_widths, width, wrapped
from infopos_pipeline.reporting.document import Picture

WIDTH = 400
"""Pixels of a picture, margins included: at 360 px wide the texts are still 11 px high."""

MARGIN = 16
PLOT = WIDTH - 2 * MARGIN
"""Pixels of a plot, from its left edge."""

TITLE, TEXT, SMALL = 17, 14, 12
"""Heights of letters."""

LINE, SMALL_LINE = 18, 15
"""Heights of lines of text."""

INK, MUTED, PLATE, TRACK_COLOUR, NOMINAL = "#1b1b1b", "#555555", "#ffffff", "#ececec", "#1f5a94"
_TITLE_LINE, _GAP, _RISE = 21, 16, 1

Row = dict[str, Any]
"""One mark: its kind, where it stands in pixels from the upper left corner of the plot, and how it looks."""


def rule(x: float, y: float, x2: float, y2: float, colour: str = INK, width: float = 1, *, dashed: bool = False) -> Row:
    """A straight line."""
    return {
        "mark": "dashed" if dashed else "line",
        "x": round(x, 2),
        "y": round(y, 2),
        "x2": round(x2, 2),
        "y2": round(y2, 2),
        "colour": colour,
        "width": width,
    }


def rectangle(x: float, y: float, x2: float, y2: float, colour: str, edge: str = "") -> Row:
    """A filled rectangle; one with an ``edge`` covers lines."""
    row = rule(x, y, x2, y2, colour)
    return {**row, "mark": "box", "edge": edge} if edge else {**row, "mark": "rect"}


def dot(x: float, y: float, fill: str, colour: str = NOMINAL, shape: str = "circle") -> Row:
    """A dot with an edge; shapes are those of Vega."""
    return {"mark": "point", "x": round(x, 2), "y": round(y, 2), "fill": fill, "colour": colour, "shape": shape}


def written(
    x: float,
    y: float,
    words: str,
    *,
    colour: str = INK,
    size: float = TEXT,
    align: str = "left",
    bold: bool = False,
) -> Row:
    """A line of text whose top is at ``y``; at ``x`` it begins (left), has its middle (centred) or ends (right)."""
    kind = f"{align}-bold" if bold else align
    return {"mark": kind, "x": round(x, 2), "y": round(y + _RISE, 2), "text": words, "size": size, "colour": colour}


def written_along(x: float, y: float, *parts: tuple[str, bool, str], size: float = TEXT) -> Iterable[Row]:
    """Texts one after another on a line: each with whether it is bold, and its colour."""
    for words, bold, colour in parts:
        yield written(x, y, words, bold=bold, colour=colour, size=size)
        x += width(words, size, bold=bold) + 0.4 * size


def specification(rows: Iterable[Row], title: str, subtitle: str, height: float | None = None) -> dict[str, Any]:
    """The Vega-Lite specification of marks under a title and a subtitle, in a plot as high as they need (default)."""
    marks = list(rows)
    bottoms = [row["y"] + (LINE if "text" in row else row.get("y2", row["y"]) - row["y"]) for row in marks]
    needed = {_only(row["mark"]) for row in marks}
    layers = [layer for layer in _template()["layer"] if layer["transform"][0]["filter"] in needed]
    return {
        **_template(),
        "layer": layers,
        "data": {"values": marks},
        **framed(title, subtitle, height or max(bottoms)),
    }


def framed(title: str, subtitle: str, height: float) -> dict[str, Any]:
    """The part of a specification around a plot of some height: its title and subtitle, with room for their lines."""
    above, below = wrapped(title, PLOT, TITLE, bold=True), wrapped(subtitle, PLOT, TEXT)
    heading = len(above) * _TITLE_LINE + len(below) * LINE + _GAP
    return {
        "height": height,
        "padding": {"left": MARGIN, "right": MARGIN, "top": MARGIN + heading, "bottom": MARGIN},
        "title": {"text": above, "subtitle": below},
    }


def picture(name: str, title: str, description: str, specified: dict[str, Any]) -> Picture:
    """A specification drawn: an SVG with a title, and a description for those who do not see it."""
    import vl_convert

    svg = own_ids(fixed_widths(vl_convert.vegalite_to_svg(specified)), name)
    return Picture(name, title, description, accessible(svg, name, title, description))


def own_ids(svg: str, name: str) -> str:
    """Ids that start with the picture's name: vl-convert counts on through a process, and a page holds many."""
    found = dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg))
    own = {old: f"chart-{name}-{place}" for place, old in enumerate(found)}
    return re.sub(r'(\bid="|url\(#|href="#)([^")]+)', lambda match: match[1] + own.get(match[2], match[2]), svg)


def accessible(svg: str, name: str, title: str, description: str) -> str:
    """One picture with a name, instead of a tree of groups and paths."""
    start, end = svg.split(">", 1)
    end = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", end)
    own = f"chart-{name}"
    return (
        f'{start} role="img" aria-labelledby="{own}-title {own}-desc">'
        f'<title id="{own}-title">{escape(title)}</title><desc id="{own}-desc">{escape(description)}</desc>{end}\n'
    )


def _only(kind: str) -> str:
    """The condition under which a row is a mark of some kind."""
    return f"datum.mark === '{kind}'"


@cache
def _template() -> Mapping[str, Any]:
    """A layer for each kind of mark, in the order in which they cover each other.

    Altair takes 50 ms to build it: it is built once, and every picture takes the layers that its own rows need.
    """
    import altair as alt

    def marks(kind: str) -> alt.Chart:
        return alt.Chart().transform_filter(_only(kind))

    at: dict[str, Any] = {"x": alt.X("x:Q", axis=None, scale=None), "y": alt.Y("y:Q", axis=None, scale=None)}
    fill = alt.Fill("colour:N", scale=None, legend=None)
    corners: dict[str, Any] = {**at, "x2": "x2:Q", "y2": "y2:Q"}
    colour = alt.Color("colour:N", scale=None, legend=None)
    ends: dict[str, Any] = {
        **corners,
        "color": colour,
        "strokeWidth": alt.StrokeWidth("width:Q", scale=None, legend=None),
    }
    written: dict[str, Any] = {**at, "text": "text:N", "size": alt.Size("size:Q", scale=None, legend=None)}
    centred: dict[str, Any] = {"align": "center", "baseline": "top", "lineBreak": "\n"}
    sides: Sequence[tuple[str, Literal["left", "center", "right"]]] = (
        ("left", "left"),
        ("centred", "center"),
        ("right", "right"),
    )
    texts = [
        marks(f"{name}{'-bold' if bold else ''}")
        .mark_text(align=align, baseline="top", fontWeight="bold" if bold else "normal", lineBreak="\n")
        .encode(**written, color=colour)
        for name, align in sides
        for bold in (False, True)
    ]
    layers = alt.layer(
        marks("rect").mark_rect(opacity=1).encode(**corners, fill=fill),
        marks("line").mark_rule().encode(**ends),
        marks("dashed").mark_rule(strokeDash=[5, 4]).encode(**ends),
        marks("box")
        .mark_rect(opacity=1, strokeWidth=1.5)
        .encode(**corners, fill=fill, stroke=alt.Stroke("edge:N", scale=None, legend=None)),
        marks("number").mark_text(**centred, fontWeight="bold", stroke=PLATE, strokeWidth=4).encode(**written),
        marks("point")
        .mark_point(size=70, strokeWidth=2, opacity=1)
        .encode(
            **at,
            fill=alt.Fill("fill:N", scale=None, legend=None),
            stroke=alt.Stroke("colour:N", scale=None, legend=None),
            shape=alt.Shape("shape:N", scale=None, legend=None),
        ),
        *texts,
        marks("number").mark_text(**centred, fontWeight="bold").encode(**written, color=colour),
        marks("turned").mark_text(align="center", baseline="middle", angle=270).encode(**written, color=colour),
        data=alt.InlineData(values=[]),
        width=PLOT,
        autosize="none",
        config=alt.Config(**_CONFIG),
    )
    # The check against the schema costs more than the rest; a test makes it.
    template: dict[str, Any] = layers.to_dict(validate=False)
    return template


_CONFIG: Mapping[str, Any] = {
    "aria": False,
    "background": PLATE,
    "font": FONT,
    "view": {"stroke": None},
    "text": {"fontSize": TEXT, "color": INK},
    "title": {
        "anchor": "start",
        "frame": "group",
        "fontSize": TITLE,
        "lineHeight": _TITLE_LINE,
        "color": INK,
        "subtitleFontSize": TEXT,
        "subtitleLineHeight": LINE,
        "subtitleColor": MUTED,
        "subtitlePadding": 4,
        "offset": 12,
    },
}
