"""Random tiny studies for attacks that go through every way to answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from microdata import Person, answers_of, everybody
from tiny_studies import Respondent, Wave, declare, group, item, label, single, table

from infopos_pipeline.study import Study


@dataclass(frozen=True)
class Case:
    """A wave, and how its derived variables are computed: not by the package."""

    wave: Wave
    derived: Mapping[str, Callable[[Person], Any]]

    @property
    def study(self) -> Study:
        return self.wave.study

    @property
    def kinds(self) -> list[Person]:
        """Everybody there could be."""
        return everybody(self.study, self.wave, self.derived)

    @property
    def people(self) -> list[Person]:
        """Everybody there is."""
        return [answers_of(respondent, self.study, self.derived) for respondent in self.wave.respondents]


def random_case(seed: int, folder: Path, **settings: Any) -> Case:
    """Two regions and an opinion in every study; by the seed a second question with means, tick boxes (of respondents
    or of mentions), a derived variable, a declared group, or a merge that can be tried. With tick boxes there are many
    ways to answer, and so fewer respondents.
    """
    generator = np.random.default_rng(seed)
    answers = ["a", "b", "c"][: int(generator.integers(2, 4))]
    boxes = ["p", "q", "r"][: 5 - len(answers)]
    items = {"opinion": item(*answers, kind="ordinal")}
    tables = {
        "alone": table("frequencies", items=["opinion"]),
        "split": table("crosstab", items=["opinion"], by=["region"]),
    }
    charts: dict[str, Any] = {}
    derived: dict[str, Any] = {}
    compute: dict[str, Callable[[Person], Any]] = {}
    if seed % 4 == 0:
        items["second"] = item("u", "v")
        tables["means"] = table("means", items=["opinion"], by=["second"])
        tables["both"] = table("crosstab", items=["second"], by=["region"])
    if seed % 2:
        items["worries"] = item(*boxes, kind="multiple")
        mentions = seed % 8 >= 4
        charts["picture"] = {"title": label("x"), "item": "worries", "base": "mentions" if mentions else "respondents"}
        if seed % 4 == 1 and not mentions:
            items["worries"]["groups"] = {"p_or_q": group("p", "q")}
            tables["boxes"] = table("crosstab", items=["worries"], by=["region"])
    if seed % 4 > 1:
        derived["happy"] = single("yes", "no")
        derived["happy"]["options"]["yes"]["when"] = "opinion in (a,)"
        derived["happy"]["options"]["no"]["when"] = "not (opinion in (a,))"
        compute["happy"] = lambda person: person["opinion"] and ("yes" if person["opinion"] == "a" else "no")
        tables["derived"] = table("characteristics", items=["happy", "region"])
        if seed % 4 == 3:
            tables["boxes"] = table("crosstab", items=["worries"], by=["happy"])
    if len(answers) == 3 and seed % 2:
        settings = {"recodings": [{"item": "opinion", "merges": {"a_or_b": group("a", "b")}}], **settings}
    settings = {"threshold": int(generator.integers(2, 4)), **settings}
    study = declare(
        folder,
        items=items,
        tables=tables,
        facts={"region": single("north", "south")},
        derived=derived,
        charts=charts,
        disclosure=settings,
    )
    number = int(generator.integers(*((7, 11) if seed % 2 else (12, 20))))
    return Case(Wave(study, [_respondent(generator, items, answers, boxes) for _ in range(number)]), compute)


def _respondent(
    generator: np.random.Generator, items: Mapping[str, Any], answers: list[str], boxes: list[str]
) -> Respondent:
    respondent: dict[str, Any] = {"region": str(generator.choice(["north", "south"], p=[0.6, 0.4]))}
    chances = [0.5, 0.35, 0.15][: len(answers)]
    if generator.random() < 0.9:
        respondent["opinion"] = str(generator.choice(answers, p=np.array(chances) / sum(chances)))
    ticked = tuple(box for box, chance in zip(boxes, (0.6, 0.3, 0.2), strict=False) if generator.random() < chance)
    if "worries" in items and ticked:
        respondent["worries"] = ticked
    if "second" in items and generator.random() < 0.9:
        respondent["second"] = str(generator.choice(["u", "v"]))
    return respondent
