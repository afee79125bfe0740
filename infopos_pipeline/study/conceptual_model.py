"""``model.yaml``: the conceptual model of a study, what it thinks goes with what, and which hypotheses test that.

Here: the declaration, and what it must say to hang together. Not here: how it is drawn (``reporting``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from infopos_pipeline.problems import did_you_mean
from infopos_pipeline.study.documents import Location
from infopos_pipeline.study.model import Declared, Label, Name

if TYPE_CHECKING:
    from infopos_pipeline.study.study import Study

MODEL = "model.yaml"


class Construct(Declared):
    """What items measure together, in a ``layer`` of the picture from the top down; beside others in declared order."""

    name: Name
    label: Label
    layer: Annotated[int, Field(ge=1)]
    items: tuple[Name, ...] = ()


class Arrow(Declared):
    """That one construct goes with another of a later layer; without ``hypotheses`` nothing tests it."""

    source: Name = Field(alias="from")
    target: Name = Field(alias="to")
    label: Label | None = None
    hypotheses: tuple[Name, ...] = ()


class ConceptualModel(Declared):
    """``model.yaml``."""

    constructs: Annotated[Mapping[Name, Construct], Field(min_length=1)]
    arrows: tuple[Arrow, ...] = ()

    @property
    def layers(self) -> list[list[Construct]]:
        """The constructs by layer, from the first to the last."""
        numbers = sorted({construct.layer for construct in self.constructs.values()})
        return [[one for one in self.constructs.values() if one.layer == number] for number in numbers]


def conceptual_mistakes(model: ConceptualModel, study: Study) -> Iterator[tuple[Location, str]]:
    """Every mistake, in declared order: at which field, and what is wrong."""
    for name, construct in model.constructs.items():
        for place, item in enumerate(construct.items):
            if item not in study.variables:
                yield ("constructs", name, "items", place), _unknown("variable", item, study.variables)
    drawn: set[tuple[str, str]] = set()
    for place, arrow in enumerate(model.arrows):
        mistakes = [*_ends(arrow, model), *_tests(arrow, study)]
        if (arrow.source, arrow.target) in drawn:
            mistakes.append((("to",), "this arrow stands here twice"))
        yield from ((("arrows", place, *at), message) for at, message in mistakes)
        drawn.add((arrow.source, arrow.target))


def _ends(arrow: Arrow, model: ConceptualModel) -> Iterator[tuple[Location, str]]:
    ends = (("from", arrow.source), ("to", arrow.target))
    unknown = [(field, name) for field, name in ends if name not in model.constructs]
    for field, name in unknown:
        yield (field,), _unknown("construct", name, model.constructs)
    if not unknown and model.constructs[arrow.source].layer >= model.constructs[arrow.target].layer:
        yield ("to",), f"an arrow goes to a later layer, and '{arrow.target}' is in no later one than '{arrow.source}'"


def _tests(arrow: Arrow, study: Study) -> Iterator[tuple[Location, str]]:
    for place, name in enumerate(arrow.hypotheses):
        if name not in study.hypotheses:
            yield ("hypotheses", place), _unknown("hypothesis", name, study.hypotheses)
        elif study.hypotheses[name].exploratory:
            yield ("hypotheses", place), f"'{name}' is exploratory: nothing was expected, so it tests no arrow"


def _unknown(what: str, name: str, names: Mapping[str, object]) -> str:
    return f"no {what} is called '{name}'.{did_you_mean(name, names)}"
