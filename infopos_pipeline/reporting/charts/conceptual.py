"""The conceptual model as a picture: constructs in layers from the top down, and the arrows between them.

A construct is a box with its label and, in small type, the items that measure it. A tested arrow is solid and bears the
number and verdict of every hypothesis that tests it; an untested one is dashed and says so. Arrows enter a box beside
each other, each with room for its words there, so that no text covers another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from infopos_pipeline.reporting.charts.drawing import (
    INK,
    LINE,
    MUTED,
    PLATE,
    PLOT,
    SMALL,
    SMALL_LINE,
    TEXT,
    Row,
    dot,
    picture,
    rectangle,
    rule,
    specification,
    written,
)
from infopos_pipeline.reporting.charts.lettering import width, wrapped
from infopos_pipeline.reporting.document import Picture
from infopos_pipeline.reporting.tables.tested import PROFILES
from infopos_pipeline.reporting.tables.verdicts import verdict, verdict_word
from infopos_pipeline.reporting.words.terms import numbered
from infopos_pipeline.reporting.words.wording import enumeration, say
from infopos_pipeline.statistics.results import Profile, Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.conceptual_model import Arrow, ConceptualModel, Construct
from infopos_pipeline.study.model import Language

NAME = "conceptual-model"

_BESIDE, _PAD, _STEM, _CORNER = 16, 10, 16, 20
_FILL, _HEAD, _BULLET, _INDENT = "#eef3f9", 6, "•", 9


def conceptual_picture(study: Study, results: Sequence[Result], language: Language) -> Picture:
    """The picture of the conceptual model that a study declares, with the verdicts of one wave."""
    title, words = say("conceptual_model", language), conceptual_in_words(study, results, language)
    return picture(NAME, title, words, conceptual_spec(study, results, language))


def conceptual_svg(study: Study, results: Sequence[Result], language: Language) -> str:
    """The picture as SVG."""
    return conceptual_picture(study, results, language).svg


def conceptual_spec(study: Study, results: Sequence[Result], language: Language) -> dict[str, Any]:
    """The Vega-Lite specification of the picture."""
    model, said = _declared(study), _Said(study, results, language)
    boxes = _boxes(model, study, language)
    paths = list(_paths(model, boxes, said))
    rows = [*(row for path in _placed(boxes, paths) for row in path)]
    return specification(rows, say("conceptual_model", language), said.caption(model))


def conceptual_in_words(study: Study, results: Sequence[Result], language: Language) -> str:
    """Every construct with its items, and every arrow with what tests it."""
    model, said = _declared(study), _Said(study, results, language)
    constructs = [
        say("construct_in_words", language, label=one.label.text(language), items="; ".join(labels))
        if (labels := [study.variables[name].label.text(language) for name in one.items])
        else f"{one.label.text(language)}."
        for layer in model.layers
        for one in layer
    ]
    arrows = [
        say(
            "arrow_in_words",
            language,
            source=model.constructs[arrow.source].label.text(language),
            target=model.constructs[arrow.target].label.text(language),
            words="; ".join(said.of(arrow)),
        )
        for arrow in model.arrows
    ]
    return " ".join([f"{said.caption(model)}.", *constructs, *arrows])


def _declared(study: Study) -> ConceptualModel:
    if study.conceptual is None:
        raise ValueError(f"study {study.name} declares no conceptual model")
    return study.conceptual


@dataclass(frozen=True)
class _Said:
    """What is said of arrows: of each hypothesis its number and verdict, by the recommended tests if they give one."""

    study: Study
    results: Sequence[Result]
    language: Language

    def of(self, arrow: Arrow) -> list[str]:
        """The lines of an arrow: its label, then its hypotheses, or that it is not tested."""
        label = [arrow.label.text(self.language)] if arrow.label else []
        return [*label, *(map(self._hypothesis, arrow.hypotheses)), *self._untested(arrow)]

    def _untested(self, arrow: Arrow) -> list[str]:
        return [] if arrow.hypotheses else [say("arrow_untested", self.language)]

    def _hypothesis(self, name: str) -> str:
        given = self._given(name)
        word = verdict_word(given[1], self.language) if given else say(self._absent(name), self.language)
        return say("arrow_tested", self.language, number=numbered(self.study)[name], verdict=word)

    def _given(self, name: str) -> tuple[Profile, str] | None:
        """The profile that has a verdict, and the verdict."""
        hypothesis = self.study.hypotheses[name]
        found = ((profile, verdict(hypothesis, self.results, profile)) for profile in reversed(PROFILES))
        return next((one for one in found if one[1]), None)

    def _absent(self, name: str) -> str:
        """Why there is no verdict."""
        own = [row for row in self.results if (row.item, row.statistic) == (name, "verdict")]
        return "withheld" if any(row.suppressed for row in own) else "no_verdict"

    def caption(self, model: ConceptualModel) -> str:
        """What the kinds of arrows are, and which tests the verdicts are by."""
        tested = [name for arrow in model.arrows for name in arrow.hypotheses]
        profiles = dict.fromkeys(given[0] for name in tested if (given := self._given(name)))
        parts = [
            *([say("arrows_solid", self.language)] if tested else []),
            *([say("arrows_dashed", self.language)] if any(not arrow.hypotheses for arrow in model.arrows) else []),
            *([say("verdicts_by", self.language, which=self._by(list(profiles)))] if profiles else []),
        ]
        return "; ".join(parts) or say("conceptual_untested", self.language)

    def _by(self, profiles: Sequence[Profile]) -> str:
        return enumeration([say(f"supported_by_{profile}", self.language) for profile in profiles], self.language)


@dataclass(frozen=True)
class _Box:
    """A construct with the lines of its texts, and where it stands."""

    name: str
    title: tuple[str, ...]
    items: tuple[tuple[str, ...], ...]
    left: float
    right: float
    layer: int
    top: float = 0.0
    height: float = 0.0

    @property
    def needs(self) -> float:
        """The height of its texts."""
        lines = sum(map(len, self.items))
        return 2 * _PAD + len(self.title) * LINE + lines * SMALL_LINE + (4 if lines else 0)

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def rows(self) -> Iterator[Row]:
        middle, y = (self.left + self.right) / 2, self.top + _PAD
        yield rectangle(self.left, self.top, self.right, self.bottom, _FILL, edge=INK)
        for words in self.title:
            yield written(middle, y, words, bold=True, align="centred")
            y += LINE
        for lines in self.items:
            yield written(self.left + _PAD, y + 4, _BULLET, size=SMALL)
            for words in lines:
                yield written(self.left + _PAD + _INDENT, y + 4, words, size=SMALL)
                y += SMALL_LINE


def _boxes(model: ConceptualModel, study: Study, language: Language) -> dict[str, _Box]:
    """The boxes, those of a layer equally wide beside each other; how high they stand is not said yet."""
    boxes = {}
    for number, layer in enumerate(model.layers):
        wide = (PLOT - (len(layer) - 1) * _BESIDE) / len(layer)
        for place, construct in enumerate(layer):
            left = place * (wide + _BESIDE)
            boxes[construct.name] = _box(construct, study, language, left, left + wide, number)
    return boxes


def _box(construct: Construct, study: Study, language: Language, left: float, right: float, layer: int) -> _Box:
    room = right - left - 2 * _PAD
    labels = [study.variables[name].label.text(language) for name in construct.items]
    items = [tuple(wrapped(label, room - _INDENT, SMALL)) for label in labels]
    title = wrapped(construct.label.text(language), room, TEXT, bold=True)
    return _Box(construct.name, tuple(title), tuple(items), left, right, layer)


@dataclass(frozen=True)
class _Path:
    """An arrow: where it leaves its source and enters its target, and its words in lines."""

    source: str
    target: str
    leaves: float
    enters: float
    words: tuple[str, ...]
    dashed: bool

    @property
    def needs(self) -> float:
        """The height between the boxes: stem, words, head."""
        turn = 0 if self.leaves == self.enters else _CORNER
        return _STEM + turn + len(self.words) * SMALL_LINE + _STEM + _HEAD

    def rows(self, boxes: dict[str, _Box]) -> Iterator[Row]:
        """Down from its source, aside where it must, and down into its target, with its words on the way."""
        end, start = boxes[self.target].top, boxes[self.source].bottom
        gap = end - max(box.bottom for box in boxes.values() if box.layer < boxes[self.target].layer)
        corner = end - gap + _STEM
        lines = [(self.leaves, start, self.leaves, corner), (self.enters, corner, self.enters, end - _HEAD)]
        if self.leaves != self.enters:
            lines.append((self.leaves, corner, self.enters, corner))
        yield from (rule(*line, INK, 1.5, dashed=self.dashed) for line in lines)
        yield dot(self.enters, end - _HEAD, INK, INK, "triangle-down")
        y = (corner + (0 if self.leaves == self.enters else _CORNER / 2) + end - _HEAD) / 2
        y -= len(self.words) * SMALL_LINE / 2
        half = max(width(words, SMALL) for words in self.words) / 2 + 1
        bottom = y + len(self.words) * SMALL_LINE
        yield rectangle(self.enters - half, y - 1, self.enters + half, bottom + 1, PLATE, edge=PLATE)
        for place, words in enumerate(self.words):
            colour = MUTED if self.dashed else INK
            yield written(self.enters, y + place * SMALL_LINE, words, size=SMALL, align="centred", colour=colour)


def _paths(model: ConceptualModel, boxes: dict[str, _Box], said: _Said) -> Iterator[_Path]:
    """The arrows: they enter a box beside each other, from left to right as their sources stand."""
    for target in boxes.values():
        entering = [arrow for arrow in model.arrows if arrow.target == target.name]
        entering.sort(key=lambda arrow: boxes[arrow.source].left)
        # The room of a box reaches to the middle between it and its neighbours.
        room = (target.right - target.left + _BESIDE) / max(1, len(entering))
        for place, arrow in enumerate(entering):
            source = boxes[arrow.source]
            enters = target.left - _BESIDE / 2 + (place + 0.5) * room
            leaves = min(max(enters, source.left + _CORNER), source.right - _CORNER)
            words = [words for text in said.of(arrow) for words in wrapped(text, room - 4, SMALL)]
            yield _Path(arrow.source, arrow.target, leaves, enters, tuple(words), not arrow.hypotheses)


def _placed(boxes: dict[str, _Box], paths: Sequence[_Path]) -> Iterator[Iterator[Row]]:
    """The marks of all arrows and boxes, with the layers under each other as far apart as the words need."""
    top = 0.0
    placed: dict[str, _Box] = {}
    for layer in sorted({box.layer for box in boxes.values()}):
        own = [box for box in boxes.values() if box.layer == layer]
        entering = [path.needs for path in paths if boxes[path.target].layer == layer]
        top += max(entering, default=2.0 * _STEM) if layer else 0
        height = max(box.needs for box in own)
        placed |= {box.name: replace(box, top=top, height=height) for box in own}
        top += height
    yield from (path.rows(placed) for path in paths)
    yield from (box.rows() for box in placed.values())
