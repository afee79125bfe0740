"""Answers that are steps of a scale, told by numbers, by known scales, and by one word in several strengths."""

from __future__ import annotations

import random

import pytest

from infopos_pipeline.drafting.scales import scale_order

SCALES = [
    ["zeer mee oneens", "oneens", "neutraal", "eens", "zeer mee eens"],
    ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"],
    ["Very dissatisfied", "Somewhat dissatisfied", "Neither satisfied nor dissatisfied", "Somewhat satisfied"],
    ["zeer ontevreden", "ontevreden", "niet tevreden, niet ontevreden", "tevreden", "zeer tevreden"],
    ["Nicht wichtig", "Kaum wichtig", "Mäßig wichtig", "Wichtig", "Sehr wichtig"],
    ["Stimme gar nicht zu", "Stimme eher nicht zu", "Stimme eher zu", "Stimme vollständig zu"],
    ["pas du tout d'accord", "plutôt pas d'accord", "plutôt d'accord", "tout à fait d’accord"],
    ["not at all important", "not very important", "somewhat important", "very important"],
    ["Very favorably", "Somewhat favorably", "Neither favorably nor unfavorably (neutral)", "Very unfavorably"][::-1],
    ["nooit", "zelden", "soms", "vaak", "altijd"],
    ["Jonger dan 18", "18-24", "25 t/m 34", "65 of ouder"],
    ["$0 - $24,999", "$25,000 - $49,999", "$100,000 - $149,999"],
    ["1 (helemaal niet)", "2", "3", "10 (helemaal wel)"],
    ["veel slechter", "slechter", "beter"],
]
LISTS = [
    ["rood", "groen", "blauw"],
    ["Ja", "Nee", "Misschien"],
    ["Zonnedorp", "Maandorp", "Sterdorp"],
    ["eens", "oneens"],
    ["nooit", "nooit ", "vaak"],
    ["3D-printer", "laptop", "telefoon"],
]


@pytest.mark.parametrize("steps", SCALES, ids=lambda steps: steps[0])
def test_a_scale_is_put_in_order_from_low_to_high(steps: list[str]) -> None:
    mixed = random.Random(1).sample(steps, len(steps))
    order = scale_order(mixed)
    assert order is not None
    assert [mixed[place] for place in order] == steps


@pytest.mark.parametrize("labels", LISTS, ids=lambda labels: labels[0])
def test_a_list_is_no_scale(labels: list[str]) -> None:
    assert scale_order(labels) is None
