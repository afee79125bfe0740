"""Draw a wave after an earlier one: what municipalities answer now, who responds, and how far they get.

Every municipality has opinions, also one that does not respond or stops halfway; a wave shows some of them. An opinion
mostly stays as it was, and changes as often as it must for the wave's targets to come out. No files here: `plans`
reads what a wave is drawn to, `synthesise` writes it.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from invent import Municipality
from questionnaire import Answers, Item

STABILITY = 0.75
"""How often an answer has to do with the earlier one; else it is drawn as if there were none."""

Answer = tuple[str, ...]
"""The options chosen of one item; all boxes ticked together are one answer."""
Shares = Mapping[Answer, float]
"""How often each answer to an item is given, of those who answer it."""
Targets = Mapping[str, Shares]
"""The shares by item."""


@dataclass(frozen=True)
class Plan:
    """What a wave is drawn to.

    ``answered`` is by item the share that answers of those who see it (default: everybody), ``response`` by region how
    many respond, ``reached`` by page how many see it.
    """

    targets: Targets
    answered: Mapping[str, float]
    response: Mapping[str, int]
    reached: Mapping[int, int]


@dataclass(frozen=True)
class Wave:
    """A wave: by municipality its opinions, and what the respondents among them answered, with their `lastpage`.

    ``targets`` are the shares that the opinions were drawn to.
    """

    targets: Targets
    opinions: Mapping[str, Answers]
    respondents: Mapping[str, Answers]


def draw_wave(
    earlier: Wave | None, plan: Plan, frame: list[Municipality], items: list[Item], draw: random.Random
) -> Wave:
    """A wave after an earlier one; without one, a first wave.

    With the targets of the earlier wave nothing changes but by chance: two waves in a row could then as well have come
    the other way round. Of ``items`` only the closed ones are drawn, in order; routing looks back among them.
    """
    opinions = {place.name: draw_opinions(earlier, place, plan.targets, items, draw) for place in frame}
    respondents = draw_respondents(frame, plan.response, draw)
    pages = zip(respondents, last_pages(plan.reached), strict=True)
    shown = {name: show(opinions[name], page, plan.answered, items, draw) for name, page in pages}
    return Wave(plan.targets, opinions, shown)


def draw_opinions(
    earlier: Wave | None, place: Municipality, targets: Targets, items: list[Item], draw: random.Random
) -> Answers:
    """What one municipality would answer to everything it would be asked."""
    known = known_opinions(earlier, place)
    opinions: Answers = {}
    for item in items:
        if item.options and item.was_asked(opinions):
            before = earlier.targets[item.name] if earlier and item.name in known else {}
            opinions[item.name] = draw_answer(known.get(item.name), before, targets[item.name], draw)
    return opinions


def known_opinions(earlier: Wave | None, place: Municipality) -> Answers:
    """What a municipality thought, also under its old name. One that merged of several has no past of its own."""
    if earlier is None:
        return {}
    names = place.formerly or (place.name,)
    return earlier.opinions.get(names[0], {}) if len(names) == 1 else {}


def draw_answer(known: Answer | None, before: Shares, target: Shares, draw: random.Random) -> Answer:
    """An answer with the distribution ``target``, given an earlier one that came from ``before``.

    Where the answer has to do with the earlier one, it is the same as often as both distributions allow (the maximal
    coupling: H. Thorisson, Coupling, Stationarity, and Regeneration, 2000, chapter 1).
    """
    if known is not None and draw.random() < STABILITY:
        if draw.random() * before[known] < target.get(known, 0):
            return known
        target = {answer: share - before.get(answer, 0) for answer, share in target.items()}
    weights = [max(share, 0) for share in target.values()]
    return draw.choices(list(target), weights)[0]


def draw_respondents(frame: list[Municipality], response: Mapping[str, int], draw: random.Random) -> list[str]:
    """The names of those who respond, in an order that says nothing."""
    chosen = [
        name
        for region, number in response.items()
        for name in draw.sample([place.name for place in frame if place.region == region], number)
    ]
    draw.shuffle(chosen)
    return chosen


def last_pages(reached: Mapping[int, int]) -> Iterator[int]:
    """The last page of every respondent, from the last page of all down."""
    seen = 0
    for page, number in sorted(reached.items(), reverse=True):
        yield from [page] * (number - seen)
        seen = number


def show(
    opinions: Answers, last_page: int, answered: Mapping[str, float], items: list[Item], draw: random.Random
) -> Answers:
    """What a respondent lets see of its opinions: up to the last page, without what it skips and what that hides."""
    shown: Answers = {"lastpage": (str(last_page),)}
    for item in items:
        seen = item.page <= last_page and item.name in opinions and item.was_asked(shown)
        if seen and draw.random() < answered.get(item.name, 1):
            shown[item.name] = opinions[item.name]
    return shown
