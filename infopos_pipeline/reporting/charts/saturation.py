"""What each interview adds, as a picture: a bar for all codes so far, its end in colour for those that were new."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from infopos_pipeline.reporting.charts.drawing import (
    INK,
    MUTED,
    NOMINAL,
    PLOT,
    SMALL,
    TEXT,
    TRACK_COLOUR,
    Row,
    picture,
    rectangle,
    rule,
    specification,
    written,
)
from infopos_pipeline.reporting.charts.lettering import width
from infopos_pipeline.reporting.document import Picture
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.study.model import Language

Curve = Sequence[tuple[str, int, int]]
"""By the number of an interview its new codes, and all codes so far."""

_HEIGHT, _ABOVE, _WIDEST, _BETWEEN = 150, 22, 40, 4


def saturation_picture(curve: Curve, language: Language) -> Picture:
    """The picture of the codes of some interviews, one at least."""
    points = (say("saturation_point", language, number=number, new=new, so_far=all_) for number, new, all_ in curve)
    title, subtitle = say("saturation_title", language), say("saturation_subtitle", language)
    words = f"{subtitle}. {'; '.join(points)}."
    return picture("saturation", title, words, saturation_spec(curve, language))


def saturation_spec(curve: Curve, language: Language) -> dict[str, Any]:
    """The Vega-Lite specification of the picture."""
    title, subtitle = say("saturation_title", language), say("saturation_subtitle", language)
    return specification(_rows(curve, language), title, subtitle, _ABOVE + _HEIGHT + 2 * (TEXT + 8))


def _rows(curve: Curve, language: Language) -> Iterator[Row]:
    step = PLOT / len(curve)
    half = min(_WIDEST, 0.7 * step) / 2
    bottom = _ABOVE + _HEIGHT
    most = max(1, *(so_far for _, _, so_far in curve))
    size = TEXT if step >= 2 * TEXT else SMALL
    # Of many interviews every second one has its numbers, or every third …, the last one always.
    widest = max(width(text, size, bold=True) for number, new, _ in curve for text in (number, f"+{new}"))
    every = math.ceil((widest + _BETWEEN) / step)
    for place, (number, new, so_far) in enumerate(curve):
        x = (place + 0.5) * step
        top, old = (bottom - _HEIGHT * codes / most for codes in (so_far, so_far - new))
        yield rectangle(x - half, old, x + half, bottom, TRACK_COLOUR)
        yield rectangle(x - half, top, x + half, old, NOMINAL)
        if (len(curve) - 1 - place) % every == 0:
            yield written(x, top - size - 5, f"+{new}", align="centred", size=size, bold=True)
            yield written(x, bottom + 6, number, align="centred", size=size, colour=INK)
    yield rule(0, bottom, PLOT, bottom, MUTED)
    yield written(PLOT / 2, bottom + TEXT + 12, say("interview", language), align="centred", colour=MUTED)
