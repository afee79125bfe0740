"""``model.yaml``: the conceptual model of a study, what it thinks goes with what, and which hypotheses test that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from infopos_pipeline.study.model import Declared, Label, Name

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
