"""The models of what a study declares to protect those who answered: disclosure control, redaction, herindelingen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from infopos_pipeline.study.model import Declared, Group, Name


class Recoding(Declared):
    """One level of merging for an item: its categories in their new order, each an option or a merge of options.

    ``merges`` have names and labels of their own; options that no merge takes stay as they are, in their place.
    """

    item: Name
    merges: Annotated[Mapping[Name, Group], Field(min_length=1)]


class Disclosure(Declared):
    """``disclosure.yaml``: what may be published, and what stands in the way.

    ``threshold`` is the smallest number of distinct municipalities a published figure may rest on. ``width`` is how far
    apart an attacker's bounds of a protected count must stay (default: the threshold). ``group_disclosure`` protects
    zeros and figures that everybody in a group shares. ``recodings`` are tried in the order given, an item's own ones
    from mild to strong. ``verdicts`` lets the word of a verdict out where the tests behind it stay in.
    """

    quasi_identifiers: tuple[Name, ...] = ()
    threshold: Annotated[int, Field(ge=2)] = 3
    width: Annotated[int, Field(ge=1)] | None = None
    group_disclosure: bool = True
    mode: Literal["suppression", "rounding"] = "suppression"
    rounding_base: Literal[3, 5] = 5
    recode: bool = True
    recodings: tuple[Recoding, ...] = ()
    verdicts: bool = False
    seconds: Annotated[int, Field(ge=1)] = 60

    @property
    def protection_width(self) -> int:
        """How far apart an attacker's bounds of a protected count must stay."""
        return self.threshold if self.width is None else self.width


class Redaction(Declared):
    """``redaction.yaml``: what open answers of this study name beside what every study's do.

    ``partnerships`` are names of regions and joint services that give a municipality away; ``names`` are persons.
    ``deduce`` says whether the library of that name looks for persons that nobody listed (default: if it is installed).
    """

    partnerships: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    deduce: bool | None = None


class Merger(Declared):
    """A herindeling: municipalities that went on under another name, alone (a new name) or together (a merger)."""

    into: str
    from_: Annotated[tuple[str, ...], Field(min_length=1, alias="from")]


class Mergers(Declared):
    """``herindelingen.yaml``."""

    mergers: tuple[Merger, ...] = ()
