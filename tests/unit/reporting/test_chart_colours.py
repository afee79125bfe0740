"""Colours stay apart in grey print and under every colour blindness, and stand out from what they are on.

Reference values: the matrices that simulate full colour blindness (severity 1.0) of Machado, Oliveira & Fernandes, "A
Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE Transactions on Visualization and Computer
Graphics 15(6), 2009; relative luminance and contrast of WCAG 2.1; CIE 1976 L*a*b* under D65 (IEC 61966-2-1 for sRGB).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise, product
from math import dist

import numpy as np
import pytest

from infopos_pipeline.reporting.charts.colours import GROUPS, diverging, ordered
from infopos_pipeline.reporting.charts.drawing import INK, MUTED, NOMINAL, PLATE, TRACK_COLOUR

Colour = Sequence[float]

SEEN = {
    "every colour": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
SCALES = {f"{n} + {m} + {p}": diverging(n, m, p) for n, m, p in product((1, 2, 3), (0, 1), (1, 2, 3))}


def linear(colour: str) -> Colour:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour: str) -> float:
    return float(np.dot((0.2126, 0.7152, 0.0722), linear(colour)))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lab(colour: str, kind: str) -> Colour:
    """Lightness and hue as somebody sees them."""
    seen = np.clip(SEEN[kind] @ linear(colour), 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = (
        share ** (1 / 3) if share > 216 / 24389 else (24389 / 27 * share + 16) / 116
        for share in to_xyz @ seen / (0.9505, 1, 1.089)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_the_measures_are_those_of_their_sources() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)  # WCAG 2.1
    assert lab("#ff0000", "every colour") == pytest.approx((53.24, 80.09, 67.20), abs=0.1)  # red of sRGB in CIELAB


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_an_ordered_scale_rises_in_lightness_step_by_step(number: int) -> None:
    steps = [luminance(colour) for colour in ordered(number)]
    assert steps == sorted(steps)
    assert min(later / earlier for earlier, later in pairwise(steps)) > 1.3


@pytest.mark.parametrize("kind", SEEN)
@pytest.mark.parametrize("name", SCALES)
def test_neighbours_in_a_bar_stay_apart_for_everybody(name: str, kind: str) -> None:
    """Ten is twice the distance that is seen at a glance; segments have a white line between them besides."""
    apart = [dist(lab(one, kind), lab(other, kind)) for one, other in pairwise(SCALES[name])]
    assert min(apart) > 10


@pytest.mark.parametrize("kind", SEEN)
def test_the_two_sides_are_two_hues_for_everybody(kind: str) -> None:
    *negative, _, first, last = diverging(2, 1, 2)
    assert all(dist(lab(one, kind), lab(other, kind)) > 20 for one, other in product(negative, (first, last)))


@pytest.mark.parametrize("name", SCALES)
def test_in_grey_print_a_side_darkens_to_its_end(name: str) -> None:
    negative, middle, positive = map(int, name.split(" + "))
    greys = [luminance(colour) for colour in SCALES[name]]
    inner, outer = greys[:negative], list(reversed(greys[negative + middle :]))
    for side in (inner, outer):
        assert side == sorted(side)
        assert all(later / earlier > 1.3 for earlier, later in pairwise(side))
        assert not middle or greys[negative] / side[-1] > 1.3
    assert len(outer) == positive


def test_every_graphic_stands_out_from_the_plate_by_three_to_one() -> None:
    shown = [NOMINAL, *ordered(5), *(colour for scale in SCALES.values() for colour in scale)]
    assert min(contrast(colour, PLATE) for colour in shown) >= 3


def test_every_text_stands_out_from_what_it_is_on_by_four_and_a_half_to_one() -> None:
    texts = [INK, MUTED, *(colour for colour, _, _ in GROUPS)]
    assert min(contrast(colour, ground) for colour in texts for ground in (PLATE, TRACK_COLOUR)) >= 4.5


def test_groups_differ_in_shape_or_filling() -> None:
    told = [(fill == PLATE, shape) for _, fill, shape in GROUPS]
    assert all(one != other for one, other in combinations(told, 2))
